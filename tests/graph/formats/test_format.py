"""The canonical layout: what it looks like, and that it changes nothing but looks."""

from __future__ import annotations

import errno
import gzip
import os
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.errors import SourceError
from bilat.graph.formats.format import format_file, format_text
from bilat.graph.source.tokens import Kind, tokenize
from bilat.graph.source.turtle import TRIG, TURTLE

HEAD = "@prefix ex: <http://ex.org/> .\n"


def formatted(body: str, media_type: str = TURTLE) -> str:
    """Return the layout of some text after one prefix, without that prefix."""
    text = format_text(HEAD + body, media_type)
    assert format_text(text, media_type) == text
    return text.removeprefix(HEAD).lstrip("\n")


def accepted(text: str, media_type: str) -> bool:
    try:
        list(ox.parse(text, format=ox.RdfFormat.from_media_type(media_type)))
    except SyntaxError:
        return False
    return True


def comments(text: str) -> Counter[str]:
    return Counter(token.text.rstrip() for token in tokenize(text) if token.kind is Kind.COMMENT)


def test_one_predicate_a_line_and_the_full_stop_alone() -> None:
    """A subject has its line, so has each predicate; 'a' comes first, the rest in the author's order."""
    assert formatted("ex:s ex:q 1,2;ex:p 'x'@en . ex:t ex:p 1; a ex:T.") == (
        'ex:s\n  ex:q 1, 2 ;\n  ex:p "x"@en ;\n.\n\nex:t\n  a ex:T ;\n  ex:p 1 ;\n.\n'
    )


def test_the_longest_prefix_that_fits_is_written() -> None:
    """Of two prefixes for one namespace, it is the first in the alphabet."""
    prefixes = "@prefix z: <http://e/aa_b_> .\n@prefix c: <http://e/> .\n@prefix b: <http://e/> .\n"
    body = format_text(f"{prefixes}<http://e/x> <http://e/aa_b_p> <http://e/aa_> .", TURTLE).partition(
        "\n\n"
    )[2]
    assert body == "b:x\n  z:p b:aa_ ;\n.\n"


def test_prefixes_go_to_the_top_by_name() -> None:
    """Directives of both styles are sorted, each once; their comments go with them, the header stays."""
    text = (
        "# Title\n\nPREFIX z: <http://z/>\n# on b\n@prefix b: <http://b/> . # b\nz:a z:b z:c .\n"
        "@prefix a: <http://a/> .\n@prefix z: <http://z/> .\nBASE <http://base/>\n<x> a:b b:c ."
    )
    assert format_text(text, TURTLE) == (
        "# Title\n\n@base <http://base/> .\n@prefix a: <http://a/> .\n# on b\n@prefix b: <http://b/> . # b\n"
        "@prefix z: <http://z/> .\n\nz:a\n  z:b z:c ;\n.\n\n<x>\n  a:b b:c ;\n.\n"
    )


def test_comments_above_what_comes_to_the_top_are_the_header() -> None:
    """So they stand, with a blank line below, when the layout is laid out again."""
    text = "@prefix z: <http://z/> .\n# on a\n\n@prefix a: <http://a/> .\na:a a:b z:c ."
    written = format_text(text, TURTLE)
    assert written == (
        "# on a\n\n@prefix a: <http://a/> .\n@prefix z: <http://z/> .\n\na:a\n  a:b z:c ;\n.\n"
    )
    assert format_text(written, TURTLE) == written


def test_a_prefix_with_two_meanings_stays_where_it_is() -> None:
    """Nothing moves and nothing is shortened where a name changes its meaning on the way."""
    text = "@prefix e: <http://a/> .\ne:a e:b <http://a/x> .\n@prefix e: <http://b/> .\ne:a e:b 1 ."
    assert format_text(text, TURTLE) == (
        "@prefix e: <http://a/> .\n\ne:a\n  e:b <http://a/x> ;\n.\n\n"
        "@prefix e: <http://b/> .\n\ne:a\n  e:b 1 ;\n.\n"
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<http://ex.org/a>", "ex:a"),
        ("<http://ex.org/a/b>", "<http://ex.org/a/b>"),
        ("<http://ex.org/>", "<http://ex.org/>"),
        ("<http://ex.org/a.>", "<http://ex.org/a.>"),
        ("<http://ex.org/1-a.b>", "ex:1-a.b"),
        ("ex:a\\~b", "ex:a\\~b"),
        ("'it\\'s \"so\"'", '"it\'s \\"so\\""'),
        ("'''one line'''", '"one line"'),
        ('"""a "b" c"""', '"a \\"b\\" c"'),
        ("'''a\n\"\"\" b\"'''", '"""a\n""\\" b\\""""'),
        ('"""a\n  ""b""c"""', '"""a\n  ""b""c"""'),
        ('"no\\u00a0break"', '"no\\u00a0break"'),
        ('"1"^^<http://ex.org/d>', '"1"^^ex:d'),
        ('"x"@en-GB', '"x"@en-GB'),
        ("01.50", "01.50"),
        ("+1", "+1"),
        ("1E0", "1E0"),
        ("true", "true"),
        ("_:b1", "_:b1"),
        ("[]", "[]"),
        ("( )", "()"),
        ("( 1 ex:a )", "( 1 ex:a )"),
        ("[ ex:q 1 ]", "[ ex:q 1 ]"),
    ],
)
def test_terms(written: str, expected: str) -> None:
    """Prefixed names where a prefix fits, double quotes, and every lexical form as written."""
    assert formatted(f"ex:s ex:p {written} .") == f"ex:s\n  ex:p {expected} ;\n.\n"


def test_nested_nodes() -> None:
    """A property list with one predicate stays on its line; with more each has its own."""
    assert formatted("ex:s ex:p [ ex:a 1 ; ex:b ( [ ex:c 2 ; ex:d 3 ] ) ] , 4 . [ ex:e 5 ] .") == (
        "ex:s\n  ex:p\n    [\n      ex:a 1 ;\n      ex:b (\n"
        "        [\n          ex:c 2 ;\n          ex:d 3 ;\n"
        "        ]\n      ) ;\n    ],\n    4 ;\n.\n\n[ ex:e 5 ]\n.\n"
    )


def test_long_lines_are_broken_between_objects() -> None:
    """Objects share a line of 110 characters; beyond that each has its own. Lists likewise."""
    many = [f"ex:object-number-{number}" for number in range(8)]
    lines = ",\n    ".join(many)
    assert formatted(f"ex:s ex:p {', '.join(many)} .") == f"ex:s\n  ex:p\n    {lines} ;\n.\n"
    members = "\n    ".join(many)
    assert formatted(f"ex:s ex:p ( {' '.join(many)} ) .") == f"ex:s\n  ex:p (\n    {members}\n  ) ;\n.\n"


def test_graphs() -> None:
    """The content of a graph is indented; the keyword is left out, the default graph keeps its braces."""
    body = "GRAPH ex:g { ex:s ex:p 1 . ex:t ex:p 2 } {ex:u ex:p 3} ex:h {}"
    assert formatted(body, TRIG) == (
        "ex:g {\n  ex:s\n    ex:p 1 ;\n  .\n\n  ex:t\n    ex:p 2 ;\n  .\n}\n\n"
        "{\n  ex:u\n    ex:p 3 ;\n  .\n}\n\nex:h {\n}\n"
    )


def test_comments_stay_with_what_they_are_about() -> None:
    """Own lines stay above, ends of lines at the end, blank lines between groups of comments stay."""
    body = (
        "# section\n\n\n# about s\nex:s # subject\n  # about p\n  ex:p 1, # one\n    2 ; # two\n"
        "  ex:q 3 . # last\n# tail\n\n# end"
    )
    assert formatted(body) == (
        "# section\n\n# about s\nex:s # subject\n  # about p\n  ex:p\n    1, # one\n    2 ; # two\n"
        "  ex:q 3 ; # last\n.\n\n# tail\n\n# end\n"
    )


def test_an_announced_version_stays() -> None:
    """It says nothing, and a text of RDF 1.1 may have it."""
    text = "# Title\n\nVERSION \"1.2\" # new\nPREFIX ex: <http://ex.org/>\n@version '1.1' . ex:s ex:p [ ] ."
    written = format_text(text, TURTLE)
    assert written == (
        "# Title\n\n@prefix ex: <http://ex.org/> .\n\n"
        "VERSION \"1.2\" # new\n\nVERSION '1.1'\n\nex:s\n  ex:p [] ;\n.\n"
    )
    assert format_text(written, TURTLE) == written


def test_nothing_makes_nothing() -> None:
    """An empty text stays empty, and comments alone stay."""
    assert format_text("", TURTLE) == ""
    assert format_text("\n\n", TURTLE) == ""
    assert format_text("\r\n# only\r\n\r\n", TURTLE) == "# only\n"


@pytest.mark.parametrize(
    "node",
    ["(" + " 0" * 3_000 + " )", "[ e:q " + ", ".join(["[ e:r 1 ]"] * 20) + " ]", ", ".join(["[]"] * 30)],
)
def test_what_is_alike_is_laid_out(node: str) -> None:
    """Long lists of one number, and things with equal parts, say the same before and after."""
    written = format_text(f"@prefix e: <http://e/> .\ne:a e:p {node} , [ a e:A ; e:r 1 ] .\n", TURTLE)
    assert format_text(written, TURTLE) == written


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_may_end_in_any_way(end: str) -> None:
    """Two comments in a row are two, whatever is between them."""
    lines = ["@prefix e: <http://e/> .", "e:a e:p 1 , # one", "# two", "2 . # three", "# four", ""]
    written = format_text(end.join(lines), TURTLE)
    assert [line.partition("#")[2] for line in written.split("\n") if "#" in line] == [
        " one",
        " two",
        " three",
        " four",
    ]


def test_a_broken_text_is_refused() -> None:
    """The error is that of loading."""
    with pytest.raises(SourceError, match="where an object"):
        format_text(HEAD + "ex:a ex:b .", TURTLE, "a.ttl")


def test_files_are_replaced_whole(tmp_path: Path) -> None:
    """Only files out of layout are touched, with their permissions; check touches none."""
    bad, good, other = tmp_path / "bad.ttl", tmp_path / "good.trig", tmp_path / "other.nt"
    bad.write_text(HEAD + "ex:a ex:b 1 .")
    bad.chmod(0o640)
    good.write_text(format_text(HEAD + "ex:a ex:b 1 .", TRIG))
    other.write_text("<http://a>   <http://b> <http://c> .")
    paths = (bad, good, other)
    assert [path for path in paths if format_file(path, check=True)] == [bad]
    assert bad.read_text() == HEAD + "ex:a ex:b 1 ."
    assert [path for path in paths if format_file(path)] == [bad]
    assert not any(map(format_file, paths))
    assert bad.read_text() == HEAD + "\nex:a\n  ex:b 1 ;\n.\n"
    assert bad.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_what_is_packed_has_no_layout(tmp_path: Path) -> None:
    """Laid out, it would no longer be what its ending says."""
    packed = tmp_path / "a.ttl.gz"
    packed.write_bytes(written := gzip.compress(b"<http://e/s>   <http://e/p> 1 ."))
    assert not format_file(packed)
    assert packed.read_bytes() == written


def test_a_file_that_cannot_be_replaced_leaves_none_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, say: the file is as it was, and what was begun is gone."""
    bad = tmp_path / "bad.ttl"
    bad.write_text(HEAD + "ex:a ex:b 1 .")

    def full(path: Path, mode: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(SourceError, match="No space left on device"):
        format_file(bad)
    assert list(tmp_path.iterdir()) == [bad]
    assert bad.read_text() == HEAD + "ex:a ex:b 1 ."


def test_links_stay_links(tmp_path: Path) -> None:
    """The file behind a symbolic link is formatted, the link stays."""
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "a.ttl"
    target.write_text(HEAD + "ex:a ex:b 1 .")
    link = tmp_path / "a.ttl"
    link.symlink_to(target)
    assert format_file(link)
    assert link.is_symlink()
    assert not format_file(target)


@pytest.mark.parametrize(("media_type", "folder"), [(TURTLE, "rdf-turtle/*.ttl"), (TRIG, "rdf-trig/*.trig")])
def test_w3c_files_survive(media_type: str, folder: str) -> None:
    """Every well-formed file of the W3C suite keeps its triples and its comments, in a stable layout."""
    root = Path(os.environ.get("W3C_TESTS", Path(__file__).parents[4] / "shared" / "w3c"))
    if not (root / "rdf" / "rdf11").is_dir():
        pytest.skip(f"no W3C tests at {root}; set W3C_TESTS")
    count = 0
    for path in sorted((root / "rdf" / "rdf11").glob(folder)):
        text = "@base <http://example.org/> .\n" + path.read_bytes().decode("utf-8", "replace")
        if not accepted(text, media_type):
            continue
        written = format_text(text, media_type)
        count += 1
        assert comments(written) == comments(text), path.name
        assert format_text(written, media_type) == written, path.name
    assert count >= 200


GAPS = st.sampled_from([" ", "\n", "\n\n", " # c1\n", "\n# c2\n", "\n\n# c3\n\n# c4\n"])
LITERALS = st.sampled_from(
    [
        "1",
        "1.50",
        "-1e0",
        "true",
        "'a'",
        '"b\\"c"',
        "'''d\ne\"\"\"'''",
        '"f"@en-GB',
        '"g" ^^ ex:d',
        '"""h"i"""',
    ]
)
IRIS = st.sampled_from(["ex:a", "ex:b.c", "<http://ex.org/x>", "<http://ex.org/#y>", "other:z", "ex:"])
BLANKS = st.sampled_from(["_:b", "_:c", "[ ]"])


@st.composite
def joined(draw: st.DrawFn, *parts: st.SearchStrategy[str] | str) -> str:
    """Join parts with random white space and comments."""
    drawn = [part if isinstance(part, str) else draw(part) for part in parts]
    return "".join(text + draw(GAPS) for text in drawn)


def several(part: st.SearchStrategy[str], mark: str) -> st.SearchStrategy[str]:
    return st.lists(joined(part), min_size=1, max_size=3).map(lambda found: f"{mark}\n".join(found))


def pairs(objects: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    verb = st.sampled_from(["a", "ex:p", "rdf:type", "<http://ex.org/q>"])
    return several(joined(verb, several(objects, ",")), ";")


NODES = st.recursive(
    IRIS | BLANKS | LITERALS,
    lambda inner: (
        joined("[", pairs(inner), st.sampled_from(["]", "; ]"]))
        | joined("(", st.lists(inner, max_size=3).map("\n".join), ")")
    ),
    max_leaves=8,
)
TRIPLES = joined(IRIS | BLANKS, pairs(NODES), st.sampled_from([".", "; .", ";; ."]))
GRAPHS = joined(st.sampled_from(["", "ex:g", "GRAPH _:g", "<http://ex.org/h>"]), "{", TRIPLES, "}")
PREFIXES = st.permutations(
    [
        "@prefix ex: <http://ex.org/> .",
        "PREFIX other: <http://ex.org/#>",
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .",
    ]
).flatmap(lambda lines: joined(*lines))
DOCUMENTS = joined(PREFIXES, st.lists(TRIPLES | GRAPHS, max_size=4).map("".join))


@settings(max_examples=300)
@given(DOCUMENTS)
def test_any_text_keeps_its_triples_and_comments(text: str) -> None:
    """Whatever the author's layout: same triples (checked by format_text), same comments, stable."""
    written = format_text(text, TRIG)
    assert comments(written) == comments(text)
    assert format_text(written, TRIG) == written
    assert len(list(ox.parse(written, format=ox.RdfFormat.TRIG))) == len(
        list(ox.parse(text, format=ox.RdfFormat.TRIG))
    )
