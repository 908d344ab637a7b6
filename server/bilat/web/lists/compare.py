"""``/compare``: two values of a facet side by side, such as two partners: what both have, and what one has.

    /compare?partner=japan&partner=south-korea      as in /browse, where other facets narrow both sides
    /compare.csv?...                                the things of both sides as a table

Made of the lists of `/browse` alone, so that any project with facets has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from sys import maxsize
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.errors import RequestError
from bilat.web.files import IN_A_FILE, continued
from bilat.web.http.negotiate import CSV, HTML, Choice
from bilat.web.lists.browse import narrowed, passages
from bilat.web.lists.facets import Facet, Value
from bilat.web.lists.indexed import Thing
from bilat.web.lists.selection import Selection, selection_of
from bilat.web.publication import Publication, choice_of, not_found
from bilat.web.sheets import as_csv

PATH: Final = "/compare"
#: Things of one side that are shown; of more only numbers are.
_MOST: Final = 250
#: Values that one chooses from, and values of a facet that are told, the most frequent first.
_OFFERED: Final = 500
_TOLD: Final = 60
_HEAD: Final = ("with", "kind", "label", "iri", "when", "said", "line", "passages")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two.

    Args:
        value: of the facet.
        href: the list of its things.
        total: how many there are.
        things: that only this side has, by kind; empty where there are too many.
    """

    value: Value
    href: str
    total: int
    things: Mapping[str, tuple[Thing, ...]]


@dataclass(frozen=True, slots=True)
class Shared:
    """A value of another facet, and how many things of each side have it.

    Args:
        label: what people read.
        counts: numbers of things, with the addresses of their lists, in the order of the sides.
    """

    label: str
    counts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Another facet.

    Args:
        title: what people read.
        both: values that both sides have.
        only: values that one side has, in the order of the sides.
        cut: whether there are more values than these.
        among: how many things of a side were gone through to count, where that may not be all; else 0.
    """

    title: str
    both: tuple[Shared, ...]
    only: tuple[tuple[Shared, ...], ...]
    cut: bool
    among: int


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the page."""
    routes = flask.Blueprint("compare", __name__)
    compare = _Compare(publication)
    routes.add_url_rule(PATH, "compare", compare.page)
    routes.add_url_rule(f"{PATH}.<suffix>", "compare_file", compare.page)
    return routes


class _Compare:
    """Answers requests for the page."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._index = publication.index

    def page(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with two values side by side, or with the choice of two.

        Raises:
            RequestError: what is chosen does not exist, or is more than two; or nothing can be chosen.
        """
        choice = choice_of((HTML, CSV), suffix)
        selection = selection_of(flask.request.args.to_dict(flat=False), self._index.lists.forms)
        facet = self._facet(selection)
        known = {key: value for value in facet.values for key in (value.name, value.term)}
        chosen = tuple(dict.fromkeys(known[each] for each in selection.values.get(facet.name, ())))
        if len(chosen) > 2 or (choice.form is CSV and len(chosen) != 2):
            raise RequestError(
                f"Two values of {facet.name} are compared, not {len(chosen)}.",
                remedy=f"Choose two at {PATH}.",
            )
        if choice.form is CSV:
            return self._file(selection, facet, chosen, choice)
        return self._publication.answer(self._html(selection, facet, chosen), choice)

    def _file(
        self, selection: Selection, facet: Facet, chosen: tuple[Value, ...], choice: Choice
    ) -> FlaskResponse:
        """Answer with the things of both sides as a table, so many of each at a time."""
        listings = [
            self._index.lists.listing(_of(selection, facet, value).at(selection.page), IN_A_FILE // 2)
            for value in chosen
        ]
        rows = (
            _row(value, thing)
            for value, listing in zip(chosen, listings, strict=True)
            for thing in listing.things
        )
        answer = self._publication.answer(as_csv(_HEAD, rows), choice)
        answer.headers["Content-Disposition"] = 'attachment; filename="compared.csv"'
        pages = max(listing.pages for listing in listings)
        return continued(answer, f"{PATH}.csv", selection.at(1).query, selection.page, pages)

    def _facet(self, selection: Selection) -> Facet:
        """Return the facet of which two values are chosen, else the one that is foremost.

        Raises:
            RequestError: what is chosen does not exist, or there is no such facet.
        """
        self._index.lists.listing(selection, 1)
        facets = {facet.name: facet for facet in self._index.lists.facets(selection)}
        two = (name for name, values in selection.values.items() if len(values) == 2)
        name = next(two, self._index.lists.foremost)
        if name is None:
            raise not_found("Nothing in this graph can be put side by side.", "See the list at /browse.")
        return facets[name]

    def _html(self, selection: Selection, facet: Facet, chosen: tuple[Value, ...]) -> str:
        rest = selection.without(facet.name)
        offered = sorted(facet.values[:_OFFERED], key=lambda value: value.label.casefold())
        offered += [value for value in chosen if value not in offered]
        if len(offered) < 2:
            raise not_found(f"There are no two values of {facet.title} here to choose from.", "See /browse.")
        first = (*chosen, *(value for value in offered if value not in chosen))
        title = " and ".join(value.label[:1].upper() + value.label[1:] for value in chosen)
        sides, both = self._sides(selection, facet, chosen) if len(chosen) == 2 else ((), {})
        kinds = tuple(self._index.lists.forms)[:1] if any(side.things for side in sides) else ()
        address = f"{PATH.lstrip('/')}?{selection.at(1).query}"
        return self._publication.renderer.page(
            "compare.html",
            title=title if sides else "Side by side",
            current="/browse",
            facet=facet,
            phrase=facet.phrase or f"{facet.title}: {{}}",
            offered=offered,
            first=first[:2],
            rest=rest,
            sides=sides,
            both=both,
            shared=_shared(sides),
            told=tuple(self._told(selection, facet, chosen, kinds)) if sides else (),
            narrowed=" ".join(narrowed(self._index.lists.facets(rest))),
            csv=f"{PATH}.csv?{selection.at(1).query}",
            in_a_file=IN_A_FILE,
            citation=self._publication.renderer.frame.cite(title, self._base + address),
        )

    @property
    def _base(self) -> str:
        return self._publication.renderer.frame.base

    def _sides(
        self, selection: Selection, facet: Facet, chosen: tuple[Value, ...]
    ) -> tuple[tuple[Side, ...], dict[str, tuple[Thing, ...]]]:
        """Return both sides, and what belongs to both at once, by kind."""
        listings = [self._index.lists.listing(_of(selection, facet, value), _MOST) for value in chosen]
        whole = all(listing.pages == 1 for listing in listings)
        numbers = [{thing.number for thing in listing.things} for listing in listings]
        together = numbers[0] & numbers[1]
        own = {value.term for value in chosen}
        sides = tuple(
            Side(
                value,
                _address(_of(selection, facet, value)),
                listing.total,
                _by_kind(
                    thing for thing in listing.things if thing.number not in together and thing.iri not in own
                )
                if whole
                else {},
            )
            for value, listing in zip(chosen, listings, strict=True)
        )
        both = (thing for thing in listings[0].things if thing.number in together)
        return sides, _by_kind(both) if whole else {}

    def _told(
        self, selection: Selection, facet: Facet, chosen: tuple[Value, ...], kinds: tuple[str, ...]
    ) -> Iterator[Told]:
        """Yield what else the things of both sides have, facet by facet.

        Args:
            selection: what the address chooses.
            facet: that both sides are of.
            chosen: both.
            kinds: name of the facet of kinds, where things are shown by kind already.
        """
        sides = [_of(selection, facet, value) for value in chosen]
        found = (self._index.lists.facets(side, most=maxsize) for side in sides)
        for others in zip(*found, strict=True):
            if others[0].form == "range" or others[0].name in (*selection.values, *kinds):
                continue
            labels = {value.name: value.label for other in others for value in other.values}
            things = [{value.name: value.things for value in other.values} for other in others]
            counts = {name: tuple(each.get(name, 0) for each in things) for name in labels}
            ordered = sorted(labels, key=lambda name: (-sum(counts[name]), labels[name].casefold()))
            both = [name for name in ordered if all(counts[name])]
            only = [[name for name in ordered if counts[name][at] and not all(counts[name])] for at in (0, 1)]
            shown = [
                tuple(
                    Shared(labels[name], _linked(counts[name], sides, others[0].name, name))
                    for name in names[:_TOLD]
                )
                for names in (both, *only)
            ]
            if any(shown):
                cut = max(map(len, (both, *only))) > _TOLD
                among = max(other.among for other in others)
                yield Told(others[0].title, shown[0], tuple(shown[1:]), cut, among)


def _of(selection: Selection, facet: Facet, value: Value) -> Selection:
    """Return the selection of one side."""
    values = {**selection.values, facet.name: (value.name,)}
    return replace(selection, values=values, order="kind", page=1)


def _linked(
    counts: tuple[int, ...], sides: list[Selection], facet: str, value: str
) -> tuple[tuple[int, str], ...]:
    """Return how many things of each side have a value, with the addresses of their lists."""
    lists = (replace(side, values={**side.values, facet: (value,)}) for side in sides)
    return tuple(zip(counts, map(_address, lists), strict=True))


def _address(selection: Selection) -> str:
    return f"/browse?{replace(selection, order='name').query}"


def _by_kind(things: Iterable[Thing]) -> dict[str, tuple[Thing, ...]]:
    found: dict[str, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.kind_label, []).append(thing)
    return {kind: tuple(each) for kind, each in found.items()}


def _shared(sides: tuple[Side, ...]) -> tuple[str, ...]:
    """Return the kinds that both sides have."""
    return tuple(kind for kind in sides[0].things if kind in sides[1].things) if sides else ()


def _row(value: Value, thing: Thing) -> tuple[str | None, ...]:
    said = (thing.when or thing.blank, thing.said_label, thing.line, passages(thing))
    return (value.label, thing.kind_label, thing.label, thing.iri, *said)
