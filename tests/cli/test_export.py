"""A release as one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import Run

from bilat.cli import export


def test_export_writes_one_graph(call: Run, project: Path) -> None:
    """A graph is named by its end, a prefixed name or its IRI."""
    wanted = "id:clear-brook\n  br:flowsInto id:great-river ;\n.\n"
    for name in ("source/guide/2", "g:2", "https://w3id.org/bilat/source/guide/2"):
        status, out, _ = call("export", "--project", project, "--graph", name)
        assert status == 0
        assert wanted in out
        assert "id:old-bridge" not in out


def test_export_leaves_out_what_was_added(call: Run, project: Path) -> None:
    """Stated is without inferences; whole is the quads of the release."""
    _, whole, _ = call("export", "--project", project, "--format", "nquads")
    assert whole.encode() == (project / "release/current/bilat.nq").read_bytes()
    _, stated, _ = call("export", "--project", project, "--format", "nquads", "--stated")
    assert "graph/inferred" in whole
    assert "graph/inferred" not in stated
    assert set(stated.splitlines()) < set(whole.splitlines())


def test_export_says_what_stated_leaves_out(call: Run, project: Path) -> None:
    """A graph that is there is not told to be none."""
    status, _, err = call("export", "--project", project, "--stated", "--graph", "inferred")
    assert status == 2
    assert "--stated leaves the graph <https://w3id.org/bilat/graph/inferred> out." in err


@pytest.mark.parametrize("empty", ["", " "])
def test_export_of_no_name(call: Run, project: Path, empty: str) -> None:
    """The name of a graph that is empty, as of a variable with a slip, is told as such."""
    status, _, err = call("export", "--project", project, "--graph", empty)
    assert status == 2
    assert "--graph is empty. Name a graph" in err


def test_export_names_the_nearest_graph(call: Run, project: Path) -> None:
    """A graph that is not there is an error with a suggestion."""
    status, _, err = call("export", "--project", project, "--graph", "source/guid/2")
    assert status == 2
    assert "There is no graph source/guid/2. Did you mean source/guide/2?" in err
    err = call("export", "--project", project, "--graph", "zzzzzzzz")[2]
    assert re.search(r"no graph zzzzzzzz\. There are graph/catalogue, .*, source/guide/1", err)


def test_many_graphs_are_counted(call: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of hundreds would be no help."""
    monkeypatch.setattr(export, "_LISTED", 2)
    err = call("export", "--project", project, "--graph", "zzzzzzzz")[2]
    assert re.search(r"There are \d+, which --format trig shows\.", err)
