"""Components that stand on a page by the hundred, as HTML; a template takes ten times as long for them.

`bilat.web.render` gives these to ``macros.html``, which hands them on beside those that are written there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Final

from markupsafe import Markup

from bilat.web.marks import Mark
from bilat.web.pieces import Piece
from bilat.web.values import Value

Href = Callable[[str], str | None]
#: A bar of a strip: x, width, height from 0 to 1, and whether it is picked out.
Bar = tuple[int, int, float, bool]
_KEPT: Final = 4_096
#: Of a longer text only so much is seen at first.
_LONG: Final = 600
_SEEN: Final = 200
#: And so much of it at all: a page is no place for a book.
_MOST: Final = 20_000
#: A pin above a bar is at least this part of the whole wide.
_PIN: Final = 100


def marks(them: Iterable[Mark]) -> Markup:
    """Return marks beside each other, nothing where there are none."""
    found = "".join(map(mark, them))
    return _html(f'<span class="marks">{found}</span>' if found else "")


@lru_cache(_KEPT)
def mark(it: Mark) -> Markup:
    """Return a mark."""
    kind = f"mark {it.kind}" if it.kind else "mark"
    spoken = f'<span class="vh">{escape(it.spoken)}</span>'
    return _html(f'<a class="{kind}" href="{escape(it.href)}">{spoken}{escape(it.text)}</a>')


def sign(kind: str, words: str | None = None) -> Markup:
    """Return how a source says something: asserted, planned, aim, evaluative, unknown."""
    return _html(f'<span class="sign {escape(kind)}">{escape(str(words or kind))}</span>')


def unknown(words: str = "not stated in the sources") -> Markup:
    """Return what the sources do not say, printed where a reader looks for it."""
    return _html(f'<span class="unknown">{escape(words)}</span>')


def thing(iri: str, name: str, href: Href, language: str = "") -> Markup:
    """Return an IRI with its name, as a link wherever it leads somewhere."""
    return _html(_named(iri, str(name), href, language))


def piece(it: Piece, href: Href) -> Markup:
    """Return a piece of a statement; a long text folds."""
    return _html(_piece(it, href))


def pieces(them: Iterable[Piece], href: Href) -> Markup:
    """Return the pieces of a statement in a box of their own."""
    return _boxed("".join(_piece(each, href) for each in them))


def value(it: Value, href: Href) -> Markup:
    """Return a value with its sign and what stands below it."""
    if it.blank:
        said = str(unknown(it.pieces[0].text))
    else:
        said = "".join(_piece(each, href) for each in it.pieces)
        if it.sign in ("planned", "aim"):
            said = f'<span class="said-{it.sign}">{said}</span>'
    if it.sign:
        said += f" {sign(it.sign, it.said)}"
    note = f'<span class="note">{escape(it.note)}</span>' if it.note else ""
    return _html(said + note)


def boxed_value(it: Value, href: Href) -> Markup:
    """Return the same in a box of its own."""
    return _boxed(value(it, href))


def strip(bars: Sequence[Bar], width: int, label: str, height: int = 48) -> Markup:
    """Return a document as bars, one a passage.

    Args:
        bars: in characters.
        width: of the document, in characters.
        label: for those who do not see it.
        height: in pixels.
    """
    rest, cited = (
        "".join(
            f"M{x} {height}V{round(height * (1 - h))}H{x + w}V{height}z" for x, w, h, c in bars if c is picked
        )
        for picked in (False, True)
    )
    # A small bar has a pin above it, so that it is seen.
    cited += "".join(f"M{x} 0V3H{x + max(w, width // _PIN)}V0z" for x, w, _, c in bars if c)
    return _html(
        f'<svg class="strip" viewBox="0 0 {width} {height}" height="{height}" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(label)}"><path class="b" d="{rest}"/><path class="c" d="{cited}"/>'
        "</svg>"
    )


def _piece(it: Piece, href: Href) -> str:
    if len(it.text) > _LONG:
        whole, begin = escape(it.text[:_MOST]), escape(it.text[:_SEEN])
        if len(it.text) > _MOST:
            more = f"{len(it.text) - _MOST:,} more characters, which the data of this page have"
            whole += _html(f'&#8230; <span class="soft">({more})</span>')
        tongue = f' lang="{escape(it.language)}"' if it.language else ""
        summary = f"<span>{begin}&#8230; </span><small>whole text</small>"
        return f'<details class="long"{tongue}><summary>{summary}</summary>{whole}</details>'
    if it.iri:
        return _named(it.iri, it.text, href, it.language)
    if it.address:
        return _named(it.address, it.text, str, it.language)
    return f'<span lang="{escape(it.language)}">{escape(it.text)}</span>' if it.language else escape(it.text)


def _named(iri: str, name: str, href: Href, language: str) -> str:
    to, tongue = href(iri), f' lang="{escape(language)}"' if language else ""
    if to:
        away = "" if to[:1] == "/" else ' rel="nofollow"'
        return f'<a href="{escape(to)}"{away}{tongue}>{escape(name)}</a>'
    return f"<span{tongue}>{escape(name)}</span>" if tongue else escape(name)


def _boxed(html: str) -> Markup:
    """Return HTML in an element that may hold it: nothing folds within a line."""
    tag = "div" if "<details" in html else "span"
    return _html(f"<{tag}>{html}</{tag}>")


def _html(text: str) -> Markup:
    return Markup(text)  # noqa: S704 -- everything in it was escaped above
