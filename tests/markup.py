"""What a browser would run or follow of a page that it should not, for tests that send script in data."""

from __future__ import annotations

from html.parser import HTMLParser

#: Attributes whose value is an address.
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "xlink:href"})
_SAFE = ("http:", "https:", "mailto:", "data:image/")
_DATA = frozenset({"application/json", "application/ld+json"})


def dangers(page: bytes) -> list[str]:
    """Return the elements and attributes of a page that would run script which is not a file of ours."""
    reader = _Reader()
    reader.feed(page.decode())
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is not to be there."""
        values = {name: value or "" for name, value in attrs}
        kind = values.get("type", "")
        if tag == "script" and kind not in _DATA and not values.get("src", "").startswith("/static/"):
            self.found.append(f"<script {values}>")
        if tag in {"iframe", "object", "embed", "base"}:
            self.found.append(f"<{tag}>")
        for name, value in values.items():
            if name.startswith("on") or (name in _ADDRESSES and _leads_out(value)):
                self.found.append(f'<{tag} {name}="{value}">')


def _leads_out(address: str) -> bool:
    """Tell whether an address has a scheme that is none of the usual ones."""
    plain = "".join(sign for sign in address if sign > " ").lower()
    scheme, colon, _ = plain.partition(":")
    return bool(colon) and scheme.isalnum() and not plain.startswith(_SAFE)
