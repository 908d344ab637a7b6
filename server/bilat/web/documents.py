"""Pages about the graph as a whole, for people and for programs: dataset, questions, coverage, context."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.errors import ReleaseError, RequestError
from bilat.graph.release import Release
from bilat.vocab import BASE, DCTERMS
from bilat.web.catalogue import Catalogue, Part, address
from bilat.web.negotiate import DESCRIPTION, DOCUMENT, HTML, TRIPLES, Choice, Form, choose
from bilat.web.page import page
from bilat.web.response import REVALIDATED, VARY, tag
from bilat.web.tables import query_form
from bilat.web.things import Things
from bilat.web.writing import Names, write_description

_JSON: Final = Form("application/json", ("json",))
_PAGES: Final = (HTML, _JSON)
_QUESTION: Final = (HTML, _JSON, *(form for form in TRIPLES if form.names[0] != "json"))
_ONLY_RDF: Final = tuple(form for form in DESCRIPTION if form is not HTML)
_CONTEXT: Final = Form("application/ld+json", ("jsonld",), ("application/json",))


def blueprint(
    release: Release, version: str, things: Things, names: Names, catalogue: Catalogue
) -> flask.Blueprint:
    """Return the routes of these pages.

    Args:
        release: what is served.
        version: of data and code; it is part of every ETag.
        things: what is known.
        names: how IRIs are shortened.
        catalogue: what the release says of itself.
    """
    routes = flask.Blueprint("documents", __name__)
    documents = _Documents(release, version, things, names, catalogue)
    routes.add_url_rule("/dataset", "dataset", documents.dataset)
    routes.add_url_rule("/.well-known/void", "void", documents.void)
    routes.add_url_rule("/.well-known/sparql-examples", "examples", documents.examples)
    routes.add_url_rule("/questions", "questions", documents.questions)
    routes.add_url_rule("/questions/<name>", "question", documents.question)
    routes.add_url_rule("/coverage", "coverage", documents.coverage)
    routes.add_url_rule("/context.jsonld", "context", documents.context)
    return routes


class _Documents:
    """Answers requests for the pages."""

    def __init__(
        self, release: Release, version: str, things: Things, names: Names, catalogue: Catalogue
    ) -> None:
        self._release = release
        self._version = version
        self._things = things
        self._names = names
        self._catalogue = catalogue
        self._questions = {each["id"]: each for each in self._json("questions.json") or []}

    def dataset(self) -> FlaskResponse:
        """Answer with the catalogue, or with what people want to know of it."""
        choice = _choice(DOCUMENT)
        if choice.form is HTML:
            return self._answer(page(self._title(), self._about()), choice)
        return self._part(Part.ALL, choice)

    def void(self) -> FlaskResponse:
        """Answer with the catalogue without the examples (VoID, 7.2)."""
        return self._part(Part.VOID, _choice(_ONLY_RDF))

    def examples(self) -> FlaskResponse:
        """Answer with the questions and prefixes, as editors read them."""
        return self._part(Part.EXAMPLES, _choice(_ONLY_RDF))

    def questions(self) -> FlaskResponse:
        """Answer with all saved questions."""
        choice = _choice(_PAGES)
        if choice.form is _JSON:
            return self._answer(_dump([_with_links(each) for each in self._questions.values()]), choice)
        return self._answer(page("Questions", _question_list(self._questions.values())), choice)

    def question(self, name: str) -> FlaskResponse:
        """Answer with one question, its query, and where its answer is."""
        name, _, suffix = name.partition(".")
        question = self._questions.get(name)
        if question is None:
            raise _not_found(f"There is no question {name!r}.", "See the list at /questions.")
        choice = choose(_QUESTION, flask.request.headers.get("Accept"), suffix or None)
        if choice.form is HTML:
            return self._answer(page(question["question"], _question(question)), choice)
        if choice.form is _JSON:
            return self._answer(_dump(_with_links(question)), choice)
        described = self._things.thing(f"{BASE}questions/{name}", flask.request.remote_addr or "")
        if described is None:
            raise _not_found(f"Nothing is said of the question {name!r}.", "See the list at /questions.")
        return self._answer(write_description(described, choice.form.media_type, self._names), choice)

    def coverage(self) -> FlaskResponse:
        """Answer with what is stated of each passage of the documents."""
        report = self._json("coverage.json")
        if report is None:
            raise _not_found("This release has no report on coverage.", "Build it again.")
        choice = _choice(_PAGES)
        body = _dump(report) if choice.form is _JSON else page("Coverage", _coverage(report))
        return self._answer(body, choice)

    def context(self) -> FlaskResponse:
        """Answer with the JSON-LD context."""
        return self._answer(_dump({"@context": dict(self._names.context)}), _choice((_CONTEXT,)))

    def _part(self, part: Part, choice: Choice) -> FlaskResponse:
        if self._catalogue.empty:
            raise _not_found("This release has no catalogue.", "Build it again.")
        where = address(flask.request.environ)
        return self._answer(self._catalogue.write(part, choice.form.media_type, where), choice)

    def _answer(self, body: str | bytes, choice: Choice) -> FlaskResponse:
        answer = FlaskResponse(body, content_type=choice.content_type)
        entity = tag(self._version, flask.request.full_path, flask.request.host, choice.content_type)
        answer.headers.extend((REVALIDATED, VARY, ("ETag", f'"{entity}"'), *self._catalogue.dated))
        links = ('</.well-known/void>; rel="describedby"', *self._catalogue.licence_links)
        answer.headers.add("Link", ", ".join(links))
        return answer

    def _title(self) -> str:
        return next(iter(self._catalogue.values(f"{DCTERMS}title")), "Dataset")

    def _about(self) -> str:
        """Return the dataset for people: what it is, how large, where to have it."""
        described = self._catalogue.values(f"{DCTERMS}description")
        total = sum(self._release.graphs.values())
        rows = [("Statements", f"{total:,} in {len(self._release.graphs):,} named graphs")]
        for title in ("issued", "modified", "license", "language", "creator", "publisher"):
            values = self._catalogue.values(f"{DCTERMS}{title}")
            rows += [(title.capitalize(), _linked(value)) for value in values]
        rows.append(("Release", f"<code>{escape(self._release.digest)}</code>"))
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

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._release.read(name))
        except ReleaseError:
            return None


def _choice(forms: tuple[Form, ...]) -> Choice:
    return choose(forms, flask.request.headers.get("Accept"), flask.request.args.get("format"))


def _with_links(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question as JSON has it, with its own address and that of its answer."""
    links = {"page": f"/questions/{question['id']}", "answer": _answer_link(question, "json")}
    return {**question, **links}


def _answer_link(question: Mapping[str, Any], form: str) -> str:
    name = "ttl" if question["form"] in {"construct", "describe"} else form
    return f"/sparql?{urlencode({'query': question['text'], 'format': name})}"


def _question_list(questions: Iterable[Mapping[str, Any]]) -> str:
    by_theme: dict[str, list[Mapping[str, Any]]] = {}
    for each in questions:
        by_theme.setdefault(each["theme"], []).append(each)
    parts = []
    for theme, group in sorted(by_theme.items()):
        items = "\n".join(
            f'<li><a href="/questions/{escape(each["id"])}">{escape(each["question"])}</a></li>'
            for each in sorted(group, key=lambda each: each["question"])
        )
        parts.append(f"<h2>{escape(theme.capitalize() or 'Other')}</h2>\n<ul>\n{items}\n</ul>")
    return "\n".join(parts) or "<p>There are none.</p>"


def _question(question: Mapping[str, Any]) -> str:
    links = ", ".join(
        f'<a href="{escape(_answer_link(question, form))}">{title}</a>'
        for form, title in (("html", "Answer"), ("csv", "as CSV"), ("json", "as JSON"))
    )
    return (
        f"<p>{escape(question['includes'])}</p>\n<p>{links}</p>\n"
        f"<p>Keywords: {escape(', '.join(question['keywords']))}</p>\n{query_form(question['text'])}"
    )


def _coverage(report: Mapping[str, Any]) -> str:
    """Return tables of passages, one a document."""
    verdict = "Every passage has a statement" if report["complete"] else "Not every passage has a statement"
    count = len(report["statementsWithoutPassage"])
    also = "and every statement a passage" if not count else f"and {count:,} statements have no passage"
    parts = [f"<p>{verdict}, {also}.</p>"]
    for document in report["documents"]:
        rows = "\n".join(
            f'<tr><th scope="row">{_linked(each["iri"], each["label"])}</th><td>{escape(each["kind"] or "")}'
            f"</td><td>{each['statements']:,}</td></tr>"
            for each in document["passages"]
        )
        head = "".join(f'<th scope="col">{each}</th>' for each in ("Passage", "Kind", "Statements"))
        counts = (
            f"{document['statements']:,} statements, {len(document['withoutStatement']):,} passages without"
        )
        parts.append(
            f"<h2>{escape(document['label'] or document['iri'])}</h2>\n<p>{counts} one.</p>\n"
            f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
        )
    return "\n".join(parts)


def _linked(value: str, shown: str | None = None) -> str:
    """Return an IRI as a link, ours to this server; other text as it is."""
    text = escape(shown or value)
    if value.startswith(BASE):
        return f'<a href="/{escape(value.removeprefix(BASE))}">{text}</a>'
    return f'<a href="{escape(value)}">{text}</a>' if value.startswith(("http://", "https://")) else text


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _not_found(message: str, remedy: str) -> RequestError:
    return RequestError(message, status=404, title="Not found", remedy=remedy)
