"""Search where names are very many: what is gone through has an end, and the best is found all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from bilat.graph.index.text import fold
from bilat.graph.index.write import index
from bilat.project import Project
from bilat.web.lists import matching
from bilat.web.lists.finding import find, suggest

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
#: More than are gathered for a beginning of a word.
BODIES = matching._GATHERED + 1_000
DEFINITION = "<http://www.w3.org/2000/01/rdf-schema#comment>"
#: Whose names are more than are looked at, as each has several.
FORD = matching._NAMES // 2 - 1
Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    """Return the rows of the index of a graph in which nearly everything has the same word."""
    names = [f"Body {n}" for n in range(BODIES)]
    names += ["Bodywork", "Bodyguard of Body 17", "A body of water", "Embody", "\U00010330\U00010331"]
    names += [f"Code{n:04}" for n in range(matching._WORDS)]
    quads = "".join(f'<x:t{n}> {LABEL} "{name}" <x:g> .\n' for n, name in enumerate(names))
    for n in range(FORD):
        quads += f'<x:f{n}> {LABEL} "Ford {n}" <x:g> .\n<x:f{n}> {DEFINITION} "Ford, or {n}" <x:g> .\n'
    folder = tmp_path_factory.mktemp("project")
    (folder / "queries").mkdir()
    project = Project.at(folder)
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
        database.deserialize(index(project, quads.encode()))
        yield lambda text, *values: database.execute(text, values).fetchall()


def labels(rows: Rows, text: str) -> list[str]:
    """Return the labels of what a text finds."""
    return [hit.thing.label for group in find(rows, text).groups for hit in group.hits]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("body 4321", "Body 4321"),
        ("4321", "Body 4321"),
        ("bodyg", "Bodyguard of Body 17"),
        ("water body", "A body of water"),
        ("bod 4999", "Body 4999"),
        ("body wat", "A body of water"),
    ],
)
def test_a_rare_word_beside_a_common_one_is_found(rows: Rows, text: str, label: str) -> None:
    """However many names have the one, who has the other as well comes first."""
    assert labels(rows, text)[0] == label


def test_what_an_iri_ends_with_is_not_mended(rows: Rows) -> None:
    """It finds its thing beside what has such a word, and alone where only other words would do."""
    assert labels(rows, "t4321") == labels(rows, "x:t4321") == ["Body 4321"]
    assert not find(rows, "t4321").mended


def test_a_common_word_alone_finds_the_first_of_many(rows: Rows) -> None:
    """It is said that there are more."""
    found = find(rows, "body")
    assert found.cut
    assert labels(rows, "body")[:2] == ["Body 0", "Body 1"]


@pytest.mark.parametrize("text", ["code", "ford"])
def test_what_is_not_looked_at_is_not_counted(rows: Rows, text: str) -> None:
    """Whether names are left out, or words that begin so: nobody knows how many things there are."""
    assert find(rows, text).cut


def test_few_matches_are_all(rows: Rows) -> None:
    """However long the names are that they are among."""
    assert not find(rows, "bodywork").cut
    assert labels(rows, "\U00010330") == ["\U00010330\U00010331"]


def test_a_beginning_of_common_words_stands_for_the_commonest(rows: Rows) -> None:
    """What begins so is found where a few words say it; those that go on are suggested."""
    assert labels(rows, "bod 17")[0] == "Body 17"
    assert suggest(rows, "bodywo")[0].label == "Bodywork"


def test_some_of_the_words_are_found_by_the_rarest(rows: Rows) -> None:
    """Where no name has all words, the common one does not bury the others."""
    found = find(rows, "body water guitar")
    assert found.loose
    assert labels(rows, "body water guitar")[0] == "A body of water"


def test_no_more_is_gone_through_than_is_bounded(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each word is very common, the names that come first are looked at, and no others."""
    monkeypatch.setattr(matching, "_GONE_THROUGH", 50)
    found = find(rows, "body")
    assert found.cut
    assert 0 < found.things <= 50


@pytest.mark.parametrize("text", ["body", "bod", "bodyguard of", "bdy 4321", "body water guitar", "b"])
def test_a_search_reads_few_rows(rows: Rows, text: str) -> None:
    """No statement of a search returns more rows than are looked at."""
    read: list[int] = []

    def counted(statement: str, *values: object) -> list[tuple[Any, ...]]:
        found = rows(statement, *values)
        read.append(len(found))
        return found

    find(counted, text)
    assert max(read) <= matching._NAMES
    assert len(read) < 40


def test_what_people_type_is_not_kept(rows: Rows) -> None:
    """Folded texts are kept for the names of a graph; anybody types new ones, and some unfold."""
    typed = [f"water \ufdfa{number}" for number in range(5)]
    assert find(rows, typed[0]).loose  # Names that it finds are kept from here on.
    kept = fold.cache_info().currsize
    assert all(find(rows, text).absent for text in typed[1:])
    assert fold.cache_info().currsize == kept
