"""Evidence: who speaks of what, and what a changed, lost or misdescribed document is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from rdflib import URIRef

from bilat import vocab
from bilat.errors import BilatError
from bilat.graph.evidence.passages import Verification, references, verify
from bilat.graph.report.findings import Severity
from bilat.graph.source.load import Source, load
from bilat.project import Project

#: Three passages: 0-5, 6-11, 12-17. Each has a letter of two bytes, so that bytes are not code points.
TEXT = "alphé bétas gàmma"
PARTS = ((0, 5), (6, 11), (12, 17))
HEAD = """
@prefix bilat: <https://w3id.org/bilat/def#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <http://ex.org/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def description(text: str = TEXT, document: str = "", passage: str = "") -> str:
    """Return what a project says of a text, with more said of the document or of the last passage."""
    lines = [
        HEAD,
        f'ex:doc a bilat:Document ; dcterms:identifier "doc.txt" ; dcterms:extent {len(text)} ;',
        f'  bilat:sha256 "{sha256(text)}" {document} .',
    ]
    for number, (start, end) in enumerate(PARTS, 1):
        more = passage if number == len(PARTS) else ""
        lines += [
            f'ex:p{number} a bilat:Passage ; rdfs:label "P{number}" ; oa:hasSource ex:doc ;',
            f'  bilat:sha256 "{sha256(text[start:end])}" ;',
            f"  oa:hasSelector [ oa:start {start} ; oa:end {end} ] {more} .",
        ]
    return "\n".join(lines)


def project(folder: Path, data: str) -> Source:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "d.trig").write_text(data, "utf-8")
    return load(Project.at(folder))


def check(folder: Path, data: str, written: bytes | None = None, name: str = "doc.txt") -> Verification:
    """Write a document and return what comes of comparing it with a description."""
    source, sources = project(folder / "project", data), folder / "sources"
    sources.mkdir()
    if written is not None:
        (sources / name).write_bytes(written)
    return verify(source, sources)


def told(result: Verification) -> list[tuple[str, str]]:
    """Return rule and last part of the focus of each finding."""
    return [(finding.rule, str(finding.focus).rsplit("/", 1)[-1]) for finding in result.findings]


def test_what_is_as_described_is_counted(tmp_path: Path) -> None:
    """No finding, and the numbers say how much was compared."""
    result = check(tmp_path, description(), TEXT.encode())
    assert result == Verification(findings=(), documents=1, passages=3)


def test_an_altered_byte_is_reported_with_its_passage(tmp_path: Path) -> None:
    """One letter changed: the document, and the one passage that holds it, at its place in the file."""
    result = check(tmp_path, description(), TEXT.replace("s g", "z g").encode())
    assert told(result) == [("document-altered", "doc"), ("passage-altered", "p2")]
    assert (result.documents, result.passages) == (0, 2)
    passage = result.findings[1]
    assert passage.passage == URIRef("http://ex.org/p2")
    assert passage.place is not None
    assert (passage.place.file, passage.place.line) == ("data/d.trig", 14)
    assert "P2" in passage.message
    assert "6 to 11" in passage.message


def test_what_the_text_at_hand_has_is_told(tmp_path: Path) -> None:
    """Who adds a document, or reads one anew, takes its digests from the report."""
    written = TEXT.replace("s g", "z g")
    altered = check(tmp_path / "altered", description(), written.encode())
    assert [finding.remedy.rsplit(" has ")[-1] for finding in altered.findings] == [
        f"{sha256(written)}.",
        f"{sha256('bétaz')}.",
    ]
    undescribed = description().replace("bilat:sha256", "rdfs:comment")
    new = check(tmp_path / "new", undescribed, TEXT.encode())
    digests = [TEXT, *(TEXT[start:end] for start, end in PARTS)]
    assert [finding.remedy.rsplit(" has ")[-1] for finding in new.findings] == [
        f"{sha256(text)}." for text in digests
    ]


def test_bytes_between_passages_count_for_the_document(tmp_path: Path) -> None:
    """A changed blank alters the document and no passage."""
    result = check(tmp_path, description(), TEXT.replace(" ", "\t", 1).encode())
    assert told(result) == [("document-altered", "doc")]
    assert result.passages == 3


def test_a_byte_that_is_not_utf8_is_told_by_offset(tmp_path: Path) -> None:
    """Its passage is altered; those after it are only moved, which is no violation of their own."""
    result = check(tmp_path, description(), TEXT.encode().replace("é".encode(), b"\xc3\xff", 1))
    assert sorted(told(result)) == [
        ("document-altered", "doc"),
        ("document-length", "doc"),
        ("document-unreadable", "doc"),
        ("passage-altered", "p1"),
        ("passage-moved", "p2"),
        ("passage-moved", "p3"),
    ]
    assert any("offset 4" in finding.message for finding in result.findings)


def test_moved_passages_do_not_hide_the_altered_one(tmp_path: Path) -> None:
    """A letter put in: one passage is altered, the next is unchanged and stands later."""
    result = check(tmp_path, description(), TEXT.replace("béta", "bétaa").encode())
    rules = {rule: where for rule, where in told(result) if rule.startswith("passage")}
    assert rules == {"passage-altered": "p2", "passage-moved": "p3"}
    moved = next(finding for finding in result.findings if finding.rule == "passage-moved")
    assert moved.severity is Severity.INFO
    assert "moved by +1" in moved.message


def test_a_document_that_ends_early(tmp_path: Path) -> None:
    """A passage beyond the end is out of range."""
    result = check(tmp_path, description(), TEXT[:11].encode())
    assert ("passage-out-of-range", "p3") in told(result)
    assert result.passages == 2


def test_a_missing_document_is_one_finding(tmp_path: Path) -> None:
    """Nothing is said of its passages, which were not compared."""
    result = check(tmp_path, description())
    assert told(result) == [("document-missing", "doc")]
    assert (result.documents, result.passages) == (0, 0)
    assert "doc.txt" in result.findings[0].message


def test_a_renamed_document_is_known_by_its_digest(tmp_path: Path) -> None:
    """The name is a help, the digest is what counts."""
    assert check(tmp_path, description(), TEXT.encode(), "other.txt").passages == 3


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    """Neither a name with a path nor a link leads out of the folder."""
    (tmp_path / "doc.txt").write_bytes(TEXT.encode())
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "doc.txt").symlink_to(tmp_path / "doc.txt")
    (tmp_path / "sources" / "inner").mkdir()
    linked = project(tmp_path / "linked", description())
    assert told(verify(linked, tmp_path / "sources")) == [("document-missing", "doc")]
    climbing = project(tmp_path / "climbing", description().replace('"doc.txt"', '"../doc.txt"'))
    assert told(verify(climbing, tmp_path / "sources")) == [("document-missing", "doc")]


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"document": f'; bilat:sha256 "{"0" * 64}"'}, ("document-incomplete", "doc")),
        ({"passage": f'; bilat:sha256 "{"0" * 64}"'}, ("passage-incomplete", "p3")),
        ({"passage": "; oa:hasSource ex:other"}, ("passage-incomplete", "p3")),
        ({"passage": "; oa:hasSelector [ oa:start 1 ]"}, ("passage-incomplete", "p3")),
    ],
)
def test_a_description_that_says_two_things_is_no_evidence(
    tmp_path: Path, more: dict[str, str], rule: tuple[str, str]
) -> None:
    """Two digests, documents or positions for one thing are a finding, whichever of them is right."""
    assert rule in told(check(tmp_path, description(**more), TEXT.encode()))


@pytest.mark.parametrize("start", ["-1", "5", '"x"', '"9999999999999999999"', "99"])
def test_positions_that_are_none(tmp_path: Path, start: str) -> None:
    """A position that is no number, or no range, is a finding and never a crash."""
    result = check(tmp_path, description().replace("oa:start 0", f"oa:start {start}"), TEXT.encode())
    (found,) = told(result)
    assert found in {("passage-incomplete", "p1"), ("passage-out-of-range", "p1")}


def test_nothing_described_is_a_finding(tmp_path: Path) -> None:
    """A check that has nothing to check fails."""
    assert [rule for rule, _ in told(check(tmp_path, HEAD + "ex:a ex:b ex:c ."))] == ["evidence-missing"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The error names the folder."""
    with pytest.raises(BilatError, match=r"There is no folder .*nowhere"):
        verify(project(tmp_path / "p", description()), tmp_path / "nowhere")


def test_no_finding_holds_text_of_a_document(tmp_path: Path) -> None:
    """Texts are not ours to publish: findings give positions and digests only."""
    result = check(tmp_path, description(), TEXT.upper().encode())
    said = " ".join(f"{finding.message} {finding.remedy} {finding.value}" for finding in result.findings)
    assert not [word for word in (*TEXT.split(), *TEXT.upper().split()) if word in said]


GRAPHS = """
ex:p1 { ex:japan ex:says ex:china . [] ex:says ex:japan . }
ex:p2 { ex:japan ex:says 1 . ex:korea ex:says 2 . }
ex:elsewhere { ex:canada ex:says 3 . }
"""


def test_things_are_referenced_by_the_passages_that_speak_of_them(tmp_path: Path) -> None:
    """One quad for each IRI that a passage says something of; other graphs and blank nodes have none."""
    found = references(project(tmp_path, description() + GRAPHS))
    assert [(str(s).rsplit("/", 1)[-1], str(o).rsplit("/", 1)[-1]) for s, _, o, _ in found] == [
        ("japan", "p1"),
        ("japan", "p2"),
        ("korea", "p2"),
    ]
    assert {g for *_, g in found} == {vocab.EVIDENCE}
    assert {p for _, p, _, _ in found} == {vocab.DCTERMS.isReferencedBy}


def test_passages_of_any_project_are_known_by_source_and_selector(tmp_path: Path) -> None:
    """The class of ours is not needed: Web Annotation's description of a passage is enough."""
    text = description().replace("a bilat:Passage", "a oa:SpecificResource").replace("a bilat:Document ;", "")
    assert len(references(project(tmp_path / "references", text + GRAPHS))) == 3
    assert check(tmp_path, text, TEXT.encode()).passages == 3
