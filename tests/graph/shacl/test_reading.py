"""A file of canonical N-Triples becomes the same relation as its statements one by one."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from bilat.graph.quads import node_of
from bilat.graph.shacl.reading import relation_from

LINES = r"""
<http://ex.org/a> <http://ex.org/p> <http://ex.org/b> .
<http://ex.org/a> <http://ex.org/p> <http://ex.org/b> .
<http://ex.org/é> <http://ex.org/p> _:x .
_:x <http://ex.org/q> "" .
_:x <http://ex.org/q> " two  words . " .
_:x <http://ex.org/q> "say \"so\"\n\tor \\n\u0007 in ü"@en-GB .
<http://ex.org/a> <http://ex.org/q> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://ex.org/a> <http://ex.org/q> "<http://ex.org/b> ."^^<http://ex.org/own> .
""".lstrip()


def test_reads_every_kind_of_term(tmp_path: Path) -> None:
    """Spaces, escapes, letters beyond ASCII, tags and datatypes are as they are written."""
    place = tmp_path / "data.nt"
    place.write_text(LINES, "utf-8")
    expected = {
        tuple(node_of(str(term)) for term in quad.triple)
        for quad in ox.parse(LINES, format=ox.RdfFormat.N_TRIPLES)
    }
    with relation_from(place, line_bytes=1 << 20) as relation:
        found = list(relation.triples())
    assert len(found) == len(expected)
    assert {(s, p, str(o)) for s, p, o in found} == {(s, p, str(o)) for s, p, o in expected}
    assert {getattr(o, "datatype", None) for *_, o in found} == {
        getattr(o, "datatype", None) for *_, o in expected
    }
