"""The saved questions of a project: their list, and a page for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.vocab import BASE
from bilat.web.negotiate import HTML, TRIPLES, Form
from bilat.web.publication import Publication, choice_of, client, not_found
from bilat.web.tables import query_form
from bilat.web.writing import write_description

_JSON: Final = Form("application/json", ("json",))
_PAGES: Final = (HTML, _JSON)
_QUESTION: Final = (HTML, _JSON, *(form for form in TRIPLES if form.names[0] != "json"))


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the questions."""
    routes = flask.Blueprint("questions", __name__)
    questions = _Questions(publication)
    routes.add_url_rule("/questions", "questions", questions.all)
    routes.add_url_rule("/questions/<name>", "question", questions.one)
    return routes


class _Questions:
    """Answers requests for the questions."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._questions = {each["id"]: each for each in publication.json("questions.json") or []}

    def all(self) -> FlaskResponse:
        """Answer with all saved questions."""
        choice = choice_of(_PAGES)
        if choice.form is _JSON:
            body = _dump([_with_links(each) for each in self._questions.values()])
        else:
            listed = _question_list(self._questions.values())
            body = self._publication.renderer.plain("Questions", listed, "/questions")
        return self._publication.answer(body, choice)

    def one(self, name: str) -> FlaskResponse:
        """Answer with one question, its query, and where its answer is."""
        name, _, suffix = name.partition(".")
        question = self._questions.get(name)
        if question is None:
            raise not_found(f"There is no question {name!r}.", "See the list at /questions.")
        choice = choice_of(_QUESTION, suffix or None)
        if choice.form is HTML:
            body: str | bytes = self._publication.renderer.plain(
                question["question"], _question(question), "/questions"
            )
        elif choice.form is _JSON:
            body = _dump(_with_links(question))
        else:
            described = self._publication.things.thing(f"{BASE}questions/{name}", client())
            if described is None:
                raise not_found(f"Nothing is said of the question {name!r}.", "See the list at /questions.")
            body = write_description(described, choice.form.media_type, self._publication.names)
        return self._publication.answer(body, choice)


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


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
