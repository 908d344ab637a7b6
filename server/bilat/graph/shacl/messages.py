"""Texts of results with the values that a query found in place of its variables (SHACL, 5.3.2).

pyshacl takes values for patterns, so that one with a backslash ends the validation, and leaves the language
of a text out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib import Literal
from rdflib.term import Node

from bilat.vocab import SH

_VARIABLE = re.compile(r"\{[?$](\w+)\}")


def with_values(text: Literal, values: Mapping[str, Node | None]) -> Literal:
    """Return a text with values in place of the variables that have one."""
    told = {name: str(value) for name, value in values.items() if value is not None}
    filled = _VARIABLE.sub(lambda found: told.get(found[1], found[0]), text)
    return Literal(filled, lang=text.language, datatype=text.datatype)


def result(constraint: ConstraintComponent, *given: Any, bound_vars: object = None, **named: Any) -> Any:
    """Return a result as pyshacl has it: text, node, triples.

    Messages are as `with_values` makes them, or what the query has as ``?message``.
    """
    values = _values(bound_vars)
    own = values.get("message")
    if isinstance(own, Literal):
        named["extra_messages"] = [own]
    told, node, triples = ConstraintComponent.make_v_result(constraint, *given, **named)
    return told, node, [(s, p, with_values(o, values) if p == SH.resultMessage else o) for s, p, o in triples]


def _values(bound: Any) -> dict[str, Node | None]:
    """Return the values of variables by their names, as pyshacl tells them: three, all by name, or both."""
    if isinstance(bound, Mapping):
        return dict(bound)
    this, path, value, *named = bound or (None, None, None)
    return {**(named[0] if named else {}), "this": this, "path": path, "value": value}
