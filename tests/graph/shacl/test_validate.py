"""Validating a project: findings with words and places, what was checked, shapes that cannot run."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from bilat import vocab
from bilat.errors import Place
from bilat.graph.report.checks import (
    CHECKED_NOTHING,
    ILL_FORMED_QUERY,
    ILL_FORMED_SHAPE,
    NOT_EVALUATED,
    RECURSIVE_SHAPE,
    REGEX_BACKTRACKS,
)
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.shacl import patience
from bilat.graph.shacl.kept import Memory
from bilat.graph.shacl.validate import Validation, validate
from bilat.graph.source.load import Source, load
from bilat.project import Project
from bilat.vocab import SH

ROOT = Path(__file__).parents[3]
EX = "http://ex.org/"
HEAD = """@prefix ex: <http://ex.org/> .
@prefix b: <https://w3id.org/bilat/source/b/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
NAMED = """
ex:Thing a sh:NodeShape ;
  sh:targetClass ex:Thing ;
  sh:property ex:Thing-name .

ex:Thing-name a sh:PropertyShape ;
  sh:path ex:name ;
  sh:minCount 1 ;
  sh:minLength 2 ;
  sh:severity sh:Warning ;
  sh:description "A thing has a name of two letters."@en ;
  sh:message "The name is missing or short. State ex:name."@en .
"""


def validated(root: Path, shapes: str = NAMED, data: str = "", ontology: str = "") -> Validation:
    """Return what comes of validating a project of three files."""
    return validate(project(root, shapes, data, ontology), cache=root / "cache")


def project(root: Path, shapes: str, data: str, ontology: str = "") -> Source:
    """Return a project of three files."""
    for part, text in (("shapes", shapes), ("data", data), ("ontology", ontology)):
        ending = "trig" if part == "data" else "ttl"
        (root / part).mkdir()
        (root / part / f"file.{ending}").write_text(HEAD + text)
    return load(Project.at(root))


def of_rule(validation: Validation, rule: str) -> list[Finding]:
    return [finding for finding in validation.findings if finding.rule == rule]


def test_our_own_graph_conforms(tmp_path: Path) -> None:
    """The data of the repository violate none of its shapes, and every shape has something to check."""
    validation = validate(load(Project.at(ROOT)), cache=tmp_path)
    wrong = [str(finding) for finding in validation.findings if finding.severity is Severity.VIOLATION]
    assert not wrong
    assert not of_rule(validation, CHECKED_NOTHING)
    assert len(validation.focus_nodes) > 200
    assert min(validation.focus_nodes.values()) > 0


@pytest.mark.parametrize(
    ("also", "rule", "told"),
    [("", REGEX_BACKTRACKS, "given up"), ("; sh:node ex:S", ILL_FORMED_SHAPE, "nothing was validated")],
)
def test_pattern_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, also: str, rule: str, told: str
) -> None:
    """Matching ends, and a finding tells which pattern and value, also where pyshacl matches, each time."""
    monkeypatch.setattr(patience, "SECONDS", 0.2)
    shapes = (
        f"""ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p {also} ; sh:pattern "^(é+)+$" ; sh:minLength 40 ."""
    )
    value = "é" * 30 + "!"
    memory = Memory(place=tmp_path / "memory", code="1")
    source = project(tmp_path, shapes, f'ex:a ex:p "{value}" .')
    for _ in range(2):
        validation = validate(source, cache=tmp_path / "cache", memory=memory)
        (found,) = of_rule(validation, rule)
        assert told in found.message
        assert str(found.focus) == EX + "S"
        assert value in f"{found.value} {found.message}"
        short = [each for each in validation.findings if each.rule == EX + "S"]
        assert len(short) == (1 if rule == REGEX_BACKTRACKS else 0)


def test_long_text_is_validated(tmp_path: Path) -> None:
    """A text of millions of characters, as outlines of countries are, is a value like others."""
    long = "x" * 3_000_000
    shapes = "ex:S sh:targetObjectsOf ex:p ; sh:maxLength 3000000 ; sh:not [ sh:minLength 3000000 ] ."
    (found,) = of_rule(validated(tmp_path, shapes, f'ex:a ex:p "{long}" .'), EX + "S")
    assert found.component == str(SH.NotConstraintComponent)


def test_pattern_with_too_large_a_count_is_told(tmp_path: Path) -> None:
    """What Python cannot count to is a fault of the pattern."""
    shapes = "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:pattern 'a{99999999999}' ."
    (found,) = of_rule(validated(tmp_path, shapes, "ex:a ex:p 'a' ."), ILL_FORMED_SHAPE)
    assert (str(found.focus), "too large" in found.message) == (EX + "S", True)


def test_a_query_tells_of_places_that_people_wrote(tmp_path: Path) -> None:
    """A value stands for a focus node that nothing describes; a namespace is no line of a query."""
    shapes = """
ex:S a sh:NodeShape ; sh:targetNode ex:all ; sh:sparql ex:q , ex:r .
ex:q sh:message "No." ; sh:select "SELECT $this ?value { ?value <http://ex.org/name> ?n }" .
ex:r sh:prefixes ex:o ; sh:select "SELECT $this { $this a bad:C }" .
ex:o sh:declare [ sh:prefix "bad" ; sh:namespace "http://e x/"^^<http://www.w3.org/2001/XMLSchema#anyURI> ] .
"""
    validation = validated(tmp_path, shapes, data='ex:a ex:name "A" .\n')
    (told,) = of_rule(validation, ILL_FORMED_QUERY)
    assert "for what sh:declare says" in told.message
    (found,) = of_rule(validation, EX + "S")
    assert found.place == Place("data/file.trig", HEAD.count("\n") + 1, 1)


def test_finding_tells_value_words_and_place(tmp_path: Path) -> None:
    """A result about a statement names it, its passage, its line, what is wrong and what to do."""
    validation = validated(tmp_path, data='b:19 {\n  ex:a a ex:Thing ;\n    ex:name "A" .\n}\n')
    (finding,) = validation.findings
    assert finding == Finding(
        severity=Severity.WARNING,
        rule=EX + "Thing-name",
        message="The name is missing or short.",
        remedy="State ex:name.",
        focus=URIRef(EX + "a"),
        path=EX + "name",
        value=Literal("A"),
        component=str(SH.MinLengthConstraintComponent),
        passage=vocab.SOURCE["b/19"],
        place=Place("data/file.trig", 8, 13),
    )


def test_finding_of_an_absence_stands_at_its_focus(tmp_path: Path) -> None:
    """A result about something that is missing is placed where the focus node is first written."""
    (finding,) = validated(tmp_path, data="b:19 { ex:a a ex:Thing . }").findings
    assert (finding.value, finding.passage, finding.causes) == (None, None, ())
    assert finding.place == Place("data/file.trig", 6, 8)


def test_message_of_one_sentence_takes_its_remedy_from_the_description(tmp_path: Path) -> None:
    """Where a message does not say what to do, what the shape describes stands in for it."""
    shapes = NAMED.replace(" State ex:name.", "")
    (finding,) = validated(tmp_path, shapes, "ex:a a ex:Thing .").findings
    assert finding.message == "The name is missing or short."
    assert finding.remedy == "A thing has a name of two letters."


def test_misused_value_is_placed_where_it_is_used(tmp_path: Path) -> None:
    """For a shape about the objects of a property, the statement that uses the object is the one at fault."""
    shapes = """ex:Topic a sh:NodeShape ; sh:targetObjectsOf ex:topic ; sh:property ex:Topic-scheme .
ex:Topic-scheme a sh:PropertyShape ; sh:path ex:inScheme ; sh:minCount 1 ; sh:message "None. Define it." ."""
    (finding,) = validated(tmp_path, shapes, "b:4 {\n  ex:a ex:topic ex:t .\n}\nex:t ex:other 1 .").findings
    assert finding.focus == URIRef(EX + "t")
    assert finding.passage == vocab.SOURCE["b/4"]
    assert finding.place == Place("data/file.trig", 7, 17)
    assert finding.causes == ((URIRef(EX + "a"), URIRef(EX + "topic"), URIRef(EX + "t")),)


def test_path_is_written_as_in_sparql(tmp_path: Path) -> None:
    """A path that is more than one predicate is told as SPARQL writes it."""
    path = "( [ sh:inversePath ex:up ] [ sh:alternativePath ( ex:p [ sh:zeroOrMorePath ex:q ] ) ] )"
    shapes = NAMED.replace("sh:path ex:name", f"sh:path {path}")
    (finding,) = validated(tmp_path, shapes, "ex:a a ex:Thing .").findings
    assert finding.path == f"(^<{EX}up>/(<{EX}p>|<{EX}q>*))"


def test_subclasses_are_checked_and_inferences_are_not(tmp_path: Path) -> None:
    """Instances of a subclass are focus nodes; what only a domain would say is not known."""
    ontology = "ex:Sub rdfs:subClassOf ex:Thing . ex:name rdfs:domain ex:Thing ."
    validation = validated(tmp_path, data='ex:a a ex:Sub . ex:b ex:name "B" .', ontology=ontology)
    assert [finding.focus for finding in validation.findings] == [URIRef(EX + "a")]
    assert validation.focus_nodes == {EX + "Thing": 1, EX + "Thing-name": 1}


def test_statement_of_two_graphs_counts_once(tmp_path: Path) -> None:
    """Data are one plain graph: what two passages state is one triple."""
    shapes = NAMED.replace("sh:minLength 2", "sh:maxCount 1")
    validation = validated(
        tmp_path, shapes, 'b:1 { ex:a a ex:Thing ; ex:name "AB" . } b:2 { ex:a ex:name "AB" . }'
    )
    assert not validation.findings


def test_shape_that_checks_nothing_is_told(tmp_path: Path) -> None:
    """A shape whose targets find no node is no proof of anything."""
    validation = validated(tmp_path)
    (finding,) = validation.findings
    assert (finding.severity, finding.rule) == (Severity.INFO, CHECKED_NOTHING)
    assert finding.focus == URIRef(EX + "Thing")
    assert finding.place == Place("shapes/file.ttl", 7, 1)


def test_no_shapes_no_findings(tmp_path: Path) -> None:
    """A project without shapes is validated in no time and claims to have checked nothing."""
    validation = validated(tmp_path, "", "ex:a a ex:Thing .")
    assert validation == Validation(findings=(), focus_nodes={}, whole=True)


@pytest.mark.parametrize(
    "shape",
    [
        "ex:Bad a sh:PropertyShape ; sh:minCount 1 .",
        "ex:Bad a sh:NodeShape ; sh:targetClass ex:Thing ; sh:minCount 1 .",
        "ex:Bad a sh:NodeShape ; sh:targetClass 'Thing' .",
        "ex:Bad a sh:NodeShape ; sh:targetClass ex:Thing ; sh:nodeKind sh:Iri .",
    ],
)
def test_ill_formed_shapes_are_told_and_not_run(tmp_path: Path, shape: str) -> None:
    """Shapes that SHACL's own shapes refuse give findings at their place, and nothing is validated."""
    validation = validated(tmp_path, NAMED + shape, "ex:a a ex:Thing .")
    assert validation.findings
    assert {finding.rule for finding in validation.findings} == {ILL_FORMED_SHAPE}
    assert all("nothing was validated" in finding.message for finding in validation.findings)
    assert {finding.place.line for finding in validation.findings if finding.place} == {18}
    assert not validation.focus_nodes


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ("ex:Over a sh:NodeShape ; sh:property ex:Bad . ex:Bad sh:minCount 1 .", "sh:path is missing."),
        ("ex:Bad a sh:PropertyShape ; sh:minCount 1 .", "it is neither a property shape"),
        (
            "ex:Bad a sh:NodeShape ; sh:targetClass ex:Thing ; sh:message 5 .",
            "of no kind that may stand there.",
        ),
        (
            "ex:Bad a sh:NodeShape ; sh:targetClass ex:Thing ; sh:minLength 'x' .",
            "the value is no xsd:integer.",
        ),
    ],
)
def test_what_is_ill_formed_is_told_in_words(tmp_path: Path, shape: str, told: str) -> None:
    """SHACL's own shapes have no messages for people."""
    messages = [
        finding.message for finding in validated(tmp_path, NAMED + shape, "ex:a a ex:Thing .").findings
    ]
    assert any(told in message for message in messages), messages


def test_a_shape_in_two_files_is_told_with_both(tmp_path: Path) -> None:
    """Two versions of shapes side by side make one that is no shape; neither file has a fault to be found."""
    for name, length in (("a", 3), ("b", 4)):
        (tmp_path / "shapes").mkdir(exist_ok=True)
        shape = f"ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:maxLength {length} ."
        (tmp_path / "shapes" / f"{name}.ttl").write_text(HEAD + shape)
    (finding,) = validate(load(Project.at(tmp_path)), cache=tmp_path / "cache").findings
    assert finding.rule == ILL_FORMED_SHAPE
    assert "shapes/a.ttl and shapes/b.ttl describe it" in str(finding.remedy)


def test_shapes_that_cannot_run_are_told(tmp_path: Path) -> None:
    """What pyshacl gives up on, although it is well-formed, is a finding: here a choice of no shape."""
    shapes = "ex:Thing a sh:NodeShape ; sh:targetClass ex:Thing ; sh:or () ."
    (finding,) = validated(tmp_path, shapes, "ex:a a ex:Thing .").findings
    assert finding.rule == ILL_FORMED_SHAPE
    assert "cannot be run" in finding.message
    assert finding.place == Place("shapes/file.ttl")


def test_pattern_that_does_not_compile_is_told(tmp_path: Path) -> None:
    """A regular expression that is none stops the shapes, with its reason."""
    shapes = NAMED.replace("sh:minLength 2", 'sh:pattern "(" ')
    (finding,) = validated(tmp_path, shapes, 'ex:a a ex:Thing ; ex:name "A" .').findings
    assert finding.rule == ILL_FORMED_SHAPE
    assert "unterminated" in finding.message
    assert finding.place is not None
    assert finding.place.line


def test_ill_formed_query_is_told_and_the_rest_runs(tmp_path: Path) -> None:
    """A query that asks another service is refused; the constraints beside it are checked."""
    query = 'sh:sparql [ sh:select "SELECT $this WHERE { SERVICE <http://ex.org/s> { $this ?p ?o } }" ] ;'
    shapes = NAMED.replace("sh:targetClass ex:Thing ;", f"sh:targetClass ex:Thing ; {query}")
    validation = validated(tmp_path, shapes, "ex:a a ex:Thing .")
    refused, missing = validation.findings
    assert refused.rule == ILL_FORMED_QUERY
    assert "SERVICE" in refused.message
    assert refused.place
    assert refused.place.file == "shapes/file.ttl"
    assert missing.rule == EX + "Thing-name"


def test_query_finds_its_value(tmp_path: Path) -> None:
    """A query of a shape runs with its declared prefixes, on this focus node."""
    shapes = """ex:all a owl:Ontology ; sh:declare [ sh:prefix "e" ; sh:namespace "http://ex.org/" ] .
    ex:Span a sh:NodeShape ; sh:targetClass ex:Span ; sh:property ex:Span-order .
    ex:Span-order a sh:PropertyShape ; sh:path ex:ends ; sh:message "Too early. Correct it." ; sh:sparql [
      sh:prefixes ex:all ;
      sh:select "SELECT $this ?value WHERE { $this e:begins ?b ; $PATH ?value . FILTER(?value < ?b) }" ] ."""
    data = "ex:a a ex:Span ; ex:begins 2 ; ex:ends 1 . ex:b a ex:Span ; ex:begins 1 ; ex:ends 2 ."
    (finding,) = validated(tmp_path, shapes, data).findings
    assert (finding.focus, finding.path, str(finding.value)) == (URIRef(EX + "a"), EX + "ends", "1")
    assert finding.component == str(SH.SPARQLConstraintComponent)


@pytest.mark.parametrize(
    "pattern",
    [
        "$this ex:minus ?service FILTER(?service=$this||true)",
        "$this ex:minus ?values . # VALUES\n FILTER('SERVICE ' != 'MINUS {')",
        "$this ex:minus $x FILTER($currentShape=ex:S)",
    ],
)
def test_query_that_only_looks_forbidden_finds_its_values(tmp_path: Path, pattern: str) -> None:
    """Names and text like keywords do not stop a query, and a variable needs no space before it."""
    shapes = f"""ex: a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}" ] .
    ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:prefixes ex: ;
      sh:select \"\"\"SELECT $this WHERE {{ {pattern} }}\"\"\" ] ."""
    (finding,) = validated(tmp_path, shapes, "ex:a a ex:Thing ; ex:minus ex:b . ex:c a ex:Thing .").findings
    assert (finding.rule, finding.focus) == (f"{EX}S", URIRef(f"{EX}a"))


def test_component_gets_values_that_are_falsy(tmp_path: Path) -> None:
    """A constraint component of a project runs on every value, 0 and the empty text among them."""
    shapes = f"""ex: a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}" ] .
    ex:K a sh:ConstraintComponent ; sh:parameter [ sh:path ex:above ] ; sh:validator [
      a sh:SPARQLAskValidator ; sh:prefixes ex: ; sh:ask "ASK {{ {{ FILTER($value>$above) }} }}" ] .
    ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:P .
    ex:P sh:path ex:value ; ex:above 0 ."""
    findings = validated(tmp_path, shapes, "ex:a a ex:Thing ; ex:value 0 , 1 . ex:b a ex:Thing .").findings
    assert [(str(finding.focus), finding.component) for finding in findings] == [(f"{EX}a", f"{EX}K")]


def test_query_asks_the_shapes(tmp_path: Path) -> None:
    """$shapesGraph and $currentShape lead a query to what its shape says of itself."""
    asked = f"GRAPH $shapesGraph {{ $currentShape <{EX}most> ?most }}"
    shapes = f"""ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; ex:most 1 ; sh:sparql [
      sh:select "SELECT $this {{ $this <{EX}n> ?n {asked} FILTER(?n>?most) }}" ] ."""
    data = "ex:a a ex:Thing ; ex:n 2 . ex:b a ex:Thing ; ex:n 1 ."
    (finding,) = validated(tmp_path, shapes, data).findings
    assert finding.focus == URIRef(f"{EX}a")


def test_siblings_that_are_disjoint_are_known(tmp_path: Path) -> None:
    """A property shape counts no value that also fits a sibling (SHACL, 4.7.3)."""
    shapes = """ex:Hand a sh:NodeShape ; sh:targetClass ex:Hand ; sh:property ex:thumb , ex:finger .
    ex:thumb sh:path ex:digit ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ;
      sh:qualifiedValueShape [ sh:class ex:Thumb ] .
    ex:finger sh:path ex:digit ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:class ex:Finger ] ."""
    (finding,) = validated(
        tmp_path, shapes, "ex:a a ex:Hand ; ex:digit ex:d . ex:d a ex:Thumb , ex:Finger ."
    ).findings
    assert finding.rule == f"{EX}thumb"


def test_shapes_in_a_circle_are_told(tmp_path: Path) -> None:
    """A circle of shapes ends, and is reported, whatever the data."""
    shapes = """ex:Node a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:Node-next .
    ex:Node-next a sh:PropertyShape ; sh:path ex:next ; sh:node ex:Node ."""
    validation = validated(tmp_path, shapes, "ex:a a ex:Thing ; ex:next ex:a .")
    (finding,) = of_rule(validation, RECURSIVE_SHAPE)
    assert finding.place is not None
    assert finding.place.line


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("sh:in _:l . _:l rdf:first ex:a ; rdf:rest _:l .", "list leads back"),
        ("sh:and _:l . _:l rdf:first ex:Bad ; rdf:rest _:l .", "list leads back"),
        ("sh:property [ sh:path _:p ] . _:p sh:inversePath _:p .", "path leads back"),
        ("sh:property [ sh:path _:p ] . _:p sh:zeroOrMorePath ( ex:a _:p ) .", "path leads back"),
        ("sh:property [ sh:path ex:p ; sh:minCount -1 ] .", "less than no value"),
        ("sh:node 5 .", "no shape"),
        ("sh:or ( [ sh:nodeKind sh:IRI ] 5 ) .", "no shape"),
        ("sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ] .", "sh:qualifiedValueShape"),
        (
            "sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ] .",
            "sh:qualifiedMinCount",
        ),
    ],
)
def test_shapes_that_nobody_can_read_are_told(tmp_path: Path, shape: str, words: str) -> None:
    """What has no end or no meaning gives a finding with its line, whatever reads shapes would do."""
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    text = f"{rdf}ex:Bad a sh:NodeShape ; sh:targetClass ex:Thing ; {shape}"
    (finding,) = validated(tmp_path, text, "ex:a a ex:Thing .").findings
    assert finding.rule == ILL_FORMED_SHAPE
    assert words in finding.message
    assert "nothing was validated" in finding.message
    assert finding.place is not None
    assert finding.place.line


@pytest.mark.parametrize(
    "part",
    [
        'sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE { ?this ?p ?o }" ]',
        "sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:p ; sh:object ex:o ]",
        "sh:expression [ sh:path ex:p ]",
        "sh:js [ a sh:JSConstraint ]",
    ],
)
def test_what_is_not_evaluated_is_told(tmp_path: Path, part: str) -> None:
    """What only SHACL's notes have is named with its line, and the rest of the shape is evaluated."""
    shape = f"ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:nodeKind sh:Literal ; {part} ."
    validation = validated(tmp_path, shape, "ex:a a ex:Thing .")
    (told,) = of_rule(validation, NOT_EVALUATED)
    assert told.place is not None
    assert told.place.line
    assert of_rule(validation, f"{EX}S")


@pytest.mark.parametrize("query", ["{ " * 3000 + "$this ?p ?o" + " }" * 3000, "FILTER(" + "!" * 50_000])
def test_query_that_nests_too_deep_is_told(tmp_path: Path, query: str) -> None:
    """A text that would end the process is never parsed."""
    asked = f"SELECT $this WHERE {query}"
    shape = f'ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:select "{asked}" ] .'
    (finding,) = of_rule(validated(tmp_path, shape, "ex:a a ex:Thing ."), ILL_FORMED_QUERY)
    assert "deep" in finding.message


def test_long_list_takes_no_longer_than_it_is(tmp_path: Path) -> None:
    """A value of three thousand is found among them."""
    values = " ".join(f"ex:v{number}" for number in range(3000))
    shape = f"ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:in ( {values} ) ."
    (finding,) = validated(tmp_path, shape, "ex:a a ex:Thing . ex:v2999 a ex:Thing .").findings
    assert finding.focus == URIRef(f"{EX}a")
    assert len(finding.message) < 1000


def test_order_is_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    """Findings come in the order of reports."""
    data = "\n".join(f"ex:t{number} a ex:Thing ." for number in range(20))
    findings = validated(tmp_path, data=data).findings
    assert list(findings) == sorted(findings, key=lambda finding: finding.sort_key)
    assert len(findings) == 20


COMPONENT = """ex:C a sh:ConstraintComponent ; {} [ {} ] ;
  sh:parameter [ sh:path ex:least ], [ sh:path ex:more ; sh:optional true ] .
ex:S a sh:NodeShape ; sh:targetNode ex:a ; ex:least 5 . ex:T sh:targetNode ex:a ; ex:least 6 ."""


@pytest.mark.parametrize(
    ("link", "validator"),
    [
        ("sh:propertyValidator", 'a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER($value < $least) }"'),
        ("sh:validator", 'a sh:JSValidator ; sh:jsFunctionName "least"'),
        ("sh:nodeValidator", 'sh:jsFunctionName "least"'),
    ],
)
def test_component_that_validates_nothing_is_told(tmp_path: Path, link: str, validator: str) -> None:
    """Once, with its name and a shape that has its parameters; the shapes are evaluated all the same."""
    shape = f"{COMPONENT.format(link, validator)} ex:S sh:nodeKind sh:Literal ."
    validation = validated(tmp_path, shape, "ex:a ex:p 1 .")
    (told,) = of_rule(validation, NOT_EVALUATED)
    assert (told.severity, told.focus, told.component) == (Severity.INFO, URIRef(f"{EX}S"), f"{EX}C")
    assert "2 that have its parameters" in told.message
    assert of_rule(validation, f"{EX}S")
    assert not of_rule(validation, ILL_FORMED_QUERY)


def test_queries_of_a_library_for_components_of_shacl_are_left_aside(tmp_path: Path) -> None:
    """DASH has queries that say the same as the words of SHACL, some of which SHACL forbids in shapes."""
    library = """sh:EqualsConstraintComponent a sh:ConstraintComponent ; sh:parameter [ sh:path sh:equals ] ;
      sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:select "SELECT $this { MINUS { ?a ?b ?c } }" ] ."""
    shape = "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:equals ex:q ] ."
    validation = validated(tmp_path, f"{library}\n{shape}", "ex:a ex:p 1 .")
    assert len(of_rule(validation, f"{EX}S")) == 1
    assert not [*of_rule(validation, ILL_FORMED_QUERY), *of_rule(validation, NOT_EVALUATED)]


def test_component_with_a_query_beside_a_script_is_evaluated(tmp_path: Path) -> None:
    """JavaScript is left aside where a query says the same."""
    query = 'a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER(isLiteral($value)) }"'
    validator = f'{query} ], [ a sh:JSValidator ; sh:jsFunctionName "least"'
    validation = validated(tmp_path, COMPONENT.format("sh:validator", validator), "ex:a ex:p 1 .")
    assert len(of_rule(validation, f"{EX}S")) == 1
    assert not of_rule(validation, NOT_EVALUATED)
