"""JSON-LD of a dataset: one object a named graph, nodes in it nested and shortened by a context.

Nodes are nested here and then shortened, by `bilat.graph.formats.compaction` or, for a context that is beyond
it, by PyLD: framing drops what a frame does not name, and PyLD's N-Quads reader is quadratic. What is written
reads back as the same dataset (JSON-LD 1.1 API, 8).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from bilat.errors import Place, SourceError
from bilat.graph.formats.compaction import SchemeError, understood, without
from bilat.graph.formats.nesting import TYPE, Nesting, nestings
from bilat.graph.formats.quads import XSD, Quad, literal_parts
from bilat.project import CONTEXT_FILE

#: A prefix that looks like the scheme of an IRI would change the meaning of such IRIs.
_SCHEMES = frozenset({"http", "https", "urn", "mailto", "tag", "file", "doi", "data", "ftp", "did", "info"})
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_quoted = json.JSONEncoder(ensure_ascii=False).encode


def jsonld(quads: Iterable[Quad], context: Mapping[str, Any]) -> bytes:
    """Return a JSON-LD 1.1 document of a dataset, its graphs kept.

    Args:
        quads: the dataset, blank nodes labelled stably.
        context: the value of ``@context``, without anything to fetch.

    Raises:
        SourceError: the context is invalid, or asks for another document.
    """
    document: list[Any] = []
    for graph, nesting in nestings(quads).items():
        nodes = [node_object(nesting, node) for node in nesting.roots]
        document += [{"@id": iri_of(graph), "@graph": nodes}] if graph else nodes
    return (_written(compact(document, context), _Places(_keywords(context))) + "\n").encode()


def plain_context(prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return a context that knows the prefixes of a project and nothing else."""
    schemes = _SCHEMES | {iri.partition(":")[0].lower() for iri in prefixes.values()}
    return {
        prefix: iri if iri[-1] in ":/?#[]@" else {"@id": iri, "@prefix": True}
        for prefix, iri in sorted(prefixes.items())
        if iri and _PREFIX.fullmatch(prefix) and prefix.lower() not in schemes
    }


def compact(document: list[Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Return an expanded document shortened by a context, the context first.

    A prefix that is also the scheme of an IRI, as in ``geo:48.2,16.3``, is left out of the context.

    Raises:
        SourceError: the context is invalid, or asks for another document.
    """
    compaction = understood(context)
    if compaction is not None:
        try:
            nodes = [compaction.node(node) for node in document]
        except SchemeError as error:
            narrower = without(context, error.args[0])
            if narrower is not None:
                return compact(document, narrower)
        else:
            return {"@context": dict(context), compaction.keyword("@graph"): nodes}
    return _with_pyld(document, context)


def _with_pyld(document: list[Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same, by a library that knows all there is to contexts."""
    from pyld.jsonld import JsonLdError  # costs 0.1 s, which only a build need pay

    from bilat.graph.formats.compactor import Compactor

    options = {"graph": True, "compactToRelative": False, "skipExpansion": True, "documentLoader": _refuse}
    try:
        compacted: dict[str, Any] = Compactor().compact(document, {"@context": dict(context)}, options)
    except JsonLdError as error:
        raise SourceError(
            f"The JSON-LD context cannot be used: {_first_cause(error)}", place=Place(CONTEXT_FILE)
        ) from None
    return compacted


def _first_cause(error: BaseException) -> str:
    """Return what went wrong first; what PyLD says last is only that something did."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error.args[0])


def _refuse(url: str, *_: object) -> None:
    """Refuse to fetch a document: a build needs no network."""
    raise ValueError(f"it asks for {url}, and must stand alone.")


def node_object(nesting: Nesting, node: str) -> dict[str, Any]:
    """Return a node object in expanded form."""
    label = node not in nesting.nameless and not (node in nesting.nested and node in nesting.properties)
    result: dict[str, Any] = {"@id": iri_of(node)} if label else {}
    for predicate, objects in nesting.properties.get(node, {}).items():
        types = [term for term in objects if predicate == TYPE and _may_be_type(nesting, term)]
        if types:
            result["@type"] = [iri_of(term) for term in types]
        values = [_value(nesting, term) for term in objects if term not in types]
        if values:
            result[iri_of(predicate)] = values
    return result


def _may_be_type(nesting: Nesting, term: str) -> bool:
    """Return whether a class can be named by ``@type``: a nested one is an object of its own."""
    return term[0] != '"' and term not in nesting.nested


def _value(nesting: Nesting, term: str) -> dict[str, Any]:
    """Return an object in expanded form: reference, literal, list or nested node."""
    if term[0] == '"':
        return _literal(term)
    if term not in nesting.nested:
        return {"@id": iri_of(term)}
    if term in nesting.lists:
        return {"@list": [_value(nesting, item) for item in nesting.lists[term]]}
    return node_object(nesting, term)


def _literal(term: str) -> dict[str, Any]:
    """Return a value object; numbers stay text, for JSON would rewrite them."""
    text, datatype, language = literal_parts(term)
    if language:
        tag, _, direction = language.partition("--")  # As RDF 1.2 writes a direction in a query's answer.
        return {"@value": text, "@language": tag} | ({"@direction": direction} if direction else {})
    return {"@value": text} if datatype == XSD + "string" else {"@value": text, "@type": datatype}


def iri_of(term: str) -> str:
    """Return an IRI or a blank node label as JSON-LD has it."""
    return term[1:-1] if term[0] == "<" else term


def _keywords(context: Mapping[str, Any]) -> dict[str, int]:
    """Return the place of the keywords in an object, aliases included: names first, graphs last."""
    places = {"@context": -3, "@id": -2, "@type": -1, "@graph": 1}
    aliases = {
        key: places[value] for key, value in context.items() if isinstance(value, str) and value in places
    }
    return places | aliases


class _Places(dict[str, tuple[int, str]]):
    """The place of each key of an object, worked out once.

    Args:
        keywords: those of keywords; other keys are in order of the alphabet at 0.
    """

    def __init__(self, keywords: Mapping[str, int]) -> None:
        super().__init__({key: (place, key) for key, place in keywords.items()})

    def __missing__(self, key: str) -> tuple[int, str]:
        """Return the place of a key that is no keyword."""
        return self.setdefault(key, (0, key))


def _written(value: Any, places: _Places, line: str = "\n") -> str:
    """Return a value as JSON, one thing a line, with the keys of all objects in reading order.

    A third of the time that `json.dumps` takes with indentation, which leaves its own C code aside.
    """
    if isinstance(value, str):
        return _quoted(value)
    inner = line + " "
    if isinstance(value, dict):
        parts = [
            f"{_quoted(key)}: {_member(key, value[key], places, inner)}"
            for key in sorted(value, key=places.__getitem__)
        ]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}" if parts else "{}"
    if isinstance(value, list):
        parts = [_written(item, places, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(parts)}{line}]" if parts else "[]"
    return json.dumps(value)


def _member(key: str, value: Any, places: _Places, line: str) -> str:
    """Return a member of an object as JSON; the keys of a context stay as they are."""
    if key == "@context":
        return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", line)
    return _written(value, places, line)
