"""The index says for pages what the quads say."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bilat.errors import SourceError
from bilat.graph.index.write import index
from bilat.graph.releases.release import File, digest_of
from bilat.project import Project

QUADS = b"""\
<http://example.org/b> <http://example.org/name> "Bee"@en <http://example.org/g> .
<http://example.org/a> <http://example.org/name> "Ay" <http://example.org/g> .
<http://example.org/a> <http://example.org/size> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""
XSD = "http://www.w3.org/2001/XMLSchema#"
NAMES = "SELECT ?thing ?name WHERE { ?thing <http://example.org/name> ?name }"
Make = Callable[..., sqlite3.Connection]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Yield a function that writes an index of a project with some queries."""
    opened = ExitStack()

    def made(quads: bytes = QUADS, **queries: str) -> sqlite3.Connection:
        (tmp_path / "queries").mkdir(exist_ok=True)
        for name, text in queries.items():
            path = tmp_path / "queries/pages" / f"{name.replace('__', '/')}.rq"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        database = opened.enter_context(closing(sqlite3.connect(":memory:")))
        database.deserialize(index(Project.at(tmp_path), quads))
        return database

    with opened:
        yield made


def test_answers_are_stored_as_sparql_results(make: Make) -> None:
    """Variables keep their order, rows are objects of terms, what is unbound is left out."""
    text = (
        f"# id: names\n# title: Names\n{NAMES[:-1]} OPTIONAL {{ ?thing <http://example.org/size> ?size }} }}"
    )
    database = make(views__names=text.replace("?thing ?name WHERE", "?thing ?name ?size WHERE"))
    assert database.execute("SELECT name, title, variables FROM answer").fetchall() == [
        ("names", "Names", '["thing", "name", "size"]')
    ]
    rows = [json.loads(row) for (row,) in database.execute("SELECT terms FROM answer_row ORDER BY place")]
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert rows == [
        {
            "thing": {"type": "uri", "value": "http://example.org/a"},
            "name": {"type": "literal", "value": "Ay"},
            "size": {"type": "literal", "value": "2", "datatype": integer},
        },
        {
            "thing": {"type": "uri", "value": "http://example.org/b"},
            "name": {"type": "literal", "value": "Bee", "xml:lang": "en"},
        },
    ]


def test_what_one_row_says_of_a_thing_holds(make: Make) -> None:
    """Another row of the same thing may say nothing of its kind and label."""
    text = """# id: all\n# listed: yes\n
    SELECT ?thing ?kind ?label { ?thing <http://example.org/name> ?name
      { } UNION { BIND(<http://example.org/K> AS ?kind) } UNION { BIND("Called" AS ?label) } }"""
    database = make(index__sections__all=text)
    found = database.execute("SELECT DISTINCT kind, label FROM thing").fetchall()
    assert found == [("http://example.org/K", "Called")]


def test_answers_keep_the_order_that_is_asked_for(make: Make) -> None:
    """ORDER BY holds; without it rows are sorted."""
    database = make(views__names=f"# id: names\n{NAMES} ORDER BY DESC(?thing)")
    rows = [row for (row,) in database.execute("SELECT terms FROM answer_row ORDER BY place")]
    assert [json.loads(row)["thing"]["value"][-1] for row in rows] == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { }", "no id"),
        ("# id: x\n# colour: red\nSELECT * { }", "unknown key 'colour'"),
        ("# id: x\nASK { }", "SELECT"),
        ("# id: x\nSELECT * {", "x.rq:2"),
        ("# id: x\n# order: first\nSELECT * { }", "order is 'first'"),
    ],
)
def test_a_query_that_cannot_be_used_is_named(make: Make, text: str, message: str) -> None:
    """The error names the file and what is wrong."""
    with pytest.raises(SourceError, match=message) as raised:
        make(views__x=text)
    assert raised.value.place is not None
    assert raised.value.place.file == "queries/pages/views/x.rq"


def labelled(*lines: str) -> bytes:
    """Return quads of a graph, terms of example.org and usual vocabularies written short."""
    spaces = {
        "ex:": "http://example.org/",
        "rdfs:": "http://www.w3.org/2000/01/rdf-schema#",
        "rdf:": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "skos:": "http://www.w3.org/2004/02/skos/core#",
        "foaf:": "http://xmlns.com/foaf/0.1/",
    }
    written = []
    for line in lines:
        terms = [
            f"<{space}{term.removeprefix(name)}>"
            for term in line.split(" ", 2)
            for name, space in spaces.items()
            if term.startswith(name)
        ]
        last = line.split(" ", 2)[2]
        written.append(" ".join([*terms, last] if last[0] == '"' else terms) + " <http://example.org/g> .\n")
    return "".join(sorted(written)).encode()


PLACES = labelled(
    'ex:rome rdfs:label "Rome"@en',
    'ex:rome rdfs:label "Roma"@it',
    'ex:rome skos:altLabel "Città eterna"@it',
    'ex:rome skos:definition "A city on the Tiber."@en',
    "ex:rome rdf:type ex:City",
    "ex:rome ex:in ex:italy",
    "ex:milan rdf:type ex:City",
    "ex:milan ex:in ex:italy",
    'ex:milan foaf:name "Milan"',
    "ex:vienna rdf:type ex:City",
    "ex:vienna ex:in ex:austria",
    'ex:City rdfs:label "city"@en',
)


def test_things_have_the_label_of_the_first_language(make: Make) -> None:
    """Any usual property will do; the end of the IRI stands in where there is no label."""
    found = make(PLACES).execute("SELECT label, kind_label, line, path FROM thing WHERE kind IS NOT NULL")
    assert found.fetchall() == [
        ("Milan", "city", None, "/iri/http://example.org/milan"),
        ("Rome", "city", "A city on the Tiber.", "/iri/http://example.org/rome"),
        ("vienna", "city", None, "/iri/http://example.org/vienna"),
    ]


def test_a_name_stands_once_in_its_best_role(make: Make) -> None:
    """Labels of other languages are other names; what is folded alike is one name."""
    database = make(PLACES)
    found = database.execute(
        "SELECT role, text, folded FROM name JOIN thing ON thing = thing.id WHERE label = 'Rome' AND role < 5"
    )
    assert sorted(found) == [
        (1, "Rome", "rome"),
        (2, "Città eterna", "citta eterna"),
        (2, "Roma", "roma"),
        (4, "A city on the Tiber.", "a city on the tiber"),
    ]


def test_a_project_without_facets_is_narrowed_by_kind_and_properties(make: Make) -> None:
    """Properties with few values become facets, and each value says how many things have it."""
    found = make(PLACES).execute(
        "SELECT facet.title, value.label, things FROM facet JOIN facet_value AS value ON facet.id = facet"
    )
    assert found.fetchall() == [("Kind", "city", 3), ("in", "italy", 2), ("in", "austria", 1)]


def test_a_project_says_what_it_lists_and_how(make: Make) -> None:
    """Sections, lines, names and facets come from queries; a thing is in the first section that has it."""
    city = "WHERE { ?thing a <http://example.org/City> }"
    database = make(
        PLACES,
        index__sections__capitals="# id: capitals\n# order: 1\n# listed: yes\n# weight: 2\n"
        "SELECT (<http://example.org/vienna> AS ?thing) { }",
        index__sections__cities=f"# id: cities\n# order: 2\nSELECT ?thing {city}",
        index__lines__first='# id: first\nSELECT ?thing ("2001-01-01" AS ?from) ("about" AS ?how) ' + city,
        index__names__alternative='# id: alternative\nSELECT ?thing ("Town" AS ?name) ' + city,
        facets__letter="# id: letter\n# title: Letter\n# form: range\nSELECT ?thing ?value "
        "{ ?thing a <http://example.org/City> BIND(SUBSTR(STR(?thing), 20) AS ?value) }",
    )
    sections = database.execute("SELECT name, title, weight, listed FROM section").fetchall()
    assert sections == [("capitals", "Capitals", 2.0, 1), ("cities", "Cities", 1.0, 0)]
    things = database.execute("SELECT label, section, first, how FROM thing").fetchall()
    date = ("2001-01-01", "about")
    assert things == [("vienna", 1, *date), ("Milan", 2, *date), ("Rome", 2, *date)]
    assert database.execute("SELECT count(*) FROM name WHERE text = 'Town'").fetchone() == (3,)
    facet = database.execute(
        "SELECT facet.name, form, value.name, things FROM facet JOIN facet_value AS value"
    )
    assert facet.fetchall() == [("letter", "range", "vienna", 1)]


def test_passages_mark_what_they_speak_of(make: Make) -> None:
    """Marks are in the order of the passages' labels."""
    passage = "<https://w3id.org/bilat/def#Passage>"
    cited = "<http://purl.org/dc/terms/isReferencedBy>"
    more = [
        f"<http://example.org/rome> {cited} <http://example.org/p{n}> <http://example.org/g> .\n"
        f"<http://example.org/p{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {passage} "
        "<http://example.org/g> .\n"
        for n in (2, 1)
    ]
    database = make(PLACES + "".join(more).encode())
    found = database.execute(
        "SELECT place, mark.label FROM mark JOIN thing ON thing.id = thing WHERE thing.iri LIKE '%rome'"
    )
    assert found.fetchall() == [(1, "p1"), (2, "p2")]


def test_documents_have_their_passages_in_order(make: Make) -> None:
    """Documents come by name, passages by number, each with the statements of its graph; all are counted."""
    source, number = "http://www.w3.org/ns/oa#hasSource", "https://w3id.org/bilat/def#number"
    quads = [f"<x:p{n}> <{source}> <x:d{n % 2}> <x:sources> ." for n in range(4)]
    quads += [f'<x:p{n}> <{number}> "{9 - n}"^^<{XSD}integer> <x:sources> .' for n in range(4)]
    quads += ["<x:a> <x:b> <x:c> <x:p0> .", "<x:a> <x:b> <x:d> <x:p0> .", "<x:a> <x:b> <x:c> <x:p3> ."]
    database = make("".join(f"{quad}\n" for quad in sorted(quads)).encode())
    assert database.execute(
        "SELECT iri, label, passages, stating, statements FROM document ORDER BY id"
    ).fetchall() == [("x:d0", "d0", 2, 1, 2), ("x:d1", "d1", 2, 1, 1)]
    assert database.execute(
        "SELECT document.iri, passage.id - first, passage.iri, number, passage.statements "
        "FROM passage JOIN document ON document.id = document ORDER BY passage.id"
    ).fetchall() == [
        ("x:d0", 0, "x:p2", 7, 0),
        ("x:d0", 1, "x:p0", 9, 2),
        ("x:d1", 0, "x:p3", 6, 1),
        ("x:d1", 1, "x:p1", 8, 0),
    ]


def test_two_indexes_of_the_same_graph_are_the_same(make: Make) -> None:
    """Nothing depends on the order in which the engine finds things."""
    assert make(PLACES).serialize() == make(PLACES).serialize()


def test_only_texts_are_names_and_only_iris_have_them(make: Make) -> None:
    """Whatever else a query of names returns is passed over, and so is a row that leaves one open."""
    terms = '"Town" <http://example.org/vienna> UNDEF'
    text = (
        f"# id: alternative\nSELECT ?thing ?name {{ ?x <http://example.org/in> ?y VALUES ?name {{ {terms} }} "
    )
    found = make(PLACES, index__names__alternative=text + "BIND(BNODE() AS ?thing) }").execute
    assert found("SELECT count(*) FROM name WHERE text = 'Town'").fetchone() == (0,)
    found = make(PLACES, index__names__alternative=text + "BIND(?x AS ?thing) }").execute
    assert found("SELECT DISTINCT text FROM name WHERE role = 2 AND folded LIKE '%town%'").fetchall() == [
        ("Town",)
    ]
    assert found("SELECT count(*) FROM name WHERE text LIKE 'http%'").fetchone() == (0,)


def test_an_id_that_is_no_role_is_refused(make: Make) -> None:
    """The error says which roles there are."""
    with pytest.raises(SourceError, match="alternative, identifier"):
        make(PLACES, index__names__nickname="# id: nickname\nSELECT ?thing ?name { }")


def test_the_index_is_not_part_of_the_digest() -> None:
    """It says the same again, and SQLite may write it otherwise elsewhere."""
    quads = File(name="bilat.nq", size=1, sha256="a" * 64)
    indexes = [File(name="index.sqlite", size=1, sha256=letter * 64) for letter in "bc"]
    assert {digest_of((quads, each)) for each in indexes} == {digest_of((quads,))}
