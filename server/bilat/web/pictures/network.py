"""The network: who works with whom, on what, by which means; narrowed, searched, or around one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.files import IN_A_FILE, continued
from bilat.web.http.negotiate import CSV, HTML, JSON, SVG, Choice, Form
from bilat.web.lists.finding import sought_words
from bilat.web.paging import number_of, pages_of
from bilat.web.pictures.filters import Field, Filter, Narrowing, short
from bilat.web.pictures.layers import Picture, picture_of
from bilat.web.pictures.links import Link, Links, Node, links_of
from bilat.web.publication import Publication, choice_of, not_found
from bilat.web.sheets import Value, as_csv, as_json

#: More things at a time are a hairball.
_MOST: Final = 60
#: More rows than a page should hold; the files have all.
_MOST_ROWS: Final = 250
#: Choices whose links are kept at hand.
_KEPT: Final = 16
_COLUMNS: Final = ("from", "from_label", "relation", "words", "roles", "to", "to_label", "layer", "passages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A link with the things at its ends.

    Args:
        link: what it says.
        start: the first thing.
        end: the second.
    """

    link: Link
    start: Node
    end: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What an address asks for, all of it.

    Args:
        links: those of the choice.
        focus: the thing in the middle, None for all.
        depth: how many links away things may be from it.
        sought: words that are looked for.
        filters: the form.
        query: the address after the question mark, without the page; empty for all.
    """

    links: tuple[Link, ...]
    focus: Node | None
    depth: int
    sought: str
    filters: tuple[Filter, ...]
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows.

    Args:
        picture: what is drawn.
        rows: the first links of the choice.
        links: how many there are.
        things: how many things these join.
        focus: the thing in the middle, None for all.
        depth: how many links away things may be from it.
        sought: words that are looked for.
        filters: the form.
        query: the present address after the question mark, empty for all.
        total: how many links there are.
        columns: what stands in which column, in words.
    """

    picture: Picture
    rows: tuple[Row, ...]
    links: int
    things: int
    focus: Node | None
    depth: int
    sought: str
    filters: tuple[Filter, ...]
    query: str
    total: int
    columns: str


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes."""
    routes = flask.Blueprint("network", __name__)
    pages = _Pages(publication)
    routes.add_url_rule("/network", "network", pages.network)
    routes.add_url_rule("/network.<suffix>", "network_as", pages.network)
    return routes


class _Pages:
    """Answers requests for the network."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._links = links_of(publication.index, publication.renderer.frame.base)
        fields = _fields(self._links, _partners(publication))
        self._narrowing = Narrowing(self._links.links, fields)
        self._names = (*(field.name for field in fields), "q", "focus", "depth")
        self._chosen = lru_cache(_KEPT)(self._choose)
        self._seen = lru_cache(_KEPT)(self._view)

    def network(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with the network, as a page, a picture or rows.

        Raises:
            RequestError: there is no thing of that name, or there are not so many pages.
        """
        choice = choice_of((HTML, SVG, CSV, JSON), suffix)
        asked = tuple(flask.request.args.get(name, "") for name in self._names)
        if choice.form in (CSV, JSON):
            return self._file(self._chosen(asked), choice)
        return self._publication.answer(self._drawn(self._seen(asked), choice.form), choice)

    def _choose(self, asked: tuple[str, ...]) -> Chosen:
        return chosen_of(self._links, self._narrowing, dict(zip(self._names, asked, strict=True)))

    def _view(self, asked: tuple[str, ...]) -> View:
        return view_of(self._links, self._chosen(asked))

    def _file(self, chosen: Chosen, choice: Choice) -> FlaskResponse:
        """Answer with rows, so many at a time."""
        page = number_of(flask.request.args.get("page", "1"))
        pages = pages_of(len(chosen.links), IN_A_FILE, page)
        rows = map(_cells, _rows(self._links, chosen.links[(page - 1) * IN_A_FILE : page * IN_A_FILE]))
        write = as_csv if choice.form is CSV else as_json
        answer = self._publication.answer(write(_COLUMNS, rows), choice)
        return continued(answer, f"/network.{choice.form.names[0]}", chosen.query, page, pages)

    def _drawn(self, view: View, form: Form) -> str:
        return self._publication.renderer.page(
            "network.svg" if form is SVG else "network.html",
            title=f"Network around {view.focus.label}" if view.focus else "Network",
            description="Who works with whom, on what, by which means, and the passages that say so.",
            current="/network",
            view=view,
        )


def chosen_of(links: Links, narrowing: Narrowing[Link], asked: Mapping[str, str]) -> Chosen:
    """Return what an address asks for of all links.

    Args:
        links: all of them.
        narrowing: the same.
        asked: what the address asks for.

    Raises:
        RequestError: there is no thing of that name, or the text is too long that is looked for.
    """
    kept, filters = narrowing.narrowed(asked)
    sought = asked.get("q", "").strip()
    kept = Links(links.nodes, kept).named(dict.fromkeys(sought_words(sought)))
    focus, depth = _focus(links, asked.get("focus", "")), 2 if asked.get("depth") == "2" else 1
    if focus:
        narrow = Links(links.nodes, kept)
        kept = narrow.among(narrow.around(focus.iri, depth))
    return Chosen(
        links=kept,
        focus=focus,
        depth=depth,
        sought=sought,
        filters=tuple(each for each in filters if len(each.choices) > 1),
        query=urlencode([(name, value) for name, value in asked.items() if value]),
    )


def view_of(links: Links, chosen: Chosen) -> View:
    """Return what the page shows.

    Args:
        links: all of them.
        chosen: what is asked for.
    """
    kept = chosen.links
    return View(
        picture=_picture(Links(links.nodes, kept), chosen.focus),
        rows=tuple(_rows(links, kept[:_MOST_ROWS])),
        links=len(kept),
        things=len({iri for link in kept for iri in (link.start, link.end)}),
        focus=chosen.focus,
        depth=chosen.depth,
        sought=chosen.sought,
        filters=chosen.filters,
        query=chosen.query,
        total=len(links.links),
        columns=links.columns,
    )


def _rows(links: Links, some: Iterable[Link]) -> Iterator[Row]:
    """Yield links with what stands at their ends."""
    return (Row(link=link, start=links.nodes[link.start], end=links.nodes[link.end]) for link in some)


def _picture(links: Links, focus: Node | None) -> Picture:
    """Return the picture of the things that have most links; of a thing in the middle, it always is one."""
    linked = links.linked()
    order = sorted(linked, key=lambda iri: (iri != (focus.iri if focus else ""), -linked[iri], iri))
    drawn = order[:_MOST]
    between = links.among(drawn)
    joined = {iri for link in between for iri in (link.start, link.end)}
    return picture_of((links.nodes[iri] for iri in drawn if iri in joined), between)


def _focus(links: Links, name: str) -> Node | None:
    if not name:
        return None
    found = next((node for node in links.nodes.values() if name in (node.name, node.iri)), None)
    if found is None:
        raise not_found(f"The network has no thing {name!r}.", "See all of it at /network.")
    return found


def _fields(links: Links, partners: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[Field[Link], ...]:
    """Return what links are narrowed by."""
    nodes = links.nodes

    def kinds(link: Link) -> Iterator[tuple[str, str]]:
        for iri in {link.start, link.end}:
            yield short(nodes[iri].kind), nodes[iri].kind_label

    def with_whom(link: Link) -> Iterator[tuple[str, str]]:
        for iri in {link.start, link.end}:
            yield from partners.get(iri, ())

    def relations(link: Link) -> Iterator[tuple[str, str]]:
        yield short(link.relation), link.words

    return (
        Field("kind", "Kind", kinds),
        Field("partner", "Partner", with_whom),
        Field("relation", "Link", relations),
    )


def _partners(publication: Publication) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the partners of each thing; a partner is its own."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    answer = publication.index.answer("timeline-partners")
    for row in answer.rows if answer else ():
        partner = (short(row["partner"].value), row["label"].value)
        for iri in (row["thing"].value, row["partner"].value):
            if partner not in found.get(iri, ()):
                found[iri] = (*found.get(iri, ()), partner)
    return found


def _cells(row: Row) -> tuple[Value, ...]:
    return (
        row.start.iri,
        row.start.label,
        row.link.relation,
        row.link.words,
        list(row.link.roles),
        row.end.iri,
        row.end.label,
        row.link.layer.name.lower(),
        [mark.text for mark in row.link.marks],
    )
