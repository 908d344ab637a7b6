"""Ontology and shapes for people: every class, property and shape, and the classes as a picture."""
