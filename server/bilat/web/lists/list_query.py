"""The SPARQL query of a list: the queries of sections and facets put into one, with what is chosen.

Each stands there as its file has it, from SELECT on, as a query inside the query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent

from bilat.web.lists.selection import Range

_NAMED = """\
OPTIONAL {
  SELECT ?thing (MIN(STR(?name)) AS ?label)
  WHERE {
    ?thing <http://www.w3.org/2000/01/rdf-schema#label>|<http://www.w3.org/2004/02/skos/core#prefLabel> ?name
    FILTER(LCASE(LANG(?name)) IN ("%s", ""))
  }
  GROUP BY ?thing
}"""

#: A year is no number to SPARQL, and a page reads what is written.
_NUMBER = "<http://www.w3.org/2001/XMLSchema#integer>(STR(?value))"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A facet that is used.

    Args:
        query: its query, from SELECT on.
        terms: what is chosen of it: IRIs, or literals in N-Triples.
        span: the range that is chosen instead.
    """

    query: str
    terms: tuple[str, ...] = ()
    span: Range | None = None


def list_query(
    prefixes: Mapping[str, str], listed: Sequence[str], narrowed: Sequence[Narrowed], language: str
) -> str:
    """Return the query with the things of a list as ``?thing``, and their labels.

    Args:
        prefixes: of all queries.
        listed: queries of the sections whose things are listed, from SELECT on.
        narrowed: the facets that are used.
        language: of the labels.
    """
    base = _only_things("\nUNION\n".join(_block(query) for query in listed) or "VALUES ?thing { }")
    parts = [base, *(_narrow(each, base) for each in narrowed), _NAMED % language.lower()]
    body = "\n".join(parts)
    used = {name: iri for name, iri in prefixes.items() if f"{name}:" in body}
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in used.items())
    return (
        f"{head}\nSELECT DISTINCT ?thing ?label\nWHERE {{\n{indent(body, '  ')}\n}}\nORDER BY ?label ?thing\n"
    )


def _narrow(narrowed: Narrowed, base: str) -> str:
    """Return the pattern of one facet."""
    if narrowed.span is None:
        terms = " ".join(term if term[:1] == '"' else f"<{term}>" for term in narrowed.terms)
        return _only_things(f"VALUES ?value {{ {terms} }}\n{_block(narrowed.query)}")
    span = narrowed.span
    bounds = [f"{_NUMBER} >= {span.least}"] if span.least is not None else []
    bounds += [f"{_NUMBER} <= {span.most}"] if span.most is not None else []
    inside = _only_things(f"{_block(narrowed.query)}\nFILTER({' && '.join(bounds)})")
    if not span.without:
        return inside
    outside = f"{base}\nMINUS {_block(narrowed.query)}"
    return f"{inside}\nUNION\n{_block(outside)}"


def _only_things(pattern: str) -> str:
    """Return a pattern of which only the things are seen."""
    return _block(f"SELECT DISTINCT ?thing\nWHERE {_block(pattern)}")


def _block(text: str) -> str:
    return f"{{\n{indent(text, '  ')}\n}}"
