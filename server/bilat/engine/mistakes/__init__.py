"""Mistakes in queries, told to people."""
