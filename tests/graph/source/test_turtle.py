"""The reader of Turtle and TriG against the W3C test suite and against pyoxigraph."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import BNode, Literal, URIRef

from bilat.graph.source.statements import Statement, statements
from bilat.graph.source.tokens import Kind, tokenize
from bilat.graph.source.turtle import MAX_DEPTH, NQUADS, NTRIPLES, TRIG, TURTLE, read
from bilat.graph.source.wording import TurtleError

FORMATS = {
    TURTLE: ("rdf-turtle", "ttl", ox.RdfFormat.TURTLE),
    TRIG: ("rdf-trig", "trig", ox.RdfFormat.TRIG),
    NTRIPLES: ("rdf-n-triples", "nt", ox.RdfFormat.N_TRIPLES),
    NQUADS: ("rdf-n-quads", "nq", ox.RdfFormat.N_QUADS),
}
BASE = "@base <http://example.org/base/> .\n"


def w3c_files(media_type: str) -> list[tuple[Path, str]]:
    """Return the files of a suite that pyoxigraph takes, each with its text and a base."""
    root = Path(os.environ.get("W3C_TESTS", Path(__file__).parents[4] / "shared" / "w3c"))
    folder, ending, form = FORMATS[media_type]
    if not (root / "rdf" / "rdf11" / folder).is_dir():
        pytest.skip(f"no W3C tests at {root}; set W3C_TESTS")
    found = []
    for path in sorted((root / "rdf" / "rdf11" / folder).glob(f"*.{ending}")):
        text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        text = BASE + text if media_type in (TURTLE, TRIG) else text
        if accepted(text, form):
            found.append((path, text))
    return found


def accepted(text: str, form: ox.RdfFormat) -> bool:
    try:
        list(ox.parse(text, format=form))
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(("media_type", "least"), [(TURTLE, 200), (TRIG, 230), (NTRIPLES, 40), (NQUADS, 50)])
def test_every_w3c_file_reads_as_pyoxigraph_reads_it(media_type: str, least: int) -> None:
    """The same graphs, lexical forms included, and as many statements."""
    files = w3c_files(media_type)
    assert len(files) >= least
    for path, text in files:
        expected = list(ox.parse(text, format=FORMATS[media_type][2]))
        found = statements(text, media_type, "x")
        assert len(found) == len(expected), path.name
        assert canonical(map(as_quad, found)) == canonical(expected), path.name


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


def as_quad(found: Statement) -> ox.Quad:
    terms = (found.subject, found.predicate, found.object, found.graph or ox.DefaultGraph())
    return ox.Quad(*map(as_term, terms))


def as_term(term: object) -> object:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        datatype = None if term.datatype is None else ox.NamedNode(str(term.datatype))
        return ox.Literal(str(term), language=term.language, datatype=datatype)
    return term


@pytest.mark.parametrize("media_type", [TURTLE, TRIG, NTRIPLES, NQUADS])
def test_no_character_is_lost(media_type: str) -> None:
    """Tokens and the white space between them add up to the text."""
    for path, text in w3c_files(media_type):
        end = 0
        for token in tokenize(text):
            assert not text[end : token.offset].strip(), path.name
            assert text[token.offset : token.end] == token.text
            end = token.end
        assert not text[end:].strip()


def test_places_are_those_of_the_terms() -> None:
    """Subject, predicate and object each have the offset of their own token."""
    text = "@prefix ex: <http://ex.org/> .\nex:a\n  ex:p 1 , ( 2 [ ex:q 3 ] ) .\n"
    found = statements(text, TURTLE, "x")
    pointed = [tuple(text[at] for at in statement[4:]) for statement in found]
    assert ("e", "e", "1") in pointed
    assert ("2", "2", "2") in pointed
    assert ("[", "e", "3") in pointed
    assert ("e", "e", "(") in pointed


@pytest.mark.parametrize("crowded", ["<s:> <p:> _:a.", "<s:><p:>_:a."])
def test_places_in_lines(crowded: str) -> None:
    """So they have in formats of a statement a line, however it is spaced, with comments between."""
    lines = ['# <a> <b> "c" .', "", '\t_:a <p:> "1 \\" ."@en _:g .', crowded, "<s:> <p:> <o:>. # end"]
    for end in ("\n", "\r\n"):
        text = end.join(lines)
        found = statements(text, NQUADS, "x")
        pointed = [[text[at : at + 3] for at in statement[4:]] for statement in found]
        assert pointed == [["_:a", "<p:", '"1 '], ["<s:", "<p:", "_:a"], ["<s:", "<p:", "<o:"]]
        assert found[0].subject == found[1].object


@pytest.mark.parametrize("media_type", [TURTLE, TRIG])
def test_an_announced_version_hides_no_places(media_type: str) -> None:
    """What follows it has its places, as pyoxigraph reads it."""
    text = 'VERSION "1.2"\n<s:> <p:> _:b .\n'
    assert accepted(text, FORMATS[media_type][2])
    (found,) = statements(text, media_type, "x")
    assert (text[found.subject_at], text[found.object_at]) == ("<", "_")
    with pytest.raises(TurtleError, match="where a version in quotes"):
        read("VERSION 1.2", media_type)


@pytest.mark.parametrize("opening", ["[ ex:p ", "( "])
def test_nesting_has_a_limit(opening: str) -> None:
    """Nesting up to the limit is read; beyond it there is an error, not a stack overflow."""
    closing = {"[ ex:p ": " ]", "( ": " )"}[opening]
    start = "@prefix ex: <http://ex.org/> . ex:a ex:p "
    read(start + opening * MAX_DEPTH + "1" + closing * MAX_DEPTH + " .", TURTLE)
    with pytest.raises(TurtleError, match="nested more than 100 deep"):
        read(start + opening * 100_000, TURTLE)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('"""a"b\n"""@en-GB', ["STRING", "LANGUAGE"]),
        ("''''''", ["STRING"]),
        ('"a\\"b"^^ex:d', ["STRING", "MARK", "NAME"]),
        ("ex:a.b. .5 1. 1.e3 -1.5E-2", ["NAME", "MARK", "NUMBER", "NUMBER", "MARK", "NUMBER", "NUMBER"]),
        (r"ex:a\~b%20c :", ["NAME", "NAME"]),
        ("_:a.b. []()", ["BLANK", "MARK", "MARK", "MARK", "MARK", "MARK"]),
        ("<http://a/\\u00e9> # end", ["IRI", "COMMENT"]),
        ('"open', ["BAD"]),
        ('"""open\n', ["BAD"]),
        ("<a b>", ["BAD"]),
    ],
)
def test_tokens(text: str, kinds: list[str]) -> None:
    """Each form of the grammar is one token; what is never closed is one bad token."""
    assert [token.kind for token in tokenize(text)] == [*map(Kind, kinds), Kind.END]


@pytest.mark.parametrize(
    "piece",
    [
        "a.",
        "a:..",
        '"',
        "'\"",
        "<a",
        "1.",
        "\\",
        "_:",
        "@a-",
        '"""\\"""',
        "%4",
        ":%41",
        "+",
        '""" \'',
        "[",
        "#",
    ],
)
def test_hostile_text_is_read_in_one_pass(piece: str) -> None:
    """Long runs of half-open tokens end quickly in an error or in triples, whatever they are."""
    text = piece * (100_000 // len(piece))
    assert sum(len(token.text) for token in tokenize(text)) <= len(text)
    with pytest.raises(TurtleError):
        read(text + "\n<", TURTLE)
