"""An answer as people read it: a table a page at a time, a verdict, or a graph as text, and its files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from bilat.engine import formats
from bilat.engine.interface import Kind, Result
from bilat.graph.formats.pretty import turtle
from bilat.graph.formats.quads import read_nquads
from bilat.graph.index.text import fold
from bilat.text import counted
from bilat.web.catalogue import SPARQL
from bilat.web.endpoint.tables import Table, Writing, shown, table_of
from bilat.web.index import Index
from bilat.web.paging import number_of
from bilat.web.publication import Publication

_EVERYTHING: Final = re.compile(r"\bSELECT\s+(?:DISTINCT\s+|REDUCED\s+)?\*", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"[?$](\w+)")
#: Rows on one page: as many as one looks through.
PAGE_ROWS: Final = 100
_ROWS: Final = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_TRIPLES: Final = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF/XML", "trig": "TriG"}
_EXPORTS: Final = {Kind.SELECT: _ROWS, Kind.ASK: _ROWS, Kind.GRAPH: _TRIPLES}
#: What the links of all headings may take together: each has the whole question in it.
_HEADINGS_BYTES: Final = 1 << 20
#: Of a graph that is shown as text; all of it is in the files.
_SHOWN_TRIPLES: Final = 2_000
_BY_LABEL: Final = """
SELECT DISTINCT thing.iri FROM name JOIN thing ON thing.id = name.thing
WHERE name.folded = ? AND thing.label = ? LIMIT 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asked, by an address or a form.

    Args:
        text: the query.
        pairs: all parameters, in their order.
    """

    text: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, query_string: str) -> Asked:
        """Return what was asked by an address, as far as it can be read."""
        pairs = tuple(parse_qsl(query_string, keep_blank_values=True))
        return cls(text=dict(pairs).get("query", ""), pairs=pairs)

    @property
    def order(self) -> str:
        """Return the variable to sort by, with a minus sign for the other way round, or an empty text."""
        return dict(self.pairs).get("sort", "")

    @property
    def page(self) -> int:
        """Return the number of the page wanted, from 1."""
        return number_of(dict(self.pairs).get("page", "")) or 1

    def address(self, **changes: str) -> str:
        """Return the address of the same question with other parameters; an empty text leaves one out."""
        kept = [(name, value) for name, value in self.pairs if name not in {"query", *changes}]
        changed = [(name, value) for name, value in changes.items() if value]
        return f"{SPARQL}?{urlencode([('query', self.text), *kept, *changed])}"


@dataclass(frozen=True, slots=True)
class Export:
    """A file of an answer.

    Args:
        title: of the format.
        href: where it is.
    """

    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as a page shows it; one of table, verdict and graph is there.

    Args:
        summary: what came, in a few words.
        asked: the question.
        exports: files of the whole answer.
        notes: what is to be said of it.
        truncated: whether it was cut at a limit.
        milliseconds: what the engine took, waiting included.
        table: rows.
        verdict: answer to ASK.
        graph: triples as Turtle.
    """

    summary: str
    asked: Asked
    exports: tuple[Export, ...]
    notes: tuple[str, ...] = ()
    truncated: bool = False
    milliseconds: int | None = None
    table: Table | None = None
    verdict: bool | None = None
    graph: str | None = None

    @property
    def pages(self) -> int:
        """Return the number of pages of the table."""
        return -(-self.table.total // PAGE_ROWS) if self.table else 0

    @property
    def page(self) -> int:
        """Return the number of the page that is here, from 1."""
        return self.table.first // PAGE_ROWS + 1 if self.table else 1

    def to_page(self, number: int) -> str:
        """Return the address of another page."""
        return self.asked.address(page=str(number) if number > 1 else "")

    @property
    def sortable(self) -> bool:
        """Tell whether there is room in the headings for links that sort."""
        return (
            self.table is not None and len(self.table.columns) * len(self.asked.address()) <= _HEADINGS_BYTES
        )

    def sorting(self, variable: str) -> tuple[str, str]:
        """Return how a column is sorted, as ARIA says it, and the address of the next order by it."""
        now = {variable: "ascending", f"-{variable}": "descending"}.get(self.asked.order, "none")
        following = {"none": variable, "ascending": f"-{variable}", "descending": ""}[now]
        return now, self.asked.address(sort=following, page="")


def answer_of(asked: Asked, result: Result, writing: Writing, most: int = PAGE_ROWS) -> Answer:
    """Return the answer that a page shows.

    Args:
        asked: the question; its page and order are those of the table.
        result: rows and verdicts as SPARQL results JSON, graphs as N-Triples.
        writing: how terms are written.
        most: rows of a page.

    Raises:
        RequestError: the result cannot be shown.
    """
    exports = tuple(
        Export(title, asked.address(format=form, sort="", page=""))
        for form, title in _EXPORTS[result.kind].items()
    )
    if result.kind is Kind.GRAPH:
        return _graph(asked, result, exports, writing)
    with shown():
        parsed: Mapping[str, Any] = json.loads(result.body)
        if "boolean" in parsed:
            summary = "Yes" if parsed["boolean"] else "No"
            return Answer(summary=summary, asked=asked, exports=exports, verdict=parsed["boolean"])
        total = len(parsed["results"]["bindings"])
        page = min(asked.page, max(1, -(-total // most)))
        parsed["head"]["vars"] = in_order(asked.text, parsed["head"]["vars"])
        table = table_of(parsed, writing, order=asked.order, first=(page - 1) * most, most=most)
    more = "More than " if result.truncated else ""
    return Answer(
        summary=f"{more}{counted(total, 'row')}",
        asked=asked,
        exports=exports,
        truncated=result.truncated,
        table=table,
    )


def in_order(query: str, variables: list[str]) -> list[str]:
    """Return variables; those of SELECT * in the order of the query, which engines need not keep."""
    if not _EVERYTHING.search(query):
        return variables
    places = {name: place for place, name in reversed(list(enumerate(_VARIABLE.findall(query))))}
    return sorted(variables, key=lambda name: places.get(name, len(places)))


def _graph(asked: Asked, result: Result, exports: tuple[Export, ...], writing: Writing) -> Answer:
    lines = bytes(result.body).splitlines(keepends=True)
    more = "More than " if result.truncated else ""
    cut = len(lines) > _SHOWN_TRIPLES
    notes = (f"The text shows {_SHOWN_TRIPLES:,} of them; the files have all.",) if cut else ()
    return Answer(
        summary=f"{more}{counted(len(lines), 'triple')}",
        asked=asked,
        exports=exports,
        notes=notes,
        truncated=result.truncated,
        graph=_turtle(b"".join(lines[:_SHOWN_TRIPLES]), writing),
    )


def _turtle(lines: bytes, writing: Writing) -> str:
    """Return triples as Turtle with prefixes; those with triple terms line by line, which is Turtle too."""
    try:
        return turtle(read_nquads(lines), writing.prefixes).decode()
    except ValueError:
        return lines.decode()


def writing_for(publication: Publication, client: str, *, told: bool = False) -> Writing:
    """Return how terms are written on the pages of a publication.

    Args:
        publication: what is asked.
        client: on whose account names are asked for.
        told: whether readers are told an answer: a text that is the name of one thing leads to that thing,
            days and numbers are in words.
    """
    named = partial(_named, publication.index) if told else lambda _: None
    return Writing(
        lambda iris: publication.labels.of(iris, client),
        publication.names.widened().prefixes,
        publication.release.graphs,
        publication.renderer.frame.base,
        named,
        publication.renderer.href,
        worded=told,
    )


def _named(index: Index, text: str) -> str | None:
    """Return the thing that alone has this text for its label."""
    found = index.rows(_BY_LABEL, fold(text), text)
    return str(found[0][0]) if len(found) == 1 else None


def carrier(kind: Kind | None) -> str:
    """Return the media type in which the engine hands over what a page shows."""
    return formats.N_TRIPLES if kind is Kind.GRAPH else formats.JSON
