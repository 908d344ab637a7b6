"""Statements as documents: Turtle, TriG, N-Quads, RDF/XML and JSON-LD, as people like to read them."""
