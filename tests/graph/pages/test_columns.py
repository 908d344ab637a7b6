"""Queries of pages have the columns that pages need, and rows have values in them; else it is said where."""

from pathlib import Path

import pytest

from bilat.errors import SourceError
from bilat.graph.index.write import index
from bilat.graph.pages.columns import FORMS
from bilat.graph.pages.queries import page_faults
from bilat.graph.queries.asker import Allowance
from bilat.project import Project

QUADS = b"""\
<http://e/a> <http://e/p> "many" <http://e/g> .
<http://e/a> <http://e/q> "12"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g> .
"""


def project(root: Path, folder: str, select: str, *, name: str = "x", header: str = "") -> Project:
    """Return a project with one query of pages."""
    path = root / "queries/pages" / folder / "query.rq"
    path.parent.mkdir(parents=True)
    path.write_text(f"# id: {name}\n{header}{select}\n", "utf-8")
    return Project.at(root)


@pytest.mark.parametrize("folder", ["facets", "index/sections"])
@pytest.mark.parametrize(
    "select",
    [
        "SELECT ?thing ?value FROM <http://e/g> { ?thing ?p ?value }",
        "BASE <http://e/>\nPREFIX e: <x#>\nSELECT ?thing ?value { ?thing e:p ?value }",
    ],
)
def test_what_lists_are_made_of_stands_inside_another_query(folder, select, tmp_path) -> None:
    """There is no room for a dataset or a base there, and the query of a list would be none."""
    (error,) = page_faults(project(tmp_path, folder, select))
    assert error.message.startswith("The query cannot stand inside another")
    (tmp_path / "queries/pages" / folder / "query.rq").write_text(
        "# id: x\n\n# A comment\nPREFIX e: <http://e/>\nSELECT ?thing ?value { ?thing e:p ?value } # the end"
    )
    assert not [*page_faults(Project.at(tmp_path))]


@pytest.mark.parametrize(
    ("folder", "name", "select", "missing", "remedy"),
    [
        ("beside", "x", "SELECT ?thing { ?thing ?p ?o }", "?other", "Pages need ?thing and ?other of it."),
        ("facets", "x", "SELECT ?thing ?values { ?thing ?p ?values }", "?value", "Call ?values ?value."),
        ("index/sections", "x", "SELECT ?s { ?s ?p ?o }", "?thing", "Pages need ?thing of it."),
        ("index/names", "alternative", "SELECT ?thing { ?thing ?p ?o }", "?name", "Pages need"),
        ("views", "map", "SELECT ?places { ?places ?p ?o }", "?place", "Call ?places ?place."),
        ("views", "timeline-partners", "SELECT ?thing { ?thing ?p ?o }", "?partner and ?label", "Pages need"),
    ],
)
def test_missing_column_is_told_by_a_check(folder, name, select, missing, remedy, tmp_path) -> None:
    """The message names it, the file, and the column that may have been meant."""
    (error,) = page_faults(project(tmp_path, folder, select, name=name))
    assert error.message == f"The query has no column {missing}."
    assert error.place is not None
    assert error.place.file == f"queries/pages/{folder}/query.rq"
    assert (error.remedy or "").startswith(remedy)


def test_any_other_view_may_have_any_columns(tmp_path) -> None:
    """Pages of the guide show whatever there is."""
    assert not list(page_faults(project(tmp_path, "views", "SELECT ?a ?b { ?a ?p ?b }", name="guide-1-x")))


def test_id_used_twice_is_told_by_a_check(tmp_path) -> None:
    """Within a folder, as at a build; the later file is named."""
    made = project(tmp_path, "views", "SELECT ?a { ?a ?p ?b }")
    for folder in ("views", "index/marks"):
        (tmp_path / "queries/pages" / folder).mkdir(exist_ok=True, parents=True)
    (tmp_path / "queries/pages/views/second.rq").write_text("# id: x\nSELECT ?a { ?a ?p ?b }\n")
    marks = tmp_path / "queries/pages/index/marks/query.rq"
    marks.write_text("# id: x\nSELECT ?thing ?passage { ?thing ?p ?passage }\n")
    (error,) = page_faults(made)
    assert error.message == "The id 'x' is also that of queries/pages/views/query.rq."
    assert error.place is not None
    assert error.place.file == "queries/pages/views/second.rq"


def test_form_of_a_facet_is_one_that_there_is(tmp_path) -> None:
    """One that is nearly one of them is told."""
    select = "SELECT ?thing ?value { ?thing ?p ?value }"
    (error,) = page_faults(project(tmp_path, "facets", select, header="# form: rnage\n"))
    assert (error.message, error.remedy) == ("The form is 'rnage'.", "Did you mean range?")
    assert "range" in FORMS


def test_id_of_a_query_of_names_is_one_that_there_is(tmp_path) -> None:
    """It says what kind of names they are."""
    select = "SELECT ?thing ?name { ?thing ?p ?name }"
    (error,) = page_faults(project(tmp_path, "index/names", select, name="alternativ"))
    assert (error.message, error.remedy) == ("The id is 'alternativ'.", "Did you mean alternative?")


@pytest.mark.parametrize(
    ("folder", "name", "select", "message"),
    [
        (
            "beside",
            "x",
            "SELECT ?thing ?other { ?thing ?p ?o OPTIONAL { ?thing <http://e/none> ?other } }",
            "Row 1 of the answer has no ?other.",
        ),
        (
            "views",
            "home-questions",
            "SELECT ?question ?label { ?question ?p ?o OPTIONAL { ?o ?p ?label } }",
            "Row 1 of the answer has no ?label.",
        ),
        (
            "views",
            "map",
            "SELECT ?place ?lon ?lat { ?place <http://e/p> ?lon ; <http://e/q> ?lat }",
            "Row 1 of the answer has 'many' as ?lon.",
        ),
        (
            "views",
            "network-things",
            "SELECT ?thing (?thing AS ?label) (1.5 AS ?column) { ?thing <http://e/q> ?n }",
            "Row 1 of the answer has '1.5' as ?column.",
        ),
    ],
)
def test_row_that_a_page_would_fail_over_ends_the_build(folder, name, select, message, tmp_path) -> None:
    """With the row and the file, and what to do."""
    with pytest.raises(SourceError) as caught:
        index(project(tmp_path, folder, select, name=name), QUADS)
    assert caught.value.message == message
    assert caught.value.remedy
    assert caught.value.place is not None
    assert caught.value.place.file == f"queries/pages/{folder}/query.rq"


def test_rows_with_all_that_is_needed_are_kept(tmp_path) -> None:
    """Numbers may be missing where a page can do without."""
    select = "SELECT ?place ?lon { ?place <http://e/q> ?n BIND(-12.5 AS ?lon) }"
    assert index(project(tmp_path, "views", select, name="map"), QUADS)


@pytest.mark.parametrize("key", ["order", "weight"])
def test_a_header_has_numbers_where_a_build_needs_them(tmp_path: Path, key: str) -> None:
    """A check tells it, and does not leave it to the build."""
    (error,) = page_faults(project(tmp_path, "views", "SELECT ?a { ?a ?p ?b }", header=f"# {key}: first\n"))
    assert (error.message, error.remedy) == (f"The {key} is 'first'.", "It takes a number.")


def test_a_query_without_end_ends_the_build(tmp_path: Path) -> None:
    """It would keep it busy for ever; its file is told, and what to do."""
    ends = " . ".join(f"?s{number} ?p{number} ?o{number}" for number in range(9))
    select = f"SELECT ?thing ?value {{ ?thing ?p ?value . {ends} FILTER(?s1 = ?o2 + ?o3) }}"
    quads = b"".join(b"<http://e/%d> <http://e/p> <http://e/%d> .\n" % (n, n + 1) for n in range(100))
    with pytest.raises(SourceError, match="given up after 1 seconds") as error:
        index(project(tmp_path, "facets", select), quads, allowance=Allowance(1))
    assert "check_seconds" in (error.value.remedy or "")
