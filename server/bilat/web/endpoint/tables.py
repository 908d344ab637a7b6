"""Results as tables for people, made from SPARQL results JSON: cells for pages, and Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from bilat.errors import RequestError
from bilat.graph.formats.quads import XSD, literal
from bilat.graph.index.text import apart
from bilat.graph.literal import NUMBERS
from bilat.web import wording
from bilat.web.marks import WEB, Mark, href_of, mark_of
from bilat.web.things.labels import Label

#: What means something in Markdown, a bar included, since it ends a cell.
_ESCAPED: Final = r"\\\1"
#: What Markdown reads as mark-up, and ``&`` where an entity begins.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>()#+.!|~-]|&(?=#?\w+;))")
_NUMERIC: Final = frozenset({*NUMBERS, f"{XSD}double", f"{XSD}float"})
#: Cells of a table; unbound ones are in no result, so that its size says nothing of them.
_MOST_CELLS: Final = 250_000
#: Cells of a page, each of which takes more to make than in Markdown.
_MOST_CELLS_OF_PAGES: Final = 100_000
#: Possessive: digits without end are read once, whatever comes after them.
_NUMBER: Final = re.compile(r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?")
Terms = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in one place of a table.

    Args:
        text: what people read; empty where nothing is bound.
        href: where it leads, empty for what leads nowhere.
        iri: of the thing whose name this is, empty for what is no thing.
        language: tag of the text, or empty.
        direction: which way the text begins, ltr or rtl, or empty where it does not say.
        mark: the mark of a passage or layer, in place of text.
        number: whether it is a number.
        code: whether it is written as in a query, since it has no name.
    """

    text: str = ""
    href: str = ""
    iri: str = ""
    language: str = ""
    direction: str = ""
    mark: Mark | None = None
    number: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        name: of the variable.
        number: whether all that stands there are numbers.
    """

    name: str
    number: bool

    @property
    def words(self) -> str:
        """Return the name as a heading for people."""
        return wording.capitalised(apart(self.name))


@dataclass(frozen=True, slots=True)
class Table:
    """A part of a result.

    Args:
        columns: in the order of the query.
        rows: a cell for each column.
        total: rows of the whole result.
        first: number of the first row that is here, from 0.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    first: int = 0

    @property
    def blanks(self) -> bool:
        """Tell whether a cell is empty."""
        return any(not cell.text and cell.mark is None for row in self.rows for cell in row)


class Writing:
    """How terms are written in cells.

    Args:
        labels: returns the names of things.
        prefixes: namespace IRI of each prefix, for what has no name.
        graphs: IRIs of named graphs, whose marks stand in cells.
        base: beginning of the IRIs that this server answers for.
        named: returns the thing that alone has a text for its name, or None; no text leads anywhere without.
        href: returns where an IRI leads; of the base alone if it is not given.
        worded: whether days and numbers are written as in a sentence.
    """

    def __init__(
        self,
        labels: Callable[[Iterable[str]], Mapping[str, Label]],
        prefixes: Mapping[str, str],
        graphs: Iterable[str],
        base: str,
        named: Callable[[str], str | None] = lambda _: None,
        href: Callable[[str], str | None] | None = None,
        *,
        worded: bool = False,
    ) -> None:
        self._worded = worded
        self.prefixes = prefixes
        self._named = named
        self._labels = labels
        self._namespaces = sorted(
            ((space, name) for name, space in prefixes.items()), key=lambda pair: len(pair[0]), reverse=True
        )
        self._graphs = frozenset(graphs)
        self._base = base
        self._href = href or partial(href_of, base=base)

    def labels(self, rows: Iterable[Terms]) -> Mapping[str, Label]:
        """Return the names of all things in some rows."""
        return self._labels({term["value"] for row in rows for term in row.values() if term["type"] == "uri"})

    def cell(self, term: Mapping[str, Any] | None, labels: Mapping[str, Label]) -> Cell:
        """Return the cell of a term."""
        if term is None:
            return Cell()
        if term["type"] == "uri":
            return self._thing(term["value"], labels.get(term["value"]))
        iri = self._named(term["value"]) if term["type"] == "literal" and "datatype" not in term else None
        if iri is not None:
            return self._thing(iri, Label(term["value"], term.get("xml:lang", "")))
        number = _is_number(term)
        code = term["type"] in {"bnode", "triple"}
        text = _text(term)
        if self._worded and "datatype" in term:
            text = wording.literal_text(literal(text, term["datatype"]))
        language, direction = term.get("xml:lang", ""), term.get("its:dir", "")
        return Cell(text=text, language=language, direction=direction, number=number, code=code)

    def _thing(self, iri: str, label: Label | None) -> Cell:
        href = self._href(iri) or ""
        if iri in self._graphs or (label and label.passage):
            mark = mark_of(iri, label.text if label else "", self._base)
            return Cell(text=mark.text, href=href, iri=iri, mark=mark)
        if label:
            return Cell(text=label.text, href=href, iri=iri, language=label.language)
        return Cell(text=self.short(iri), href=href, iri=iri, code=True)

    def short(self, iri: str) -> str:
        """Return an IRI with the prefix that leaves least of it, or in full."""
        for namespace, prefix in self._namespaces:
            if iri.startswith(namespace) and iri != namespace:
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def table_of(
    results: Mapping[str, Any], writing: Writing, *, order: str = "", first: int = 0, most: int | None = None
) -> Table:
    """Return a part of the result of a SELECT query.

    Args:
        results: as in SPARQL results JSON.
        writing: how terms are written.
        order: variable to sort by, with a minus sign before it for the other way round; empty for the order
            of the result, which is also that of rows with equal values.
        first: number of the first row wanted, from 0.
        most: number of rows wanted, None for all.

    Raises:
        RequestError: the table has too many cells.
    """
    variables, found = results["head"]["vars"], results["results"]["bindings"]
    _measure(variables, len(found) if most is None else min(most, len(found)), _MOST_CELLS_OF_PAGES)
    others = {name for row in found for name, term in row.items() if not _is_number(term)}
    numbers = {name for row in found for name in row} - others
    if order.removeprefix("-") in variables:
        found = _sorted(found, order, writing)
    shown = found[first : None if most is None else first + most]
    labels = writing.labels(shown)
    return Table(
        columns=tuple(Column(each, each in numbers) for each in variables),
        rows=tuple(tuple(writing.cell(row.get(each), labels) for each in variables) for row in shown),
        total=len(found),
        first=first,
    )


def _sorted(found: Sequence[Terms], order: str, writing: Writing) -> list[Terms]:
    """Return rows by what people read in a column, numbers by value, empty cells last either way."""
    name = order.removeprefix("-")
    labels = writing.labels({name: row[name]} for row in found if name in row)

    def key(row: Terms) -> tuple[bool, float, str]:
        cell = writing.cell(row[name], labels)
        return not cell.number, float(cell.text) if cell.number else 0.0, cell.text.casefold()

    bound = sorted((row for row in found if name in row), key=key, reverse=order.startswith("-"))
    return [*bound, *(row for row in found if name not in row)]


def _is_number(term: Mapping[str, Any]) -> bool:
    return term.get("datatype") in _NUMERIC and _NUMBER.fullmatch(term["value"]) is not None


def markdown_table(_query: str, results: bytes | bytearray, notes: Iterable[str] = ()) -> str:
    """Return the result of a SELECT or ASK query as a Markdown table, and below it what is to be said.

    Raises:
        RequestError: the table has too many cells, or triple terms that are too deep.
    """
    said = "".join(f"\n{_MARKS.sub(_ESCAPED, note)}\n" for note in notes)
    with shown():
        parsed = json.loads(results)
        if "boolean" in parsed:
            return ("Yes\n" if parsed["boolean"] else "No\n") + said
        names, rows = parsed["head"]["vars"], parsed["results"]["bindings"]
        _measure(names, len(rows), _MOST_CELLS)
        lines = [_row(_MARKS.sub(r"\\\1", name) for name in names), _row("---" for _ in names)]
        lines += [_row(_markdown(row.get(name)) for name in names) for row in rows]
    return "\n".join(lines) + "\n" + said


@contextmanager
def shown() -> Iterator[None]:
    """Refuse what is read or written inside, where its triple terms are too deep for people."""
    try:
        yield
    except RecursionError:
        raise _not_shown("The result has triple terms that are too deep to be shown.") from None


def _measure(columns: Sequence[str], rows: int, most: int) -> None:
    """Refuse a table that is too large for people."""
    if len(columns) * rows > most:
        raise _not_shown(f"A table of {len(columns):,} columns and {rows:,} rows is too large to be shown.")


def _not_shown(detail: str) -> RequestError:
    return RequestError(
        detail, status=413, title="Result too large", remedy="Ask for JSON or CSV, or for less."
    )


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown(term: Mapping[str, Any] | None) -> str:
    if term is not None and term["type"] == "uri" and WEB.fullmatch(term["value"]):
        return f"<{term['value'].replace('|', '%7C')}>"
    return _MARKS.sub(r"\\\1", " ".join(_text(term).split()))


def _text(term: Mapping[str, Any] | None) -> str:
    """Return a term as text; a triple term as its three terms."""
    if term is None:
        return ""
    if term["type"] == "bnode":
        return f"_:{term['value']}"
    if term["type"] == "triple":
        parts = term["value"]
        return f"<<( {' '.join(_text(parts[each]) for each in ('subject', 'predicate', 'object'))} )>>"
    return str(term["value"])
