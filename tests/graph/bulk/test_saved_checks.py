"""Saved checks of a large release have a deadline and a bound, and say when they meet it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pyoxigraph as ox
import pytest

from bilat.errors import SourceError
from bilat.graph.build import Built
from bilat.graph.bulk import build as build_module
from bilat.graph.bulk.saved_checks import Asker
from bilat.graph.queries.saved import SavedCheck
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source, load
from bilat.project import Project

Large = Callable[[Path], Built]
#: Joins everything with everything; no machine comes to its end.
ENDLESS = "SELECT (COUNT(*) AS ?message) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
#: Asks a question, says in which process, and waits.
ASKING = """
import subprocess, sys, time
command = [sys.executable, "-m", "bilat.graph.bulk.saved_checks", sys.argv[1], "512"]
process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
process.stdout.readline()
print(sys.argv[2], file=process.stdin, flush=True)
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
        with Asker(store, seconds, megabytes) as asker:
            return list(asker.findings(checks, source))

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


def test_a_large_build_reports_what_was_not_finished(
    make: Callable[..., Path], large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release is published, and its report has the finding."""
    monkeypatch.setenv("BILAT_CHECK_SECONDS", "1")
    folder = make(3000)
    (folder / "queries/checks").mkdir(parents=True)
    header = "# id: endless\n# message: Odd.\n# severity: violation\n"
    (folder / "queries/checks/endless.rq").write_text(f"{header}{ENDLESS}\n")
    built = large(folder)
    assert built.release
    assert "endless was not finished" in json.dumps(json.loads(built.release.read("report.json")))
    assert "endless" in built.scope.checks
    shutil.rmtree(folder / "release")


def test_what_fails_beside_the_checks_waits_for_none(
    make: Callable[..., Path], large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that cannot be written ends the build, and the checks with it."""
    folder = make(3000)
    (folder / "queries/checks").mkdir(parents=True)
    for name in "ab":
        header = f"# id: {name}\n# message: Odd.\n# severity: violation\n"
        (folder / f"queries/checks/{name}.rq").write_text(f"{header}{ENDLESS}\n")

    def fail(*_: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(build_module, "index", fail)
    began = monotonic()
    with pytest.raises(ValueError, match="odd"):
        large(folder)
    assert monotonic() - began < 200  # One check alone would take 300.


def test_a_check_ends_with_who_asked(store: Path) -> None:
    """Though it would have no end of its own, and who asked was killed."""
    asking = [sys.executable, "-c", ASKING, str(store), json.dumps({"text": ENDLESS, "path": "q"})]
    with subprocess.Popen(asking, stdout=subprocess.PIPE) as process:
        assert process.stdout
        asked = Path("/proc") / process.stdout.readline().decode().strip()
        assert asked.exists()
        process.kill()
    due = monotonic() + 30
    while asked.exists() and "\nState:\tZ" not in (asked / "status").read_text() and monotonic() < due:
        sleep(0.05)
    assert not asked.exists() or "\nState:\tZ" in (asked / "status").read_text()
