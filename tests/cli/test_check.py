"""What a check prints, writes and exits with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from commands import SMALL, Run


def test_check_names_every_bad_file(call: Run, tmp_path: Path) -> None:
    """Syntax errors of all files are told at once, with line, column and a nearest prefix."""
    shutil.copytree(SMALL, tmp_path / "project")
    for name, old, new in (
        ("data/editorial.trig", "a br:Bridge", "a brr:Bridge"),
        ("shapes/bridges.ttl", "sh:minCount 1", "sh:minCount 1 2"),
    ):
        path = tmp_path / "project" / name
        path.write_text(path.read_text().replace(old, new, 1))
    status, out, _ = call("check", "--project", tmp_path / "project")
    assert status == 1
    assert "data/editorial.trig:18:" in out
    assert "Did you mean br" in out
    assert "shapes/bridges.ttl:" in out
    (tmp_path / "project/bilat.toml").write_text('[settings]\npublish = "readable"\n')
    status, _, err = call("build", "--project", tmp_path / "project")
    assert status == 1
    assert "what cannot be read has to be mended first" in err
    assert "readable" not in err


@pytest.mark.parametrize("form", ["json", "sarif", "jsonld"])
def test_check_writes_reports(call: Run, project: Path, tmp_path: Path, form: str) -> None:
    """A report goes to a file whole, or to standard output."""
    status, out, _ = call("check", "--project", project, "--format", form)
    assert status == 0
    assert json.loads(out)
    call("check", "--project", project, "--format", form, "--output", tmp_path / "report")
    assert (tmp_path / "report").read_text() == out
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("sarif", '"uri": "graphs/loans/data/a.ttl"'),
        ("github", "::error file=graphs/loans/data/a.ttl,line=1"),
    ],
)
def test_code_hosts_are_told_files_from_where_a_job_runs(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, words: str
) -> None:
    """A project may be a folder of a repository; in the project itself its own names do."""
    folder = tmp_path / "graphs/loans/data"
    folder.mkdir(parents=True)
    (folder / "a.ttl").write_text("bad")
    monkeypatch.chdir(tmp_path)
    status, out, _ = call("check", "--project", "graphs/loans", "--format", form)
    assert (status, words in out) == (1, True)
    monkeypatch.chdir(folder)
    assert words.replace("graphs/loans/", "") in call("check", "--format", form)[1]


def test_names_cannot_steer_a_terminal(call: Run, tmp_path: Path) -> None:
    """Control characters of a file name are written out; an error stays one line."""
    path = tmp_path / "a\nb\x1b[31m.ttl"
    path.write_text("bad")
    status, _, err = call("format", path)
    assert status == 2
    assert r"a\nb\x1b[31m.ttl:1:1" in err
    assert err.count("\n") == 1


def test_check_counts_what_it_compared(call: Run, project: Path, tmp_path: Path) -> None:
    """Documents and passages whose digests hold are counted in text and JSON."""
    (tmp_path / "guide.txt").write_text("words")
    _, out, _ = call("check", "--project", project, "--sources", tmp_path)
    assert "The digests of 0 documents and 0 passages are those of the texts at hand." in out
    _, out, _ = call("check", "--project", project, "--sources", tmp_path, "--format", "json")
    assert json.loads(out)["checked"]["compared"] == {"documents": 0, "passages": 0}


def test_check_tells_of_a_download_that_is_left_out(call: Run, tmp_path: Path) -> None:
    """What RDF/XML cannot write is a note and no violation."""
    shutil.copytree(SMALL, tmp_path / "project")
    (tmp_path / "project/data/more.ttl").write_text('<http://e/s> <http://e/1> "x" .\n')
    status, out, _ = call("check", "--project", tmp_path / "project")
    assert status == 0
    assert "note download-left-out\n  Releases have no download in RDF/XML. RDF/XML cannot write" in out


def test_a_long_name_or_a_link_is_no_hindrance(call: Run, project: Path, tmp_path: Path) -> None:
    """What is written first lies beside the file that a link leads to, under a name that is short enough."""
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there/file")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("n" * 250, "link", "loop"):
        assert call("coverage", "--project", project, "-o", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_text()
    assert (tmp_path / "link").is_symlink()
