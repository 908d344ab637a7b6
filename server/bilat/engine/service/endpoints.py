"""The endpoints that an operator names for SERVICE."""

from __future__ import annotations

from bilat.errors import SettingError
from bilat.web_address import parts_of


def named_endpoints(text: str) -> tuple[str, ...]:
    """Return the endpoints that a setting names, with commas between them.

    Raises:
        SettingError: one is no IRI that can be asked.
    """
    named = tuple(each.strip() for each in text.split(",") if each.strip())
    for each in named:
        if parts_of(each) is None:
            raise SettingError(
                f"service_endpoints has {each!r}.",
                remedy="Write IRIs such as https://example.org/sparql, with no user and no fragment.",
            )
    return named
