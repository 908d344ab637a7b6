"""The competency questions: each has one right answer, whoever computes it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import rdflib

from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.graph.queries.saved import SavedQuery, saved_queries
from bilat.graph.releases.release import Release
from bilat.project import Project

QUESTIONS = saved_queries(Project.at(Path(__file__).parents[2]))
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)

LIMITS = Limits(seconds=60, rows=10_000, bytes=10_000_000)
Rows = list[list[str]]


def rows(answer: bytes) -> Rows:
    """Return the lines of a CSV answer."""
    return list(csv.reader(io.StringIO(answer.decode())))


@pytest.fixture(scope="module")
def engine(own_release: Release) -> Oxigraph:
    """Return the release in the query engine."""
    return Oxigraph.load(own_release.quads)


@pytest.fixture(scope="module")
def dataset(own_release: Release) -> rdflib.Dataset:
    """Return the release in rdflib, with the union of all graphs as default graph."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=own_release.quads.read_text(), format="nquads")
    return dataset


@each_question
def test_the_engine_gives_the_expected_answer(question: SavedQuery, engine: Oxigraph) -> None:
    """The query engine answers as the CSV beside the question says."""
    assert question.expected is not None, f"no expected answer beside {question.path}"
    result = engine.run(Operation(text=question.text), "text/csv", LIMITS)
    answer = bytes(result.body)
    assert rows(answer if result.kind != "ask" else b"answer\n" + answer) == rows(question.expected)


@each_question
def test_rdflib_gives_the_same_answer(question: SavedQuery, dataset: rdflib.Dataset) -> None:
    """An engine made by others gives the same answer, in the same order."""
    assert question.expected is not None, f"no expected answer beside {question.path}"
    result = dataset.query(question.text)
    if result.type == "ASK":
        answer = [["answer"], ["true" if result.askAnswer else "false"]]
    else:
        answer = rows(result.serialize(format="csv") or b"")
    assert answer == rows(question.expected)


@each_question
def test_a_question_is_short_enough_to_read(question: SavedQuery) -> None:
    """People read the questions to learn the model, so each stays under 30 lines."""
    assert len(question.text.splitlines()) < 30


def test_an_answer_says_something() -> None:
    """No expected answer is an empty table: a question about absence lists or counts what is absent."""
    empty = [question.id for question in QUESTIONS if question.expected and len(rows(question.expected)) < 2]
    assert empty == []


def test_questions_cover_themes() -> None:
    """There are at least 80 questions, and no theme has more than a quarter of them."""
    themes = Counter(question.theme for question in QUESTIONS)
    assert len(QUESTIONS) >= 80
    assert max(themes.values()) <= len(QUESTIONS) / 4
    assert len(themes) >= 10


@cache
def _texts() -> str:
    return "\n".join(question.text for question in QUESTIONS)


@pytest.mark.parametrize(
    "construct", ["GROUP BY", "FILTER NOT EXISTS", "GRAPH ?passage", "ASK", "UNION", "HAVING", "SUM(", "/"]
)
def test_questions_show_each_kind_of_query(construct: str) -> None:
    """Look-ups, joins, aggregates, negation, provenance and paths all have an example."""
    assert construct in _texts()


def test_steps_of_plans_are_no_further_plans() -> None:
    """The launch of a planned call is told on the page of the call, and would count it twice."""
    (plans,) = (question.expected for question in QUESTIONS if question.id == "plans")
    names = [name for name, _ in rows(plans or b"")[1:]]
    assert "Transatlantic ICT Forum" in names
    assert [name for name in names if any(name.startswith(f"{other}: ") for other in names)] == []


def test_most_answers_show_their_evidence() -> None:
    """Passages stand in the last column, called so: each value is one, or blank where a row tells of none."""
    tables = [rows(question.expected or b"") for question in QUESTIONS]
    with_passage = [table for table in tables if "passage" in table[0] and table[0] != ["passage", "kind"]]
    assert len(with_passage) > len(QUESTIONS) * 2 / 3
    for header, *found in with_passage:
        assert header.index("passage") == len(header) - 1 or header[-2:] == ["start", "end"]
        assert {row[header.index("passage")].rpartition("/")[0] for row in found} <= {
            "",
            "https://w3id.org/bilat/source/a",
            "https://w3id.org/bilat/source/b",
        }


def test_one_property_finds_the_names_of_things_and_of_concepts(engine: Oxigraph) -> None:
    """Who asks for `rdfs:label` alone misses no row because its value is a region, a role or a topic."""
    query = """
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT (COUNT(?concept) AS ?all) (COUNT(?label) AS ?found) {
          ?concept a skos:Concept ; skos:prefLabel ?name
          OPTIONAL { ?concept rdfs:label ?label FILTER(?label = ?name) } }"""
    header, (every, found) = rows(bytes(engine.run(Operation(text=query), "text/csv", LIMITS).body))
    assert header == ["all", "found"]
    assert int(every) == int(found) > 300
