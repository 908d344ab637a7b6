"""The description of the documents: positions, digests, and that no sentence of theirs is stored."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilat.graph.catalogue.described import documents as described
from bilat.graph.evidence.passages import verify
from bilat.graph.source.load import Source
from bilat.vocab import BILAT, RDF, RDFS, SCHEME, SOURCES

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[^\W_]+")
#: What may stand between passages: white space, bullets, numbers of list items.
BETWEEN = re.compile(r"(?:\s|•|\d+\.(?=\s))*")
#: Six words in a row that a document has as well are taken for its text.
SHINGLE = 6
#: What has no other name; each counts as one word, wherever it stands.
NAMES = {
    "bodies": (
        "European Commission",
        "European External Action Service",
        "European Union",
        "Association of South East Asian Nations",
        "Ministry of Communications and Information Technology",
        "Ministry of Economics Trade and Industry",
        "Ministry of Industry and Information Technology",
        "Ministry of Internal Affairs and Communications",
        "Ministry of Science, ICT and Future Planning",
        "National Contact Points",
    ),
    "groups, meetings and networks": (
        "ASEAN-EU Ministerial Meeting",
        "Asia-Europe Meeting",
        "EU-China Cyber Taskforce",
        "EU-India Joint ICT Working Group",
        "EU-Korea S&T Joint Committee",
        "EU-US ICT policy dialogue",
        "ICT Policy Expert Group",
        "Trans-Eurasia Information Network",
    ),
    "programmes, policies and instruments": (
        "Digital Agenda for Europe",
        "Digital Single Market strategy",
        "EU-India Strategic Partnership",
        "EU-Korea Free Trade Agreement",
        "Joint Declaration",
        "Staff Working Document",
        "Sustainable Development Goals",
    ),
    "countries and regions": ("Brunei Darussalam", "Europe", "North America", "South Korea"),
    "subjects that have no shorter name": (
        "information and communication technologies",
        "network and information security",
        "research and development",
        "research and innovation",
        "science and technology",
    ),
    "a heading of a document, as the name of its section": (
        "International cooperation in ICT research and innovation",
    ),
}


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, each of `NAMES` as one."""
    plain = " ".join(WORD.findall(text.replace("--", " zzz ").lower()))
    for name in sorted((name for names in NAMES.values() for name in names), key=len, reverse=True):
        spelt = " ".join(WORD.findall(name.lower()))
        plain = re.sub(rf"\b{spelt}\b", spelt.replace(" ", "_"), plain)
    return plain.split()


def shingles(text: str) -> Iterator[str]:
    found = words(text)
    for at in range(len(found) - SHINGLE + 1):
        yield " ".join(found[at : at + SHINGLE])


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.txt"))}


def test_every_passage_is_where_it_is_said_to_be(source: Source, documents: Path) -> None:
    """All digests of both documents and of all 102 passages hold."""
    result = verify(source, documents)
    assert result.findings == ()
    assert (result.documents, result.passages) == (2, 102)


def test_passages_cover_the_documents(source: Source, documents: Path) -> None:
    """Between passages there is only white space, a bullet or the number of a list item."""
    found = texts(documents)
    for document in described(source.dataset):
        assert document.file is not None
        text, at = found[document.file], 0
        for passage in document.passages:
            assert passage.start is not None
            assert passage.end is not None
            assert at <= passage.start, f"{passage.name} overlaps the passage before it"
            assert BETWEEN.fullmatch(text[at : passage.start]), f"text is left out before {passage.name}"
            at = passage.end
        assert BETWEEN.fullmatch(text[at:]), f"text is left out at the end of {document.name}"


def test_passages_are_numbered_by_position(source: Source) -> None:
    """The number of a passage is its place in the document, and the last part of its name."""
    sources = source.dataset.graph(SOURCES)
    for document in described(source.dataset):
        for number, passage in enumerate(document.passages, 1):
            assert str(passage.iri) == f"{document.iri}/{number}"
            assert [int(value) for value in sources.objects(passage.iri, BILAT.number)] == [number]
            letter = str(document.iri)[-1].upper()
            assert [str(mark) for mark in sources.objects(passage.iri, RDFS.label)] == [
                f"{letter}{number:02}"
            ]


def test_every_passage_has_a_kind_and_a_section(source: Source) -> None:
    """A section belongs to the document, and is marked as ours where no passage is its heading."""
    sources = source.dataset.graph(SOURCES)
    sections = set()
    for document in described(source.dataset):
        for passage in document.passages:
            (kind,) = sources.objects(passage.iri, BILAT.passageKind)
            (section,) = sources.objects(passage.iri, BILAT.inSection)
            assert str(kind).startswith(str(SCHEME["passage/"]))
            assert (section, BILAT.partOf, document.iri) in sources
            sections.add(section)
    assert sections == set(sources.subjects(RDF.type, BILAT.Section))
    for section in sections:
        headed = sources.value(section, BILAT.heading) is not None
        editorial = (section, BILAT.modality, SCHEME["modality/editorial"]) in sources
        assert headed != editorial, section


def stored() -> list[Path]:
    """Return every file that says something about the documents."""
    parts = ("ontology", "data", "shapes", "queries", "docs")
    found = [path for part in parts for path in (ROOT / part).rglob("*") if path.is_file()]
    return sorted([*found, *ROOT.glob("*.md")])


def test_no_sentence_of_a_document_is_stored(documents: Path) -> None:
    """No file has six words in a row from a document, names apart: facts are ours to give, sentences not."""
    taken = {shingle for text in texts(documents).values() for shingle in shingles(text)}
    files = stored()
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{number}: {shingle}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        for shingle in shingles(line)
        if shingle in taken
    ]
    assert not found, "\n".join(found)


def test_names_are_needed() -> None:
    """The list of names holds no sentence: each is short."""
    assert max(len(WORD.findall(name)) for names in NAMES.values() for name in names) <= 7


def test_a_stored_sentence_would_be_found(documents: Path) -> None:
    """The check can fail: a sentence of a document, hidden in a label, is seen."""
    text = next(iter(texts(documents).values()))
    taken = set(shingles(text))
    sentence = next(line for line in text.splitlines() if len(line) > 80)
    assert any(shingle in taken for shingle in shingles(f'rdfs:label "{sentence[:70]}"@en ;'))


def test_positions_are_those_of_the_design(source: Source) -> None:
    """Number, start, end and digest of each passage are those that were fixed before any was modelled."""
    path = Path(__file__).with_name("passages.csv")
    fixed = {
        (row["source"], int(row["passage"]), int(row["start"]), int(row["end"]), row["sha256"])
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
    }
    assert len(fixed) == 102
    assert {
        (*_split(str(passage.iri)), passage.start, passage.end, passage.sha256)
        for document in described(source.dataset)
        for passage in document.passages
    } == fixed


def _split(iri: str) -> tuple[str, int]:
    document, number = iri.rsplit("/", 2)[-2:]
    return document, int(number)


@pytest.mark.parametrize("between", ["", " ", "\n\n  • ", "\n  1. ", "\u00a0"])
def test_what_may_stand_between_passages(between: str) -> None:
    """White space, bullets and list numbers; a word or a year is no such thing."""
    assert BETWEEN.fullmatch(between)
    assert not BETWEEN.fullmatch(between + "word")
    assert not BETWEEN.fullmatch(between + "2014")
