"""Queries written anew where the engine does otherwise than SPARQL says.

`bilat.engine.oxigraph` says in which order, `bilat.engine.remote.repairs` for a store. Each module reads a
query as tokens (`bilat.engine.lexer`); where groups matter, `pattern` tells them apart, and `draft` puts
parts in their place. Nothing is written anew in `forbidden`, which refuses, nor in `clauses`, which reads.
"""
