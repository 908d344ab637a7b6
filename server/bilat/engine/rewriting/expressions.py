"""Expressions that the engine computes wrongly, written so that it computes them rightly."""

from __future__ import annotations

from bilat.engine.rewriting.arithmetic import with_right_arithmetic
from bilat.engine.rewriting.casts import with_exact_casts
from bilat.engine.rewriting.lists import with_filled_lists
from bilat.engine.rewriting.replacements import with_plain_replacements
from bilat.engine.rewriting.sums import with_right_sums


def with_right_expressions(text: str) -> str:
    """Return a query in which lists, casts, sums, products and REPLACE come to what SPARQL says."""
    text = with_right_arithmetic(with_right_sums(with_exact_casts(with_filled_lists(text))))
    return with_plain_replacements(text)
