"""A project is built, and a release is used without it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import QUESTION, SMALL, Run


def test_build_publishes_and_tells_where(call: Run, project: Path) -> None:
    """The last line is the folder of the release."""
    status, out, _ = call("build", "--project", project, "--timings")
    assert status == 0
    assert Path(out.splitlines()[-1]) == (project / "release/current").resolve()


def test_build_and_check_exit_with_1_on_violations(call: Run, tmp_path: Path) -> None:
    """Violations are printed with their place; nothing is published."""
    shutil.copytree(SMALL, tmp_path / "project")
    facts = tmp_path / "project/data/facts/bridges.trig"
    facts.write_text(facts.read_text().replace("br:flowsInto id:grey-sea", "a br:Bridge"))
    for command in ("build", "check"):
        status, out, _ = call(command, "--project", tmp_path / "project")
        assert status == 1
        assert "data/facts/bridges.trig:" in out
    assert not (tmp_path / "project/release/current").exists()
    status, _, err = call("build", "--project", tmp_path / "project")
    assert 'publish = "readable" under [settings]' in err
    status, _, err = call("query", tmp_path / "project" / QUESTION, "--project", tmp_path / "project")
    assert status == 2
    assert "no release of it" in err


def test_a_release_can_be_used_without_its_project(call: Run, project: Path, tmp_path: Path) -> None:
    """A copied release answers, by itself or as the current one of a folder."""
    shutil.copytree(project / "release", tmp_path / "releases", symlinks=True)
    for place in (tmp_path / "releases", tmp_path / "releases/current"):
        status, out, _ = call("query", project / QUESTION, "--release", place, "--format", "csv")
        assert status == 0
        assert "iron-bridge" in out


def test_a_damaged_release_is_refused_or_built_again(call: Run, project: Path, tmp_path: Path) -> None:
    """A release that was named is refused with the file; that of a project is built again."""
    shutil.copytree(project, tmp_path / "project", symlinks=True)
    quads = tmp_path / "project/release/current/bilat.nq"
    body = quads.read_bytes()
    quads.write_bytes(body.replace(b"1788", b"1789"))
    question = project / QUESTION
    status, _, err = call("query", question, "--release", tmp_path / "project/release")
    assert status == 2
    assert "bilat.nq: its content has changed" in err
    status, _, _ = call("query", question, "--project", tmp_path / "project")
    assert status == 0
    assert quads.read_bytes() == body


def test_a_current_release_needs_no_heavy_library(project: Path) -> None:
    """What only a build needs is not loaded to serve or query a release that is current."""
    program = (
        "import sys; from bilat.cli import run\n"
        f"status = run(['query', {str(project / QUESTION)!r}, '--project', {str(project)!r}])\n"
        "heavy = {'rdflib', 'owlrl', 'pyshacl', 'duckdb', 'pyld', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'{status} {heavy}' if status or heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "module", ["bilat.web.server.serve", "bilat.web.server.process", "bilat.engine.workers.zygote"]
)
def test_the_server_loads_no_heavy_library(module: str) -> None:
    """Nor is loaded what only a build needs, or one answer in a thousand: each takes a part of the start."""
    heavy = "{'rdflib', 'owlrl', 'pyshacl', 'duckdb', 'pyld', 'rich', 'bs4', 'markdownify'}"
    program = f"import sys, {module}; sys.exit(str({heavy} & set(sys.modules) or ''))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
