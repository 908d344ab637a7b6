"""Results read back from every form that they are written in, by readers that are not the engine's own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

import pyoxigraph as ox
from w3c.literals import by_value
from w3c.manifest import RDF, Facts, Term

RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_SPARQL: Final = "{http://www.w3.org/2005/sparql-results#}"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BLANK: Final = re.compile(r"_:\w+")
_DIRECTION: Final = "{http://www.w3.org/2005/11/its}dir"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The result of SELECT.

    Args:
        variables: sorted.
        rows: terms in the order of the variables, None where there is none.
        ordered: the order of the rows is part of the result.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    ordered: bool = False

    @classmethod
    def of(cls, variables: Iterable[str], rows: Iterable[dict[str, Term]], *, ordered: bool = False) -> Table:
        """Return the table of solutions."""
        names = tuple(sorted(variables))
        found = tuple(tuple(row.get(name) for name in names) for row in rows)
        return cls(variables=names, rows=found, ordered=ordered)


@dataclass(frozen=True, slots=True)
class Triples:
    """The result of CONSTRUCT or DESCRIBE."""

    rows: frozenset[tuple[Term, ...]]

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Triples:
        """Return the triples of quads."""
        return cls(frozenset((quad.subject, quad.predicate, quad.object) for quad in quads))


Answer = Table | Triples | bool


def read_json(body: bytes) -> Answer:
    """Read SPARQL Query Results JSON (1.1, and triple terms of 1.2)."""
    document = json.loads(body)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = ({name: _json_term(term) for name, term in row.items()} for row in document["results"]["bindings"])
    return Table.of(document["head"]["vars"], rows)


def _json_term(term: dict[str, Any]) -> Term:
    value = term["value"]
    match term["type"]:
        case "uri":
            return ox.NamedNode(value)
        case "bnode":
            return ox.BlankNode(value)
        case "triple":
            terms = (_json_term(value[part]) for part in ("subject", "predicate", "object"))
            return ox.Triple(*terms)  # type: ignore[arg-type]  # fails on what may not stand there
        case "literal" | "typed-literal":
            return _literal(value, term.get("xml:lang"), term.get("its:dir"), term.get("datatype"))
    raise AssertionError(f"no type of term: {term['type']}")


def read_xml(body: bytes) -> Answer:
    """Read SPARQL Query Results XML (second edition, and triple terms of 1.2)."""
    root = ET.fromstring(body)  # noqa: S314 - of our own server
    assert root.tag == f"{_SPARQL}sparql"
    said = root.find(f"{_SPARQL}boolean")
    if said is not None:
        return said.text == "true"
    rows = (
        {binding.attrib["name"]: _xml_term(binding[0]) for binding in result}
        for result in root.iter(f"{_SPARQL}result")
    )
    return Table.of((each.attrib["name"] for each in root.iter(f"{_SPARQL}variable")), rows)


def _xml_term(element: ET.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(_SPARQL):
        case "uri":
            return ox.NamedNode(text)
        case "bnode":
            return ox.BlankNode(text)
        case "triple":
            parts = ("subject", "predicate", "object")
            terms = (_xml_term(term) for part in parts for term in element.iterfind(f"{_SPARQL}{part}/*"))
            return ox.Triple(*terms)  # type: ignore[arg-type]  # fails on what may not stand there
        case "literal":
            get = element.attrib.get
            return _literal(text, get(_LANG), get(_DIRECTION), get("datatype"))
    raise AssertionError(f"no element for a term: {element.tag}")


def _literal(value: str, language: str | None, direction: str | None, datatype: str | None) -> ox.Literal:
    if language:
        base = ox.BaseDirection(direction) if direction else None
        return ox.Literal(value, language=language, direction=base)
    return ox.Literal(value, datatype=ox.NamedNode(datatype) if datatype else None)


def read_tsv(body: bytes) -> Answer:
    """Read SPARQL 1.1 Query Results TSV: a cell is a term as Turtle writes it."""
    head, *lines = body.decode("utf-8").removesuffix("\n").split("\n")
    names = [name.removeprefix("?") for name in head.rstrip("\r").split("\t")] if head.strip() else []
    cells = [line.rstrip("\r").split("\t") if names else [] for line in lines]
    document = "".join(
        f"<x:s> <x:{row}.{column}> {cell} .\n"
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if cell
    )
    terms = {quad.predicate.value: quad.object for quad in ox.parse(document, ox.RdfFormat.TURTLE)}
    rows = (
        {name: terms[key] for column, name in enumerate(names) if (key := f"x:{row}.{column}") in terms}
        for row in range(len(cells))
    )
    return Table.of(names, rows)


def read_csv(body: bytes) -> Answer:
    """Read SPARQL 1.1 Query Results CSV, which tells blank nodes apart and no other terms."""
    head, *lines = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    rows = ({name: _csv_term(cell) for name, cell in zip(head, line, strict=False) if cell} for line in lines)
    return Table.of(head, rows)


def _csv_term(cell: str) -> Term:
    return ox.BlankNode(cell[2:]) if _BLANK.fullmatch(cell) else ox.Literal(cell)


def read_rdf(quads: Iterable[ox.Quad]) -> Answer:
    """Read a result that is written in RDF: a table or truth value in the DAWG's terms, or a graph."""
    quads = list(quads)
    facts = Facts(quads)
    for said in (facts.all(each, f"{RS}boolean") for each in facts.subjects(f"{RS}boolean")):
        return said == [ox.Literal(value=True)]
    tables = [
        node
        for node in facts.subjects(f"{RDF}type")
        if ox.NamedNode(f"{RS}ResultSet") in facts.all(node, f"{RDF}type")
    ]
    if not tables:
        return Triples.of(quads)
    names = [
        term.value for term in facts.all(tables[0], f"{RS}resultVariable") if isinstance(term, ox.Literal)
    ]
    solutions = facts.all(tables[0], f"{RS}solution")
    ordered = all(facts.text(each, f"{RS}index") for each in solutions)
    if ordered:
        solutions.sort(key=lambda each: int(facts.text(each, f"{RS}index")))
    rows = (
        {
            facts.text(each, f"{RS}variable"): value
            for each in facts.all(solution, f"{RS}binding")
            if (value := facts.one(each, f"{RS}value"))
        }
        for solution in solutions
    )
    return Table.of(names, rows, ordered=ordered and bool(solutions))


def as_csv(table: Table) -> Table:
    """Return what is left of a table in CSV: texts and blank nodes (SPARQL 1.1 Query Results CSV, 3.2)."""
    rows = tuple(tuple(_plain(term) for term in row) for row in table.rows)
    return Table(variables=table.variables, rows=rows, ordered=table.ordered)


def _plain(term: Term | None) -> Term | None:
    if term is None or isinstance(term, ox.BlankNode):
        return term
    text = _text(term)
    return ox.Literal(text) if text else None


def _text(term: Term) -> str:
    if isinstance(term, ox.Triple):
        return " ".join(_text(part) for part in (term.subject, term.predicate, term.object))
    return by_value(term).value if isinstance(term, ox.Literal) else term.value
