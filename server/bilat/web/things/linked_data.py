"""Linked data: what an IRI of ours answers, whatever host the server runs on.

    /id/japan          303 to /id/japan.html, .ttl, .jsonld, .nt, .rdf, whichever the client wants
    /id/japan.ttl      the description, or 404 when nothing is known of it
    /id/a%20b          303 to /id/a%2520b.ttl and so on, where the percent sign is part of the very IRI
    /id/japan.csv      its statements with their evidence; .bib, .csl.json, .cite.txt: how to cite it
    /sources           the documents that statements are drawn from
    /def  /shapes      documents: all statements of their graph, at once

SPARQL is in ``queries/pages``; what a client names is bound to a variable, never written into a query.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final
from urllib.parse import quote, unquote, urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.engine.formats import JSON_LD
from bilat.errors import NotAcceptable, RequestError
from bilat.graph.catalogue.addresses import address_of, iri_at, is_page
from bilat.graph.releases.release import QUESTIONS
from bilat.vocab import BASE, GRAPH
from bilat.web.http.negotiate import DOCUMENT, HTML, Choice, Form, choose
from bilat.web.http.response import REVALIDATED, VARY, tag
from bilat.web.http.truncation import HEADER as TRUNCATED
from bilat.web.paging import number_of
from bilat.web.publication import Publication, choice_of, client, see_other
from bilat.web.things.bodies import SPACES, Bodies, Cut
from bilat.web.things.taken import take
from bilat.web.things.things import unknown
from bilat.web.vocabulary.vocabulary import Vocabulary

_FORMS: Final = DOCUMENT
_ENDINGS: Final = {form.names[0]: form for form in _FORMS}
_SUFFIX: Final = re.compile(rf"(.+)\.({'|'.join(_ENDINGS)})")
#: What people take along besides: a table, and how to cite the page.
_TAKEN_FORMS: Final = {
    "csv": Form("text/csv", ("csv",)),
    "bib": Form("application/x-bibtex", ("bib",)),
    "csl.json": Form("application/vnd.citationstyles.csl+json", ("csl.json",)),
    "cite.txt": Form("text/plain", ("cite.txt",)),
}
_TAKEN: Final = re.compile(r"(.+?)\.(csv|bib|csl\.json|cite\.txt)")
#: Letters that an IRI may have as they are, and that come with percent signs in a request (RFC 3987, 3.1).
_LETTERS: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
#: What an IRI has as it is where it is written as a URI: signs that part it mean something (RFC 3987, 3.1).
_RESERVED: Final = "%:/?#[]@!$&'()*+,;="
_QUESTIONS: Final = "questions/"
_DOCUMENTS: Final = {"def": f"{GRAPH}ontology", "shapes": f"{GRAPH}shapes"}
#: What a page may depend on beside the thing; nothing else that an address says makes another of it.
_ARGUMENTS: Final = ("all", "page", "release")


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of linked data."""
    routes = flask.Blueprint("linked_data", __name__)
    describer = _Describer(publication)
    for space in SPACES:
        routes.add_url_rule(f"/{space}<path:name>", f"below_{space[:-1]}", partial(describer.thing, space))
    if publication.renderer.frame.base != BASE:  # What a project of others calls its things, nobody knows.
        routes.add_url_rule("/<path:name>", "any", partial(describer.thing, ""))
        routes.before_app_request(describer.displaced)
    routes.add_url_rule("/sources", "sources", describer.sources)
    for document in _DOCUMENTS:
        routes.add_url_rule(f"/{document}", document, partial(describer.document, document))
        with_suffix = partial(describer.document, document)
        routes.add_url_rule(f"/{document}.<suffix>", f"{document}_file", with_suffix)
    return routes


class _Describer:
    """Answers requests for things and documents."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._version = publication.version
        self._base = publication.renderer.frame.base
        self._things = publication.things
        self._catalogue = publication.catalogue
        self._vocabulary = Vocabulary(publication)
        self._saved = {each["id"] for each in publication.json(QUESTIONS) or ()}
        self._bodies = Bodies(publication)

    def thing(self, space: str, name: str) -> FlaskResponse:
        """Answer for a thing: its description by suffix, else the way there."""
        name = f"{space}{name}"
        if (taken := _TAKEN.fullmatch(name)) is not None:
            found = self._taken(self._iri(taken[1]), taken[2])
            if found is not None:
                answer = self._publication.answer(*found)
                if isinstance(found[0], Cut):
                    answer.headers.extend((TRUNCATED,))
                return answer
            if self._ends_so(name):
                return self._see_other(name)
            raise self._unknown(self._iri(taken[1]))
        match = _SUFFIX.fullmatch(name)
        if match is None:
            return self._see_other(name)
        iri = self._iri(match[1])
        form = _ENDINGS[match[2]]
        choice = choose(_FORMS, None, form.media_type)
        body = self._body(iri, form)
        if body is None:
            address = self._home(match[1], f".{match[2]}")
            if address is not None:
                return see_other(f"{address}.{match[2]}")
            if self._ends_so(name):
                return self._see_other(name)
        return self._described_as(body, iri, f"/{match[1]}", choice)

    def displaced(self) -> FlaskResponse | None:
        """Lead programs from the path of a page to the thing whose IRI it is, if there is one.

        What is named like a question, but none that is saved here, is answered for at once.
        """
        path = flask.request.path[1:]
        if path.startswith(_QUESTIONS) and self._is_thing_among_questions(path):
            return self.thing("", path)
        if not is_page(path) or flask.request.args:
            return None
        match = _SUFFIX.fullmatch(path)
        name, form = (match[1], _ENDINGS[match[2]]) if match else (path, _wanted())
        iri = f"{self._base}{name}"
        if form is HTML or not self._things.is_told(iri, client()):
            return None
        return see_other(f"{address_of(iri, self._base)}.{form.names[0]}")

    def _is_thing_among_questions(self, path: str) -> bool:
        matches = (_SUFFIX.fullmatch(path), _TAKEN.fullmatch(path))
        names = {path, *(match[1] for match in matches if match)}
        if any(name.removeprefix(_QUESTIONS) in self._saved for name in names):
            return False
        return any(self._things.is_told(self._iri(name), client()) for name in names)

    def document(self, name: str, suffix: str | None = None) -> FlaskResponse:
        """Answer for a document: everything in its graph."""
        if suffix is not None and suffix not in _ENDINGS:
            raise self._unknown(f"{self._base}{name}.{suffix}")
        choice = choose(_FORMS, _accept(), suffix)
        iri, graph = self._iri(name), _DOCUMENTS[name]
        if graph not in self._publication.release.graphs:  # A thing of others may have the name.
            body = self._body(iri, choice.form)
        elif choice.form is HTML:
            body = None
        else:
            describe = partial(self._things.document, iri, graph, client())
            body = self._bodies.document(iri, choice.form.media_type, describe)
        if body is None and choice.form is HTML:
            return self._publication.answer(self._vocabulary.page(name, _page()), choice)
        return self._described_as(body, iri, f"/{name}", choice)

    def sources(self) -> FlaskResponse:
        """Answer with the list of documents."""
        return self._publication.answer(self._bodies.pages.passages.overview(_page()), choice_of())

    def _body(self, iri: str, form: Form) -> bytes | None:
        """Return what is said of a thing in a form, None where nothing is known of it."""
        if form is not HTML:
            return self._bodies.of(iri, form.media_type, client())
        asked = {key: flask.request.args[key] for key in _ARGUMENTS if key in flask.request.args}
        return self._bodies.page(iri, asked, client())

    def _taken(self, iri: str, ending: str) -> tuple[bytes, Choice] | None:
        """Return what people take along of a thing: a table, or how to cite it; None where it is unknown."""
        form = _TAKEN_FORMS[ending]
        found = take(self._bodies.pages, iri, ending, client())
        return None if found is None else (found, choose((form,), None, form.media_type))

    def _see_other(self, name: str) -> FlaskResponse:
        choice, iri = choose(_FORMS, _accept()), self._iri(name)
        path = address_of(iri, self._base) if name.startswith("iri/") else f"/{quote(name)}"
        location = f"{path}.{choice.form.names[0]}"
        if not self._things.is_told(iri, client()):
            address = self._home(name)
            if address is not None:
                return see_other(f"{address}.{choice.form.names[0]}")
            parts = self._publication.index.parts(iri, 1) if self._base != BASE else ()
            if not parts:
                raise self._unknown(iri)
            if choice.form is HTML:
                part = self._publication.index.thing(parts[0])
                location = "/def" if part and part.section == "terms" else "/browse"
        other = self._publication.renderer.frame.other(flask.request.args.get("release", ""))
        if other and choice.form is HTML:  # The page says that it is of another release than the address.
            location += f"?{urlencode({'release': other})}"
        answer = see_other(location)
        answer.headers.add("Link", ", ".join(_link(form, f"/{name}", "describedby") for form in _FORMS))
        return answer

    def _described_as(self, body: bytes | None, iri: str, path: str, choice: Choice) -> FlaskResponse:
        if body is None:
            raise self._unknown(iri)
        answer = FlaskResponse(body, content_type=choice.content_type)
        entity = tag(self._version, iri, choice.content_type)
        answer.headers.extend((REVALIDATED, VARY, ("ETag", f'W/"{entity}"')))
        answer.headers.add("Link", self._links(iri, path, choice.form))
        if isinstance(body, Cut):
            answer.headers.extend((TRUNCATED,))
        return answer

    def _iri(self, name: str) -> str:
        """Return the IRI of a path."""
        return iri_at(name, self._base)

    def _ends_so(self, name: str) -> bool:
        """Tell whether a thing has a name that ends as a file does."""
        return self._things.is_told(self._iri(name), client()) or self._home(name) is not None

    def _home(self, name: str, ending: str = "") -> str | None:
        """Return the address of what has an IRI below the base like a path that means another, if any has.

        Args:
            name: the path, without the first slash.
            ending: of the path that was sent.
        """
        sent = flask.request.environ.get("REQUEST_URI", "").partition("?")[0].removesuffix(ending)[1:]
        written = (sent, _LETTERS.sub(lambda found: unquote(found[0]), sent)) if "%" in sent else ()
        for iri in (f"{self._base}{name}", *map(self._iri, written)):
            if iri != self._iri(name) and self._things.is_told(iri, client()):
                return address_of(iri, self._base)
        return None

    def _links(self, iri: str, path: str, form: Form) -> str:
        """Return the Link header: what is described, where its home is, other forms (RFC 8288, 6596)."""
        fixed = [f'<{quote(iri, safe=_RESERVED)}>; rel="describes"']
        if iri.startswith(self._base) and "#" not in iri:
            home = f"{self._base}{address_of(iri, self._base)[1:]}.{form.names[0]}"
            fixed.append(f'<{home}>; rel="canonical"')
        # PyLD's loader of documents fails at more than one alternate: JSON-LD names the page alone.
        named = (HTML,) if form.media_type == JSON_LD else _FORMS
        others = [_link(each, path, "alternate") for each in named if each is not form]
        return ", ".join((*fixed, *self._catalogue.links, *others))

    def _unknown(self, iri: str) -> RequestError:
        above = iri.rpartition("/")[0]
        known = self._things.is_told(above, client())
        return unknown(iri, self._things, address_of(above, self._base) if known else "")


def _link(form: Form, path: str, relation: str) -> str:
    return f'<{quote(path)}.{form.names[0]}>; rel="{relation}"; type="{form.media_type}"'


def _wanted() -> Form:
    """Return the form of RDF that the client asks for by its own name, or HTML: pages have plain JSON too."""
    try:
        choice = choose(_FORMS, _accept())
    except NotAcceptable:
        return HTML
    return choice.form if choice.content_type.startswith(choice.form.media_type) else HTML


def _page() -> int:
    return number_of(flask.request.args.get("page", "1"))


def _accept() -> str | None:
    return flask.request.headers.get("Accept")
