"""Checking a project again after an edit: the same report as without what an earlier check found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bilat.cli.check import _local
from bilat.graph.bulk import numbering
from bilat.graph.progress import Stages
from bilat.graph.report.render import render
from bilat.graph.shacl.remembered import memory_of
from bilat.project import Project

PREFIXES = """@prefix ex: <http://ex.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """ex:Person-shape a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:name , ex:knows .
ex:name a sh:PropertyShape ; sh:path ex:called ; sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "^[A-Z]" .
ex:knows a sh:PropertyShape ; sh:path ( ex:knows [ sh:zeroOrMorePath ex:knows ] ) ; sh:class ex:Person ;
  sh:sparql [ a sh:SPARQLConstraint ; sh:message "It knows itself." ; sh:select
    "SELECT $this ?value WHERE { $this <http://ex.org/knows>+ $this BIND($this AS ?value) }" ] .
ex:Called a sh:NodeShape ; sh:targetSubjectsOf ex:called ; sh:nodeKind sh:IRI ; sh:closed true ;
  sh:ignoredProperties ( ex:called ex:knows <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) .
"""
ONTOLOGY = "ex:Person a owl:Class . ex:Student a owl:Class ; rdfs:subClassOf ex:Person .\n"
NAMES = [f"ex:{name}" for name in "abcd"]
STATEMENTS = [
    *(f"{one} ex:knows {other} ." for one in NAMES for other in NAMES),
    *(f'{one} ex:called "{text}" .' for one in NAMES for text in ("Ann", "bo")),
    *(f"{one} a ex:{kind} ." for one in NAMES for kind in ("Person", "Student", "Stranger")),
    *(f'{one} ex:seen "{one}" .' for one in NAMES),
    *(f"[] ex:called {text} ; ex:seen {text} ; a ex:Person ." for text in ('"Cy"', '"di"')),
]


def write(root: Path, **parts: str) -> None:
    for part, text in parts.items():
        (root / part).mkdir(exist_ok=True)
        (root / part / "all.ttl").write_text(PREFIXES + text)


def report(root: Path, *, fresh: bool) -> str:
    checked = _local(Project.at(root), None, Stages(), fresh=fresh)
    database = getattr(checked, "database", None)
    if database is not None:
        database.close()
    return render(checked.findings, "text", checked=checked.scope) + render(checked.findings, "json")


@pytest.fixture(params=["small", "large"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that is checked in memory, and one that is checked from tables on disk."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if request.param == "large":
        monkeypatch.setenv("BILAT_STREAMING_BYTES", "0")
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def test_report_is_that_of_a_fresh_check(root: Path) -> None:
    """Whatever an edit does to data, ontology or shapes, nobody can tell from the report what was kept."""
    chance = random.Random(5)  # noqa: S311 -- nothing secret is made here
    data = chance.sample(STATEMENTS, 16)
    parts = {"data": "\n".join(data), "ontology": ONTOLOGY, "shapes": SHAPES}
    edits = ["data", "data", "ontology", "data", "shapes", "data"]
    seen = set()
    for edit in ("", *edits):
        if edit == "data":
            data = [*chance.sample(data, len(data) - 2), chance.choice(STATEMENTS)]
            parts["data"] = "\n".join(data)
        elif edit == "ontology":
            parts["ontology"] += "ex:Stranger a owl:Class ; rdfs:subClassOf ex:Student ."
        elif edit == "shapes":
            parts["shapes"] = parts["shapes"].replace("minCount 1", "minCount 2")
        write(root, **parts)
        again = report(root, fresh=False)
        place = memory_of(Project.at(root))
        assert place is not None
        kept = place.place.read_bytes()
        assert again == report(root, fresh=True)
        place.place.write_bytes(kept)
        seen.add(again)
    assert len(seen) > len(edits) - 2


def test_what_is_kept_may_be_deleted(root: Path) -> None:
    """It lies in the cache of the user, in a file for each project, and comes again with the next edit."""
    parts = {"data": "\n".join(STATEMENTS[::3]), "ontology": ONTOLOGY, "shapes": SHAPES}
    write(root, **parts)
    first = report(root, fresh=False)
    memory = memory_of(Project.at(root))
    assert memory is not None
    memory.place.unlink()
    assert report(root, fresh=False) == first
    write(root, **parts | {"data": "\n".join(STATEMENTS[::2])})
    assert report(root, fresh=False) != first
    assert memory.place.is_file()


@pytest.mark.parametrize("fresh", [True, False])
def test_fresh_takes_nothing_from_the_last_check(
    root: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, fresh: bool
) -> None:
    """Tables of the last check are made anew, which a check of what has not changed leaves as they are."""
    write(root, ontology=ONTOLOGY, shapes=SHAPES, data="".join(f"{line}\n" for line in STATEMENTS))
    first = report(root, fresh=False)
    read = []
    numbered = numbering.number
    monkeypatch.setattr(numbering, "number", lambda *given: read.append(given) or numbered(*given))
    assert report(root, fresh=fresh) == first
    large = "large" in request.node.name
    assert len(read) == (large and fresh)
