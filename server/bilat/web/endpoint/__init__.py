"""The SPARQL endpoint, for programs and for people."""
