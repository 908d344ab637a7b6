"""From triples to all that follows: the rules run in bulk, step by step, until nothing new comes.

Each step is one statement, the UNION ALL of the rules, in which each rule joins what the last step found with
all that is known (semi-naive evaluation). The ontology comes first, on its own, so that the relations that
rules join with (`bilat.graph.axioms`) are complete before the data comes; a step that finds a new axiom has
them made anew.

There are two ways to run, with the same rules and the same result:

* *folded*, which is fast: property relations closed beforehand, and of things that are the same
  (owl:sameAs) one representative that stands for all until the end;
* *plain*, which follows the text of each rule and so can say why: see `bilat.graph.why`.

Not applied are rules that yield only what `bilat.graph.useful` drops (eq-ref, prp-ap, cls-thing, cls-nothing1,
dt-type1, and owl:Nothing below every class of scm-cls). Literals are never made the same, equal values or not
(dt-eq): rules compare them as terms, inconsistency checks by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import duckdb

from bilat.graph.axioms import (
    CLASSES,
    FOLDED,
    PREDICATES,
    RELATIONS,
    Origins,
    Schema,
    compile_schema,
    number_ranges,
)
from bilat.graph.encode import Dictionary, Encoding, Row
from bilat.graph.rule import Atom, Rule, bound, inference_rules
from bilat.graph.same import Representatives

_KNOWN = "SELECT 1 FROM triple AS k WHERE k.s = d.s AND k.p = d.p AND k.o = d.o"


@dataclass(slots=True)
class Saturation:
    """A run of the rules over the table ``asserted``.

    Args:
        encoding: the triples.
        folded: which of the two ways to run.
    """

    encoding: Encoding
    folded: bool
    connection: duckdb.DuckDBPyConnection = field(init=False)
    dictionary: Dictionary = field(init=False)
    rules: tuple[Rule, ...] = field(init=False, default_factory=inference_rules)
    schema: Schema = field(init=False, default=Schema({}, ()))
    same: Representatives = field(init=False, default_factory=Representatives)
    step: int = field(init=False, default=0)
    _found: set[tuple[int, int]] = field(init=False, default_factory=set)
    _origins: Origins = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Take a part of the database of its own, beside the other way to run."""
        part = "folded" if self.folded else "plain"
        self.dictionary = self.encoding.dictionary
        self.connection = self.encoding.connection.cursor()
        self.execute(f"CREATE SCHEMA {part}")
        self.execute(f"SET search_path = '{part},main'")
        self.execute("CREATE TABLE triple (s INTEGER, p INTEGER, o INTEGER, step SMALLINT, rule SMALLINT)")
        self.execute("CREATE TABLE delta (s INTEGER, p INTEGER, o INTEGER)")
        self.execute(
            "CREATE TABLE number_range (datatype INTEGER, least HUGEINT, greatest HUGEINT, whole TINYINT)"
        )
        for row in number_ranges(self.dictionary):
            self.execute("INSERT INTO number_range VALUES (?, ?, ?, ?)", row)

    def run(self) -> None:
        """Add all that follows to the table ``triple``, with the step and the number of the rule, from 1.

        Raises:
            UnsupportedAxiom: a list is broken, or a cardinality is other than 0 or 1.
        """
        for schema in (1, 0):
            chosen = f"SELECT s, p, o FROM asserted AS d WHERE schema = {schema} AND NOT EXISTS ({_KNOWN})"
            self.execute(f"CREATE OR REPLACE TABLE delta AS {chosen}")
            self.execute("INSERT INTO triple SELECT s, p, o, 0, 0 FROM delta")
            self._saturate()

    def inferred(self) -> list[Row]:
        """Return what was found and is not stated, sorted as its text; of it, every name of the same thing."""
        last = len(self.dictionary.resources)
        groups = self.same.groups()
        if groups:
            self.put(
                "same", ("head", "member"), [(head, one) for head, group in groups.items() for one in group]
            )
            source = (
                "SELECT DISTINCT coalesce(ms.member, t.s) AS s, coalesce(mp.member, t.p) AS p, "
                "coalesce(mo.member, t.o) AS o FROM triple AS t LEFT JOIN same AS ms ON ms.head = t.s "
                "LEFT JOIN same AS mp ON mp.head = t.p LEFT JOIN same AS mo ON mo.head = t.o"
            )
        else:
            source = "SELECT s, p, o FROM triple WHERE rule > 0"
        rows = self.rows(
            f"SELECT s, p, o FROM (\n{source}\n) AS d WHERE s > 0 AND s < {last} AND p < {last} AND o < {last} "
            "AND NOT EXISTS (SELECT 1 FROM asserted AS k WHERE k.s = d.s AND k.p = d.p AND k.o = d.o) "
            "ORDER BY s, p, CASE WHEN o < 0 THEN 0 ELSE 1 END, abs(o)"
        )
        return [(s, p, o) for s, p, o in rows]

    def close(self) -> None:
        """Give back the memory that the run took."""
        self.execute(f"DROP SCHEMA {'folded' if self.folded else 'plain'} CASCADE")

    def execute(self, text: str, values: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        """Run SQL in which names of vocabulary terms stand for their numbers."""
        return self.connection.execute(bound(text, self.dictionary), values)

    def rows(self, text: str, values: Sequence[object] = ()) -> list[tuple[int, ...]]:
        """Run a query and return its rows."""
        return self.execute(text, values).fetchall()

    def active(self, rule: Rule) -> bool:
        """Tell whether each relation that a rule joins with has rows."""
        return all(table in self.schema.relations for _, table in rule.relations if table in RELATIONS)

    def _saturate(self) -> None:
        changed: set[str] = set()
        while True:
            self._found = self._predicates()
            if self.folded and any(p == self.dictionary.named("owl_sameAs") for p, _ in self._found):
                self._merge()
            changed = self._refresh() if self._touches_schema() else set()
            branches = self._branches(changed)
            if not branches or not self._found:
                return
            self.step += 1
            self._derive(branches)

    def _predicates(self) -> set[tuple[int, int]]:
        """Return each predicate of the last step's triples, and whether they are axioms."""
        classes = ", ".join(str(self.dictionary.named(name)) for name in CLASSES)
        axiom = f"CASE WHEN p = :rdf_type AND o IN ({classes}) THEN 1 ELSE 0 END"
        return {(p, typed) for p, typed in self.rows(f"SELECT DISTINCT p, {axiom} FROM delta")}

    def _touches_schema(self) -> bool:
        predicates = {self.dictionary.named(name) for name in PREDICATES}
        return any(typed or p in predicates for p, typed in self._found)

    def _branches(self, changed: set[str]) -> list[str]:
        """Return the SELECTs of a step: whole rules where a relation has changed, else the variants on news."""
        found = {p for p, _ in self._found}
        branches = []
        for number, rule in enumerate(self.rules, 1):
            if not self.active(rule) or (self.folded and rule.name in FOLDED):
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
        return any(row[place] in found for row in self.schema.relations[table])

    def _derive(self, branches: list[str]) -> None:
        """Run one step: what it finds becomes the table ``delta``, and part of ``triple``."""
        every = "\nUNION ALL\n".join(branches)
        self.execute(
            f"CREATE OR REPLACE TABLE delta AS SELECT s, p, o, min(rule) AS rule FROM (\n{every}\n) AS d\n"
            f"WHERE NOT EXISTS ({_KNOWN}) GROUP BY s, p, o"
        )
        self.execute(f"INSERT INTO triple SELECT s, p, o, {self.step}, rule FROM delta")

    def _refresh(self) -> set[str]:
        """Make the relations anew and return the names of those that changed."""
        cells = [self.dictionary.named(name) for name in ("rdf_first", "rdf_rest")]
        predicates = ", ".join(str(self.dictionary.named(name)) for name in PREDICATES)
        classes = ", ".join(str(self.dictionary.named(name)) for name in CLASSES)
        rows = self.rows(
            f"SELECT s, p, o FROM triple WHERE p IN ({predicates}, {cells[0]}, {cells[1]}) "
            f"OR (p = :rdf_type AND o IN ({classes}))"
        )
        schema = compile_schema(
            [(s, p, o) for s, p, o in rows if p not in cells],
            [(s, p, o) for s, p, o in rows if p in cells],
            self.dictionary,
            folded=self.folded,
            step=self.step,
            origins={} if self.folded else self._origins,
        )
        old, self.schema = self.schema.relations, schema
        changed = {
            name for name in RELATIONS if _bare(schema, name) != [row[:-2] for row in old.get(name, ())]
        }
        for name in sorted(schema.relations):
            self.put(name, (*RELATIONS[name], "axiom", "since"), schema.relations[name])
        return changed

    def put(self, table: str, columns: Sequence[str], rows: Iterable[tuple[int, ...]]) -> None:
        """Make a small table anew, in one statement."""
        texts = [",".join(map(str, column)) for column in zip(*rows, strict=True)]
        parts = (f"unnest(CAST(string_split(?, ',') AS INTEGER[])) AS {column}" for column in columns)
        self.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(parts)}", texts)

    def _merge(self) -> None:
        """Put the representative in place of everything that turned out to be the same."""
        pairs = self.rows("SELECT s, o FROM delta WHERE p = :owl_sameAs AND s <> o AND s > 0 AND o > 0")
        moved = self.same.merge((s, o) for s, o in pairs)
        if not moved:
            return
        self.put("moved", ("old", "new"), sorted(moved.items()))
        self.execute(
            "CREATE OR REPLACE TABLE rewritten AS SELECT DISTINCT coalesce(ms.new, t.s) AS s, "
            "coalesce(mp.new, t.p) AS p, coalesce(mo.new, t.o) AS o FROM triple AS t "
            "LEFT JOIN moved AS ms ON ms.old = t.s LEFT JOIN moved AS mp ON mp.old = t.p "
            "LEFT JOIN moved AS mo ON mo.old = t.o "
            "WHERE ms.old IS NOT NULL OR mp.old IS NOT NULL OR mo.old IS NOT NULL"
        )
        gone = " OR ".join(f"{column} IN (SELECT old FROM moved)" for column in "spo")
        self.execute(f"DELETE FROM triple WHERE {gone}")
        self.execute(f"DELETE FROM delta WHERE {gone}")
        self.execute(
            f"INSERT INTO triple SELECT s, p, o, {self.step}, 0 FROM rewritten AS d WHERE NOT EXISTS ({_KNOWN})"
        )
        self.execute("INSERT INTO delta (s, p, o) SELECT s, p, o FROM rewritten")
        self._found = self._predicates()
        if not moved.keys().isdisjoint(self.schema.terms):
            self._found.add((0, 1))


def _bare(schema: Schema, name: str) -> list[tuple[int, ...]]:
    """Return the rows of a relation without their axioms."""
    return [row[:-2] for row in schema.relations.get(name, ())]
