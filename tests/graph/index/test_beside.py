"""What stands beside a thing is kept in the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyoxigraph

from bilat.graph.index.beside import write_beside
from bilat.graph.index.schema import SCHEMA
from bilat.graph.pages.whole import Whole
from bilat.graph.queries.asker import Allowance, Asker
from bilat.project import Project

QUADS = "".join(f"<e:{name}> <e:with> <e:x> <e:g> .\n" for name in "abc").encode()
QUERY = """\
# id: same
# title: Beside it
# includes: Joined by x.
SELECT ?thing ?other
WHERE { ?thing <e:with> ?x . ?other <e:with> ?x FILTER(?thing != ?other) }
ORDER BY ?other
"""


@contextmanager
def written(folder: Path, quads: bytes = QUADS) -> Iterator[sqlite3.Connection]:
    """Give an index that has what stands beside things, and nothing else."""
    store = pyoxigraph.Store()
    store.bulk_load(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    asker = Asker(Allowance(), lambda new: new.add(quads.decode()))
    with closing(sqlite3.connect(":memory:")) as database, asker:
        database.executescript(SCHEMA)
        write_beside(database, Whole(store, asker), Project.at(folder))
        yield database


def tables(folder: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    with written(folder) as database:
        kinds = database.execute("SELECT title, words FROM beside_kind").fetchall()
        pairs = database.execute("SELECT thing, other FROM beside WHERE thing = 'e:a' ORDER BY place")
        return kinds, pairs.fetchall()


def test_pairs_of_a_query_are_kept_in_its_order(tmp_path: Path) -> None:
    """The header says what stands above the things and what joins them."""
    (tmp_path / "queries/pages/beside").mkdir(parents=True)
    (tmp_path / "queries/pages/beside/same.rq").write_text(QUERY, "utf-8")
    assert tables(tmp_path) == ([("Beside it", "Joined by x.")], [("e:a", "e:b"), ("e:a", "e:c")])


def test_a_project_without_queries_has_nothing_beside(tmp_path: Path) -> None:
    """The tables are there all the same."""
    (tmp_path / "queries").mkdir()
    assert tables(tmp_path) == ([], [])


def test_of_many_things_the_first_are_kept_and_how_many_there_are(tmp_path: Path) -> None:
    """With what joins them, where the query says so, so that a page can lead to all of them."""
    (tmp_path / "queries/pages/beside").mkdir(parents=True)
    query = QUERY.replace("?other\nWHERE", "?other (?x AS ?common)\nWHERE")
    (tmp_path / "queries/pages/beside/same.rq").write_text(query, "utf-8")
    quads = "".join(f"<e:{number:02}> <e:with> <e:x> <e:g> .\n" for number in range(20)).encode()
    with written(tmp_path, quads) as database:
        assert database.execute("SELECT count(*) FROM beside WHERE thing = 'e:00'").fetchall() == [(12,)]
        cut = database.execute("SELECT total, common FROM beside_cut WHERE thing = 'e:00'").fetchall()
        assert cut == [(19, "e:x")]
