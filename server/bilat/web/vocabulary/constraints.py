"""What property shapes ask for, in words, and their paths as SPARQL writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bilat.graph.formats.quads import literal_parts
from bilat.vocab import RDF, SH

_DEMANDS: Final = {
    SH + "minCount": "at least",
    SH + "maxCount": "at most",
    SH + "class": "of the class",
    SH + "datatype": "of type",
    SH + "nodeKind": "as",
    SH + "pattern": "like",
    SH + "hasValue": "with",
    SH + "uniqueLang": "once in each language",
    SH + "minInclusive": "from",
    SH + "maxInclusive": "up to",
    SH + "minExclusive": "more than",
    SH + "maxExclusive": "less than",
    SH + "lessThan": "before",
    SH + "lessThanOrEquals": "not after",
    SH + "disjoint": "never the same as",
    SH + "equals": "the same as",
    SH + "sparql": "by a query",
    SH + "or": "one of several ways",
    SH + "not": "never so",
}
#: What stands before and after a step of a path in SPARQL.
_STEPS: Final = {
    SH + "inversePath": ("^", ""),
    SH + "zeroOrMorePath": ("", "*"),
    SH + "oneOrMorePath": ("", "+"),
    SH + "zeroOrOnePath": ("", "?"),
}
#: Steps inside each other that are told, and values of a list.
_DEEPEST: Final = 8
_LISTED: Final = 8

#: What is said of a node: values in N-Triples by IRI of the property.
Said = defaultdict[str, list[str]]


class Nodes(dict[str, Said]):
    """What is said of each node; one of which nothing is said has nothing, without being remembered."""

    def __missing__(self, key: str) -> Said:
        """Return nothing."""
        return defaultdict(list)


class Constraints:
    """Tells the constraints of shapes.

    Args:
        shapes: what is said of each node of the shapes.
        label: returns what an IRI is called.
        short: returns an IRI with its prefix.
    """

    def __init__(self, shapes: Nodes, label: Callable[[str], str], short: Callable[[str], str]) -> None:
        self._shapes = shapes
        self._label = label
        self._short = short

    def demands(self, said: Mapping[str, list[str]]) -> Iterator[str]:
        """Yield constraints of one value in words."""
        for predicate, words in _DEMANDS.items():
            for value in said[predicate]:
                yield f"{words} {self._shown(value)}".strip()
        for value in said[SH + "in"]:
            members = [self._shown(member) for member in self._members(value)]
            yield (
                f"one of {', '.join(members)}" if len(members) <= _LISTED else f"one of {len(members)} values"
            )

    def path(self, term: str, deep: int = 0) -> str:
        """Return a path as SPARQL writes it, with short names."""
        if term[0] == "<" or deep > _DEEPEST:
            return self._short(term.strip("<>"))
        said = self._shapes[term]
        for predicate, (before, after) in _STEPS.items():
            for inner in said[predicate]:
                return f"{before}{self.path(inner, deep + 1)}{after}"
        either = said[SH + "alternativePath"]
        steps = [self.path(each, deep + 1) for each in self._members(either[0] if either else term)]
        whole = ("|" if either else "/").join(steps)
        return f"({whole})" if deep and len(steps) > 1 else whole

    def _shown(self, term: str) -> str:
        if term[0] == '"':
            text = literal_parts(term).text
            return "" if text in {"true", "false"} else text
        return "" if term[:2] == "_:" else self._label(term.strip("<>"))

    def _members(self, cell: str) -> Iterator[str]:
        """Yield the members of a list."""
        seen = set[str]()
        while cell not in seen and (first := self._shapes[cell][RDF + "first"]):
            seen.add(cell)
            yield first[0]
            cell = next(iter(self._shapes[cell][RDF + "rest"]), "")
