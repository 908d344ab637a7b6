"""Graphs that nobody here made, from packages that are installed: reported on, never crashed on."""

import subprocess
import sys
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDFS

from bilat.graph.build import build
from bilat.graph.check import check
from bilat.graph.report import checks
from bilat.project import Project

ASSETS = Path(pyshacl.__file__).parent / "assets"


def project(folder: Path, part: str, *files: str) -> Project:
    """Return a project with nothing but some files of pyshacl in one part."""
    (folder / part).mkdir()
    for name in files:
        (folder / part / name).write_bytes((ASSETS / name).read_bytes())
    return Project.at(folder)


def test_shacl_as_an_ontology(tmp_path: Path) -> None:
    """A vocabulary of the W3C conforms, builds, and tells its own base and language."""
    release = build(project(tmp_path, "ontology", "shacl.ttl")).release
    assert release
    assert release.base == "http://www.w3.org/ns/"
    assert release.identity.title == "W3C Shapes Constraint Language (SHACL) Vocabulary"
    assert release.language == "en"


def test_dash_as_shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shapes with faults are told of one by one; published only where a setting allows it."""
    given = project(tmp_path, "shapes", "dash.ttl")
    built = build(given)
    assert built.release is None
    told = [one for one in built.findings if one.rule == checks.ILL_FORMED_QUERY]
    assert any('the prefix "sh:" is not declared' in one.message for one in told)
    assert all(one.place for one in told)
    monkeypatch.setenv("BILAT_PUBLISH", "readable")
    assert build(given).release


def test_dash_as_an_ontology(tmp_path: Path) -> None:
    """Parameters of constraint components are defined by their paths; paths of other shapes are not."""
    findings = check(project(tmp_path, "ontology", "dash.ttl")).findings
    assert {str(one.value).rpartition("#")[2] for one in findings if one.severity == "violation"} == {
        "generateClass",
        "generatePrefixClasses",
        "generatePrefixConstants",
    }


def test_versions_of_an_ontology_are_no_terms(tmp_path: Path) -> None:
    """What an ontology imports or follows need not be at hand, below its namespace either."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/o.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix e: <http://e/o/> .\n"
        "<http://e/o> a owl:Ontology ; owl:imports e:parts ; owl:versionIRI e:1.1 .\n"
        "<http://e/o> owl:priorVersion e:1.0 .\n"
        "e:C a owl:Class . e:x a e:C . e:y owl:differentFrom e:x .\n"
    )
    assert [one.message for one in check(Project.at(tmp_path)).findings] == []


def test_an_axiom_outside_the_profile_is_a_warning(tmp_path: Path) -> None:
    """It is told with file and line, all else is inferred, and a setting makes it a violation."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/o.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix e: <http://e/> .\n"
        "e:C a owl:Class ; rdfs:subClassOf e:D .\n"
        "e:D a owl:Class ;\n  owl:disjointUnionOf ( e:C ) .\n"
        "e:x a e:C .\n"
    )
    checked = check(Project.at(tmp_path))
    assert checked.conforms
    (finding,) = (one for one in checked.findings if one.rule == checks.REASONING_INCOMPLETE)
    assert finding.severity == "warning"
    assert "owl:disjointUnionOf" in finding.message
    assert str(finding.place).startswith("ontology/o.ttl:6")
    assert any(q.subject == "<http://e/x>" and q.object == "<http://e/D>" for q in checked.quads)
    (tmp_path / "bilat.toml").write_text('[settings]\nunsupported_axioms = "violation"\n')
    assert not check(Project.at(tmp_path)).conforms


def test_an_expression_that_no_rule_reads_is_told_where_it_stands(tmp_path: Path) -> None:
    """Its place is that of the axiom it is in, which the finding names."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/o.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix e: <http://e/> .\n"
        "e:C a owl:Class ;\n  rdfs:subClassOf [ owl:onProperty e:p ; owl:someValuesFrom e:D ] .\n"
    )
    found = check(Project.at(tmp_path)).findings
    (finding,) = (one for one in found if one.rule == checks.REASONING_INCOMPLETE)
    assert "owl:someValuesFrom is used of e:C, above which no rule" in finding.message
    assert (str(finding.focus), finding.path) == ("http://e/C", str(RDFS.subClassOf))
    assert str(finding.place).startswith("ontology/o.ttl:5")


@pytest.mark.parametrize(("name", "remedy"), [("a.ttl", "@base <https://"), ("a.nt", "Write it in full.")])
def test_relative_name_without_a_base(tmp_path: Path, name: str, remedy: str) -> None:
    """Who has only the file is told how to say what its names are relative to."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_text("<#> <http://e/p> <http://e/o> .")
    (finding,) = check(Project.at(tmp_path)).findings
    assert "relative" in finding.message
    assert remedy in str(finding.remedy)


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("a.ttl", "<http://e/s> <http://e/p> <<( <http://e/a> <http://e/b> <http://e/c> )>> .", "RDF 1.2"),
        ("a.ttl", "<http://e/a b> <http://e/p> 1 .", "data/a.ttl:1"),
        ("a.nt", '<http://e/s> <http://e/p> "x"@en-toolongsubtag .', "data/a.nt:1"),
        ("a.ttl.gz", "no gzip", "is cut or no gz file"),
        ("a.nq.zst", "no zstd", "is cut or no zst file"),
        ("a.rdf", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'b'>]><x/>", "XML entities"),
    ],
)
def test_what_cannot_be_read_is_one_finding(tmp_path: Path, name: str, text: str, part: str) -> None:
    """Each with the file, and the line where the format has lines."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_text(text)
    (finding,) = check(Project.at(tmp_path)).findings
    assert finding.rule == checks.SYNTAX
    assert part in f"{finding.place} {finding.message}"


def test_entities_that_stand_for_namespaces_are_read(tmp_path: Path) -> None:
    """Editors of ontologies declare one for each namespace."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.owl").write_text(
        "<?xml version='1.0'?>\n<!DOCTYPE r:RDF [\n"
        '  <!ENTITY r "http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n  <!ENTITY e "http://e/" >\n]>\n'
        "<r:RDF xmlns:r='&r;' xmlns:e='&e;'><r:Description r:about='&e;s'><e:p r:resource='&e;o'/>"
        "</r:Description></r:RDF>"
    )
    checked = check(Project.at(tmp_path))
    assert ("<http://e/s>", "<http://e/p>", "<http://e/o>") in [quad[:3] for quad in checked.quads]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Prefix(:=<http://e/>)\nOntology(<http://e/>)", "OWL in functional syntax"),
        ("Prefix: e: <http://e/>\nOntology: <http://e/>", "OWL in Manchester syntax"),
        (
            '<!DOCTYPE Ontology [\n<!ENTITY a "b" >\n]>\n<Ontology xmlns="http://e/" ontologyIRI="http://e/"/>',
            "OWL/XML",
        ),
        ('<?xml version="1.0"?>\n<Ontology xmlns="http://www.w3.org/2002/07/owl#"/>', "OWL/XML"),
        ("@prefix e: <http://e/> .\ne:s e:p e:o .", "Turtle"),
        ("# a\nPREFIX e: <http://e/>\ne:s e:p e:o .", "Turtle"),
    ],
)
def test_another_format_in_an_owl_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    """The ending is that of RDF/XML, and what is there has a name, and a way to be read."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/o.owl").write_text(text)
    (finding,) = check(Project.at(tmp_path)).findings
    assert message in finding.message
    assert finding.remedy


def test_graphs_named_by_blank_nodes_and_long_texts_build(tmp_path: Path) -> None:
    """A text of 11 MB and a graph without an IRI are unusual, not wrong."""
    (tmp_path / "data").mkdir()
    text = "x" * 11_000_000
    (tmp_path / "data/a.trig").write_text(f'_:g {{ <http://e/s> <http://e/p> "{text}" . }}')
    release = build(Project.at(tmp_path)).release
    assert release
    assert any(name.startswith("_:") for name in release.graphs)


def test_a_literal_that_its_datatype_lacks_is_told_once(tmp_path: Path) -> None:
    """With the advice of lint, not again as a contradiction; nothing else is said of it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.ttl").write_text(
        "<http://e/a> <http://e/p> 'yes'^^<http://www.w3.org/2001/XMLSchema#boolean> .\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "bilat", "check", "--project", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stdout.count("violation ") == 1
    assert "literal-ill-typed" in result.stdout
    assert not result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[] a e:C . [] a e:C ; e:p [ a e:D ] .", "2 things have no IRI"),
        ("e:a e:p [ a e:C ] .", ""),
        ("[] a owl:AllDifferent ; owl:distinctMembers ( e:a e:b ) .", ""),
        ("_:a e:p _:b . _:b e:q 1 .", ""),
    ],
)
def test_things_that_have_no_page_are_told(tmp_path: Path, text: str, message: str) -> None:
    """A thing without an IRI is told on the page of what leads to it, or has none."""
    (tmp_path / "data").mkdir()
    head = "@prefix e: <http://e/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    (tmp_path / "data/a.ttl").write_text(head + text)
    checked = check(Project.at(tmp_path))
    found = [one for one in checked.findings if one.rule == checks.THING_WITHOUT_NAME]
    assert [message in one.message for one in found] == [True] * bool(message)
    assert [str(one.place) for one in found] == ["data/a.ttl:3:6"] * bool(message)
