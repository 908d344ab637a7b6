"""The description of a thing as a page: statements with the passages that make them, names for IRIs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import quote

from bilat.graph.quads import Quad, literal_parts
from bilat.vocab import BASE
from bilat.web.render import Renderer
from bilat.web.things import Described

_NAMING: Final = (
    "<http://www.w3.org/2004/02/skos/core#prefLabel>",
    "<http://www.w3.org/2000/01/rdf-schema#label>",
)
_LINK: Final = re.compile(r"https?://[^\s\"<>]+")
_LAST: Final = re.compile(r"[^/#]+")

Triple = tuple[str, str, str]


def description_page(described: Described, links: str, renderer: Renderer) -> str:
    """Return the page of a thing or document.

    Args:
        described: what is known of it.
        links: other forms of the page, HTML.
        renderer: makes pages.
    """
    return renderer.plain(*_Page(described).html(links))


class _Page:
    """One page in the making: terms come up again and again, and are written once."""

    def __init__(self, described: Described) -> None:
        self._iri = described.iri
        self._node = f"<{described.iri}>"
        self._graphs: dict[Triple, list[str]] = defaultdict(list)
        for quad in described.quads:
            self._graphs[quad[:3]].append(quad.graph)
        self._names = _names((*described.quads, *described.mentions))
        self._written: dict[str, str] = {}

    def html(self, links: str) -> tuple[str, str]:
        """Return title and content of the page."""
        about = [triple for triple in self._graphs if triple[0] == self._node]
        to = [triple for triple in self._graphs if triple[2] == self._node and triple[0] != self._node]
        rest = self._graphs.keys() - {*about, *to}
        parts = [f"<p><code>{escape(self._iri)}</code></p>\n{links}"]
        if about:
            parts.append(self._table("Statements", ("Property", "Value"), about, (1, 2)))
        if to:
            parts.append(self._table("What points here", ("Thing", "Property"), to, (0, 1)))
        if any(triple[0].startswith(f"<{self._iri}#") for triple in rest):
            parts += self._sections(rest)
        elif rest:
            heads = ("Thing", "Property", "Value")
            parts.append(self._table("Content", heads, rest, (0, 1, 2)))
        return self._name(self._node), "\n".join(parts)

    def _sections(self, triples: Iterable[Triple]) -> list[str]:
        """Return a table for each thing of a document, where its IRI leads to."""
        by_thing: dict[str, list[Triple]] = defaultdict(list)
        for triple in triples:
            by_thing[triple[0]].append(triple)
        ordered = sorted(by_thing, key=lambda node: (node[0] == "_", self._name(node).casefold(), node))
        return [
            self._table(self._name(node), ("Property", "Value"), by_thing[node], (1, 2), self._anchor(node))
            for node in ordered
        ]

    def _anchor(self, node: str) -> str:
        start = f"<{self._iri}#"
        return escape(node[len(start) : -1] if node.startswith(start) else node.strip("<>"))

    def _table(
        self,
        title: str,
        heads: tuple[str, ...],
        triples: Iterable[Triple],
        columns: tuple[int, ...],
        anchor: str = "",
    ) -> str:
        """Return some columns of triples as a table, sorted by what people read."""
        rows = sorted(([self._name(triple[each]) for each in columns], triple) for triple in triples)
        lines = []
        for _, triple in rows:
            cells = "".join(f"<td>{self._term(triple[each])}</td>" for each in columns)
            lines.append(f"<tr>{cells}<td>{self._places(triple)}</td></tr>")
        head = "".join(f'<th scope="col">{each}</th>' for each in (*heads, "Stated in"))
        named = f' id="{anchor}"' if anchor else ""
        return (
            f"<h2{named}>{escape(title)}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
            + "\n".join(lines)
            + "\n</tbody>\n</table>"
        )

    def _places(self, triple: Triple) -> str:
        """Return the passages or other graphs that hold a statement."""
        return ", ".join(self._term(graph) for graph in sorted(self._graphs[triple]))

    def _name(self, term: str) -> str:
        """Return a term as people read it."""
        if term[0] == '"':
            return literal_parts(term).text
        found = self._names.get(term)
        return found[1] if found else _last(term.strip("<>"))

    def _term(self, term: str) -> str:
        """Return a term as HTML."""
        if term not in self._written:
            self._written[term] = self._html(term)
        return self._written[term]

    def _html(self, term: str) -> str:
        """Return a term as HTML: our own IRIs lead to this server, others of the web to where they are."""
        shown = escape(self._name(term))
        if term[0] == '"':
            language = literal_parts(term).language
            return f'<span lang="{escape(language)}">{shown}</span>' if language else shown
        iri = term.strip("<>")
        if iri.startswith(BASE):
            path, mark, fragment = iri.removeprefix(BASE).partition("#")
            return f'<a href="/{quote(path)}{mark}{escape(fragment)}">{shown}</a>'
        if _LINK.fullmatch(iri):
            return f'<a href="{escape(iri)}" rel="nofollow">{shown}</a>'
        return escape(iri)


def _names(quads: Iterable[Quad]) -> dict[str, tuple[int, str]]:
    """Return the best name of each thing: preferred labels first, English first."""
    names: dict[str, tuple[int, str]] = {}
    for quad in quads:
        if quad.predicate in _NAMING and quad.object[0] == '"':
            text, _, language = literal_parts(quad.object)
            rank = 2 * _NAMING.index(quad.predicate) + (not language.startswith("en"))
            names[quad.subject] = min((rank, text), names.get(quad.subject, (9, "")))
    return names


def _last(iri: str) -> str:
    parts = _LAST.findall(iri)
    return parts[-1] if parts else iri
