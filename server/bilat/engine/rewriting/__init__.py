"""Queries written anew where the engine does otherwise than SPARQL says."""
