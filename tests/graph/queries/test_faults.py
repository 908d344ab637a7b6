"""A query that cannot run is told before anything runs, with its place."""

import shutil
from pathlib import Path

import pytest

from bilat.graph.check import check
from bilat.graph.queries.faults import query_faults
from bilat.graph.report.findings import Severity
from bilat.project import Project

SMALL = Path(__file__).parents[2] / "fixtures/small"
QUESTION = "# id: z\n# question: Q?\n# theme: t\n# keywords: k\n# includes: i\n\n"
CHECK = "# id: z\n# message: M.\n\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a copy of the small project."""
    shutil.copytree(SMALL, tmp_path / "project")
    return Project.at(tmp_path / "project")


def test_good_queries_have_no_faults(project: Project) -> None:
    """What the project holds is in order."""
    assert list(query_faults(project)) == []


@pytest.mark.parametrize(
    ("file", "text", "place", "words"),
    [
        ("competency/z", "SELECT * {}", ":1", "The header has no id, no question"),
        ("competency/z", QUESTION + "SELECT ?x {\n ?x a br:Bridge }", ":8:7", 'The prefix "br:"'),
        ("competency/z", QUESTION + "SELECT ?x {\n ?x a }", ":8:7", '"}" does not fit here'),
        ("competency/z", QUESTION + "ASK {} tail", ":7:8", "tail"),
        (
            "competency/z",
            QUESTION + "ASK {\n FILTER(<http://e/f>(1)) }",
            ":8:9",
            "no function <http://e/f>",
        ),
        (
            "competency/z",
            QUESTION + "PREFIX e: <http://e/>\nASK {\n FILTER(e:f (1)) }",
            ":9:9",
            "<http://e/f> here, which e:f stands for",
        ),
        ("competency/z", QUESTION + "SELECT (SUM(?x) AS ?y) {\n FILTER(COUNT(?x) > 1) }", ":8:9", "FILTER"),
        ("competency/z", QUESTION + "DELETE WHERE { ?s ?p ?o }", "", "an update"),
        ("competency/z", QUESTION + "ASK { SERVICE <http://e/> {} }", "", "(SERVICE)"),
        ("competency/z", "", ":1:1", "The query ends too early"),
        ("competency/z", QUESTION.replace("id: z", "id: is-there-a-tunnel") + "ASK {}", ":1", "also that"),
        ("checks/z", CHECK + "SELECT * { SERVICE <http://127.0.0.1:1/> {} }", "", "(SERVICE)"),
        ("checks/z", CHECK.replace("id: z", "id: syntax") + "SELECT * {}", ":1", "a check of bilat itself"),
        ("checks/z", CHECK + "ASK {}", "", "A check is a SELECT query."),
        ("pages/z", "SELECT", ":1:7", "The query ends too early"),
        ("z", "SELECT ?x { ?x ?y ?z", ":1:21", 'A "}" is missing'),
    ],
)
def test_a_fault_is_a_finding_with_its_place(
    project: Project, file: str, text: str, place: str, words: str
) -> None:
    """Header and text are both looked at, wherever the query lies; a check reports it and stops there."""
    path = project.root / f"queries/{file}.rq"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    (finding,) = check(project).findings
    assert words in finding.message
    assert str(finding.place) == f"queries/{file}.rq{place}"


def test_all_bad_files_are_told_at_once(project: Project) -> None:
    """Queries, context and RDF in one report."""
    for name in ("queries/competency/z.rq", "ontology/context.jsonld", "data/z.ttl"):
        (project.root / name).write_text("bad")
    files = {finding.place.file for finding in check(project).findings if finding.place}
    assert files == {"queries/competency/z.rq", "ontology/context.jsonld", "data/z.ttl"}


def test_bytes_that_are_no_text_are_told(project: Project) -> None:
    """The first bad byte is named; a mark at the beginning and CR LF are no faults."""
    path = project.root / "queries/competency/z.rq"
    path.write_bytes(b"\xef\xbb\xbf" + (QUESTION + "ASK {}").replace("\n", "\r\n").encode())
    assert list(query_faults(project)) == []
    path.write_bytes((QUESTION + "ASK {} # ").encode() + b"\xe9")
    (fault,) = query_faults(project)
    assert str(fault.place) == "queries/competency/z.rq:7:10"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { ?s ?p ?o }", "The header has no id"),
        ("# id: z\n# forn: choice\n\nSELECT * { ?s ?p ?o }", "forn"),
        ("# id: z\n\nASK {}", "asked for with SELECT"),
        ("# id: z\n\nSELECT * { ?s a br:x }", 'The prefix "br:"'),
    ],
)
def test_queries_of_pages_are_checked_before_a_build(project: Project, text: str, words: str) -> None:
    """A check tells once what a build would stop at."""
    path = project.root / "queries/pages/facets/z.rq"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    (finding,) = check(project).findings
    assert words in finding.message
    assert finding.place
    assert finding.place.file == "queries/pages/facets/z.rq"


def test_wording_that_cannot_be_read_is_told(project: Project) -> None:
    """What a build would stop at, a check tells of: the wording of pages too."""
    path = project.root / "queries/pages/wording.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text('[words]\n"nowhere:a" = "b"\n', "utf-8")
    (finding,) = (each for each in check(project).findings if each.severity is Severity.VIOLATION)
    assert finding.place is not None
    assert finding.place.file == "queries/pages/wording.toml"
    assert "nowhere" in finding.message


@pytest.mark.parametrize(
    ("prefix", "remedy"),
    [
        ("br", "Add this line below the header: PREFIX br: <http://example.org/bridges/def#>"),
        ("skos", "Add this line below the header: PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
        ("zz9", "Add a line below the header: PREFIX zz9: <the namespace>"),
    ],
)
def test_a_prefix_of_the_project_is_told_as_it_declares_it(
    project: Project, prefix: str, remedy: str
) -> None:
    """The line goes below the header: above it, the header would not be one."""
    (project.root / "queries/competency/z.rq").write_text(f"{QUESTION}ASK {{ ?x a {prefix}:Bridge }}")
    (finding,) = check(project).findings
    assert finding.remedy == remedy
