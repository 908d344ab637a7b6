"""Contradictions: what cannot all be true at once, with the statements it comes from.

The checks are the rules of the OWL 2 Profiles that conclude *false*, one SELECT each in
``rules/inconsistency``, run on the closure. Literals are compared by value, and tested against the datatype
of a range. Where there is a contradiction the rules are run once more in the plain way, so that each names
all statements that it rests on.

Not decided, and so not reported: values of datatypes that `bilat.graph.literal` does not know, and whether a
string is among the values of a narrower string datatype.
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bilat.graph.owl.dictionary import Row, Triple
from bilat.graph.owl.rule import Rule, inconsistency_rules
from bilat.graph.owl.saturate import Saturation
from bilat.graph.owl.why import Explainer
from bilat.graph.report.findings import MOST_ALIKE, further

#: The check of literals outside their own datatype, which lint tells with better advice.
ONE_LITERAL = "dt-not-type"
_LOCAL = re.compile(r"<[^>]*?([^/#>]+)[/#]?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """One contradiction.

    Args:
        rule: the check that found it, such as ``cax-dw``.
        message: what contradicts what, in one sentence; or how many more there are that are not told.
        causes: the triples that contradict each other and the axiom, then the stated ones they follow from;
            none of those that are only counted.
    """

    rule: str
    message: str
    causes: tuple[Triple, ...]

    @property
    def kind(self) -> str:
        """Return the name of the rule in the OWL 2 Profiles."""
        return self.rule.partition(".")[0]


def contradicted(saturation: Saturation) -> tuple[Rule, ...]:
    """Return the checks that find something in a closure, in one query."""
    active = [rule for rule in inconsistency_rules() if saturation.active(rule)]
    if not active:
        return ()
    every = "\nUNION ALL\n".join(
        f"SELECT {number} AS rule FROM (\n{rule.text}\n) AS f{number}" for number, rule in enumerate(active)
    )
    found = saturation.space.rows(f"SELECT DISTINCT rule FROM (\n{every}\n) AS f ORDER BY rule")
    return tuple(active[number] for (number,) in found)


def contradictions(explainer: Explainer, rules: Iterable[Rule]) -> tuple[Inconsistency, ...]:
    """Return what some checks find, and others of the same kind, sorted by kind and message.

    What contradicts itself where one name stands for all that is the same may do so otherwise under all.
    Things that are the same contradict each other once, not once under each name. Of very many that
    one check finds the first are explained, which takes a while for each, and the rest counted.
    """
    found: list[Inconsistency] = []
    seen: set[tuple[object, ...]] = set()
    explainer.saturation.has_equal_values()  # which some of the checks read
    kinds = {rule.name for rule in rules}
    for rule in filter(explainer.saturation.active, inconsistency_rules()):
        if rule.name not in kinds:
            continue
        before, count = len(seen), 4 * len(rule.atoms) + 2 * len(rule.axioms)
        steps = [f"c{4 * place + 3}" for place in range(len(rule.atoms))]
        columns = [f"c{place}" for place in range(count + len(rule.mentions))]
        mentioned = [f"{alias}.{column}" for alias, column in rule.mentions]
        text = rule.extended([*rule.premise_columns(), *mentioned])
        order = f"{' + '.join(steps)}, {', '.join(columns)}"
        rows = explainer.saturation.space.rows(
            f"SELECT {', '.join(columns)} FROM (\n{text}\n) AS f ORDER BY {order}"
        )
        for row in rows:
            premises = explainer.premises_of(rule, row)
            key = (rule.name, *_standing(explainer, premises))
            if key not in seen:
                seen.add(key)
                if len(seen) - before <= MOST_ALIKE:
                    found.append(_report(explainer, rule, premises, row[count:]))
        if (more := len(seen) - before - MOST_ALIKE) > 0:
            found.append(Inconsistency(rule=rule.file, message=further(more), causes=()))
    return tuple(sorted(found, key=lambda one: (one.rule, one.message, one.causes)))


def _standing(explainer: Explainer, premises: Iterable[Row]) -> tuple[object, ...]:
    """Return the premises with one name for all that is the same."""
    same = explainer.same
    return tuple(sorted({tuple(map(same.of, premise)) for premise in premises}))


def _report(
    explainer: Explainer, rule: Rule, premises: list[Row], mentioned: tuple[int, ...]
) -> Inconsistency:
    terms = iter(map(short, map(explainer.encoding.dictionary.term, mentioned)))
    explanations = [explainer.explain_row(premise) for premise in premises]
    stated = (triple for explanation in explanations for triple in explanation.stated())
    return Inconsistency(
        rule=rule.file,
        message=re.sub(r"\{\w+\.\w+\}", lambda _found: next(terms), rule.sentence),
        causes=tuple(dict.fromkeys([*(one.triple for one in explanations), *stated])),
    )


def short(term: str) -> str:
    """Return a term as a sentence has it: of an IRI, and of the datatype of a literal, the last part."""
    end = term.rfind('"') + 1
    return term[:end] + _LOCAL.sub(r"\1", term[end:])
