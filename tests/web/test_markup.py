"""Components written without a template: what they hold is escaped, and they say how it is said."""

from __future__ import annotations

from functools import partial

from bilat.web import markup
from bilat.web.marks import Mark, href_of
from bilat.web.pieces import Piece
from bilat.web.values import Value

BAD = "<b>\"&'"
SAFE = "&lt;b&gt;&quot;&amp;&#x27;"
href = partial(href_of, base="https://w3id.org/bilat/")


def test_all_is_escaped() -> None:
    """Nothing that a graph holds becomes markup."""
    made = (
        markup.mark(Mark("", BAD, BAD, BAD)),
        markup.sign("planned", BAD),
        markup.unknown(BAD),
        markup.thing("urn:x", BAD, href),
        markup.thing("https://w3id.org/bilat/id/x", BAD, href, "fr"),
        markup.piece(Piece(BAD, "", "fr"), href),
        markup.piece(Piece(BAD * 200), href),
        markup.value(Value(pieces=(Piece(BAD),), note=BAD), href),
        markup.strip((), 1, BAD),
    )
    for each in made:
        assert SAFE in each
        assert BAD not in each


def test_links() -> None:
    """Ours lead to this server, others of the web are not followed by robots, the rest is text."""
    ours = markup.thing("https://w3id.org/bilat/id/x", "X", href)
    assert ours == '<a href="/id/x">X</a>'
    assert (
        markup.thing("https://example.org/", "X", href)
        == '<a href="https://example.org/" rel="nofollow">X</a>'
    )
    assert markup.thing("urn:x", "X", href) == "X"


def test_values() -> None:
    """A plan is set apart and called one; a blank is a blank."""
    plan = markup.value(Value(pieces=(Piece("X"),), sign="planned", said="planned"), href)
    assert plan == '<span class="said-planned">X</span> <span class="sign planned">planned</span>'
    assert (
        markup.value(Value(pieces=(Piece("open"),), blank=True), href) == '<span class="unknown">open</span>'
    )


def test_strip() -> None:
    """Each passage is a bar, those picked out in a path of their own, with a pin that small ones have too."""
    made = markup.strip(((0, 100, 0.5, False), (200, 1, 0.5, True)), 400, "B19", 40)
    assert 'class="b" d="M0 40V20H100V40z"' in made
    assert 'class="c" d="M200 40V20H201V40zM200 0V3H204V0z"' in made


def test_a_very_long_text_ends_and_says_so() -> None:
    """A page has its beginning, and tells how much more the data have."""
    whole, cut = (str(markup.piece(Piece("x" * length), href)) for length in (20_000, 2_000_000))
    assert "x" * 20_000 in whole
    assert "more characters" not in whole
    assert len(cut) < 21_000
    assert "(1,980,000 more characters, which the data of this page have)" in cut
