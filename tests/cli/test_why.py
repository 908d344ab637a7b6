"""Why something holds, down to passage and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import SMALL, Run


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("Emma", """For a text, write '"Emma"', quotation marks inside those of the shell."""),
        ("Emma@en", """For a text, write '"Emma"@en', quotation marks"""),
        ("Emma: a novel", """For a text, write '"Emma: a novel"', quotation marks"""),
    ],
)
def test_why_tells_how_to_type_a_text(call: Run, project: Path, typed: str, advice: str) -> None:
    """The shell takes quotation marks away, so that a text comes without them."""
    status, _, err = call("why", "--project", project, "<http://e/s>", "rdfs:label", typed)
    assert status == 2
    assert advice in err


def test_why_leads_to_passage_and_line(call: Run, project: Path) -> None:
    """An inferred triple is explained by its rule, down to stated ones with passage, file and line."""
    status, out, _ = call("why", "id:clear-brook", "br:flowsInto", "id:grey-sea", "--project", project)
    assert status == 0
    assert "(prp-trp)" in out
    assert (
        "id:clear-brook br:flowsInto id:great-river\n      stated in g:2, data/facts/bridges.trig:16" in out
    )


def test_why_names_the_axiom_that_was_used(call: Run, project: Path) -> None:
    """The premise of a membership in a wider class is the axiom that makes it wider, and no other."""
    _, out, _ = call("why", "id:old-bridge", "a", "br:Crossing", "--project", project)
    assert "(cax-sco)" in out
    assert "br:Bridge rdfs:subClassOf br:Crossing\n      stated in graph:ontology" in out


def test_why_shows_lists_by_their_items(call: Run, tmp_path: Path) -> None:
    """A chain of properties is told by its links, not by a blank node."""
    shutil.copytree(SMALL, tmp_path / "project")
    path = tmp_path / "project/ontology/bridges.ttl"
    chain = "br:reaches a owl:ObjectProperty ; owl:propertyChainAxiom ( br:crosses br:flowsInto ) ."
    path.write_text(f"{path.read_text()}\n{chain}\n")
    status, out, _ = call(
        "why", "id:iron-bridge", "br:reaches", "id:grey-sea", "--project", tmp_path / "project"
    )
    assert status == 0
    assert "(prp-spo2)" in out
    assert "_:" not in out


def test_why_takes_literals_and_iris(call: Run, project: Path) -> None:
    """Terms are typed as in Turtle."""
    arguments = ("<http://example.org/bridges/id/old-bridge>", "br:opened", '"1788"^^xsd:gYear')
    status, out, _ = call("why", *arguments, "--project", project)
    assert status == 0
    assert "stated in g:1" in out


@pytest.mark.parametrize(
    ("triple", "words"),
    [
        (
            ("id:clear-brok", "a", "br:River"),
            "id:clear-brok does not occur in the graph. Did you mean id:clear-brook?",
        ),
        (
            ("id:old-bridge", "br:opened", '"1788"'),
            '"1788" does not occur in the graph. Did you mean "1788"^^xsd:gYear? The datatype',
        ),
        (("di:clear-brook", "a", "br:River"), "The prefix di: is not known."),
        (("id:grey-sea", "a", "br:Bridge"), "is neither stated nor does it follow"),
    ],
)
def test_why_says_what_is_unknown(call: Run, project: Path, triple: tuple[str, ...], words: str) -> None:
    """A slip in a name and a triple that does not hold are told apart."""
    status, _, err = call("why", *triple, "--project", project)
    assert status == 2
    assert words in err


def test_why_knows_shapes_and_common_prefixes(call: Run, project: Path) -> None:
    """What a shape states is stated, though it takes no part in reasoning; rdf: needs no declaration."""
    triple = ("s:Bridge", "rdf:type", "sh:NodeShape")
    status, out, _ = call("why", *triple, "--project", project)
    assert status == 0
    assert out.startswith("s:Bridge a sh:NodeShape\n  stated in graph:shapes, shapes/bridges.ttl:8:")
