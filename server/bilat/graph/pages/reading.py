"""How pages read a graph: groups and lines from property groups in shapes, patterns from ``wording.toml``.

A line is a shape with ``sh:path`` and ``sh:group``; ``sh:order`` and ``sh:name`` say where it stands and what
it is called (SHACL, 2.3.2.4). The patterns are in ``queries/pages/wording.toml``
(`bilat.graph.pages.patterns`). All of it goes into one file of the release, so that a server needs nothing of
the project.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bilat.errors import Place, SourceError
from bilat.graph.formats.quads import Quad, text_of
from bilat.graph.pages.patterns import PatternError, Reader
from bilat.graph.source.contents import read_text
from bilat.project import Project
from bilat.vocab import RDFS, SH

FILE: Final = "reading.json"
_WORDING: Final = "queries/pages/wording.toml"
_LINE: Final = re.compile(r"\(at line (\d+)")
_SHACL: Final = {f"<{SH}{name}>": name for name in ("path", "group", "order", "name", "class", "inversePath")}
_LABEL: Final = f"<{RDFS}label>"

Said = Mapping[str, Mapping[str, str]]


def reading(project: Project, quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Return how pages are to read a graph, as JSON.

    Args:
        project: has the wording, or has none.
        quads: the graph with its shapes.
        prefixes: namespace of each prefix that the wording may use.

    Raises:
        SourceError: the wording cannot be read.
    """
    said = _said(quads)
    lines = [line for shape in sorted(said) if (line := _line(said, shape))]
    groups = sorted({line["group"] for line in lines})
    value = {
        "groups": [_group(said, group) for group in groups],
        "lines": sorted(lines, key=lambda line: (line["group"], line["order"], line["name"])),
        "prefixes": dict(prefixes),
        "wording": wording_of(project, prefixes),
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _said(quads: Iterable[Quad]) -> dict[str, dict[str, str]]:
    """Return what is said of shapes, groups and paths; of several values the least."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        name = _SHACL.get(quad.predicate) or ("label" if quad.predicate == _LABEL else None)
        if name:
            found = said[quad.subject]
            found[name] = min(quad.object, found.get(name, quad.object))
    return said


def _line(said: Said, shape: str) -> dict[str, Any] | None:
    """Return the line of a shape, None where it has no group or its path is more than one property."""
    about = said[shape]
    path, group = about.get("path", ""), about.get("group", "")
    inverse = said.get(path, {}).get("inversePath", "")
    if not group or not (inverse or path).startswith("<"):
        return None
    return {
        "property": (inverse or path)[1:-1],
        "inverse": bool(inverse),
        "class": about.get("class", "").strip("<>"),
        "name": text_of(about.get("name")),
        "group": group.strip("<>"),
        "order": _number(about.get("order")),
    }


def _group(said: Said, group: str) -> dict[str, Any]:
    about = said.get(f"<{group}>", {})
    return {"iri": group, "label": text_of(about.get("label")), "order": _number(about.get("order"))}


def wording_of(project: Project, prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return the wording of a project, checked; nothing where it has none.

    Args:
        project: has the file, or has none.
        prefixes: namespace of each prefix that the wording may use.

    Raises:
        SourceError: the file cannot be read, or a pattern in it.
    """
    path = project.root / _WORDING
    if not path.is_file():
        return {}
    try:
        wording = tomllib.loads(read_text(path, _WORDING))
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        place = Place(_WORDING, int(line[1]) if line else None)
        raise SourceError(f"The file is no TOML: {error}.", place=place) from None
    try:
        _check(wording, prefixes)
    except KeyError as error:
        raise SourceError(f"A table [[lede]] has no {error.args[0]}.", place=Place(_WORDING)) from None
    except (PatternError, TypeError, AttributeError) as error:
        raise SourceError(f"The wording cannot be read: {error}", place=Place(_WORDING)) from None
    return wording


def _check(wording: Mapping[str, Any], prefixes: Mapping[str, str]) -> None:
    """Read every pattern and name once.

    Raises:
        PatternError: one cannot be read.
    """
    reader = Reader(prefixes, wording.get("slots", {}))
    for entry in (*wording.get("tell", ()), *wording.get("line", ())):
        for key in ("line", "says", "note"):
            reader.pattern(entry.get(key, ""))
    for entry in wording.get("lede", ()):
        reader.iri(entry["class"])
        for sentence in entry["says"]:
            reader.pattern(sentence)
    inside = [name for names in wording.get("inside", {}).values() for name in names]
    for name in (*wording.get("words", ()), *wording.get("names", ()), *inside):
        reader.iri(name)


def _number(term: str | None) -> float:
    try:
        return float(text_of(term))
    except ValueError:
        return 1000.0
