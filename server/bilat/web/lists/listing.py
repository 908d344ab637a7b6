"""Lists of things, narrowed by facets, and the query that gives the same list.

Numbers beside values follow what is chosen in the other facets: they say how many things each value would
leave, of the first `MOST_COUNTED` things where more are chosen by several values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from json import dumps
from typing import Any, Final

from bilat.errors import RequestError
from bilat.graph.suggest import did_you_mean
from bilat.web.lists.facets import Facet, Listing, Value
from bilat.web.lists.indexed import Rows, things
from bilat.web.lists.list_query import Narrowed, list_query
from bilat.web.lists.selection import Range, Selection

_ORDER_BY: Final = {
    "name": "thing.id",
    "date": "thing.first IS NULL, thing.first, thing.last, thing.id",
    "kind": "thing.kind_label IS NULL, thing.kind_label, thing.id",
    "sources": "thing.marks DESC, thing.id",
}
_BEGINNINGS: Final = 3
#: Whole numbers as far as engines compute with them (of 64 bits).
_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
#: Values of a facet that are offered; nobody reads through more, and each has a page that leads to its list.
_OFFERED: Final = 500
#: Things that are gone through to count the values of those that several values choose.
MOST_COUNTED: Final = 20_000
_LISTED_AT_ONCE: Final = 5_000
#: Names and terms of values, the most frequent first, with which one that there is not is compared.
_COMPARED: Final = 5_000
_HAVING: Final = "SELECT 1 FROM facet_thing AS has WHERE has.thing = thing.id AND has.facet = ?"
#: A range may have more values than a statement has places.
_BOUND: Final = "SELECT value FROM json_each(?)"
_VALUES: Final = (
    "SELECT thing, facet.name, term, label FROM facet_thing JOIN facet ON facet.id = facet_thing.facet "
    f"JOIN facet_value ON facet_value.id = value WHERE thing IN ({_BOUND}) ORDER BY thing, facet.id, value"
)
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

    def facets(self, selection: Selection, most: int | None = None) -> tuple[Facet, ...]:
        """Return the facets with the numbers that hold for a selection.

        Args:
            selection: what is chosen.
            most: values of a facet, the most frequent first; as many as one reads through if None.

        Raises:
            RequestError: what is chosen does not exist.
        """
        return tuple(self._facet(row, selection, most or _OFFERED) for row in self._facets)

    def listing(self, selection: Selection, size: int | None = None) -> Listing:
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

    def values(self, listing: Listing) -> dict[int, dict[str, list[tuple[str, str]]]]:
        """Return term and label of the values of each thing of a list, by its number and names of facets."""
        found: dict[int, dict[str, list[tuple[str, str]]]] = {thing.number: {} for thing in listing.things}
        for thing, name, term, label in self._rows(_VALUES, dumps(list(found))):
            found[thing].setdefault(name, []).append((term, label))
        return found

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Return what is to be said below every list."""
        found = self._rows("SELECT DISTINCT note FROM section WHERE listed AND note <> '' ORDER BY id")
        return tuple(note for (note,) in found)

    @cached_property
    def evidence(self) -> bool:
        """Return whether passages speak of any thing."""
        return bool(self._rows("SELECT 1 FROM mark LIMIT 1"))

    @cached_property
    def dated(self) -> bool:
        """Return whether any thing has a time."""
        return bool(self._rows("SELECT 1 FROM thing WHERE first IS NOT NULL LIMIT 1"))

    @cached_property
    def foremost(self) -> str | None:
        """Return the name of the facet that says most beside the kind, None where there is none."""
        found = [row for row in self._facets if row[3] == "choice"][1:]
        return next((name for number, name, *_ in found if len(self._values.get(number, ())) > 1), None)

    def beside(self, iri: str) -> str:
        """Return the address where a thing stands beside others of its facet, empty text where it is none."""
        name = self.foremost and self._foremost.get(iri)
        return f"/compare?{Selection(values={self.foremost or '': (name,)}).query}" if name else ""

    @cached_property
    def _foremost(self) -> dict[str, str]:
        """Return the names of the values of the foremost facet, by their terms."""
        number = next(number for number, name, *_ in self._facets if name == self.foremost)
        return {term: name for _, name, _, term, _ in self._values[number]}

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

    @cached_property
    def _numbers(self) -> dict[int, dict[str, int]]:
        """Return the numbers of the values of each facet, by their names and their terms."""
        return {
            facet: {key: value for value, name, _, term, _ in values for key in (name, term)}
            for facet, values in self._values.items()
        }

    def _facet(self, row: tuple[Any, ...], selection: Selection, most: int) -> Facet:
        number, name, title, form, phrase, _ = row
        others = selection.without(name)
        counts, among = self._counts(number, others), self._among(others)
        chosen, known = selection.values.get(name, ()), self._values.get(number, [])
        there = [row for row in known if counts.get(row[0]) or among or row[1] in chosen or row[3] in chosen]
        if form == "range":
            offered = there if len(there) <= _OFFERED else []
        else:
            there.sort(key=lambda row: -counts.get(row[0], 0))
            offered = there[:most]
            offered += [row for row in there[most:] if row[1] in chosen or row[3] in chosen]
        whole = [int(label) for _, _, label, *_ in known if form == "range" and _WHOLE.fullmatch(label)]
        return Facet(
            name=name,
            title=title,
            form=form,
            phrase=phrase,
            values=tuple(
                Value(value_name, label, term, counts.get(value, 0), value_name in chosen or term in chosen)
                for value, value_name, label, term, _ in offered
            ),
            without=len(known) - len(there),
            chosen=selection.ranges.get(name, Range()),
            bounds=(min(whole, default=0), max(whole, default=0)),
            among=among,
            more=len(there) - len(offered),
        )

    def _counts(self, facet: int, others: Selection) -> dict[int, int]:
        """Return how many things have each value of a facet, given what is chosen in others.

        Of one value the build has counted them. Of several, so many things at most are gone through.
        """
        if not others:
            return {value: things for value, *_, things in self._values.get(facet, [])}
        if (only := self._only(others)) is not None:
            return dict(self._rows("SELECT other, things FROM facet_pair WHERE value = ?", only))
        where, values = self._where(others)
        return dict(
            self._rows(
                "SELECT value, count(*) FROM "
                f"(SELECT id FROM thing WHERE {where} LIMIT {MOST_COUNTED}) JOIN facet_thing ON thing = id "
                "WHERE facet = ? GROUP BY value",
                *values,
                facet,
            )
        )

    def _among(self, others: Selection) -> int:
        """Return how many things are gone through to count what is chosen, 0 where it cannot have more."""
        if not others or self._only(others) is not None:
            return 0
        sizes = [
            sum(self._sizes[value] for value in self._chosen(number, name, others))
            for number, name, *_ in self._facets
            if name in others.values
        ]
        return MOST_COUNTED if min(sizes, default=self._listed) > MOST_COUNTED else 0

    def _total(self, selection: Selection, where: str, values: list[object]) -> int:
        """Return how many things are chosen: as the build has counted them, or else counted now."""
        if not selection:
            total = self._listed
        elif (only := self._only(selection)) is not None:
            total = self._sizes[only]
        else:
            ((total,),) = self._rows(f"SELECT count(*) FROM thing WHERE {where}", *values)
        return int(total)

    def _only(self, selection: Selection) -> int | None:
        """Return the only value that is chosen, None where others are too."""
        if any(selection.ranges.values()) or sum(map(len, selection.values.values())) != 1:
            return None
        chosen = [each for number, name, *_ in self._facets for each in self._chosen(number, name, selection)]
        return chosen[0] if chosen else None

    @cached_property
    def _listed(self) -> int:
        """Return how many things are listed."""
        return int(self._rows("SELECT coalesce(sum(things), 0) FROM section WHERE listed")[0][0])

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """Return how many things have each value of any facet."""
        return {value: things for values in self._values.values() for value, *_, things in values}

    def _where(self, selection: Selection) -> tuple[str, list[object]]:
        """Return the SQL condition of a selection, with its values."""
        conditions, values = [_LISTED], list[object]()
        for number, name, _, _, _, _ in self._facets:
            if chosen := self._chosen(number, name, selection):
                conditions.append(self._having(chosen))
                values += [number, dumps(chosen)]
            if span := selection.ranges.get(name):
                inside = self._inside(number, span)
                within = self._having(inside)
                conditions.append(f"({within} OR NOT EXISTS ({_HAVING}))" if span.without else within)
                values += [number, dumps(inside), *([number] if span.without else [])]
        return " AND ".join(conditions), values

    def _having(self, values: list[int]) -> str:
        """Return the SQL condition for things with one of some values of a facet, which are bound as JSON.

        Few things are listed beforehand; of many, each thing is asked in the order of the list, which ends
        when a page is full. The plus keeps it from being looked up with each of the values.
        """
        if sum(self._sizes[value] for value in values) <= _LISTED_AT_ONCE:
            return f"thing.id IN (SELECT thing FROM facet_thing WHERE facet = ? AND value IN ({_BOUND}))"
        return f"EXISTS ({_HAVING} AND +has.value IN ({_BOUND}))"

    def _chosen(self, number: int, name: str, selection: Selection) -> list[int]:
        """Return the values of a facet that are chosen by their names or terms."""
        known = self._numbers.get(number, {})
        missing = [each for each in selection.values.get(name, ()) if each not in known]
        if missing:
            near = did_you_mean(missing[0], islice(known, _COMPARED))
            raise RequestError(
                f"There is no {name} {missing[0]!r} here.", remedy=near or "Choose from the list at /browse."
            )
        return [known[each] for each in selection.values.get(name, ())]

    def _inside(self, number: int, span: Range) -> list[int]:
        """Return the values of a facet that lie in a range."""
        return [
            value
            for value, _, label, _, _ in self._values.get(number, [])
            if _WHOLE.fullmatch(label)
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


# ruff: noqa: S608 -- conditions are put together from our own text; whatever a user chose is a parameter.
