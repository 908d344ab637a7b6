"""Linked data: what an IRI of ours answers, whatever host the server runs on.

    /id/japan          303 to /id/japan.html, .ttl, .jsonld, .nt, .rdf, whichever the client wants
    /id/japan.ttl      the description, or 404 when nothing is known of it
    /def  /shapes      documents: all statements of their graph, at once

SPARQL is in ``queries/pages``; what a client names is bound to a variable, never written into a query.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final
from urllib.parse import quote

import flask
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as FlaskResponse

from bilat.engine import formats
from bilat.engine.interface import Engine, Limits, Operation
from bilat.errors import RequestError
from bilat.project import Project
from bilat.vocab import BASE, ONTOLOGY, SHAPES_GRAPH
from bilat.web.description import description_page
from bilat.web.negotiate import DOCUMENT, HTML, Choice, Form, choose
from bilat.web.response import REVALIDATED, VARY, tag

_SUFFIXES: Final = ("html", "ttl", "jsonld", "nt", "rdf")
_FORMS: Final = tuple(form for form in DOCUMENT if form.names[0] in _SUFFIXES)
_SUFFIX: Final = re.compile(rf"(.+)\.({'|'.join(_SUFFIXES)})")
_DOCUMENTS: Final = {"def": str(ONTOLOGY), "shapes": str(SHAPES_GRAPH)}
_SPACES: Final = ("id", "scheme", "source", "graph")


def blueprint(version: str, engine: Engine, limits: tuple[float, int, int]) -> flask.Blueprint:
    """Return the routes of linked data.

    Args:
        version: of data and code; it is part of every ETag.
        engine: answers the queries.
        limits: seconds, rows and bytes of a description.
    """
    routes = flask.Blueprint("linked_data", __name__)
    describer = _Describer(version, engine, limits)

    for space in _SPACES:
        routes.add_url_rule(f"/{space}/<path:name>", space, partial(describer.thing, space))
    for document in _DOCUMENTS:
        routes.add_url_rule(f"/{document}", document, partial(describer.document, document))
        with_suffix = partial(describer.document, document)
        routes.add_url_rule(f"/{document}.<suffix>", f"{document}_file", with_suffix)
    return routes


class _Describer:
    """Answers requests for things and documents."""

    def __init__(self, version: str, engine: Engine, limits: tuple[float, int, int]) -> None:
        pages = Project.at().root / "queries" / "pages"
        self._describe = (pages / "describe.rq").read_text("utf-8")
        self._known = (pages / "known.rq").read_text("utf-8")
        self._graph = (pages / "graph.rq").read_text("utf-8")
        self._version = version
        self._engine = engine
        self._limits = limits

    def thing(self, space: str, name: str) -> FlaskResponse:
        """Answer for a thing: its description by suffix, else the way there."""
        name = f"{space}/{name}"
        match = _SUFFIX.fullmatch(name)
        if match is None:
            return self._see_other(name)
        iri = BASE + match[1]
        return self._answer(self._describe, ("thing", iri), _by_suffix(match[2]), iri, f"/{match[1]}")

    def document(self, name: str, suffix: str | None = None) -> FlaskResponse:
        """Answer for a document: everything in its graph."""
        if suffix is not None and suffix not in _SUFFIXES:
            raise _unknown(f"{BASE}{name}.{suffix}")
        choice = _by_suffix(suffix) if suffix else choose(_FORMS, flask.request.headers.get("Accept"))
        return self._answer(self._graph, ("graph", _DOCUMENTS[name]), choice, BASE + name, f"/{name}")

    def _see_other(self, name: str) -> FlaskResponse:
        choice = choose(_FORMS, flask.request.headers.get("Accept"))
        self._run(self._known, ("thing", BASE + name), formats.CSV)
        location = f"/{quote(name)}.{choice.form.names[0]}"
        return FlaskResponse(status=303, headers=[("Location", location), VARY, REVALIDATED])

    def _run(self, text: str, binding: tuple[str, str], media_type: str) -> bytes:
        """Return the result of a query about something; nothing found is a 404, never an empty page."""
        name, iri = binding
        seconds, rows, size = self._limits
        limits = Limits(seconds=seconds, rows=rows, bytes=size, client=flask.request.remote_addr or "")
        try:
            operation = Operation(text=text, bindings=((name, str(NamedNode(iri))),))
        except ValueError:
            raise _unknown(iri) from None
        result = self._engine.run(operation, media_type, limits)
        if result.empty:
            raise _unknown(iri)
        return result.body

    def _answer(
        self, text: str, binding: tuple[str, str], choice: Choice, iri: str, path: str
    ) -> FlaskResponse:
        if choice.form is HTML:
            body = description_page(iri, self._run(text, binding, formats.N_TRIPLES)).encode()
        else:
            body = self._run(text, binding, choice.form.media_type)
        answer = FlaskResponse(body, content_type=choice.content_type)
        entity = tag(self._version, iri, choice.content_type)
        answer.headers.extend((REVALIDATED, VARY, ("ETag", f'W/"{entity}"'), ("Link", _links(iri, path))))
        return answer


def _by_suffix(suffix: str) -> Choice:
    return choose(_FORMS, None, suffix)


def _links(iri: str, path: str) -> str:
    """Return the Link header: what is described, and the other forms of the description (RFC 8288)."""
    others = [_link(form, path) for form in _FORMS]
    return ", ".join((f'<{quote(iri, safe=":/#%")}>; rel="describes"', *others))


def _link(form: Form, path: str) -> str:
    return f'<{quote(path)}.{form.names[0]}>; rel="alternate"; type="{form.media_type}"'


def _unknown(iri: str) -> RequestError:
    return RequestError(
        f"Nothing is known of {iri!r}.", status=404, title="Not found", remedy="Look for it with /sparql."
    )
