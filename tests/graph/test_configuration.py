"""What a project may say in ``bilat.toml``, and what is said of what it may not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bilat.errors import BilatError
from bilat.graph.build import build
from bilat.graph.configuration import Configuration, settings_of
from bilat.project import Project

SMALL = Path(__file__).parents[1] / "fixtures/small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small project."""
    return Path(shutil.copytree(SMALL, tmp_path / "project"))


def configured(folder: Path, text: str) -> Configuration:
    """Return the configuration that a text amounts to."""
    (folder / "bilat.toml").write_text(text, encoding="utf-8")
    return Configuration.of(Project.at(folder))


def test_a_project_needs_none(folder: Path) -> None:
    """Without the file everything is left to the data."""
    assert Configuration.of(Project.at(folder)) == Configuration()


def test_what_it_says_goes_before_the_data(folder: Path) -> None:
    """Base, title and language are those of the file, in the release and in its catalogue."""
    configured(folder, 'base = "https://e.org/x/"\ntitle = "Brücken"\nlanguage = "de"\n')
    release = build(Project.at(folder)).release
    assert release
    assert (release.base, release.identity.title, release.language) == ("https://e.org/x/", "Brücken", "de")
    assert '"Brücken"@de' in (release.root / "catalogue.ttl").read_text("utf-8")


def test_the_data_say_the_rest(folder: Path) -> None:
    """Title and language are the most telling ones of the data, the base is what all subjects share."""
    release = build(Project.at(folder)).release
    assert release
    assert release.identity.title == "Bridges and rivers"
    assert release.language == "en"
    assert release.base == "http://example.org/bridges/"


def test_settings_are_read_with_their_types(folder: Path) -> None:
    """A number stays one."""
    assert configured(folder, "[settings]\nquery_seconds = 30\n").settings == {"query_seconds": 30.0}


def test_settings_go_before_the_defaults_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line goes before the environment, the environment before the file."""
    configured(folder, "[settings]\nport = 1\nquery_seconds = 1\nworkers = 1\n")
    monkeypatch.setenv("BILAT_QUERY_SECONDS", "2")
    monkeypatch.setenv("BILAT_WORKERS", "2")
    found = settings_of(Project.at(folder), workers="3")
    assert (found.port, found.query_seconds, found.workers) == (1, 2, 3)


def test_a_server_takes_the_settings_of_its_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it does for a project, not for a release, whose project may be anywhere."""
    configured(folder, "[settings]\nport = 1\n")
    monkeypatch.setenv("BILAT_HOST", "192.0.2.1")  # nobody's address: no port of it can be had
    monkeypatch.setenv("BILAT_PORT", "2")
    assert "port 3:" in _told(folder, "--port", "3")
    assert "port 2:" in _told(folder)
    monkeypatch.delenv("BILAT_PORT")
    assert "port 1:" in _told(folder)


def _told(folder: Path, *arguments: str) -> str:
    """Return what a server says that cannot start."""
    command = [sys.executable, "-m", "bilat", "serve", "--project", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100).stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('titel = "x"\n', r"bilat\.toml:1: There is no key titel\. Did you mean title\?"),
        ('title = "x"\nzzz = 1\n', r"bilat\.toml:2: There is no key zzz\. Known are base, title"),
        (
            "[settings]\nquery_second = 3\n",
            r"bilat\.toml:2: There is no key settings\.query_second\. Did you",
        ),
        ("[settings]\nworkers = 0\n", r"bilat\.toml:2: workers is 0\. It takes 1 or more"),
        ("[settings]\nworkers = true\n", r"bilat\.toml:2: The value of workers will not do"),
        ('base = "https://e.org/x"\n', r"bilat\.toml:1: The value of base .* ends in a slash"),
        ("language = 3\n", r"bilat\.toml:1: The value of language will not do"),
        ("settings = 3\n", r"bilat\.toml:1: The value of settings .* It is a table"),
        ("[[settings]]\nport = 1\n", r"bilat\.toml:1: The value of settings .* It is a table"),
        ("\n[settings.port]\nx = 1\n", r"bilat\.toml:2: The value of port will not do"),
        ("workers = 1\n", r"bilat\.toml:1: There .* write workers below a line \[settings\]"),
        ('[settings]\ntitle = "x"\n', r"bilat\.toml:2: There .* Write title above the line \[settings\]"),
        ("[settings]\n[settings]\n", r"bilat\.toml:2:\d+: .* Cannot declare settings twice"),
        ('title = "x\n', r"bilat\.toml:1:\d+: This is not TOML"),
        (f"[settings]\nport = {'9' * 5000}\n", r"bilat\.toml: A number is too long"),
        (f"[settings]\nport = 0x{'f' * 5000}\n", r"bilat\.toml:2: The value of port .* fewer digits"),
        (f"title = {'[' * 5000}", r"bilat\.toml: .* lists are nested too deeply"),
        ('[contexts]\nx = "a\\u0000b"\n', r"bilat\.toml:2: The value of x will not do"),
        (f'[contexts]\nx = "{"a" * 5000}"\n', r"bilat\.toml:2: The value of x will not do"),
    ],
)
def test_what_it_may_not_say_is_told_with_its_line(folder: Path, text: str, message: str) -> None:
    """An unknown key comes with the nearest that is known, a bad value with what it takes."""
    with pytest.raises(BilatError, match=message):
        configured(folder, text)
