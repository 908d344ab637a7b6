"""Commands in general: help, settings, and what none of them expects."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from commands import SMALL, Run

from bilat.cli import COMMANDS, check, commands, export
from bilat.graph.formats.export import FORMS
from bilat.graph.report.render import FORMS as REPORTS
from bilat.settings import TABLE


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(call: Run, command: str) -> None:
    """Help says in a sentence what a command does, and names its options."""
    status, out, _ = call(command, "--help")
    assert status == 0
    assert f"bilat {command}" in out
    assert "--project" in out or command in {"init", "pull"}


def test_every_setting_is_an_option_of_serve(call: Run) -> None:
    """The table of settings feeds the command line."""
    _, out, _ = call("serve", "--help")
    for row in TABLE:
        assert f"--{row.name.replace('_', '-')}" in out


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_asked_for_as_in_other_tools(call: Run, command: str) -> None:
    """``bilat help check`` is ``bilat check --help``."""
    assert call("help", *filter(None, [command])) == call(*filter(None, [command]), "--help")


def test_the_version_has_a_short_option(call: Run) -> None:
    """As those of other tools have."""
    assert call("-V") == call("--version")


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["check", "--format", "s"], ["sarif"]),
        (["query", "--format", "t"], ["table", "tsv", "turtle"]),
        (["serve", "--store", ""], ["auto", "memory", "disk"]),
        (["help", "che"], ["check"]),
    ],
)
def test_a_shell_completes_words(words: list[str], completed: list[str]) -> None:
    """Commands, options, and what options take."""
    completion = ShellComplete(commands, {}, "bilat", "_BILAT_COMPLETE")
    assert [each.value for each in completion.get_completions(words[:-1], words[-1])] == completed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "There is no command 'chek'. Did you mean check? The commands are answers, build,"),
        (
            ["check", "--fromat=x"],
            "There is no option --fromat. Did you mean --format? The options of bilat check",
        ),
        (
            ["check", "--format=tutle"],
            "'tutle' is none of text, json, html, turtle, jsonld, sarif, github. Did you mean turtle?",
        ),
        (
            ["check", "--project=/no/where"],
            "No project at /no/where. A project folder holds any of the folders ontology",
        ),
        (["check", "--project="], "Invalid value for '--project': It is empty. Name a file or folder"),
        (["build", f"--project={SMALL}", "--out="], "Invalid value for '--out': It is empty."),
        (["check", f"--project={SMALL}", "--sources="], "Invalid value for '--sources': It is empty."),
        (["coverage", f"--project={SMALL}", "-o", ""], "It is empty."),
        (["export", "--release="], "Invalid value for '--release': It is empty."),
        (["pull", "http://e.org/", "--into="], "Invalid value for '--into': It is empty."),
        (["query", ""], "Invalid value for 'FILE|-': It is empty."),
        (["init", ""], "Invalid value for 'DIR': It is empty."),
        (["build", f"--project={SMALL}", "--out=http://e.org/"], "'http://e.org/' is an address."),
        (["init", "http://e.org/"], "Invalid value for 'DIR': 'http://e.org/' is an address."),
        (["check", f"--project={SMALL}", "--endpoint="], "'' is no web address."),
        (["publish", "--to=http://e.org/", "--seconds=0"], "0.0 is not in the range 0.001<=x<=1000000.0."),
        (["check", "--sources=a", "--endpoint=http://e.org/"], "--sources and --endpoint are both given."),
        (["check", "--credentials=a"], "--credentials is given without --endpoint."),
        (["format", __file__, "--project=a"], "--project is given, and files too."),
        (
            ["check", f"--project={SMALL}", "--endpoint=http://127.0.0.1:1/"],
            "gave no answer to a query: Connection refused.",
        ),
        (["check", f"--project={SMALL}", "--sources=/no/where"], "There is no folder /no/where"),
        (["query"], "Missing argument 'FILE|-'"),
        (
            ["query", "/no/where.rq"],
            "cannot be read: No such file or directory. Name a file, or -",
        ),
        (["query", "ASK {}"], "Name a file, or - for standard input: echo 'ASK {}' | bilat query -"),
        (["serve", "--port=many"], "port is 'many'. It takes a whole number."),
        (
            ["serve", "--release=/no/where"],
            "There is no release at /no/where. Name a folder that bilat build made",
        ),
        (["format", "/no/where"], "'/no/where' does not exist"),
        (["format", __file__], "is no Turtle or TriG file. Name files that end in .ttl or .trig"),
        (["format", str(SMALL / "queries")], "holds no Turtle or TriG file."),
        (["export", "--project=x", "--release=y"], "--project and --release are both given."),
        (["why", "_:b", "a", "br:Bridge", f"--project={SMALL}"], "A blank node has no name to ask for."),
        (["why", "br:x", "a"], "Missing argument 'OBJECT'"),
    ],
)
def test_a_command_that_cannot_run_says_why(call: Run, arguments: list[str], words: str) -> None:
    """Exit status 2, one line on stderr, nothing on stdout, and what is allowed."""
    status, out, err = call(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert words in err
    assert err.count("\n") == 1


def test_what_init_says_comes_next_can_be_pasted(call: Run, tmp_path: Path) -> None:
    """A shell takes the folder for one word."""
    _, out, _ = call("init", tmp_path / "my own")
    assert shlex.split(out.splitlines()[-1]) == [
        *("Next:", "cd", str(tmp_path / "my own"), "&&", "bilat", "check")
    ]


def test_init_where_one_stands_says_what_comes_next(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no folder to change to."""
    monkeypatch.chdir(tmp_path)
    assert call("init", ".")[1].splitlines()[-1] == "Next: bilat check"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            FileNotFoundError(2, "No such file", "/a/.work"),
            "/a/.work cannot be used: No such file. If it was",
        ),
        (OSError("IO error: While open /a/1.sst"), "A file cannot be used: IO error: While open /a/1.sst."),
        (OSError(28, "No space left"), "Standard output cannot be used: No space left."),
    ],
)
def test_what_no_command_expects_is_told_in_words(
    call: Run, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    """What another program takes away meanwhile is named, as far as the system names it."""

    def lost(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr("bilat.graph.build.build", lost)
    status, _out, err = call("build", f"--project={SMALL}")
    assert (status, err.startswith(f"error: {words}")) == (2, True)


def test_bare_bilat_shows_help(call: Run) -> None:
    """Without a command there is nothing to do, which is told as help and not as an error."""
    status, out, err = call()
    assert (status, out) == (2, "")
    assert err.startswith("Usage: bilat")
    assert "..." not in err.split("Commands:")[1]


def test_python_m_bilat_is_the_command() -> None:
    """The package runs where no script was installed."""
    done = subprocess.run([sys.executable, "-m", "bilat", "--version"], capture_output=True, check=True)
    assert done.stdout.startswith(b"bilat, version ")


@pytest.mark.parametrize("command", [["serve", "--release"], ["check", "--project"]])
def test_a_setting_that_is_none_is_told(
    call: Run, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """A slip of typing in the environment of any command is named, with the setting that is near."""
    monkeypatch.setenv("BILAT_WORKER", "3")
    status, _, err = call(*command, "/nowhere")
    assert status == 2
    assert err.startswith("BILAT_WORKER is no setting, and passed over. Did you mean BILAT_WORKERS?\n")


def test_commands_offer_all_formats() -> None:
    """They name the formats themselves, so that none waits for what writes them."""
    assert tuple(FORMS) == export.FORMATS
    assert set(check.FORMATS) == set(REPORTS)
