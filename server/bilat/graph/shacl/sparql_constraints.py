"""The queries inside shapes (``sh:select``, ``sh:ask``): refuse what may not run, write out their prefixes.

SHACL forbids MINUS, VALUES, SERVICE, a subquery that drops a bound variable, and ``AS`` onto one (appendix
A); SERVICE would send data of ours to whoever a shape names. An ill-formed query is a finding and is taken
out, so that it is never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox
from rdflib import Graph, Literal
from rdflib.paths import MulPath
from rdflib.term import Node

from bilat.engine.mistakes.syntax import explain
from bilat.graph.queries.depth import DEEPEST, nests_too_deep
from bilat.graph.shacl.prebinding import variables
from bilat.graph.shacl.validators import VALIDATORS, is_script, is_standard
from bilat.vocab import OWL, RDF, RDFS, SH

#: A text with no graph, for asking whether a query parses.
_NOTHING = ox.Store()
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>|\#[^\n]*|[?$]\w+|[\w.-]*:[\w.:%-]*|\w+|[{}()*]",
)
_FORBIDDEN = ("MINUS", "SERVICE", "VALUES")
_ALWAYS_BOUND = ("this", "shapesGraph", "currentShape")
_STANDARD = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}


@dataclass(frozen=True, slots=True, kw_only=True)
class IllFormed:
    """A query that may not run.

    Args:
        shape: the shape or constraint component that has it.
        constraint: the node that holds the query.
        query: the text, or None when there is none or more than one.
        fault: what is wrong, in one sentence.
    """

    shape: Node
    constraint: Node
    query: Node | None
    fault: str


def runnable(shapes: Graph) -> tuple[Graph, tuple[IllFormed, ...]]:
    """Return a copy of a shapes graph whose queries can run, and those that were taken out.

    Prefixes are written into the queries, so that they are looked up once and not for each focus node.
    """
    copy = Graph(bind_namespaces="none")
    for triple in shapes:
        copy.add(triple)
    faults = []
    for shape, link, constraint in sorted(_constraints(shapes), key=str):
        if is_script(shapes, constraint) or is_standard(shape):
            copy.remove((shape, link, constraint))
            continue
        texts = list(shapes.objects(constraint, SH.select)) + list(shapes.objects(constraint, SH.ask))
        fault = _fault(shapes, shape, constraint, texts)
        if fault is not None:
            copy.remove((shape, link, constraint))
            query = texts[0] if len(texts) == 1 else None
            faults.append(IllFormed(shape=shape, constraint=constraint, query=query, fault=fault))
            continue
        form = SH.select if (constraint, SH.select, texts[0]) in shapes else SH.ask
        copy.remove((constraint, SH.prefixes, None))
        copy.set((constraint, form, Literal(f"{_prologue(shapes, constraint)}\n{texts[0]}")))
    return copy, tuple(faults)


def uses_shapes_graph(shapes: Graph) -> bool:
    """Return whether a query inside a shape asks the shapes graph (SHACL, 5.3.1)."""
    return any(
        "shapesGraph" in variables(str(text))
        for form in (SH.select, SH.ask)
        for text in shapes.objects(None, form)
    )


def asks_of_each(text: str) -> bool:
    """Tell whether a query finds of many nodes together what it finds of each by itself."""
    words = _TOKEN.findall(text)
    selects = [number for number, word in enumerate(words) if word.upper() == "SELECT"]
    limited = any(word.upper() in ("LIMIT", "OFFSET") for word in words)
    return not limited and all({"this", "*"} & _projection(words, number) for number in selects)


def _constraints(shapes: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what leads to a query: shape or component, predicate, node with the query."""
    for link in (SH.sparql, *VALIDATORS):
        for shape, constraint in shapes.subject_objects(link):
            yield shape, link, constraint


def _fault(shapes: Graph, shape: Node, constraint: Node, texts: list[Node]) -> str | None:
    """Return what is wrong with the query of a constraint, None when it may run."""
    if len(texts) != 1 or not isinstance(texts[0], Literal):
        return "It has no query, or more than one."
    text = str(texts[0])
    if nests_too_deep(text):
        return f"Its query nests more than {DEEPEST} deep."
    words = _TOKEN.findall(text)
    bare = [word.upper() for word in words]
    for keyword in _FORBIDDEN:
        if keyword in bare:
            return f"Its query uses {keyword}, which SHACL forbids."
    prefixes = _declared(shapes, constraint)
    if len({prefix for prefix, _ in prefixes}) < len(prefixes):
        return "One of the prefixes that its query declares stands for two namespaces."
    constrains = (shape, SH.sparql, constraint) in shapes
    if constrains and (shape, SH.path, None) not in shapes and {"$PATH", "?PATH"} & set(words):
        return "Its query uses $PATH, and the shape has no path."
    if constrains and "SELECT" not in bare:
        return "Its query is no SELECT query."
    bound = {"this"}
    if not constrains:
        asked_of = {"value"} if (constraint, SH.ask, None) in shapes else set()
        bound = {"this", *asked_of, *_parameters(shapes, shape)} & set(_names(words))
    return _scope_fault(words, bound, constrains) or _syntax_fault(_prologue(shapes, constraint), text)


def _scope_fault(words: list[str], bound: set[str], constrains: bool) -> str | None:
    """Return what is wrong with the variables that have a value from the start (SHACL, appendix A).

    Args:
        words: the query.
        bound: names of the variables that each subquery has to select.
        constrains: whether the query is a constraint, which has to select ``$this`` itself.
    """
    selects = [number for number, word in enumerate(words) if word.upper() == "SELECT"]
    first = selects[0] if selects and "{" not in words[: selects[0]] else None
    if constrains and (first is None or not {"this", "*"} & _projection(words, first)):
        return "The query does not select $this."
    for number in selects:
        missing = sorted(bound - _projection(words, number)) if number != first else []
        if missing:
            return f"A subquery does not select ${missing[0]}."
    for word, variable in pairwise(words):
        if word.upper() == "AS" and variable[0] in "?$" and variable[1:] in {*_ALWAYS_BOUND, *bound}:
            return f"Its query binds {variable}, which has a value from the start."
    return None


def _parameters(shapes: Graph, component: Node) -> set[str]:
    """Return the names of the variables for the parameters of a constraint component (SHACL, 6.2.1)."""
    paths = shapes.objects(component, SH.parameter / SH.path)
    return {re.split("[#/:]", str(path))[-1] for path in paths}


def _names(words: list[str]) -> Iterator[str]:
    return (word[1:] for word in words if word[0] in "?$")


def _projection(words: list[str], select: int) -> set[str]:
    """Return what stands between SELECT and its pattern, outside expressions; variables by their names."""
    names, depth = set(), 0
    for word in words[select + 1 :]:
        if word == "{" or word.upper() in ("WHERE", "FROM"):
            break
        depth += (word == "(") - (word == ")")
        if not depth:
            names.add(word[1:] if word[0] in "?$" else word)
    return names


def _syntax_fault(prologue: str, text: str) -> str | None:
    """Return why a query does not parse or cannot run, None when it can."""
    query = re.sub(r"[?$]PATH\b", "<urn:path>", text)
    text = f"{prologue}\n{query}"
    try:
        _NOTHING.query(text)
    except SyntaxError as error:
        told = explain(text, str(error))
        reason = told.message.partition(": ")[2]
        declared = told.line == 1  # of the prologue, which nobody has written as a line
        where = (
            "for what sh:declare says" if declared else f"from line {told.line - 1}, column {told.column} on"
        )
        # The name of a function keeps its capitals.
        small = reason if reason[:2].isupper() else f"{reason[:1].lower()}{reason[1:]}"
        return f"Its query cannot be parsed {where}: {small}"
    except RuntimeError as error:  # a function of its own, which SHACL's advanced features may define
        reason = str(error).rstrip(".")
        return f"Its query cannot run: {reason[:1].lower()}{reason[1:]}."
    return None


def _prologue(shapes: Graph, constraint: Node) -> str:
    """Return the prefixes of a query on one line (SHACL, 5.2.1)."""
    known = {**_STANDARD, **dict(_declared(shapes, constraint))}
    return " ".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in sorted(known.items()))


def _declared(shapes: Graph, constraint: Node) -> set[tuple[str, str]]:
    """Return the prefixes of a query and their namespaces, also those of ontologies that are imported."""
    imported = MulPath(OWL.imports, "*")
    declarations = shapes.objects(constraint, SH.prefixes / imported / SH.declare)
    return {
        (str(prefix), str(namespace))
        for declaration in declarations
        for prefix in shapes.objects(declaration, SH.prefix)
        for namespace in shapes.objects(declaration, SH.namespace)
    }
