"""A check after an edit of a few lines tells what one of everything would."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilat.graph.bulk import basis, large_files
from bilat.graph.bulk.again.check import check_again
from bilat.graph.bulk.check import check_large
from bilat.graph.bulk.large_check import LargeCheck
from bilat.graph.formats.quads import term_of
from bilat.graph.progress import Stages
from bilat.project import Project
from bilat.settings import Settings

ONTOLOGY = """@prefix : <http://e/def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Body a owl:Class ; rdfs:subClassOf :Agent . :Agent a owl:Class .
:Meeting a owl:Class ; owl:disjointWith :Agent .
:host a owl:ObjectProperty ; rdfs:domain :Meeting ; rdfs:range :Agent ; owl:inverseOf :hosts .
:hosts a owl:ObjectProperty .
:partOf a owl:ObjectProperty, owl:TransitiveProperty . :after a owl:ObjectProperty .
:within a owl:ObjectProperty ; owl:propertyChainAxiom ( :host :partOf ) .
:Founder a owl:Class ; owl:oneOf ( <http://e/id/founder1> <http://e/id/founder2> ) .
:size a owl:DatatypeProperty . :most a owl:DatatypeProperty . :name a owl:DatatypeProperty .
"""
SHAPES = """@prefix : <http://e/def#> .
@prefix s: <http://e/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
s:Agent a sh:NodeShape ; sh:targetClass :Agent ;
  sh:property s:Agent-name, s:Agent-size, s:Agent-whole, s:Agent-hosts ; sh:not s:Odd .
s:Agent-name a sh:PropertyShape ; sh:path :name ; sh:minCount 1 ; sh:uniqueLang true ; sh:maxLength 12 .
s:Agent-size a sh:PropertyShape ; sh:path :size ; sh:datatype xsd:integer ; sh:lessThanOrEquals :most .
s:Agent-whole a sh:PropertyShape ; sh:path :partOf ; sh:class :Body ;
  sh:property [ sh:path :name ; sh:pattern "^[a-z]" ] .
s:Agent-hosts a sh:PropertyShape ; sh:path [ sh:inversePath :host ] ; sh:maxCount 3 ; sh:node s:Hosted .
s:Hosted a sh:NodeShape ; sh:property [ sh:path ( :after :host ) ; sh:maxCount 1 ] .
s:Odd a sh:NodeShape ; sh:property [ sh:path :size ; sh:hasValue 13 ] .
s:Meeting a sh:NodeShape ; sh:targetSubjectsOf :host ; sh:or ( s:Hosted s:Named ) ;
  sh:property [ sh:path :host ; sh:qualifiedValueShape s:Named ; sh:qualifiedMinCount 1 ] ;
  sh:sparql [ sh:message "It is held by a body that holds one later." ; sh:select \"\"\"
    SELECT $this WHERE { $this <http://e/def#after>+ ?other ; <http://e/def#host> ?host .
      FILTER EXISTS { ?other <http://e/def#host> ?host } }\"\"\" ] .
s:Named a sh:NodeShape ; sh:property [ sh:path :name ; sh:minCount 1 ] .
s:Part a sh:NodeShape ; sh:targetObjectsOf :partOf ; sh:closed true ;
  sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;
  sh:property [ sh:path :name ], [ sh:path :size ], [ sh:path :partOf ] .
"""
KIND = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"


def line(s: str, p: str, o: str) -> str:
    """Return a line of N-Quads."""
    terms = (f"<http://e/id/{s}>", p if p[0] == "<" else f"<http://e/def#{p}>")
    value = o if o[0] in '"<' else f"<http://e/id/{o}>"
    return f"{' '.join(terms)} {value} <http://e/graph> ."


def lines_of(chance: random.Random) -> Iterator[str]:
    """Yield what is said of thirty bodies and as many meetings."""
    for number in range(30):
        body, meeting = f"body{number}", f"meeting{number}"
        yield line(body, KIND, chance.choice(("<http://e/def#Body>", "<http://e/def#Agent>")))
        yield line(body, "name", f'"{chance.choice(("a", "B"))}{number}"@{chance.choice(("en", "de"))}')
        yield line(body, "size", f'"{chance.randint(1, 20)}"{INTEGER}')
        yield line(body, "most", f'"{chance.randint(1, 20)}"{INTEGER}')
        yield line(meeting, KIND, "<http://e/def#Meeting>")
        yield line(meeting, "host", f"body{chance.randrange(30)}")
        if number:
            yield line(body, "partOf", f"body{chance.randrange(number)}")
            yield line(meeting, "after", f"meeting{chance.randrange(number)}")


def edited(lines: list[str], chance: random.Random) -> list[str]:
    """Return lines of which one or two are gone, moved, changed or written twice, or have others beside."""
    lines = list(lines)
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(lines))
        match chance.choice(("gone", "twice", "moved", "object", "new", "link")):
            case "gone":
                del lines[place]
            case "twice":
                lines.insert(chance.randrange(len(lines)), lines[place])
            case "moved":
                lines.insert(chance.randrange(len(lines)), lines.pop(place))
            case "object":
                s, p, _ = lines[place].split(" ", 2)
                alike = [other for other in lines if other.split(" ", 2)[1] == p]
                lines[place] = f"{s} {p} {chance.choice(alike).split(' ', 2)[2]}"
            case "new":
                new = f"body{chance.randint(40, 60)}"
                lines[place:place] = [line(new, KIND, "<http://e/def#Body>"), line(new, "partOf", "body3")]
            case _:
                said = chance.choice(("host", "after", "partOf"))
                ends = (f"{chance.choice(('body', 'meeting'))}{chance.randint(1, 29)}" for _ in range(2))
                lines.insert(place, line(next(ends), said, next(ends)))
    return lines


LINES = list(lines_of(random.Random(7)))  # noqa: S311 -- not a secret
LINES += [line(f"founder{number}", "name", f'"a{number}"@en') for number in (1, 2)]
LINES += [line(f"founder{number}", KIND, "<http://e/def#Founder>") for number in (1, 2)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project whose data are taken for large."""
    monkeypatch.setattr(large_files, "_LARGE", 1)
    for name, text in {"ontology/e.ttl": ONTOLOGY, "shapes/e.ttl": SHAPES}.items():
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(text, "utf-8")
    (tmp_path / "data").mkdir()
    write(tmp_path, LINES)
    return Project.at(tmp_path)


def write(folder: Path, lines: list[str]) -> None:
    (folder / "data/e.nq").write_text("".join(f"{each}\n" for each in lines), "utf-8")


SETTINGS = Settings.read({}, build_megabytes=256)


def whole(project: Project, place: str = "release") -> LargeCheck:
    """Check everything."""
    found = check_large(
        project, project.root / place, Stages(), SETTINGS, fresh=True, keeping=place == "release"
    )
    assert found.database is not None
    found.database.close()
    return found


def again(project: Project, stages: Stages | None = None) -> LargeCheck | None:
    """Check what an edit can change."""
    return check_again(project, project.root / "release", stages or Stages(), SETTINGS)


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 5))])
def test_chance_edits(project: Project, seed: int) -> None:
    """Findings, their places and order, and the numbers of what was checked are those of a whole check."""
    chance = random.Random(seed)  # noqa: S311 -- not a secret
    first = whole(project)
    told = 0
    for _ in range(9):
        write(project.root, edited(LINES, chance))
        found = again(project)
        if found is not None:
            wanted = whole(project, "anew")
            assert found.scope == wanted.scope
            assert found.findings == wanted.findings
            told += found.findings != first.findings
    assert told > 2


def test_nothing_but_the_place_of_a_statement_changes(project: Project) -> None:
    """Findings stand on the lines where their statements stand now."""
    whole(project)
    write(project.root, [*LINES[1:40], LINES[0], *LINES[40:]])
    found = again(project)
    assert found is not None
    assert found.findings == whole(project, "anew").findings


def test_an_edit_that_makes_a_mistake_is_told(project: Project) -> None:
    """A name that goes is missed, in the line where the thing is described."""
    whole(project)
    place = next(
        number
        for number, each in enumerate(LINES)
        if each.startswith("<http://e/id/body5> <http://e/def#name>")
    )
    write(project.root, LINES[:place] + LINES[place + 1 :])
    found = again(project)
    assert found is not None
    missed = [each for each in found.findings if each.rule == "http://e/shapes#Agent-name"]
    about = [
        each for each in missed if each.focus is not None and term_of(each.focus) == "<http://e/id/body5>"
    ]
    assert [str(each.place) for each in about] == [f"data/e.nq:{place}"]


def test_what_the_ontology_says_still_holds(project: Project) -> None:
    """A statement that goes and follows from an axiom alone is counted as before."""
    first = whole(project)
    write(project.root, LINES[:-1])
    found = again(project)
    assert found is not None
    assert found.scope == whole(project, "anew").scope
    assert found.scope.statements == first.scope.statements


def test_nothing_has_changed(project: Project) -> None:
    """What was found is told again, and no stage runs but that which compares lines."""
    first = whole(project)
    notes: list[str] = []
    stages = Stages(note=notes.append)
    found = again(project, stages)
    assert found is not None
    assert (found.findings, found.scope) == (first.findings, first.scope)
    assert [timing.stage for timing in stages.timings] == ["comparing lines"]
    assert notes == ["Nothing has changed since the last check; what it found is told again."]


@pytest.mark.parametrize(
    "added",
    [
        pytest.param('_:b <http://e/def#name> "x" <http://e/graph> .', id="a blank node"),
        pytest.param(line("body1", "<http://www.w3.org/2002/07/owl#sameAs>", "body2"), id="the same"),
        pytest.param(line("body1", KIND, "<http://e/def#Meeting>"), id="a contradiction"),
        pytest.param(line("body1", "unheard", '"x"'), id="a predicate that nobody has defined"),
        pytest.param(line("body1", KIND, "<http://e/def#Unheard>"), id="a class that nobody has defined"),
        pytest.param(line("body1", "host", "nobody"), id="a value that nothing describes"),
        pytest.param(line("body1", "size", f'"many"{INTEGER}'), id="a literal that its datatype has not"),
        pytest.param(line("a0", "size", f'"1"{INTEGER}'), id="the first of its predicate"),
        pytest.param('<http://e/id/x> <http://e/def#name> "x"', id="a line that is cut"),
    ],
)
def test_what_cannot_be_told_from_a_part_is_checked_anew(project: Project, added: str) -> None:
    """What lint, the ontology or a parser would see is for a whole check."""
    whole(project)
    write(project.root, [*LINES, added])
    assert again(project) is None


def test_tags_in_capitals(project: Project) -> None:
    """A thing whose names differ in capitals of their tags alone is not for a part of the graph."""
    names = [line("body1", "name", f'"a"@{tag}') for tag in ("EN", "en")]
    write(project.root, [*LINES, *names])
    whole(project)
    write(project.root, [*LINES, *names, line("body1", "partOf", "body2")])
    assert again(project) is None


def test_other_files_and_settings_are_checked_anew(project: Project) -> None:
    """An edit of shapes is none of a few lines of data, and other settings may find something else."""
    whole(project)
    assert (
        check_again(
            project,
            project.root / "release",
            Stages(),
            Settings.read({}, build_megabytes=256, unsupported_axioms="info"),
        )
        is None
    )
    (project.root / "shapes/e.ttl").write_text(SHAPES.replace("sh:maxLength 12", "sh:maxLength 2"), "utf-8")
    assert again(project) is None


def test_a_file_that_changed_while_it_was_checked_is_no_basis(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was copied has to be what was checked; else nothing is left."""
    monkeypatch.setattr(basis, "mark_of", lambda _: [0])
    whole(project)
    assert not list((project.root / "release").glob("*/copy-*"))
    assert again(project) is None


def test_a_full_disk_spoils_no_check(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a copy finds no room, what was found is told, and nothing is left for the next check."""

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(basis.shutil, "copyfile", full)
    assert whole(project).findings
    assert not list((project.root / "release").glob("*/copy-*"))
    assert again(project) is None


def test_a_graph_in_n_triples_is_for_the_parser(project: Project) -> None:
    """A line of another syntax is none that is told by itself."""
    graph = " <http://e/graph>"
    (project.root / "data/e.nq").unlink()
    triples = "".join(f"{each.replace(graph, '')}\n" for each in LINES)
    new, data = line("body1", "partOf", "body2"), project.root / "data/e.nt"
    data.write_text(triples, "utf-8")
    whole(project)
    data.write_text(f"{triples}{new.replace(graph, '')}\n", "utf-8")
    assert again(project) is not None
    data.write_text(f"{triples}{new}\n", "utf-8")
    assert again(project) is None


def test_another_version_of_the_code_begins_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has kept is not even read: its classes may be others."""
    whole(project)
    monkeypatch.setattr(basis, "code_digest", lambda: "another")
    monkeypatch.setattr("pickle.loads", lambda _: pytest.fail("It was read."))
    assert again(project) is None


def test_tables_that_are_damaged_are_made_anew(project: Project) -> None:
    """What cannot be asked is no reason for an error."""
    found = check_large(project, project.root / "release", Stages(), SETTINGS, fresh=True, keeping=True)
    assert found.database is not None
    found.database.execute("DROP TABLE fed")
    found.database.close()
    write(project.root, [*LINES, line("body1", "partOf", "body2")])
    assert again(project) is None


def test_a_file_that_cannot_be_read_is_for_the_whole_check(project: Project) -> None:
    """It tells what is wrong."""
    whole(project)
    (project.root / "shapes/e.ttl").unlink()
    (project.root / "shapes/e.ttl").symlink_to("nowhere")
    assert again(project) is None


def test_nothing_was_checked_before(project: Project) -> None:
    """Without an earlier check all is checked."""
    assert again(project) is None


def test_a_check_for_a_build_leaves_no_copies(project: Project) -> None:
    """A build has no use for what the next check goes on from."""
    found = check_large(project, project.root / "release", Stages(), SETTINGS)
    assert found.database is not None
    folder = found.database.folder
    found.database.close()
    assert not list(folder.glob("copy-*"))
    assert again(project) is None
