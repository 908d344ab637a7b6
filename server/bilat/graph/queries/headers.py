"""The comments at the head of a saved query, as keys and values.

    # id: countries-with-a-5g-declaration
    # includes: declarations of any side of the EU;
    #   planned ones are left out

The header ends at the first line that is no comment; a line that begins with three spaces goes on with the
value before it. Which keys there are is the business of `bilat.graph.queries.saved`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bilat.errors import Place, SourceError
from bilat.graph.suggest import did_you_mean

_LINE = re.compile(r"#\s?([a-z]+)\s*:\s*(.*)")
_MORE = re.compile(r"#\s{3,}(\S.*)")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_header(text: str, name: str, known: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, str]:
    """Return keys and values of a header.

    Args:
        text: the whole file.
        name: the file as a person would type it, for errors.
        known: the keys that there are, ``id`` among them.
        needed: the keys that may not be missing.

    Raises:
        SourceError: a key is missing, unknown or there twice, or the id is not made for addresses.
    """
    header: dict[str, str] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        more = _MORE.fullmatch(line.rstrip())
        if more and key:
            header[key] = f"{header[key]} {more[1]}".strip()
            continue
        key, value = _pair(line.rstrip(), Place(name, number), known, header)
        header[key] = value
    missing = [key for key in needed if not header.get(key)]
    if missing:
        lines = ", ".join(f"# {key}: …" for key in missing)
        raise SourceError(
            f"The header has no {', no '.join(missing)}.",
            remedy=f"Add at the top, each on a line of its own: {lines}",
            place=Place(name, 1),
        )
    if not _ID.fullmatch(header["id"]):
        raise SourceError(
            f"The id is {header['id']!r}.",
            remedy="Use lower-case words and digits with hyphens between them.",
            place=Place(name, 1),
        )
    return header


def _pair(line: str, place: Place, known: tuple[str, ...], header: Mapping[str, str]) -> tuple[str, str]:
    """Return key and value of one line of a header."""
    match = _LINE.fullmatch(line)
    allowed = f"A header has {', '.join(known)}."
    if match is None:
        raise SourceError(
            "This line of the header is no “# key: value”.",
            remedy=f"{allowed} Put other comments below an empty line.",
            place=place,
        )
    key, value = match.groups()
    if key not in known:
        near = did_you_mean(key, known)
        advice = f"{near} {allowed}" if near else allowed
        raise SourceError(f"The header has an unknown key {key!r}.", remedy=advice, place=place)
    if key in header:
        raise SourceError(f"The header has the key {key!r} twice.", remedy="Keep one of them.", place=place)
    return key, value
