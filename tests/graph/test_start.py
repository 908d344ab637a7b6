"""The project that ``bilat init`` makes works as it is, and takes nobody's files away."""

import errno
from pathlib import Path

import pyoxigraph
import pytest

from bilat.errors import ProjectError
from bilat.graph.build import build
from bilat.graph.queries.saved import saved_queries
from bilat.graph.start import begin
from bilat.project import Project


def test_it_conforms_builds_and_answers(tmp_path: Path) -> None:
    """Its own check finds nothing, and its question has the expected answer over the release."""
    begin(tmp_path)
    project = Project.at(tmp_path)
    built = build(project)
    assert built.findings == ()
    assert built.release
    assert (built.release.base, built.release.identity.title) == ("https://example.org/", "A few books")
    (question,) = saved_queries(project)
    store = pyoxigraph.Store()
    store.bulk_load(built.release.read("bilat.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    answer = store.query(question.text, use_default_graph_as_union=True)
    found = answer.serialize(format=pyoxigraph.QueryResultsFormat.CSV)
    expected = tmp_path / "queries/competency/who-wrote-what.csv"
    assert found == expected.read_bytes()


@pytest.mark.parametrize("name", ["data", "bilat.toml"])
def test_what_is_there_stays(tmp_path: Path, name: str) -> None:
    """A folder that holds part of a project is left as it is."""
    (tmp_path / name).mkdir()
    with pytest.raises(ProjectError, match=f"{name} already"):
        begin(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_that_was_cloned_keeps_its_readme(tmp_path: Path) -> None:
    """A new repository has a README already, and may say what git ignores."""
    for name in ("README.md", ".gitignore"):
        (tmp_path / name).write_text("ours")
    assert {"README.md", ".gitignore"}.isdisjoint(path.name for path in begin(tmp_path))
    assert {(tmp_path / name).read_text() for name in ("README.md", ".gitignore")} == {"ours"}


def test_git_leaves_releases_alone(tmp_path: Path) -> None:
    """A release is made anew from the files, and is no part of them."""
    begin(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "/release/\n"


@pytest.mark.parametrize(
    ("end", "error"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), ProjectError),
        (KeyboardInterrupt("Ctrl-C"), KeyboardInterrupt),
    ],
)
def test_what_cannot_be_finished_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: BaseException, error: type[BaseException]
) -> None:
    """A full disk, or Ctrl-C, leaves no half project, which would bar the next try; what was there stays."""
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "notes.txt").touch()
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.parent.name == "queries" or path.suffix == ".rq":
            write(path, content[:10])
            raise end
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(error, match=r"No space left on device|Ctrl-C"):
        begin(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in the way is an error in words."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ProjectError, match="cannot be written to"):
        begin(tmp_path / "file/project")
