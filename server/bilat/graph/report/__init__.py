"""Findings, and the reports that people and tools read them in."""
