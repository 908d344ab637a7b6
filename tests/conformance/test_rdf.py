"""RDF 1.1 syntax: the gate for the files of a project takes what is well-formed and nothing else.

The tests of ``rdf-mt`` are not run: they are of entailment, and parsing entails nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from w3c.known import cases
from w3c.manifest import MF, Entry, entries, path_of
from w3c.same import same_rows

from bilat.errors import SourceError
from bilat.graph.source.parse import parse
from bilat.project import RDF_ENDINGS

#: What stands before the first element of an XML document, and the name of that element.
_ROOT_ELEMENT: Final = re.compile(
    r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<[\w:.-]+(?=[^>]*>)", re.DOTALL
)


def _tests(kind: str) -> list[Entry]:
    return [entry for entry in entries("rdf/rdf11") if entry.kind.endswith(kind)]


def text_of(path: Path, base: str) -> str:
    """Return the text of a file, with the base that the suite assumes: here a file has but its own."""
    text = path.read_bytes().decode()
    if path.suffix in {".ttl", ".trig"}:
        return f"@base <{base}> . {text}"
    root = _ROOT_ELEMENT.match(text) if path.suffix == ".rdf" else None
    if root is None or "xml:base" in text[root.end() : text.index(">", root.end())]:
        return text
    return f'{root[0]} xml:base="{base}"{text[root.end() :]}'


def parsed(iri: str) -> list[ox.Quad]:
    """Return the quads of a file of the suite."""
    path = path_of(iri)
    return parse(text_of(path, iri), RDF_ENDINGS[path.suffix], path.name).quads


def rows(quads: list[ox.Quad]) -> set[tuple[object, ...]]:
    """Return quads as rows without repetition."""
    default = ox.NamedNode("x:default")
    return {
        (
            quad.subject,
            quad.predicate,
            quad.object,
            default if quad.graph_name == ox.DefaultGraph() else quad.graph_name,
        )
        for quad in quads
    }


@pytest.mark.parametrize("entry", cases(_tests("Eval")))
def test_meaning(w3c_tests: Path, entry: Entry) -> None:
    """A well-formed file has the triples that the test wants, every literal as it is written."""
    found = rows(parsed(entry.facts.text(entry.node, f"{MF}action")))
    expected = rows(parsed(entry.facts.text(entry.node, f"{MF}result")))
    assert same_rows(expected, found, exactly=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("entry", cases(_tests("PositiveSyntax")))
def test_well_formed(w3c_tests: Path, entry: Entry) -> None:
    """A well-formed file is taken."""
    try:
        parsed(entry.facts.text(entry.node, f"{MF}action"))
    except SourceError as error:
        pytest.fail(str(error))


@pytest.mark.parametrize("entry", cases(_tests("NegativeSyntax")))
def test_ill_formed(w3c_tests: Path, entry: Entry) -> None:
    """A file with a mistake is refused with a sentence and the place of the mistake, which is in the file."""
    iri = entry.facts.text(entry.node, f"{MF}action")
    with pytest.raises(SourceError) as caught:
        parsed(iri)
    place = caught.value.place
    assert place is not None
    assert caught.value.message.endswith(".")
    if place.line is None:
        # The XML parser knows where XML ends and not where RDF/XML does.
        assert path_of(iri).suffix == ".rdf"
        return
    lines = text_of(path_of(iri), iri).split("\n")
    assert 1 <= place.line <= len(lines)
    assert place.column is None or 1 <= place.column <= len(lines[place.line - 1]) + 2
