"""What is the same on every page of a release: its name, the way around, the state of what is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from bilat.graph.releases.release import QUESTIONS, Release
from bilat.vocab import BASE, DCTERMS
from bilat.web.catalogue import Catalogue
from bilat.web.index import Index
from bilat.web.things.cite import Citation
from bilat.web.verdict import verdict_of
from bilat.web.wording import shortened, summary

_DOWNLOADS: Final = "downloads/"
_LONGEST_BRAND: Final = 28
#: Things whose names are looked at for letters that the type of English pages does not have.
_SEEN: Final = 2_000
_LETTERS: Final = """
SELECT 1 FROM (SELECT label FROM thing LIMIT ?)
WHERE label GLOB
  '*[\u00c0-\u00c8\u00ca-\u00d6\u00d8-\u00e3\u00e5-\u00e7\u00ea-\u00f5\u00f7-\u00fb\u00fd-\u017f]*'
LIMIT 1
"""
_OFFERED: Final = {"ttl": "Turtle", "trig": "TriG", "jsonld": "JSON-LD", "nq": "N-Quads"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words.

    Args:
        title: what people read.
        href: where it leads.
    """

    title: str
    href: str


NAVIGATION: Final = (
    Link("Browse", "/browse"),
    Link("Timeline", "/timeline"),
    Link("Map", "/map"),
    Link("Questions", "/questions"),
    Link("Query", "/sparql"),
    Link("Sources", "/sources"),
    Link("Checks", "/validation"),
)
#: Pages that show nothing without the stored answer of this name.
_PICTURES: Final = {"/timeline": "timeline", "/map": "map", "/network": "network"}
_SOURCES: Final = "/sources"
_SAVED: Final = "/questions"
_MAYBE: Final = frozenset({*_PICTURES, _SOURCES, _SAVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame of the pages.

    Args:
        brand: short name of the project, in the head of each page.
        title: its whole name.
        language: of the pages themselves, as a language tag.
        base: beginning of the IRIs that this server answers for.
        description: what the project is, in a sentence or two; may be empty.
        rights: what is to be said of it on each page, such as that it speaks for nobody else; may be empty.
        release: digest of the release, empty where there is none.
        version: of the data, as the project says; may be empty.
        authors: who made the data, or else who publishes them.
        issued: the day of the data, as the project says; may be empty.
        verdict: what the last check found, in a few words; may be empty.
        navigation: the main pages.
        downloads: the whole graph in the usual formats.
        letters: whether names have letters of other languages than English, which want a type of their own.
        pictures: addresses of the pictures for which there are data, and of sources and questions where there
            are any.
    """

    brand: str = "bilat"
    title: str = "bilat"
    language: str = "en"
    base: str = BASE
    description: str = ""
    rights: str = ""
    release: str = ""
    version: str = ""
    authors: tuple[str, ...] = ()
    issued: str = ""
    verdict: str = ""
    navigation: tuple[Link, ...] = NAVIGATION
    downloads: tuple[Link, ...] = ()
    letters: bool = False
    pictures: frozenset[str] = frozenset()

    def other(self, digest: str) -> str:
        """Return the release that an address names, shortened, or empty text where it is this one."""
        return "" if self.release.startswith(digest) else digest[:16]

    def cite(self, title: str, address: str, collection: str | None = None) -> Citation:
        """Return how to cite what stands at an address, as a part of the whole unless another is named."""
        return Citation(
            title=" ".join(title.split()),  # A label may have several lines, a citation has one.
            collection=self.title if collection is None else collection,
            address=address,
            release=self.release,
            version=self.version,
            authors=self.authors,
            issued=self.issued,
            base=self.base,
        )


def frame_of(release: Release, catalogue: Catalogue) -> Frame:
    """Return the frame of a release, with what its catalogue says of the project."""
    title = next(iter(catalogue.values(DCTERMS + "title")), "Knowledge graph")
    names = {file.name for file in release.files}
    index = Index(release)
    try:
        there, letters = _there(index) | _saved(release), bool(index.rows(_LETTERS, _SEEN))
    finally:
        index.close()
    return Frame(
        brand=_brand(title),
        title=title,
        base=release.base,
        description=summary(next(iter(catalogue.values(DCTERMS + "description")), "")),
        rights=next(iter(catalogue.values(DCTERMS + "rights")), ""),
        release=release.digest,
        version=next(iter(catalogue.values("http://www.w3.org/ns/dcat#version")), ""),
        authors=tuple(map(catalogue.name, catalogue.values(DCTERMS + "creator")))
        or tuple(map(catalogue.name, catalogue.values(DCTERMS + "publisher"))),
        issued=next(iter(catalogue.values(DCTERMS + "issued")), ""),
        verdict=_verdict(release),
        navigation=tuple(link for link in NAVIGATION if link.href not in _MAYBE or link.href in there),
        letters=letters,
        pictures=there,
        downloads=tuple(
            Link(words, f"/download/bilat.{ending}")
            for ending, words in _OFFERED.items()
            if f"{_DOWNLOADS}bilat.{ending}" in names
        ),
    )


def _brand(title: str) -> str:
    """Return what stands before a colon, or as much of a title as has room."""
    short = title.partition(":")[0].strip()
    return shortened(short, _LONGEST_BRAND)


def _there(index: Index) -> frozenset[str]:
    """Return the addresses of the pages that have something to show, of those that may have nothing."""
    found = {address: index.answer(name) for address, name in _PICTURES.items()}
    documents = index.rows("SELECT 1 FROM document LIMIT 1")
    pictures = {address for address, answer in found.items() if answer and answer.rows}
    return frozenset(pictures | ({_SOURCES} if documents else set()))


def _saved(release: Release) -> frozenset[str]:
    """Return the address of the questions where there are any."""
    there = any(file.name == QUESTIONS for file in release.files) and json.loads(release.read(QUESTIONS))
    return frozenset({_SAVED} if there else ())


def _verdict(release: Release) -> str:
    """Return what the last check found, in a few words."""
    report = verdict_of(release)
    return "" if not report else "Checks passed" if report.get("conforms") else "Checks found violations"
