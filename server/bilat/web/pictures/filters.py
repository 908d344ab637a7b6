"""What a picture can be narrowed by: choices with their numbers, from what there is, kept in the address.

A filter is one field of a form that is sent with GET. Nothing is asked of the graph here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
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


class Narrowing(Generic[Item]):
    """Items that can be narrowed.

    Args:
        items: all there are.
        fields: what they are narrowed by.
    """

    def __init__(self, items: Iterable[Item], fields: Iterable[Field[Item]]) -> None:
        self._items, self._fields = tuple(items), tuple(fields)

    def narrowed(self, asked: Mapping[str, str]) -> tuple[tuple[Item, ...], tuple[Filter, ...]]:
        """Return the items that an address asks for, and the form that tells and changes what is asked.

        Args:
            asked: value of each field; empty text for all. A value that no item has leaves none.
        """
        kept = self._items
        for each in self._fields:
            if wanted := asked.get(each.name, ""):
                kept = tuple(item for item in kept if wanted in {value for value, _ in each.values(item)})
        filters = zip(self._fields, self._counts, strict=True)
        return kept, tuple(_filter(each, counts, asked.get(each.name, "")) for each, counts in filters)

    @cached_property
    def _counts(self) -> tuple[Counter[tuple[str, str]], ...]:
        """Return how many of all items have each value of each field."""
        return tuple(
            Counter(pair for item in self._items for pair in set(each.values(item))) for each in self._fields
        )


def short(iri: str) -> str:
    """Return what stands for an IRI in an address."""
    return last_part(iri)


def _filter(each: Field[Item], counts: Counter[tuple[str, str]], wanted: str) -> Filter:
    offered = {pair for pair, _ in counts.most_common(_MOST)} | {pair for pair in counts if pair[0] == wanted}
    found = sorted(offered, key=lambda pair: (pair[1].casefold(), pair))
    choices = (
        Choice(value=value, label=label, count=counts[value, label], chosen=value == wanted)
        for value, label in found
    )
    more = len(counts) - len(offered)
    return Filter(name=each.name, title=each.title, choices=tuple(choices), more=more)
