"""The description of a thing as a page: its statements and what points to it, with names for IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from bilat.vocab import BASE, RDFS, SKOS
from bilat.web.page import page

Term = NamedNode | BlankNode | Literal | Triple

_NAMING: Final = (str(SKOS.prefLabel), str(RDFS.label))
_LINK: Final = re.compile(r"https?://[^\s\"<>]+")
_LAST: Final = re.compile(r"[^/#]+")


def description_page(iri: str, triples: bytes) -> str:
    """Return the page of a thing.

    Args:
        iri: the thing, or the document when it is none.
        triples: N-Triples of its description.
    """
    quads = list(parse(triples, RdfFormat.N_TRIPLES))
    names = _names(quad.triple for quad in quads)
    about = sorted({quad.triple for quad in quads if _is(quad.subject, iri)}, key=str)
    to = sorted({quad.triple for quad in quads if _is(quad.object, iri)}, key=str)
    rest = sorted({quad.triple for quad in quads} - {*about, *to}, key=str)
    if about or to:
        rest = [triple for triple in rest if triple.predicate.value not in _NAMING]
    parts = [f"<p><code>{escape(iri)}</code></p>"]
    for title, rows in (("Statements", about), ("What points here", to), ("Content", rest)):
        if rows:
            parts.append(f"<h2>{title}</h2>\n{_table(rows, names)}")
    return page(names.get(iri, (0, _last(iri)))[1], "\n".join(parts))


def _names(triples: Iterable[Triple]) -> dict[str, tuple[int, str]]:
    """Return the best name of each thing: preferred labels first, English first."""
    names: dict[str, tuple[int, str]] = {}
    for triple in triples:
        naming = triple.predicate.value
        if naming in _NAMING and isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            language = triple.object.language or ""
            rank = 2 * _NAMING.index(naming) + (not language.startswith("en"))
            names[triple.subject.value] = min(
                (rank, triple.object.value), names.get(triple.subject.value, (9, ""))
            )
    return names


def _is(term: Term, iri: str) -> bool:
    return isinstance(term, NamedNode) and term.value == iri


def _table(triples: Iterable[Triple], names: dict[str, tuple[int, str]]) -> str:
    rows = "\n".join(
        f"<tr><td>{_term(each.subject, names)}</td><td>{_term(each.predicate, names)}</td>"
        f"<td>{_term(each.object, names)}</td></tr>"
        for each in triples
    )
    head = '<tr><th scope="col">Subject</th><th scope="col">Property</th><th scope="col">Value</th></tr>'
    return f"<table>\n<thead>{head}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _term(term: Term, names: dict[str, tuple[int, str]]) -> str:
    """Return a term as HTML: our own IRIs lead to this server, others of the web to where they are."""
    if isinstance(term, Literal):
        language = f' lang="{escape(term.language)}"' if term.language else ""
        return f"<span{language}>{escape(term.value)}</span>"
    if not isinstance(term, NamedNode):
        return escape(str(term))
    shown = escape(names.get(term.value, (0, _last(term.value)))[1])
    if term.value.startswith(BASE):
        return f'<a href="/{escape(term.value.removeprefix(BASE))}">{shown}</a>'
    if _LINK.fullmatch(term.value):
        return f'<a href="{escape(term.value)}" rel="nofollow">{shown}</a>'
    return escape(term.value)


def _last(iri: str) -> str:
    parts = _LAST.findall(iri)
    return parts[-1] if parts else iri
