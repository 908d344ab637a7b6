"""Relations closed beforehand, and without what leads nowhere."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator

from bilat.graph.owl.dictionary import Lexicon
from bilat.graph.owl.relations import RELATIONS, Rows
from bilat.graph.owl.useful import VOCABULARIES

#: Columns whose class matters to a rule: membership in it leads to more than membership in classes above it.
_CONSUMERS = {
    **dict.fromkeys(("has_value", "max_one", "max_none", "max_one_thing", "max_none_thing"), ("class",)),
    **dict.fromkeys(("max_one_of", "max_none_of"), ("class", "filler")),
    **dict.fromkeys(("disjoint_class", "all_disjoint_class", "complement_class"), ("one", "other")),
    "all_values": ("class",),
    "literal_only": ("class",),
    "some_values": ("filler",),
    "intersection_pair": ("head", "tail"),
    "union_member": ("member",),
    "key_first": ("class",),
}


def fold(rows: dict[str, Rows]) -> None:
    """Close subproperty and inverse over equivalence, symmetry and each other."""
    onward: dict[int, dict[tuple[int, bool], int]] = defaultdict(dict)
    for name, turned, both in (
        ("sub_property", False, False),
        ("equivalent_property", False, True),
        ("inverse_property", True, True),
    ):
        for (one, other), axiom in rows[name].items():
            onward[one].setdefault((other, turned), axiom)
            if both:
                onward[other].setdefault((one, turned), axiom)
    for (prop,), axiom in rows["symmetric_property"].items():
        onward[prop].setdefault((prop, True), axiom)
    closed: dict[bool, Rows] = {False: {}, True: {}}
    steps = {one: sorted(others.items()) for one, others in sorted(onward.items())}
    for start in steps:
        for (end, turned), axiom in _reached(start, steps):
            if turned or start != end:
                closed[turned][start, end] = axiom
    rows["sub_property"], rows["inverse_property"] = closed[False], closed[True]


def prune(rows: dict[str, Rows], dictionary: Lexicon) -> None:
    """Drop rows that only lead to membership in classes nobody asks for, and mark ranges for literals.

    Where rdf:type is itself the subject of axioms, any membership may lead to something.
    """
    if dictionary.named("rdf_type") in _properties(rows):
        kept: Callable[[int], bool] = _everything
        typed: Callable[[int], bool] = _everything
    else:
        consumed = _consumed(rows, dictionary)
        below = {s for s, o in rows["sub_class"] if o in consumed}
        kept, typed = _leading(rows, consumed, dictionary), (consumed | below).__contains__
    for name in ("sub_class", "property_domain", "property_range"):
        rows[name] = {row: axiom for row, axiom in rows[name].items() if kept(row[1])}
    for name, column in (("property_range", 1), ("all_values", 2)):
        rows[name] = {(*row[:-1], int(typed(row[column]))): axiom for row, axiom in rows[name].items()}


def _everything(_number: int) -> bool:
    return True


def _properties(rows: dict[str, Rows]) -> set[int]:
    """Return the properties that axioms are about."""
    named = {"property", "sub", "one", "other", "head", "tail"}
    places = {
        name: [i for i, column in enumerate(columns) if column in named]
        for name, columns in RELATIONS.items()
    }
    return {row[place] for name, found in rows.items() for row in found for place in places[name]} - {0}


def _consumed(rows: dict[str, Rows], dictionary: Lexicon) -> set[int]:
    """Return the classes that rules ask for."""
    consumed = {dictionary.named("owl_Nothing")}
    for relation, columns in _CONSUMERS.items():
        places = [RELATIONS[relation].index(column) for column in columns]
        consumed |= {row[place] for row in rows[relation] for place in places}
    return consumed


def _leading(rows: dict[str, Rows], consumed: set[int], dictionary: Lexicon) -> Callable[[int], bool]:
    """Return a test of whether membership in a class is useful or leads to something useful."""

    def named(number: int) -> bool:
        term = dictionary.term(number) if not dictionary.is_auxiliary(number) else "_:"
        return term[0] == "<" and not term.startswith(VOCABULARIES)

    pairs = [*rows["sub_class"], *rows["equivalent_class"]]
    pairs += [(other, one) for one, other in rows["equivalent_class"]]
    passing = {s for s, o in pairs if o in consumed or named(o)}
    return lambda number: number in consumed or number in passing or named(number)


def _reached(
    start: int, steps: dict[int, list[tuple[tuple[int, bool], int]]]
) -> Iterator[tuple[tuple[int, bool], int]]:
    """Return each property reached from one, whether turned round on the way, and the first axiom used."""
    seen: set[tuple[int, bool]] = {(start, False)}
    frontier = deque([((start, False), 0)])
    while frontier:
        (prop, turned), first = frontier.popleft()
        for (following, turn), axiom in steps.get(prop, ()):
            state = (following, turned != turn)
            if state not in seen:
                seen.add(state)
                frontier.append((state, first or axiom))
                yield state, first or axiom
