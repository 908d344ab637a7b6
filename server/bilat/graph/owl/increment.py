"""What comes to follow, and what follows no longer, when some triples come and others go.

The rules run on what lies around the edit, of which all that followed before is known. What may rest on a
triple that goes is taken away first; then all that still follows is found again, together with what is new
(Gupta, Mumick and Subrahmanian: Maintaining views incrementally, 1993: delete and rederive).
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bilat.graph.owl.dictionary import Row, Triple
from bilat.graph.owl.encode import encode
from bilat.graph.owl.inconsistency import ONE_LITERAL, contradicted
from bilat.graph.owl.kinds import kinds_in
from bilat.graph.owl.reason import VOCABULARY_NAMES
from bilat.graph.owl.rule import Rule, inference_rules
from bilat.graph.owl.saturate import Saturation
from bilat.graph.owl.useful import useful

_COLUMNS = ("s", "p", "o")
#: Relations of rules that look further than the triples of two nodes.
_FAR = frozenset(("key_first", "key_next", "max_one_of", "max_none_of"))


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an edit changes.

    Args:
        lost: useful triples (`bilat.graph.owl.useful`) that hold no longer.
        new: those that hold now.
        nodes: subjects and objects of all triples that were looked at again; all that is stated of them, and
            what follows, has to have been known.
    """

    lost: frozenset[Triple]
    new: frozenset[Triple]
    nodes: frozenset[str]


def consequences(
    known: Iterable[Triple],
    stated: Collection[Triple],
    removed: Collection[Triple],
    added: Collection[Triple],
) -> Consequences | None:
    """Return what an edit changes; None where things turn out to be the same, or contradict each other.

    Args:
        known: axioms, and what was stated and followed around the edit.
        stated: what of that is stated, and stays.
        removed: what is stated no longer.
        added: what has come.
    """
    before = dict.fromkeys((*known, *stated, *removed))
    encoding = encode(tuple(before | dict.fromkeys(added)), vocabulary=VOCABULARY_NAMES, threads=1)
    code = encoding.dictionary.__getitem__
    new, gone, kept = ([_coded(code, each) for each in some] for some in (added, removed, stated))
    run = Continuation(encoding, folded=True)
    run.space.put("come", _COLUMNS, [row for row, each in zip(new, added, strict=True) if each not in before])
    run.space.make("stayed", "SELECT s, p, o FROM asserted ANTI JOIN come USING (s, p, o)")
    run.space.make("asserted", "SELECT s, p, o FROM stayed")
    run.run()
    run.space.make("known", "SELECT s, p, o FROM triple")
    run.retract(gone, kept)
    run.extend(new)
    alike = run.same.moved() or run.same.crowds()
    if alike or any(rule.file != ONE_LITERAL for rule in contradicted(run)):
        run.space.close()
        return None
    found = Consequences(
        lost=frozenset(run.told("known", "triple")),
        new=frozenset(run.told("triple", "known")),
        nodes=frozenset(run.nodes()),
    )
    run.space.close()
    return found


def far_rules(run: Saturation) -> list[Rule]:
    """Return the rules to which what lies around an edit does not suffice: those of long chains among them.

    Links of a chain that has more than two are joined two at a time, by properties of which nothing is kept.
    """
    long = any(run.dictionary.is_auxiliary(row[2]) for row in run.schema.bare("property_chain"))
    far = _FAR | {"property_chain"} if long else _FAR
    return [rule for rule in inference_rules() if far & {table for _, table in rule.relations}]


def _coded(code: object, triple: Triple) -> Row:
    s, p, o = map(code, triple)  # type: ignore[call-overload]
    return s, p, o


class Continuation(Saturation):
    """A run of the rules that goes on when triples go and come."""

    def retract(self, removed: Collection[Row], stated: Collection[Row]) -> None:
        """Take away triples, and all that may follow from them and is not stated."""
        self.space.put("stated", _COLUMNS, stated)
        self.space.put("gone", _COLUMNS, removed)
        self.space.make("delta", "SELECT s, p, o, 0 AS rule FROM gone")
        self._feed.take(kinds_in(self.space, "delta"))
        while branches := self._branches():
            every = "\nUNION ALL\n".join(branches)
            self.space.make(
                "delta",
                f"SELECT DISTINCT s, p, o, 0 AS rule FROM (\n{every}\n) AS d "
                "SEMI JOIN triple USING (s, p, o) ANTI JOIN gone USING (s, p, o) "
                "ANTI JOIN stated USING (s, p, o)",
            )
            self.space.append("gone", "SELECT s, p, o FROM delta")
            self._feed.take(kinds_in(self.space, "delta"))
        self.space.make("triple", "SELECT * FROM triple ANTI JOIN gone USING (s, p, o)")

    def extend(self, added: Collection[Row]) -> None:
        """Add triples, and all that follows from what there is now."""
        self.space.put("come", _COLUMNS, added)
        self.step += 1
        come = f"SELECT s, p, o, {self.step} AS step, 0 AS rule FROM come ANTI JOIN triple USING (s, p, o)"
        self.space.append("triple", come)
        self._behind = set(self.rules)
        self._look("triple")
        while branches := self._branches():
            self._derive(branches)

    def told(self, table: str, other: str) -> Iterator[Triple]:
        """Yield the useful triples of a table that another one has not."""
        end = self.dictionary.end
        rows = self.space.rows(
            f"SELECT s, p, o FROM {table} ANTI JOIN {other} USING (s, p, o) "
            f"WHERE s < {end} AND p < {end} AND o < {end}"
        )
        yield from filter(useful, map(self.dictionary.decode, rows))

    def nodes(self) -> Iterator[str]:
        """Yield subjects and objects, classes apart, of the triples that went, came or were found again."""
        changed = (
            "SELECT s, p, o FROM gone UNION SELECT s, p, o FROM come "
            "UNION SELECT s, p, o FROM triple ANTI JOIN known USING (s, p, o)"
        )
        ends = f"SELECT s AS n FROM ({changed}) UNION SELECT o FROM ({changed}) WHERE p <> :rdf_type"
        for (number,) in self.space.rows(f"SELECT n FROM ({ends}) WHERE n < {self.dictionary.end}"):
            yield self.dictionary.term(number)
