"""Addresses of the web that can be asked: what people give as one is told apart from what is none."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def parts_of(text: str) -> SplitResult | None:
    """Return the parts of an address: http or https, a host, no user, no fragment; None for anything else."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    plain = text.isascii() and text.isprintable() and not set(text) & set(' <>"{}|\\^`@#')
    return parts if usable and plain else None
