"""Escapes outside of strings and IRIs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.engine.codepoints import with_codepoints


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"S\u0045LECT * { ?\u0061 \u00E9:b\U00000063 ?o }", "SELECT * { ?a é:bc ?o }"),
        (r"SELECT * { a\u003Ab ?p <x:\u0041>, '\u0041', '''\u0041''' } # \u0041", None),
        (r"SELECT * { ?\uD800 ?\U00110000 ?\UFFFFFFFF ?\u12 }", None),
    ],
)
def test_escapes_are_characters(written: str, read: str | None) -> None:
    """An escape is its character where the engine takes none, and stays where there is no such character."""
    assert with_codepoints(written) == (read or written.replace(r"a\u003Ab", "a:b"))


@given(st.text(alphabet="\\uU0041<>'\"#\n {}", max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever the text, there is one that can be sent."""
    with_codepoints(text).encode()
