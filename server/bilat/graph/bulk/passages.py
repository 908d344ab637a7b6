"""Which passages speak of a thing (`bilat.graph.evidence.passages.references`), as rows."""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from bilat import vocab
from bilat.graph.bulk.canonical import id_of
from bilat.graph.bulk.database import Database
from bilat.graph.owl.dictionary import vocabulary_term
from bilat.vocab import BILAT, DCTERMS, OA

#: Terms that this names.
RESERVED = (
    *(f"<{name}>" for name in (BILAT.Passage, OA.hasSelector, OA.hasSource, DCTERMS.isReferencedBy)),
    f"<{vocab.EVIDENCE}>",
    vocabulary_term("rdf_type"),
)


def refer(database: Database) -> None:
    """Add the graph of evidence to ``quad``."""
    passage, selector, source, reference, evidence, kind = map(id_of, RESERVED)
    database.execute(
        f"CREATE TABLE passage AS SELECT DISTINCT id FROM (SELECT s AS id FROM quad WHERE p = {kind} "
        f"AND o = {passage} UNION ALL (SELECT s FROM quad WHERE p = {selector} INTERSECT "
        f"SELECT s FROM quad WHERE p = {source})) JOIN name USING (id) WHERE text[1] = '<'"
    )
    database.execute(
        f"CREATE TABLE claimed AS SELECT s, p, o FROM quad WHERE g = {evidence}"  # by the data themselves
    )
    database.execute(
        f"INSERT INTO quad SELECT DISTINCT q.s, {reference}, q.g, {evidence} FROM quad AS q "
        "JOIN passage ON passage.id = q.g JOIN name ON name.id = q.s AND name.text[1] = '<' "
        f"EXCEPT SELECT s, p, o, g FROM quad WHERE g = {evidence}"
    )
