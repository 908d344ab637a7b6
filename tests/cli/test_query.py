"""Questions without a server, as tables and graphs."""

from __future__ import annotations

import resource
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
from commands import QUESTION, Run, process


def test_query_answers_with_the_expected_csv(call: Run, project: Path) -> None:
    """The saved question has the answer that is kept beside it."""
    status, out, _ = call("query", project / QUESTION, "--project", project, "--format", "csv")
    assert status == 0
    assert out.splitlines() == (project / QUESTION).with_suffix(".csv").read_text().splitlines()


def test_query_prints_a_table(call: Run, project: Path) -> None:
    """A table has prefixed names and a count of rows."""
    _, out, _ = call("query", project / QUESTION, "--project", project)
    assert out == "bridge\n--------------\nid:iron-bridge\nid:old-bridge\n(2 rows)\n"
    _, out, _ = call("query", project / "queries/competency/is-there-a-tunnel.rq", "--project", project)
    assert out == "no\n"


@pytest.mark.parametrize(("form", "ending"), [("json", "srj"), ("tsv", "tsv"), ("xml", "srx")])
def test_query_writes_rows(call: Run, project: Path, form: str, ending: str) -> None:
    """A SELECT comes out in every format of rows."""
    status, out, _ = call("query", project / QUESTION, "--project", project, "--format", form)
    assert status == 0
    rows = pyoxigraph.parse_query_results(out, pyoxigraph.QueryResultsFormat.from_extension(ending))
    assert [row["bridge"].value.rpartition("/")[2] for row in rows] == ["iron-bridge", "old-bridge"]


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("turtle", "text/turtle"),
        ("table", "text/turtle"),
        ("ntriples", "application/n-triples"),
        ("rdfxml", "application/rdf+xml"),
        ("jsonld", "application/ld+json"),
    ],
)
def test_query_writes_graphs(call: Run, project: Path, tmp_path: Path, form: str, media_type: str) -> None:
    """A CONSTRUCT comes out in every format of RDF; as a table it is Turtle."""
    query = tmp_path / "all.rq"
    query.write_text("CONSTRUCT { ?s a ?class } { ?s a ?class . FILTER(STRENDS(STR(?class), 'Bridge')) }")
    status, out, _ = call("query", query, "--project", project, "--format", form)
    assert status == 0
    parsed = pyoxigraph.parse(out, pyoxigraph.RdfFormat.from_media_type(media_type))
    assert len({quad.subject for quad in parsed}) == 2


def test_query_refuses_a_format_of_another_kind(call: Run, project: Path, tmp_path: Path) -> None:
    """Rows cannot be written as Turtle nor triples as CSV; the error says what they can be written as."""
    status, out, err = call("query", project / QUESTION, "--project", project, "--format", "turtle")
    assert (status, out) == (2, "")
    assert "is rows, which cannot be written as turtle. Choose one of table, json, csv, tsv, xml." in err
    query = tmp_path / "one.rq"
    query.write_text("DESCRIBE <http://example.org/bridges/id/old-bridge>")
    status, out, err = call("query", query, "--project", project, "--format", "csv")
    assert (status, out) == (2, "")
    assert "is a graph, which cannot be written as csv. Choose one of table, turtle, ntriples," in err


def test_a_bad_query_shows_the_line_with_a_caret(call: Run, project: Path, tmp_path: Path) -> None:
    """The place is shown, not only named; an unknown prefix is named as such."""
    query = tmp_path / "bad.rq"
    query.write_text("SELECT ?s {\n  ?s a br:Bridge\n}\n")
    status, out, err = call("query", query, "--project", project)
    assert (status, out) == (2, "")
    assert 'Line 2, column 8: The prefix "br:" is not declared.' in err
    assert "\n  ?s a br:Bridge\n       ^\n" in err


def test_prefix_of_the_graph_is_told(call: Run, project: Path, tmp_path: Path) -> None:
    """Who asks a graph by its own names learns the line that declares them."""
    query = tmp_path / "bare.rq"
    query.write_text("ASK { id:old-bridge ?p ?o }")
    _, _, err = call("query", query, "--project", project)
    assert "Add this line at the top: PREFIX id: <" in err


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SELECT ?x { ?x a br:Brigde }", "hint: br:Brigde is not in the graph. Did you mean br:Bridge?\n"),
        ("SELECT (COUNT(*) AS ?n) { ?x a br:Brigde }", "hint: br:Brigde is not in the graph. Did you mean"),
        ("SELECT ?x { ?x a br:Bridge }", ""),
    ],
)
@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_query_that_finds_nothing_is_told_why(
    call: Run, project: Path, tmp_path: Path, query: str, hint: str, form: str
) -> None:
    """Beside the result, as the endpoint does: a name that the graph does not have is mostly a slip."""
    path = tmp_path / "q.rq"
    path.write_text(f"PREFIX br: <http://example.org/bridges/def#>\n{query}")
    status, out, err = call("query", path, "--project", project, "--format", form)
    assert (status, "hint" in out) == (0, False)
    assert err.startswith(hint)
    assert bool(err) == bool(hint)


def test_query_sees_what_has_changed(call: Run, project: Path, tmp_path: Path) -> None:
    """A release of what the files were before is built anew."""
    folder, query = tmp_path / "project", tmp_path / "one.rq"
    shutil.copytree(project, folder, symlinks=True)
    query.write_text("SELECT ?s { ?s <http://e/new> 1 }")
    rows = [call("query", query, "--project", folder, "--format", "csv")[1]]
    (folder / "data/new.ttl").write_text("<http://e/thing> <http://e/new> 1 .")
    rows.append(call("query", query, "--project", folder, "--format", "csv")[1])
    assert [each.split() for each in rows] == [["s"], ["s", "http://e/thing"]]


def test_query_reads_standard_input(project: Path) -> None:
    """A dash stands for standard input."""
    with process("query", "-", "--project", project, stdin=subprocess.PIPE) as running:
        out, _ = running.communicate(b"ASK {}")
    assert (running.returncode, out) == (0, b"yes\n")


@pytest.mark.parametrize("limit", [None, 3_000_000_000])
def test_query_may_be_long_and_deep(project: Path, tmp_path: Path, limit: int | None) -> None:
    """A query nests as deep as it is long; a long list is read where there is little memory too."""
    query = tmp_path / "deep.rq"
    query.write_text(
        "SELECT * " + "{" * 20_000 + "}" * 20_000
        if limit is None
        else f"ASK {{ VALUES ?x {{ {' '.join(map(str, range(200_000)))} }} }}"
    )
    limits = limit and partial(resource.setrlimit, resource.RLIMIT_AS, (limit, limit))
    running = process("query", query, "--release", project / "release", preexec_fn=limits)
    _, errors = running.communicate(timeout=100)
    assert (running.returncode, errors) == (0, b"")


def test_a_query_may_begin_with_a_byte_order_mark(call: Run, project: Path, tmp_path: Path) -> None:
    """Editors that write one do no harm."""
    query = tmp_path / "marked.rq"
    query.write_text("\ufeffASK {}", encoding="utf-8")
    assert call("query", query, "--project", project) == (0, "yes\n", "")
