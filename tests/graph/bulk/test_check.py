"""Checks of a large project: what one has found is told again while nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilat.graph.bulk import check
from bilat.graph.bulk.check import LargeCheck, check_large
from bilat.graph.formats.quads import term_of
from bilat.graph.progress import Stages
from bilat.project import Project
from bilat.settings import Settings

DATA = """@prefix e: <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
e:s a e:Thing ; e:p 007, "a"@en-GB ; e:q 1 .
e:Thing a owl:Class ; owl:hasSelf true .
"""
SHAPES = """@prefix e: <http://e/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
e:Shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ] .
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with a file that is large for a comment in it."""
    for name, text in {"data/a.ttl": DATA + f"# {'x' * 1_100_000}\n", "shapes/a.ttl": SHAPES}.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, "utf-8")
    return Project.at(tmp_path)


def checked(project: Project, stages: Stages | None = None, **settings: str) -> LargeCheck:
    found = check_large(
        project,
        project.root / "release",
        stages or Stages(),
        Settings.read({}, build_megabytes=256, **settings),
    )
    if found.database:
        found.database.close()
    return found


def test_nothing_is_done_twice(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a check has found is told again, every form as it is written, and no file is read for it."""
    before = Stages()
    first = checked(project, before)
    values = {term_of(finding.value) for finding in first.findings if finding.value is not None}
    assert '"007"^^<http://www.w3.org/2001/XMLSchema#integer>' in values
    notes: list[str] = []
    stages = Stages(note=notes.append)
    monkeypatch.delattr(check, "load")
    again = checked(project, stages)
    assert (again.findings, again.scope) == (first.findings, first.scope)
    assert {term_of(each.value) for each in again.findings if each.value is not None} == values
    assert notes == ["Nothing has changed since the last check; what it found is told again."]
    assert [each.stage for each in stages.timings] == [each.stage for each in before.timings]


def test_another_setting_is_another_check(project: Project) -> None:
    """How grave an unsupported axiom is, a setting says: findings of another one are not told."""
    graves = {
        setting: {f.severity.name.lower() for f in checked(project, unsupported_axioms=setting).findings}
        for setting in ("info", "violation")
    }
    assert graves["info"] != graves["violation"]


def test_what_is_mended_is_checked_again(project: Project) -> None:
    """A file that cannot be read is told with its line, each time, until it can."""
    path = project.root / "data/a.ttl"
    good = path.read_text("utf-8")
    path.write_text(good.replace("e:q 1 .", "e:q 1 , ."), "utf-8")
    for _ in range(2):
        broken = checked(project)
        assert broken.database is None
        assert [str(finding.place) for finding in broken.findings] == ["data/a.ttl:3:46"]
    path.write_text(good, "utf-8")
    assert checked(project).database is not None
