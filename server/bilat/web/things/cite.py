"""How to cite the page of a thing: BibTeX, CSL-JSON and plain text, each with the digest of the release."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

_SPECIAL: Final = re.compile(r"([\\{}$&#%_~^])")
_KEY: Final = re.compile(r"[^A-Za-z0-9]+")
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is cited.

    Args:
        title: of the page.
        collection: title of the whole.
        address: of the thing, the same in all releases.
        release: digest, or empty text.
        version: of the data, or empty text.
        authors: who made the data, or else who publishes them.
        issued: when, as XML Schema writes days, months and years, or empty text.
        base: beginning of the addresses that know releases; those of others do not.
    """

    title: str
    collection: str
    address: str
    release: str = ""
    version: str = ""
    authors: tuple[str, ...] = ()
    issued: str = ""
    base: str = "http"

    @property
    def permalink(self) -> str:
        """Return the address with the release that was read, where it is one of ours on the web."""
        ours = self.address.startswith("http") and self.address.startswith(self.base)
        if not self.release or not ours:
            return self.address
        page, hash_, fragment = self.address.partition("#")
        return f"{page}{'&' if '?' in page else '?'}release={self.release[:16]}{hash_}{fragment}"

    @property
    def edition(self) -> str:
        """Return version and release in words."""
        parts = (self.version and f"version {self.version}", self.release and f"release {self.release[:16]}")
        return ", ".join(filter(None, parts))

    @property
    def text(self) -> str:
        """Return the citation as plain text."""
        edition = f" {self.edition[:1].upper()}{self.edition[1:]}." if self.edition else ""
        whole = "" if self.collection == self.title else f" In: {self.collection}."
        year = f" ({self._date[0]})" if self._date else ""
        whose = f"{', '.join(self.authors)}{year}. " if self.authors else ""
        return f"{whose}\u201c{self.title}\u201d.{whole}{edition} {self.permalink}"

    @property
    def bibtex(self) -> str:
        """Return the citation for BibTeX."""
        fields = {
            "author": " and ".join(f"{{{_SPECIAL.sub(_escape, each)}}}" for each in self.authors),
            "title": f"{{{_SPECIAL.sub(_escape, self.title)}}}",
            "howpublished": _SPECIAL.sub(_escape, self.collection),
            "year": str(self._date[0]) if self._date else "",
            "note": self.edition[:1].upper() + self.edition[1:],
            "url": self.permalink,
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{{self._key},\n{lines}\n}}\n"

    @property
    def csl(self) -> str:
        """Return the citation as CSL-JSON."""
        entry: dict[str, Any] = {
            "id": self.address,
            "type": "entry",
            "title": self.title,
            "container-title": self.collection,
            "author": [{"literal": each} for each in self.authors],
            "issued": {"date-parts": [self._date]} if self._date else None,
            # Styles write "Version" before it.
            "version": self.version or self.release[:16],
            "URL": self.permalink,
        }
        return json.dumps(
            [{key: value for key, value in entry.items() if value}], ensure_ascii=False, indent=2
        )

    @property
    def _key(self) -> str:
        """Return what names the entry in a bibliography: its path, whose end may be a mere number."""
        url = urlsplit(self.address)
        return _KEY.sub("-", f"{url.path}#{url.fragment}").strip("-") or "page"

    @property
    def _date(self) -> list[int]:
        """Return year, month and day, as far as they are known."""
        found = _DAY.match(self.issued)
        return [int(part) for part in found.groups() if part] if found else []


def _escape(found: re.Match[str]) -> str:
    words = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return words.get(found[1], f"\\{found[1]}")
