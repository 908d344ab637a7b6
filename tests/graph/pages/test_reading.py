"""How pages read a graph goes into a release: lines from shapes, patterns from the wording."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bilat.errors import SourceError
from bilat.graph.formats.quads import read_nquads
from bilat.graph.pages.reading import reading
from bilat.project import Project

SH = "http://www.w3.org/ns/shacl#"
SHAPES = f"""\
<e:how> <{SH}path> <e:frequency> .
<e:how> <{SH}group> <e:when> .
<e:how> <{SH}name> "How often"@en .
<e:how> <{SH}order> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .
<e:back> <{SH}path> _:path .
<e:back> <{SH}group> <e:when> .
<e:back> <{SH}class> <e:Step> .
_:path <{SH}inversePath> <e:of> .
<e:plain> <{SH}path> <e:frequency> .
<e:long> <{SH}path> _:list .
<e:long> <{SH}group> <e:when> .
<e:when> <http://www.w3.org/2000/01/rdf-schema#label> "When"@en .
"""
PREFIXES = {"e": "e:"}


def read(folder: Path, wording: str | None = None) -> dict[str, Any]:
    (folder / "queries/pages").mkdir(parents=True, exist_ok=True)
    if wording is not None:
        (folder / "queries/pages/wording.toml").write_text(wording, "utf-8")
    quads = read_nquads(SHAPES.encode())
    found: dict[str, Any] = json.loads(reading(Project.at(folder), quads, PREFIXES))
    return found


def test_lines_are_shapes_with_a_group(tmp_path: Path) -> None:
    """A line is one property or the way back along one; what has no group or a longer path is none."""
    found = read(tmp_path)
    assert [(line["property"], line["inverse"], line["class"], line["name"]) for line in found["lines"]] == [
        ("e:frequency", False, "", "How often"),
        ("e:of", True, "e:Step", ""),
    ]
    assert found["groups"] == [{"iri": "e:when", "label": "When", "order": 1000.0}]
    assert found["wording"] == {}


def test_wording_is_kept(tmp_path: Path) -> None:
    """The patterns of a project are in its release."""
    found = read(tmp_path, 'blank = "unknown"\n[[lede]]\nclass = "e:A"\nsays = ["{e:p}"]\n')
    assert found["wording"] == {"blank": "unknown", "lede": [{"class": "e:A", "says": ["{e:p}"]}]}


@pytest.mark.parametrize(
    ("wording", "reason"),
    [
        ('blank = "', "TOML"),
        ('[[lede]]\nclass = "e:A"\nsays = ["{x:p}"]\n', "prefix"),
        ('[[tell]]\nby = "e:p"\nsays = "[{e:p}"\n', "bracket"),
        ('[words]\n"x:a" = "b"\n', "prefix"),
    ],
)
def test_wording_that_cannot_be_read_is_told(tmp_path: Path, wording: str, reason: str) -> None:
    """A slip in the wording is found when a release is built, not when a page is read."""
    with pytest.raises(SourceError, match=reason):
        read(tmp_path, wording)
