"""The endpoints that an operator names for SERVICE."""

from __future__ import annotations

from urllib.parse import urlsplit

from bilat.errors import SettingError


def named_endpoints(text: str) -> tuple[str, ...]:
    """Return the endpoints that a setting names, with commas between them.

    Raises:
        SettingError: one is no IRI that can be asked.
    """
    named = tuple(each.strip() for each in text.split(",") if each.strip())
    for each in named:
        if not _can_be_asked(each):
            raise SettingError(
                f"service_endpoints has {each!r}.",
                remedy="Write IRIs such as https://example.org/sparql, with no user and no fragment.",
            )
    return named


def _can_be_asked(iri: str) -> bool:
    try:
        parts = urlsplit(iri)
        usable = parts.port != 0 and bool(parts.hostname)
    except ValueError:
        return False
    plain = iri.isascii() and iri.isprintable() and not set(iri) & set(' <>"{}|\\^`@#')
    return usable and plain and parts.scheme in {"http", "https"}
