"""The pairs of nodes that a path of a query leads from and to, as SELECTs.

Ways that may be walked any number of times are walked in advance, as far as that is short and the pairs few.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from bilat.graph.shacl.expressions import DATES, DAYS
from bilat.graph.shacl.paths import (
    Alternative,
    Inverse,
    Path,
    Predicate,
    Repeated,
    Sequence,
    may_stay,
    predicates_of,
)
from bilat.graph.shacl.query_tree import UnreadableError
from bilat.graph.shacl.relation import LITERAL, Relation
from bilat.vocab import XSD

#: Ways are walked in advance as long as they are this short, and pairs of ends no more than these.
_MOST_STEPS, _MOST_PAIRS = 64, 4_000_000
_NAMES = count(1)
#: Datatypes of XML Schema whose forms the engine may write anew.
REWRITTEN = tuple(
    XSD[name]
    for name in (
        *("boolean", "decimal", "integer", "double", "float", "date", "time", "dateTime", "dateTimeStamp"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "yearMonthDuration"),
        *("dayTimeDuration", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "nonPositiveInteger"),
        "negativeInteger",
    )
)
_NUMBERS = (XSD.integer, XSD.decimal)
#: Numbers that it leaves as they are, and what is no number at all.
_PLAIN = r"0|-?[1-9][0-9]{0,17}|-?(0|[1-9][0-9]{0,17})\.[0-9]{0,17}[1-9]|[A-Za-z].*"


@dataclass(slots=True)
class Ways:
    """Where paths lead in a relation.

    Args:
        relation: the data; SELECTs may name the table ``node`` of what occurs in it.
    """

    relation: Relation
    _walks: dict[Path, str] = field(init=False, default_factory=dict)
    _loose: set[int] | None = field(init=False, default=None)

    def pairs(self, path: Path, *, wide: bool) -> str:
        """Return the SELECT of the pairs (s, o) that a path leads from and to."""
        number = self.relation.number
        if isinstance(path, Predicate):
            return f"SELECT s, o FROM triple WHERE p = {number(path.iri)}"
        if isinstance(path, Inverse):
            return f"SELECT o AS s, s AS o FROM triple WHERE p = {number(path.predicate.iri)}"
        if isinstance(path, Alternative):
            return "\nUNION ALL\n".join(self.pairs(part, wide=wide) for part in path.parts)
        if isinstance(path, Sequence | Repeated) and _turns(path) and self.is_loose(path):
            raise UnreadableError
        if isinstance(path, Sequence):
            first, *others = (self.pairs(part, wide=wide) for part in path.parts)
            for other in others:
                first = f"SELECT a.s, b.o FROM ({first}) AS a JOIN ({other}) AS b ON b.s = a.o"
            return first
        if path.many and (may_stay(path.inner) or isinstance(path.inner, Repeated)):
            raise UnreadableError
        steps = (
            f"SELECT s, o FROM {self._walk(path.inner)}" if path.many else self.pairs(path.inner, wide=wide)
        )
        if not path.zero:
            return steps
        # Which nodes occur matters to a path of no step; of terms that are only spoken of one cannot be sure.
        stay = "term" if wide else "node"
        return f"{steps}\nUNION ALL\nSELECT id AS s, id AS o FROM {stay}"

    def is_loose(self, path: Path) -> bool:
        """Tell whether a path has literals that the engine may take for others, such as 01 for 1."""
        if self._loose is None:
            numbers, other = self.relation.numbers, f"datatype NOT IN ({self.relation.numbers(REWRITTEN)})"
            days = f"datatype IN ({numbers(DATES)}) AND regexp_full_match(lexical, '{DAYS}')"
            plain = f"datatype IN ({numbers(_NUMBERS)}) AND regexp_full_match(lexical, '{_PLAIN}')"
            kept = f"kind <> {LITERAL} OR {other} OR {days} OR {plain}"
            found = f"SELECT DISTINCT p FROM triple WHERE o IN (SELECT id FROM term WHERE NOT ({kept}))"
            rows = self.relation.rows(found)
            self._loose = {p for (p,) in rows}
        return any(self.relation.number(iri) in self._loose for iri in predicates_of(path))

    def _walk(self, inner: Path) -> str:
        """Return the table of the pairs that a path taken once or more leads from and to.

        Raises:
            UnreadableError: there are too many.
        """
        if inner in self._walks:
            return self._walks[inner]
        name = f"ways{next(_NAMES)}"
        self._run(f"CREATE TEMP TABLE {name} AS SELECT DISTINCT s, o FROM ({self.pairs(inner, wide=True)})")
        self._run(f"CREATE TEMP TABLE {name}_step AS SELECT * FROM {name}")
        self._run(f"CREATE TEMP TABLE {name}_front AS SELECT * FROM {name}")
        further = (
            f"SELECT DISTINCT a.s, b.o FROM {name}_front AS a JOIN {name}_step AS b ON b.s = a.o "
            f"ANTI JOIN {name} AS c ON c.s = a.s AND c.o = b.o"
        )
        for _ in range(_MOST_STEPS):
            self._run(f"CREATE OR REPLACE TEMP TABLE {name}_front AS {further}")
            ((new, all_),) = self.relation.rows(
                f"SELECT (SELECT count(*) FROM {name}_front), (SELECT count(*) FROM {name})"
            )
            if not new:
                self._walks[inner] = name
                return name
            if new + all_ > _MOST_PAIRS:
                break
            self._run(f"INSERT INTO {name} SELECT * FROM {name}_front")
        raise UnreadableError

    def _run(self, statement: str) -> None:
        if self.relation.rows_in_time(statement) is None:
            raise UnreadableError


def _turns(path: Sequence | Repeated) -> bool:
    """Tell whether a path may go on from a literal, backwards."""
    parts = path.parts if isinstance(path, Sequence) else (path.inner,) if path.many else ()
    return any(isinstance(part, Inverse | Alternative | Repeated) for part in parts)
