"""A graph in a remote SPARQL store, as far as shapes look at it.

Only statements with predicates that shapes rest on are fetched (`bilat.graph.shacl.dependencies`), page by
page and in an order, so that no answer has to be large; all of them where a shape may look at any. What is
checked is the store's default graph, or one that is named. Blank nodes must keep their labels from answer to
answer, as in Oxigraph and Virtuoso: a shape that joins what two queries return rests on that.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from bilat.errors import BilatError
from bilat.graph.shacl.dependencies import Dependencies, predicates
from bilat.graph.shacl.relation import Triple
from bilat.graph.shacl.shapes import Plan
from bilat.graph.source.terms import new_literal
from bilat.web_address import parts_of

#: A store that sorts 10,000 rows at most for a page of an answer, those before the page included.
_SORTS_LITTLE: Final = "Virtuoso"
_RESULTS = "application/sparql-results+json"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A form that is sent on would become a query without a text, at an address that nobody named."""

    def redirect_request(self, *_: object) -> None:
        """Follow no redirect."""


_OPENER: Final = urllib.request.build_opener(_NoRedirect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A SPARQL 1.1 endpoint.

    Args:
        url: its address.
        page: most rows of an answer.
        seconds: longest wait for an answer.
        authorization: value of that header, or empty; it goes to no other address.
        graph: name of the graph that is looked at, or empty for the store's default graph.
    """

    url: str
    page: int
    seconds: float
    authorization: str = ""
    graph: str = ""

    def triples(self, shapes: Graph) -> Iterator[Triple]:
        """Yield the statements that shapes look at.

        Args:
            shapes: well-formed shapes whose queries can run; a copy that is added to.

        Raises:
            BilatError: the endpoint cannot be reached, or does not answer as SPARQL 1.1 says.
        """
        wanted = needed(shapes)
        if wanted is None:
            for row in self._rows("?s ?p ?o", "?s ?p ?o"):
                yield row["s"], row["p"], row["o"]
            return
        for predicate in sorted(wanted):
            for row in self._rows("?s ?o", f"?s {predicate.n3()} ?o"):
                yield row["s"], predicate, row["o"]

    def _rows(self, names: str, pattern: str) -> Iterator[dict[str, Node]]:
        """Yield all rows of a pattern, a page at a time."""
        where = f"GRAPH <{self.graph}> {{ {pattern} }}" if self.graph else pattern
        ordered = f"SELECT DISTINCT {names} WHERE {{ {where} }} ORDER BY {names}"
        start = 0
        while True:
            rows, server = self._answer(f"{ordered} LIMIT {self.page} OFFSET {start}")
            if not start and server.startswith(_SORTS_LITTLE):
                # By SPARQL a sub-query has no order; here it has, and is sorted whole.
                ordered = f"SELECT {names} WHERE {{ {{ {ordered} }} }}"
            yield from rows
            # A store may give fewer rows than it is asked for; only an empty answer is the end.
            if not rows:
                return
            start += len(rows)

    def rows(self, query: str) -> list[dict[str, Node]]:
        """Return the rows of one answer; a form is what every store takes.

        Raises:
            BilatError: the endpoint cannot be reached, or does not answer as SPARQL 1.1 says.
        """
        return self._answer(query)[0]

    def _answer(self, query: str) -> tuple[list[dict[str, Node]], str]:
        """Return the rows of one answer, and what the store calls itself."""
        form = urllib.parse.urlencode({"query": query}).encode()
        if parts_of(self.url) is None:
            raise BilatError(
                f"{self.url!r} is no web address.", remedy="Give the address of a SPARQL endpoint."
            )
        request = urllib.request.Request(self.url, form, {"Accept": _RESULTS})  # noqa: S310 -- checked above
        if self.authorization:
            request.add_unredirected_header("Authorization", self.authorization)
        try:
            with _OPENER.open(request, timeout=self.seconds) as answer:
                found: Any = json.load(answer)
                server: str = answer.headers.get("Server", "")
            rows = [{name: _node(term) for name, term in row.items()} for row in found["results"]["bindings"]]
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error) from None
        except (OSError, HTTPException) as error:
            raise BilatError(
                f"{self.url} gave no answer to a query: {_reason(error)}.",
                remedy="Start the store, allow more time with endpoint_seconds, or correct the address.",
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BilatError(
                f"{self.url} gave an answer that is no {_RESULTS} of RDF 1.1.",
                remedy="Give the address at which the store answers SPARQL queries.",
            ) from None
        return rows, server

    def _refused(self, error: urllib.error.HTTPError) -> BilatError:
        """Return what to say of an answer that is none, with the status of it."""
        if 300 <= error.code < 400:
            where = error.headers.get("Location", "it names none")
            return BilatError(
                f"{self.url} leads elsewhere by a redirect, which is not followed.",
                remedy=f"Give the address that it leads to: {where}.",
            )
        if error.code in {401, 403}:
            return BilatError(
                f"{self.url} answers a query with status {error.code}.",
                remedy="Name a file of credentials with --credentials.",
            )
        said = error.read(200).decode("utf-8", "replace").strip()
        return BilatError(
            f"{self.url} answered {error.code}: {said or error.reason}.",
            remedy="Give the address at which the store answers SPARQL queries.",
        )


def needed(shapes: Graph) -> frozenset[URIRef] | None:
    """Return the predicates that some shape rests on, None for all."""
    plan = Plan(shapes)
    dependencies = Dependencies(plan)
    found: frozenset[URIRef] = frozenset()
    for shape in plan.shapes:
        grounds = dependencies.of(shape)
        if grounds is None:
            return None
        found |= predicates(grounds)
    return found


def _reason(error: Exception) -> object:
    """Return why there is no answer, in the words of the system."""
    reason = getattr(error, "reason", None) or error
    return getattr(reason, "strerror", None) or reason


def _node(term: dict[str, str]) -> Node:
    """Return a term of an answer, its lexical form as it is.

    Raises:
        ValueError: it is none of RDF 1.1.
    """
    if term["type"] == "uri":
        return URIRef(term["value"])
    if term["type"] == "bnode":
        return BNode(term["value"])
    if term["type"] not in ("literal", "typed-literal"):
        raise ValueError(term["type"])
    language, datatype = term.get("xml:lang"), term.get("datatype")
    if language or datatype in (None, "http://www.w3.org/2001/XMLSchema#string"):
        return new_literal(term["value"], language=language)
    return new_literal(term["value"], datatype=URIRef(str(datatype)))
