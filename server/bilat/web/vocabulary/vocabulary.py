"""Ontology and shapes for people: every class, property and shape, explained."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from typing import Final, TypeVar

from bilat.vocab import GRAPH
from bilat.web.publication import Publication, client, not_found
from bilat.web.verdict import verdict_of
from bilat.web.vocabulary.hierarchy import Hierarchy, hierarchy
from bilat.web.vocabulary.schema import Schema
from bilat.web.vocabulary.schema_cards import ShapeCard, TermPlace
from bilat.web.wording import summary

#: Of so many, a first visit takes some 30 KB.
_TERMS_A_PAGE: Final = 160
_SHAPES_A_PAGE: Final = 120
_Thing = TypeVar("_Thing")


class Vocabulary:
    """Makes the pages; statements are asked for, and terms and shapes put in order, once a release.

    Args:
        publication: what is published.
    """

    def __init__(self, publication: Publication) -> None:
        self._publication = publication

    def page(self, document: str, page: int) -> str:
        """Return a page of a document, ``def`` or ``shapes``; pages count from 1.

        Raises:
            RequestError: the release has no such document, or not so many pages of it.
        """
        return self._ontology(page) if document == "def" else self._shapes(page)

    def _ontology(self, page: int) -> str:
        """Return a page of the ontology."""
        terms = self._terms
        title, description = self._schema.title()
        shown = [self._schema.term(place) for place in _part(terms, page, _TERMS_A_PAGE)]
        return self._publication.renderer.page(
            "ontology.html",
            title=title or "Ontology",
            description=summary(description),
            current="/def",
            groups=[(kind, list(found)) for kind, found in groupby(shown, key=lambda term: term.kind)],
            counts=list(counted(terms, page)),
            picture=self._picture if page == 1 else None,
            pages=-(-len(terms) // _TERMS_A_PAGE),
            page=page,
        )

    def _shapes(self, page: int) -> str:
        """Return a page of the shapes."""
        cards = self._cards
        return self._publication.renderer.page(
            "shapes.html",
            title="Shapes",
            description="What well-made data looks like: the rules that each release is held against",
            current="/def",
            cards=_part(cards, page, _SHAPES_A_PAGE),
            total=len(cards),
            pages=-(-len(cards) // _SHAPES_A_PAGE),
            page=page,
        )

    @cached_property
    def _terms(self) -> list[TermPlace]:
        """Where all terms stand, of which a page shows a part."""
        return list(self._schema.terms())

    @cached_property
    def _picture(self) -> Hierarchy:
        """The classes of all pages, for the first."""
        pages = {place.iri: number // _TERMS_A_PAGE + 1 for number, place in enumerate(self._terms)}
        classes = (self._schema.term(place) for place in self._terms if place.kind == "Classes")
        return hierarchy(
            classes,
            lambda term: f"{f'/def?page={pages[term.iri]}' if pages[term.iri] > 1 else ''}#{term.anchor}",
        )

    @cached_property
    def _cards(self) -> list[ShapeCard]:
        return list(self._schema.shapes())

    @cached_property
    def _schema(self) -> Schema:
        checked = verdict_of(self._publication.release).get("checked", {}).get("shapes", ())
        return Schema(
            self._publication.things.graph(f"{GRAPH}ontology", client()),
            self._publication.things.graph(f"{GRAPH}shapes", client()),
            self._publication.catalogue.uses,
            {each["shape"]: each["focusNodes"] for each in checked},
            self._publication.names.prefixes,
            self._publication.release.language,
            self._publication.index.has,
        )


def counted(terms: list[TermPlace], page: int) -> Iterator[tuple[str, str, int]]:
    """Yield each kind of term, the page where its list begins unless it is this one, and its length."""
    for kind, found in groupby(enumerate(terms), key=lambda term: term[1].kind):
        places = [place for place, _ in found]
        begins = places[0] // _TERMS_A_PAGE + 1
        # A list that goes on over several pages has its heading on each of them.
        here = begins <= page <= places[-1] // _TERMS_A_PAGE + 1
        yield kind, "" if here else f"/def?page={begins}", len(places)


def _part(things: list[_Thing], page: int, size: int) -> list[_Thing]:
    """Return the things of a page; the first is there even if it is empty.

    Raises:
        RequestError: there are not so many pages.
    """
    part = things[(page - 1) * size : page * size] if page > 0 else []
    if not part and page != 1:
        raise not_found("There is nothing on this page.", "Start at the first.")
    return part
