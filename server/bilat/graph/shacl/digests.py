"""What a relation holds, as a digest for each sort of statement: two that agree have the same statements.

Statements are sorted by predicate, those of ``rdf:type`` also by class. Digests do not depend on the order of
statements or on their numbers, so that they tell what an edit changed whatever file it was made in.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import URIRef
from rdflib.term import Node

from bilat.graph.formats.quads import node_of, term_of
from bilat.graph.shacl.dependencies import Ground, InstancesOf, Occurring
from bilat.graph.shacl.relation import Relation
from bilat.vocab import RDF, RDFS

#: The key of the digest of all nodes that occur; no term is written so.
_NODES = "*"
_TERMS = (
    "CREATE OR REPLACE TEMP TABLE digest AS SELECT t.id, md5_number(t.kind || ' ' || length(t.lexical) "
    "|| ' ' || t.lexical || ' ' || coalesce(d.lexical, '') || ' ' || coalesce(t.language, '')) AS m "
    "FROM term AS t LEFT JOIN term AS d ON d.id = t.datatype"
)
_TOLD = "count(*)::VARCHAR || ' ' || sum({0}::HUGEINT)::VARCHAR || ' ' || bit_xor({1})::VARCHAR"


def digests_of(relation: Relation) -> dict[str, str]:
    """Return digests of statements by predicate, for ``rdf:type`` by class, and of all nodes."""
    relation.execute(_TERMS)
    kind = relation.number(RDF.type)
    told = _TOLD.format("hash(s.m, o.m)", "hash(o.m, s.m)")
    rows = relation.connection.execute(
        f"SELECT p, CASE WHEN p = {kind} THEN o ELSE 0 END AS c, {told} FROM "
        "(SELECT DISTINCT s, p, o FROM triple) AS t "
        f"JOIN digest AS s ON s.id = t.s JOIN digest AS o ON o.id = t.o GROUP BY p, c"
    ).fetchall()
    nodes = relation.nodes({number for p, c, _ in rows for number in (p, c) if number})
    found = {
        f"{term_of(nodes[p])} {term_of(nodes[c])}" if c else term_of(nodes[p]): digest
        for p, c, digest in rows
    }
    every = "SELECT s AS id FROM triple UNION SELECT o FROM triple"
    told = _TOLD.format("hash(m)", "hash(m, 1)")
    ((digest,),) = relation.connection.execute(
        f"SELECT {told} FROM ({every}) JOIN digest USING (id)"
    ).fetchall()
    relation.execute("DROP TABLE digest")
    return {**found, _NODES: digest or ""}


@dataclass(slots=True)
class Difference:
    """What is not as it was.

    Args:
        before: digests of what was.
        after: digests of what is.
        relation: what is.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    relation: Relation
    _predicates: frozenset[Node] = field(init=False)
    _classes: frozenset[Node] | None = field(init=False)

    def __post_init__(self) -> None:
        """Find the predicates that changed, and the classes of which an instance came or went."""
        keys = self.before.keys() | self.after.keys()
        changed = [key for key in keys if self.before.get(key) != self.after.get(key) and key != _NODES]
        self._predicates = frozenset(node_of(key.split(" ", 1)[0]) for key in changed)
        own = [node_of(key.split(" ", 1)[1]) for key in changed if " " in key]
        self._classes = None if RDFS.subClassOf in self._predicates else self._above(own)

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self._predicates)

    def touches(self, grounds: frozenset[Ground] | None) -> bool:
        """Tell whether results that rest on something may have changed."""
        if grounds is None:
            return bool(self)
        return any(map(self._touches, grounds))

    def _touches(self, ground: Ground) -> bool:
        if isinstance(ground, InstancesOf):
            return self._classes is None or ground.class_ in self._classes
        if isinstance(ground, Occurring):
            return self.before.get(_NODES) != self.after.get(_NODES)
        return ground in self._predicates

    def _above(self, classes: list[Node]) -> frozenset[Node]:
        """Return classes with all that they are below of."""
        sub = self.relation.number(URIRef(str(RDFS.subClassOf)))
        self.relation.learn(classes)
        found = {self.relation.number(class_) for class_ in classes}
        parents: dict[int, list[int]] = {}
        for child, parent in self.relation.rows(f"SELECT s, o FROM triple WHERE p = {sub}") if found else ():
            parents.setdefault(child, []).append(parent)
        pending = list(found)
        while pending:
            new = set(parents.get(pending.pop(), ())) - found
            found |= new
            pending += new
        nodes = self.relation.nodes(found)
        return frozenset(nodes[number] for number in found)
