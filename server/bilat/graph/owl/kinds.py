"""Which kinds of triples there are: a rule runs only where some can match each of its atoms.

What tells triples apart is what the atoms of rules are held to: the predicate, and the class beside rdf:type.
"""

# ruff: noqa: S608 -- SQL is put together from names of our own tables; no text of a user gets here.

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from bilat.graph.owl.dictionary import Lexicon
from bilat.graph.owl.relations import CLASSES, PREDICATES, RELATIONS, Schema
from bilat.graph.owl.rule import Atom
from bilat.graph.owl.workspace import Space

#: Predicates, each with the classes where it is rdf:type, else with 0.
Kinds = dict[int, set[int]]
#: The predicates that lists are made of.
CELLS = ("rdf_first", "rdf_rest")


def kinds_in(space: Space, table: str) -> Kinds:
    """Return the kinds of triples in a table."""
    found: Kinds = {}
    for p, o in space.rows(f"SELECT DISTINCT p, CASE WHEN p = :rdf_type THEN o ELSE 0 END FROM {table}"):
        found.setdefault(p, set()).add(o)
    return found


@dataclass(slots=True)
class Feed:
    """What there is for rules to join: the kinds of triples that are new, and all that are there.

    Args:
        dictionary: the numbers of terms.
    """

    dictionary: Lexicon
    _new: Kinds = field(init=False, default_factory=dict)
    _present: Kinds = field(init=False, default_factory=dict)
    _schema: Schema = field(init=False, default=Schema({}, ()))
    _held: dict[str, set[int]] = field(init=False, default_factory=dict)

    def take(self, found: Kinds) -> None:
        """Take what a step found for what is new, and for a part of all."""
        self._new = found
        for p, classes in found.items():
            self._present.setdefault(p, set()).update(classes)

    def know(self, predicates: Collection[int]) -> None:
        """Take triples with some predicates for a part of all, and nothing for new."""
        self._new = {}
        for p in predicates:
            self._present.setdefault(p, set()).add(0)

    def hold(self, schema: Schema) -> None:
        """Hold atoms to the rows of other relations from now on."""
        self._schema = schema
        self._held.clear()

    def has(self, name: str) -> bool:
        """Tell whether there are triples with a predicate of the vocabulary."""
        return self.dictionary.named(name) in self._present

    def has_new_axioms(self) -> bool:
        """Tell whether what is new makes up axioms."""
        named = self.dictionary.named
        if not self._new.keys().isdisjoint(map(named, (*PREDICATES, *CELLS))):
            return True
        return not self._new.get(named("rdf_type"), set()).isdisjoint(map(named, CLASSES))

    def gives(self, atom: Atom) -> bool:
        """Tell whether triples that are there can match an atom."""
        return self._can_match(atom, self._present)

    def gives_new(self, atom: Atom) -> bool:
        """Tell whether triples that are new can match an atom."""
        return self._can_match(atom, self._new)

    def present(self) -> Iterator[tuple[int, int]]:
        """Yield the kinds of triples that are there: predicate, and the class beside rdf:type, else 0."""
        yield from ((p, class_) for p, classes in self._present.items() for class_ in classes)

    def fits(self, atom: Atom, kind: tuple[int, int]) -> bool:
        """Tell whether triples of a kind can match an atom."""
        return self._can_match(atom, {kind[0]: {kind[1]}})

    def _can_match(self, atom: Atom, found: Kinds) -> bool:
        predicates, classes = self._numbers(atom.predicate), self._numbers(atom.object)
        fitting = found.keys() if predicates is None else found.keys() & predicates
        return any(classes is None or 0 in found[p] or not classes.isdisjoint(found[p]) for p in fitting)

    def _numbers(self, place: str | None) -> set[int] | None:
        """Return the numbers that a place of an atom is held to, or None for any."""
        if place is None:
            return None
        if place not in self._held:
            if place.startswith(":"):
                self._held[place] = {self.dictionary.named(place[1:])}
            else:
                table, _, column = place.partition(".")
                at = RELATIONS[table].index(column)
                self._held[place] = {row[at] for row in self._schema.relations.get(table, ())}
        return self._held[place]
