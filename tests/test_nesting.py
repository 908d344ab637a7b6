"""How deep triple terms nest, told without a parser, and that parsers live with what passes."""

from __future__ import annotations

import io
import subprocess
import sys
from time import process_time

import pytest

from bilat.errors import SourceError
from bilat.graph.source.parse import parse
from bilat.nesting import MOST, MOST_OF_JSON_LD, deep_json_line, deep_line, is_deep, is_deep_json

READ = """
import sys, pyoxigraph as ox
body = sys.stdin.buffer.read()
JSON, TURTLE = ox.QueryResultsFormat.JSON, ox.RdfFormat.TURTLE
json = body[:1] == b"{"
print(sum(1 for _ in (ox.parse_query_results(body, format=JSON) if json else ox.parse(body, TURTLE))))
"""


def text(depth: int, closed: bool = True) -> bytes:
    """Return a statement in N-Triples whose object nests so deep."""
    end = b" )>>" * depth if closed else b""
    return b"<x:a> <x:b> " + b"<<( <x:a> <x:b> " * depth + b'"<<(" ' + end + b".\n"


def results(depth: int, *, role: str = "object", kind: str = "triple", closed: bool = True) -> bytes:
    """Return SPARQL JSON with a term that nests so deep."""
    node = '{"type": "uri", "value": "x:y"}'
    others = "".join(f'"{each}": {node}, ' for each in ("subject", "predicate", "object") if each != role)
    term = f'{{"type": "{kind}", "value": {{{others}"{role}": ' * depth + node + "}}" * depth
    whole = f'{{"head": {{"vars": ["x"]}}, "results": {{"bindings": [{{"x": {term}}}]}}}}'
    return (whole if closed else whole[: -depth - 6]).encode()


@pytest.mark.parametrize("role", ["subject", "object"])
@pytest.mark.parametrize("kind", ["triple", "\\u0074riple", "tr\\u0069pl\\u0065"])
def test_json(role: str, kind: str) -> None:
    """What nests deeper is told, whatever letters are escaped; what does not, is not."""
    assert not is_deep_json(results(MOST, role=role, kind=kind))
    assert is_deep_json(results(MOST + 10, role=role, kind=kind))
    assert is_deep_json(results(100_000, role=role, kind=kind))


def test_texts() -> None:
    """The marks count in terms alone, not in literals, IRIs and comments."""
    assert not is_deep(text(MOST))
    assert is_deep(text(MOST + 1))
    assert is_deep(text(100_000))
    assert not is_deep(text(1) * 1_000)
    marks = "<<( " * 200
    for quiet in (
        f'"{marks}"',
        f"'{marks}'",
        f'"""{marks}\n"{marks}"""',
        f"'''{marks}'''",
        f"<x:a> # {marks}",
    ):
        assert not is_deep(f"<x:a> <x:b> {quiet}\n .".encode())
    assert not is_deep_json(results(1).replace(b"x:y", b'triple \\" {{{{' * 200))


@pytest.mark.parametrize(
    "body", [text(MOST), text(100_000, closed=False), results(MOST), results(MOST, closed=False)]
)
def test_parsers_live_with_what_passes(body: bytes) -> None:
    """What is not told as deep, whole or broken, ends no process."""
    done = subprocess.run([sys.executable, "-c", READ], input=body, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    assert not is_deep_json(body)


def test_what_does_not_end_is_deep_too() -> None:
    """The parser of JSON goes down as it reads."""
    assert is_deep_json(results(100_000, closed=False))


def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A literal, an IRI, a comment or a mark that is cut between two pieces is what it is."""
    marks = "<<( " * (MOST + 1)
    quiet = f"""<x:a#b> <x:b#c> '{marks}', "#\\"{marks}", '''"{marks}\n''' . # "{marks}\n""".encode()
    deep = b"\n# x\n" + text(MOST + 1)
    for size in range(1, 40):
        monkeypatch.setattr("bilat.nesting._PIECE", size)
        assert deep_line(lambda: io.BytesIO(quiet)) is None
        assert deep_line(lambda: io.BytesIO(quiet + deep)) == 5


def test_json_ld() -> None:
    """Things and lists count, and no brackets in text; the line is told."""
    half = MOST_OF_JSON_LD // 2
    nested = b'[{"[[":\n' * half + b'"\\"{"' + b"}]" * half
    assert deep_json_line(nested * 3) is None
    assert deep_json_line(b'{"a":' + nested + b"}") == half
    assert deep_json_line(b"[" * 1_000_000) == 1


def test_what_does_not_end_is_read_once() -> None:
    """No text takes the time of the square of its length."""
    began = process_time()
    for quote in (b'"', b"'", b'"""', b"'''"):
        is_deep(text(MOST + 1, closed=False)[:12] + quote + (b"\\" + quote) * 100_000 + b"<<(" * 200)
    is_deep_json(b'{"triple":"' * (MOST + 1) + b'\\"' * 200_000)
    assert process_time() - began < 1


def test_files_are_refused_in_words() -> None:
    """A file of a project that would end the process is told as all with triple terms are."""
    for media_type in ("text/turtle", "application/n-quads"):
        with pytest.raises(SourceError, match="triple term"):
            parse(text(100_000).decode(), media_type, "data/a.ttl")
    with pytest.raises(SourceError, match="more than 500 deep"):
        parse('{"http://e/p":' * 60_000 + "1" + "}" * 60_000, "application/ld+json", "data/a.jsonld")
