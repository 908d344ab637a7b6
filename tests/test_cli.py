"""The command line: what each command prints, and how errors are told."""

import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest

from bilat.cli import COMMANDS, check, export, run
from bilat.cli.output import colourful, complain
from bilat.cli.table import as_table
from bilat.cli.terms import parse_term
from bilat.errors import BilatError
from bilat.graph.formats.export import FORMS
from bilat.graph.formats.quads import XSD
from bilat.graph.report.render import FORMATS as REPORTS
from bilat.settings import TABLE

SMALL = Path(__file__).parent / "fixtures/small"
QUESTION = "queries/competency/bridges-over-what-flows-to-the-sea.rq"
BILAT = [sys.executable, "-m", "bilat"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the small project that was built."""
    folder = tmp_path_factory.mktemp("cli") / "project"
    shutil.copytree(SMALL, folder)
    assert run(["build", "--project", str(folder)]) == 0
    return folder


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command and gives exit status, output and errors."""

    def call(*arguments: object) -> tuple[int, str, str]:
        status = run([str(argument) for argument in arguments])
        return (status, *capfd.readouterr())

    return call


def process(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """Return a command in a process of its own."""
    words = [*BILAT, *map(str, arguments)]
    return subprocess.Popen(words, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})  # type: ignore[call-overload, no-any-return]


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
            "'tutle' is none of text, json, html, turtle, jsonld, sarif. Did you mean turtle?",
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
    assert shlex.split(out.splitlines()[-1])[-1] == str(tmp_path / "my own")


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


def test_query_answers_with_the_expected_csv(call: Run, project: Path) -> None:
    """The saved question has the answer that is kept beside it."""
    status, out, _ = call("query", project / QUESTION, "--project", project, "--format", "csv")
    assert status == 0
    assert out.splitlines() == (project / QUESTION).with_suffix(".csv").read_text().splitlines()


def test_query_prints_a_table(call: Run, project: Path) -> None:
    """A table has prefixed names and a count of rows."""
    _, out, _ = call("query", project / QUESTION, "--project", project)
    assert out == "bridge\n--------------\nid:iron-bridge\nid:old-bridge\n(2 rows)\n"
    _, out, _ = call("query", project / "queries/competency/is-there-a-tunnel.rq", "--project", project)
    assert out == "no\n"


@pytest.mark.parametrize(("form", "ending"), [("json", "srj"), ("tsv", "tsv"), ("xml", "srx")])
def test_query_writes_rows(call: Run, project: Path, form: str, ending: str) -> None:
    """A SELECT comes out in every format of rows."""
    status, out, _ = call("query", project / QUESTION, "--project", project, "--format", form)
    assert status == 0
    rows = pyoxigraph.parse_query_results(out, pyoxigraph.QueryResultsFormat.from_extension(ending))
    assert [row["bridge"].value.rpartition("/")[2] for row in rows] == ["iron-bridge", "old-bridge"]


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("turtle", "text/turtle"),
        ("table", "text/turtle"),
        ("ntriples", "application/n-triples"),
        ("rdfxml", "application/rdf+xml"),
        ("jsonld", "application/ld+json"),
    ],
)
def test_query_writes_graphs(call: Run, project: Path, tmp_path: Path, form: str, media_type: str) -> None:
    """A CONSTRUCT comes out in every format of RDF; as a table it is Turtle."""
    query = tmp_path / "all.rq"
    query.write_text("CONSTRUCT { ?s a ?class } { ?s a ?class . FILTER(STRENDS(STR(?class), 'Bridge')) }")
    status, out, _ = call("query", query, "--project", project, "--format", form)
    assert status == 0
    parsed = pyoxigraph.parse(out, pyoxigraph.RdfFormat.from_media_type(media_type))
    assert len({quad.subject for quad in parsed}) == 2


def test_query_refuses_a_format_of_another_kind(call: Run, project: Path, tmp_path: Path) -> None:
    """Rows cannot be written as Turtle nor triples as CSV; the error says what they can be written as."""
    status, out, err = call("query", project / QUESTION, "--project", project, "--format", "turtle")
    assert (status, out) == (2, "")
    assert "is rows, which cannot be written as turtle. Choose one of table, json, csv, tsv, xml." in err
    query = tmp_path / "one.rq"
    query.write_text("DESCRIBE <http://example.org/bridges/id/old-bridge>")
    status, out, err = call("query", query, "--project", project, "--format", "csv")
    assert (status, out) == (2, "")
    assert "is a graph, which cannot be written as csv. Choose one of table, turtle, ntriples," in err


def test_a_bad_query_shows_the_line_with_a_caret(call: Run, project: Path, tmp_path: Path) -> None:
    """The place is shown, not only named; an unknown prefix is named as such."""
    query = tmp_path / "bad.rq"
    query.write_text("SELECT ?s {\n  ?s a br:Bridge\n}\n")
    status, out, err = call("query", query, "--project", project)
    assert (status, out) == (2, "")
    assert 'Line 2, column 8: The prefix "br:" is not declared.' in err
    assert "\n  ?s a br:Bridge\n       ^\n" in err


def test_query_sees_what_has_changed(call: Run, project: Path, tmp_path: Path) -> None:
    """A release of what the files were before is built anew."""
    folder, query = tmp_path / "project", tmp_path / "one.rq"
    shutil.copytree(project, folder, symlinks=True)
    query.write_text("SELECT ?s { ?s <http://e/new> 1 }")
    rows = [call("query", query, "--project", folder, "--format", "csv")[1]]
    (folder / "data/new.ttl").write_text("<http://e/thing> <http://e/new> 1 .")
    rows.append(call("query", query, "--project", folder, "--format", "csv")[1])
    assert [each.split() for each in rows] == [["s"], ["s", "http://e/thing"]]


def test_query_reads_standard_input(project: Path) -> None:
    """A dash stands for standard input."""
    with process("query", "-", "--project", project, stdin=subprocess.PIPE) as running:
        out, _ = running.communicate(b"ASK {}")
    assert (running.returncode, out) == (0, b"yes\n")


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


def test_publish_takes_the_credentials_of_the_project(call: Run, tmp_path: Path) -> None:
    """As check does, from its configuration."""
    shutil.copytree(SMALL, tmp_path / "project")
    (tmp_path / "project/bilat.toml").write_text('[settings]\nengine_credentials = "/no/where"\n')
    status, _, err = call("publish", "--to", "http://127.0.0.1:1/", "--project", tmp_path / "project")
    assert status == 2
    assert "The credentials in /no/where cannot be read" in err


@pytest.mark.parametrize("limit", [None, 3_000_000_000])
def test_query_may_be_long_and_deep(project: Path, tmp_path: Path, limit: int | None) -> None:
    """A query nests as deep as it is long; a long list is read where there is little memory too."""
    query = tmp_path / "deep.rq"
    query.write_text(
        "SELECT * " + "{" * 20_000 + "}" * 20_000
        if limit is None
        else f"ASK {{ VALUES ?x {{ {' '.join(map(str, range(200_000)))} }} }}"
    )
    limits = limit and partial(resource.setrlimit, resource.RLIMIT_AS, (limit, limit))
    running = process("query", query, "--release", project / "release", preexec_fn=limits)
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (0, b"")


@pytest.mark.parametrize("empty", ["", " "])
def test_export_of_no_name(call: Run, project: Path, empty: str) -> None:
    """The name of a graph that is empty, as of a variable with a slip, is told as such."""
    status, _, err = call("export", "--project", project, "--graph", empty)
    assert status == 2
    assert "--graph is empty. Name a graph" in err


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("Emma", """For a text, write '"Emma"', quotation marks inside those of the shell."""),
        ("Emma@en", """For a text, write '"Emma"@en', quotation marks"""),
        ("Emma: a novel", """For a text, write '"Emma: a novel"', quotation marks"""),
    ],
)
def test_why_tells_how_to_type_a_text(call: Run, project: Path, typed: str, advice: str) -> None:
    """The shell takes quotation marks away, so that a text comes without them."""
    status, _, err = call("why", "--project", project, "<http://e/s>", "rdfs:label", typed)
    assert status == 2
    assert advice in err


def test_export_names_the_nearest_graph(call: Run, project: Path) -> None:
    """A graph that is not there is an error with a suggestion."""
    status, _, err = call("export", "--project", project, "--graph", "source/guid/2")
    assert status == 2
    assert "There is no graph source/guid/2. Did you mean source/guide/2?" in err
    err = call("export", "--project", project, "--graph", "zzzzzzzz")[2]
    assert re.search(r"no graph zzzzzzzz\. There are \d+; bilat export --format trig shows them\.", err)


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


def test_coverage_is_told(call: Run, project: Path) -> None:
    """Text for people, JSON for machines."""
    status, out, _ = call("coverage", "--project", project)
    assert status == 0
    assert "3 of 4 passages make 7 statements" in out
    _, out, _ = call("coverage", "--project", project, "--format", "json")
    assert json.loads(out)["complete"] is True


def test_why_leads_to_passage_and_line(call: Run, project: Path) -> None:
    """An inferred triple is explained by its rule, down to stated ones with passage, file and line."""
    status, out, _ = call("why", "id:clear-brook", "br:flowsInto", "id:grey-sea", "--project", project)
    assert status == 0
    assert "(prp-trp)" in out
    assert (
        "id:clear-brook br:flowsInto id:great-river\n      stated in g:2, data/facts/bridges.trig:16" in out
    )


def test_why_names_the_axiom_that_was_used(call: Run, project: Path) -> None:
    """The premise of a membership in a wider class is the axiom that makes it wider, and no other."""
    _, out, _ = call("why", "id:old-bridge", "a", "br:Crossing", "--project", project)
    assert "(cax-sco)" in out
    assert "br:Bridge rdfs:subClassOf br:Crossing\n      stated in graph:ontology" in out


def test_why_shows_lists_by_their_items(call: Run, tmp_path: Path) -> None:
    """A chain of properties is told by its links, not by a blank node."""
    shutil.copytree(SMALL, tmp_path / "project")
    path = tmp_path / "project/ontology/bridges.ttl"
    chain = "br:reaches a owl:ObjectProperty ; owl:propertyChainAxiom ( br:crosses br:flowsInto ) ."
    path.write_text(f"{path.read_text()}\n{chain}\n")
    status, out, _ = call(
        "why", "id:iron-bridge", "br:reaches", "id:grey-sea", "--project", tmp_path / "project"
    )
    assert status == 0
    assert "(prp-spo2)" in out
    assert "_:" not in out


def test_why_takes_literals_and_iris(call: Run, project: Path) -> None:
    """Terms are typed as in Turtle."""
    arguments = ("<http://example.org/bridges/id/old-bridge>", "br:opened", '"1788"^^xsd:gYear')
    status, out, _ = call("why", *arguments, "--project", project)
    assert status == 0
    assert "stated in g:1" in out


@pytest.mark.parametrize(
    ("triple", "words"),
    [
        (
            ("id:clear-brok", "a", "br:River"),
            "id:clear-brok does not occur in the graph. Did you mean id:clear-brook?",
        ),
        (
            ("id:old-bridge", "br:opened", '"1788"'),
            '"1788" does not occur in the graph. Did you mean "1788"^^xsd:gYear? The datatype',
        ),
        (("di:clear-brook", "a", "br:River"), "The prefix di: is not known."),
        (("id:grey-sea", "a", "br:Bridge"), "is neither stated nor does it follow"),
    ],
)
def test_why_says_what_is_unknown(call: Run, project: Path, triple: tuple[str, ...], words: str) -> None:
    """A slip in a name and a triple that does not hold are told apart."""
    status, _, err = call("why", *triple, "--project", project)
    assert status == 2
    assert words in err


def test_why_knows_shapes_and_common_prefixes(call: Run, project: Path) -> None:
    """What a shape states is stated, though it takes no part in reasoning; rdf: needs no declaration."""
    triple = ("s:Bridge", "rdf:type", "sh:NodeShape")
    status, out, _ = call("why", *triple, "--project", project)
    assert status == 0
    assert out.startswith("s:Bridge a sh:NodeShape\n  stated in graph:shapes, shapes/bridges.ttl:8:")


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


def test_a_query_may_begin_with_a_byte_order_mark(call: Run, project: Path, tmp_path: Path) -> None:
    """Editors that write one do no harm."""
    query = tmp_path / "marked.rq"
    query.write_text("\ufeffASK {}", encoding="utf-8")
    assert call("query", query, "--project", project) == (0, "yes\n", "")


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


def test_a_setting_that_is_none_is_told(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip of typing in the environment of a service is named, with the setting that is near."""
    monkeypatch.setenv("BILAT_WORKER", "3")
    status, _, err = call("serve", "--release", "/nowhere")
    assert status == 2
    assert err.startswith("BILAT_WORKER is no setting, and passed over. Did you mean BILAT_WORKERS?\n")


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    """Output into a closed pipe ends quietly with 141, as other tools do."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with process("export", "--project", project, stdout=write_end) as running:
        os.close(write_end)
        _, err = running.communicate()
    assert (running.returncode, err) == (141, b"")


def test_a_reader_of_help_that_goes_away_is_no_error() -> None:
    """Help ends as results do."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with process("--help", stdout=write_end) as running:
        os.close(write_end)
        _, err = running.communicate()
    assert (running.returncode, err) == (141, b"")


def test_errors_that_nobody_can_read_leave_the_exit_status() -> None:
    """Standard error on a full disk changes nothing of it."""
    with Path("/dev/full").open("wb") as full, process("chek", stderr=full) as running:
        out, _ = running.communicate()
    assert (running.returncode, out) == (2, b"")


def test_a_folder_that_was_deleted_meanwhile_is_told(tmp_path: Path) -> None:
    """Whoever stands in it is told so, and not that something else was not found."""
    words = ["sh", "-c", 'rmdir "$PWD" && exec "$0" -m bilat check', sys.executable]
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 2
    assert "The folder that you are in is no longer there. Change to another." in found.stderr


def test_a_full_disk_is_told(project: Path) -> None:
    """Standard output that cannot take the result is an error in words."""
    with open("/dev/full", "wb") as full, process("export", "--project", project, stdout=full) as running:  # noqa: PTH123
        _, err = running.communicate()
    assert running.returncode == 2
    assert err == b"error: Standard output cannot be written to: No space left on device.\n"


def test_no_folder_for_temporary_files_is_told(call: Run, project: Path, monkeypatch) -> None:
    """Where nothing temporary can be written, this is said, and where to name a folder."""
    with monkeypatch.context() as patched:
        patched.setattr("tempfile.tempdir", None)
        patched.setattr("tempfile._candidate_tempdir_list", lambda: ["/proc/nowhere"])
        status, _, err = call("check", "--fresh", "--project", project)
    assert (status, "There is no room to work in: No usable" in err, "TMPDIR" in err) == (2, True, True)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["serve", "--help"]])
def test_a_full_disk_is_told_of_help_too(arguments: list[str]) -> None:
    """What the library of the command line prints itself fails in words like the rest."""
    with open("/dev/full", "wb") as full, process(*arguments, stdout=full) as running:  # noqa: PTH123
        _, err = running.communicate()
    assert running.returncode == 2
    assert err == b"error: Standard output cannot be used: No space left on device.\n"


@pytest.mark.parametrize(("closed", "status"), [("<&-", 0), (">&-", 2), ("2>&-", 0), ("<&- >&- 2>&-", 2)])
def test_streams_may_be_closed(project: Path, tmp_path: Path, closed: str, status: int) -> None:
    """A result that goes nowhere is an error in words; other streams are not needed."""
    words = f"{sys.executable} -m bilat check --project {project} {closed}"
    ended = subprocess.run(["/bin/sh", "-c", words], capture_output=True, cwd=tmp_path, check=False)
    assert ended.returncode == status
    told = b"error: Standard output cannot be written to: Bad file descriptor.\n"
    assert ended.stderr == (told if closed == ">&-" else b"")


def test_an_interrupt_ends_quietly(project: Path) -> None:
    """Ctrl-C while reading gives 130 and no traceback."""
    with process("query", "-", "--project", project, stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        _wait_until_asleep(running.pid)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, err) == (130, b"\n")


def test_an_interrupt_while_the_program_is_read_ends_quietly(tmp_path: Path) -> None:
    """Ctrl-C in the first moments kills the process, as it does any other; nothing is printed."""
    slow = tmp_path / "bilat_slow.py"
    slow.write_text(
        "import importlib.abc, signal, sys\n"
        "class Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'bilat.cli': signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from bilat.__main__ import main\nmain()\n"
    )
    ended = subprocess.run([sys.executable, slow], capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, b"", b"")


@pytest.mark.parametrize(
    ("times", "status", "said"), [(1, 130, b""), (2, -signal.SIGINT, b"")], ids=["once", "twice"]
)
def test_an_interrupt_that_becomes_another_error_ends_quietly(
    project: Path, tmp_path: Path, times: int, status: int, said: bytes
) -> None:
    """A library in C that is read just then cannot be imported; a second Ctrl-C does not wait."""
    slow = tmp_path / "bilat_slow.py"
    slow.write_text(
        "import importlib.abc, signal, sys\n"
        "class Finder(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name != 'duckdb': return\n"
        f"        for each in range({times}):\n"
        "            try: signal.raise_signal(signal.SIGINT)\n"
        "            except KeyboardInterrupt: pass\n"
        "        raise ImportError('initialization failed')\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from bilat.__main__ import main\nmain()\n"
    )
    command = [sys.executable, slow, "check", "--project", project]
    ended = subprocess.run(command, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (status, b"", said)


def _wait_until_asleep(pid: int) -> None:
    """Wait until a process reads from its empty input."""
    waiting = Path(f"/proc/{pid}/wchan")
    while "pipe" not in waiting.read_text():
        os.sched_yield()


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


def test_a_long_name_or_a_link_is_no_hindrance(call: Run, project: Path, tmp_path: Path) -> None:
    """What is written first lies beside the file that a link leads to, under a name that is short enough."""
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there/file")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("n" * 250, "link", "loop"):
        assert call("coverage", "--project", project, "-o", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_text()
    assert (tmp_path / "link").is_symlink()


def test_commands_offer_all_formats() -> None:
    """They name the formats themselves, so that none waits for what writes them."""
    assert tuple(FORMS) == export.FORMATS
    assert set(check.FORMATS) == set(REPORTS)


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


PREFIXES = {"id": "http://e/id/", "xsd": XSD}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"),
        ("id:japan", "<http://e/id/japan>"),
        ("<http://e/x>", "<http://e/x>"),
        ("http://e/x", "<http://e/x>"),
        ("urn:isbn:1", "<urn:isbn:1>"),
        ('"text"', '"text"'),
        ("'it''s'", "\"it''s\""),
        ('"Brücke"@DE', '"Brücke"@de'),
        ('"2015"^^xsd:gYear', f'"2015"^^<{XSD}gYear>'),
        ('"x"^^<http://e/t>', '"x"^^<http://e/t>'),
        ('"a"b"', '"a\\"b"'),
        ("20", f'"20"^^<{XSD}integer>'),
        ("-0.5", f'"-0.5"^^<{XSD}decimal>'),
        ("1e3", f'"1e3"^^<{XSD}double>'),
        ("true", f'"true"^^<{XSD}boolean>'),
    ],
)
def test_terms_are_typed_as_in_turtle(text: str, term: str) -> None:
    """Names, IRIs, literals, numbers and truth values become N-Triples."""
    assert parse_term(text, PREFIXES) == term


@pytest.mark.parametrize("text", ["", "japan", "<no iri>", "<relative>", "idd:x", '"x', '"x"^^nothing'])
def test_what_is_no_term_is_refused(text: str) -> None:
    """The error says how terms are written, or which prefix is nearest."""
    with pytest.raises(BilatError):
        parse_term(text, PREFIXES)


def test_a_table_is_aligned_whatever_it_holds() -> None:
    """Wide and combining characters, missing values, line breaks and languages keep the columns straight."""
    rows = [
        {"x": {"type": "literal", "value": "日本", "xml:lang": "ja"}, "y": {"type": "bnode", "value": "b0"}},
        {"y": {"type": "literal", "value": 'two\nlines "quoted"'}},
        {"x": {"type": "uri", "value": "http://e/id/japan"}, "y": {"type": "uri", "value": "http://other/x"}},
        {"x": {"type": "literal", "value": "cafe\u0301"}, "y": {"type": "literal", "value": "coffee"}},
    ]
    body = json.dumps({"head": {"vars": ["x", "y"]}, "results": {"bindings": rows}}).encode()
    assert as_table(body, PREFIXES).decode() == (
        "x         y\n"
        "--------  -------------------\n"
        "日本@ja   _:b0\n"
        '          two\\nlines "quoted"\n'
        "id:japan  http://other/x\n"
        "cafe\u0301      coffee\n"
        "(4 rows)\n"
    )
