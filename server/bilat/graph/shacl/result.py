"""A validation result (SHACL, 3.6.2), whoever found it."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Literal
from rdflib.term import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a shape finds wrong with a focus node.

    Args:
        shape: the source shape.
        severity: IRI of the severity.
        component: IRI of the constraint component.
        focus: the focus node.
        path: the path as SPARQL writes it, a plain predicate as its bare IRI.
        value: the value at fault.
        messages: all texts, of which others choose one to show; none where `words.said` has a sentence.
    """

    shape: Node | None
    severity: Node | None
    component: Node | None
    focus: Node | None
    path: str | None
    value: Node | None
    messages: frozenset[Literal]
