"""JSON-LD of the description of one thing: a tree with the thing at its root, as JSON people expect it.

    {"@context": {…},
     "@graph": [{the thing, what it mentions inside it, what points to it under "@reverse"},
                {a passage, "@graph": [what it states of the thing]},
                {a property and its name} …]}

Like a frame (JSON-LD 1.1 Framing) that names the thing, except that nothing is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from bilat.graph.formats.jsonld import compact, iri_of, node_object
from bilat.graph.formats.nesting import nestings
from bilat.graph.formats.quads import Quad

Node = dict[str, Any]
_json = json.JSONEncoder(ensure_ascii=False).encode


def framed(root: str, quads: Iterable[Quad], context: Mapping[str, Any]) -> bytes:
    """Return a JSON-LD 1.1 document with one node at its root.

    Args:
        root: IRI of the thing.
        quads: what to say; statements of named graphs stay in them.
        context: the value of ``@context``; what is not needed of it is left out.
    """
    body = compact(_tree(root, quads), context)
    (key,) = body.keys() - {"@context"}
    first, *others = body[key]
    shown = ",\n".join([_by_line(first), *(_json(node) for node in others)])
    needed = _json(_needed(body["@context"], f'"{key}"{shown}'))
    return f'{{"@context": {needed},\n"{key}": [\n{shown}\n]}}\n'.encode()


def _tree(root: str, quads: Iterable[Quad]) -> list[Node]:
    """Return the expanded document: the root, and all that has no place in it."""
    nodes: dict[str, Node] = {}
    for graph, nesting in nestings(quads).items():
        if graph:
            name = iri_of(graph)
            nodes.setdefault(name, {"@id": name})
            nodes[name]["@graph"] = [node_object(nesting, each) for each in nesting.roots]
        else:
            nodes |= {iri_of(each): node_object(nesting, each) for each in nesting.roots}
    first = nodes.pop(root, {"@id": root})
    pointing = _pointing(root, nodes)
    _embed(first, nodes)
    if pointing:
        first["@reverse"] = pointing
    for node in [each for each in nodes.values() if "@graph" in each]:
        _embed(node, nodes)
    return [first, *nodes.values()]


def _pointing(root: str, nodes: dict[str, Node]) -> dict[str, list[Node]]:
    """Return the nodes that point to the root by property, taken out of the others."""
    mention, found = {"@id": root}, dict[str, list[Node]]()
    for name, node in list(nodes.items()):
        ways = [key for key, values in node.items() if key[0] != "@" and mention in values]
        for predicate in ways:
            node[predicate].remove(mention)
            if not node[predicate]:
                del node[predicate]
        if not ways:
            continue
        taken = {} if "@graph" in node else nodes.pop(name)
        # Parsers of streams take what follows an empty object for a part of it, so it needs a label, as does
        # a node without a name that points in several ways.
        if not taken or len(ways) > 1:
            taken = {"@id": name, **taken}
        for place, predicate in enumerate(ways):
            found.setdefault(predicate, []).append({"@id": name} if place else taken)
    return found


def _embed(node: Node, nodes: dict[str, Node]) -> None:
    """Put what is known of its values into a node, taken out of the others."""
    for predicate, values in node.items():
        if predicate[0] != "@":
            node[predicate] = [_embedded(value, nodes) for value in values]


def _embedded(value: Node, nodes: dict[str, Node]) -> Node:
    """Return what is known of a value in place of its bare name, the first time that it is mentioned."""
    name = value.get("@id")
    if len(value) != 1 or name not in nodes or "@graph" in nodes[name]:
        return value
    return nodes.pop(name)


def _by_line(node: Node) -> str:
    """Return a node with one property a line; the encoder of the library is slow when it indents."""
    pairs = (f"{_json(key)}: {_json(value)}" for key, value in node.items())
    return "{" + ",\n ".join(pairs) + "}"


def _needed(context: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return the part of a context that a document uses, prefixes of its terms included."""
    waiting = {part.partition(":")[0] for part in set(text.split('"'))} & context.keys()
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        needed.add(name)
        said = context[name]
        parts = said.values() if isinstance(said, dict) else (said,)
        prefixes = {each.partition(":")[0] for each in parts if isinstance(each, str)}
        waiting |= (prefixes & context.keys()) - needed
    return {name: said for name, said in context.items() if name in needed or name[0] == "@"}
