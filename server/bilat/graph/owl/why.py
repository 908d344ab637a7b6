"""Why a triple holds: the rule and the premises it comes from, down to what is stated.

The rules are run once more in the plain way (`bilat.graph.owl.saturate`), where every triple has the first
step at which it was found. Its premises are a row of the rule's own SELECT and were all found before, so an
explanation has no circles; among several rows the one that was found earliest is taken, then the first.
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bilat.errors import BilatError
from bilat.graph.owl.dictionary import Row, Triple
from bilat.graph.owl.encode import Encoding
from bilat.graph.owl.rule import Rule
from bilat.graph.owl.same import Representatives
from bilat.graph.owl.saturate import Saturation

STATED = "Stated."
_CROWD = "Both are among a large number of things that all turn out to be the same."
_RENAMED = "What is said of a thing holds of everything that is the same thing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A triple and what it rests on.

    Args:
        triple: N-Triples terms.
        rule: name of the rule in the OWL 2 Profiles, or None for what is stated.
        premises: what the rule concluded it from; axioms of the ontology last.
        sentence: the rule in plain words.
    """

    triple: Triple
    rule: str | None
    premises: tuple[Explanation, ...]
    sentence: str

    def stated(self) -> tuple[Triple, ...]:
        """Return the stated triples that it rests on, each once, in reading order."""
        if self.rule is None:
            return (self.triple,)
        return tuple(dict.fromkeys(triple for premise in self.premises for triple in premise.stated()))


@dataclass(slots=True)
class Explainer:
    """Explains the triples that follow from some others.

    Args:
        encoding: those triples.
        crowds: see `bilat.graph.owl.saturate.Saturation`.
    """

    encoding: Encoding
    crowds: Mapping[int, int] = field(default_factory=dict)
    saturation: Saturation = field(init=False)
    _same: Representatives | None = field(init=False, default=None)
    _known: dict[Row, Explanation] = field(init=False, default_factory=dict)
    _origins: dict[Row, tuple[int, int] | None] = field(init=False, default_factory=dict)
    _found: dict[Row, Sequence[int]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Run the rules."""
        self.saturation = Saturation(self.encoding, folded=False, crowds=self.crowds)
        self.saturation.run()

    def explain(self, triple: Triple) -> Explanation:
        """Return why a triple holds.

        Raises:
            BilatError: it is neither stated nor does it follow.
        """
        s, p, o = (self.encoding.dictionary[term] for term in triple)
        if self._crowded((s, p, o)) and self._is_stated((s, p, o)):
            return Explanation(triple=triple, rule=None, premises=(), sentence=STATED)
        if self._origin((s, p, o)) is None and not self._are_one((s, p, o)):
            raise BilatError(
                f"{' '.join(triple)} is neither stated nor does it follow.",
                remedy="Ask about a triple of the release.",
            )
        return self.explain_row((s, p, o))

    def prepare(self, most: int) -> bool:
        """Fetch all premises at once, with a query for each rule: for who explains everything.

        Args:
            most: statements that are held, with what the rules found on their way; with more nothing is done.

        Returns:
            Whether it was done.
        """
        ((count,),) = self.saturation.space.rows("SELECT count(*) FROM triple")
        if count > most:
            return False
        rows = self.saturation.space.rows("SELECT s, p, o, step, rule FROM triple")
        self._origins = {(s, p, o): (step, rule) for s, p, o, step, rule in rows}
        self._found = {}
        for number in sorted({rule for *_, rule in rows if rule}):
            rule = self.saturation.rules[number - 1]
            columns, steps = _columns(rule), _steps(rule)
            inside = ", ".join(f"f.{each}" for each in columns)
            before = " AND ".join(f"f.{step} < t.step" for step in steps)
            best = f"greatest({', '.join([*(f'f.{each}' for each in steps), '0'])})"
            total = " + ".join(f"f.{each}" for each in steps)
            found = self.saturation.space.rows(
                f"SELECT t.s, t.p, t.o, {inside} FROM (\n{rule.premises()}\n) AS f "
                f"JOIN triple AS t ON t.s = f.s AND t.p = f.p AND t.o = f.o AND t.rule = {number} "
                f"WHERE {before} QUALIFY row_number() OVER (PARTITION BY t.s, t.p, t.o "
                f"ORDER BY {best}, {total}, {inside}) = 1"
            )
            self._found |= {(s, p, o): premises for s, p, o, *premises in found}
        return True

    @property
    def same(self) -> Representatives:
        """Return what is the same as what."""
        if self._same is None:
            self._same = Representatives()
            pairs = self.saturation.space.rows(
                "SELECT s, o FROM triple WHERE p = :owl_sameAs AND s > 0 AND o > 0"
            )
            self._same.merge((s, o) for s, o in pairs)
            self._same.merge(self.crowds.items())
        return self._same

    def explain_row(self, row: Row) -> Explanation:
        """Return why a triple of the table ``triple`` holds."""
        if row not in self._known:
            self._known[row] = self._explain(row)
        return self._known[row]

    def _explain(self, row: Row) -> Explanation:
        origin = self._origin(row)
        triple = self._decode(row)
        if self._are_one(row):
            return Explanation(triple=triple, rule="eq-trans", premises=(), sentence=_CROWD)
        if origin is None or not origin[1]:
            return self._stated(row)
        step, number = origin
        rule = self.saturation.rules[number - 1]
        premises = tuple(dict.fromkeys(self._visible(self._premises(row, rule, step))))
        return Explanation(
            triple=triple,
            rule=rule.name,
            premises=tuple(self.explain_row(premise) for premise in premises),
            sentence=rule.sentence,
        )

    def _stated(self, row: Row) -> Explanation:
        """Return the explanation of a triple that is stated, perhaps of another member of a crowd."""
        triple = self._decode(row)
        if not self._crowded(row) or self._is_stated(row):
            return Explanation(triple=triple, rule=None, premises=(), sentence=STATED)
        names = (
            f"{place} IN ({', '.join(map(str, self._names(number)))})"
            for place, number in zip("spo", row, strict=True)
        )
        (s, p, o), *_ = self.saturation.space.rows(
            f"SELECT s, p, o FROM asserted WHERE {' AND '.join(names)} ORDER BY s, p, o LIMIT 1"
        )
        same = self.encoding.dictionary.named("owl_sameAs")
        pairs = [(one, same, other) for one, other in zip((s, p, o), row, strict=True) if one != other]
        told = Explanation(triple=self._decode((s, p, o)), rule=None, premises=(), sentence=STATED)
        return Explanation(
            triple=triple,
            rule=f"eq-rep-{'spo'[[s == row[0], p == row[1], o == row[2]].index(False)]}",
            premises=(told, *map(self.explain_row, pairs)),
            sentence=_RENAMED,
        )

    def _names(self, number: int) -> list[int]:
        """Return a number, and what it stands for when it represents a crowd."""
        return [number, *(member for member, head in self.crowds.items() if head == number)]

    def _crowded(self, row: Row) -> bool:
        """Tell whether a triple speaks of a crowd."""
        return bool(self.crowds) and not {*self.crowds, *self.crowds.values()}.isdisjoint(row)

    def _are_one(self, row: Row) -> bool:
        """Tell whether a triple says that two members of a crowd are the same."""
        s, p, o = row
        one, other = self.crowds.get(s, s), self.crowds.get(o, o)
        return (
            s != o
            and one == other
            and one in self.crowds.values()
            and p == self.encoding.dictionary.named("owl_sameAs")
        )

    def _is_stated(self, row: Row) -> bool:
        return bool(self.saturation.space.rows(f"SELECT s FROM asserted WHERE {_is(row)}"))

    def _decode(self, row: Row) -> Triple:
        hidden = any(map(self.encoding.dictionary.is_auxiliary, row))
        return ("", "", "") if hidden else self.encoding.dictionary.decode(row)

    def _visible(self, premises: Sequence[Row]) -> list[Row]:
        """Put the premises of a triple about part of an axiom in its place."""
        shown: list[Row] = []
        for premise in premises:
            origin = self._origin(premise)
            if origin is not None and any(map(self.encoding.dictionary.is_auxiliary, premise)):
                rule = self.saturation.rules[origin[1] - 1]
                shown += self._visible(self._premises(premise, rule, origin[0]))
            else:
                shown.append(premise)
        return shown

    def _origin(self, row: Row) -> tuple[int, int] | None:
        """Return the step and rule number of a triple, or None when it does not hold."""
        if row not in self._origins:
            found = self.saturation.space.rows(f"SELECT step, rule FROM triple WHERE {_is(row)}")
            self._origins[row] = (found[0][0], found[0][1]) if found else None
        return self._origins[row]

    def _premises(self, row: Row, rule: Rule, step: int) -> list[Row]:
        """Return the premises from which a rule concludes a triple, those that were all found earliest."""
        if self._found is not None and row in self._found:
            return self.premises_of(rule, self._found[row])
        steps, columns = _steps(rule), ", ".join(_columns(rule))
        found = self.saturation.space.rows(
            f"SELECT {columns} FROM (\n{rule.premises()}\n) AS f WHERE {_is(row)} AND "
            f"{' AND '.join(f'{column} < {step}' for column in steps)} "
            f"ORDER BY greatest({', '.join([*steps, '0'])}), {' + '.join(steps)}, {columns} LIMIT 1"
        )
        return self.premises_of(rule, found[0])

    def premises_of(self, rule: Rule, found: Sequence[int]) -> list[Row]:
        """Return the triples that a row of `bilat.graph.owl.rule.Rule.premises` speaks of, axioms last."""
        end = 4 * len(rule.atoms)
        triples = [(found[at], found[at + 1], found[at + 2]) for at in range(0, end, 4)]
        for at in range(end, end + 2 * len(rule.axioms), 2):
            triples += self.saturation.schema.axioms[found[at]][0]
        return triples


def _is(row: Row) -> str:
    """Return the condition that a triple is this one."""
    s, p, o = row
    return f"s = {s} AND p = {p} AND o = {o}"


def _columns(rule: Rule) -> list[str]:
    """Return the columns that `bilat.graph.owl.rule.Rule.premises` adds."""
    return [f"c{place}" for place in range(4 * len(rule.atoms) + 2 * len(rule.axioms))]


def _steps(rule: Rule) -> list[str]:
    """Return those of them that tell when a premise was found."""
    atoms = len(rule.atoms)
    steps = [f"c{4 * place + 3}" for place in range(atoms)]
    return steps + [f"c{4 * atoms + 2 * place + 1}" for place in range(len(rule.axioms))]
