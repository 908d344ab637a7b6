"""Where a command writes, and with which colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Run, process

from bilat.cli.output import colourful, complain


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colours unless NO_COLOR or TERM=dumb says no."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colourful()
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert not colourful()


def test_errors_have_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can do nothing gets no colour with its errors either."""
    told: list[str] = []
    monkeypatch.setattr("click.echo", lambda text, **_: told.append(text))
    monkeypatch.delenv("NO_COLOR", raising=False)
    for term in ("xterm", "dumb"):
        monkeypatch.setenv("TERM", term)
        complain("No.")
    assert told == ["\x1b[31m\x1b[1merror:\x1b[0m No.", "error: No."]


def test_a_failed_write_leaves_the_old_file(call: Run, project: Path, tmp_path: Path) -> None:
    """A target that cannot be written is named, and no part of a file stays behind."""
    status, _, err = call("export", "--project", project, "--output", tmp_path / "no/such/folder.ttl")
    assert status == 2
    assert "cannot be written: No such file or directory" in err
    assert list(tmp_path.iterdir()) == []


def test_output_may_be_standard_output(project: Path, tmp_path: Path) -> None:
    """A dash is that, as for input; by its name it is added to, as a shell wants it."""
    (tmp_path / "log").write_text("before\n")
    for target in ("-", "/dev/stdout"):
        with (tmp_path / "log").open("a") as log:
            made = process(
                "coverage", "--project", project, "-o", target, stdout=log, stderr=None, cwd=tmp_path
            )
            assert made.wait() == 0
    found = (tmp_path / "log").read_text()
    assert found.startswith("before\n")
    assert found.count("Guide to the bridges") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
