"""The columns of ``SELECT *`` in the order in which the query names its variables; the engine sorts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bilat.engine.lexer import MARKS

#: White space and comments.
_GAP: Final = r"(?>(?:\s++|\#[^\n\r]*+)*)"
#: Prologue and comments, up to the star of the first SELECT.
_STAR: Final = re.compile(
    rf"(?>(?:\s++|\#[^\n\r]*+|PREFIX{_GAP}[^\s:<\#]*+:{_GAP}<[^<>]*+>|BASE{_GAP}<[^<>]*+>"
    rf"|VERSION{_GAP}(?:\"[^\"\n]*+\"|'[^'\n]*+'))*)SELECT{_GAP}(?:(?:DISTINCT|REDUCED){_GAP})?(\*)",
    re.IGNORECASE,
)
#: What may hold variables that are none, in plenty: comments, IRIs and strings; and escapes in names.
_HELD: Final = (
    r"\#[^\n\r]*|<[^<>\s]*>|\\."
    r"|\"{3}(?>(?:[^\"\\]|\\.|\"(?!\"\"))*)\"{3}|'{3}(?>(?:[^'\\]|\\.|'(?!''))*)'{3}"
    r"|\"(?>(?:[^\"\\\n]|\\.)*)\"|'(?>(?:[^'\\\n]|\\.)*)'"
)
_QUICK: Final = re.compile(_HELD, re.DOTALL)
_VARIABLE: Final = re.compile(_HELD + rf"|[?$]([\w{MARKS}]+)", re.DOTALL)
#: A query that is longer without these is not read twice for the sake of order.
_LONGEST: Final = 4_000


def in_order(text: str, variables: Sequence[str], original: str = "") -> str | None:
    """Return a query that names the columns of its result in their order, None where all is well.

    Args:
        text: the query.
        variables: columns of its result, without question marks, in the order of the engine.
        original: the query as its author wrote it, where that is another text.
    """
    original = original or text
    star = _STAR.match(text) if len(variables) > 1 else None
    if star is None or len(original) > _LONGEST < len(_QUICK.sub("", original)):
        return None
    places = {name: place for place, name in reversed(list(enumerate(_VARIABLE.findall(original))))}
    if not places.keys() >= set(variables):
        return None
    ordered = sorted(variables, key=places.__getitem__)
    if ordered == list(variables):
        return None
    names = " ".join(f"?{name}" for name in ordered)
    return f"{text[: star.start(1)]} {names} {text[star.end(1) :]}"
