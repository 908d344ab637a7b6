"""Where a release, or a folder of releases, is in storage, and which one is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bilat.errors import SettingError
from bilat.graph.releases.release import MANIFEST
from bilat.web_address import parts_of

_DIGEST: Final = re.compile(r"[0-9a-f]{16,64}")
_NAMED: Final = re.compile(r"/([0-9a-f]{16}|[0-9a-f]{64})/$")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in storage.

    Args:
        url: of a release, or of a folder of releases; ends in a slash.
        digest: the first digits of what the release must be, or empty text where any is taken: of the digest
            of the release, or of the sha256 of its manifest, which covers each byte.
    """

    url: str
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> Address:
        """Return the address that a text is, with the digest after ``#``, or in the name of the folder.

        Raises:
            SettingError: it is none.
        """
        address, _, wanted = text.partition("#")
        digest = wanted.lower().removeprefix("sha256:")
        if wanted and not _DIGEST.fullmatch(digest):
            raise SettingError(
                f"#{wanted} is no digest.", remedy="Write 16 to 64 hexadecimal digits after #, or nothing."
            )
        url = address.removesuffix(MANIFEST).rstrip("/") + "/"
        if "?" in url or parts_of(url) is None:
            raise SettingError(
                f"{text!r} is no address of a release.",
                remedy="Write one such as https://example.org/releases/, with no user and no question mark.",
            )
        named = _NAMED.search(url)
        return cls(url, digest or (named[1] if named else ""))

    def __str__(self) -> str:
        """Return the address as a person would write it."""
        return f"{self.url}#{self.digest}" if self.digest and self.digest not in self.url else self.url


def is_address(text: str) -> bool:
    """Tell whether a text is meant as an address, and not as a folder."""
    return "://" in text
