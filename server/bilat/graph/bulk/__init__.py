"""Builds of graphs too large for memory: triples are rows of DuckDB from the first file to the last.

The small way (`bilat.graph.check`, `bilat.graph.build`) and this one give the same findings and the same
statements; which one is taken is a matter of size (`streaming_bytes`). Ontology, shapes and small files are
read as they always are; large files never become objects one by one, beyond what the parser itself makes.

Tables, in the order in which they come to be:

    line(s, p, o, g)                              terms as canonical N-Triples, while files are read
    name(id INTEGER, text VARCHAR)                every term once, ids as in `bilat.graph.owl.dictionary`
    quad(s, p, o, g INTEGER)                      each once, sorted; g is never 0
    literal(id, datatype, language, lexical, value, number, whole, instant, valid)
    asserted(s, p, o INTEGER)                     what is reasoned over: everything but the shapes, each once
    inferred(s, p, o INTEGER)                     what follows, useful and not stated
    contradiction(rule, message, s, p, o, ...)    see `bilat.graph.bulk.closure`
"""
