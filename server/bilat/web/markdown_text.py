"""From the HTML of a page to Markdown. Pictures and forms are left out; the tables beside them stay."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from markdownify import MarkdownConverter

_LEFT_OUT: Final = (
    "svg",
    "form",
    "script",
    "style",
    "figure > figcaption",
    ".years",  # The axis of a picture,
    ".inks",  # and what its inks mean.
    "td summary",  # The beginning of what it unfolds,
    ".long > summary",  # and of a long text.
)
#: What a style sheet sets apart, and what stands around it where there is none.
_APART: Final = {".note:not(p)": (" (", ")"), ".time .when": (", ", ""), ".named + .named": ("; ", "")}
_INLINE: Final = ("a", "b", "code", "em", "i", "span", "strong")
#: What Markdown would read as mark-up in names and values: code, tags, entities, links, struck text, and a
#: backslash before a sign; headings, lists and rules where a text begins. The rest stays easy to read.
_MARKS: Final = re.compile(
    r"[`*_\[\]]|\\(?=[!-/:-@\[-`{-~])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~"
    r"|^(?:#(?=#{0,5}(?:\s|$))|[-+=>])|(?<=^\d)[.)](?=\s)|(?<=^\d\d)[.)](?=\s)"
)


def markdown(page: bytes, where: str) -> bytes:
    """Return what a page holds, without its frame; links are whole, so that they lead on from anywhere."""
    soup = BeautifulSoup(page, "html.parser")
    main = soup.find("main") or soup
    for selector in _LEFT_OUT:
        for each in main.select(selector):
            each.decompose()
    for link in main.select("a[href]"):
        link["href"] = urljoin(where, str(link["href"]))
        link.attrs.pop("title", None)
    _set_apart(main)
    text: str = _Converter(heading_style="ATX", bullets="-", wrap=True, wrap_width=None).convert_soup(main)
    lines = (line.rstrip() for line in text.strip().splitlines())
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return ("\n".join(kept) + "\n").encode()


class _Converter(MarkdownConverter):
    """Keeps names and values from being read as mark-up, and tables from falling apart at a bar in a cell."""

    def escape(self, text: str, _parent_tags: set[str]) -> str:
        """Return a text with what would mean something marked as text."""
        return _MARKS.sub(r"\\\g<0>", text)

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a cell, whose bars, in code or in an address too, would end it."""
        cell: str = super().convert_td(el, text.replace("|", r"\|"), parent_tags)  # type: ignore[misc]
        return cell

    convert_th = convert_td


def _set_apart(main: Tag) -> None:
    """Give words what a style sheet gives them on a page: room, and a place in a line."""
    for selector, (before, after) in _APART.items():
        for each in main.select(selector):
            each.insert_before(before)
            each.insert_after(after)
    for each in main.find_all(_INLINE):
        if isinstance(each.previous_sibling, Tag):
            each.insert_before(" ")
    for heading in main.select("th[scope=rowgroup]"):
        heading.wrap(Tag(name="td", attrs=heading.attrs))
        heading.name = "strong"  # Else a line stands below it, as below the heads of columns.
    for folded in main.select("div:has(> .long), .long"):
        folded.name = "span"  # Markdown does not fold.
    for summary in main.find_all("summary"):
        summary.name = "p"
    for hit in main.select(".hits > li"):
        _flatten(hit)


def _flatten(hit: Tag) -> None:
    """Put what is found into one line: its name, its kind, what is known of it, where that is said."""
    name, kind, line = hit.find(["h2", "h3"]), hit.select_one(".kind"), hit.find("p")
    marks = [mark.extract() for mark in hit.select("a.mark")]
    parts: list[PageElement] = []
    if isinstance(name, Tag):
        name.name = "strong"
        parts.append(name.extract())
    if kind and kind.get_text(strip=True):
        parts.append(NavigableString(f" ({kind.get_text(', ', strip=True)})"))
    if isinstance(line, Tag) and line.get_text(strip=True):
        line.name = "span"
        parts += [NavigableString(": "), line.extract()]
    hit.clear()
    for part in (*parts, *(each for mark in marks for each in (NavigableString(" "), mark))):
        hit.append(part)
