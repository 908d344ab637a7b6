"""The saved questions of a project: their list by theme, and a page for each with its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.engine.interface import Kind, Operation
from bilat.graph.releases.release import QUESTIONS
from bilat.graph.suggest import did_you_mean
from bilat.web.catalogue import SPARQL, address
from bilat.web.endpoint.answers import Answer, Asked, answer_of, carrier, writing_for
from bilat.web.http.negotiate import HTML, JSON, TRIPLES
from bilat.web.publication import Publication, choice_of, client, not_found
from bilat.web.sheets import json_of
from bilat.web.things.cite import Citation
from bilat.web.things.writing import write_description

#: Rows of an answer that stand on the page of a question; the editor has all.
_MOST_ROWS: Final = 500
_HEADING: Final = "Questions"
_QUESTION: Final = (HTML, JSON, *(form for form in TRIPLES if form.names[0] != "json"))
_KINDS: Final = {"select": Kind.SELECT, "ask": Kind.ASK, "construct": Kind.GRAPH, "describe": Kind.GRAPH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A saved question.

    Args:
        id: its name in addresses.
        question: in words.
        theme: which questions it stands among.
        keywords: words that people may look for.
        includes: what the answer takes in and leaves out.
        form: ``select``, ``ask``, ``construct`` or ``describe``.
        text: the query with its header.
    """

    id: str
    question: str
    theme: str
    keywords: tuple[str, ...]
    includes: str
    form: str
    text: str

    @property
    def query(self) -> str:
        """Return the query without its header, which the page says in words."""
        lines = self.text.split("\n")
        first = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
        return "\n".join(lines[first:]).strip("\n")

    @property
    def edit(self) -> str:
        """Return the address of the editor with this query in it."""
        return f"{SPARQL}?{urlencode({'question': self.id})}"


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions about the same.

    Args:
        name: in the headers of the questions.
        title: what people read.
        questions: in the order of their words.
    """

    name: str
    title: str
    questions: tuple[Question, ...]


class Questions:
    """The saved questions of a release.

    Args:
        questions: all of them.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        self._by_id = {each.id: each for each in questions}
        by_theme: dict[str, list[Question]] = {}
        for each in sorted(self._by_id.values(), key=lambda each: each.question.casefold()):
            by_theme.setdefault(each.theme, []).append(each)
        self.themes = tuple(Theme(name, _title(name), tuple(by_theme[name])) for name in sorted(by_theme))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_id)

    def get(self, name: str) -> Question | None:
        """Return the question of a name, None where there is none."""
        return self._by_id.get(name)

    def theme(self, question: Question) -> Theme:
        """Return the theme of a question."""
        return next(each for each in self.themes if each.name == question.theme)


def questions_of(publication: Publication) -> Questions:
    """Return the saved questions of a release, which may be none."""
    said = publication.json(QUESTIONS) or []
    fields = Question.__dataclass_fields__
    return Questions(
        Question(**{key: each[key] for key in fields if key != "keywords"}, keywords=tuple(each["keywords"]))
        for each in said
    )


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the routes of the questions."""
    routes = flask.Blueprint("questions", __name__)
    pages = _Pages(publication)
    routes.add_url_rule("/questions", "questions", pages.all)
    routes.add_url_rule("/questions.<suffix>", "questions_file", pages.all)
    routes.add_url_rule("/questions/<name>", "question", pages.one)
    return routes


class _Pages:
    """Answers requests for the questions."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._said = {each["id"]: each for each in publication.json(QUESTIONS) or []}
        self._questions = questions_of(publication)

    def all(self, suffix: str | None = None) -> FlaskResponse:
        """Answer with all saved questions."""
        choice = choice_of((HTML, JSON), suffix)
        if choice.form is JSON:
            body = json_of([_with_links(each) for each in self._said.values()])
        else:
            body = self._publication.renderer.page(
                "questions.html",
                title=_HEADING,
                description="Questions that the graph answers, each with its answer and its query.",
                current="/questions",
                themes=self._questions.themes,
                count=len(self._questions),
            )
        return self._publication.answer(body, choice)

    def one(self, name: str) -> FlaskResponse:
        """Answer with one question, its answer and its query."""
        name, _, suffix = name.partition(".")
        question = self._questions.get(name)
        if question is None:
            near = did_you_mean(flask.request.path, (f"/questions/{known}" for known in self._said))
            raise not_found(f"There is no question {name!r}.", near or "See the list at /questions.")
        choice = choice_of(_QUESTION, suffix or None)
        if choice.form is HTML:
            body: str | bytes = self._page(question)
        elif choice.form is JSON:
            body = json_of(_with_links(self._said[name]))
        else:
            described = self._publication.things.thing(self._iri(name), client())
            if described is None:
                raise not_found(f"Nothing is said of the question {name!r}.", "See the list at /questions.")
            body = write_description(described, choice.form.media_type, self._publication.names)
        return self._publication.answer(body, choice)

    def _iri(self, name: str) -> str:
        """Return what the record of the dataset calls a question (`bilat.graph.catalogue.examples`)."""
        dataset = (self._publication.catalogue.dataset or "").strip("<>")
        return f"{dataset.rpartition('/')[0]}/questions/{name}"

    def _page(self, question: Question) -> str:
        theme = self._questions.theme(question)
        return self._publication.renderer.page(
            "question.html",
            title=question.question,
            description=question.includes,
            current="/questions",
            other_release=self._publication.renderer.frame.other(flask.request.args.get("release", "")),
            question=question,
            theme=theme,
            others=tuple(each for each in theme.questions if each.id != question.id),
            answer=self._answer(question),
            citation=self._citation(question),
        )

    def _citation(self, question: Question) -> Citation:
        frame = self._publication.renderer.frame
        return frame.cite(question.question, f"{frame.base}questions/{question.id}")

    def _answer(self, question: Question) -> Answer:
        publication, asking = self._publication, client()
        operation = Operation(text=question.text, base=address(flask.request.environ))
        result = publication.engine.run(
            operation, carrier(_KINDS[question.form]), replace(publication.limits, client=asking)
        )
        writing = writing_for(publication, asking, told=True)
        return answer_of(Asked(text=question.text, pairs=()), result, writing, most=_MOST_ROWS)


def _title(theme: str) -> str:
    """Return the name of a theme as a heading."""
    words = theme.replace("-", " ").strip()
    return words[:1].upper() + words[1:] if words else "Other questions"


def _with_links(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question as JSON has it, with its own address and that of its answer."""
    links = {"page": f"/questions/{question['id']}", "answer": _answer_link(question)}
    return {**question, **links}


def _answer_link(question: Mapping[str, Any]) -> str:
    name = "ttl" if question["form"] in {"construct", "describe"} else "json"
    return f"{SPARQL}?{urlencode({'query': question['text'], 'format': name})}"
