"""Every download says exactly what the source says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.errors import BilatError, SourceError
from bilat.graph.formats.export import FORMS, Form, Vocabulary, stated
from bilat.graph.formats.format import format_text
from bilat.graph.formats.quads import RDF, XSD, Quad, canonical, literal, nquads, quads_of, read_nquads
from bilat.graph.source.load import load
from bilat.project import Project
from bilat.vocab import GRAPH

VOCABULARY = Vocabulary.of({"e": "http://e/", "xsd": XSD, "rdf": RDF, "": "http://e/empty#"})
FIRST, REST, NIL, TYPE = (f"<{RDF}{name}>" for name in ("first", "rest", "nil", "type"))
NASTY = (
    literal("1.50", XSD + "decimal"),
    literal("1.", XSD + "decimal"),
    literal(".5", XSD + "decimal"),
    literal("01", XSD + "integer"),
    literal("+1", XSD + "integer"),
    literal("", XSD + "integer"),
    literal("1", XSD + "boolean"),
    literal("true", XSD + "boolean"),
    literal("1.0E1", XSD + "double"),
    literal("1e0", XSD + "double"),
    literal(".5e1", XSD + "double"),
    literal("NaN", XSD + "double"),
    literal("P12M", XSD + "duration"),
    literal("2015-05-29T00:00:00+00:00", XSD + "dateTimeStamp"),
    literal('{"b":1,  "a":[]}', RDF + "JSON"),
    literal("<b>x</b>", RDF + "XMLLiteral"),
    literal("x", "", "en-GB"),
    literal("x", "", "en"),
    literal('a\r\n""" \\ \t \'x\' \n'),
    literal('"'),
    literal("\\u0041 ]]> &amp; <a>"),
    literal("\u00a0\u0085\u2028\U0001f30d\u00e9"),
    literal(""),
)


def canon(body: bytes, media_type: str, *, union: bool = False) -> bytes:
    """Return canonical N-Quads of a document that pyoxigraph parses strictly."""
    form = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert form is not None
    quads = pyoxigraph.parse(body, form, without_named_graphs=False)
    if union:
        quads = (pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return b"".join(
        sorted(pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).splitlines(True))
    )


def assert_same(quads: tuple[Quad, ...], form: Form, vocabulary: Vocabulary = VOCABULARY) -> bytes:
    """Assert that a format says what the quads say, and return what it wrote."""
    body = form.write(quads, vocabulary)
    union = not form.graphs
    assert canon(body, form.media_type, union=union) == canon(
        nquads(quads), "application/n-quads", union=union
    )
    return body


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_literals_keep_their_lexical_form(form: Form) -> None:
    """No format shortens, widens or normalises a literal."""
    quads = tuple(Quad("<http://e/s>", "<http://e/p>", term, "<http://e/g>") for term in NASTY)
    assert_same(quads, form)


SHAPES = {
    "ring": "_:a e:p _:b . _:b e:p _:a .",
    "ring through itself": "_:a e:p _:a .",
    "ring through a list": "e:s e:p _:x . _:x e:p 1 . "
    "_:h rdf:first _:i ; rdf:rest _:t . _:t rdf:first 2 ; rdf:rest () . _:i e:p _:h .",
    "list": "e:s e:p ( 1 [ e:q ( () 'a' ) ] ), () .",
    "list with more said of a cell": "e:s e:p _:h . _:h rdf:first 1 ; rdf:rest () ; a e:T .",
    "list with two ends": "e:s e:p _:h . _:h rdf:first 1 ; rdf:rest (), ( 2 ) .",
    "list mentioned twice": "e:s e:p _:h ; e:q _:h . _:h rdf:first 1 ; rdf:rest ( 2 3 ) .",
    "shared node": "e:s e:p _:b ; e:q _:b . _:b e:p 1 .",
    "node of which nothing is said": "e:s e:p [] . [] e:p [] .",
    "class without a name": "e:s a [ a e:T ], e:T, 'text' .",
    "deep": "e:s e:p " + "[ e:p " * 70 + "1" + " ]" * 70 + " .",
    "two graphs share a node": "GRAPH e:g { e:s e:p _:b } GRAPH e:h { _:b e:p _:c } _:c e:p 2 .",
    "graph named by a blank node": "GRAPH _:g { e:s e:p 1 } e:s e:q _:g .",
    "names that no prefix fits": "<http://e/a/b> e:p <http://e/>, <http://e/.a>, <http://e/a.>, "
    "<http://e/a%20b>, <http://e/é>, <http://e/-a>, <http://e/1>, <urn:x:y>, <mailto:a@b.c> .",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_blank_nodes_and_lists_survive(form: Form, text: str) -> None:
    """Nesting neither loses nor joins blank nodes."""
    assert_same(parsed(text), form)


def parsed(text: str) -> tuple[Quad, ...]:
    """Return the quads of TriG."""
    trig = f"PREFIX rdf: <{RDF}> PREFIX xsd: <{XSD}> PREFIX e: <http://e/> {text}"
    parsed = pyoxigraph.parse(trig, pyoxigraph.RdfFormat.TRIG)
    return canonical(read_nquads(pyoxigraph.serialize(parsed, format=pyoxigraph.RdfFormat.N_QUADS)))


_nodes = st.sampled_from(["_:a", "_:b", "_:c", "_:d", "<http://e/s>"])
_objects = st.one_of(_nodes, st.just(NIL), st.sampled_from(NASTY))
_predicates = st.sampled_from([FIRST, REST, TYPE, "<http://e/p>"])
_quads = st.builds(Quad, _nodes, _predicates, _objects, st.sampled_from(["", "", "<http://e/g>"]))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(quads=st.lists(_quads, max_size=12))
@settings(max_examples=60)
def test_any_dataset_survives(form: Form, quads: list[Quad]) -> None:
    """Tangles of lists, rings and shared nodes are written as what they are."""
    assert_same(canonical(quads), form)


def test_terms_come_from_rdflib_as_they_are() -> None:
    """What rdflib takes a literal to mean never reaches a download."""
    dataset = rdflib.Dataset()
    graph = dataset.graph(rdflib.URIRef("http://e/g"))
    for text in ("1.50", "01", "1."):
        value = rdflib.Literal(text, datatype=rdflib.XSD.decimal, normalize=False)
        graph.add((rdflib.URIRef("http://e/s"), rdflib.URIRef("http://e/p"), value))
    dataset.default_graph.add((rdflib.BNode("x"), rdflib.RDF.value, rdflib.Literal("x", lang="en-GB")))
    assert nquads(canonical(quads_of(dataset))).decode().splitlines() == [
        f'<http://e/s> <http://e/p> "01"^^<{XSD}decimal> <http://e/g> .',
        f'<http://e/s> <http://e/p> "1."^^<{XSD}decimal> <http://e/g> .',
        f'<http://e/s> <http://e/p> "1.50"^^<{XSD}decimal> <http://e/g> .',
        f'_:c14n0 <{RDF}value> "x"@en-GB .',
    ]


def test_labels_of_blank_nodes_do_not_matter() -> None:
    """The same graph with other labels gives the same bytes."""
    one = parsed("_:a e:p _:b . _:b e:p _:a, 1 .")
    other = parsed("_:b e:p _:a . _:a e:p _:b, 1 .")
    assert nquads(one) == nquads(other)


def test_the_seed_of_hashes_does_not_matter() -> None:
    """Each format writes the same bytes in processes that hash otherwise."""
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); import test_export as t;"
        "quads = t.parsed(' '.join(t.SHAPES.values()));"
        "[print(hashlib.sha256(f.write(quads, t.VOCABULARY)).hexdigest()) for f in t.FORMS.values()]"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(written) == 1


def test_turtle_reads_well() -> None:
    """Turtle is prefixed, nested, sorted, the class first, one statement a line."""
    body = assert_same(
        parsed(
            "<http://e/s> e:p 1.50, ( 1 2 ) ; a e:T ; e:q [ a e:U ] ."
            "<http://e/a> e:p 'two\\nlines', '1'^^xsd:boolean ."
        ),
        FORMS["turtle"],
    )
    assert body.decode() == (
        "@prefix e: <http://e/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "e:a\n"
        "  e:p\n"
        '    "1"^^xsd:boolean,\n'
        '    """two\nlines""" ;\n'
        ".\n"
        "\n"
        "e:s\n"
        "  a e:T ;\n"
        "  e:p 1.50, ( 1 2 ) ;\n"
        "  e:q [ a e:U ] ;\n"
        ".\n"
    )


@pytest.mark.parametrize("name", ["turtle", "trig"])
@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_downloads_have_the_layout_of_sources(name: str, text: str) -> None:
    """Formatting a download changes nothing, so that it can go back under version control."""
    form = FORMS[name]
    quads = (*parsed(text), *(Quad("<http://e/n>", "<http://e/p>", term, "<http://e/g>") for term in NASTY))
    body = form.write(quads, VOCABULARY).decode()
    assert format_text(body, form.media_type) == body


def test_json_ld_reads_like_plain_json() -> None:
    """The context's terms, coercions and aliases shape the document, which keeps its graphs."""
    context = {
        "e": "http://e/",
        "id": "@id",
        "type": "@type",
        "Thing": "e:T",
        "date": {"@id": "e:date", "@type": f"{XSD}date"},
        "part": {"@id": "e:part", "@type": "@id", "@container": "@set"},
        "label": {"@id": "e:label", "@container": "@language"},
    }
    body = assert_same(
        parsed(
            "GRAPH e:g { e:s a e:T ; e:part e:o ;"
            "<http://e/date> '2015-01-01'^^xsd:date ; e:label 'a'@en, 'b'@de }"
        ),
        FORMS["jsonld"],
        Vocabulary(prefixes={}, context=context),
    )
    document = json.loads(body)
    assert document["@graph"][0]["@graph"] == [
        {
            "id": "e:s",
            "type": "Thing",
            "date": "2015-01-01",
            "label": {"de": "b", "en": "a"},
            "part": ["e:o"],
        }
    ]
    assert list(document) == ["@context", "@graph"]
    assert list(document["@graph"][0]) == ["id", "@graph"]


def test_rdf_xml_refuses_control_characters() -> None:
    """What XML cannot hold is named, not dropped or written raw."""
    quads = (Quad("<http://e/s>", "<http://e/p>", literal("a\u0001b")),)
    with pytest.raises(BilatError, match=r"U\+0001"):
        FORMS["rdfxml"].write(quads, VOCABULARY)


def test_rdf_xml_refuses_a_property_without_a_name() -> None:
    """A property that ends in a digit or slash has no XML name."""
    with pytest.raises(BilatError, match="http://e/1"):
        FORMS["rdfxml"].write((Quad("<http://e/s>", "<http://e/1>", "<http://e/o>"),), VOCABULARY)


@pytest.mark.parametrize("name", ["li", "Description", "about"])
def test_rdfxml_refuses_properties_that_are_syntax(name: str) -> None:
    """A reader would take rdf:li for rdf:_1, and stop at others."""
    with pytest.raises(BilatError, match="part of its syntax"):
        FORMS["rdfxml"].write((Quad("<http://e/s>", f"<{RDF}{name}>", "<http://e/o>"),), VOCABULARY)


@pytest.mark.parametrize(
    "name", ["größe", "ξέρει", "Имя", "名前", "שם", "يعرف", "_1", "知る.2-x", "a·b", "ไทย"]
)
def test_rdfxml_writes_properties_in_any_script(name: str) -> None:
    """A property need not be in English, or end in a letter of it."""
    quads = (Quad("<http://e/s>", f"<http://e/{name}>", literal("x")),)
    body = assert_same(quads, FORMS["rdfxml"])
    (predicate,) = rdflib.Graph().parse(data=body, format="xml").predicates()
    assert str(predicate) == f"http://e/{name}"


def test_rdf_xml_tells_prefixes_apart() -> None:
    """Namespaces that no prefix names get names that are free."""
    quads = tuple(Quad("<http://e/s>", f"<http://{host}/p>", '"x"') for host in ("a", "b", "c"))
    names = Vocabulary(prefixes={"ns1": "http://c/", "xmlfoo": "http://b/"}, context={})
    body = assert_same(quads, FORMS["rdfxml"], names).decode()
    assert re.findall(r'xmlns:(\w+)="(http://./)"', body) == [
        ("ns1", "http://a/"),
        ("ns1_", "http://c/"),
        ("ns2", "http://b/"),
    ]


@pytest.mark.parametrize("form", ["turtle", "trig", "rdfxml"])
def test_what_the_build_adds_is_short_in_any_project(form: str) -> None:
    """The catalogue uses vocabularies for which a project has no prefix; one that it has goes before."""
    quads = (
        Quad("<http://e/s>", "<http://rdfs.org/ns/void#triples>", '"x"'),
        Quad("<http://e/s>", "<http://purl.org/dc/terms/title>", '"x"'),
    )
    body = assert_same(
        quads, FORMS[form], Vocabulary(prefixes={"terms": "http://purl.org/dc/terms/"}, context={})
    )
    assert b"void:triples" in body
    assert b"terms:title" in body


def test_stated_leaves_out_what_the_build_added() -> None:
    """The stated variant has all graphs but inferred, evidence and catalogue."""
    names = ("inferred", "evidence", "catalogue", "reference")
    quads = [Quad("<http://e/s>", "<http://e/p>", '"x"', f"<{GRAPH[name]}>") for name in names]
    assert stated(quads) == (quads[3],)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "ontology/context.jsonld:1:2"),
        ('{"a": 1}', "ontology/context.jsonld"),
        ("[" * 100_000, "ontology/context.jsonld"),
        ("9" * 5_000, "ontology/context.jsonld"),
    ],
)
def test_a_bad_context_names_its_file(tmp_path: Path, text: str, place: str) -> None:
    """A context that is no JSON, or no context, is an error with its place."""
    path = tmp_path / "context.jsonld"
    path.write_text(text)
    with pytest.raises(SourceError) as error:
        Vocabulary.of({}, path)
    assert str(error.value.place) == place


def test_a_context_is_never_fetched() -> None:
    """A context that imports another is refused without a request."""
    names = Vocabulary(prefixes={}, context={"@import": "http://127.0.0.1:9/context"})
    with pytest.raises(SourceError, match=r"http://127.0.0.1:9/context"):
        FORMS["jsonld"].write((Quad("<http://e/s>", "<http://e/p>", '"x"'),), names)


def test_tags_of_one_text_stay_as_each_is_written(tmp_path: Path) -> None:
    """To rdflib they are equal, whichever of them it meets first."""
    (tmp_path / "data").mkdir()
    for name, tag in {"a": "de-AT", "b": "de-at"}.items():
        (tmp_path / f"data/{name}.ttl").write_text(f'<http://e/{name}> <http://e/p> "c"@{tag} .', "utf-8")
    found = {(quad.subject, quad.object) for quad in quads_of(load(Project.at(tmp_path)).dataset)}
    assert found == {("<http://e/a>", '"c"@de-AT'), ("<http://e/b>", '"c"@de-at')}
