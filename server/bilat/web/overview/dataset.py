"""The dataset as a whole: its record for people and for catalogues, VoID, examples, the JSON-LD context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.graph.formats.quads import literal
from bilat.vocab import DCAT, DCTERMS, GRAPH
from bilat.web.catalogue import Part, address
from bilat.web.http.negotiate import DESCRIPTION, DOCUMENT, HTML, TRIPLES, Choice, Form
from bilat.web.languages import language_of
from bilat.web.overview.downloads import FOLDER
from bilat.web.publication import Publication, choice_of, not_found
from bilat.web.things.structured import structured_dataset
from bilat.web.wording import date

_ONLY_RDF: Final = tuple(form for form in DESCRIPTION if form is not HTML)
_CONTEXT: Final = Form("application/ld+json", ("jsonld",), ("application/json",))
_FORMATS: Final = {
    "ttl": "Turtle",
    "trig": "TriG, each statement in its graph",
    "jsonld": "JSON-LD with a context",
    "nq": "N-Quads",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
}
_LICENCE: Final = re.compile(
    r"https?://creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/([\d.]+)/?(?:legalcode|deed)?"
)
#: What that is where documents have passages.
_BY_PASSAGE: Final = "TriG, each statement in the graph of its passage"
#: A thing for an example, where the project names none.
_ANY: Final = (
    "SELECT path FROM thing JOIN section ON section.id = section WHERE listed ORDER BY thing.id LIMIT 1"
)
_PARTS: Final = {"bilat": "Everything", "bilat-stated": "What is stated, without inferences"}
_TOLD: Final = (
    ("Version", DCAT + "version"),
    ("Issued", DCTERMS + "issued"),
    ("Changed", DCTERMS + "modified"),
    ("Licence", DCTERMS + "license"),
    ("Rights", DCTERMS + "rights"),
    ("Language", DCTERMS + "language"),
    ("Creator", DCTERMS + "creator"),
    ("Publisher", DCTERMS + "publisher"),
    ("Source", DCTERMS + "source"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A download.

    Args:
        part: what of the graph it has.
        format: in words.
        name: of the file.
        size: in bytes, not packed.
        packed: in bytes, as gzip; None where there is no such copy.
        sha256: digest of the content.
    """

    part: str
    format: str
    name: str
    size: int
    packed: int | None
    sha256: str


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the dataset."""
    routes = flask.Blueprint("dataset", __name__)
    dataset = _Dataset(publication)
    routes.add_url_rule("/dataset", "dataset", dataset.page)
    routes.add_url_rule("/dataset.<suffix>", "dataset_file", dataset.page)
    routes.add_url_rule("/.well-known/void", "void", dataset.void)
    routes.add_url_rule("/.well-known/sparql-examples", "examples", dataset.examples)
    routes.add_url_rule("/context.jsonld", "context", dataset.context)
    return routes


class _Dataset:
    """Answers requests for the dataset."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._catalogue = publication.catalogue

    def page(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with the catalogue, or with what people want to know of it."""
        choice = choice_of(DOCUMENT, suffix)
        if choice.form is not HTML:
            return self._part(Part.ALL, choice)
        return self._publication.answer(self._html(), choice)

    def void(self) -> FlaskResponse:
        """Answer with the catalogue without the examples (VoID, 7.2)."""
        return self._part(Part.VOID, choice_of(_ONLY_RDF))

    def examples(self) -> FlaskResponse:
        """Answer with the questions and prefixes, as editors read them."""
        return self._part(Part.EXAMPLES, choice_of(_ONLY_RDF))

    def context(self) -> FlaskResponse:
        """Answer with the JSON-LD context."""
        body = {"@context": dict(self._publication.names.context)}
        return self._publication.answer_json(body, choice_of((_CONTEXT,)))

    def _part(self, part: Part, choice: Choice) -> FlaskResponse:
        if self._catalogue.empty:
            raise not_found("This release has no catalogue.", "Build it again.")
        where = address(flask.request.environ)
        return self._publication.answer(self._catalogue.write(part, choice.form.media_type, where), choice)

    def _html(self) -> str:
        frame, release = self._publication.renderer.frame, self._publication.release
        endpoint = address(flask.request.environ)
        told = [(words, self._catalogue.values(name)) for words, name in _TOLD]
        return self._publication.renderer.page(
            "dataset.html",
            title="Data",
            description=f"Downloads, licence, record and addresses of {frame.title}",
            current="/dataset",
            other_release=frame.other(flask.request.args.get("release", "")),
            release=release,
            statements=sum(release.graphs.values()),
            record=release.graphs.get(f"{GRAPH}catalogue", 0),
            told=[(words, [(it, self._words(it)) for it in values]) for words, values in told if values],
            offered=self._offered(),
            forms=[(f"/dataset.{form.names[0]}", form.media_type, _title(form)) for form in TRIPLES],
            cited=frame.cite(
                frame.title,
                (self._catalogue.dataset or "").strip("<>") or endpoint.removesuffix("sparql") + "dataset",
                frame.title.partition(":")[0].strip(),
            ),
            endpoint=endpoint,
            root=endpoint.removesuffix("/sparql"),
            example=self._example(),
            structured=structured_dataset(
                self._catalogue,
                frame.title,
                self._files(endpoint.removesuffix("/sparql")),
            ),
        )

    def _words(self, value: str) -> str:
        """Return a value as people write it: names, days, well-known licences and codes of languages."""
        if value[:4] != "http":
            return date(literal(value))
        licence = _LICENCE.fullmatch(value)
        if licence:
            return " ".join((f"CC {licence[1].upper()}" if licence[1] != "zero" else "CC0", licence[2]))
        return language_of(value) or self._catalogue.name(value)

    def _files(self, root: str) -> Iterator[tuple[str, str]]:
        """Yield media type and address of the downloads of everything."""
        names = {file.name for file in self._publication.release.files}
        for form in TRIPLES:
            if f"{FOLDER}bilat.{form.names[0]}" in names:
                yield form.media_type, f"{root}/download/bilat.{form.names[0]}"

    def _example(self) -> str:
        """Return the address of a thing: that of the first page, else of the model."""
        answer = self._publication.index.answer("home-example")
        thing = answer.rows[0].get("thing") if answer and answer.rows else None
        if thing is not None and (href := self._publication.renderer.href(thing.value)):
            return href
        return next((path for (path,) in self._publication.index.rows(_ANY)), "/def")

    def _offered(self) -> tuple[Offered, ...]:
        """Return the downloads of the release, by part and format."""
        files = {file.name: file for file in self._publication.release.files}
        by_passage = "/sources" in self._publication.renderer.frame.pictures
        formats = _FORMATS | ({"trig": _BY_PASSAGE} if by_passage else {})
        offered = []
        for part, of in _PARTS.items():
            for ending, words in formats.items():
                name = f"{part}.{ending}"
                if (file := files.get(FOLDER + name)) is not None:
                    packed = files.get(f"{FOLDER}{name}.gz")
                    offered.append(
                        Offered(
                            part=of,
                            format=words,
                            name=name,
                            size=file.size,
                            packed=packed.size if packed else None,
                            sha256=file.sha256,
                        )
                    )
        return tuple(offered)


def _title(form: Form) -> str:
    """Return what a format is called, without what it keeps."""
    return re.split(",| with", _FORMATS[form.names[0]])[0]
