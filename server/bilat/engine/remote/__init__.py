"""An engine that asks a store of its own, and how a release gets there."""
