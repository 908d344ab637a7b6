"""A graph of any size in bilat's own ontology, as N-Quads: the same bytes for the same options.

Chapters follow each other: each is a cooperation with the bodies, projects, instruments, events and figures
around it, told by passages that are the graphs of its statements. As in real data few things are spoken of
often and most hardly at all. With ``--mistakes`` a share of the chapters has one of the mistakes of
`MISTAKES`, each kind in turn.

    python benchmarks/generate.py --triples 3000000 [--seed 1] [--mistakes 0.001] [--out FILE]

The ontology, shapes and queries of the repository belong to it: ``--project DIR`` makes a folder of all.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click

ROOT = Path(__file__).resolve().parents[1]
BASE = "https://w3id.org/bilat/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OA = "http://www.w3.org/ns/oa#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"

TYPE, LABEL = f"<{RDF}type>", f"<{RDFS}label>"
EDITORIAL, SOURCES = f"<{BASE}graph/editorial>", f"<{BASE}graph/sources>"
TOPICS = (
    "ict",
    "5g",
    "iot",
    "cybersecurity",
    "standardisation",
    "privacy",
    "research",
)
MODALITIES = ("asserted", "asserted", "asserted", "aim", "planned", "evaluative")
#: Chapters to a document, countries in all, most bodies, and the quads of one chapter, about.
DOCUMENT, COUNTRIES = 50, 60
#: What can be wrong with a chapter.
MISTAKES = (
    "ill-typed",
    "two-dates",
    "linked-to-itself",
    "led-to-both-ways",
    "misspelt-class",
    "no-label",
    "country-and-body",
    "rewritten",
)


class Chapters:
    """Writes chapters one after the other.

    Args:
        seed: what chance begins with.
        mistakes: share of chapters with a mistake, 0 to 1.
    """

    def __init__(self, seed: int, mistakes: float) -> None:
        self._chance = random.Random(seed)  # noqa: S311 -- nothing secret is made here
        self._every = round(1 / mistakes) if mistakes > 0 else 0
        self._passage = 0

    def chapter(self, number: int) -> Iterator[str]:
        """Yield the quads of one chapter."""
        if number % DOCUMENT == 0:
            yield from document(number // DOCUMENT)
        for each in (self._cooperation, self._bodies, self._project, self._instrument, self._figures):
            graph = source(number // DOCUMENT, self._passage)
            yield from passage(number // DOCUMENT, self._passage)
            yield from each(number, graph)
            self._passage += 1
        if self._every and number % self._every == self._every - 1:
            yield from self._mistake(number, MISTAKES[(number // self._every) % len(MISTAKES)])

    def _few(self, most: int) -> int:
        """Return a number below another, small ones by far the most often."""
        return int(most * self._chance.random() ** 4)

    def _one(self, words: tuple[str, ...]) -> str:
        return words[self._few(len(words))]

    def _cooperation(self, number: int, graph: str) -> Iterator[str]:
        node = thing("dialogue", number)
        country = thing("country", number if number < COUNTRIES else self._few(COUNTRIES))
        if number < COUNTRIES:
            yield quad(country, TYPE, term("Country"), EDITORIAL)
            yield quad(country, LABEL, text(f"Country {number}"), EDITORIAL)
        yield quad(node, TYPE, term("Dialogue"), EDITORIAL)
        yield quad(node, LABEL, text(f"Dialogue {number}"), EDITORIAL)
        yield quad(node, term("form"), word("form", "dialogue"), graph)
        yield quad(node, term("frequency"), word("frequency", "annual"), graph)
        yield quad(node, term("topic"), word("topic", self._one(TOPICS)), graph)
        yield quad(node, term("modality"), word("modality", self._one(MODALITIES)), graph)
        if number:
            yield quad(node, term("linkedTo"), thing("dialogue", number - 1), graph)
            yield quad(node, term("precededBy"), thing("dialogue", self._few(number)), graph)
        for place, (side, actor) in enumerate(
            (("eu", thing("body", self._few(number + 1))), ("partner", country))
        ):
            part = thing(f"dialogue-{number}-part", place)
            yield quad(node, term("hasParticipation"), part, graph)
            yield quad(part, TYPE, term("Participation"), EDITORIAL)
            yield quad(part, LABEL, text(f"Part {place} in dialogue {number}"), EDITORIAL)
            yield quad(part, term("actor"), actor, graph)
            yield quad(part, term("side"), word("side", side), graph)
            yield quad(part, term("role"), word("role", "party"), graph)

    def _bodies(self, number: int, graph: str) -> Iterator[str]:
        node, city = thing("body", number), thing("city", number)
        yield quad(city, TYPE, term("City"), EDITORIAL)
        yield quad(city, LABEL, text(f"City {number}"), EDITORIAL)
        yield quad(
            city, term("locatedIn"), thing("country", self._few(min(number + 1, COUNTRIES))), EDITORIAL
        )
        yield quad(node, TYPE, term("PublicBody"), EDITORIAL)
        yield quad(node, LABEL, text(f"Body {number}"), EDITORIAL)
        yield quad(node, term("side"), word("side", "eu"), EDITORIAL)
        yield quad(node, term("locatedIn"), city, graph)
        if number:
            yield quad(node, term("partOf"), thing("body", self._few(number)), graph)

    def _project(self, number: int, graph: str) -> Iterator[str]:
        node = thing("project", number)
        year = 1990 + self._few(40)
        yield quad(node, TYPE, term("Project"), EDITORIAL)
        yield quad(node, LABEL, text(f"Project {number}"), EDITORIAL)
        yield quad(node, term("topic"), word("topic", self._one(TOPICS)), graph)
        yield quad(node, term("modality"), word("modality", "asserted"), graph)
        yield quad(node, term("name"), f'"PROJECT-{number}"', graph)
        yield quad(node, term("supports"), thing("dialogue", number), graph)
        yield quad(node, term("fundedBy"), thing("project", self._few(number + 1)), graph)
        yield quad(node, term("date"), typed(str(year), "gYear"), graph)
        yield quad(node, term("precision"), word("precision", "year"), graph)
        yield quad(node, term("earliest"), typed(f"{year}-01-01", "date"), graph)
        yield quad(node, term("latest"), typed(f"{year}-12-31", "date"), graph)

    def _instrument(self, number: int, graph: str) -> Iterator[str]:
        node = thing("instrument", number)
        yield quad(node, TYPE, term("Instrument"), EDITORIAL)
        yield quad(node, LABEL, text(f"Instrument {number}"), EDITORIAL)
        yield quad(node, term("kind"), word("kind", "joint-declaration"), graph)
        yield quad(node, term("topic"), word("topic", self._one(TOPICS)), graph)
        yield quad(node, term("modality"), word("modality", "asserted"), graph)
        yield quad(node, term("resultOf"), thing("dialogue", number), graph)

    def _figures(self, number: int, graph: str) -> Iterator[str]:
        node = thing("figure", number)
        parts = 2 ** (1 + self._few(6))
        yield quad(node, TYPE, term("Observation"), EDITORIAL)
        yield quad(node, LABEL, text(f"Figure {number}"), EDITORIAL)
        yield quad(node, term("subject"), thing("dialogue", number), graph)
        yield quad(node, term("measure"), word("measure", "market-share"), graph)
        yield quad(node, term("value"), typed(str(1 / parts), "decimal"), graph)
        yield quad(node, term("numerator"), typed("1", "integer"), graph)
        yield quad(node, term("denominator"), typed(str(parts), "integer"), graph)
        yield quad(node, term("unit"), word("unit", "share"), graph)
        yield quad(node, term("bound"), word("bound", "around"), graph)
        yield quad(node, term("modality"), word("modality", "asserted"), graph)

    def _mistake(self, number: int, kind: str) -> Iterator[str]:
        """Yield what is wrong with a chapter."""
        graph = source(number // DOCUMENT, self._passage - 1)
        node, other = thing("dialogue", number), thing("dialogue", max(number - 1, 0))
        project = thing("project", number)
        yield from {
            "ill-typed": [quad(thing("figure", number), term("value"), typed("about", "decimal"), graph)],
            "two-dates": [quad(project, term("date"), typed("1989", "gYear"), graph)],
            "linked-to-itself": [quad(node, term("linkedTo"), node, graph)],
            "led-to-both-ways": [
                quad(node, term("ledTo"), other, graph),
                quad(other, term("ledTo"), node, graph),
            ],
            "misspelt-class": [quad(thing("body", number), TYPE, term("PublicBodie"), EDITORIAL)],
            "no-label": [quad(thing("nameless", number), TYPE, term("Body"), EDITORIAL)],
            "country-and-body": [quad(thing("body", number), TYPE, term("Country"), EDITORIAL)],
            "rewritten": [quad(project, term("count"), typed("007", "integer"), graph)],
        }[kind]


def document(number: int) -> Iterator[str]:
    """Yield what is said of a document."""
    node = f"<{BASE}source/g{number}>"
    yield quad(node, TYPE, term("Document"), SOURCES)
    yield quad(node, LABEL, text(f"Document g{number}"), SOURCES)
    yield quad(node, f"<{DCTERMS}title>", text(f"Document g{number}"), SOURCES)
    yield quad(node, f"<{DCTERMS}identifier>", f'"g{number}.txt"', SOURCES)
    yield quad(node, f"<{DCTERMS}language>", '"en"', SOURCES)
    yield quad(node, f"<{DCTERMS}extent>", typed(str(DOCUMENT * 500), "integer"), SOURCES)
    yield quad(node, term("sha256"), f'"{digest(node)}"', SOURCES)
    section = thing("section", number)
    yield quad(section, TYPE, term("Section"), SOURCES)
    yield quad(section, LABEL, text(f"Section of document g{number}"), SOURCES)
    yield quad(section, term("partOf"), node, SOURCES)
    yield quad(section, term("modality"), word("modality", "editorial"), SOURCES)


def passage(chapter: int, number: int) -> Iterator[str]:
    """Yield what is said of a passage: where it stands, and its digest."""
    node, first = source(chapter, number), number * 100 % (DOCUMENT * 500)
    position = f"{node[:-1]}#position>"
    yield quad(node, TYPE, term("Passage"), SOURCES)
    yield quad(node, LABEL, f'"G{number + 1}"', SOURCES)
    yield quad(node, term("number"), typed(str(number + 1), "integer"), SOURCES)
    yield quad(node, term("passageKind"), word("passage", "sentence"), SOURCES)
    yield quad(node, term("inSection"), thing("section", chapter), SOURCES)
    yield quad(node, f"<{OA}hasSource>", f"<{BASE}source/g{chapter}>", SOURCES)
    yield quad(node, f"<{OA}hasSelector>", position, SOURCES)
    yield quad(node, term("sha256"), f'"{digest(node)}"', SOURCES)
    yield quad(position, TYPE, f"<{OA}TextPositionSelector>", SOURCES)
    yield quad(position, f"<{OA}start>", typed(str(first), "integer"), SOURCES)
    yield quad(position, f"<{OA}end>", typed(str(first + 99), "integer"), SOURCES)


def quad(subject: str, predicate: str, value: str, graph: str) -> str:
    """Return a line of N-Quads."""
    return f"{subject} {predicate} {value} {graph} .\n"


def thing(kind: str, number: int) -> str:
    """Return a thing."""
    return f"<{BASE}id/{kind}-{number}>"


def source(chapter: int, number: int) -> str:
    """Return a passage."""
    return f"<{BASE}source/g{chapter}/{number}>"


def term(name: str) -> str:
    """Return a term of the ontology."""
    return f"<{BASE}def#{name}>"


def word(scheme: str, name: str) -> str:
    """Return a word of a scheme."""
    return f"<{BASE}scheme/{scheme}/{name}>"


def text(value: str) -> str:
    """Return English text."""
    return f'"{value}"@en'


def typed(value: str, datatype: str) -> str:
    """Return a literal."""
    return f'"{value}"^^<{XSD}{datatype}>'


def digest(value: str) -> str:
    """Return the SHA-256 of what would be a text."""
    return hashlib.sha256(value.encode()).hexdigest()


def write(target: TextIO, triples: int, seed: int, mistakes: float) -> None:
    """Write a graph of exactly so many quads: what is left after the last whole chapter are names."""
    chapters, written = Chapters(seed, mistakes), 0
    blocks = (chapters.chapter(number) for number in range(triples + 1))
    lines: list[str] = []
    while written + len(lines) <= triples:
        target.write("".join(lines))
        written += len(lines)
        lines = list(next(blocks))
    rest = (f'"Name {number}"@en' for number in range(triples - written))
    target.writelines(quad(thing("country", 0), f"<{SKOS}altLabel>", name, EDITORIAL) for name in rest)


@click.command()
@click.option("--triples", type=click.IntRange(1, 100_000_000), default=30_000, show_default=True)
@click.option("--seed", default=1, show_default=True, help="Another seed, another graph.")
@click.option(
    "--mistakes", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Share of chapters."
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; standard output when not given.")
@click.option(
    "--project", "folder", type=click.Path(path_type=Path), help="Folder to make a project in instead."
)
def main(triples: int, seed: int, mistakes: float, out: Path | None, folder: Path | None) -> None:
    """Write a graph of so many quads."""
    if folder:
        for part in ("ontology", "shapes", "queries/checks"):
            shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True)
        (folder / "data").mkdir(parents=True, exist_ok=True)
        out = folder / "data/generated.nq"
    if out is None:
        write(sys.stdout, triples, seed, mistakes)
        return
    with out.open("w", encoding="utf-8", newline="\n") as target:
        write(target, triples, seed, mistakes)


if __name__ == "__main__":
    main()
