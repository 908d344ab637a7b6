"""Checks of a large project: what one has found is told again while nothing changes."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from bilat.digests import size_of
from bilat.errors import ProjectError
from bilat.graph import check as small
from bilat.graph.bulk import large_files, reading
from bilat.graph.bulk.check import check_large
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.intake import LargeFile, take_in
from bilat.graph.bulk.large_check import LargeCheck
from bilat.graph.formats.quads import term_of
from bilat.graph.progress import Stages
from bilat.graph.report.findings import MOST_ALIKE, Finding
from bilat.project import Project
from bilat.settings import Settings
from bilat.vocab import RDF

ILL_TYPED = "literal-ill-typed"
DATA = """@prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
e:s a e:Thing ; e:p 007, "a"@en-GB ; e:q 1 .
e:Thing a owl:Class ; owl:hasSelf true .
"""
SHAPES = """@prefix e: <http://e/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
e:Shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ] .
"""
CLASHES = """@prefix e: <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:A a owl:Class ; owl:disjointWith e:B . e:B a owl:Class .
e:n a owl:DatatypeProperty ; rdfs:range xsd:integer .
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with a file that is large for a comment in it."""
    for name, text in {"data/a.ttl": DATA + f"# {'x' * 1_100_000}\n", "shapes/a.ttl": SHAPES}.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, "utf-8")
    return Project.at(tmp_path)


def checked(
    project: Project, stages: Stages | None = None, *, fresh: bool = False, **settings: str
) -> LargeCheck:
    found = check_large(
        project,
        project.root / "release",
        stages or Stages(),
        Settings.read({}, build_megabytes=256, **settings),
        fresh=fresh,
    )
    if found.database:
        found.database.close()
    return found


def test_nothing_is_done_twice(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a check has found is told again, every form as it is written, and no file is read for it."""
    before = Stages()
    first = checked(project, before)
    values = {term_of(finding.value) for finding in first.findings if finding.value is not None}
    assert '"007"^^<http://www.w3.org/2001/XMLSchema#integer>' in values
    notes: list[str] = []
    stages = Stages(note=notes.append)
    monkeypatch.delattr(reading, "load")
    again = checked(project, stages)
    assert (again.findings, again.scope) == (first.findings, first.scope)
    assert {term_of(each.value) for each in again.findings if each.value is not None} == values
    assert notes == ["Nothing has changed since the last check; what it found is told again."]
    assert [each.stage for each in stages.timings] == [each.stage for each in before.timings]


def test_another_setting_is_another_check(project: Project) -> None:
    """How grave an unsupported axiom is, a setting says: findings of another one are not told."""
    graves = {
        setting: {f.severity.name.lower() for f in checked(project, unsupported_axioms=setting).findings}
        for setting in ("info", "violation")
    }
    assert graves["info"] != graves["violation"]


def test_what_is_mended_is_checked_again(project: Project) -> None:
    """A file that cannot be read is told with its line, each time, until it can."""
    path = project.root / "data/a.ttl"
    good = path.read_text("utf-8")
    path.write_text(good.replace("e:q 1 .", "e:q 1 , ."), "utf-8")
    for _ in range(2):
        broken = checked(project)
        assert broken.database is None
        assert [str(finding.place) for finding in broken.findings] == ["data/a.ttl:4:46"]
    path.write_text(good, "utf-8")
    assert checked(project).database is not None


def test_a_shape_that_is_no_sql_is_evaluated_as_in_a_small_check(project: Project) -> None:
    """Shapes in a circle go to pyshacl, which finds what it finds in a project of any size."""
    shapes = project.root / "shapes/a.ttl"
    shapes.write_text(
        SHAPES + "e:Circle sh:targetSubjectsOf e:p ; sh:nodeKind sh:Literal ; sh:node e:Circle ."
    )

    def told(findings: Iterable[Finding]) -> set[tuple[str, object, object]]:
        return {(each.rule, each.focus, each.value) for each in findings if each.component}

    found = told(checked(project).findings)
    assert found == told(small.check(project).findings)
    assert {rule for rule, _, _ in found} == {"http://e/Shape", "http://e/Circle"}


def test_contradictions_that_are_alike_are_counted(tmp_path: Path) -> None:
    """Of hundreds of a kind some are told and the rest are counted behind them, the same in the small way."""
    things = "".join(f'e:x{number} a e:A, e:B ; e:n true, "x"^^xsd:integer .\n' for number in range(151))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text(CLASHES + things, "utf-8")
    project = Project.at(tmp_path)
    found = checked(project).findings
    clashes = [each for each in found if each.rule in ("cax-dw", "dt-not-type")]
    rest = {(each.rule, each.message, each.causes) for each in clashes if each.focus is None}
    message = "There are 51 more findings of this kind."
    assert rest == {("cax-dw", message, ()), ("dt-not-type", message, ())}
    assert len(clashes) == 2 * (MOST_ALIKE + 1)
    assert {each.focus is None for each in clashes[:-2]} == {False}
    others = Counter((each.rule, each.focus is None) for each in small.check(project).findings)
    assert others == Counter((each.rule, each.focus is None) for each in found)


def test_things_without_name_are_counted_as_in_a_small_check(tmp_path: Path) -> None:
    """In large files and small ones together; axioms and what something leads to are none."""
    things = f"{DATA}e:s e:p [ a e:Thing ] . [] a e:Thing, e:Other . _:x a e:Thing . [] a owl:Axiom .\n"
    for name, end in {"data/a.ttl": f"# {'x' * 1_100_000}\n", "data/b.ttl": "", "ontology/c.ttl": ""}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(things + end, "utf-8")
    project = Project.at(tmp_path)
    found = [
        [f for f in each.findings if f.rule == "thing-without-name"]
        for each in (small.check(project), checked(project))
    ]
    assert [finding.message for finding in found[0]] == [finding.message for finding in found[1]]
    assert found[1][0].message.startswith("4 things have")
    assert found[1][0].place
    assert found[1][0].place.file == "data/a.ttl"


def test_a_context_that_cannot_be_used_is_told_at_once(project: Project) -> None:
    """Not after all else has been done, by a build alone."""
    (project.root / "ontology").mkdir()
    (project.root / "ontology/context.jsonld").write_text('{"@context": {"a": 5}}', "utf-8")
    (finding,) = checked(project).findings
    assert (finding.rule, str(finding.place)) == ("syntax", "ontology/context.jsonld")


def test_a_project_that_says_nothing_is_refused(tmp_path: Path) -> None:
    """A large comment is no statement; nothing of the work stays behind."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text(f"# {'x' * 1_100_000}\n", "utf-8")
    with pytest.raises(ProjectError, match="nothing to check"):
        checked(Project.at(tmp_path))
    assert not list((tmp_path / "release").glob(".work*"))


def test_all_files_that_cannot_be_read_are_told_in_the_words_of_a_small_check(tmp_path: Path) -> None:
    """Large ones too, in lines and whole, with line and column."""
    padding = f"# {'x' * 1_100_000}\n"
    files = {
        "data/a.nq": f"<http://e/s> <http://e/p <http://e/o> .\n{padding}",
        "data/b.ttl": f"{DATA}e:s e:p .\n{padding}",
        "data/c.ttl": f'{DATA}e:s e:p "a"@en--ltr .\n{padding}',
        "data/d.ttl": f"{DATA}e:s e:p .\n",
    }
    (tmp_path / "data").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "data/e.ttl").write_bytes(f"{DATA}{padding}".encode("utf-16"))
    project = Project.at(tmp_path)
    expected = small.check(project).findings
    assert len(expected) == 5
    assert checked(project).findings == expected
    (tmp_path / "data/d.ttl").unlink()
    assert checked(project).findings == small.check(project).findings


def test_files_are_told_of_as_in_a_small_check(tmp_path: Path) -> None:
    """An empty one, keys of JSON-LD with a copied context, what RDF/XML cannot write, all in their order."""
    padding = f"# {'x' * 1_100_000}\n"
    context = "https://c.example/x"
    document = (
        f'{{"@context": "{context}",\n"@id": "http://e/s", "http://e/p": 1, "http://e/p": 2, "zz": 3,\n'
    )
    files = {
        "bilat.toml": f'[contexts]\n"{context}" = "x.json"\n',
        "x.json": '{"@context": {"n": "http://e/n"}}',
        "data/a.ttl": padding,
        "data/b.jsonld": f'{document}"n": "{"x" * 1_100_000}"}}',
        "data/c.ttl": f'{DATA}e:s e:p "\\u0001" .\n{padding}',
        "data/d.ttl": DATA,
        "shapes/a.ttl": SHAPES,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    project = Project.at(tmp_path)
    both = small.check(project), checked(project)
    rules = ("empty-file", "key-lost", "key-repeated", "download-left-out")
    told = [[(f.rule, f.message, f.place) for f in each.findings if f.rule in rules] for each in both]
    assert {rule for rule, _, _ in told[0]} == set(rules)
    assert told[0] == told[1]
    assert both[0].scope.files == both[1].scope.files


@pytest.mark.parametrize("target", [None, "b.ttl", "none.ttl"], ids=["pipe", "circle", "nothing"])
def test_what_cannot_be_opened_is_told_as_in_a_small_check(tmp_path: Path, target: str | None) -> None:
    """A pipe or a link that leads nowhere is a finding beside those of the other files."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text("<http://e/s> .", "utf-8")
    if target is None:
        os.mkfifo(tmp_path / "data/b.ttl")
    else:
        (tmp_path / "data/b.ttl").symlink_to(target)
    project = Project.at(tmp_path)
    expected = small.check(project).findings
    assert len(expected) == 2
    assert checked(project).findings == expected
    assert not list((tmp_path / "release").glob(".work*"))


def test_files_that_have_been_read_take_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small ones have no more room than a few large ones."""
    monkeypatch.setattr(large_files, "_LARGE", 1)
    (tmp_path / "data").mkdir()
    for number in range(200):
        line = f"<http://e/{number}> <http://e/p> <http://e/o> .\n"
        (tmp_path / f"data/{number}.nt").write_text(line, "utf-8")
    held = []
    query = "SELECT sum(memory_usage_bytes) FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'"

    def noted(database: Database, file: LargeFile, line_bytes: int, *, own: bool = False) -> dict[str, str]:
        found = take_in(database, file, line_bytes, own=own)
        held.append(database.value(query))
        return found

    monkeypatch.setattr(reading, "take_in", noted)
    checked(Project.at(tmp_path))
    assert len(held) == 201
    assert max(held) < 10 << 20


def test_reading_that_broke_off_begins_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first files have left in the tables is not there twice."""
    whole = checked(project, fresh=True)

    def broken(database: Database, file: LargeFile, line_bytes: int, *, own: bool = False) -> dict[str, str]:
        take_in(database, file, line_bytes, own=own)
        if not own:
            raise KeyboardInterrupt
        return {}

    with monkeypatch.context() as patched:
        patched.setattr(reading, "take_in", broken)
        with pytest.raises(KeyboardInterrupt):
            checked(project, fresh=True)
    again = checked(project)
    assert (again.findings, again.scope) == (whole.findings, whole.scope)


def test_spaces_of_tokens_are_told_in_both_ways(tmp_path: Path) -> None:
    """RDF takes the form as it is written, and no token begins with a space."""
    (tmp_path / "data").mkdir()
    spaced = '" a"^^<http://www.w3.org/2001/XMLSchema#token>'
    text = f"{DATA}e:t e:p {spaced} .\n# {'x' * 1_100_000}\n"
    (tmp_path / "data/a.ttl").write_text(text, "utf-8")
    project = Project.at(tmp_path)
    both = small.check(project).findings, checked(project).findings
    told = [{each.message for each in found if each.rule == "literal-ill-typed"} for found in both]
    assert told[0] == told[1] == {'" a" is no xsd:token.'}
    for found in both:
        values = [term_of(f.value) for f in found if f.rule == "literal-ill-typed" and f.value is not None]
        assert values == [spaced]


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("<http://e/[>", r"Invalid IRI code point '\['"),
        ("<urn:x:%zz>", "Invalid IRI percent encoding"),
        ('"x"@a', "language subtag is invalid"),
        ('"x"@en-a', "must not be empty"),
        (f'"x"^^<{RDF.langString}>', "without a language tag must not be|has no language"),
        (f'"x"^^<{RDF}dirLangString>', "without a base direction must not be rdf:dirLangString"),
    ],
)
def test_what_is_no_term_is_told_with_its_line(
    tmp_path: Path, term: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of canonical N-Quads, which no parser reads, and which are too large to be read by one."""
    monkeypatch.setattr(reading, "_WHOLE", 0)
    lines = (f'<http://e/{number}> <http://e/p> "{"x" * 1000}" .\n' for number in range(1100))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.nq").write_text(f"{''.join(lines)}<http://e/s> <http://e/p> {term} .\n", "utf-8")
    (finding,) = checked(Project.at(tmp_path)).findings
    assert re.search(message, finding.message)
    assert str(finding.place) == "data/a.nq:1101"
    (finding,) = small.check(Project.at(tmp_path)).findings
    assert re.search(message, finding.message)
    assert str(finding.place).startswith("data/a.nq:1101")


def test_a_place_is_told_where_it_is_known(tmp_path: Path) -> None:
    """Of two large files without lines none is named; lines of another are found."""
    padding = f"# {'x' * 1_100_000}\n"
    files = {"a.ttl": "e:a a e:Thing .", "b.ttl": 'e:b e:q "x"^^xsd:integer .', "c.nq": ""}
    (tmp_path / "data").mkdir()
    for name, text in files.items():
        (tmp_path / "data" / name).write_text(f"{DATA}{text}\n{padding}", "utf-8")
    odd = '<http://e/c> <http://e/q> "y"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    (tmp_path / "data/c.nq").write_text(f"{padding}{odd}", "utf-8")
    found = {
        str(f.value): str(f.place) for f in checked(Project.at(tmp_path)).findings if f.rule == ILL_TYPED
    }
    assert found == {"x": "None", "y": "data/c.nq:2"}


def test_many_small_files_are_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million statements in small files would take gigabytes as objects; what is found is the same."""
    for number in range(4):
        path = tmp_path / f"data/{number}.ttl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{DATA}e:s{number} e:p _:x . _:x a e:Thing .\n", "utf-8")
    project = Project.at(tmp_path)
    few = checked(project)
    monkeypatch.setattr(large_files, "_SMALL_TOGETHER", sum(map(size_of, project.files("data"))))
    many = checked(project, fresh=True)
    assert (len(few.large), len(many.large)) == (0, 4)
    assert many.scope.statements == few.scope.statements
    assert {each.rule for each in many.findings} == {each.rule for each in few.findings}
