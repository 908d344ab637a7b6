"""Results as tables for people, made from SPARQL results JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from bilat.web.page import page

#: Only these are links: an IRI of another kind (``javascript:``) is text.
_LINK: Final = re.compile(r"https?://[^\s\"<>]+")
#: What means something in Markdown, a bar included, since it ends a cell.
_ESCAPED: Final = r"\\\1"
_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>()#+.!|~-])")


def html_table(query: str, results: bytes | bytearray, notes: Iterable[str] = ()) -> str:
    """Return a page with the result of a SELECT or ASK query, what is to be said of it, and the query."""
    parsed = json.loads(results)
    if "boolean" in parsed:
        shown = f"<p>{'Yes' if parsed['boolean'] else 'No'}</p>"
    else:
        names = parsed["head"]["vars"]
        rows = parsed["results"]["bindings"]
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        cells = ("".join(f"<td>{_html(row.get(each))}</td>" for each in names) for row in rows)
        body = "\n".join(f"<tr>{row}</tr>" for row in cells)
        shown = (
            f"<p>{len(rows):,} {'row' if len(rows) == 1 else 'rows'}</p>\n"
            f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )
    said = "".join(f'<p role="note">{escape(note)}</p>\n' for note in notes)
    return page("Result", f"{said}{shown}\n{query_form(query)}")


def query_form(query: str) -> str:
    """Return a form that sends a query."""
    return (
        '<form action="/sparql" method="get">\n<p><label for="query">Query</label></p>\n'
        '<textarea id="query" name="query" rows="12" spellcheck="false" required>\n'
        f"{escape(query)}</textarea>\n"
        '<p><label for="format">Format</label> <select id="format" name="format">'
        '<option value="html">Table</option><option value="csv">CSV</option>'
        '<option value="json">JSON</option></select> <button>Run</button></p>\n</form>'
    )


def markdown_table(_query: str, results: bytes | bytearray, notes: Iterable[str] = ()) -> str:
    """Return the result of a SELECT or ASK query as a Markdown table, and below it what is to be said."""
    said = "".join(f"\n{_MARKS.sub(_ESCAPED, note)}\n" for note in notes)
    parsed = json.loads(results)
    if "boolean" in parsed:
        return ("Yes\n" if parsed["boolean"] else "No\n") + said
    names = parsed["head"]["vars"]
    lines = [_row(_MARKS.sub(r"\\\1", name) for name in names), _row("---" for _ in names)]
    lines += [_row(_markdown(row.get(name)) for name in names) for row in parsed["results"]["bindings"]]
    return "\n".join(lines) + "\n" + said


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _html(term: dict[str, Any] | None) -> str:
    text = escape(_text(term))
    if term is not None and term["type"] == "uri" and _LINK.fullmatch(term["value"]):
        return f'<a href="{escape(term["value"])}" rel="nofollow">{text}</a>'
    if term is not None and "xml:lang" in term:
        return f'<span lang="{escape(term["xml:lang"])}">{text}</span>'
    return text


def _markdown(term: dict[str, Any] | None) -> str:
    if term is not None and term["type"] == "uri" and _LINK.fullmatch(term["value"]):
        return f"<{term['value'].replace('|', '%7C')}>"
    return _MARKS.sub(r"\\\1", " ".join(_text(term).split()))


def _text(term: dict[str, Any] | None) -> str:
    """Return a term as text; a triple term as its three terms."""
    if term is None:
        return ""
    if term["type"] == "bnode":
        return f"_:{term['value']}"
    if term["type"] == "triple":
        parts = term["value"]
        return f"<<( {' '.join(_text(parts[each]) for each in ('subject', 'predicate', 'object'))} )>>"
    return str(term["value"])
