"""SHACL Core as relations: shapes become SQL over numbered terms, what needs SPARQL runs on Oxigraph.

Of a query SQL says first whom it may be about (`suspects`), so that the engine is asked of few or of none.
Results are those of pyshacl, which stays the judge: what cannot be said exactly in SQL is asked of rdflib's
literals one by one, and a shape that cannot be said at all is handed to pyshacl by name
(`bilat.graph.shacl.shapes.Handover`).
"""
