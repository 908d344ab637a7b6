"""Slips in files that parse well and mean something else."""
