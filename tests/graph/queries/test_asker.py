"""Queries of builds have a deadline and a bound, and saved checks say when they meet it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pyoxigraph as ox
import pytest

from bilat.errors import SourceError
from bilat.graph.check import check as check_project
from bilat.graph.queries.asker import Allowance, Asker, UnfinishedError
from bilat.graph.queries.checks import findings_in
from bilat.graph.queries.saved import SavedCheck
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source, load
from bilat.project import Project

#: Joins everything with everything; no machine comes to its end.
ENDLESS = "SELECT (COUNT(*) AS ?message) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: Asks a question, says in which process, and waits.
ASKING = """
import subprocess, sys, time
command = [sys.executable, "-m", "bilat.graph.queries.respondent", "512"]
process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for order in sys.argv[1:]:
    print(order, file=process.stdin, flush=True)
print(process.pid, flush=True)
time.sleep(100)
"""
HUNGRY = "SELECT DISTINCT ?a ?b ?c ?d ?e ?f WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"


def check(text: str, name: str = "odd") -> SavedCheck:
    """Return a check."""
    return SavedCheck(
        id=name, message="Odd.", remedy=None, severity="violation", text=text, path=f"queries/{name}.rq"
    )


@pytest.fixture(scope="module")
def source() -> Source:
    """Return a project that knows no places."""
    return load(Project.at(Path(__file__).parents[2] / "fixtures/small"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of 3,000 triples, the merge of all graphs in its default graph."""
    folder = tmp_path_factory.mktemp("store")
    made = ox.Store(str(folder))
    one = ox.NamedNode("http://e/p")
    for graph in (ox.DefaultGraph(), ox.NamedNode("http://e/g")):
        made.extend(ox.Quad(ox.NamedNode(f"http://e/{n}"), one, ox.Literal(n), graph) for n in range(3000))
    made.flush()
    return folder


@pytest.fixture
def asked(store: Path, source: Source) -> Callable[..., list[Finding]]:
    """Return what asks checks."""

    def ask(*checks: SavedCheck, seconds: float = 20, megabytes: int = 512) -> list[Finding]:
        with Asker(Allowance(seconds, megabytes), lambda new: new.open(store)) as asker:
            return list(findings_in(asker, checks, source))

    return ask


def test_rows_become_findings(asked: Callable[..., list[Finding]]) -> None:
    """A triple that stands in the merge and in a graph is found once."""
    (finding,) = asked(check('SELECT ?focus ?value { ?focus ?p ?value FILTER(STR(?value) = "7") }'))
    assert (str(finding.focus), str(finding.value)) == ("http://e/7", "7")
    assert finding.severity is Severity.VIOLATION


def test_a_check_that_takes_too_long_is_told_and_the_next_is_asked(
    asked: Callable[..., list[Finding]],
) -> None:
    """It is no violation of the data, and no silence either."""
    late, found = asked(
        check(ENDLESS, "endless"), check("SELECT ?focus { ?focus ?p 7 }", "next"), seconds=1.5
    )
    assert (late.rule, late.severity) == ("check-unfinished", Severity.WARNING)
    assert "endless was not finished: it was given up after 1.5 seconds" in late.message
    assert "check_seconds" in (late.remedy or "")
    assert str(late.place) == "queries/endless.rq"
    assert found.rule == "next"


def test_a_check_that_takes_too_much_memory_is_told(asked: Callable[..., list[Finding]]) -> None:
    """The build goes on, within its own memory."""
    hungry, found = asked(check(HUNGRY, "hungry"), check("SELECT ?focus { ?focus ?p 7 }"), megabytes=64)
    assert "hungry was not finished: it needs more than 64 MiB of memory" in hungry.message
    assert found.rule == "odd"


def test_a_check_that_finds_too_much_is_cut(asked: Callable[..., list[Finding]]) -> None:
    """The first thousand are told, and that there are more."""
    *found, more = asked(check("SELECT ?focus { ?focus ?p ?o }"))
    assert len(found) == 1000
    assert "more than 1,000 places" in more.message


def test_a_check_that_is_no_select_is_an_error(asked: Callable[..., list[Finding]]) -> None:
    """Its file is told."""
    with pytest.raises(SourceError, match="A check is a SELECT query"):
        asked(check("ASK { ?s ?p ?o }"))


def endless_project(folder: Path) -> Project:
    """Return a small project whose saved check and shape have no end, and another shape that has."""
    things = "".join(f"<http://e/{n}> <http://e/p> {n} .\n" for n in range(300))
    (folder / "data").mkdir()
    (folder / "data/a.ttl").write_text(things)
    (folder / "queries/checks").mkdir(parents=True)
    header = "# id: {}\n# message: Odd.\n# severity: info\n"
    (folder / "queries/checks/a.rq").write_text(f"{header.format('endless')}{ENDLESS}\n")
    (folder / "queries/checks/b.rq").write_text(
        f"{header.format('seven')}SELECT ?focus {{ ?focus <http://e/p> 7 }}\n"
    )
    joined = "$this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a + ?d = ?g + ?j)"
    (folder / "shapes").mkdir()
    (folder / "shapes/a.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<http://e/Endless> a sh:NodeShape ; sh:targetSubjectsOf <http://e/p> ;\n"
        f'  sh:sparql [ sh:message "Odd." ; sh:select "SELECT $this {{ {joined} }}" ] .\n'
        "<http://e/Seven> a sh:NodeShape ; sh:targetSubjectsOf <http://e/p> ;\n"
        '  sh:sparql [ sh:message "Seven." ; sh:select "SELECT $this { $this <http://e/p> 7 }" ] .\n'
    )
    return Project.at(folder)


def test_queries_of_a_small_project_have_a_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a check finds nobody knows: a warning; data that were not held against a shape do not conform."""
    monkeypatch.setenv("BILAT_CHECK_SECONDS", "4")
    checked = check_project(endless_project(tmp_path))
    shape, saved = (found for found in checked.findings if found.rule == "check-unfinished")
    assert (shape.severity, str(shape.focus)) == (Severity.VIOLATION, "http://e/Endless")
    assert (shape.place and str(shape.place)) == "shapes/a.ttl:3:45"
    assert "given up after 4 seconds" in shape.message
    assert (saved.severity, str(saved.place)) == (Severity.WARNING, "queries/checks/a.rq")
    others = {(found.rule, str(found.focus)) for found in checked.findings} - {
        (found.rule, str(found.focus)) for found in (shape, saved)
    }
    assert ("seven", "http://e/7") in others
    assert [found.message for found in checked.findings if str(found.focus) == "http://e/7"] == [
        "Seven.",
        "Odd.",
    ]


def test_a_check_is_not_begun_for_who_has_stopped(store: Path, source: Source) -> None:
    """Nor one that is beginning as the word comes: its process was not there yet to be ended."""
    with Asker(Allowance(seconds=60), lambda new: new.open(store)) as asker:
        asker.stop()
        assert list(findings_in(asker, [check(ENDLESS)], source)) == []
        with pytest.raises(UnfinishedError):
            list(asker.ask(ENDLESS))


def test_a_check_ends_with_who_asked(store: Path) -> None:
    """Though it would have no end of its own, and who asked was killed."""
    orders = (["open", {"folder": str(store)}], ["ask", {"query": ENDLESS}])
    asking = [sys.executable, "-c", ASKING, *map(json.dumps, orders)]
    with subprocess.Popen(asking, stdout=subprocess.PIPE) as process:
        assert process.stdout
        asked = Path("/proc") / process.stdout.readline().decode().strip()
        assert asked.exists()
        process.kill()
    due = monotonic() + 30
    while asked.exists() and "\nState:\tZ" not in (asked / "status").read_text() and monotonic() < due:
        sleep(0.05)
    assert not asked.exists() or "\nState:\tZ" in (asked / "status").read_text()
