"""Releases on disk: immutable, there whole or not at all, checked when they are opened."""
