"""RDF/XML that the parser alone would misread or refuse, though all of it is XML and RDF/XML."""

from __future__ import annotations

import pytest
from rdflib import Graph

from bilat.graph.formats.quads import Quad, canonical, term_of
from bilat.graph.source.parse import RDF_XML, parse
from bilat.graph.source.plain_xml import XmlFile, plain_rdfxml

RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://e/" '
    'xml:base="http://b/d/f#x">\n{}</rdf:RDF>'
)
THING = RDF.format('<rdf:Description rdf:about="s">{}</rdf:Description>')
S, P, XSD = "<http://b/d/s>", "<http://e/p>", "http://www.w3.org/2001/XMLSchema#"
LITERAL = "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>"


def said(text: str) -> set[str]:
    """Return the statements of RDF/XML."""
    return {str(quad) for quad in parse(text, RDF_XML, "a.rdf").quads}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("<ex:p>a\r\nb\rc\n</ex:p>", r'"a\nb\nc\n"'),
        ("<ex:p>a&#13;&#10;b</ex:p>", r'"a\r\nb"'),
        ("<ex:p>\n<![CDATA[<b>&amp;]]>\n</ex:p>", r'"\n<b>&amp;\n"'),
        ("<ex:p>a<![CDATA[b]]>c<!-- d -->e<?f g?>h</ex:p>", '"abceh"'),
        ("<ex:p>a<!-- b --> </ex:p>", '"a "'),
        ("<ex:p>" + "a" * 300 + " " * 300 + "<!-- b -->c</ex:p>", '"' + "a" * 300 + " " * 300 + 'c"'),
        ("<ex:p xml:lang='en'>a</ex:p>", '"a"@en'),
        ("<ex:p xml:lang=''>a</ex:p>", '"a"'),
        ("<ex:p xml:lang='en' rdf:datatype='http://d'><![CDATA[a]]></ex:p>", '"a"^^<http://d>'),
        ("<ex:p xml:base='../x/y' rdf:resource='z'/>", "<http://b/x/z>"),
        ("<ex:p xml:base='' rdf:resource=''/>", "<http://b/d/f>"),
        ("<ex:p resource='z'/>", "<http://b/d/z>"),
        ("<ex:p rdf:parseType='Literal'/>", f'""{LITERAL}'),
        ("<ex:p rdf:parseType='Literal'>a<b/>&amp;<!--c--></ex:p>", f'"a<b></b>&amp;<!--c-->"{LITERAL}'),
        ("<ex:p rdf:parseType='Literal'><?a?><?b  c ?></ex:p>", f'"<?a?><?b c ?>"{LITERAL}'),
        (
            "<ex:p parseType='Literal' xmlns='http://n/'><b z='1' ex:y='2'><c xmlns=''/></b></ex:p>",
            r'"<b xmlns=\"http://n/\" xmlns:ex=\"http://e/\" z=\"1\" ex:y=\"2\"><c xmlns=\"\"></c></b>"'
            + LITERAL,
        ),
        ("<ex:p rdf:parseType='other'>\r\n&#9;</ex:p>", rf'"\n\t"{LITERAL}'),
    ],
)  # fmt: skip
def test_a_value_is_what_xml_says(element: str, value: str) -> None:
    """Line ends are one character, what is cut into pieces is one text, and XML as a value is canonical."""
    assert said(THING.format(element)) == {f"{S} {P} {value}"}


def test_attributes_are_made_even() -> None:
    """A line end in an attribute is a space, one that is written as a reference stays."""
    assert said(RDF.format('<rdf:Description rdf:about="s" ex:p="a\n\tb&#10;c"/>')) == {f'{S} {P} "a  b\\nc"'}


def test_what_a_document_type_says_holds() -> None:
    """Attributes that it gives to elements are there, and entities may be in single quotes."""
    kind = "<!DOCTYPE rdf:RDF [<!ENTITY e 'a\"b'><!ATTLIST rdf:Description ex:q CDATA 'dflt'>]>\n"
    assert said(kind + THING.format("<ex:p>&e;</ex:p>")) == {
        f'{S} {P} "a\\"b"',
        f'{S} <http://e/q> "dflt"',
    }


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_the_same_in_pieces(size: int) -> None:
    """What is odd is seen wherever a piece ends, and what is written anew does not depend on it."""
    text = THING.format(
        "<ex:p>\n  <![CDATA[é]]>文 <!-- x -->y\r\n</ex:p><ex:p rdf:parseType='Literal'>a<b/></ex:p>"
    )
    data = text.encode()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    first, anew = XmlFile("a"), XmlFile("a", anew=True)
    for piece in pieces:
        first.read(piece)
    assert first.odd
    assert "".join(map(anew.read, pieces)) == plain_rdfxml(text, "a").text


def test_what_is_plain_stays_as_it_is() -> None:
    """Most files have nothing that the parser errs at."""
    text = "<?xml version='1.0'?>\n<!-- a -->\n" + THING.format(
        "\n<!-- a -->\n<ex:p rdf:parseType='Collection'><ex:A\n  rdf:about='a'\n/></ex:p><ex:p>a\nb</ex:p>"
    )
    assert plain_rdfxml(text, "a") == (text, False)


def test_another_parser_agrees() -> None:
    """That of rdflib rests on expat too."""
    text = RDF.format(
        "<rdf:Seq rdf:about='a' xml:lang='en'><rdf:li>x<!--&-->y</rdf:li><rdf:li xml:lang=''>y</rdf:li>"
        "<rdf:li rdf:parseType='Resource' rdf:ID='i'><ex:p>\r\n</ex:p></rdf:li><ex:q xml:base='http://o/p/'>"
        "<rdf:Description rdf:about='q' xml:base='r/'><ex:p resource='../t'/></rdf:Description></ex:q>"
        "</rdf:Seq>"
    )
    theirs = (Quad(*map(term_of, triple)) for triple in Graph().parse(data=text, format="xml"))
    found = parse(text, RDF_XML, "a.rdf").quads
    ours = (Quad(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in found)
    assert canonical(ours) == canonical(theirs)
