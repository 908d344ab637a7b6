"""What is wrong, in words, where a shape itself has no message: most shapes of others have none."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from bilat.graph.shacl.components import component_of
from bilat.graph.shacl.result import Result
from bilat.graph.source.prefixes import compact
from bilat.vocab import SH, WELL_KNOWN

#: What the value of a parameter makes of a sentence; others have the words of pyshacl.
_SENTENCES = {
    SH["class"]: "The value is not stated to be a {}.",
    SH.datatype: "The value is no {}.",
    SH.disjoint: "The value is one of {} too.",
    SH.equals: "The values are not those of {}: this one is only here, or only there.",
    SH.hasValue: "The value {} is missing.",
    SH["in"]: "The value is none of {}.",
    SH.languageIn: "The language of the value is none of {}.",
    SH.lessThan: "The value is not less than that of {}.",
    SH.lessThanOrEquals: "The value is not less than that of {}, nor equal to it.",
    SH.maxExclusive: "The value is not less than {}.",
    SH.maxInclusive: "The value is not {} or less.",
    SH.maxLength: "The value is longer than {} characters.",
    SH.minExclusive: "The value is not more than {}.",
    SH.minInclusive: "The value is not {} or more.",
    SH.minLength: "The value is shorter than {} characters.",
    SH.nodeKind: "The value is not a node of the kind {}.",
    SH.pattern: "The value does not match {}.",
    SH.uniqueLang: "Several values are in one language.",
}
_PARAMETERS: dict[Node | None, URIRef] = {component_of(parameter): parameter for parameter in _SENTENCES}
_COUNTS = (SH.MinCountConstraintComponent, SH.MaxCountConstraintComponent)
_MOST_LISTED = 8


def said(result: Result, shapes: Graph, prefixes: Mapping[str, str]) -> str | None:
    """Return a sentence for a result whose shape has no message, None where there is nothing better to say.

    Args:
        result: what was found.
        shapes: the shapes that it speaks of.
        prefixes: to write IRIs short.
    """
    if result.shape is None or not has_sentence(result.shape, result.component, shapes):
        return None
    short = {**WELL_KNOWN, **prefixes}
    if result.component in _COUNTS:
        return _counted(result, shapes, short)
    if result.component == SH.ClosedConstraintComponent:
        return "The shape is closed, and has no such property."
    parameter = _PARAMETERS[result.component]
    (value,) = shapes.objects(result.shape, parameter)
    return _SENTENCES[parameter].format(_shown(value, shapes, short))


def has_sentence(shape: Node, component: Node | None, shapes: Graph) -> bool:
    """Tell whether `said` has words for the results of a shape by a component."""
    if any(shapes.objects(shape, SH.message)):
        return False
    if component in _COUNTS or component == SH.ClosedConstraintComponent:
        return True
    parameter = _PARAMETERS.get(component)
    return parameter is not None and len(set(shapes.objects(shape, parameter))) == 1


def _counted(result: Result, shapes: Graph, prefixes: Mapping[str, str]) -> str:
    """Return that there are too few or too many values; a path that is more than a predicate is left out."""
    few = result.component == SH.MinCountConstraintComponent
    number = str(shapes.value(result.shape, SH.minCount if few else SH.maxCount))
    path = None if (result.path or "<")[0] in "<^(" else compact(result.path or "", prefixes)
    if few and number == "1":
        return f"{path or 'A value'} is missing."
    values = "one value" if number == "1" else f"{number} values"
    return f"{f'{path} has' if path else 'There are'} {'fewer' if few else 'more'} than {values}."


def _shown(node: Node, shapes: Graph, prefixes: Mapping[str, str]) -> str:
    """Return a value of a parameter, or the members of a list, as people write them."""
    if isinstance(node, URIRef):
        return compact(str(node), prefixes)
    if isinstance(node, Literal):
        return str(node) if node.datatype else f'"{node}"'
    members = [_shown(member, shapes, prefixes) for member in Collection(shapes, node)]
    rest = len(members) - _MOST_LISTED
    return ", ".join([*members[:_MOST_LISTED], *([f"{rest} more"] if rest > 0 else [])])
