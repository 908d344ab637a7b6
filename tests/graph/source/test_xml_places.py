"""Where the statements of RDF/XML stand: findings in an ontology that an editor wrote have lines too."""

from __future__ import annotations

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.source.load import Source, load
from bilat.graph.source.noted import NOWHERE, placed
from bilat.graph.source.statements import Statement
from bilat.graph.source.xml_places import places_in
from bilat.project import Project

EX = "http://ex.org/"
TEXT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE rdf:RDF [ <!ENTITY ex "http://ex.org/"> ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://ex.org/"
    xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
    xml:base="http://ex.org/">
  <!-- ä, ü and 文 take more than one byte -->
  <owl:Class rdf:about="&ex;A" rdfs:label="eine Ähre">
    <rdfs:comment xml:lang="de">größer
      als</rdfs:comment><ex:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">05</ex:p>
    <rdfs:subClassOf>
      <owl:Restriction>
        <owl:onProperty rdf:resource="#q"/>
        <owl:allValuesFrom><owl:Class>
          <owl:unionOf rdf:parseType="Collection">
            <rdf:Description rdf:about="B"/>
            <owl:Class rdf:ID="C"/>
          </owl:unionOf></owl:Class></owl:allValuesFrom>
      </owl:Restriction>
    </rdfs:subClassOf>
    <ex:xml rdf:parseType="Literal">a <b>c</b></ex:xml>
    <ex:part rdf:parseType="Resource">
      <ex:p>1</ex:p>
    </ex:part>
  </owl:Class>
  <rdf:Seq rdf:nodeID="s"><rdf:li>one</rdf:li>
    <rdf:li>two</rdf:li></rdf:Seq>
  <rdf:Description rdf:about="&ex;A">
    <ex:p rdf:ID="said">twice</ex:p>
  </rdf:Description>
</rdf:RDF>
"""
A, T = URIRef(EX + "A"), URIRef(EX + "T")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return the text above as a project."""
    root = tmp_path_factory.mktemp("project")
    (root / "ontology").mkdir()
    (root / "ontology" / "o.owl").write_text(TEXT, encoding="utf-8")
    return load(Project.at(root))


def at(line: int, column: int) -> Place:
    return Place("ontology/o.owl", line, column)


@pytest.mark.parametrize(
    ("s", "p", "o", "place"),
    [
        (A, None, None, at(7, 3)),
        (A, RDF.type, OWL.Class, at(7, 3)),
        (A, RDFS.label, Literal("eine Ähre"), at(7, 3)),
        (A, RDFS.comment, Literal("größer\n      als", lang="de"), at(8, 5)),
        (A, URIRef(EX + "p"), Literal("05", datatype=XSD.integer, normalize=False), at(9, 25)),
        (A, RDFS.subClassOf, None, at(10, 5)),
        (A, URIRef(EX + "xml"), None, at(20, 5)),
        (A, URIRef(EX + "p"), Literal("twice"), at(28, 5)),
        (A, URIRef(EX + "none"), None, at(7, 3)),
        (URIRef(EX + "B"), None, None, None),
        (URIRef(EX + "#C"), RDF.type, OWL.Class, at(16, 13)),
        (URIRef(EX + "#said"), RDF.subject, A, Place("ontology/o.owl")),
    ],
)
def test_statements_stand_where_their_elements_begin(
    source: Source, s: URIRef, p: URIRef | None, o: URIRef | Literal | None, place: Place | None
) -> None:
    """The element of the value, else of the property, else of the thing; else the file is told."""
    assert source.locations.find(s, p, o) == place


@pytest.mark.parametrize(
    ("p", "o", "line"),
    [
        (OWL.onProperty, URIRef(EX + "#q"), 12),
        (OWL.unionOf, None, 14),
        (RDF.first, URIRef(EX + "B"), 15),
        (RDF.first, URIRef(EX + "#C"), 16),
        (URIRef(EX + "p"), Literal("1"), 22),
        (RDF._1, Literal("one"), 25),
        (RDF._2, Literal("two"), 26),
    ],
)
def test_what_blank_nodes_say_has_lines(
    source: Source, p: URIRef, o: URIRef | Literal | None, line: int
) -> None:
    """Restrictions, lists and containers are found by what they say."""
    (found,) = source.dataset.quads((None, p, o, None))
    place = source.locations.find(*found)
    assert place is not None
    assert (place.file, place.line) == ("ontology/o.owl", line)


def unplaced(thing: Node, kind: Node) -> Statement:
    return Statement(thing, RDF.type, kind, None, 0, 0, 0)


def test_statements_that_are_alike_have_their_own_places() -> None:
    """Two blank nodes that say the same stand at two places."""
    text = TEXT.partition("  <owl:Class")[0] + "<ex:T/>\n<ex:T/>\n</rdf:RDF>\n"
    found = list(placed([unplaced(BNode(name), T) for name in "bc"], places_in(text)))
    assert [text[each.subject_at :][:7] for each in found] == ["<ex:T/>"] * 2
    assert found[0].subject_at < found[1].subject_at


def test_text_that_expat_does_not_take_has_no_places() -> None:
    """What a parser has taken is never refused for the sake of its places."""
    (found,) = placed([unplaced(A, OWL.Class)], places_in("<rdf:RDF>"))
    assert found.object_at == NOWHERE
