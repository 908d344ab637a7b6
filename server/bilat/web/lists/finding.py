"""Search by name: which things a text finds, in which order, and why.

Words are looked for as beginnings of words, without case and accents, in singular and plural
(`bilat.web.lists.inflection`). A word that no name has is mended first (`bilat.web.lists.spelling`). Where no
thing has all words, those that have some are found, and the page says so. An IRI finds its thing, too, and so
does its last part (`bilat.web.lists.addressed`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from math import log, log1p
from sys import maxsize
from typing import Final

from bilat.errors import RequestError
from bilat.graph.index.names import ALTERNATIVE, CONTEXT, DEFINITION, IDENTIFIER, LABEL
from bilat.graph.index.text import fold, words
from bilat.web.lists.addressed import addressed
from bilat.web.lists.found import Found, Group, Hit, Suggestion
from bilat.web.lists.highlight import excerpt, highlight
from bilat.web.lists.indexed import Rows, Thing, things
from bilat.web.lists.inflection import other_number
from bilat.web.lists.spelling import alike, mended

#: Longest text that is looked for, in characters; names are shorter.
LONGEST: Final = 200
#: Names that are looked at for one text; more would be cut anyway. The first are the best.
_NAMES: Final = 600
#: Things after which the number of matches says no more than that there are many.
_THINGS: Final = 400
#: Things shown of each section, and of a section that is asked for by itself.
_SHOWN, _SHOWN_ALONE = 10, 200
_SUGGESTED: Final = 8
_EXACT, _BEGINS, _TOGETHER, _ALL = 100.0, 80.0, 65.0, 50.0
#: What a name is worth that has another form of the words, or other words that may be meant.
_OTHERWISE: Final = 0.9
#: What share of the best score a thing needs that has only some of the words.
_ENOUGH: Final = 0.6
_TRUST: Final = {LABEL: 1.0, ALTERNATIVE: 0.9, IDENTIFIER: 0.9, DEFINITION: 0.5, CONTEXT: 0.35}
_CANDIDATES: Final = (
    "SELECT name.thing, name.role, name.language, name.text, name.folded, section.id, section.weight, marks "
    "FROM {} JOIN thing ON thing.id = name.thing JOIN section ON section.id = thing.section WHERE {} LIMIT ?"
)
_EXACTLY: Final = _CANDIDATES.format("name", "name.folded = ?")
_FOUND: Final = "name_text JOIN name ON name.id = name_text.rowid"
_MATCHING: Final = _CANDIDATES.format(_FOUND, "name_text MATCH ? AND name_text.rowid <= ?")
_RANKED: Final = _MATCHING.replace("LIMIT", "ORDER BY name_text.rank LIMIT")
_BEGINNING: Final = "SELECT 1 FROM word WHERE text >= ? AND text < ? LIMIT 1"
_WORD: Final = "SELECT 1 FROM word WHERE text = ?"
_USES: Final = (
    "SELECT coalesce(sum(uses), 0), count(*) "
    "FROM (SELECT uses FROM word WHERE text >= ? AND text < ? LIMIT ?)"
)
_COMMONEST: Final = (
    "SELECT text FROM (SELECT text, uses FROM word WHERE text >= ? AND text < ? LIMIT ?) "
    "ORDER BY text <> ?, uses DESC, text LIMIT ?"
)
#: A beginning of more words than these is a common one, and so is one that more names have: to gather them
#: all would take as long as the graph is large. Up to so many letters the index has gathered them.
_WORDS: Final = 1_000
_GATHERED: Final = 4_000
_LETTERS: Final = 3
#: Words that stand for a common beginning: itself, or those that are used most.
_COMMON: Final = 3
#: Names up to which all that have some of the words are ranked.
_RANKABLE: Final = 2_000
#: Where even the rarest word is common, so many names are gone through, the best first, and no more.
_GONE_THROUGH: Final = 100_000


@dataclass(frozen=True, slots=True)
class _Match:
    """The best name of a thing for a text."""

    thing: int
    section: int
    score: float
    role: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to take what was typed.

    Args:
        phrase: the words as they follow each other.
        words: each with how much it tells.
        worth: of a name that has these words, beside one that has those of the first reading.
    """

    phrase: str
    words: tuple[tuple[str, float], ...]
    worth: float


def find(rows: Rows, text: str, section: str | None = None) -> Found:
    """Return what a text finds.

    Args:
        rows: of the index, by SQL.
        text: what people typed.
        section: name of the only section to show.

    Raises:
        RequestError: the text is too long.
    """
    asked = sought_words(text)
    if not asked:
        return Found(text=text)
    choices = [_choices(word, rows) for word in asked]
    named = _named(rows, text)
    # What is the name of a thing is not mended.
    meant = not named or all(word in choice for word, choice in zip(asked, choices, strict=True))
    matches = _matches(rows, _all_of(choices, rows), choices) if all(choices) and meant else []
    matches = _with(named, matches)
    loose = not matches and len(asked) > 1
    if loose:
        # A sentence has many words: their other forms would outnumber what it is about.
        choices = [
            choice[:1] if word in choice else choice for choice, word in zip(choices, asked, strict=True)
        ]
        matches = _with_most(_matches(rows, _some_of(choices, rows), choices, rare=True))
    best = [choice[0] if choice else word for choice, word in zip(choices, asked, strict=True)]
    return Found(
        text=text,
        mended=" ".join(best) if matches and meant and best != asked else "",
        loose=loose and bool(matches),
        absent=_absent(text, choices, asked) if loose and matches else (),
        cut=len(matches) >= _THINGS or (all(choices) and _most(choices, rows) < maxsize),
        groups=_groups(rows, matches, [word for choice in choices for word in choice], section),
        near=() if matches else _near(rows, asked),
    )


def sought_words(text: str) -> list[str]:
    """Return the folded words of what people typed.

    Raises:
        RequestError: the text is too long.
    """
    if len(text) > LONGEST:
        raise RequestError(
            f"The text has {len(text):,} characters; names are shorter.",
            remedy=f"Look for at most {LONGEST} characters.",
        )
    return words(text)


def _named(rows: Rows, text: str) -> list[_Match]:
    """Return the things whose IRI a text is or ends."""
    return [
        _Match(thing, section, _EXACT * _TRUST[IDENTIFIER] * weight + log1p(marks), IDENTIFIER, "", text)
        for thing, section, weight, marks in addressed(rows, text)
    ]


def _with(named: list[_Match], matches: list[_Match]) -> list[_Match]:
    """Return matches with those things that are not among them, the best first."""
    there = {match.thing for match in matches}
    return sorted(
        [*matches, *(match for match in named if match.thing not in there)],
        key=lambda match: (-match.score, match.thing),
    )


def _absent(text: str, choices: list[tuple[str, ...]], asked: list[str]) -> tuple[str, ...]:
    """Return the words that no name has, as they were typed."""
    typed = {" ".join(words(each)): each for each in text.split()}  # What people type is not kept folded.
    missing = [word for choice, word in zip(choices, asked, strict=True) if not choice]
    return tuple(dict.fromkeys(typed.get(word, word) for word in missing))


def suggest(rows: Rows, text: str) -> tuple[Suggestion, ...]:
    """Return a few things whose names go on from what is typed, or are like it."""
    asked = words(text[:LONGEST])
    choices = [_choices(word, rows) for word in asked]
    if not asked or not all(choices):
        return ()
    # A keyword finds what it was given to, but it is no name with which people would go on.
    named = (m for m in _matches(rows, _all_of(choices, rows), choices) if m.role != CONTEXT or not m.text)
    matches = list(islice(named, _SUGGESTED))
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
    """Return the word, singular and plural, as far as names have it; else the words that may be meant."""
    likely = (word,) if rows(_BEGINNING, *_span(word)) else _other(word, rows) or mended(word, rows)
    return tuple(dict.fromkeys((*likely, *(_other(likely[0], rows) if likely else ()))))


def _other(word: str, rows: Rows) -> tuple[str, ...]:
    """Return the plural of a word in the singular or the other way round, if a name has it."""
    other = other_number(word)
    return (other,) if other and rows(_WORD, other) else ()


def _span(word: str) -> tuple[str, str]:
    """Return the words between which all lie that begin with a word."""
    return word, f"{word}\uffff"


def _uses(word: str, rows: Rows) -> tuple[int, int]:
    """Return how many names have a word that begins so, and how many words do; of very many, at least."""
    names, found = rows(_USES, *_span(word), _WORDS)[0]
    return int(names), int(found)


def _most(choices: list[tuple[str, ...]], rows: Rows) -> int:
    """Return the number of names to go through: all, unless each of the words is very common."""
    rarest = min((sum(_uses(word, rows)[0] for word in choice) for choice in choices), default=0)
    return _GONE_THROUGH if rarest > _GONE_THROUGH else maxsize


def _all_of(choices: Iterable[tuple[str, ...]], rows: Rows) -> str:
    """Return the FTS5 expression for a word of each choice."""
    return " AND ".join(f"({_any_of(choice, rows)})" for choice in choices)


def _any_of(choice: Iterable[str], rows: Rows) -> str:
    """Return the FTS5 expression for any word of a choice."""
    return " OR ".join(_beginning(word, rows) for word in choice)


def _beginning(word: str, rows: Rows) -> str:
    """Return the FTS5 expression for names with a word that begins so.

    All names that have such a word are gathered for it before the first is found. Where they are many, words
    stand for it that need no gathering: the word itself, or the commonest that begin so.
    """
    names, found = _uses(word, rows)
    if len(word) <= _LETTERS or (names <= _GATHERED and found < _WORDS):
        return f'"{word}"*'
    words = rows(_COMMONEST, *_span(word), _WORDS, word, _COMMON)
    return " OR ".join(f'"{each}"' for (each,) in words)


def _some_of(choices: list[tuple[str, ...]], rows: Rows) -> str:
    """Return the FTS5 expression for names with one of the words, the rarest of them if others are common."""
    uses = {word: _uses(word, rows)[0] for choice in choices for word in choice}
    taken, names = list[str](), 0
    for word in sorted(uses, key=lambda each: uses[each]):
        names += uses[word]
        if taken and names > _RANKABLE:
            break
        taken.append(word)
    return _any_of(taken, rows)


def _rarities(rows: Rows, asked: list[str]) -> list[float]:
    """Return how much each word tells: the fewer names have it, the more."""
    ((names,),) = rows("SELECT coalesce(max(id), 1) FROM name")
    return [log(1 + names / max(1, _uses(word, rows)[0])) for word in asked]


def _with_most(matches: list[_Match]) -> list[_Match]:
    """Return the matches that are nearly as good as the best: the others have only a common word."""
    return [match for match in matches if match.score >= _ENOUGH * matches[0].score]


def _matches(
    rows: Rows, expression: str, choices: list[tuple[str, ...]], *, rare: bool = False
) -> list[_Match]:
    """Return the best match of each thing, the best of all first.

    Args:
        rows: of the index, by SQL.
        expression: of FTS5, for names.
        choices: the words; the first of each counts most.
        rare: whether a word counts the more, the rarer it is; else all count alike.
    """
    if not expression:
        return []
    readings = _readings(rows, choices, rare)
    best: dict[int, _Match] = {}
    exact = [row for reading in readings for row in rows(_EXACTLY, reading.phrase, _NAMES)]
    found = rows(_RANKED if rare else _MATCHING, expression, _most(choices, rows), _NAMES)
    for row in (*exact, *found):
        thing, role, language, text, folded, section, weight, marks = row
        fit = max(_score(folded, reading) * reading.worth for reading in readings)
        score = fit * _TRUST[role] * weight + log1p(marks)
        score -= len(folded) / 1_000
        if thing not in best or score > best[thing].score:
            best[thing] = _Match(thing, section, score, role, language, text)
    return sorted(best.values(), key=lambda match: (-match.score, match.thing))


def _readings(rows: Rows, choices: list[tuple[str, ...]], rare: bool) -> list[_Reading]:
    """Return the first words of the choices, then the second; of a choice that has no more, its last."""
    given = [choice for choice in choices if choice]
    readings = []
    for place in range(max(map(len, given), default=0)):
        asked = [choice[min(place, len(choice) - 1)] for choice in given]
        rarities = _rarities(rows, asked) if rare else [1.0] * len(asked)
        worth = _OTHERWISE if place else 1.0
        readings.append(_Reading(" ".join(asked), tuple(zip(asked, rarities, strict=True)), worth))
    return readings


def _score(folded: str, reading: _Reading) -> float:
    """Return how well a name fits what is looked for."""
    if folded == reading.phrase:
        return _EXACT
    if folded.startswith(reading.phrase):
        return _BEGINS
    if f" {reading.phrase}" in folded:
        return _TOGETHER
    padded = f" {folded}"
    there = sum(rare for word, rare in reading.words if f" {word}" in padded)
    return _ALL * there / sum(rare for _, rare in reading.words)


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
    expression = _any_of((word for choice in like for word in choice), rows)
    matches = _matches(rows, expression, like)
    return tuple(things(rows, [match.thing for match in matches if match.role < DEFINITION][:5]))
