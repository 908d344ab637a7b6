"""Loading a project: what goes where, what is kept as written, and what a broken file is told."""

from __future__ import annotations

import os
from pathlib import Path
from time import process_time

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, XSD

from bilat import vocab
from bilat.errors import Place, SourceError
from bilat.graph.lint.unreadable import syntax_findings
from bilat.graph.report.findings import Severity
from bilat.graph.source import locate
from bilat.graph.source.contents import read_text
from bilat.graph.source.files import DATA
from bilat.graph.source.load import Source, load
from bilat.project import Project
from bilat.vocab import ONTOLOGY, SHAPES_GRAPH

EX = "http://ex.org/"
XML = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>\n{}</r:RDF>"
HEAD = "@prefix ex: <http://ex.org/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def project(root: Path, **files: str | bytes) -> Project:
    """Write files, named part__name_ending, and return the project of them."""
    for key, content in files.items():
        path = root / key.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Project.at(root)


def loaded(root: Path, **files: str | bytes) -> Source:
    return load(project(root, **files))


def test_parts_go_to_their_graphs(tmp_path: Path) -> None:
    """Ontology and shapes in one graph each, data in the graphs it names, the rest of it in DATA."""
    source = loaded(
        tmp_path,
        ontology__a_ttl=HEAD + "ex:A a ex:Class .",
        ontology__b_trig=HEAD + "ex:g { ex:B a ex:Class }",
        shapes__s_ttl=HEAD + "ex:S a ex:Shape .",
        data__d_ttl=HEAD + "ex:d ex:p 1 .",
        data__e_trig=HEAD + "ex:g { ex:e ex:p 2 } ex:f ex:p 3 .",
    )
    assert {str(s) for s in source.ontology.subjects()} == {EX + "A", EX + "B"}
    assert {str(s) for s in source.shapes.subjects()} == {EX + "S"}
    assert {graph for *_, graph in source.quads} == {ONTOLOGY, SHAPES_GRAPH, DATA, URIRef(EX + "g")}
    assert {str(s) for s in source.dataset.graph(DATA).subjects()} == {EX + "d", EX + "f"}
    assert len(source.dataset) == 6
    assert [(file.name, file.part, file.quads) for file in source.files][:2] == [
        ("ontology/a.ttl", "ontology", 1),
        ("ontology/b.trig", "ontology", 1),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"01"^^xsd:integer', Literal("01", datatype=XSD.integer, normalize=False)),
        ("01", Literal("01", datatype=XSD.integer, normalize=False)),
        ("1.50", Literal("1.50", datatype=XSD.decimal, normalize=False)),
        ("1e0", Literal("1e0", datatype=XSD.double, normalize=False)),
        ('"5"^^xsd:nonNegativeInteger', Literal("5", datatype=XSD.nonNegativeInteger, normalize=False)),
        (
            '"2015-01-01T00:00:00+00:00"^^xsd:dateTime',
            Literal("2015-01-01T00:00:00+00:00", datatype=XSD.dateTime, normalize=False),
        ),
        ('"P12M"^^xsd:duration', Literal("P12M", datatype=XSD.duration, normalize=False)),
        ('"1"^^xsd:boolean', Literal("1", datatype=XSD.boolean, normalize=False)),
        ('"abc"^^xsd:integer', Literal("abc", datatype=XSD.integer, normalize=False)),
        ('"x"^^xsd:string', Literal("x")),
        ('"Grüße\\u00a0x"@en-GB', Literal("Grüße\u00a0x", lang="en-GB")),
        ('" a  b "', Literal(" a  b ")),
        ("'''a\r\nb'''", Literal("a\r\nb")),
    ],
)
@pytest.mark.parametrize("blank", ["", " , []"])
def test_literals_stay_as_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, written: str, expected: Literal, blank: str
) -> None:
    """No lexical form and no language tag is changed, and none is logged about, blank nodes or not."""
    source = loaded(tmp_path, data__d_ttl=f"{HEAD}ex:a ex:p {written}{blank} .")
    values = [value for value in source.dataset.graph(DATA).objects() if isinstance(value, Literal)]
    assert [(str(v), v.datatype, v.language) for v in values] == [
        (str(expected), expected.datatype, expected.language)
    ]
    assert not caplog.records


@pytest.mark.parametrize(
    ("text", "datatype", "ill_typed"),
    [
        ("P" + "1" * 1_000_000 + "Y.", XSD.yearMonthDuration, True),
        ("9" * 1_000_000, XSD.integer, False),
        ("9" * 1_000_000 + "x", XSD.integer, True),
        ("<p>" + "<b>" * 100_000, RDF.HTML, False),
        ("a  b " * 1_000, XSD.token, True),
    ],
)
def test_long_literals_are_taken_as_they_are(
    tmp_path: Path, text: str, datatype: URIRef, ill_typed: bool
) -> None:
    """What rdflib would make of them takes for ever, and nobody asks for it."""
    source = loaded(tmp_path, data__d_ttl=f'<http://a> <http://b> "{text}"^^<{datatype}> .')
    ((_, _, found, _),) = source.quads
    assert isinstance(found, Literal)
    assert (str(found), found.datatype, found.language, found.value) == (text, datatype, None, None)
    assert bool(found.ill_typed) is ill_typed


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    """The same label in two files is two nodes; in one file it is one, graphs or not."""
    text = HEAD + "_:x ex:p 1 . ex:g { _:x ex:q 2 }"
    source = loaded(tmp_path, data__a_trig=text, data__b_trig=text)
    nodes = {s for s, _, _, _ in source.dataset.quads()}
    assert len(nodes) == 2
    assert all(isinstance(node, BNode) for node in nodes)


def test_blank_nodes_keep_their_names(tmp_path: Path) -> None:
    """Two runs give the same names, whatever other files there are."""
    text = HEAD + "ex:a ex:p [ ex:q ( 1 [ ] ) ] ."
    first = set(loaded(tmp_path / "1", data__a_ttl=text).dataset.quads())
    second = set(loaded(tmp_path / "2", data__a_ttl=text, ontology__z_ttl=text).dataset.quads())
    assert first <= second


def test_all_formats_load(tmp_path: Path) -> None:
    """Turtle, TriG, N-Triples, N-Quads, RDF/XML under both endings, and JSON-LD."""
    nt = "<http://ex.org/{}> <http://ex.org/p> <http://ex.org/o> ."
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://ex.org/">'
        '<rdf:Description rdf:about="http://ex.org/{}"><ex:p rdf:resource="http://ex.org/o"/>'
        "</rdf:Description></rdf:RDF>"
    )
    source = loaded(
        tmp_path,
        data__a_ttl=nt.format("ttl"),
        data__a_trig=nt.format("trig"),
        data__a_nt=nt.format("nt"),
        data__a_nq=nt.format("nq"),
        data__a_rdf=xml.format("rdf"),
        data__a_owl=xml.format("owl"),
        data__a_jsonld='{"@id": "http://ex.org/jsonld", "http://ex.org/p": {"@id": "http://ex.org/o"}}',
    )
    names = {str(s).removeprefix(EX) for s in source.dataset.graph(DATA).subjects()}
    assert names == {"ttl", "trig", "nt", "nq", "rdf", "owl", "jsonld"}


def test_what_is_no_file_of_rdf_is_left_alone(tmp_path: Path) -> None:
    """Empty files, byte order marks, a folder named like a file, an absent part: none is an error."""
    (tmp_path / "data" / "folder.ttl").mkdir(parents=True)
    bom = b"\xef\xbb\xbf" + HEAD.encode() + b"ex:a ex:p 1 ."
    source = loaded(tmp_path, data__empty_ttl="", data__bom_ttl=bom, data__comment_ttl="# nothing\n")
    assert [file.quads for file in source.files] == [1, 0, 0]
    place = source.locations.find(URIRef(EX + "a"))
    assert place == Place("data/bom.ttl", 3, 1)


def test_prefixes_are_merged(tmp_path: Path) -> None:
    """The prefixes of all files, sorted; of two bindings that of the first file."""
    source = loaded(
        tmp_path,
        ontology__a_ttl="@prefix z: <http://z/> . @prefix a: <http://a/> .",
        data__b_ttl="@prefix a: <http://other/> . @prefix b: <http://b/> .",
    )
    assert list(source.prefixes.items()) == [("a", "http://a/"), ("b", "http://b/"), ("z", "http://z/")]


def test_locations(tmp_path: Path) -> None:
    """The object, else the predicate, else the subject; the graph asked for before any other."""
    source = loaded(
        tmp_path,
        data__a_trig=HEAD + "ex:g {\n  ex:a ex:p 1 ;\n    ex:q [ ex:r 2 ] .\n}\nex:h {\n  ex:a ex:p 1 .\n}\n",
        data__b_jsonld='{"@id": "http://ex.org/j", "http://ex.org/p": 1}',
    )
    find = source.locations.find
    a, p, q, one = (URIRef(EX + "a"), URIRef(EX + "p"), URIRef(EX + "q"), Literal(1))
    assert find(a) == Place("data/a.trig", 4, 3)
    assert find(a, p) == Place("data/a.trig", 4, 8)
    assert find(a, p, one) == Place("data/a.trig", 4, 13)
    assert find(a, p, one, URIRef(EX + "h")) == Place("data/a.trig", 8, 13)
    assert find(a, p, one, URIRef(EX + "none")) == Place("data/a.trig", 4, 13)
    assert find(a, p, Literal(9)) == Place("data/a.trig", 4, 8)
    assert find(a, URIRef(EX + "none"), one) == Place("data/a.trig", 4, 3)
    blank = source.dataset.graph(URIRef(EX + "g")).value(a, q)
    assert blank is not None
    assert find(a, q, blank) == Place("data/a.trig", 5, 10)
    assert find(blank, URIRef(EX + "r")) == Place("data/a.trig", 5, 12)
    assert find(URIRef(EX + "j"), p) == Place("data/b.jsonld", 1, 28)
    assert find(URIRef(EX + "nowhere")) is None


def test_a_place_is_looked_up_in_the_files_that_may_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that say nothing of a thing are not read again to find where it stands."""
    source = loaded(
        tmp_path,
        data__a_ttl=HEAD + "ex:a ex:p ex:c .",
        data__b_ttl=HEAD + "ex:b ex:p 1 .\nex:c ex:p ex:a .",
        data__c_ttl=HEAD + "ex:c ex:p 1 .",
    )
    read = []

    def counted(path: Path, name: str) -> str:
        read.append(name)
        return read_text(path, name)

    monkeypatch.setattr(locate, "read_text", counted)
    assert source.locations.find(URIRef(EX + "c")) == Place("data/b.ttl", 4, 1)
    assert read == ["data/b.ttl", "data/c.ttl"]


BROKEN = [
    # (text after the prefixes, line, column, words of the message, words of the remedy)
    ("ex:a ex:b ; .", 3, 11, "Found ';' where an object", ""),
    ("ex:a ex:b ex:c", 3, 15, "The file ends where ';', ',' or '.' was expected", ""),
    ("ex:a ex:b ex:c\nex:d ex:e ex:f .", 4, 1, "Found ex:d where ';', ',' or '.'", "End what stands before"),
    ('ex:a ex:b "x" ;\nex:c ex:d "y" .', 4, 11, "Found the text", "end the one before it with '.'"),
    ('ex:a ex:b "say "hi" now" .', 3, 17, "Found the word 'hi' where", 'is written \\".'),
    ("ex:a 3 ex:b ex:c .", 3, 6, "Found the number 3 where a predicate", "such as ex:a-3;"),
    ("ex:a ex:b ex:c ;\n  ex:d .", 4, 8, "Found '.' where an object", ""),
    ("ex:a .", 3, 6, "Found '.' where a predicate", ""),
    ("ex:a ex:b ex:c . }", 3, 18, "Found '}' where a subject", "no open graph"),
    ("ex:a ex:b [ ex:c .", 3, 18, "Found '.' where an object", ""),
    ("ex:a ex:b [ ex:c 1 .", 3, 20, "Found '.' where ';', ',' or ']'", ""),
    ("ex:a ex:b [", 3, 11, "'[' that stands here is never closed", "Add ']'"),
    ("ex:a ex:b ( 1 2", 3, 11, "'(' that stands here is never closed", "Add ')'"),
    ("ex:a ex:b ( 1 ; 2 ) .", 3, 15, "Found ';' where a member of the list", ""),
    ('ex:a ex:b "open .\nex:c ex:d 1 .', 3, 11, 'not closed by " on its line', '"""'),
    ('ex:a ex:b """open .\n', 3, 11, "never closed", 'Close it with """'),
    (r'ex:a ex:b "a\xb" .', 3, 13, r"\x is no escape", r"\uXXXX"),
    ("ex:a ex:b dcterms:title .", 3, 11, "prefix dcterms: is not declared", "http://purl.org/dc/terms/"),
    ("ex:a exx:b 1 .", 3, 6, "prefix exx: is not declared", "Did you mean ex: <http://ex.org/>"),
    ("ex:a qqqq:b 1 .", 3, 6, "prefix qqqq: is not declared", "@prefix qqqq: <...> ."),
    ("ex:a sko:b 1 .", 3, 6, "prefix sko: is not declared", "@prefix skos: <http://www.w3.org/2004/02/skos"),
    ("ex:a ex:b http://ex.org/c .", 3, 11, "prefix http: is not declared", "stands in <>"),
    ("ex:a/b ex:b 1 .", 3, 5, "begins nothing", r"\/"),
    ('ex:a ex:b "5"^ex:c .', 3, 14, "begins nothing", "^^xsd:integer"),
    (":a ex:b 1 .", 3, 1, "prefix : is not declared", "@prefix : <...> ."),
    ("<a> ex:b 1 .", 3, 1, "<a> is relative", "in full"),
    ("ex:a ex:b <http://a/b c> .", 3, 11, "contains a space", "%20"),
    ("ex:a ex:b <http://a/{b}> .", 3, 11, "contains '{'", "%7B"),
    ("ex:a ex:b <http://a .\nex:c ex:d 1 .", 3, 11, "is not closed", "'>'"),
    ("ex:a ex:b <http://a/%zz> .", 3, 11, "percent encoding", "hexadecimal"),
    (r"ex:a ex:b ex:c\d .", 3, 13, "escape that names do not have", "only before one of"),
    ("ex:a ex:b ex:c%2 .", 3, 15, "Found '%'", "two hexadecimal digits"),
    ('ex:a ex:b "x"@en-toolongsubtag .', 3, 15, "subtag", "BCP 47"),
    ("ex:a ex:b foo .", 3, 11, "Found the word 'foo' where an object", "quotes"),
    ("ex:a ex:b True .", 3, 11, "Found the word 'True'", "true or false"),
    ('"x" ex:b 1 .', 3, 1, 'Found the text "x" where a subject', "only be an object"),
    ("ex:a 5 1 .", 3, 6, "Found the number 5 where a predicate", "only be an object"),
    ("a ex:b 1 .", 3, 1, "Found the word 'a' where a subject", "rdf:type"),
    ("ex:a _:b 1 .", 3, 6, "Found _:b where a predicate", ""),
    ("@prefix foo <http://a/> .", 3, 9, "where the name of a prefix", "colon"),
    ("@prefix foo: ex:a .", 3, 14, "Found ex:a where an IRI in <>", ""),
    ("@prefix foo: <http://a/>\nex:a ex:b 1 .", 4, 1, "where the '.' that ends @prefix", ""),
    ("ex:a ex:b 2024-01-31 .", 3, 15, "Found the number -01", '"2024-01-31"^^xsd:date'),
    ("ex:a ex:b “x” .", 3, 11, "Found '“'", "straight quotes"),
    ('ex:a ex:b "x"@en_GB .', 3, 17, "Found '_'", "as in en-GB"),
    ("PREFIX foo: <http://a/> .", 3, 25, "Found '.'", "takes no '.'"),
    ("@context <http://a/> .", 3, 1, "@context is no directive", "@prefix and @base"),
    ("ex:g { ex:a ex:b 1 }", 3, 6, "Found '{' where a predicate", ".trig"),
    ("ex:a = ex:b .", 3, 6, "'='", "owl:sameAs"),
    ("ex:a ex:b ?x .", 3, 11, "'?'", "SPARQL"),
    ('ex:a ex:b "x"@ .', 3, 14, "'@'", "@en"),
    ('ex:a ex:b "x"^^ .', 3, 17, "where a datatype", ""),
    ("ex:a ex:b << ex:a ex:b ex:c >> .", 3, 11, "triple term, which belongs to RDF 1.2", "RDF 1.1"),
    ("ex:a ex:b <<( ex:a ex:b ex:c )>> .", 3, 11, "RDF 1.2", ""),
    ("ex:a ex:b 1 {| ex:c 2 |} .", 3, 13, "RDF 1.2", ""),
    ('ex:a ex:b "x"@en--ltr .', 3, 17, "base direction", "RDF 1.1"),
    ("ex:a ex:b [ ex:c 1 ] ex:d .", 3, 22, "Found ex:d where ';', ',' or '.'", ""),
    ("ex:a ex:b 1 .. ex:c ex:d 2 .", 3, 14, "Found '.' where a subject", ""),
    ("ex:a ex:b 1 ]", 3, 13, "Found ']' where ';', ',' or '.'", ""),
    ("ex:a ex:b 1 .\r# CR alone\rex:a ex:b ; .", 5, 11, "Found ';' where an object", ""),
    ("ex:a ex:b 1 .\r\nex:a ex:b %zz .", 4, 11, "Found '%'", "hexadecimal"),
    ("ex:a ex:b ex:c , ex:flag\U000e007f .", 3, 18, "character U+E007F, which no IRI may", "Take it out"),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "remedy"), BROKEN)
def test_a_syntax_error_says_where_what_and_what_to_do(
    tmp_path: Path, text: str, line: int, column: int, message: str, remedy: str
) -> None:
    """Line and column of the place, what was found and expected in words, and a remedy."""
    with pytest.raises(SourceError) as caught:
        loaded(tmp_path, data__d_ttl=HEAD + text)
    error = caught.value
    assert message in error.message
    assert remedy in (error.remedy or "")
    assert error.place == Place("data/d.ttl", line, column)
    assert error.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "content", "line", "message", "remedy"),
    [
        ("d_trig", HEAD + "ex:g { ex:a ex:b 1 .", 3, "graph that begins here is never closed", "Add '}'"),
        ("d_trig", HEAD + "ex:g { @prefix a: <http://a/> . }", 3, "Found the directive @prefix", ""),
        ("d_nt", "<http://a> <http://b> .", 1, "Found '.' where an object", ""),
        ("d_nt", "<http://a> ex:b <http://c> .", 1, "prefix ex: is not declared", "N-Triples"),
        ("d_nt", "<http://a> <http://b> 5 .", 1, "must be an IRI", "N-Triples"),
        ("d_nq", "<http://a> <http://b> 'c' <http://d> <http://e> .", 1, "", "double quotes"),
        ("d_ttl", b'<http://a> <http://b>\n "\xc3\xa9\xff" .', 2, "0xff at offset 26 is not UTF-8", "UTF-8"),
        ("d_ttl", "x".encode("utf-16"), 1, "0xff at offset 0", "UTF-16"),
        ("d_rdf", '<!DOCTYPE x [<!ENTITY a "b">\n<!ENTITY c "&a;&a;">]><x/>', 2, "XML entities", "Write out"),
        ("d_nt", '<http://a> <http://b> "c"\n<http://a>', 2, "where '.' was expected", ""),
        (
            "d_rdf",
            '<r:RDF xmlns:r="http://r/">\n<r:x>\n</r:y>',
            3,
            "closed here was not opened last",
            "",
        ),
        ("d_rdf", XML.format("<r:Description r:about='http://a' b='c'/>"), 2, "has no namespace", "prefix"),
        ("d_rdf", XML.format("<e:a>x & y</e:a>"), 2, "cannot stand here", "&amp;"),
        ("d_rdf", "\n<?xml version='1.0'?>\n<x/>", 2, "not at start", "before <?xml"),
        ("d_rdf", XML.format("&nbsp;"), 2, "undefined entity", "the character"),
        ("d_rdf", "<rdf:RDF></rdf:RDF>", 1, "Unknown prefix rdf:", '<rdf:RDF xmlns:rdf="http'),
        (
            "d_rdf",
            "<!DOCTYPE r SYSTEM 'e'>\n" + XML.format("<e:a><![CDATA[]]>&nbsp;</e:a>"),
            3,
            "entity nbsp is not declared",
            "the character",
        ),
        (
            "d_rdf",
            XML.format("<e:a>\n<e:p r:parseType='Literal'><x:y/></e:p></e:a>"),
            3,
            "prefix x: is not declared",
            "xmlns:x",
        ),
        ("d_rdf", XML.format("<e:a>\r\n<e:p r:parseType='X' r:resource=''/></e:a>"), 3, "parseType", ""),
        ("d_rdf", XML.format("<e:a>\r\n<!-- \r\n --><r:li/></e:a><r:RDF/>"), 4, "r", ""),
        ("d_jsonld", '{"@context": {\n"x": {"@id": "http://x", "@foo": 1}}}', 2, "@foo", ""),
        ("d_ttl", "\n<!DOCTYPE html><html></html>", 1, "This is a web page", "curl"),
        ("d_rdf", '<html lang="en"><p>x</html>', 1, "This is a web page", "curl"),
        ("d_rdf", "<x/>", 1, "has no namespace", "rdf:RDF"),
        ("d_rdf", "<x", 1, "", ""),
        (
            "d_rdf",
            '<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"><graph/></TriX>',
            1,
            "This is TriX",
            "",
        ),
        (
            "d_rdf",
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#"/>',
            1,
            "answer of a query",
            "CONSTRUCT",
        ),
        ("d_rdf", '<html xmlns="http://www.w3.org/1999/xhtml"><p>x</p></html>', 1, "web page", "curl"),
        ("d_nt", "<a:b> <a:c> 1 .".encode("utf-16-le"), 1, "0x00 at offset 1", "UTF-16"),
        ("d_jsonld", '{"@id": "http://a"}\n{"@id": "http://b"}\n', 2, "several JSON documents", "list"),
        ("d_jsonld", '{"@context": "http://a/", "@id": "http://b"}', 1, "context on the web", "@context"),
        ("d_jsonld", '{"@id": "http://a",\n"http://p": 1,\n"@type": 3\n\n}\n', 3, "@type value", ""),
        ("d_jsonld", '[{"@id": "http://a"},\n{"@id": 3, "http://p": 1\n}]', 2, "@id value", ""),
        ("d_jsonld", '{"@type": ["http://a",\n 3], "http://p": {"@type": [3]}\n}', None, "@type value", ""),
        ("d_jsonld", '{"@id": "http://a",\n"@id": "http://b"\n}', None, "defined twice", ""),
        ("d_jsonld", '{"http://p": 1,\n "@context": "http://a/"\n}', 2, "on the web", "@context"),
        ("d_jsonld", '{"@id": "http://a",\n "http://p" }', 2, "Object keys", ""),
        ("d_jsonld", '{"http://p": 1,\n "@id": "a"}', 2, "'a' is relative", "@base"),
        ("d_jsonld", '{"http://p": "",\n "@id": ""}', 2, "'' is relative", "@base"),
        ("d_jsonld", '{"http://p": 1,\n "@id": "/a"}', 2, "'a' is relative", "@base"),
        ("d_jsonld", '{"@context": {"@vocab": "v#"},\n "p": 1}', 2, "'v#p' is relative", "@base"),
        ("d_jsonld", '{"http://p": 1,\n "@id": "http://a b"}', 2, "'http://a b' cannot be an IRI", "%"),
        ("d_jsonld", '{"http://p":\n {"@id": "http://a|b"}}', 2, "'http://a|b' cannot be an IRI", "%"),
        ("d_jsonld", '{"@id": "http://a", "@type": [\n "x:y z"]}', 2, "'x:y z' cannot be an IRI", "%"),
        ("d_jsonld", '{"@context": {"@vocab": "x: #"},\n "p": 1}', 2, "'x: #p' cannot be an IRI", "%"),
        ("d_jsonld", '{"@id": "x: y", "@graph":\n {"http://p": 1}}', 1, "'x: y' cannot be an IRI", "%"),
        ("d_jsonld", '{"http://p":\n {"@value": "a", "@language": "x y"}}', 2, "'x y' cannot be a", "BCP"),
        ("d_jsonld", '{"http://p":\n {"@value": "1", "@type": "a"}}', 2, "'a' is relative", "@base"),
    ],
)
def test_other_formats_and_bytes(
    tmp_path: Path, name: str, content: str | bytes, line: int | None, message: str, remedy: str
) -> None:
    """Each format and each kind of bad bytes has its sentence too."""
    with pytest.raises(SourceError) as caught:
        loaded(tmp_path, **{f"data__{name}": content})
    error = caught.value
    assert message in error.message
    assert remedy in (error.remedy or "")
    assert error.place is not None
    assert (error.place.file, error.place.line) == ("data/" + name.replace("_", "."), line)


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        *(("ISO-8859-1", "B\u00fccher"), ("windows-1252", "B\u00fccher"), ("utf-8", "B\u00fccher")),
        *(("UTF-16", "B\u00fccher"), ("UTF-16LE", "B\u00fccher"), ("UTF-16BE", "B\u00fccher")),
        *(("US-ASCII", "Bucher"), ("ISO-2022-JP", "\u672c"), ("ISO-8859-1", "B\u00c3\u00bccher")),
    ],
)
def test_xml_may_say_what_it_is_encoded_in(tmp_path: Path, encoding: str, word: str) -> None:
    """Ontologies from before UTF-8 are read as they declare, and places in them are right."""
    text = (
        f"<?xml version='1.0' encoding='{encoding}'?><rdf:RDF "
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://ex.org/">'
        f'<rdf:Description rdf:about="http://ex.org/s"><e:p>{word}</e:p></rdf:Description></rdf:RDF>'
    )
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.rdf").write_bytes(text.encode(encoding))
    source = load(Project.at(tmp_path))
    assert {str(o) for _, _, o, _ in source.dataset.quads()} == {word}
    broken = text.replace("</rdf:RDF>", "</rdf:RD>")
    (tmp_path / "data/a.rdf").write_bytes(broken.encode(encoding))
    with pytest.raises(SourceError) as caught:
        load(Project.at(tmp_path))
    assert caught.value.place
    assert caught.value.place.column == broken.index("rdf:RD>") + 1


@pytest.mark.parametrize("encoding", ["UTF-16", "punycode", "unicode_escape", "hex", "nowhere"])
def test_what_xml_says_wrongly_of_its_encoding_is_passed_over(tmp_path: Path, encoding: str) -> None:
    """Programs write UTF-8 and say UTF-16; Python has codecs that are no encodings of files."""
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + XML.format("<e:A r:about='http://a'>\n</e:A>")
    assert len(loaded(tmp_path, data__a_rdf=text).dataset) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    """A file that may not be read is an error of that file, not a traceback."""
    here = project(tmp_path, data__d_ttl="")
    (tmp_path / "data" / "d.ttl").chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        load(here)


def test_all_broken_files_are_told_of(tmp_path: Path) -> None:
    """One finding for each bad file, in order; load stops at the first."""
    here = project(
        tmp_path,
        ontology__a_ttl="ex:a ex:b ex:c .",
        data__b_ttl=HEAD + "ex:a ex:b .",
        data__c_ttl=HEAD + "ex:a ex:b 1 .",
    )
    findings = syntax_findings(here)
    assert [str(finding.place) for finding in findings] == ["data/b.ttl:3:11", "ontology/a.ttl:1:1"]
    assert {(finding.rule, finding.severity) for finding in findings} == {("syntax", Severity.VIOLATION)}
    with pytest.raises(SourceError, match="prefix ex: is not declared"):
        load(here)


def test_many_files_with_one_fault_are_told_together(tmp_path: Path) -> None:
    """The first one with its place and the names of the others; another fault stays by itself."""
    names = [f"data/d{number}.ttl" for number in range(10, 30)]
    files = {name.replace("/", "__").replace(".", "_"): f"{HEAD}<#{name}> ex:p 1 ." for name in names}
    here = project(tmp_path, data__other_ttl="ex:a ex:b .", **files)
    first, other = syntax_findings(here)
    assert str(first.place) == "data/d10.ttl:3:1"
    assert "The IRI <#data/d10.ttl> is relative" in first.message
    assert "19 more files: data/d11.ttl:3:1, data/d12.ttl:3:1" in first.message
    assert all(name in first.message for name in names)
    assert (other.place or Place("")).file == "data/other.ttl"
    for name in names[:12]:
        (tmp_path / name).unlink()
    assert len(syntax_findings(here)) == len(names) - 12 + 1


def test_deep_nesting_loads_without_lines(tmp_path: Path) -> None:
    """What pyoxigraph takes is loaded even where our own reader gives up."""
    text = HEAD + "ex:a ex:p " + "[ ex:p " * 200 + "1" + " ]" * 200 + " ."
    source = loaded(tmp_path, data__d_ttl=text)
    assert len(source.dataset) == 201
    assert source.locations.find(URIRef(EX + "a")) == Place("data/d.ttl")


def test_type_statements_have_places(tmp_path: Path) -> None:
    """The word 'a' is found as rdf:type, a list by its members."""
    source = loaded(tmp_path, shapes__s_ttl=HEAD + "ex:S a ex:Shape ;\n  ex:in ( 1 2 ) .")
    find = source.locations.find
    assert find(URIRef(EX + "S"), RDF.type, URIRef(EX + "Shape"), vocab.SHAPES_GRAPH) == Place(
        "shapes/s.ttl", 3, 8
    )
    head = source.shapes.value(URIRef(EX + "S"), URIRef(EX + "in"))
    assert head is not None
    assert find(head, RDF.first, Literal(1)) == Place("shapes/s.ttl", 4, 11)


def test_very_many_prefixes_take_no_time_by_their_square(tmp_path: Path) -> None:
    """A file may declare as many prefixes as it likes."""
    (tmp_path / "data").mkdir()
    declared = "".join(f"@prefix p{number}: <http://e/{number}#> .\n" for number in range(6_000))
    (tmp_path / "data/a.ttl").write_text(declared + "p1:a p2:b p3:c .\n")
    began = process_time()
    source = load(Project.at(tmp_path))
    assert process_time() - began < 3
    assert (len(source.prefixes), len(source.quads)) == (6_000, 1)
