"""What REPLACE puts in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.replacements import with_plain_replacements

LIMITS = Limits(seconds=10, rows=1_000, bytes=100_000)


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (r"'10-20', '([0-9]+)-([0-9]+)', '$2_$1'", "20_10"),
        (r"'10-20', '([0-9]+)', '$1km'", "10km-20km"),
        (r"'ab', '(a)(b)', '$12'", "a2"),
        (r"'abcdefghijk', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)', '$11$10'", "kj"),
        (r"'a(', '[(](?:x)?|\\(', '$0$12'", "a(2"),
        (r"'ab', CONCAT('(a)', 'b'), '$12'", "a2"),
        (r"'5 EUR', 'EUR', '\\$'", "5 $"),
        (r"'5 EUR', 'EUR', '$$'", "5 $"),
        (r"'a/b', '/', '\\\\'", r"a\b"),
        (r"'a/b', '/', '\'$0\''", "a'/'b"),
        (r"'a.b', '.', '$1', 'q'", "a$1b"),
        (r"'A', '(a)', '$1x', 'i'", "Ax"),
        (r"REPLACE('ab', '(a)', IF(true, '$1', '')), '(b)', '''$1c'''", "abc"),
        (r"'ab', 'c', '$1x'", "ab"),
    ],
)
def test_replacement(arguments: str, found: str) -> None:
    """Groups have digits, and a backslash stands before what is meant as it is (XPath Functions, 5.6.4)."""
    text = f"SELECT (replace # it\n ({arguments}) AS ?x) {{}}"
    result = Oxigraph(Store(), 0).run(Operation(text=text), formats.CSV, LIMITS)
    assert bytes(result.body).decode() == f"x\r\n{found}\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?REPLACE ?p 'REPLACE(1, 2, \"$1\")' }",
        "ASK { FILTER(REPLACE(?x, 'a', 'b')) } # $1",
        "SELECT (CONCAT('a', 'b', '$1') AS ?x) (REPLACE(?y, 'a', 'b') AS ?z) {}",
    ],
)
def test_others_stay_as_they_are(text: str) -> None:
    """What is no call, or puts in nothing special, stays."""
    assert with_plain_replacements(text) == text


@given(st.text(alphabet="REPLACE(){},$1\\'[ax", max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever the text, there is one."""
    assert isinstance(with_plain_replacements(f"REPLACE({text}"), str)
    assert isinstance(with_plain_replacements(f"REPLACE(?x, '{text}', '$1{text}')"), str)
