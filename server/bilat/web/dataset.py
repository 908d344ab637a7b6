"""The dataset as a whole: its record for people and for catalogues, VoID, examples, the JSON-LD context."""

from __future__ import annotations

import json
from html import escape
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.vocab import DCTERMS
from bilat.web.catalogue import Part, address
from bilat.web.marks import href_of
from bilat.web.negotiate import DESCRIPTION, DOCUMENT, HTML, TRIPLES, Choice, Form
from bilat.web.publication import Publication, choice_of, not_found

_ONLY_RDF: Final = tuple(form for form in DESCRIPTION if form is not HTML)
_CONTEXT: Final = Form("application/ld+json", ("jsonld",), ("application/json",))


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the dataset."""
    routes = flask.Blueprint("dataset", __name__)
    dataset = _Dataset(publication)
    routes.add_url_rule("/dataset", "dataset", dataset.page)
    routes.add_url_rule("/.well-known/void", "void", dataset.void)
    routes.add_url_rule("/.well-known/sparql-examples", "examples", dataset.examples)
    routes.add_url_rule("/context.jsonld", "context", dataset.context)
    return routes


class _Dataset:
    """Answers requests for the dataset."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._catalogue = publication.catalogue

    def page(self) -> FlaskResponse:
        """Answer with the catalogue, or with what people want to know of it."""
        choice = choice_of(DOCUMENT)
        if choice.form is not HTML:
            return self._part(Part.ALL, choice)
        title = next(iter(self._catalogue.values(DCTERMS + "title")), "Dataset")
        body = self._publication.renderer.plain(title, self._about(), "/dataset")
        return self._publication.answer(body, choice)

    def void(self) -> FlaskResponse:
        """Answer with the catalogue without the examples (VoID, 7.2)."""
        return self._part(Part.VOID, choice_of(_ONLY_RDF))

    def examples(self) -> FlaskResponse:
        """Answer with the questions and prefixes, as editors read them."""
        return self._part(Part.EXAMPLES, choice_of(_ONLY_RDF))

    def context(self) -> FlaskResponse:
        """Answer with the JSON-LD context."""
        body = {"@context": dict(self._publication.names.context)}
        return self._publication.answer(
            json.dumps(body, ensure_ascii=False, indent=1) + "\n", choice_of((_CONTEXT,))
        )

    def _part(self, part: Part, choice: Choice) -> FlaskResponse:
        if self._catalogue.empty:
            raise not_found("This release has no catalogue.", "Build it again.")
        where = address(flask.request.environ)
        return self._publication.answer(self._catalogue.write(part, choice.form.media_type, where), choice)

    def _about(self) -> str:
        """Return the dataset for people: what it is, how large, where to have it."""
        described = self._catalogue.values(f"{DCTERMS}description")
        total = sum(self._publication.release.graphs.values())
        rows = [("Statements", f"{total:,} in {len(self._publication.release.graphs):,} named graphs")]
        for title in ("issued", "modified", "license", "language", "creator", "publisher"):
            values = self._catalogue.values(f"{DCTERMS}{title}")
            rows += [(title.capitalize(), _linked(value)) for value in values]
        rows.append(("Release", f"<code>{escape(self._publication.release.digest)}</code>"))
        facts = "".join(f'<tr><th scope="row">{head}</th><td>{value}</td></tr>' for head, value in rows)
        forms = ", ".join(
            f'<a href="/dataset?format={form.names[0]}">{form.media_type}</a>' for form in TRIPLES
        )
        return (
            "".join(f"<p>{escape(text)}</p>\n" for text in described)
            + f"<table>\n<tbody>{facts}</tbody>\n</table>\n"
            '<ul>\n<li><a href="/">Downloads</a></li>\n<li><a href="/questions">Questions</a></li>\n'
            '<li><a href="/coverage">Coverage</a></li>\n'
            '<li><a href="/validation">Validation</a></li>\n</ul>\n'
            f"<p>As data: {forms}</p>"
        )


def _linked(value: str) -> str:
    """Return an IRI as a link, other text as it is."""
    to = href_of(value)
    return f'<a href="{escape(to)}">{escape(value)}</a>' if to else escape(value)
