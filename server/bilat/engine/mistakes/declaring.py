"""The line that a query lacks for a prefix which the graph has: who asks a graph writes its names first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bilat.engine.mistakes.causes import ADD_LINE
from bilat.errors import QuerySyntaxError, RequestError

_UNDECLARED: Final = re.compile(r'The prefix "([^"]*):" is not declared\.')


def with_declaration(error: RequestError, prefixes: Mapping[str, str]) -> RequestError:
    """Return an error whose advice is how a graph declares a prefix, where that is what a query lacks.

    Args:
        error: what is wrong with a query.
        prefixes: namespace IRI of each prefix of the graph.
    """
    if not isinstance(error, QuerySyntaxError):
        return error
    found = _UNDECLARED.search(error.message)
    if found is None or found[1] not in prefixes:
        return error
    remedy = f"{ADD_LINE}PREFIX {found[1]}: <{prefixes[found[1]]}>"
    return QuerySyntaxError(
        error.message, line=error.line, column=error.column, detail=error.detail or "", remedy=remedy
    )
