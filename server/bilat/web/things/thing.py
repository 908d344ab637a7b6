"""The page of a thing: what it is, its statements in groups, where each is said, what it stands beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final
from urllib.parse import quote, urlencode

from bilat.graph.pages.patterns import Step
from bilat.text import counted
from bilat.web.marks import Mark
from bilat.web.paging import number_of
from bilat.web.pictures.moments import moments_of
from bilat.web.pictures.strip import Strip, strip_of
from bilat.web.publication import Publication, not_found
from bilat.web.reading import Reading
from bilat.web.sources import Sources
from bilat.web.things.beside import Beside, beside
from bilat.web.things.cards import Card, Cards
from bilat.web.things.cite import Citation
from bilat.web.things.course import Course, course_of
from bilat.web.things.evidence import Evidence, Shortened
from bilat.web.things.graph_pages import Graphs, Held
from bilat.web.things.neighbourhood import Neighbourhood, Surroundings, Triple
from bilat.web.things.neighbours import Box, Neighbour, middle, neighbours
from bilat.web.things.saying import Said, Saying
from bilat.web.things.sheet import Section, Statements
from bilat.web.things.statements import Composer
from bilat.web.things.structured import structured
from bilat.web.wording import capitalised, isolated, shortened

#: Values of a line before it is cut, further statements before they are, and values on a page of one line.
_VALUES: Final = 12
_FURTHER: Final = 16
_PAGE: Final = 100
#: Documents that are drawn.
_STRIPS: Final = 12
_DESCRIPTION: Final = 300
_KIND: Final = """
SELECT facet.name, value.name FROM facet JOIN facet_value AS value ON value.facet = facet.id
WHERE facet.id = (SELECT min(id) FROM facet) AND value.term = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingPage:
    """All that the page shows.

    Args:
        iri: the thing.
        path: its address on this server, without ending.
        card: label and kind.
        kind_href: where the kind leads, or empty text.
        lede: what it is in a few sentences, or empty text.
        lede_marks: where that is said.
        statements: lines in groups.
        cited: how many passages they rest on, and of how many.
        strips: the first documents with these picked out.
        unseen: how many further documents there are.
        neighbours: for the picture and its table.
        course: its times and those of what it names, or None.
        beside: things beside it.
        compare: where it stands side by side with others of its kind, or empty text.
        citation: how to cite the page.
        query: the same as a query.
        structured: JSON-LD for search engines.
        cut: there are more statements than a page takes.
        held: what the graph of its name holds, or None where there is none.
    """

    iri: str
    path: str
    card: Card
    kind_href: str
    lede: str
    lede_marks: tuple[Mark, ...]
    statements: Statements
    cited: tuple[int, int]
    strips: tuple[Strip, ...]
    unseen: int
    neighbours: tuple[Neighbour, ...]
    course: Course | None
    beside: tuple[Beside, ...]
    compare: str
    citation: Citation
    query: str
    structured: str
    cut: bool
    held: Held | None

    @property
    def middle(self) -> Box:
        """Return the box of the thing among its neighbours."""
        return middle(self.card.label)


@dataclass(frozen=True, slots=True)
class Whole:
    """All values of one line, a page at a time.

    Args:
        key: of the line.
        label: what it is called.
        section: the values of this page.
        page: from 1.
        more: whether there are further pages.
    """

    key: str
    label: str
    section: Section
    page: int
    more: bool


class ThingPages:
    """Makes the pages of things.

    Args:
        publication: what is published.
        sources: the documents.
        cards: what things are called.
        reading: groups and patterns of the project.
        graphs: what graphs hold.
    """

    def __init__(
        self, publication: Publication, sources: Sources, cards: Cards, reading: Reading, graphs: Graphs
    ) -> None:
        self._publication = publication
        self._renderer = publication.renderer
        self._base = publication.renderer.frame.base
        self._language = publication.renderer.frame.language
        self.surroundings = Surroundings(publication.engine, publication.limits)
        self._cards = cards
        self._reading = reading
        self._sources = sources
        self._graphs = graphs
        self._moments = moments_of(publication.index, self._base)
        self._short = Shortened(publication.names.prefixes)

    def page(self, iri: str, path: str, arguments: Mapping[str, str], client: str) -> str | None:
        """Return the page of a thing, None where nothing is known of it.

        Args:
            iri: the thing.
            path: its address on this server, without ending.
            arguments: ``all`` asks for all values of a line, ``page`` for which of them, or else of what the
                graph of its name holds, ``release`` for a release.
            client: on whose account it goes.
        """
        if "all" in arguments:
            return self._line_page(iri, path, arguments, client)
        around = self.surroundings.of(iri, self._reading.tells, client)
        if around is None:
            return None
        held = self._graphs.held(iri, arguments, client) if self._graphs.size(iri) else None
        page = self._view(self._composer(around, client), path, held)
        return self._renderer.page(
            "thing.html",
            title=page.card.label,
            description=shortened(
                _unsigned(page.card, page.lede or page.card.line or page.card.kind), _DESCRIPTION
            ),
            current="/browse",
            other_release=self._renderer.frame.other(arguments.get("release", "")),
            page=page,
            most=_VALUES,
            most_further=_FURTHER,
        )

    def _line_page(self, iri: str, path: str, arguments: Mapping[str, str], client: str) -> str:
        """Return a page of all values of one property.

        Raises:
            RequestError: nothing is said with it, or not so many pages.
        """
        key, page = arguments["all"], number_of(arguments.get("page", "1"))
        step = Step(self._short.term(key.removeprefix("^"))[1:-1], key.startswith("^"))
        part = ((page - 1) * _PAGE, _PAGE)
        around = self.surroundings.line(iri, step, self._reading.tells, part, client) if page else None
        if around is None or not around.graphs:
            raise not_found("There are no such statements.", "Go back to the page of the thing.")
        composer = self._composer(around, client)
        card, rows = composer.cards[iri], composer.all()
        whole = Whole(key, rows[0].label, Section("", rows), page, around.cut)
        return self._renderer.page(
            "values.html",
            title=f"{whole.label}: {card.label}",
            current="/browse",
            card=card,
            path=path,
            whole=whole,
        )

    def citation(self, iri: str, client: str) -> Citation | None:
        """Return how to cite the page of a thing, None where nothing is known of it."""
        if not self._publication.things.is_told(iri, client):
            return None
        return self._citation(self._cards.of((iri,), client)[iri])

    def _citation(self, card: Card) -> Citation:
        return self._renderer.frame.cite(card.label, card.iri)

    def _composer(self, around: Neighbourhood, client: str) -> Composer:
        """Return what makes the lines of a page from the statements around a thing."""
        cards = self._cards.of(around.named(), client)
        saying = Saying(around, cards, self._reading, self._language)
        evidence = Evidence(around, cards, self._base, self._short)
        return Composer(around, cards, self._reading, saying, evidence, self._short)

    def _view(self, composer: Composer, path: str, held: Held | None) -> ThingPage:
        around, frame = composer.around, self._renderer.frame
        card, statements = composer.cards[around.iri], composer.statements()
        lede, triples = self._lede(around, composer.saying)
        marks = tuple(mark for mark in composer.evidence.marks(triples) if not mark.kind)
        passages = self._sources.known(around.places())
        documents = groupby(passages.values(), key=lambda passage: passage.document)
        return ThingPage(
            iri=around.iri,
            path=path,
            card=card,
            kind_href=self._kind_href(card.kind_iri),
            lede=lede or self._plain_lede(card, composer),
            lede_marks=marks,
            statements=statements,
            cited=(len(passages), self._sources.counts[1]),
            strips=tuple(
                strip_of(document, tuple(picked), self._sources, self._base)
                for document, picked in islice(documents, _STRIPS)
            ),
            unseen=max(0, len({passage.document for passage in passages.values()}) - _STRIPS),
            neighbours=neighbours(around.iri, statements.sections, self._base),
            course=course_of(around.iri, statements.sections, self._moments),
            beside=beside(self._publication, around.iri),
            compare=self._publication.index.lists.beside(around.iri),
            citation=self._citation(card),
            query=_query(around.iri, whole=around.cut),
            structured=structured(
                around,
                card.label,
                _unsigned(card, lede or card.line),
                around.iri,
                (self._publication.catalogue.dataset.strip("<>"), frame.title),
            ),
            cut=around.cut,
            held=held,
        )

    def _kind_href(self, kind: str) -> str:
        """Return the list of things of a kind, or the kind itself: no list has concepts and gaps."""
        listed = self._publication.index.rows(_KIND, kind)
        if listed:
            return f"/browse?{urlencode(listed)}"
        href = (kind and self._renderer.href(kind)) or ""
        return href if href.startswith("/") else ""

    def _lede(self, around: Neighbourhood, saying: Saying) -> tuple[str, list[Triple]]:
        """Return what the first patterns that fit make of a thing, and the statements that this rests on."""
        types = set(around.types())
        for kind, (first, *others) in self._reading.ledes:
            if kind in types and (begun := saying.say(first, sentence=True)):
                more = (saying.say(pattern, sentence=True) for pattern in others)
                said = [begun, *filter(None, more)]
                return " ".join(map(_sentence, said)), [triple for each in said for triple in each.triples]
        return "", []

    def _plain_lede(self, card: Card, composer: Composer) -> str:
        """Return what can be said of anything: its line in the index, else kind and number of statements."""
        if card.line:
            return shortened(card.line, _DESCRIPTION)
        around = composer.around
        count = sum(len(values) for values in around.out.get(around.node, {}).values())
        kind = card.kind or next(map(composer.saying.word, around.types()), "thing")
        if not count:
            return "A name that this graph uses, and of which it says nothing itself."
        more = "more than " if around.own_cut else ""
        return f"{isolated(kind[:1].upper() + kind[1:])}, {more}{counted(count, 'statement')}."


def _unsigned(card: Card, words: str) -> str:
    """Return words for those who see no sign beside them: they say themselves that a thing is planned."""
    if card.sign != "planned" or card.said.casefold() in words.casefold():
        return words
    return f"{capitalised(card.said)}: {words}"


def _sentence(said: Said) -> str:
    return capitalised(said.text)


def _query(iri: str, *, whole: bool) -> str:
    """Return the address of the editor with a query for the statements on a thing.

    Args:
        iri: the thing.
        whole: whether what points to it is asked for too.
    """
    own, inbound = (
        f"GRAPH ?graph {{ {each} }}" for each in (f"<{iri}> ?property ?value", f"?subject ?property <{iri}>")
    )
    where = f"{{ {own} }}\n  UNION\n  {{ {inbound} }}" if whole else own
    text = f"SELECT {'?subject ' if whole else ''}?property ?value ?graph\nWHERE {{\n  {where}\n}}\n"
    return f"/sparql?query={quote(text)}"
