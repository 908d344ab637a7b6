"""Where statements stand in large files: one pass for all findings, over those with a statement a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bilat.errors import Place
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.formats.quads import term_of
from bilat.graph.report.findings import Finding
from bilat.graph.source.packed_files import opened
from bilat.graph.source.statements import BY_LINE

#: So few subjects are looked for one by one, in pieces of a file of about so many bytes.
_FEW, _PIECE = 16, 1 << 24


def placed(findings: Iterable[Finding], files: Iterable[LargeFile]) -> tuple[Finding, ...]:
    """Return findings with file and line, where a large file has the statement or its subject.

    Others are in the one file that has no statement a line, or nobody knows where.
    """
    findings = tuple(findings)
    files = tuple(files)
    large = {file.name for file in files}
    others = [file for file in files if file.media_type not in BY_LINE] or files
    other = Place(others[0].name) if len(others) == 1 else None
    keys = {
        number: _keys(finding)
        for number, finding in enumerate(findings)
        if finding.focus is not None and (finding.place is None or finding.place.file in large)
    }
    found: dict[bytes, Place] = {}
    wanted = {key for each in keys.values() for key in each}
    subjects = {key.split(b" ", 1)[0] for key in wanted}
    for file in files if wanted else ():
        if file.media_type in BY_LINE:
            _search(file, subjects, wanted, found)
    return tuple(
        replace(
            finding,
            place=next((found[key] for key in keys[number] if key in found), finding.place and other),
        )
        if number in keys
        else finding
        for number, finding in enumerate(findings)
    )


def _search(file: LargeFile, subjects: set[bytes], wanted: set[bytes], found: dict[bytes, Place]) -> None:
    """Note the first line of each beginning that is wanted."""
    longer: dict[bytes, list[bytes]] = {}
    for key in wanted:
        parts = key.split(b" ", 2)
        if len(parts) > 2:
            longer.setdefault(b" ".join(parts[:2]), []).append(key)
    for number, line in _lines_of(file, subjects) if len(subjects) <= _FEW else _every_line(file, subjects):
        subject, _, rest = line.partition(b" ")
        pair = subject + b" " + rest.partition(b" ")[0]
        whole = [key for key in longer.get(pair, ()) if line.startswith(key + b" ")]
        for key in (subject, pair, *whole):
            if key in wanted and key not in found:
                found[key] = Place(file.name, number)


def _every_line(file: LargeFile, subjects: set[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of some subjects with their numbers, each line looked at."""
    with opened(file.path) as lines:
        for number, line in enumerate(lines, 1):
            if line.partition(b" ")[0] in subjects:
                yield number, line


def _lines_of(file: LargeFile, subjects: set[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a few subjects with their numbers, looked for in all of the text."""
    before = 0
    with opened(file.path) as source:
        while piece := source.read(_PIECE):
            text = b"\n" + piece + source.readline()
            places = sorted(place for subject in subjects for place in _places(text, b"\n" + subject + b" "))
            for place in places:
                end = text.find(b"\n", place + 1)
                yield before + text.count(b"\n", 0, place + 1), text[place + 1 : end if end > 0 else None]
            before += text.count(b"\n", 1)


def _places(text: bytes, wanted: bytes) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _keys(finding: Finding) -> list[bytes]:
    """Return the beginnings of lines to look for, the most telling first."""
    focus = term_of(finding.focus) if finding.focus is not None else ""
    keys = [focus]
    if finding.path and ":" in finding.path and " " not in finding.path:
        keys.insert(0, f"{focus} <{finding.path}>")
        if finding.value is not None:
            keys.insert(0, f"{focus} <{finding.path}> {term_of(finding.value)}")
    return [key.encode() for key in keys]
