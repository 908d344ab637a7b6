"""A release knows what it was made from."""

import json
from pathlib import Path

import pytest

from bilat.graph.releases.inputs import fingerprint, is_current, release_place
from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import INPUTS, QUADS
from bilat.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with one file in two of its parts."""
    for name in ("data/b.ttl", "ontology/a.ttl", "data/.hidden.ttl", "data/b.ttl~"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# nothing\n")
    return Project.at(tmp_path / "project")


def test_inputs_are_listed_by_name(project: Project) -> None:
    """Each file stands there once, sorted, hidden files and backups left out."""
    inputs = json.loads(fingerprint(project))
    assert list(inputs["files"]) == ["data/b.ttl", "ontology/a.ttl"]
    assert inputs["generator"]["name"] == "bilat"


@pytest.mark.parametrize("change", ["edit", "add", "remove", "rename", "configure", "context"])
def test_any_change_makes_a_release_stale(project: Project, change: str) -> None:
    """An edited, new, lost or renamed file is noticed, even where only a comment changed."""
    (project.root / "context.jsonld").write_text("{}")
    configuration = project.root / "bilat.toml"
    configuration.write_text('contexts = { "http://e/context" = "context.jsonld" }\n')
    project = Project.at(project.root)
    release = publish(project.root / "release", {QUADS: b"", INPUTS: fingerprint(project)})
    assert is_current(release, project)
    path = project.root / "data/b.ttl"
    if change == "edit":
        path.write_text("# another comment\n")
    elif change == "add":
        (project.root / "data/c.ttl").write_text("")
    elif change == "remove":
        path.unlink()
    elif change == "configure":
        configuration.write_text(configuration.read_text() + "# another comment\n")
    elif change == "context":
        (project.root / "context.jsonld").write_text('{"@context": {}}')
    else:
        path.rename(path.with_name("c.ttl"))
    assert not is_current(release, project)


def test_releases_of_a_project_stand_in_it(project: Project) -> None:
    """A folder of one's own has its releases beside its sources."""
    assert release_place(project) == project.root / "release"


def test_releases_of_an_installed_project_stand_in_the_cache(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a package manager installed is not written to, even where it could be."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("bilat.graph.releases.inputs.resources.files", lambda _: project.root.parent)
    place = release_place(project)
    assert place.parent == tmp_path / "cache/bilat"
    assert place == release_place(project)
    assert not place.exists()
