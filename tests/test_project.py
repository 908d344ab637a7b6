"""Which files make up a project, and what is said of those that do not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bilat.errors import ProjectError, SourceError
from bilat.graph.build import build
from bilat.graph.check import check
from bilat.graph.releases.inputs import fingerprint
from bilat.graph.source.load import load
from bilat.project import Project, linked_folders

SMALL = Path(__file__).parent / "fixtures/small"
TURTLE = '<http://e/a> a <http://e/B> ; <http://e/n> [ <http://e/p> "é" ] .\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small project."""
    return Path(shutil.copytree(SMALL, tmp_path / "project"))


def rules(folder: Path) -> dict[str, str]:
    """Return the rule of each finding of a check, by file."""
    return {
        finding.place.file: finding.rule for finding in check(Project.at(folder)).findings if finding.place
    }


def test_hidden_files_and_backups_do_not_count(folder: Path) -> None:
    """What editors and systems leave is neither read nor an input of a release."""
    before = fingerprint(Project.at(folder))
    (folder / "data/.hidden").mkdir()
    for name in (".x.ttl", "x.ttl~", ".hidden/x.ttl"):
        (folder / "data" / name).write_text("bad")
    assert rules(folder) == {}
    assert fingerprint(Project.at(folder)) == before


def test_endings_in_capitals_are_read(folder: Path) -> None:
    """A file from a system that shouts is a file."""
    (folder / "data/X.TTL").write_text(TURTLE)
    assert "data/X.TTL" in {file.name for file in load(Project.at(folder)).files}


def test_names_of_any_kind_are_read(folder: Path) -> None:
    """Spaces, other scripts and bytes that are not UTF-8 in names do no harm, also to reports."""
    (folder / "data/fälle 名").mkdir()
    (folder / "data/fälle 名/x y.ttl").write_text(TURTLE)
    Path(os.fsdecode(os.fsencode(folder) + b"/data/\xff.ttl")).write_text(TURTLE)
    built = build(Project.at(folder), folder / "out")
    assert built.release is not None
    assert {"data/fälle 名/x y.ttl", r"data/\xff.ttl"} <= set(built.scope.files)


def test_what_is_passed_over_is_told(folder: Path) -> None:
    """Files that look like RDF, queries or answers and are not read are noted, and links to folders."""
    (folder / "data/x.n3").write_text("bad")
    (folder / "queries/x.sparql").write_text("bad")
    (folder / "data/README.md").write_text("words")
    (folder / "data/loop").symlink_to("..")
    (folder / "queries/competency/old-name.csv").write_text("a\n1\n")
    passed_over = ("data/x.n3", "queries/x.sparql", "data/loop", "queries/competency/old-name.csv")
    assert rules(folder) == dict.fromkeys(passed_over, "unread-file")


def test_folders_may_lie_in_each_other_as_deep_as_the_system_allows(folder: Path) -> None:
    """Deeper than Python calls; a link to a folder is told there too."""
    deep = folder / "data"
    there = os.open(deep, os.O_RDONLY)
    for _ in range(1_100):
        os.mkdir("n", dir_fd=there)
        inner = os.open("n", os.O_RDONLY, dir_fd=there)
        os.close(there)
        there = inner
    os.symlink("..", "up", dir_fd=there)
    os.symlink(folder / "nowhere", "x.ttl", dir_fd=there)
    os.close(there)
    names = "data/" + "n/" * 1_100
    try:
        assert f"{names}x.ttl" in map(Project.at(folder).name_of, Project.at(folder).files("data"))
        assert [Project.at(folder).name_of(path) for path in linked_folders(deep)] == [f"{names}up"]
    finally:
        subprocess.run(["rm", "-rf", deep], check=True)  # Python removes by recursion.


def test_a_broken_link_is_told(folder: Path) -> None:
    """A file that is meant to be there is not left out silently, by check or build."""
    (folder / "data/x.ttl").symlink_to("nowhere")
    (folder / "data/y.ttl").symlink_to("y.ttl")
    assert rules(folder) == {"data/x.ttl": "syntax", "data/y.ttl": "syntax"}
    with pytest.raises(SourceError, match=r"data/x\.ttl: The file cannot be read: No such file"):
        build(Project.at(folder), folder / "out")


def test_a_pipe_is_never_waited_for(folder: Path) -> None:
    """What is no regular file is refused."""
    os.mkfifo(folder / "data/x.ttl")
    assert rules(folder) == {"data/x.ttl": "syntax"}


def test_a_file_in_place_of_a_folder_is_told(folder: Path) -> None:
    """A part that is a file is not taken for a part that is missing."""
    shutil.rmtree(folder / "data")
    (folder / "data").write_text("")
    with pytest.raises(ProjectError, match="data is no folder"):
        Project.at(folder)


def test_a_project_without_content_is_refused(tmp_path: Path) -> None:
    """Nothing to check is no success."""
    for part in ("ontology", "data", "shapes", "queries"):
        (tmp_path / part).mkdir()
    with pytest.raises(ProjectError, match="nothing to check"):
        check(Project.at(tmp_path))


def test_a_command_takes_the_project_that_one_is_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name given goes first; a folder whose data are something else is no project to be in."""
    monkeypatch.chdir(folder)
    assert Project.here().root == folder
    monkeypatch.chdir(folder / "data/facts")
    assert Project.here().root == folder
    (folder.parent / "other/data").mkdir(parents=True)
    (folder.parent / "other/data/a.csv").touch()
    for name in ("other", "other/data"):
        monkeypatch.chdir(folder.parent / name)
        assert Project.here().root == Project.at().root
    assert Project.here(folder).root == folder
