"""Saved questions are asked, and their answers compared with those that stand beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bilat.cli import run
from bilat.errors import SourceError
from bilat.graph.queries.expected import difference
from bilat.graph.queries.saved import SavedQuery
from bilat.graph.start import begin

QUESTION = SavedQuery(
    id="q",
    question="Which?",
    theme="t",
    keywords=(),
    includes="all",
    form="select",
    text="# order by nothing\nSELECT ?a ?b {}",
    path="queries/competency/q.rq",
    expected=b"a,b\r\n1,x\r\n2,_:b0\r\n",
)
ORDERED = replace(QUESTION, text="SELECT ?a ?b {} ORDER  BY ?a")
ASK = replace(QUESTION, form="ask", expected=b"answer\ntrue\n")


@pytest.mark.parametrize(
    ("question", "answer", "lines"),
    [
        (QUESTION, b"a,b\r\n1,x\r\n2,_:other\r\n", []),
        (replace(QUESTION, expected=b"\xef\xbb\xbfa,b\n1,x\n2,_:b0\n"), b"a,b\n1,x\n2,_:c\n", []),
        (QUESTION, b"a,b\n2,_:c\n1,x\n", []),
        (ORDERED, b"a,b\n2,_:c\n1,x\n", ["The rows come in another order."]),
        (QUESTION, b"a,b\n1,x\n2,y\n", ["- 2, _:", "+ 2, y"]),
        (QUESTION, b"a,b\n1,x\n1,x\n2,_:c\n", ["+ 1, x"]),
        (QUESTION, b"a,c\n1,x\n2,_:c\n", ["The columns are a, c, and not a, b."]),
        (
            QUESTION,
            b"a,b\n1,x\n2,_:c\n" + b"3,z\n" * 7,
            ["+ 3, z"] * 5 + ["+ and 2 more"],
        ),
        (replace(QUESTION, expected=b"a,b\n1," + b"x" * 200_000), b"a,b\n1," + b"x" * 200_000, []),
        (ASK, b"true", []),
        (ASK, b"false", ["- true", "+ false"]),
        (replace(ASK, expected=b"true\n"), b"true", []),
    ],
)
def test_what_differs_is_told(question: SavedQuery, answer: bytes, lines: list[str]) -> None:
    """Rows that came or went, another order where the query has one, other columns; no more."""
    assert difference(question, answer) == lines


def test_an_expected_answer_is_text() -> None:
    """A file in another encoding is named."""
    with pytest.raises(SourceError, match=r"queries/competency/q\.csv: This is not UTF-8"):
        difference(replace(QUESTION, expected=b"\xff"), b"a\n")


def test_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing differs at first; then a row does, and the exit status says so."""
    begin(tmp_path)
    assert run(["answers", "--project", str(tmp_path)]) == 0
    assert capfd.readouterr().out == "Compared 1 answer: none differs.\n"
    expected = tmp_path / "queries/competency/who-wrote-what.csv"
    expected.write_text(expected.read_text().replace("1815", "1816"))
    assert run(["answers", "--project", str(tmp_path)]) == 1
    question, *lines, keep, last = capfd.readouterr().out.splitlines()
    assert question.startswith("queries/competency/who-wrote-what.rq: Who wrote")
    assert [line[:4].strip() for line in lines] == ["-", "+"]
    assert keep == "Where an answer is right, keep it: bilat query FILE.rq --format csv --output FILE.csv"
    assert last == "Compared 1 answer: 1 differs."
    expected.unlink()
    assert run(["answers", "--project", str(tmp_path)]) == 0
    assert capfd.readouterr().out == f"{keep}\nCompared 0 answers. 1 question has no answer to compare.\n"
    expected.mkdir()
    assert run(["answers", "--project", str(tmp_path)]) == 2
    assert "who-wrote-what.csv: This is no regular file. Move it away." in capfd.readouterr().err
    expected.rmdir()
    expected.with_suffix(".rq").unlink()
    assert run(["answers", "--project", str(tmp_path)]) == 2
    assert "has no question" in capfd.readouterr().err


def test_graph_beside_rows(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Rows beside a question that a graph answers are no answer to it."""
    begin(tmp_path)
    question = tmp_path / "queries/competency/who-wrote-what.rq"
    header = question.read_text().partition("PREFIX")[0]
    question.write_text(f"{header}CONSTRUCT {{ ?s a ?o }} WHERE {{ ?s a ?o }}")
    assert run(["answers", "--project", str(tmp_path)]) == 1
    out = capfd.readouterr().out
    assert "who-wrote-what.rq: Who wrote" in out
    assert "The answer is a graph, which no .csv can hold. Ask with SELECT" in out
    assert out.endswith("Compared 1 answer: 1 differs.\n")
