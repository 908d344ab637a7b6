"""From triples to all that follows: the rules run in bulk, step by step, until nothing new comes.

Each step is one statement, the UNION ALL of the rules, in which each rule joins what the last step found with
all that is known (semi-naive evaluation). The ontology comes first, on its own, so that the relations that
rules join with (`bilat.graph.axioms`) are complete before the data comes; a step that finds a new axiom has
them made anew.

There are two ways to run, with the same rules and the same result:

* *folded*, which is fast: property relations closed beforehand, and of things that are the same
  (owl:sameAs) one representative that stands for all until the end;
* *plain*, which follows the text of each rule and so can say why: see `bilat.graph.why`.

Not applied are rules that yield only what `bilat.graph.useful` drops: eq-ref, prp-ap, cls-thing,
cls-nothing1, dt-type1, and of scm-cls that owl:Nothing is below every class. Literals are never made the
same, equal in value or not (dt-eq): rules compare them as terms, inconsistency checks by value.
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bilat.graph.axioms import compile_schema
from bilat.graph.dictionary import Dictionary, Row
from bilat.graph.encode import Encoding
from bilat.graph.relations import CLASSES, FOLDED, PREDICATES, RELATIONS, Origins, Schema
from bilat.graph.rule import Atom, Rule, inference_rules
from bilat.graph.same import Representatives
from bilat.graph.workspace import Workspace

#: Relations without which a rule finds nothing; the other one is joined from the left.
_REQUIRED = RELATIONS.keys() - {"datatype_fits"}
_CELLS = ("rdf_first", "rdf_rest")


@dataclass(slots=True)
class Saturation:
    """A run of the rules over stated triples.

    Args:
        encoding: the stated triples.
        folded: which of the two ways to run.
    """

    encoding: Encoding
    folded: bool
    rules: tuple[Rule, ...] = field(init=False, default_factory=inference_rules)
    schema: Schema = field(init=False, default=Schema({}, ()))
    same: Representatives = field(init=False, default_factory=Representatives)
    step: int = field(init=False, default=0)
    space: Workspace = field(init=False)
    dictionary: Dictionary = field(init=False)
    _present: set[int] = field(init=False, default_factory=set)
    _origins: Origins = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Take a part of the database of its own, beside the other way to run."""
        self.dictionary = self.encoding.dictionary
        self.space = Workspace(self.encoding, "folded" if self.folded else "plain")

    def run(self) -> None:
        """Add all that follows to the table ``triple``, with its step and the number of its rule, from 1.

        Raises:
            UnsupportedAxiom: a list is broken, or a cardinality is other than 0 or 1.
        """
        for schema in (1, 0):
            source = "SELECT s, p, o FROM asserted AS t"
            if self.same.moved():
                source = self._renamed("asserted", self.same.moved().items())
            self.space.execute(
                f"CREATE OR REPLACE TABLE delta AS SELECT s, p, o FROM (\n{source}\n"
                f"WHERE t.schema = {schema}\n) AS d WHERE NOT EXISTS ({_known('triple')})"
            )
            self.space.execute("INSERT INTO triple SELECT s, p, o, 0, 0 FROM delta")
            self._saturate()

    def inferred(self) -> list[Row]:
        """Return what follows and is not stated, sorted as its text, under every name of each thing."""
        source = "SELECT s, p, o FROM triple WHERE rule > 0"
        if self.same.moved():
            source = self._renamed("triple", self.same.names())
        end = len(self.dictionary.resources)
        rows = self.space.rows(
            f"SELECT s, p, o FROM (\n{source}\n) AS d "
            f"WHERE s > 0 AND s < {end} AND p < {end} AND o < {end} AND NOT EXISTS ({_known('asserted')}) "
            "ORDER BY s, p, CASE WHEN o < 0 THEN 0 ELSE 1 END, abs(o)"
        )
        return [(s, p, o) for s, p, o in rows]

    def active(self, rule: Rule) -> bool:
        """Tell whether each relation that a rule joins with has rows, and each of its atoms triples."""
        required = (table for _, table in rule.relations if table in _REQUIRED)
        return all(table in self.schema.relations for table in required) and all(
            self._feeds(atom, self._present) for atom in rule.atoms
        )

    def _saturate(self) -> None:
        while found := self._found():
            if self.folded and (self.dictionary.named("owl_sameAs"), 0) in found and self._merge():
                found = self._found()
            changed = self._refresh() if self._touches_schema(found) else set()
            branches = self._branches(changed, {p for p, _ in found})
            if not branches:
                return
            self.step += 1
            self._derive(branches)

    def _found(self) -> set[tuple[int, int]]:
        """Return each predicate of what the last step found, with 1 where it types something as an axiom."""
        classes = ", ".join(str(self.dictionary.named(name)) for name in CLASSES)
        axiom = f"CASE WHEN p = :rdf_type AND o IN ({classes}) THEN 1 ELSE 0 END"
        found = {(p, typed) for p, typed in self.space.rows(f"SELECT DISTINCT p, {axiom} FROM delta")}
        self._present |= {p for p, _ in found}
        return found

    def _touches_schema(self, found: set[tuple[int, int]]) -> bool:
        """Tell whether any of it makes up axioms."""
        predicates = {self.dictionary.named(name) for name in (*PREDICATES, *_CELLS)}
        return any(typed or p in predicates for p, typed in found)

    def _branches(self, changed: set[str], found: set[int]) -> list[str]:
        """Return the SELECTs of a step: all of a rule where a relation has changed, else its variants."""
        branches = []
        for number, rule in enumerate(self.rules, 1):
            if (self.folded and rule.name in FOLDED) or not self.active(rule):
                continue
            if any(table in changed for _, table in rule.relations):
                texts = [rule.text]
            else:
                texts = [text for atom, text in rule.variants() if self._feeds(atom, found)]
            branches += [text.replace("\nFROM ", f", {number} AS rule\nFROM ", 1) for text in texts]
        return branches

    def _feeds(self, atom: Atom, found: set[int]) -> bool:
        """Tell whether triples with these predicates can match an atom."""
        if atom.predicate is None:
            return True
        if atom.predicate.startswith(":"):
            return self.dictionary.named(atom.predicate[1:]) in found
        table, _, column = atom.predicate.partition(".")
        place = RELATIONS[table].index(column)
        return any(row[place] in found for row in self.schema.relations.get(table, ()))

    def _derive(self, branches: list[str]) -> None:
        """Run one step: what it finds becomes the table ``delta``, and part of ``triple``."""
        every = "\nUNION ALL\n".join(branches)
        self.space.execute(
            f"CREATE OR REPLACE TABLE delta AS SELECT s, p, o, min(rule) AS rule FROM (\n{every}\n) AS d\n"
            f"WHERE NOT EXISTS ({_known('triple')}) GROUP BY s, p, o"
        )
        self.space.execute(f"INSERT INTO triple SELECT s, p, o, {self.step}, rule FROM delta")

    def _refresh(self) -> set[str]:
        """Make the relations anew and return the names of those that changed.

        In the plain way a list is as stated: under other names of its members it would be several lists.
        """
        cells = {self.dictionary.named(name) for name in _CELLS}
        predicates = ", ".join(str(self.dictionary.named(name)) for name in PREDICATES)
        classes = ", ".join(str(self.dictionary.named(name)) for name in CLASSES)
        rows = self.space.rows(
            f"SELECT s, p, o FROM triple WHERE p IN ({predicates}) OR (p = :rdf_type AND o IN ({classes})) "
            f"OR (p IN (:rdf_first, :rdf_rest) AND {'step >= 0' if self.folded else 'step = 0'})"
        )
        old = self.schema
        self.schema = compile_schema(
            [(s, p, o) for s, p, o in rows if p not in cells],
            [(s, p, o) for s, p, o in rows if p in cells],
            self.dictionary,
            folded=self.folded,
            step=self.step,
            origins={} if self.folded else self._origins,
        )
        changed = {name for name in RELATIONS if self.schema.bare(name) != old.bare(name)}
        if changed:
            self.space.fill(self.schema)
        return changed

    def _merge(self) -> bool:
        """Put the representative in place of what turned out to be the same; tell whether anything did."""
        pairs = self.space.rows("SELECT s, o FROM delta WHERE p = :owl_sameAs AND s <> o AND s > 0 AND o > 0")
        moved = self.same.merge((s, o) for s, o in pairs)
        if not moved:
            return False
        source = self._renamed("triple", moved.items())
        self.space.execute(
            f"CREATE OR REPLACE TABLE rewritten AS {source} "
            "WHERE ns.old IS NOT NULL OR np.old IS NOT NULL OR no.old IS NOT NULL"
        )
        gone = " OR ".join(f"{column} IN (SELECT old FROM renamed)" for column in ("s", "p", "o"))
        self.space.execute(f"DELETE FROM triple WHERE {gone}")
        self.space.execute(f"DELETE FROM delta WHERE {gone}")
        self.space.execute(
            f"INSERT INTO triple SELECT s, p, o, {self.step}, 0 FROM rewritten AS d "
            f"WHERE NOT EXISTS ({_known('triple')})"
        )
        self.space.execute("INSERT INTO delta (s, p, o) SELECT s, p, o FROM rewritten")
        return True

    def _renamed(self, table: str, names: Iterable[tuple[int, int]]) -> str:
        """Return the SELECT of a table's triples with every new name for each old one."""
        self.space.put("renamed", ("old", "new"), sorted(names))
        return (
            "SELECT DISTINCT coalesce(ns.new, t.s) AS s, coalesce(np.new, t.p) AS p, "
            f"coalesce(no.new, t.o) AS o FROM {table} AS t LEFT JOIN renamed AS ns ON ns.old = t.s "
            "LEFT JOIN renamed AS np ON np.old = t.p LEFT JOIN renamed AS no ON no.old = t.o"
        )


def _known(table: str) -> str:
    """Return the subquery that finds the triple of a row ``d`` in a table."""
    return f"SELECT 1 FROM {table} AS k WHERE k.s = d.s AND k.p = d.p AND k.o = d.o"
