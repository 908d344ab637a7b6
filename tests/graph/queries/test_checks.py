"""Saved checks turn rows into findings."""

from pathlib import Path

import pytest
from rdflib import URIRef

from bilat.errors import Place, SourceError
from bilat.graph.formats.quads import quads_of
from bilat.graph.queries.checks import run_checks
from bilat.graph.queries.saved import SavedCheck
from bilat.graph.report.findings import Severity
from bilat.graph.source.load import Source, load
from bilat.project import Project
from bilat.vocab import BASE

ID = "http://example.org/bridges/id/"
BR = "PREFIX br: <http://example.org/bridges/def#>\n"


@pytest.fixture(scope="module")
def source() -> Source:
    """Return the small project."""
    return load(Project.at(Path(__file__).parents[2] / "fixtures/small"))


def check(text: str) -> SavedCheck:
    """Return a check."""
    return SavedCheck(
        id="odd",
        message="This is odd.",
        remedy="Mend it.",
        severity="info",
        text=BR + text,
        path="queries/odd.rq",
    )


def test_a_row_becomes_a_finding_at_its_statement(source: Source) -> None:
    """Focus, path, value and passage of the row lead to file and line; the header gives the words."""
    text = "SELECT * { GRAPH ?passage { ?focus ?path ?value . ?focus br:opened ?value } }"
    first, second = run_checks([check(text)], source, quads_of(source.dataset))
    found = {finding.focus: finding for finding in (first, second)}[URIRef(ID + "old-bridge")]
    assert (found.rule, found.message, found.remedy) == ("odd", "This is odd.", "Mend it.")
    assert found.severity is Severity.INFO
    assert found.passage == URIRef(BASE + "source/guide/1")
    assert found.place is not None
    line = Path(__file__).parents[2].joinpath("fixtures/small", found.place.file).read_text().splitlines()
    assert "br:opened" in line[(found.place.line or 0) - 1]


def test_a_row_may_bring_its_own_words(source: Source) -> None:
    """The variable ?message wins over the header, and a row without focus is placed at the check."""
    (found,) = run_checks([check('SELECT ("So many." AS ?message) {}')], source, quads_of(source.dataset))
    assert found.message == "So many."
    assert found.place == Place("queries/odd.rq")


def test_the_default_graph_is_the_union(source: Source) -> None:
    """A check joins statements of several graphs, as a query at the endpoint does."""
    text = "SELECT ?focus { ?focus br:crosses/br:flowsInto+ ?sea . ?focus a br:Bridge }"
    assert {finding.focus for finding in run_checks([check(text)], source, quads_of(source.dataset))} == {
        URIRef(ID + "old-bridge"),
        URIRef(ID + "iron-bridge"),
    }


def test_a_check_that_is_no_query_names_file_and_line(source: Source) -> None:
    """A slip in a check is an error of the project, not of the engine."""
    with pytest.raises(SourceError) as error:
        list(run_checks([check("SELECT ?focus { ?focus a }")], source, ()))
    assert error.value.place is not None
    assert (error.value.place.file, error.value.place.line) == ("queries/odd.rq", 2)


def test_no_checks_find_nothing(source: Source) -> None:
    """A project without checks has none to fail."""
    assert list(run_checks([], source, quads_of(source.dataset))) == []


def test_a_row_without_a_column_that_says_where(source: Source) -> None:
    """A check that names its columns otherwise finds something, and nobody knows where: that is told."""
    (found,) = run_checks([check("SELECT (1 AS ?x) (2 AS ?thing) {}")], source, quads_of(source.dataset))
    assert found.remedy == "Mend it. Its query names ?thing, ?x: say where by ?focus, ?path or ?value."
