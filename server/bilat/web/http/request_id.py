"""A name for each request: it stands in the response, in the log, and in what a user reports."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from itertools import count
from typing import Final

HEADER: Final = "X-Request-Id"
#: The request that is answered now, for what is written about it.
REQUEST_ID: ContextVar[str | None] = ContextVar("REQUEST_ID", default=None)
_FIT: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIds:
    """Makes names that no other process makes."""

    def __init__(self) -> None:
        self._process = secrets.token_hex(4)
        self._numbers = count(1)

    def fresh(self, given: str | None = None) -> str:
        """Return the name that a trusted proxy gave, if it is fit to be one, or a new one."""
        if given and _FIT.fullmatch(given):
            return given
        return f"{self._process}-{next(self._numbers):06x}"
