"""What a picture can be narrowed by: choices with their numbers, from what there is, kept in the address.

A filter is one field of a form that is sent with GET. Nothing is asked of the graph here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bilat.graph.index.text import last_part

Item = TypeVar("Item")
#: Choices of a field; nobody reads through more.
_MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that can be chosen.

    Args:
        value: as the address has it.
        label: what people read.
        count: how many there are.
        chosen: whether the present address has it.
    """

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A field of a form.

    Args:
        name: in the address.
        title: what people read.
        choices: the most frequent ones and what is chosen, in the order of their labels.
        more: how many further choices there are.
    """

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: int = 0

    @property
    def chosen(self) -> Choice | None:
        """Return what is chosen, None for all."""
        return next((each for each in self.choices if each.chosen), None)


@dataclass(frozen=True, slots=True)
class Field(Generic[Item]):
    """What items are narrowed by.

    Args:
        name: in the address.
        title: what people read.
        values: returns value and label of an item, as many as it has.
    """

    name: str
    title: str
    values: Callable[[Item], Iterable[tuple[str, str]]]


def narrowed(
    items: Iterable[Item], fields: Iterable[Field[Item]], asked: Mapping[str, str]
) -> tuple[tuple[Item, ...], tuple[Filter, ...]]:
    """Return the items that an address asks for, and the form that tells and changes what is asked.

    Args:
        items: all there are.
        fields: what they are narrowed by; a value that no item has leaves none.
        asked: value of each field; empty text for all.
    """
    items, fields = tuple(items), tuple(fields)
    kept = items
    for each in fields:
        if wanted := asked.get(each.name, ""):
            kept = tuple(item for item in kept if wanted in {value for value, _ in each.values(item)})
    return kept, tuple(_filter(each, items, asked.get(each.name, "")) for each in fields)


def short(iri: str) -> str:
    """Return what stands for an IRI in an address."""
    return last_part(iri)


def _filter(each: Field[Item], items: Iterable[Item], wanted: str) -> Filter:
    counts = Counter(pair for item in items for pair in set(each.values(item)))
    offered = {pair for pair, _ in counts.most_common(_MOST)} | {pair for pair in counts if pair[0] == wanted}
    found = sorted(offered, key=lambda pair: (pair[1].casefold(), pair))
    choices = (
        Choice(value=value, label=label, count=counts[value, label], chosen=value == wanted)
        for value, label in found
    )
    more = len(counts) - len(offered)
    return Filter(name=each.name, title=each.title, choices=tuple(choices), more=more)
