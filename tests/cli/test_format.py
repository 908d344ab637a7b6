"""Files are put in order, or looked at."""

from __future__ import annotations

import shutil
from pathlib import Path

from commands import QUESTION, SMALL, Run


def test_format_looks_and_mends(call: Run, tmp_path: Path) -> None:
    """With --check nothing is written and the exit status tells; without, the file is laid out."""
    shutil.copytree(SMALL, tmp_path / "project")
    path = tmp_path / "project/data/editorial.trig"
    laid_out = path.read_text()
    path.write_text(laid_out.replace("  a br:Bridge ;", "a    br:Bridge ;"))
    status, out, _ = call("format", "--check", "--project", tmp_path / "project")
    assert (status, out) == (1, "data/editorial.trig is out of layout\n")
    assert call("format", "--project", tmp_path / "project")[0] == 0
    assert path.read_text() == laid_out
    assert call("format", "--check", tmp_path / "project/data") == (0, "", "")


def test_format_outside_of_a_project_touches_nothing(call: Run, tmp_path: Path, monkeypatch) -> None:
    """Who stands elsewhere does not mean the files that came with bilat."""
    monkeypatch.chdir(tmp_path)
    status, out, err = call("format")
    assert (status, out) == (2, "")
    assert "You are in no project" in err


def test_format_goes_on_after_a_file_that_cannot_be_read(call: Run, tmp_path: Path) -> None:
    """What is laid out is told, and each file that is not; the exit status is that of an error."""
    for name in ("b", "d"):
        (tmp_path / f"{name}.ttl").write_text("<http://e/s>   <http://e/p> 1 .")
    for name in ("a", "c"):
        (tmp_path / f"{name}.ttl").write_text("<http://e/s> .")
    status, out, err = call("format", tmp_path)
    assert (status, out) == (2, f"{tmp_path}/b.ttl was laid out\n{tmp_path}/d.ttl was laid out\n")
    assert [line.split(":")[1].strip() for line in err.splitlines()] == [
        f"{tmp_path}/a.ttl",
        f"{tmp_path}/c.ttl",
    ]


def test_format_leaves_releases_and_hidden_files_alone(call: Run, project: Path, tmp_path: Path) -> None:
    """A release with a file that changed would be damaged; what is hidden is not the author's."""
    shutil.copytree(project, tmp_path / "project", symlinks=True)
    for name in (".git/a.ttl", "data/b.ttl~", "data/c.ttl"):
        path = tmp_path / "project" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<http://e/s>   <http://e/p> 1 .")
    status, out, _ = call("format", tmp_path / "project")
    assert (status, out) == (0, f"{tmp_path}/project/data/c.ttl was laid out\n")
    assert call("query", tmp_path / "project" / QUESTION, "--release", tmp_path / "project/release")[0] == 0
    status, _, err = call("format", tmp_path / "project/release")
    assert status == 2
    assert "belongs to a release, which never changes." in err
