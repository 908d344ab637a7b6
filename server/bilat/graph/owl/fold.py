"""Relations closed beforehand, and without what leads nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from bilat.graph.owl.dictionary import Lexicon
from bilat.graph.owl.relations import CLASSES, RELATIONS, Rows
from bilat.graph.owl.useful import VOCABULARIES

#: A property, and whether it is read backwards.
_End = tuple[int, bool]
#: Columns whose class matters to a rule: membership in it leads to more than membership in classes above it.
_CONSUMERS = {
    **dict.fromkeys(("has_value", "max_one", "max_none", "max_one_thing", "max_none_thing"), ("class",)),
    **dict.fromkeys(("max_one_of", "max_none_of"), ("class", "filler")),
    **dict.fromkeys(("disjoint_class", "complement_class"), ("one", "other")),
    "all_disjoint_class": ("class",),
    "all_values": ("class",),
    "literal_only": ("class",),
    "some_values": ("filler",),
    "intersection_pair": ("head", "tail"),
    "union_member": ("member",),
    "key_first": ("class",),
}

#: Classes that rules ask for by name, membership in which may be an axiom.
_ASKED = ("owl_Nothing", "owl_Class", "owl_ObjectProperty", "owl_DatatypeProperty", *CLASSES)


def fold(rows: dict[str, Rows]) -> None:
    """Close subproperty and inverse over equivalence, symmetry and each other.

    A property that is a chain of itself and itself is transitive, whatever says so. Nobody asks for the
    axioms of a closed row: no check reads it, and reasons come from the plain way.
    """
    onward: dict[int, set[_End]] = defaultdict(set)
    for name, turned, both in (
        ("sub_property", False, False),
        ("equivalent_property", False, True),
        ("inverse_property", True, True),
    ):
        for one, other in rows[name]:
            onward[one].add((other, turned))
            if both:
                onward[other].add((one, turned))
    for (prop,) in rows["symmetric_property"]:
        onward[prop].add((prop, True))
    for row in [row for row in rows["property_chain"] if len(set(row)) == 1]:
        rows["transitive_property"][row[:1]] = rows["property_chain"].pop(row)
    closed: dict[bool, Rows] = {False: {}, True: {}}
    for start, reached in _reached(onward).items():
        for end, turned in reached:
            if turned or start != end:
                closed[turned][start, end] = 0
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
    consumed = set(map(dictionary.named, _ASKED))
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


def _reached(onward: dict[int, set[_End]]) -> dict[int, set[_End]]:
    """Return what is reached from each property, and whether turned round on the way.

    What is above a property mostly has fewer above itself: it comes first, and is not walked through again.
    """
    steps = {
        one: sorted(ends, key=lambda end: (-len(onward.get(end[0], ())), end)) for one, ends in onward.items()
    }
    reached: dict[int, set[_End]] = {}
    for start in sorted(steps, key=lambda one: (len(steps[one]), one)):
        seen, waiting = set[_End](), [(start, False)]
        while waiting:
            prop, turned = waiting.pop()
            for following, turn in steps.get(prop, ()):
                end = following, turned != turn
                if end in seen:
                    continue
                seen.add(end)
                if following in reached:
                    seen |= {(last, other != end[1]) for last, other in reached[following]}
                else:
                    waiting.append(end)
        reached[start] = seen
    return reached
