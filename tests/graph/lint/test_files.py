"""Lint: what each check finds, where, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import URIRef

from bilat.errors import Place
from bilat.graph.lint import terms
from bilat.graph.lint.files import lint
from bilat.graph.report import checks
from bilat.graph.report.findings import MOST_ALIKE, Finding, Severity
from bilat.graph.source.load import load
from bilat.project import Project

HEAD = (
    "@prefix ex: <http://ex.org/def#> .\n@prefix id: <http://ex.org/id/> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
LINE = HEAD.count("\n") + 1
TERMS = HEAD + "ex:Thing a owl:Class . ex:partOf a owl:ObjectProperty . ex:value a owl:DatatypeProperty .\n"
ONTOLOGY = TERMS + "<http://ex.org/def> a owl:Ontology .\n"


def linted(root: Path, **files: str) -> tuple[Finding, ...]:
    """Return the findings about files, named part__name_ending, beside a small ontology."""
    files.setdefault("ontology__core_ttl", ONTOLOGY)
    for key, content in files.items():
        path = root / key.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    project = Project.at(root)
    return lint(load(project), project)


def only(findings: tuple[Finding, ...], rule: str) -> Finding:
    assert [finding.rule for finding in findings] == [rule]
    return findings[0]


@pytest.mark.parametrize(
    ("literal", "form"),
    [
        ("1.50", '"1.5"^^xsd:decimal'),
        ("01", '"1"^^xsd:integer'),
        ('"5"^^xsd:nonNegativeInteger', '"5"^^xsd:integer'),
        (
            '"2015-01-01T00:00:00+00:00"^^xsd:dateTime',
            '"2015-01-01T00:00:00Z"^^xsd:dateTime',
        ),
        ('"P12M"^^xsd:yearMonthDuration', '"P1Y"^^xsd:yearMonthDuration'),
        ('"x"@en-GB', '"x"@en-gb'),
    ],
)
def test_literals_that_the_engine_rewrites(tmp_path: Path, literal: str, form: str) -> None:
    """The form that the store gives is found by asking a store, and named as the remedy."""
    found = only(linted(tmp_path, data__d_ttl=f"{HEAD}id:a ex:value {literal} ."), checks.LITERAL_REWRITTEN)
    assert found.remedy == f"Write {form}."
    assert found.severity is Severity.WARNING
    assert found.place == Place("data/d.ttl", LINE, 15)
    assert found.focus == URIRef("http://ex.org/id/a")


def test_literals_that_are_rewritten_alike_are_told_once(tmp_path: Path) -> None:
    """The first of a file stands for the others."""
    text = f'{HEAD}id:a ex:value "x"@en-GB , "y"@en-GB , 1.50 .'
    found = [one.message for one in linted(tmp_path, data__d_ttl=text)]
    assert [message for message in found if "more" in message] == [
        'The query engine turns "x"@en-GB into "x"@en-gb. So it does with 1 more in this file.'
    ]
    assert len(found) == 2


def test_some_terms_of_schema_org_are_not_all(tmp_path: Path) -> None:
    """Who declares one term of it, in either way to write it, has no list of the others."""
    for scheme in ("http", "https"):
        text = f"<{scheme}://schema.org/a> a rdfs:Class . id:a <{scheme}://schema.org/b> 1 ."
        head = f"{HEAD}@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        assert not linted(tmp_path / scheme, data__d_ttl=head + text)


def test_shapes_outside_of_their_folder_are_told(tmp_path: Path) -> None:
    """They would check nothing without a word, as where an ontology brings its own."""
    shape = f"{HEAD}id:S a <http://www.w3.org/ns/shacl#NodeShape> ."
    found = only(linted(tmp_path / "a", data__d_ttl=shape), checks.SHAPES_ELSEWHERE)
    assert found.severity is Severity.INFO
    assert "1 shape " in found.message
    assert found.place == Place("data/d.ttl", LINE, 1)
    assert not linted(tmp_path / "b", shapes__d_ttl=shape)


def test_numbers_of_axioms_stay_as_owl_asks(tmp_path: Path) -> None:
    """The datatype that the engine would keep is not one that OWL takes."""
    axiom = f'{HEAD}_:r <http://www.w3.org/2002/07/owl#maxCardinality> "1"^^xsd:nonNegativeInteger .'
    assert checks.LITERAL_REWRITTEN not in {one.rule for one in linted(tmp_path, data__d_ttl=axiom)}


@pytest.mark.parametrize(
    "literal",
    [
        '"x"',
        '"x"@en',
        '"2015"^^xsd:gYear',
        '"2015-03"^^xsd:gYearMonth',
        '"2015-03-25"^^xsd:date',
        "1",
        "1.5",
        "true",
        '"http://a/"^^xsd:anyURI',
        '"x"^^ex:value',
        "123456789012345678901234567890",
    ],
)
def test_literals_that_survive(tmp_path: Path, literal: str) -> None:
    """The datatypes that the engine keeps give no finding, unknown ones neither."""
    assert linted(tmp_path, data__d_ttl=f"{HEAD}id:a ex:value {literal} .") == ()


@pytest.mark.parametrize(
    "literal",
    [
        '"abc"^^xsd:integer',
        '"2015-02-30"^^xsd:date',
        '"2015-13"^^xsd:gYearMonth',
        '"yes"^^xsd:boolean',
        '" 5"^^xsd:decimal',
        '"15"^^xsd:gYear',
        '"-1"^^xsd:positiveInteger',
    ],
)
def test_literals_outside_their_datatype(tmp_path: Path, literal: str) -> None:
    """A lexical form that the datatype does not have is a violation."""
    found = only(linted(tmp_path, data__d_ttl=f"{HEAD}id:a ex:value {literal} ."), checks.LITERAL_ILL_TYPED)
    assert found.severity is Severity.VIOLATION
    assert literal.split("^^")[0] in found.message


def test_numbers_of_a_property_are_told_once(tmp_path: Path) -> None:
    """Prices are all written alike, and one tells what to write; another property may have other numbers."""
    text = f"{HEAD}id:a ex:value 5.50, 6.0, 7 . id:b ex:value 5.50 ; ex:partOf 1.0 ."
    found = linted(tmp_path, data__d_ttl=text)
    messages = [one.message.partition("So")[2] for one in found if one.rule == checks.LITERAL_REWRITTEN]
    assert messages == [" it does with 2 more in this file.", ""]


def test_many_alike_are_counted(tmp_path: Path) -> None:
    """Of thousands of the same kind a hundred are told and the rest are counted."""
    values = " . ".join(f"id:a ex:partof{number} 1" for number in range(1, 151))
    found = linted(tmp_path, data__d_ttl=f"{HEAD}{values} .")
    assert len(found) == MOST_ALIKE + 1
    assert "50 more findings" in found[-1].message


@pytest.mark.parametrize(
    ("term", "near"),
    [("sh:minCuont", "sh:minCount"), ("sh:Nodeshape", "sh:NodeShape"), ("sh:dataype", "sh:datatype")],
)
def test_unknown_shacl_terms(tmp_path: Path, term: str, near: str) -> None:
    """A name that SHACL does not have is found wherever it stands, with the nearest one."""
    text = f"{HEAD}ex:S sh:property [ sh:path ex:value ; {term} 1 ] ."
    found = only(linted(tmp_path, shapes__s_ttl=text), checks.UNKNOWN_SHACL_TERM)
    assert found.remedy == f"Did you mean {near}?"
    assert found.place == Place("shapes/s.ttl", LINE, 39)


@pytest.mark.parametrize(
    "term",
    [
        "sh:not",
        "sh:in",
        "sh:class",
        "sh:and",
        "sh:or",
        "sh:xone",
        "sh:declare",
        "sh:SPARQLExecutable",
        "sh:values",
        "sh:SPARQLAskExecutable",
        "sh:InConstraintComponent-in",
        "sh:sparql",
        "sh:prefixes",
        "sh:rule",
    ],
)
def test_known_shacl_terms(tmp_path: Path, term: str) -> None:
    """Core, SPARQL and advanced features are known, words of Python among them."""
    assert linted(tmp_path, shapes__s_ttl=f"{HEAD}ex:S {term} ex:Thing .") == ()


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("id:a rdfs:lable 'x' .", "rdfs:label"),
        ("id:a skos:preflabel 'x' .", "skos:prefLabel"),
        ("id:a a owl:Clas .", "owl:Class"),
        ("id:a ex:value '1'^^xsd:interger .", "xsd:integer"),
        ("id:a owl:subPropertyOf id:a .", "rdfs:subPropertyOf"),
        ("id:a a rdfs:DatatypeProperty .", "owl:DatatypeProperty"),
        ("id:a a skos:Class .", "rdfs:Class or owl:Class"),
    ],
)
def test_terms_that_finished_vocabularies_lack(tmp_path: Path, text: str, near: str) -> None:
    """A slip in a name or a prefix of RDFS, SKOS, OWL or XML Schema is found, datatypes included."""
    found = only(linted(tmp_path, data__d_ttl=HEAD + text), checks.UNKNOWN_TERM)
    assert found.remedy == f"Did you mean {near}?"


def test_container_members_are_terms(tmp_path: Path) -> None:
    """rdf:_1 and its like need no list."""
    assert (
        linted(
            tmp_path,
            data__d_nt="<http://x/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#_12> <http://x/b> .",
        )
        == ()
    )


@pytest.mark.parametrize(
    ("file", "text", "line", "column"),
    [
        ("data__d_trig", HEAD + "id:g {\n  id:a ex:partof id:b .\n}", LINE + 1, 8),
        ("data__d_ttl", HEAD + "id:a a ex:partof .", LINE, 8),
        ("ontology__more_ttl", HEAD + "ex:has rdfs:subPropertyOf ex:partof .", LINE, 27),
        ("ontology__more_ttl", HEAD + "ex:A owl:unionOf (\n  ex:Thing ex:partof ) .", LINE + 1, 12),
        ("shapes__s_ttl", HEAD + "id:S sh:path (\n  ex:value [ sh:inversePath ex:partof ] ) .", LINE + 1, 29),
        ("data__d_ttl", HEAD + "id:a ex:value '1'^^ex:partof .", LINE, 15),
        ("shapes__s_ttl", HEAD + "id:S sh:property [\n  sh:path ex:partof ] .", LINE + 1, 11),
        (
            "queries__checks__q_rq",
            "# ex:partof\nPREFIX ex: <http://ex.org/def#>\nASK {?a ex:partof ?b}",
            3,
            9,
        ),
        ("queries__checks__q_rq", "SELECT ?a {\n ?a <http://ex.org/def#partof> ?b }", 2, 5),
        (
            "shapes__q_ttl",
            HEAD + "id:P sh:declare [ sh:prefix 'e' ; sh:namespace 'http://ex.org/def#'^^xsd:anyURI ] .\n"
            "id:S sh:select 'SELECT $this { $this e:partof 1 }' .",
            LINE + 1,
            16,
        ),
    ],
)
def test_undefined_terms(tmp_path: Path, file: str, text: str, line: int, column: int) -> None:
    """An own term that nothing defines is found in data, ontology, shapes and queries, with its place."""
    found = only(linted(tmp_path, **{file: text}), checks.UNDEFINED_TERM)
    assert found.message == "ex:partof is used and defined nowhere."
    assert found.remedy == "Did you mean ex:partOf?"
    assert (found.place and found.place.line, found.place and found.place.column) == (line, column)


def test_a_long_literal_is_told_by_its_beginning(tmp_path: Path) -> None:
    """The finding has all of it as its value, and a message that can be read."""
    text = f'{HEAD}id:a ex:value "{"9" * 10_000}x"^^xsd:integer , "{"a" * 10_001}"@en-GB .'
    found = linted(tmp_path, data__d_ttl=text)
    assert sorted(len(str(each.value)) for each in found) == [10_001, 10_001]
    assert all(len(each.message) < 2_000 for each in found)


def test_names_are_compared_with_those_of_a_large_ontology(tmp_path: Path) -> None:
    """With all of a few thousand; of more, one that differs by a letter is found."""
    many = "".join(f"ex:Term{number:05} a owl:Class .\n" for number in range(6_000))
    found = linted(
        tmp_path, ontology__many_ttl=HEAD + many, data__d_ttl=HEAD + "id:a a ex:Thimg , ex:Nothing ."
    )
    assert [finding.remedy for finding in found] == [
        "Define it, or use a name that is defined.",
        "Did you mean ex:Thing?",
    ]


def test_only_what_is_told_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of names of another ontology, which is not there, are counted."""
    compared: list[str] = []
    monkeypatch.setattr(terms, "nearest", lambda name, _: compared.append(name))
    data = "".join(f"id:a{number} a ex:Other{number} .\n" for number in range(3 * MOST_ALIKE))
    found = linted(tmp_path, data__d_ttl=HEAD + data)
    assert found[-1].message == f"There are {2 * MOST_ALIKE} more findings of this kind."
    assert len(compared) == MOST_ALIKE


def test_term_among_things_is_told(tmp_path: Path) -> None:
    """A property or class among the things is a slip of the prefix; a thing may go undescribed."""
    (tmp_path / "bilat.toml").write_text('base = "http://ex.org/"\n')
    found = linted(
        tmp_path,
        ontology__o_ttl=f"{HEAD}ex:Thing a owl:Class .",
        data__d_ttl=f"{HEAD}id:a a ex:Thing , id:Kind ; id:near id:b ; rdfs:seeAlso id:c .",
    )
    assert {(each.rule, each.severity) for each in found} == {(checks.UNDEFINED_TERM, Severity.WARNING)}
    assert {str(each.value).rpartition("/")[2] for each in found} == {"Kind", "near"}


def test_thing_that_is_nearly_another_is_told(tmp_path: Path) -> None:
    """A reference with a slip leads nowhere; what is not described, or next in a series, may stay."""
    text = f"{HEAD}id:joyce ex:value 1 . id:part-7 ex:value 1 . id:FR-x ex:value 1 .\n"
    text += "id:a ex:partOf id:Joice, id:jocye, id:part-8, id:homer, id:DE-x, id:joyce ."
    found = linted(tmp_path, data__d_ttl=text)
    assert {str(each.value).rpartition("/")[2]: each.remedy for each in found} == dict.fromkeys(
        ("Joice", "jocye"), "Did you mean id:joyce?"
    )
    assert {each.severity for each in found} == {Severity.WARNING}
    assert {each.place.line for each in found if each.place} == {LINE + 1}


def test_an_undefined_term_is_told_once_a_file(tmp_path: Path) -> None:
    """The first use of each file counts; other files are told of too."""
    text = HEAD + "id:a ex:nope 1 . id:b ex:nope 2 ."
    assert [str(finding.place) for finding in linted(tmp_path, data__a_ttl=text, data__b_ttl=text)] == [
        f"data/a.ttl:{LINE}:6",
        f"data/b.ttl:{LINE}:6",
    ]


def values(*objects: str) -> str:
    """Return data whose values are some objects."""
    return HEAD + "".join(f"id:a ex:partOf {name} .\n" for name in objects)


SCHEME = HEAD + "ex:x a skos:Concept . ex:y a skos:Concept .\n"
MIXED = HEAD + "ex:x a ex:Thing . ex:y a ex:Thing .\n"


@pytest.mark.parametrize(
    ("described", "objects", "severities"),
    [
        (SCHEME, ["ex:x", "ex:y", "ex:z"], [Severity.VIOLATION]),
        (MIXED, ["ex:x", "ex:y", "ex:z"], [Severity.WARNING]),
        (MIXED, ["ex:x", "ex:y", "ex:z", "ex:w"], []),
        (SCHEME, ["ex:x", "ex:v", "ex:z", "ex:w"], []),
        (SCHEME, ["ex:z"], []),
        (MIXED, ["ex:x", "ex:y", "id:z"], []),
        (MIXED.replace("ex:y a ex:Thing", "ex:y rdfs:label 'y'"), ["ex:x", "ex:y"], []),
    ],
)
def test_values_that_nothing_describes(
    tmp_path: Path, described: str, objects: list[str], severities: list[Severity]
) -> None:
    """A value that is no subject is told where all but few are: gravely in a scheme, else as a warning."""
    found = linted(tmp_path, data__a_ttl=values(*objects), data__b_ttl=described)
    assert [finding.severity for finding in found] == severities
    assert {finding.value for finding in found} <= {URIRef("http://ex.org/def#z")}


def test_few_of_many_values_are_told(tmp_path: Path) -> None:
    """One value in ten without a description may be several, and each is told."""
    names = [f"ex:c{number}" for number in range(20)]
    scheme = HEAD + "".join(f"{name} a skos:Concept .\n" for name in names)
    found = linted(tmp_path, data__a_ttl=values(*names, "ex:z1", "ex:z2"), data__b_ttl=scheme)
    assert [finding.severity for finding in found] == [Severity.VIOLATION] * 2


def test_ontology_and_things_may_share_a_namespace(tmp_path: Path) -> None:
    """Instances, mere values, graphs and what queries say of them need no definition; terms do."""
    data = HEAD + "ex:a a ex:Thing . ex:a ex:partOf ex:b , ex:c . ex:g { ex:a ex:value 1 ; ex:valu 2 . }"
    query = "PREFIX ex: <http://ex.org/def#>\nASK { GRAPH ex:g { ex:a ex:partOf ex:b } }"
    found = only(linted(tmp_path, data__d_trig=data, queries__checks__q_rq=query), checks.UNDEFINED_TERM)
    assert found.value == URIRef("http://ex.org/def#valu")
    assert found.severity is Severity.VIOLATION


@pytest.mark.parametrize(
    ("ontology", "configuration", "severity"),
    [
        (TERMS, "", Severity.WARNING),
        (TERMS + "<http://ex.org/mine> a owl:Ontology .", "", Severity.WARNING),
        (TERMS + "<http://ex.org/def#> a owl:Ontology .", "", Severity.VIOLATION),
        (TERMS, 'base = "http://ex.org/"', Severity.VIOLATION),
        (TERMS, 'base = "http://ex.org/id/"', Severity.WARNING),
    ],
)
def test_who_adds_to_a_namespace_need_not_define_it(
    tmp_path: Path, ontology: str, configuration: str, severity: Severity
) -> None:
    """An undefined term is grave only where the project has the header of the ontology, or its base."""
    (tmp_path / "bilat.toml").write_text(configuration)
    found = linted(
        tmp_path, ontology__core_ttl=ontology, data__d_ttl=HEAD + "id:a ex:valu 1 ; ex:partOf ex:thing ."
    )
    assert only(found, checks.UNDEFINED_TERM).severity is severity


def test_foreign_and_unnamed_things_need_no_definition(tmp_path: Path) -> None:
    """Other people's vocabularies, things, namespaces themselves, shapes without a type: all left alone."""
    text = (
        HEAD + "@prefix org: <http://www.w3.org/ns/org#> .\n"
        "org:Organization a owl:Class . id:a a org:FormalOrganization ;\n"
        "  rdfs:isDefinedBy <http://ex.org/def#> ;\n"
        "  rdfs:seeAlso id:nowhere , <http://ex.org/def> ."
    )
    shapes = HEAD + "ex:S a sh:NodeShape ; sh:property ex:S-value . ex:S-value sh:path ex:value ."
    assert linted(tmp_path, data__d_ttl=text, shapes__s_ttl=shapes) == ()


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("^(a+)+$", checks.REGEX_BACKTRACKS),
        ("^([a-z]+)*x", checks.REGEX_BACKTRACKS),
        ("^[a-z", checks.REGEX_INVALID),
        ("\\\\p{L}+", checks.REGEX_INVALID),
        ("a{99999999999}", checks.REGEX_INVALID),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, rule: str) -> None:
    """A pattern that takes exponential time, or does not compile, is found with its shape."""
    text = f'{HEAD}ex:S a sh:PropertyShape ; sh:path ex:value ; sh:pattern "{pattern}" .'
    found = only(linted(tmp_path, shapes__s_ttl=text), rule)
    assert found.focus == URIRef("http://ex.org/def#S")
    assert found.place == Place("shapes/s.ttl", LINE, 57)


def test_flags_count(tmp_path: Path) -> None:
    """Ambiguity that only appears without regard to case is found with the flag i."""
    shape = f'{HEAD}ex:S sh:path ex:value ; sh:pattern "^(a|A+x?)*$"'
    assert linted(tmp_path / "1", shapes__s_ttl=f"{shape} .") != ()
    clean = f'{HEAD}ex:S sh:path ex:value ; sh:pattern "^(a+|A)*$" ; sh:flags "s" .'
    assert linted(tmp_path / "2", shapes__s_ttl=clean) != ()
    once = f'{HEAD}ex:S sh:path ex:value ; sh:pattern "^(ab|AB)*$"'
    assert linted(tmp_path / "3", shapes__s_ttl=f"{once} .") == ()
    assert [finding.rule for finding in linted(tmp_path / "4", shapes__s_ttl=f'{once} ; sh:flags "i" .')] == [
        checks.REGEX_BACKTRACKS
    ]


def test_flag_that_means_nothing_is_told(tmp_path: Path) -> None:
    """A flag of another language would be passed over without a word."""
    text = f'{HEAD}ex:S a sh:PropertyShape ; sh:path ex:value ; sh:pattern "a.b" ; sh:flags "gi" .'
    found = only(linted(tmp_path, shapes__s_ttl=text), checks.REGEX_INVALID)
    assert "'g'" in found.message
    assert found.place == Place("shapes/s.ttl", LINE, 57)


def test_prefix_conflicts(tmp_path: Path) -> None:
    """The second file that binds a prefix otherwise is told, with the line."""
    found = only(
        linted(
            tmp_path,
            data__a_ttl="@prefix p: <http://a/> .\np:a p:b p:c .",
            data__b_ttl="# b\n@prefix p: <http://b/> .\np:a p:b p:c .",
        ),
        checks.PREFIX_CONFLICT,
    )
    assert found.place == Place("data/b.ttl", 2, 9)
    assert found.severity is Severity.WARNING


def test_empty_files(tmp_path: Path) -> None:
    """A file without a statement is mentioned, no more."""
    found = only(linted(tmp_path, data__a_ttl="# nothing yet\n"), checks.EMPTY_FILE)
    assert found.severity is Severity.INFO


def test_every_check_has_a_row() -> None:
    """The table of checks names each rule once."""
    ids = {value for name, value in vars(checks).items() if name.isupper() and type(value) is str}
    assert {check.id for check in checks.TABLE} == ids
    assert len(checks.BY_ID) == len(checks.TABLE) + len(checks.FURTHER)


def test_checks_without_a_row_are_described_too() -> None:
    """Rules of OWL 2 RL by their section, checks of a project by their id."""
    assert "OWL 2 RL" in checks.describe("cax-dw").title
    assert checks.describe("one-label-each").title == "Check one-label-each"
    assert checks.describe(checks.SYNTAX) in checks.TABLE


def test_files_that_are_passed_over(tmp_path: Path) -> None:
    """Another ending, a link to a folder, a query beside the folders of queries: each is told."""
    question = "SELECT ?s { ?s ?p ?o }"
    queries = {f"queries__{place}_rq": question for place in ("a", "else__b", "pages__views__c", "checks__d")}
    queries["queries__e_ttl"] = ""
    (tmp_path / "data").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "data/linked").symlink_to(tmp_path / "there")
    (tmp_path / "beside.ttl").touch()
    found = [
        finding.place.file
        for finding in linted(tmp_path, data__x_n3="", data__x_hdt="", data__y_txt="", **queries)
        if finding.rule == checks.UNREAD_FILE and finding.place
    ]
    unread = ["beside.ttl", "data/linked", "data/x.hdt", "data/x.n3"]
    assert sorted(found) == [*unread, "queries/a.rq", "queries/e.ttl", "queries/else/b.rq"]


@pytest.mark.parametrize(
    ("namespace", "meant"),
    [
        ("http://www.w3.org/2001/XMLSchema/", "http://www.w3.org/2001/XMLSchema#"),
        ("http://www.w3.org/2001/XMLSchema", "http://www.w3.org/2001/XMLSchema#"),
        ("https://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2001/XMLSchema#"),
        ("http://purl.org/dc/terms#", "http://purl.org/dc/terms/"),
    ],
)
def test_namespaces_that_are_nearly_others(tmp_path: Path, namespace: str, meant: str) -> None:
    """A slip in a namespace is told at its declaration, with the one that is meant."""
    data = f"\n@prefix my: <{namespace}> .\n@prefix s: <http://schema.org/> .\n<http://a> my:b s:c ."
    found = only(linted(tmp_path, data__d_ttl=data), checks.NAMESPACE_SLIP)
    assert meant in (found.remedy or "")
    assert found.place == Place("data/d.ttl", 2, 9)


@pytest.mark.parametrize("ending", ["csv", "TSV", "xlsx"])
def test_tables_beside_data_are_told(tmp_path: Path, ending: str) -> None:
    """A table says nothing, which nobody would notice; beside questions it is an answer."""
    found = only(
        linted(tmp_path, **{f"data__t_{ending}": "a,b", "shapes__README_md": "x"}), checks.UNREAD_FILE
    )
    assert found.place == Place(f"data/t.{ending}")
    assert "RDF" in str(found.remedy)


@pytest.mark.parametrize(
    ("document", "lost"),
    [
        ('{"@id": "ex:a", "height": 3}', "height"),
        (
            '{"@context": {"l": "ex:l"}, "@id": "ex:a", "l": {"@id": "ex:b", "x": 1}, "y": [{"z": 1}]}',
            "x, y",
        ),
        ('[{"@context": [null, {"höhe": null}], "höhe": 1, "höhe2": 1}]', "höhe2"),
        ('{"@context": {"@vocab": "http://ex.org/"}, "height": 3}', ""),
        ('{"@context": {"t": {"@id": "ex:t", "@container": "@language"}}, "t": {"fr": "x"}}', ""),
        ('{"@context": {"t": {"@id": "ex:t", "@type": "@json"}}, "t": {"fr": "x"}}', ""),
        ('{"ex:t": {"@value": {"a": 1}, "@type": "@json"}, "@graph": []}', ""),
        ('{"@context": {"t": {"@id": "ex:t", "@context": {"u": "ex:u"}}}, "t": {"u": 1}}', ""),
    ],
)
def test_keys_of_json_that_are_lost(tmp_path: Path, document: str, lost: str) -> None:
    """A key that no context knows is told where it stands; one that a context passes over is meant so."""
    found = [one for one in linted(tmp_path, data__d_jsonld=f"\n{document}") if one.rule == checks.KEY_LOST]
    assert [one.message for one in found] == (
        [f"No context knows {lost}: nothing is read there."] if lost else []
    )
    assert all(one.place == Place("data/d.jsonld", 2) for one in found)


def test_keys_of_json_that_an_object_has_twice(tmp_path: Path) -> None:
    """Each is told once, at the second, wherever it stands; equal keys of two objects are none."""
    document = """{"@context": {"x": "http://ex.org/x", "x": "http://ex.org/y"}, "@id": "ex:a", "x": 1,
      "ex:p": [{"ex:q": 1}, {"ex:q": 2, "ex:\\u0071": 3, "ex:q": 4}]}"""
    found = [one for one in linted(tmp_path, data__d_jsonld=document) if one.rule == checks.KEY_REPEATED]
    assert [(one.message, one.place) for one in found] == [
        ('An object has the key "x" more than once.', Place("data/d.jsonld", 1, 39)),
        ('An object has the key "ex:q" more than once.', Place("data/d.jsonld", 2, 41)),
    ]


def test_names_of_json_that_mean_keywords(tmp_path: Path) -> None:
    """A thing that is called like another word for a keyword is lost with all that is said of it."""
    document = """{"@context": {"name": "@id", "x": "http://ex.org/x/"}, "@graph": [
      {"name": "x:a", "x:p": 1},
      {"name": "name", "x:p": 2, "x:q": 3}]}"""
    found = only(linted(tmp_path, data__d_jsonld=document), checks.KEY_LOST)
    assert found.message == "A name is another word for @id in the context: 2 statements are lost."
    assert found.place == Place("data/d.jsonld", 3, 16)


def test_classes_below_each_other(tmp_path: Path) -> None:
    """A circle is told once, with one of its statements; below itself alone a class may well be."""
    text = (
        "ex:A a owl:Class ; rdfs:subClassOf ex:B , ex:A .\nex:B a owl:Class ; rdfs:subClassOf ex:C .\n"
        "ex:C a owl:Class ; rdfs:subClassOf ex:A , ex:D .\nex:D a owl:Class .\n"
    )
    found = only(linted(tmp_path, ontology__more_ttl=HEAD + text), checks.CIRCLE_OF_TERMS)
    assert "ex:A below ex:B below ex:C below ex:A" in found.message
    assert found.place == Place("ontology/more.ttl", LINE + 2, 36)
    assert found.severity is Severity.WARNING


def test_properties_below_each_other(tmp_path: Path) -> None:
    """Each circle of properties is told."""
    text = "".join(
        f"ex:{one} a owl:ObjectProperty ; rdfs:subPropertyOf ex:{other} .\n"
        for one, other in ("pq", "qp", "rs", "sr")
    )
    found = linted(tmp_path, ontology__more_ttl=HEAD + text)
    assert [one.rule for one in found] == [checks.CIRCLE_OF_TERMS] * 2
    assert all("owl:equivalentProperty" in str(one.remedy) for one in found)


def test_things_whose_iris_are_nearly_those_of_the_project(tmp_path: Path) -> None:
    """Another scheme or other letters make other things of them; another ending is another namespace."""
    text = (
        "id:a ex:value 1 .\n<https://ex.org/id/a> ex:value 1 .\n<http://EX.org/id/b> ex:value 1 .\n"
        "<http://ex.org/id#c> ex:value 1 .\n"
    )
    found = linted(tmp_path, data__d_ttl=HEAD + text)
    assert [(one.rule, one.place) for one in found] == [
        (checks.NAMESPACE_SLIP, Place("data/d.ttl", LINE + 1, 1)),
        (checks.NAMESPACE_SLIP, Place("data/d.ttl", LINE + 2, 1)),
    ]
    assert found[1].remedy == "Write <http://ex.org/id/b>, unless another thing is meant."


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("id:a a ex:Thing . id:b a ex:Thing ; ex:partOf <id:a> .", "id:a"),
        ("id:a a ex:Thing . id:b a <ex:Thing> .", "ex:Thing"),
        ("id:a a ex:Thing ; ex:partOf <id:nobody> .", ""),
        ("@prefix urn: <http://ex.org/id/> . id:a a ex:Thing ; ex:partOf <urn:x> .", ""),
    ],
)
def test_a_prefixed_name_in_brackets(tmp_path: Path, data: str, told: str) -> None:
    """It is an IRI whose scheme is the prefix; told where the name is that of something in the project."""
    found = [finding for finding in linted(tmp_path, data__a_ttl=HEAD + data) if finding.value]
    assert [str(finding.value) for finding in found] == ([told] if told else [])
    for finding in found:
        assert finding.rule == checks.NAMESPACE_SLIP
        assert finding.remedy == f"Write {told} without the brackets."
        assert finding.place
        assert finding.place.line == LINE
