"""Whether two results are the same but for the names of blank nodes.

Rows of terms stand for everything: the rows of a table, the triples of a graph, the quads of a dataset.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import pyoxigraph as ox
from w3c.literals import by_value
from w3c.manifest import Term

#: A row as texts and blank nodes, triple terms taken apart.
Flat = tuple["str | ox.BlankNode", ...]


def same_rows(
    expected: Iterable[Sequence[Term | None]],
    found: Iterable[Sequence[Term | None]],
    *,
    ordered: bool = False,
    exactly: bool = False,
) -> bool:
    """Return whether blank nodes can be renamed so that both have the same rows, each as often.

    Args:
        expected: rows of terms.
        found: rows of terms.
        ordered: their order matters.
        exactly: literals are told apart that have one datatype and value and are written differently.
    """
    left = _flat_rows(expected, ordered=ordered, exactly=exactly)
    right = _flat_rows(found, ordered=ordered, exactly=exactly)
    if Counter(filter(_is_ground, left)) != Counter(filter(_is_ground, right)):
        return False
    left = [row for row in left if not _is_ground(row)]
    right = [row for row in right if not _is_ground(row)]
    left_colours, right_colours = _colours(left), _colours(right)
    if Counter(_masked(row, left_colours) for row in left) != Counter(
        _masked(row, right_colours) for row in right
    ):
        return False
    candidates: dict[tuple[object, ...], list[Flat]] = defaultdict(list)
    for row in right:
        candidates[_masked(row, right_colours)].append(row)
    pairs = [(row, candidates[_masked(row, left_colours)]) for row in left]
    return _match(sorted(pairs, key=lambda pair: len(pair[1])), {}, {})


def _flat_rows(rows: Iterable[Sequence[Term | None]], *, ordered: bool, exactly: bool) -> list[Flat]:
    """Return rows without structure; where the order matters, each begins with its number."""
    return [
        (
            *((str(number),) if ordered else ()),
            *(atom for term in row for atom in _flat(term, exactly=exactly)),
        )
        for number, row in enumerate(rows)
    ]


def _flat(term: Term | None, *, exactly: bool) -> Flat:
    if isinstance(term, ox.Triple):
        parts = (term.subject, term.predicate, term.object)
        return ("<<(", *(atom for part in parts for atom in _flat(part, exactly=exactly)), ")>>")
    if isinstance(term, ox.BlankNode):
        return (term,)
    return (_name(term if exactly or not isinstance(term, ox.Literal) else by_value(term)),)


def _name(term: Term | None) -> str:
    """Return the text of a ground term; language tags mean the same in any case (RDF 1.1, 3.3)."""
    if isinstance(term, ox.Literal) and term.language:
        return f"{term.value!r}@{term.language.lower()}--{term.direction}"
    return str(term)


def _is_ground(row: Flat) -> bool:
    return not any(isinstance(atom, ox.BlankNode) for atom in row)


def _masked(row: Flat, colours: dict[ox.BlankNode, int]) -> tuple[object, ...]:
    return tuple(colours[atom] if isinstance(atom, ox.BlankNode) else atom for atom in row)


def _colours(rows: list[Flat]) -> dict[ox.BlankNode, int]:
    """Return a number for each blank node that depends on its surroundings and not on its name."""
    colours = {atom: 0 for row in rows for atom in row if isinstance(atom, ox.BlankNode)}
    for _ in range(len(colours)):
        around: dict[ox.BlankNode, list[int]] = defaultdict(list)
        for row in rows:
            masked = _masked(row, colours)
            for place, atom in enumerate(row):
                if isinstance(atom, ox.BlankNode):
                    around[atom].append(hash((place, masked)))
        refined = {node: hash((colours[node], *sorted(seen))) for node, seen in around.items()}
        if len(set(refined.values())) == len(set(colours.values())):
            return refined
        colours = refined
    return colours


def _match(
    pairs: list[tuple[Flat, list[Flat]]],
    forth: dict[ox.BlankNode, ox.BlankNode],
    back: dict[ox.BlankNode, ox.BlankNode],
) -> bool:
    """Return whether blank nodes can be renamed so that each row is one of its candidates."""
    if not pairs:
        return True
    (row, candidates), *rest = pairs
    for candidate in candidates:
        forth_then, back_then = dict(forth), dict(back)
        if _rename(row, candidate, forth_then, back_then) and _match(rest, forth_then, back_then):
            return True
    return False


def _rename(
    row: Flat,
    candidate: Flat,
    forth: dict[ox.BlankNode, ox.BlankNode],
    back: dict[ox.BlankNode, ox.BlankNode],
) -> bool:
    for atom, other in zip(row, candidate, strict=True):
        if (
            isinstance(atom, ox.BlankNode)
            and isinstance(other, ox.BlankNode)
            and (forth.setdefault(atom, other) != other or back.setdefault(other, atom) != atom)
        ):
            return False
    return True
