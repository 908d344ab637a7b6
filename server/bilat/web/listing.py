"""Lists of things, narrowed by facets, and the query that gives the same list.

Numbers beside values follow what is chosen in the other facets: they say how many things each value would
leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from bilat.errors import RequestError
from bilat.graph.suggest import did_you_mean
from bilat.web.facets import Facet, Listing, Value
from bilat.web.indexed import Rows, things
from bilat.web.list_query import Narrowed, list_query
from bilat.web.selection import Range, Selection

_ORDER_BY: Final = {
    "name": "thing.id",
    "date": "thing.first IS NULL, thing.first, thing.last, thing.id",
    "kind": "thing.kind_label IS NULL, thing.kind_label, thing.id",
    "sources": "thing.marks DESC, thing.id",
}
_BEGINNINGS: Final = 3
_LISTED: Final = "thing.section IN (SELECT id FROM section WHERE listed)"


class Lists:
    """Narrows lists.

    Args:
        rows: of the index, by SQL.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    @cached_property
    def forms(self) -> dict[str, bool]:
        """Return the facets that there are, and whether each has a range."""
        return {name: form == "range" for _, name, _, form, *_ in self._facets}

    def facets(self, selection: Selection) -> tuple[Facet, ...]:
        """Return the facets with the numbers that hold for a selection.

        Raises:
            RequestError: what is chosen does not exist.
        """
        return tuple(self._facet(row, selection) for row in self._facets)

    def listing(self, selection: Selection, size: int | None) -> Listing:
        """Return one page of a list, or all of it.

        Raises:
            RequestError: what is chosen does not exist.
        """
        where, values = self._where(selection)
        total = self._total(selection, where, values)
        pages = max(1, -(-total // size)) if size else 1
        bound = (size, (selection.page - 1) * size) if size else (-1, 0)
        order = _ORDER_BY[selection.order]
        found = self._rows(
            f"SELECT thing.id FROM thing WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?", *values, *bound
        )
        return Listing(tuple(things(self._rows, [number for (number,) in found])), total, pages)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Return what is to be said below every list."""
        found = self._rows("SELECT DISTINCT note FROM section WHERE listed AND note <> '' ORDER BY id")
        return tuple(note for (note,) in found)

    def frequent(self) -> tuple[tuple[str, str], ...]:
        """Return name and address of frequent values, for who does not know where to begin."""
        facets = [row for row in self._facets if row[3] == "choice" and row[4]][1:]
        found = []
        for number, name, *_ in facets[:_BEGINNINGS]:
            for _, value, label, *_ in self._values.get(number, [])[:2]:
                found.append((label, f"/browse?{Selection(values={name: (value,)}).query}"))
        return tuple(found)

    def query(self, selection: Selection, language: str) -> str:
        """Return the SPARQL query with the same things.

        Raises:
            RequestError: what is chosen does not exist.
        """
        prefixes: dict[str, str] = dict(self._rows("SELECT name, iri FROM prefix ORDER BY name"))
        listed = [query for (query,) in self._rows("SELECT query FROM section WHERE listed ORDER BY id")]
        return list_query(prefixes, listed, list(self._narrowed(selection)), language)

    @cached_property
    def _facets(self) -> list[tuple[Any, ...]]:
        return self._rows("SELECT id, name, title, form, phrase, query FROM facet ORDER BY id")

    @cached_property
    def _values(self) -> dict[int, list[tuple[Any, ...]]]:
        """Return the values of each facet, the most frequent first."""
        found: dict[int, list[tuple[Any, ...]]] = {}
        for facet, *rest in self._rows(
            "SELECT facet, id, name, label, term, things FROM facet_value ORDER BY facet, id"
        ):
            found.setdefault(facet, []).append(tuple(rest))
        return found

    def _facet(self, row: tuple[Any, ...], selection: Selection) -> Facet:
        number, name, title, form, phrase, _ = row
        counts = self._counts(number, selection.without(name))
        chosen = selection.values.get(name, ())
        values = [
            Value(value_name, label, term, counts.get(value, 0), value_name in chosen or term in chosen)
            for value, value_name, label, term, _ in self._values.get(number, [])
        ]
        there = [value for value in values if value.things or value.chosen]
        if form != "range":
            there.sort(key=lambda value: -value.things)
        whole = [int(value.label) for value in values if _is_whole(value.label)]
        return Facet(
            name=name,
            title=title,
            form=form,
            phrase=phrase,
            values=tuple(there),
            without=len(values) - len(there),
            chosen=selection.ranges.get(name, Range()),
            bounds=(min(whole, default=0), max(whole, default=0)),
        )

    def _counts(self, facet: int, others: Selection) -> dict[int, int]:
        """Return how many things have each value of a facet, given what is chosen in others."""
        if not others:
            return {value: things for value, *_, things in self._values.get(facet, [])}
        where, values = self._where(others)
        return dict(
            self._rows(
                "SELECT value, count(*) FROM facet_thing WHERE facet = ? AND thing IN "
                f"(SELECT id FROM thing WHERE {where}) GROUP BY value",
                facet,
                *values,
            )
        )

    def _total(self, selection: Selection, where: str, values: list[object]) -> int:
        """Return how many things are chosen: as the build has counted them, or else counted now."""
        if not selection:
            ((total,),) = self._rows("SELECT coalesce(sum(things), 0) FROM section WHERE listed")
        elif (only := self._only(selection)) is not None:
            total = only
        else:
            ((total,),) = self._rows(f"SELECT count(*) FROM thing WHERE {where}", *values)
        return int(total)

    def _only(self, selection: Selection) -> int | None:
        """Return the number of things with the only value that is chosen, None where others are too."""
        if any(selection.ranges.values()) or sum(map(len, selection.values.values())) != 1:
            return None
        for number, name, *_ in self._facets:
            for chosen in self._chosen(number, name, selection):
                return next(int(things) for value, *_, things in self._values[number] if value == chosen)
        return None

    def _where(self, selection: Selection) -> tuple[str, list[object]]:
        """Return the SQL condition of a selection, with its values."""
        conditions, values = [_LISTED], list[object]()
        for number, name, _, _, _, _ in self._facets:
            if chosen := self._chosen(number, name, selection):
                places = ", ".join("?" * len(chosen))
                conditions.append(
                    f"thing.id IN (SELECT thing FROM facet_thing WHERE facet = ? AND value IN ({places}))"
                )
                values += [number, *chosen]
            if span := selection.ranges.get(name):
                inside = self._inside(number, span)
                places = ", ".join("?" * len(inside))
                within = (
                    f"thing.id IN (SELECT thing FROM facet_thing WHERE facet = ? AND value IN ({places}))"
                )
                none = "thing.id NOT IN (SELECT thing FROM facet_thing WHERE facet = ?)"
                conditions.append(f"({within} OR {none})" if span.without else within)
                values += [number, *inside, *([number] if span.without else [])]
        return " AND ".join(conditions), values

    def _chosen(self, number: int, name: str, selection: Selection) -> list[int]:
        """Return the values of a facet that are chosen by their names or terms."""
        known: dict[str, int] = {}
        for value, value_name, _, term, _ in self._values.get(number, []):
            known |= {value_name: value, term: value}
        missing = [each for each in selection.values.get(name, ()) if each not in known]
        if missing:
            raise RequestError(
                f"{name} has no value {missing[0]!r}.",
                remedy=did_you_mean(missing[0], known) or "Choose from the list at /browse.",
            )
        return [known[each] for each in selection.values.get(name, ())]

    def _inside(self, number: int, span: Range) -> list[int]:
        """Return the values of a facet that lie in a range."""
        return [
            value
            for value, _, label, _, _ in self._values.get(number, [])
            if _is_whole(label)
            and (span.least is None or span.least <= int(label))
            and (span.most is None or int(label) <= span.most)
        ]

    def _narrowed(self, selection: Selection) -> Iterator[Narrowed]:
        """Yield the queries of the facets that are used, with what is chosen."""
        for number, name, _, _, _, query in self._facets:
            terms = {value: term for value, _, _, term, _ in self._values.get(number, [])}
            chosen = self._chosen(number, name, selection)
            if chosen:
                yield Narrowed(query, tuple(terms[value] for value in chosen))
            if span := selection.ranges.get(name):
                yield Narrowed(query, span=span)


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal()


# ruff: noqa: S608 -- conditions are put together from our own text; whatever a user chose is a parameter.
