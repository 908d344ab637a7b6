"""Pages read from the index of a release."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bilat.errors import ReleaseError
from bilat.graph.index.write import index
from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import Release
from bilat.project import Project
from bilat.web.index import Index, Term

QUADS = b"""\
<http://example.org/a> <http://example.org/name> "Ay"@en <http://example.org/g> .
<http://example.org/b> <http://example.org/name> "Bee" <http://example.org/g> .
"""


@pytest.fixture
def indexed(tmp_path: Path) -> Iterator[Callable[[str], Index]]:
    """Return a function that makes a release with one view and opens its index."""
    opened = []

    def made(view: str) -> Index:
        views = tmp_path / "project/queries/pages/views"
        views.mkdir(parents=True)
        (views / "names.rq").write_text(view, "utf-8")
        body = index(Project.at(tmp_path / "project"), QUADS)
        release = publish(tmp_path / "releases", {"bilat.nq": QUADS, "index.sqlite": body})
        opened.append(Index(release))
        return opened[0]

    yield made
    for each in opened:
        each.close()


def test_a_stored_answer_comes_back(indexed: Callable[[str], Index]) -> None:
    """Variables and terms are those of the query."""
    read = indexed(
        "# id: names\n# title: All names\nSELECT ?thing ?name { ?thing <http://example.org/name> ?name }"
    )
    answer = read.answer("names")
    assert answer is not None
    assert (answer.title, answer.variables) == ("All names", ("thing", "name"))
    assert answer.rows[0] == {"thing": Term("http://example.org/a", "uri"), "name": Term("Ay", language="en")}
    assert answer.rows[1]["name"] == Term("Bee")


def test_an_unknown_answer_is_none(indexed: Callable[[str], Index]) -> None:
    """No query of that name, no answer."""
    assert indexed("# id: names\nSELECT * { }").answer("other") is None


def test_threads_read_at_once(indexed: Callable[[str], Index]) -> None:
    """Each thread has a connection of its own."""
    read = indexed("# id: names\nSELECT ?name { ?thing <http://example.org/name> ?name }")
    with ThreadPoolExecutor(4) as threads:
        counts = threads.map(lambda _: len(read.rows("SELECT * FROM answer_row")), range(40))
        assert set(counts) == {2}


def test_a_release_without_an_index_has_an_empty_one(release: Release) -> None:
    """Old releases can be served."""
    read = Index(release)
    try:
        assert read.answer("names") is None
    finally:
        read.close()


@pytest.mark.parametrize("body", [b"no database at all", b""])
def test_an_index_of_another_layout_is_refused(tmp_path: Path, body: bytes) -> None:
    """A file that this version of bilat did not write is refused with what to do, and never half read."""
    release = publish(tmp_path / "releases", {"bilat.nq": QUADS, "index.sqlite": body})
    with pytest.raises(ReleaseError, match=r"index\.sqlite") as caught:
        Index(release)
    assert "Build it again" in str(caught.value.remedy)


@pytest.mark.parametrize(
    "added",
    [
        "ALTER TABLE answer RENAME TO a; CREATE VIEW answer AS WITH RECURSIVE r(n) AS "
        "(SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT a.* FROM a, r WHERE n < 0",
        "CREATE TRIGGER t AFTER INSERT ON thing BEGIN DELETE FROM thing; END",
    ],
)
def test_an_index_with_more_than_rows_is_refused(tmp_path: Path, added: str) -> None:
    """A query that stands in the place of a table, and might never end, is not asked."""
    (tmp_path / "project/data").mkdir(parents=True)
    path = tmp_path / "index.sqlite"
    path.write_bytes(index(Project.at(tmp_path / "project"), QUADS))
    with closing(sqlite3.connect(path)) as database:
        database.executescript(added)
    release = publish(tmp_path / "releases", {"bilat.nq": QUADS, "index.sqlite": path.read_bytes()})
    with pytest.raises(ReleaseError, match="another layout"):
        Index(release)
