"""What is wrong with files: those that cannot be read, and slips that parse well and mean something else."""
