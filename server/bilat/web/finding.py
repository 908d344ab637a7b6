"""Search by name: which things a text finds, in which order, and why.

Words are looked for as beginnings of words, without case and accents. A word that no name has is mended first
(`bilat.web.spelling`). Where no thing has all words, those that have some are found, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log, log1p
from typing import Final

from bilat.errors import RequestError
from bilat.graph.index_names import ALTERNATIVE, CONTEXT, DEFINITION, IDENTIFIER, LABEL
from bilat.graph.index_text import fold, words
from bilat.web.found import Found, Group, Hit, Suggestion
from bilat.web.highlight import excerpt, highlight
from bilat.web.indexed import Rows, Thing, things
from bilat.web.spelling import alike, mended

#: Longest text that is looked for, in characters; names are shorter.
LONGEST: Final = 200
#: Names that are looked at for one text; more would be cut anyway.
_NAMES: Final = 600
#: Things after which the number of matches says no more than that there are many.
_THINGS: Final = 400
#: Things shown of each section, and of a section that is asked for by itself.
_SHOWN, _SHOWN_ALONE = 10, 200
_SUGGESTED: Final = 8
_EXACT, _BEGINS, _TOGETHER, _ALL = 100.0, 80.0, 65.0, 50.0
#: What share of the best score a thing needs that has only some of the words.
_ENOUGH: Final = 0.6
_TRUST: Final = {LABEL: 1.0, ALTERNATIVE: 0.9, IDENTIFIER: 0.9, DEFINITION: 0.5, CONTEXT: 0.35}
_CANDIDATES: Final = (
    "SELECT name.thing, name.role, name.language, name.text, name.folded, section.id, section.weight, "
    "(SELECT count(*) FROM mark WHERE mark.thing = name.thing) FROM {} JOIN thing ON thing.id = name.thing "
    "JOIN section ON section.id = thing.section WHERE {} LIMIT ?"
)
_EXACTLY: Final = _CANDIDATES.format("name", "name.folded = ?")
_MATCHING: Final = _CANDIDATES.format("name_text JOIN name ON name.id = name_text.rowid", "name_text MATCH ?")
_RANKED: Final = _MATCHING.replace("LIMIT", "ORDER BY name_text.rank LIMIT")
#: Names up to which all are ranked to pick those that are looked at; each takes some microseconds.
_RANKABLE: Final = 20_000
_MANY: Final = f"SELECT count(*) FROM (SELECT 1 FROM name_text WHERE name_text MATCH ? LIMIT {_RANKABLE + 1})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class _Match:
    """The best name of a thing for a text."""

    thing: int
    section: int
    score: float
    role: int
    language: str
    text: str


def find(rows: Rows, text: str, section: str | None = None) -> Found:
    """Return what a text finds.

    Args:
        rows: of the index, by SQL.
        text: what people typed.
        section: name of the only section to show.

    Raises:
        RequestError: the text is too long.
    """
    if len(text) > LONGEST:
        raise RequestError(
            f"The text has {len(text):,} characters; names are shorter.",
            remedy=f"Look for at most {LONGEST} characters.",
        )
    asked = words(text)
    if not asked:
        return Found(text=text)
    choices = [_choices(word, rows) for word in asked]
    taken = [choice[0] for choice in choices if choice]
    matches = _matches(rows, _all_of(choices), taken) if all(choices) else []
    loose = not matches and len(asked) > 1
    if loose:
        matches = _with_most(_matches(rows, _any_of(choices), taken, _rarities(rows, taken)))
    best = [choice[0] if choice else word for choice, word in zip(choices, asked, strict=True)]
    return Found(
        text=text,
        mended=" ".join(best) if matches and best != asked else "",
        loose=loose and bool(matches),
        cut=len(matches) >= _THINGS,
        groups=_groups(rows, matches, [word for choice in choices for word in choice], section),
        near=() if matches else _near(rows, asked),
    )


def suggest(rows: Rows, text: str) -> tuple[Suggestion, ...]:
    """Return a few things whose names go on from what is typed, or are like it."""
    asked = words(text[:LONGEST])
    choices = [_choices(word, rows) for word in asked]
    if not asked or not all(choices):
        return ()
    matches = _matches(rows, _all_of(choices), [choice[0] for choice in choices])[:_SUGGESTED]
    found = things(rows, [match.thing for match in matches])
    return tuple(
        Suggestion(
            thing.label,
            thing.path,
            thing.kind_label,
            match.text if match.role in {ALTERNATIVE, IDENTIFIER} else "",
        )
        for thing, match in zip(found, matches, strict=True)
    )


def _choices(word: str, rows: Rows) -> tuple[str, ...]:
    """Return the word if a name has it, else the words that may be meant."""
    there = rows("SELECT 1 FROM name_text WHERE name_text MATCH ? LIMIT 1", f'"{word}"*')
    return (word,) if there else mended(word, rows)


def _all_of(choices: Iterable[tuple[str, ...]]) -> str:
    """Return the FTS5 expression for a word of each choice."""
    return " AND ".join(f"({_any_of([choice])})" for choice in choices)


def _any_of(choices: Iterable[tuple[str, ...]]) -> str:
    """Return the FTS5 expression for any word of any choice."""
    return " OR ".join(f'"{word}"*' for choice in choices for word in choice)


def _rarities(rows: Rows, asked: list[str]) -> list[float]:
    """Return how much each word tells: the fewer names have it, the more."""
    ((names,),) = rows("SELECT max(1, count(*)) FROM name")
    uses = (
        rows("SELECT coalesce(sum(uses), 1) FROM word WHERE text >= ? AND text < ?", word, f"{word}\uffff")[
            0
        ][0]
        for word in asked
    )
    return [log(1 + names / max(1, use)) for use in uses]


def _with_most(matches: list[_Match]) -> list[_Match]:
    """Return the matches that are nearly as good as the best: the others have only a common word."""
    return [match for match in matches if match.score >= _ENOUGH * matches[0].score]


def _matches(
    rows: Rows, expression: str, asked: list[str], rarities: list[float] | None = None
) -> list[_Match]:
    """Return the best match of each thing, the best of all first; all words count alike unless told."""
    if not expression:
        return []
    phrase, rarities = " ".join(asked), rarities or [1.0] * len(asked)
    best: dict[int, _Match] = {}
    matching = _MATCHING if rows(_MANY, expression)[0][0] > _RANKABLE else _RANKED
    for row in (*rows(_EXACTLY, phrase, _NAMES), *rows(matching, expression, _NAMES)):
        thing, role, language, text, folded, section, weight, marks = row
        score = _score(folded, phrase, asked, rarities) * _TRUST[role] * weight + log1p(marks)
        score -= len(folded) / 1_000
        if thing not in best or score > best[thing].score:
            best[thing] = _Match(thing, section, score, role, language, text)
    return sorted(best.values(), key=lambda match: (-match.score, match.thing))


def _score(folded: str, phrase: str, asked: list[str], rarities: list[float]) -> float:
    """Return how well a name fits."""
    if folded == phrase:
        return _EXACT
    if folded.startswith(phrase):
        return _BEGINS
    if f" {phrase}" in folded:
        return _TOGETHER
    padded = f" {folded}"
    there = sum(rare for word, rare in zip(asked, rarities, strict=True) if f" {word}" in padded)
    return _ALL * there / sum(rarities)


def _groups(rows: Rows, matches: list[_Match], looked: list[str], only: str | None) -> tuple[Group, ...]:
    """Return the matches by section."""
    sections = {number: (name, title) for number, name, title in rows("SELECT id, name, title FROM section")}
    by_section: dict[int, list[_Match]] = {}
    for match in matches:
        by_section.setdefault(match.section, []).append(match)
    groups = []
    for number, members in by_section.items():
        name, title = sections[number]
        if only in {None, name}:
            shown = members[: _SHOWN_ALONE if only else _SHOWN]
            found = things(rows, [match.thing for match in shown])
            hits = tuple(_hit(*pair, looked) for pair in zip(found, shown, strict=True))
            groups.append(Group(name, title, len(members), hits))
    return tuple(groups)


def _hit(thing: Thing, match: _Match, looked: list[str]) -> Hit:
    """Return a hit with what was found in it marked."""
    also = match.text if match.role in {ALTERNATIVE, IDENTIFIER} else ""
    named = f" {fold(thing.label)} {fold(also)}"
    unnamed = [word for word in looked if f" {word}" not in named]
    line = excerpt(match.text if match.role == DEFINITION else thing.line, unnamed)
    return Hit(thing, highlight(thing.label, looked), highlight(also, looked), match.language, line)


def _near(rows: Rows, asked: list[str]) -> tuple[Thing, ...]:
    """Return things with a name like one of the words."""
    like = [alike(word, rows) for word in asked]
    expression = _any_of(like)
    matches = _matches(rows, expression, [word for choice in like for word in choice])
    return tuple(things(rows, [match.thing for match in matches if match.role < DEFINITION][:5]))
