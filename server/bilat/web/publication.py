"""A release with all that its pages need, and how every page is answered; each module of pages gets one."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote

import flask
from werkzeug.wrappers import Response as FlaskResponse

import bilat
from bilat.engine.interface import Engine, Limits
from bilat.errors import ReleaseError, RequestError
from bilat.graph.formats.export import Vocabulary
from bilat.graph.releases.release import CATALOGUE, VOCABULARY, File, Release
from bilat.settings import Settings
from bilat.web.catalogue import Catalogue
from bilat.web.frame import frame_of
from bilat.web.http.compression import LARGEST
from bilat.web.http.negotiate import HTML, TRIPLES, Choice, Form, choose
from bilat.web.http.response import REVALIDATED, VARY, tag
from bilat.web.http.sent import heeded, sent
from bilat.web.index import Index
from bilat.web.markdown import ENDING, twin
from bilat.web.render import Renderer
from bilat.web.sheets import json_of
from bilat.web.things.ahead import Ahead
from bilat.web.things.labels import Labels
from bilat.web.things.things import Things

#: Most octets of a query that a header repeats: clients give up on lines of 64 KiB.
_LONGEST_QUERY = 8_000
#: Forms of RDF, which a page names where it has them: crawlers that were led to a page look for those.
_GRAPHS: Final = frozenset(form.media_type for form in TRIPLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is published.

    Args:
        release: its files.
        version: of data and code; it is part of every ETag that is not made from the content.
        engine: answers queries.
        limits: of a query of a page.
        things: descriptions, by way of the engine.
        labels: what things are called, by way of the engine.
        index: what is known since the release was built: names, lists, stored answers.
        names: how IRIs are shortened.
        catalogue: what the release says of itself.
        renderer: makes pages.
        sources: folder of the documents, empty text where they are not at hand.
        ahead: what things answer, as far as it was made before it is asked for.
    """

    release: Release
    version: str
    engine: Engine
    limits: Limits
    things: Things
    labels: Labels
    index: Index
    names: Vocabulary
    catalogue: Catalogue
    renderer: Renderer
    sources: str = ""
    ahead: Ahead = field(default_factory=Ahead)

    @classmethod
    def of(cls, release: Release, engine: Engine, settings: Settings) -> Publication:
        """Return what the pages of a release need.

        Args:
            release: what is served.
            engine: answers its queries.
            settings: limits of a query of a page, and where the documents are.
        """
        # How much a client may have in one result is no limit of pages, which take what they show.
        limits = replace(Limits.of(settings), rows=sys.maxsize)
        said = _read(release, VOCABULARY)
        names = Vocabulary.read(said) if said else Vocabulary.of({})
        catalogue = Catalogue(_read(release, CATALOGUE), names.widened(), language=release.language)
        frame = frame_of(release, catalogue)
        index = Index(release)
        return cls(
            release=release,
            version=f"{release.digest} {bilat.__version__}",
            engine=engine,
            limits=limits,
            things=Things(engine, limits, release.graphs),
            labels=Labels(engine, limits, release.language),
            index=index,
            names=names,
            catalogue=catalogue,
            renderer=Renderer(frame, lambda iri: iri in release.graphs or index.has(iri)),
            sources=settings.sources,
        )

    def read(self, name: str) -> bytes | None:
        """Return a file of the release, None if it has none of that name."""
        return _read(self.release, name)

    def json(self, name: str) -> Any:
        """Return what a file of the release holds, None if it has none of that name."""
        body = self.read(name)
        return None if body is None else json.loads(body)

    def answer(self, body: str | bytes, choice: Choice) -> FlaskResponse:
        """Return the response that carries a page or its data, named by its content."""
        content = body.encode() if isinstance(body, str) else body
        answer = FlaskResponse(content, content_type=choice.content_type)
        return self._described(answer, f'"{tag(content, choice.content_type)}"', choice)

    def answer_json(self, value: object, choice: Choice) -> FlaskResponse:
        """Return the response that carries a value as JSON."""
        return self.answer(json_of(value), choice)

    def answer_file(self, file: File, choice: Choice) -> FlaskResponse:
        """Return the response that carries a file of the release; a large one is sent from where it lies."""
        if file.size <= LARGEST:
            return self.answer(self.release.read(file.name), choice)
        environ = heeded(flask.request.environ, self.release, file)
        answer = sent(self.release, file, choice.content_type, environ)
        return self._described(answer, f'"{file.sha256}"', choice)

    def _described(self, answer: FlaskResponse, etag: str, choice: Choice) -> FlaskResponse:
        """Return a response with what caches and crawlers want to know."""
        for name, value in (REVALIDATED, VARY, ("ETag", etag)):
            answer.headers[name] = value
        links = [*self.catalogue.links]
        if choice.form is HTML:
            stem = quote(twin(flask.request.path).removesuffix(ENDING))
            links += (
                f'<{stem}.{form.names[0]}>; rel="alternate"; type="{form.media_type}"'
                for form in choice.offered
                if form.media_type in _GRAPHS
            )
            query = quote(flask.request.query_string, safe="=&%+:/?")
            if len(query) <= _LONGEST_QUERY:
                address = quote(twin(flask.request.path)) + (f"?{query}" if query else "")
                links.append(f'<{address}>; rel="alternate"; type="text/markdown"')
        answer.headers.add("Link", ", ".join(links))
        return answer


def choice_of(forms: tuple[Form, ...] = (HTML,), name: str | None = None) -> Choice:
    """Return the form in which the present request is to be answered.

    Args:
        forms: what there is, the most usual first.
        name: what the address calls the form; ``format=`` if None, and where that is empty too, the header
            Accept.

    Raises:
        NotAcceptable: none of them is accepted.
        RequestError: there is no form of that name.
    """
    request = flask.request
    return choose(forms, request.headers.get("Accept"), name or request.args.get("format") or None)


def see_other(address: str) -> FlaskResponse:
    """Return the response that leads to another address, which depends on what the client accepts."""
    return FlaskResponse(status=303, headers=[("Location", address), VARY, REVALIDATED])


def not_found(message: str, remedy: str) -> RequestError:
    """Return the error for what is not there."""
    return RequestError(message, status=404, title="Not found", remedy=remedy)


def client() -> str:
    """Return on whose account the present request goes."""
    return flask.request.remote_addr or ""


def _read(release: Release, name: str) -> bytes | None:
    try:
        return release.read(name)
    except ReleaseError:
        return None
