"""What follows by OWL 2 RL, why it does, and what contradicts itself."""
