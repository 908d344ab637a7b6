"""Whether lint, which sees a sample of large files, would find the same after an edit.

It does where the edit leaves the sample (`bilat.graph.bulk.sample`) and the counts beside it as they are.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from bilat import vocab
from bilat.graph.bulk.again.amended import AnewError
from bilat.graph.bulk.again.changes import Changes
from bilat.graph.bulk.canonical import quoted
from bilat.graph.bulk.dictionary import StoredDictionary
from bilat.graph.formats.quads import Quad, literal_parts, node_of, term_of
from bilat.graph.lint.literals import unkept
from bilat.graph.lint.terms import DEFINITIONS
from bilat.graph.literal import value_of
from bilat.graph.owl.dictionary import vocabulary_term
from bilat.graph.source.load import Source
from bilat.vocab import BILAT, DCTERMS, OA, OWL, RDF, RDFS, SH, XSD

_KIND: Final = vocabulary_term("rdf_type")
#: Namespaces of which statements mean more than they say, and what may be said with them all the same.
_FAMILIES: Final = tuple(f"<{namespace}" for namespace in (OWL, RDF, RDFS, XSD, SH))
_PLAIN: Final = frozenset(
    f"<{name}>" for name in (RDF.type, RDF.value, RDFS.label, RDFS.comment, RDFS.seeAlso)
)
_TELLING: Final = frozenset(f"<{name}>" for name in (OA.hasSelector, OA.hasSource, DCTERMS.isReferencedBy))
_CLASSES: Final = frozenset(f"<{name}>" for name in (*DEFINITIONS, BILAT.Passage))


def require_unseen(changes: Changes, source: Source, names: StoredDictionary) -> None:
    """Check that lint and what tells passages would not see an edit.

    Args:
        changes: the edit.
        source: what small files say, and the sample of the large ones.
        names: the terms of what was there before.

    Raises:
        AnewError: they might.
    """
    names.learn(term for quad in (*changes.removed, *changes.added) for term in quad)
    _Look(changes, source, names).require()


@dataclass(slots=True)
class _Look:
    """A look at an edit.

    Args:
        changes: the edit.
        source: what small files say, and the sample of the large ones.
        names: the terms of what was there before.
    """

    changes: Changes
    source: Source
    names: StoredDictionary

    @property
    def _stated(self) -> str:
        """Return the condition that a statement is no evidence, which came after lint."""
        evidence = f"<{vocab.EVIDENCE}>"
        return f"g <> {self.names[evidence]}"

    def require(self) -> None:
        every = (*self.changes.removed, *self.changes.added)
        for quad in every:
            _require_plain(quad)
            self._require_usual(quad)
        for quad in self.changes.removed:
            self._require_left(quad)
        for quad in self.changes.added:
            self._require_behind(quad)
        for node in {term for quad in every for term in (quad.subject, quad.object) if term[0] == "<"}:
            self._require_as_described(node)

    def _require_usual(self, quad: Quad) -> None:
        """Check that a literal is one that its datatype has and a store keeps."""
        if quad.object[0] != '"':
            return
        text, datatype, language = literal_parts(quad.object)
        if not value_of(text, datatype, language).valid or unkept([quad.object]):
            raise AnewError("A literal is one that lint tells of.")

    def _require_left(self, quad: Quad) -> None:
        """Check that what went is not in the sample, and that its terms are used elsewhere too."""
        s, p, o = (node_of(term) for term in quad[:3])
        if next(iter(self.source.dataset.quads((s, p, o, None))), None):
            raise AnewError("What went is what lint looks at.")
        for where, alike in self._groups(quad):
            gone = sum(map(alike, self.changes.removed))
            if self._value(f"SELECT count(*) FROM quad WHERE {where}") <= gone:
                raise AnewError("A predicate, a class or a datatype is used no longer.")

    def _require_behind(self, quad: Quad) -> None:
        """Check that what came is not the first of its predicate, class, datatype or subject."""
        for where, _ in self._groups(quad):
            first = self._first(f"SELECT min(s) FROM quad WHERE {where}")
            if first is None or quad.subject <= first:
                raise AnewError("What came is what lint looks at.")
        if self._is_sampled(quad.subject):
            first = self._first(
                f"SELECT min(p) FROM quad WHERE s = {self.names[quad.subject]} AND {self._stated}"
            )
            if first is None or quad.predicate <= first:
                raise AnewError("What came is what lint looks at.")

    def _groups(self, quad: Quad) -> Iterable[tuple[str, Callable[[Quad], bool]]]:
        """Yield the statements of which the sample has the first: as a condition, and as a test."""
        step = self.names[quad.predicate]
        yield f"p = {step}", lambda other: other.predicate == quad.predicate
        if quad.predicate == _KIND:
            class_ = self.names[quad.object]
            yield f"p = {step} AND o = {class_}", lambda other: other[1:3] == quad[1:3]
        if quad.object[0] == '"':
            datatype = _datatype(quad.object)
            of_type = f"SELECT id FROM literal WHERE datatype = {self.names[datatype]}"
            yield (
                f"o IN ({of_type})",
                lambda other: other.object[0] == '"' and _datatype(other.object) == datatype,
            )

    def _is_sampled(self, term: str) -> bool:
        """Tell whether the sample or small files speak of a term."""
        node = node_of(term)
        patterns = ((node, None, None, None), (None, node, None, None), (None, None, node, None))
        return any(next(iter(self.source.dataset.quads(each)), None) for each in patterns)

    def _require_as_described(self, node: str) -> None:
        """Check that a node is a value, and is described, as before; or came where all are described."""
        number = self.names[node]
        was_value = self._value(f"SELECT count(*) FROM quad WHERE o = {number} AND {self._stated}")
        was_described = self._value(f"SELECT count(*) FROM quad WHERE s = {number} AND {self._stated}")
        value = was_value + self._change(node, 2)
        described = was_described + self._change(node, 0)
        if bool(was_value) == bool(value) and (not value or bool(was_described) == bool(described)):
            return
        space = node[1 : max(node.rfind("#"), node.rfind("/")) + 1]
        missing = f"SELECT coalesce(sum(number), 0) FROM missing WHERE space = {quoted(space)}"
        if self._value(missing) or not (described if value else was_described):
            raise AnewError("A value is one that nothing describes, or was.")

    def _change(self, node: str, place: int) -> int:
        came = sum(quad[place] == node for quad in self.changes.added)
        return came - sum(quad[place] == node for quad in self.changes.removed)

    def _first(self, sql: str) -> str | None:
        number = self._value(sql)
        if number is None:
            return None
        ((text,),) = self.names.texts([(number,)])
        return text

    def _value(self, sql: str) -> int:
        found: int = self.names.database.value(sql)
        return found


def _require_plain(quad: Quad) -> None:
    """Check that a statement says no more than it says."""
    p, o = quad.predicate, quad.object
    if (p.startswith(_FAMILIES) and p not in _PLAIN) or p in _TELLING:
        raise AnewError("A statement makes up an axiom, a shape or a passage.")
    if p == _KIND and (o.startswith(_FAMILIES) or o in _CLASSES):
        raise AnewError("A class, a property, a concept or a passage came or went.")


def _datatype(literal: str) -> str:
    return term_of(URIRef(literal_parts(literal).datatype))
