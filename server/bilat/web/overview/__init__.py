"""The graph as a whole: home, ontology, shapes, questions, last check, downloads."""
