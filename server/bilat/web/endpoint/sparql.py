"""The SPARQL endpoint: a thin WSGI callable, without the cost of a framework.

    request -> method -> parameters -> outline of the query -> form of the answer -> engine -> response

Everything that can be refused is refused before the engine is asked.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from bilat.engine import formats
from bilat.engine.interface import Engine, Kind, Limits, Operation, Result
from bilat.engine.mistakes.declaring import with_declaration
from bilat.engine.outline import admit, outline
from bilat.engine.service.federation import Federation
from bilat.errors import NotAcceptable, RequestError, method_not_allowed
from bilat.graph.formats.export import Vocabulary
from bilat.settings import Settings
from bilat.web.catalogue import address
from bilat.web.endpoint.answers import Asked, carrier
from bilat.web.endpoint.editor import Editor, read_limits
from bilat.web.endpoint.hints import Hints, header, is_poor
from bilat.web.endpoint.service import ServiceDescription
from bilat.web.endpoint.tables import markdown_table
from bilat.web.http import truncation
from bilat.web.http.negotiate import HTML, MARKDOWN, RESULTS, Choice, Form, choose
from bilat.web.http.parameters import ACCEPT_QUERY, Call, Parameters, most_octets, parameters
from bilat.web.http.problem import respond
from bilat.web.http.response import (
    CANCELLATION,
    PREFLIGHT,
    REVALIDATED,
    VARY,
    Environ,
    Response,
    StartResponse,
    tag,
)
from bilat.web.things.things import Things
from bilat.web.things.writing import write_answer

ALLOWED: Final = "GET, HEAD, OPTIONS, POST, QUERY"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "QUERY"})
#: What is made from a result here takes longer than an event loop may be held up.
_MADE: Final = frozenset({HTML.media_type, MARKDOWN.media_type, formats.JSON_LD})
_DOWNLOADED: Final = frozenset({formats.CSV, formats.TSV})
#: How a saved question begins.
_SAVED: Final = re.compile(r"# id: ([a-z0-9-]{1,80})\n")
#: Advice that takes longer is not given.
_HINT_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the engine is to be asked, and how its answer is shown.

    Args:
        operation: the query.
        choice: form of the answer.
        limits: time, rows and bytes.
        service: the query asks other endpoints first.
    """

    operation: Operation
    choice: Choice
    limits: Limits
    service: bool

    @property
    def media_type(self) -> str:
        """Return the media type in which the engine hands over the result."""
        return _carrier(self.choice.form)


class Endpoint:
    """Answers requests for ``/sparql``.

    Args:
        engine: runs queries.
        settings: limits of a query.
        description: what to answer when there is no query.
        version: of data and code; it is part of every ETag.
        editor: makes what browsers get.
        names: how IRIs are shortened in JSON-LD.
        language: tag of the language that the data is written in, or empty text.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        description: ServiceDescription,
        version: str,
        editor: Editor,
        names: Vocabulary,
        language: str,
    ) -> None:
        self._names = names
        self._editor = editor
        self._engine = engine
        self._federation = Federation(settings)
        self._settings = settings
        self._description = description.limited(settings)
        self._version = version
        quick = Limits.of(settings, seconds=_HINT_SECONDS)
        self._limits = lru_cache(maxsize=1_000)(partial(Limits.of, settings))
        self._hints = Hints(Things(engine, quick, ()), language)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Answer a WSGI request."""
        return self.respond(environ).send(start_response)

    def respond(self, environ: Environ) -> Response:
        """Return the response to a request."""
        try:
            return self._answer(environ, environ.get("HTTP_ACCEPT"))
        except RequestError as error:
            return self.failed(error, environ)

    def failed(self, error: RequestError, environ: Environ) -> Response:
        """Return the response to a request that cannot be answered."""
        error = with_declaration(error, self._names.prefixes)
        return self._editor.failed(error, environ) or respond(
            error, environ.get("HTTP_ACCEPT"), self._editor.renderer
        )

    def plan(self, call: Call, accept: str | None, base: str, client: str) -> Plan | None:
        """Return what the engine is to be asked for a request, None for one that takes more than that.

        Args:
            call: the request.
            accept: its Accept header.
            base: address of the endpoint, as the client sees it.
            client: on whose account it goes.

        Raises:
            RequestError: it cannot be answered.
        """
        if call.method not in _METHODS:
            return None
        asked = parameters(call)
        if asked.query is None:
            return None
        plan = self._plan(asked, asked.query, accept, base, client)
        return None if plan.service or plan.choice.form.media_type in _MADE else plan

    def finish(self, plan: Plan, result: Result, hints: tuple[str, ...] = ()) -> Response:
        """Return the response to a request for which the engine has been asked."""
        return self._respond(plan.operation, plan.choice, result, hints)

    def advice(self, plan: Plan) -> tuple[str, ...]:
        """Return what is to be said of a query whose result says nothing; this asks the engine, and waits."""
        return self._hints.of(plan.operation, plan.limits.client)

    def _answer(self, environ: Environ, accept: str | None) -> Response:
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return _options()
        if method not in _METHODS:
            raise method_not_allowed(method, ALLOWED)
        asked = parameters(
            Call(
                method,
                environ.get("QUERY_STRING", ""),
                environ.get("CONTENT_TYPE", ""),
                lambda: self._body(environ),
            )
        )
        if asked.query is not None:
            return self._query(asked, asked.query, environ, accept)
        if method in {"POST", "QUERY"}:
            raise _no_query()
        choice = self._described_in(accept, asked.format)
        if choice.form is HTML:
            return self._editor.blank(environ.get("QUERY_STRING", ""))
        return self._description.respond(choice, self._version, address(environ))

    def _described_in(self, accept: str | None, name: str | None) -> Choice:
        """Return the form of the description; who wants rows has forgotten the query."""
        try:
            return choose(self._description.forms, accept, name)
        except NotAcceptable:
            with suppress(NotAcceptable):
                choose(RESULTS[Kind.SELECT], accept)
                raise _no_query() from None
            raise

    def _query(self, asked: Parameters, text: str, environ: Environ, accept: str | None) -> Response:
        """Return the response to a query."""
        plan = self._plan(asked, text, accept, address(environ), environ.get("REMOTE_ADDR", ""))
        operation, choice = plan.operation, plan.choice
        limits = replace(plan.limits, cancellation=environ.get(CANCELLATION))
        if plan.service:
            operation, limits = self._federation.without_service(operation, limits)
        if choice.form is HTML:
            return self._page(Asked(text=text, pairs=asked.pairs), operation, limits)
        result = self._engine.run(operation, _carrier(choice.form), limits)
        shown = choice.form is MARKDOWN
        hints = self._hints.of(operation, limits.client) if shown or is_poor(result) else ()
        return self._respond(operation, choice, result, hints)

    def _plan(self, asked: Parameters, text: str, accept: str | None, base: str, client: str) -> Plan:
        seen = admit(text, service=bool(self._federation))
        # A text that starts like no query is for the engine to explain, in whatever form errors come.
        choice = choose(RESULTS[seen.kind], accept, asked.format) if seen.kind else _UNKNOWN
        operation = Operation(
            text=text,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            base=base,
            volatile=seen.volatile,
        )
        limits = self._limits(client=client, seconds=asked.seconds, truncate=asked.truncate)
        if choice.form is MARKDOWN:  # Which is read as pages are, and written here.
            limits = read_limits(limits, self._settings)
        return Plan(operation, choice, limits, seen.service)

    def _page(self, asked: Asked, operation: Operation, limits: Limits) -> Response:
        """Return the answer to a query as people see it."""
        began = time.monotonic()
        kind = outline(operation.text).kind
        result = self._engine.run(operation, carrier(kind), self._editor.limits(limits))
        seconds = time.monotonic() - began
        hints = self._hints.of(operation, limits.client)
        return self._editor.answer(asked, result, hints, seconds, limits.client)

    def _respond(
        self, operation: Operation, choice: Choice, result: Result, hints: tuple[str, ...]
    ) -> Response:
        headers = [("Content-Type", choice.content_type), VARY]
        if hints:
            headers.append(header(hints))
        if result.truncated:
            headers.append(truncation.HEADER)
        if operation.volatile:
            headers.append(("Cache-Control", "no-store"))
        else:
            headers += [REVALIDATED, ("ETag", self._tag(operation, choice, result.truncated))]
        if choice.form.media_type in _DOWNLOADED:
            name = f"{_file_name(operation.text)}.{choice.form.names[0]}"
            headers.append(("Content-Disposition", f'attachment; filename="{name}"'))
        return Response(200, tuple(headers), self._shown(operation, choice, result, hints))

    def _shown(self, operation: Operation, choice: Choice, result: Result, hints: tuple[str, ...]) -> bytes:
        """Return what is sent: a result as it is, with a mark if it was cut, or what is made of it here."""
        if choice.form is MARKDOWN:
            notes = (*hints, truncation.SENTENCE) if result.truncated else hints
            return markdown_table(operation.text, result.body, notes).encode()
        if choice.form.media_type == formats.JSON_LD:
            return write_answer(bytes(result.body), self._names)
        return truncation.announced(result.body, result.media_type) if result.truncated else result.body

    def _tag(self, operation: Operation, choice: Choice, truncated: bool) -> str:
        """Return a weak ETag: the same question of the same data, though rows may come in another order."""
        # Field by field: to write a dataclass as text costs more than the digest.
        asked = (operation.text, operation.default_graphs, operation.named_graphs, operation.base)
        return f'W/"{tag(self._version, choice.content_type, asked, truncated)}"'

    def _body(self, environ: Environ) -> bytes:
        """Return the body of a request, up to what the longest query can take."""
        most = most_octets(self._settings)
        body: bytes = environ["wsgi.input"].read(most + 1)
        if len(body) > most:
            raise RequestError(
                f"The body is longer than {most:,} bytes.",
                status=413,
                title="Body too long",
                remedy="Send less.",
            )
        return body


def _file_name(query: str) -> str:
    """Return what a file with the answer is called: after the saved question that is asked."""
    found = _SAVED.match(query)
    return found[1] if found else "result"


_UNKNOWN: Final = Choice(RESULTS[next(iter(RESULTS))][0], formats.JSON)


def _carrier(form: Form) -> str:
    """Return the media type in which the engine hands over what a form shows."""
    return {MARKDOWN.media_type: formats.JSON, formats.JSON_LD: formats.N_TRIPLES}.get(
        form.media_type, form.media_type
    )


def _no_query() -> RequestError:
    return RequestError("There is no query parameter.", remedy="Send query=.")


def _options() -> Response:
    """Answer a question for what is allowed, and a browser that asks before it sends (Fetch, CORS)."""
    return Response(
        204,
        (
            ("Allow", ALLOWED),
            ACCEPT_QUERY,
            ("Access-Control-Allow-Methods", ALLOWED),
            *PREFLIGHT,
        ),
    )
