"""Compaction gives what PyLD gives, for every context that it takes on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bilat.errors import SourceError
from bilat.graph.formats.compaction import understood
from bilat.graph.formats.compactor import Compactor
from bilat.graph.formats.jsonld import compact, plain_context
from bilat.project import Project

E = "http://e/"
CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "iri": "@id",
    "kind": "@type",
    "e": E,
    "long": {"@id": "e:long", "@prefix": True},
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "Thing": "e:Thing",
    "name": {"@id": "e:name", "@language": "en"},
    "nom": {"@id": "e:name", "@language": "FR"},
    "names": {"@id": "e:names", "@container": "@language"},
    "plain": "e:name",
    "to": {"@id": "e:to", "@type": "@id"},
    "class": {"@id": "e:class", "@type": "@vocab"},
    "size": {"@id": "e:size", "@type": "xsd:integer"},
    "tags": {"@id": "e:tags", "@container": "@set"},
    "steps": {"@id": "e:steps", "@container": "@list"},
    "stops": {"@id": "e:stops", "@container": "@list", "@type": "@id"},
}
VALUES: list[dict[str, Any]] = [
    {"@value": "a"},
    {"@value": "a", "@language": "en"},
    {"@value": "a", "@language": "fr"},
    {"@value": "a", "@language": "de-AT"},
    {"@value": "1", "@type": "http://www.w3.org/2001/XMLSchema#integer"},
    {"@value": "1", "@type": E + "own"},
    {"@id": E + "x"},
    {"@id": E + "Thing"},
    {"@id": E + "longer"},
    {"@id": "_:b0"},
    {"@id": "urn:x:y"},
    {"@id": E + "x", E + "name": [{"@value": "b", "@language": "en"}]},
    {E + "to": [{"@id": E + "y"}]},
    {"@list": []},
    {"@list": [{"@id": E + "x"}, {"@id": E + "y"}]},
    {"@list": [{"@value": "a"}, {"@id": E + "y"}]},
    {"@list": [{"@value": "a", "@language": "en"}, {"@value": "b", "@language": "en"}]},
]
PROPERTIES = ("name", "names", "to", "class", "size", "tags", "steps", "stops", "other", "longish")


def by_pyld(document: list[Any], context: dict[str, Any]) -> Any:
    """Return the document as PyLD shortens it."""
    options = {"graph": True, "compactToRelative": False, "skipExpansion": True}
    return Compactor().compact(document, {"@context": context}, options)


@pytest.mark.parametrize("name", PROPERTIES)
def test_each_value_under_each_kind_of_term(name: str) -> None:
    """Every kind of value takes the term, and the form, that PyLD takes."""
    lists = [value for value in VALUES if "@list" in value]
    others = [value for value in VALUES if "@list" not in value]
    for values in ([each] for each in VALUES):
        document = [{"@id": E + "s", "@type": [E + "Thing", E + "T"], E + name: values}]
        assert compact(document, CONTEXT) == by_pyld(document, CONTEXT)
    document = [{"@id": E + "s", E + name: others}, {"@id": E + "t", E + "other": lists}]
    assert compact(document, CONTEXT) == by_pyld(document, CONTEXT)


@pytest.mark.parametrize("name", PROPERTIES)
def test_direction_of_text_is_kept(name: str) -> None:
    """Under no term that has none: in a language map PyLD loses it."""
    value = {"@value": "a", "@language": "en", "@direction": "rtl"}
    (node,) = compact([{"@id": E + "s", E + name: [value]}], CONTEXT)["@graph"]
    written = [each for key, each in node.items() if key != "iri"]
    assert written in ([value], [[value]], [{"@list": [value]}])


def test_graphs_and_what_points_back() -> None:
    """Named graphs and reverse properties are shortened too."""
    inner = {"@id": E + "x", E + "to": [{"@id": E + "y"}]}
    document = [
        {"@id": E + "g", E + "name": [{"@value": "G"}], "@graph": [inner]},
        {"@id": E + "y", "@reverse": {E + "to": [inner | {E + "size": [{"@value": "1"}]}]}},
    ]
    assert compact(document, CONTEXT) == by_pyld(document, CONTEXT)


def test_own_context_is_understood() -> None:
    """The context that we publish, and the one that is made of prefixes, need no PyLD."""
    path = Project.at().context
    assert path is not None
    assert understood(json.loads(path.read_text("utf-8"))["@context"])
    assert understood(plain_context({"e": E, "x": "http://x/y"}))


@pytest.mark.parametrize(
    "more",
    [
        {"@vocab": E},
        {"@language": "en"},
        {"t": {"@reverse": "e:t"}},
        {"t": {"@id": "e:t", "@container": "@index"}},
        {"t": {"@id": "e:t", "@container": ["@set"]}},
        {"t": {"@id": "e:t", "@language": None}},
        {"t": {"@id": "t:t"}},
        {"t": "u:t", "u": "t:u"},
        {"e:t": "e:t"},
        {"@version": 1.0},
    ],
)
def test_what_is_not_understood_is_left_to_pyld(more: dict[str, Any]) -> None:
    """A context that says more is not half understood."""
    assert understood(CONTEXT | more) is None


def test_an_iri_that_looks_like_a_prefixed_name_is_refused() -> None:
    """It would be read as another IRI."""
    with pytest.raises(SourceError, match="prefix"):
        compact([{"@id": "e:x"}], CONTEXT)


def test_a_prefix_that_is_a_scheme_of_the_data_is_left_out() -> None:
    """The points of a graph may have names such as geo:48.2,16.3, and its terms the prefix geo."""
    context = plain_context({"e": E, "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#"})
    document = compact([{"@id": "geo:48.2,16.3", E + "p": [{"@id": E + "x"}]}], context)
    assert document == {"@context": {"e": E}, "@graph": [{"@id": "geo:48.2,16.3", "e:p": {"@id": "e:x"}}]}
    assert plain_context({"geo": E, "here": "geo:48"}) == {"here": {"@id": "geo:48", "@prefix": True}}


def test_no_prefixed_name_goes_on_with_two_slashes() -> None:
    """Readers take it for an IRI (JSON-LD 1.1 API, 5.2)."""
    context = plain_context({"e": E})
    assert compact([{"@id": E + "//x"}, {"@id": "e://x"}], context)["@graph"] == [
        {"@id": E + "//x"},
        {"@id": "e://x"},
    ]
