"""``/browse``: all things in a list, narrowed by facets. The address is the state; CSV and JSON of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.text import counted
from bilat.web.catalogue import SPARQL
from bilat.web.files import IN_A_FILE, continued
from bilat.web.http.negotiate import CSV, HTML, JSON
from bilat.web.lists.facets import Facet, Listing, Value
from bilat.web.lists.highlight import excerpt
from bilat.web.lists.indexed import Thing
from bilat.web.lists.selection import ORDERS, Selection, selection_of
from bilat.web.publication import Publication, choice_of
from bilat.web.sheets import as_csv

#: Things on a page: as many as one scrolls through.
_ON_A_PAGE: Final = 40
#: Values of a facet that are seen at once; the others are a click away.
_SEEN: Final = 8
_FORMS: Final = (HTML, JSON, CSV)
_HEAD: Final = ("label", "iri", "kind", "first", "last", "when", "said", "line", "passages")
#: Facets whose values the columns of every list have.
_TOLD: Final = frozenset({"kind", "said"})
#: Term and label of the values of a thing, by the name of the facet.
_Values = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is chosen, and the way to drop it.

    Args:
        title: of the facet.
        label: what is chosen.
        href: the same list without it.
        things: how many things that list has where this one has none, 0 where it has some.
    """

    title: str
    label: str
    href: str
    things: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet as the form shows it.

    Args:
        facet: with all its values.
        seen: values that are seen at once.
        more: the others.
    """

    facet: Facet
    seen: tuple[Value, ...]
    more: tuple[Value, ...]


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the list."""
    routes = flask.Blueprint("browse", __name__)
    browse = _Browse(publication)
    routes.add_url_rule("/browse", "browse", browse.page)
    routes.add_url_rule("/browse.<suffix>", "browse_file", browse.page)
    return routes


class _Browse:
    """Answers requests for the list."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._index = publication.index

    def page(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with the list that the address chooses.

        Raises:
            RequestError: what is chosen does not exist, or there is no such form.
        """
        choice = choice_of(_FORMS, suffix)
        selection = selection_of(flask.request.args.to_dict(flat=False), self._index.lists.forms)
        if choice.form is CSV:
            listing = self._index.lists.listing(selection, IN_A_FILE)
            columns = [name for name in self._index.lists.forms if name not in _TOLD]
            rows = _rows(listing, columns, self._index.lists.values(listing))
            answer = self._publication.answer(as_csv((*_HEAD, *map(_column, columns)), rows), choice)
            answer.headers["Content-Disposition"] = 'attachment; filename="list.csv"'
            return continued(answer, "/browse.csv", selection.at(1).query, selection.page, listing.pages)
        listing = self._index.lists.listing(selection, _ON_A_PAGE)
        facets = self._index.lists.facets(selection)
        if choice.form is JSON:
            return self._publication.answer_json(self._content(selection, listing, facets), choice)
        return self._publication.answer(self._html(selection, listing, facets), choice)

    def _html(self, selection: Selection, listing: Listing, facets: tuple[Facet, ...]) -> str:
        chips = tuple(self._chips(selection, facets, empty=not listing.total))
        heading = _heading(listing.total, facets)
        return self._publication.renderer.page(
            "browse.html",
            title=heading,
            current="/browse",
            heading=heading,
            listing=listing,
            selection=selection,
            notes=self._index.lists.notes,
            excerpt=excerpt,
            filters=[_filter(facet) for facet in facets],
            chips=chips,
            orders={name: words for name, words in ORDERS.items() if self._orders(name, selection)},
            evidence=self._index.lists.evidence,
            first=(selection.page - 1) * _ON_A_PAGE + 1,
            pages=_pages(selection, listing),
            beside=_beside(selection, facets),
            sparql=self._sparql(selection),
            csv=_address("/browse.csv", selection.at(1)),
            in_a_file=IN_A_FILE,
            json=_address("/browse.json", selection),
        )

    def _orders(self, name: str, selection: Selection) -> bool:
        """Tell whether an order is worth offering: one that leaves all things alike is not."""
        useless = {"date": not self._index.lists.dated, "sources": not self._index.lists.evidence}
        return name == selection.order or not useless.get(name)

    def _content(self, selection: Selection, listing: Listing, facets: tuple[Facet, ...]) -> dict[str, Any]:
        last = selection.page >= listing.pages
        values = self._index.lists.values(listing)
        return {
            "total": listing.total,
            "page": selection.page,
            "pages": listing.pages,
            "next": None if last else _address("/browse.json", selection.at(selection.page + 1)),
            "order": selection.order,
            "query": self._index.lists.query(selection, self._publication.release.language),
            "things": [_thing(thing, values[thing.number]) for thing in listing.things],
            "facets": [_facet(facet) for facet in facets],
        }

    def _sparql(self, selection: Selection) -> str:
        """Return the address of the editor with the query of the list in it."""
        query = self._index.lists.query(selection, self._publication.release.language)
        return f"{SPARQL}?{urlencode({'query': query}, quote_via=quote)}"

    def _chips(self, selection: Selection, facets: tuple[Facet, ...], *, empty: bool) -> Iterator[Chip]:
        for facet in facets:
            for value in facet.values:
                if value.chosen:
                    rest = selection.without(facet.name, value.name).without(facet.name, value.term)
                    # Values of one facet are alternatives: without one of several an empty list stays empty.
                    more = empty and facet.name not in rest.values
                    yield self._chip(facet, value.label, rest, counted=more)
            if facet.chosen:
                yield self._chip(facet, _span(facet), selection.without(facet.name), counted=empty)

    def _chip(self, facet: Facet, label: str, rest: Selection, *, counted: bool) -> Chip:
        things = self._index.lists.listing(rest, 1).total if counted else 0
        return Chip(facet.title, label, _address("/browse", rest), things)


def _filter(facet: Facet) -> Filter:
    """Return a facet for the form: what is chosen is always seen."""
    if facet.form == "range" or len(facet.values) <= _SEEN + 1:
        return Filter(facet, facet.values, ())
    seen = [value for place, value in enumerate(facet.values) if place < _SEEN or value.chosen]
    return Filter(facet, tuple(seen), tuple(value for value in facet.values if value not in seen))


def _heading(total: int, facets: tuple[Facet, ...]) -> str:
    """Return the number of things and what was chosen, as people say it."""
    count = counted(total, "thing") if total else "Nothing"
    return " ".join((count, *narrowed(facets)))


def narrowed(facets: Iterable[Facet]) -> Iterator[str]:
    """Yield what is chosen, facet by facet, as it goes on after what it is chosen of."""
    for facet in facets:
        chosen = [value.label for value in facet.values if value.chosen]
        if facet.chosen:
            chosen = [_span(facet)]
        if chosen and "{}" in facet.phrase:
            yield facet.phrase.replace("{}", " or ".join(chosen))


def _beside(selection: Selection, facets: tuple[Facet, ...]) -> str:
    """Return the address where two values of one facet that are chosen stand side by side."""
    two = [facet.name for facet in facets if len(selection.values.get(facet.name, ())) == 2]
    return _address("/compare", selection.at(1)) if two else ""


def _span(facet: Facet) -> str:
    """Return a range in words."""
    least, most = facet.chosen.least, facet.chosen.most
    if least == most:
        words = f"{least}"
    elif least is None:
        words = f"until {most}"
    else:
        words = f"from {least}" if most is None else f"{least} to {most}"
    return f"{words} or unknown" if facet.chosen.without else words


def _address(path: str, selection: Selection) -> str:
    return f"{path}?{selection.query}" if selection.query else path


def _pages(selection: Selection, listing: Listing) -> list[tuple[int, str]]:
    """Return number and address of the pages near this one, and of the first and last."""
    if listing.pages < 2:
        return []
    near = range(max(1, selection.page - 2), min(listing.pages, selection.page + 2) + 1)
    return [(page, _address("/browse", selection.at(page))) for page in sorted({1, *near, listing.pages})]


def _thing(thing: Thing, values: _Values) -> dict[str, Any]:
    return {
        "iri": thing.iri,
        "label": thing.label,
        "path": thing.path,
        "kind": {"iri": thing.kind, "label": thing.kind_label} if thing.kind else None,
        "first": thing.first,
        "last": thing.last,
        "when": thing.when or thing.blank or None,
        "said": thing.said_label or None,
        "line": thing.line or None,
        "passages": [{"label": label, "iri": iri} for label, iri in thing.marks],
        "passagesInAll": thing.passages,
        "facets": {
            name: [{"term": term, "label": label} for term, label in each] for name, each in values.items()
        },
    }


def _facet(facet: Facet) -> dict[str, Any]:
    return {
        "name": facet.name,
        "title": facet.title,
        "countedAmong": facet.among or None,
        "furtherValues": facet.more or None,
        "values": [
            {
                "name": value.name,
                "label": value.label,
                "term": value.term,
                "things": value.things,
                "chosen": value.chosen,
            }
            for value in facet.values
        ],
    }


def passages(thing: Thing) -> str:
    """Return the first passages that speak of a thing and how many more do, for a cell."""
    more = thing.passages - len(thing.marks)
    return " ".join([*(label for label, _ in thing.marks), *([f"and {more} more"] if more else ())])


def _column(name: str) -> str:
    """Return the name of the column of a facet, which may be called as a column of every list is."""
    return f"facet-{name}" if name in _HEAD else name


def _rows(
    listing: Listing, columns: list[str], values: dict[int, _Values]
) -> Iterator[tuple[str | None, ...]]:
    """Yield the rows of a table, passages separated by spaces, values of a facet by semicolons."""
    for thing in listing.things:
        dates = (thing.first, thing.last, thing.when or thing.blank)
        said = (thing.said_label, thing.line, passages(thing))
        has = values[thing.number]
        facets = ("; ".join(label for _, label in has.get(name, ())) for name in columns)
        yield (thing.label, thing.iri, thing.kind_label, *dates, *said, *facets)
