"""The description of a thing as a JSON tree that loses nothing."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from bilat.graph.formats.framing import framed
from bilat.graph.formats.quads import XSD, Quad, literal

E = "http://e/"
CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "iri": "@id",
    "graph": "@graph",
    "e": E,
    "xsd": XSD,
    "size": {"@id": "e:size", "@type": "xsd:integer"},
    "to": {"@id": "e:to", "@type": "@id"},
    "label": "e:label",
    "other": "e:other",
}
ROOT = f"<{E}root>"


def node(name: str) -> str:
    return f"<{E}{name}>"


def read_back(body: bytes) -> set[str]:
    """Return the quads of a document as text, numbers as they are."""
    return {str(quad) for quad in pyoxigraph.parse(body, pyoxigraph.RdfFormat.JSON_LD)}


def as_text(quads: list[Quad]) -> set[str]:
    lines = "".join(f"{' '.join(part for part in quad if part)} .\n" for quad in quads)
    return {str(quad) for quad in pyoxigraph.parse(lines.encode(), pyoxigraph.RdfFormat.N_QUADS)}


def test_tree() -> None:
    """What the root mentions is inside it, what points to it under reverse, passages beside it."""
    quads = [
        Quad(ROOT, node("to"), node("a")),
        Quad(ROOT, node("size"), literal("01", XSD + "integer")),
        Quad(node("a"), node("label"), literal("A")),
        Quad(node("b"), node("to"), ROOT),
        Quad(node("b"), node("label"), literal("B")),
        Quad(node("p"), node("label"), literal("P")),
        Quad(node("p"), node("to"), node("where")),
        Quad(node("where"), node("label"), literal("W")),
        Quad(ROOT, node("to"), node("a"), node("p")),
    ]
    body = framed(f"{E}root", quads, CONTEXT)
    assert read_back(body) == as_text(quads)
    first, passage = json.loads(body)["graph"]
    assert first == {
        "iri": "e:root",
        "size": "01",
        "to": {"iri": "e:a", "label": "A"},
        "@reverse": {"to": {"iri": "e:b", "label": "B"}},
    }
    assert passage == {
        "iri": "e:p",
        "label": "P",
        "to": {"iri": "e:where", "label": "W"},
        "graph": [{"iri": "e:root", "to": "e:a"}],
    }


def test_what_points_to_the_root_and_says_no_more_has_a_label() -> None:
    """An empty object is right, but the parser of Comunica and RDF/JS gives its label to what comes next."""
    quads = [Quad("_:x", node("to"), ROOT), Quad(node("b"), node("label"), '"B"')]
    body = framed(f"{E}root", quads, CONTEXT)
    assert json.loads(body)["graph"][0]["@reverse"] == {"to": "_:x"}


def test_a_node_without_a_name_that_points_in_several_ways_stays_one() -> None:
    """It is told where it points first, and named where it points again."""
    quads = [Quad("_:x", node(name), ROOT) for name in ("to", "other")]
    quads.append(Quad("_:x", node("label"), '"X"'))
    back = json.loads(framed(f"{E}root", quads, CONTEXT))["graph"][0]["@reverse"]
    assert back == {"other": {"iri": "_:x", "label": "X"}, "to": "_:x"}


def test_context_is_cut_to_what_is_used() -> None:
    """A small document has a small context, with the prefixes that its terms need."""
    body = framed(f"{E}root", [Quad(ROOT, node("size"), literal("1", XSD + "integer"))], CONTEXT)
    assert json.loads(body)["@context"].keys() == {"@version", "iri", "graph", "e", "xsd", "size"}


def test_unknown_root_is_there_all_the_same() -> None:
    """A passage of which nothing is said has its graph."""
    quads = [Quad(node("a"), node("to"), node("b"), ROOT)]
    assert read_back(framed(f"{E}root", quads, CONTEXT)) == as_text(quads)


names = st.sampled_from([ROOT, *(node(name) for name in "abcde")])
blanks = st.sampled_from(["_:x", "_:y"])
graphs = st.sampled_from(["", "", node("a"), node("g"), ROOT])
predicates = st.sampled_from([node("to"), node("label"), node("other"), node("size")])
values = st.sampled_from([literal("A"), literal("1", XSD + "integer"), literal("x", "", "en")])
statements = st.builds(Quad, names | blanks, predicates, names | blanks | values, graphs)


@given(st.lists(statements, min_size=1, max_size=12))
def test_nothing_is_lost(quads: list[Quad]) -> None:
    """Whatever points where, the document reads back as the same dataset."""
    sets = []
    lines = "".join(f"{' '.join(part for part in quad if part)} .\n" for quad in quads).encode()
    for body, form in (
        (framed(f"{E}root", quads, CONTEXT), pyoxigraph.RdfFormat.JSON_LD),
        (lines, pyoxigraph.RdfFormat.N_QUADS),
    ):
        dataset = pyoxigraph.Dataset(pyoxigraph.parse(body, form))
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        sets.append({str(quad) for quad in dataset})
    assert sets[0] == sets[1]
