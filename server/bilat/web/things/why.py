"""Why an inferred statement holds: the rule in words, and what it was concluded from, down to passages.

Reads what the build kept (`bilat.graph.index.explanations`). Where it kept nothing, or nothing was inferred,
the page says so and names the command that tells it.
"""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

import flask
from pyoxigraph import RdfFormat, parse
from werkzeug.wrappers import Response as FlaskResponse

from bilat.errors import RequestError
from bilat.graph.owl.rule import inference_rules
from bilat.text import json_text
from bilat.web.http.negotiate import HTML, JSON
from bilat.web.marks import Mark
from bilat.web.pieces import Piece
from bilat.web.publication import Publication, choice_of, client, not_found
from bilat.web.reading import Reading
from bilat.web.things.cards import Cards
from bilat.web.things.evidence import Evidence, Shortened
from bilat.web.things.neighbourhood import TYPE, Neighbourhood, Surroundings, Triple
from bilat.web.things.saying import Saying

_ROW: Final = "SELECT rule, premises FROM explanation WHERE subject = ? AND property = ? AND value = ?"
#: Steps that a page tells; nobody follows more.
_DEEPEST: Final = 12
_MOST: Final = 200
#: A term that a query can name; others are nodes without a name, and lists, told by their items.
_NAMED: Final = re.compile(r'<[^ ]*>|"(?:[^"\\]|\\.)*"(?:@[^ ]+|\^\^<[^ ]*>)?', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A statement and what it rests on.

    Args:
        triple: N-Triples terms.
        pieces: the statement in words: subject, property, value.
        rule: name of the rule in the OWL 2 Profiles; empty where it is stated.
        sentence: the rule in words.
        marks: where it is stated.
        premises: what it rests on.
        again: it is explained above.
    """

    triple: Triple
    pieces: tuple[Piece, ...]
    rule: str = ""
    sentence: str = ""
    marks: tuple[Mark, ...] = ()
    premises: tuple[Reason, ...] = ()
    again: bool = False


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route."""
    routes = flask.Blueprint("why", __name__)
    reasons = _Reasons(publication)

    @routes.get("/why")
    def why() -> FlaskResponse:
        choice = choice_of((HTML, JSON))
        arguments = flask.request.args
        if not all(arguments.get(name) for name in "spo"):
            raise not_found("No statement is named.", "Name one with s, p and o, such as s=id:japan.")
        s, p, o = (_term_of(name, arguments[name], reasons.short) for name in "spo")
        reason, command = reasons.reason((s, p, o), client())
        if choice.form is JSON:
            body = json_text(asdict(reason))
            return publication.answer(body, choice)
        words = " ".join(piece.text for piece in reason.pieces)
        body = publication.renderer.page(
            "why.html", title=f"Why: {words}", current="/browse", reason=reason, command=command
        )
        return publication.answer(body, choice)

    return routes


def _term_of(name: str, text: str, short: Shortened) -> str:
    """Return the term that a parameter names, in N-Triples.

    Raises:
        RequestError: it names none, or none that can stand there.
    """
    term = TYPE if (name, text) == ("p", "a") else short.term(text)
    kinds = "<_" if name == "s" else "<" if name == "p" else '<_"'
    with suppress(SyntaxError):
        if term[0] in kinds and len(list(parse(f"<x:s> <x:p> {term} .", RdfFormat.N_TRIPLES))) == 1:
            return term
    text_too = ', or a text such as "Japan"@en' if name == "o" else ""
    raise RequestError(
        f"{name} is {text!r}, which cannot stand there.",
        remedy=f"Write a name with a prefix such as id:japan, or a whole IRI{text_too}.",
    )


class _Reasons:
    """Looks up why statements hold."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._frame = publication.renderer.frame
        self._cards = Cards(publication)
        self._reading = Reading.of(publication)
        self._surroundings = Surroundings(publication.engine, publication.limits)
        self.short = Shortened(publication.names.prefixes)

    def reason(self, triple: Triple, client_: str) -> tuple[Reason, str]:
        """Return why a statement holds, and the command that tells it too.

        Raises:
            RequestError: nobody says so and it does not follow.
        """
        steps = self._steps(triple)
        around = self._around(steps, triple, client_)
        if not steps and triple not in around.graphs:
            raise not_found(
                "Nobody says this, and it does not follow.", "Ask about a statement of the graph."
            )
        named = {term for each in _all_triples(steps, triple) for part in each for term in _iris(part)}
        cards = self._cards.of({*named, *around.places()}, client_)
        saying = Saying(around, cards, self._reading, self._frame.language)
        evidence = Evidence(around, cards, self._frame.base, self.short)
        told: set[Triple] = set()
        reason = _told(triple, steps, saying, evidence, told)
        return reason, f"bilat why {' '.join(map(self._argument, triple))}"

    def _argument(self, term: str) -> str:
        short = self.short(term)
        return shlex.quote(short) if short[0] in '<"' else short

    def _steps(self, triple: Triple) -> dict[Triple, tuple[str, tuple[Triple, ...]]]:
        """Return rule and premises of each conclusion on the way."""
        steps: dict[Triple, tuple[str, tuple[Triple, ...]]] = {}
        waiting = [triple]
        while waiting and len(steps) < _MOST:
            each = waiting.pop()
            if each in steps:
                continue
            for rule, premises in self._rows(each):
                found = tuple((s, p, o) for s, p, o in json.loads(premises))
                steps[each] = (rule, found)
                waiting += found
        return steps

    def _rows(self, triple: Triple) -> list[tuple[Any, ...]]:
        try:
            return self._publication.index.rows(_ROW, *triple)
        except sqlite3.OperationalError:  # A release of before keeps none.
            return []

    def _around(self, steps: Any, triple: Triple, client_: str) -> Neighbourhood:
        around = Neighbourhood(triple[0].strip("<>"))
        triples = {triple, *_all_triples(steps, triple)}
        subjects = {each[0] for each in triples if each[0][0] == "<"}
        self._surroundings.widen(around, sorted(subjects)[:_MOST], client_)
        named = sorted(triple for triple in triples if all(map(_NAMED.fullmatch, triple)))
        self._surroundings.place(around, named[:_MOST], client_)
        return around


def _told(
    triple: Triple, steps: Any, saying: Saying, evidence: Evidence, told: set[Triple], depth: int = 0
) -> Reason:
    """Return a statement with what it rests on; what was told once is not told again."""
    verb = "is a" if triple[1] == TYPE else saying.word(triple[1][1:-1])
    pieces = (_piece(triple[0], saying), Piece(verb), _piece(triple[2], saying))
    if triple not in steps:
        return Reason(triple=triple, pieces=pieces, marks=evidence.marks((triple,)))
    rule, premises = steps[triple]
    again = triple in told or depth >= _DEEPEST
    told.add(triple)
    return Reason(
        triple=triple,
        pieces=pieces,
        rule=rule,
        sentence=_sentences().get(rule, ""),
        premises=()
        if again
        else tuple(_told(each, steps, saying, evidence, told, depth + 1) for each in premises),
        again=again,
    )


def _piece(part: str, saying: Saying) -> Piece:
    """Return a term, or the items of a list one after the other."""
    if part[:1] in "<_" and " " in part:
        terms = (
            saying.word(term[1:-1]) if term[0] == "<" else saying.term(term).text for term in part.split(" ")
        )
        return Piece(", then ".join(terms))
    return saying.term(part)


def _all_triples(steps: Any, triple: Triple) -> Iterator[Triple]:
    yield triple
    for conclusion, (_, premises) in steps.items():
        yield conclusion
        yield from premises


def _iris(part: str) -> Iterable[str]:
    return (term[1:-1] for term in part.split(" ") if term[:1] == "<") if part[:1] == "<" else ()


@cache
def _sentences() -> dict[str, str]:
    """Return the words of each rule."""
    return {rule.name: rule.sentence for rule in reversed(inference_rules())}
