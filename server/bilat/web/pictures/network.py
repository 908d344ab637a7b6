"""The network: who works with whom, on what, by which means; narrowed, searched, or around one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.graph.index.text import fold
from bilat.web.http.negotiate import CSV, HTML, JSON, SVG, Form
from bilat.web.pictures.filters import Field, Filter, narrowed, short
from bilat.web.pictures.layers import Picture, picture_of
from bilat.web.pictures.links import Link, Links, Node, links_of
from bilat.web.publication import Publication, choice_of, not_found
from bilat.web.sheets import Value, as_csv, as_json

#: More things at a time are a hairball.
_MOST: Final = 60
#: More rows than a page should hold; the files have all.
_MOST_ROWS: Final = 250
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
class View:
    """What the page shows.

    Args:
        picture: what is drawn.
        rows: all links of the choice.
        shown: how many of these the page lists.
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
    shown: int
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
        self._partners = _partners(publication)

    def network(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with the network, as a page, a picture or rows."""
        choice = choice_of((HTML, SVG, CSV, JSON), suffix)
        view = view_of(self._links, self._partners, flask.request.args)
        return self._publication.answer(self._written(view, choice.form), choice)

    def _written(self, view: View, form: Form) -> str:
        if form is CSV:
            return as_csv(_COLUMNS, _rows(view))
        if form is JSON:
            return as_json(_COLUMNS, _rows(view))
        return self._publication.renderer.page(
            "network.svg" if form is SVG else "network.html",
            title=f"Network around {view.focus.label}" if view.focus else "Network",
            description="Who works with whom, on what, by which means, and the passages that say so.",
            current="/network",
            view=view,
        )


def view_of(
    links: Links, partners: Mapping[str, tuple[tuple[str, str], ...]], asked: Mapping[str, str]
) -> View:
    """Return what the page shows of all links.

    Args:
        links: all of them.
        partners: name and label of the partners of each thing.
        asked: what the address asks for.

    Raises:
        RequestError: there is no thing of that name.
    """
    fields = _fields(links, partners)
    kept, filters = narrowed(links.links, fields, asked)
    sought = asked.get("q", "").strip()
    kept = tuple(link for link in kept if _speaks_of(links, link, fold(sought)))
    focus, depth = _focus(links, asked.get("focus", "")), 2 if asked.get("depth") == "2" else 1
    narrow = Links(links.nodes, kept)
    if focus:
        kept = narrow.among(narrow.around(focus.iri, depth))
    names = (*(field.name for field in fields), "q", "focus", "depth")
    return View(
        picture=_picture(Links(links.nodes, kept), focus),
        rows=tuple(Row(link=link, start=links.nodes[link.start], end=links.nodes[link.end]) for link in kept),
        shown=min(len(kept), _MOST_ROWS),
        things=len({iri for link in kept for iri in (link.start, link.end)}),
        focus=focus,
        depth=depth,
        sought=sought,
        filters=tuple(each for each in filters if len(each.choices) > 1),
        query=urlencode([(name, asked[name]) for name in names if asked.get(name)]),
        total=len(links.links),
        columns=links.columns,
    )


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


def _speaks_of(links: Links, link: Link, sought: str) -> bool:
    """Return whether all words that are looked for stand in the names at the ends of a link."""
    if not sought:
        return True
    names = fold(f"{links.nodes[link.start].label} {links.nodes[link.end].label}")
    return all(word in names for word in sought.split())


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


def _rows(view: View) -> Iterator[tuple[Value, ...]]:
    for row in view.rows:
        yield (
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
