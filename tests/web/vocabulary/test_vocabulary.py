"""Pages about ontology and shapes: every term and every shape, with what is said of it."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from bilat.graph.formats.quads import Quad
from bilat.web.vocabulary import vocabulary
from bilat.web.vocabulary.hierarchy import hierarchy
from bilat.web.vocabulary.schema import Schema

EX = "http://example.org/"
PREFIXES = """\
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
ONTOLOGY = """\
ex:Animal a owl:Class ; rdfs:label "animal"@en .
ex:Cat a owl:Class ; rdfs:label "Katze"@de, "cat"@en ; rdfs:comment "Purrs." ; rdfs:subClassOf ex:Animal .
ex:Loop a owl:Class ; rdfs:subClassOf ex:Loop .
ex:eats a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain ex:Animal .
ex:untyped rdfs:label "untyped" .
ex:Cat skos:example "ex:tom", "ex:tom ex:eats ex:jerry", "ex:nobody", "e.g. Tom", "" .
"""
SHAPES = """\
ex:CatShape a sh:NodeShape ; sh:targetClass ex:Cat ;
  sh:property [ sh:path ex:eats ; sh:minCount 1 ; sh:severity sh:Warning ] .
"""


def quads(turtle: str) -> list[Quad]:
    found = parse(PREFIXES + turtle, RdfFormat.TURTLE)
    return [Quad(str(each.subject), str(each.predicate), str(each.object)) for each in found]


@pytest.fixture
def schema() -> Schema:
    return Schema(quads(ONTOLOGY), quads(SHAPES), {EX + "Cat": 3}, {EX + "CatShape": 2}, {"ex": EX})


def test_terms_are_told_with_their_relations(schema: Schema) -> None:
    """A class has its English name, its definition, what is above and below it, its use and its shapes."""
    terms = {term.iri: term for term in map(schema.term, schema.terms())}
    cat = terms[EX + "Cat"]
    assert (cat.label, cat.short, cat.definition, cat.uses) == ("cat", "ex:Cat", "Purrs.", 3)
    assert [(words, [name.label for name in names]) for words, names in cat.rows] == [("Kind of", ["animal"])]
    assert [name.label for name in cat.shapes] == ["Cat shape"]
    assert ("Has the kinds", ["cat"]) in [(w, [n.label for n in ns]) for w, ns in terms[EX + "Animal"].rows]
    assert terms[EX + "untyped"].kind == "Other terms"
    assert terms[EX + "eats"].traits == ("at most one value",)
    assert [name.iri for name in terms[EX + "eats"].shapes] == [EX + "CatShape"]


def test_terms_of_one_name_have_places_of_their_own() -> None:
    """Of two vocabularies that both have a Person, a link leads to the right one."""
    both = "ex:Cat a owl:Class ; rdfs:label 'cat' . <http://other.org/Cat> a owl:Class ; rdfs:label 'cat' ."
    terms = list(Schema(quads(both), (), {}, {}, {"ex": EX}).terms())
    assert len({term.anchor for term in terms}) == 2


def test_a_name_without_a_language_goes_before_one_in_another() -> None:
    """As on the pages of things."""
    said = f'<{EX}C> a owl:Class ; rdfs:label "Brücke"@de, "Wharf" .'
    made = Schema(quads(ONTOLOGY + said), (), {}, {}, {"ex": EX})
    assert made.label(EX + "C") == "Wharf"


def test_examples_lead_to_what_they_are_about() -> None:
    """A thing that has a page, or the subject of a statement; whatever else is written there is a text."""
    schema = Schema(quads(ONTOLOGY), (), {}, {}, {"ex": EX}, "en", {EX + "tom"}.__contains__)
    (cat,) = (schema.term(place) for place in schema.terms() if place.iri == EX + "Cat")
    assert [(name.iri, name.label) for name in cat.examples] == [
        (EX + "tom", "ex:tom"),
        (EX + "tom", "ex:tom ex:eats ex:jerry"),
        ("", "ex:nobody"),
        ("", "e.g. Tom"),
        ("", ""),
    ]


def test_shapes_are_told_with_their_demands(schema: Schema) -> None:
    """A shape has its targets, what it asks of each property, how gravely, and how much it looked at."""
    (card,) = schema.shapes()
    assert (card.short, card.nodes, [name.label for name in card.targets]) == ("ex:CatShape", 2, ["cat"])
    (row,) = card.rows
    assert (row.path.label, row.demands, row.severity) == ("eats", ("at least 1",), "warning")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("[ sh:inversePath ex:eats ]", "^ex:eats"),
        ("( ex:eats rdfs:label )", "ex:eats/rdfs:label"),
        ("[ sh:alternativePath ( ex:eats [ sh:inversePath ex:eats ] ) ]", "ex:eats|^ex:eats"),
        ("( [ sh:zeroOrMorePath ex:eats ] [ sh:zeroOrOnePath rdfs:label ] )", "ex:eats*/rdfs:label?"),
        ("[ sh:oneOrMorePath [ sh:alternativePath ( ex:a ( ex:b ex:c ) ) ] ]", "(ex:a|(ex:b/ex:c))+"),
        ("[]", ""),
    ],
)
def test_paths_are_written_as_in_queries(path: str, words: str) -> None:
    """With short names, so that they can be pasted."""
    shape = f"ex:S a sh:NodeShape ; sh:targetClass ex:Cat ; sh:property [ sh:path {path} ; sh:minCount 1 ] ."
    (card,) = Schema((), quads(shape), {}, {}, {"ex": EX}).shapes()
    assert card.rows[0].path.label == words


def test_short_lists_are_told() -> None:
    """A long one is a number."""
    for count, words in ((2, "one of Cat, thing 1"), (9, "one of 9 values")):
        names = " ".join(f"ex:thing{n}" for n in range(1, count))
        shape = f"ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:in ( ex:Cat {names} ) ] . "
        said = quads(shape + "ex:Cat rdfs:label 'Cat' . ex:thing1 rdfs:label 'thing 1' .")
        (card,) = Schema((), said, {}, {}, {"ex": EX}).shapes()
        assert card.rows[0].demands == (words,)


def test_picture_has_each_class_below_its_parent(schema: Schema) -> None:
    """A class stands below and right of the one it is a kind of; a class below itself stands alone."""
    picture = hierarchy(map(schema.term, schema.terms()))
    boxes = {box.label: box for box in picture.boxes}
    assert boxes["cat"].x > boxes["animal"].x
    assert boxes["cat"].y > boxes["animal"].y
    assert boxes["cat"].line
    assert not boxes["animal"].line
    assert not boxes["Loop"].line
    assert picture.left_out == 0


def test_names_stay_in_their_boxes() -> None:
    """Capitals take more room, and what a column has no room for is cut; widths are those of Chromium."""
    short, long = "CGS GAUSS Dimension vector", "Cartesian Coordinates 2D Single Precision Datatype Member"
    classes = f'ex:A a owl:Class ; rdfs:label "{short}" . ex:B a owl:Class ; rdfs:label "{long}" .'
    made = Schema(quads(classes), [], {}, {}, {"ex": EX})
    boxes = {box.label: box.width for box in hierarchy(map(made.term, made.terms())).boxes}
    assert boxes.pop(short) >= 198 + 9
    (cut,) = boxes
    assert long.startswith(cut.removesuffix("\u2026"))
    assert cut.endswith("\u2026")


def test_kinds_on_other_pages_lead_there(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that begins on another page is linked there, one that stands on this page within it."""
    monkeypatch.setattr(vocabulary, "_TERMS_A_PAGE", 1)
    terms = list(schema.terms())
    first, *others = [(kind, there) for kind, there, _ in vocabulary.counted(terms, 1)]
    assert first == ("Classes", "")
    assert others
    for kind, there in others:
        page = next(place for place, term in enumerate(terms, 1) if term.kind == kind)
        assert there == f"/def?page={page}"


def test_pages_in_the_application(client) -> None:
    """The page of the ontology has an anchor for each term, and a page past the last is not found."""
    page = client.get("/def", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert client.get("/def?page=9", headers={"Accept": "text/html"}).status_code == 404
    assert "no shapes" in client.get("/shapes", headers={"Accept": "text/html"}).text
