"""Which names fit words, and how well.

A word stands for the beginnings of words, for its other number, and where no name has it, for the words that
may be meant (`bilat.web.lists.spelling`). Full-text search (FTS5 of SQLite) gives the names, and the score of
each says where in it the words stand, what kind of name it is, and how much is said of the thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log, log1p
from sys import maxsize
from typing import Final, NamedTuple

from bilat.graph.index.names import ALTERNATIVE, CONTEXT, DEFINITION, IDENTIFIER, LABEL
from bilat.web.lists.indexed import Rows
from bilat.web.lists.inflection import other_number
from bilat.web.lists.spelling import mended

#: Names that are looked at for one text; more would be cut anyway. The first are the best.
_NAMES: Final = 800
EXACT, _BEGINS, _TOGETHER, _ALL = 100.0, 80.0, 65.0, 50.0
#: What a name is worth that has another form of the words, or other words that may be meant.
_OTHERWISE: Final = 0.9
#: What a word is worth that only begins so: 20 is meant by 20%, less by 2020.
_BEGUN: Final = 0.8
#: What share of the best score a thing needs that has only some of the words.
_ENOUGH: Final = 0.6
TRUST: Final = {LABEL: 1.0, ALTERNATIVE: 0.9, IDENTIFIER: 0.9, DEFINITION: 0.5, CONTEXT: 0.35}
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
class Match:
    """The best name of a thing for some words.

    Args:
        thing: its number in the index.
        section: number of that.
        score: how well the name fits; `EXACT` and what the thing weighs at most.
        role: what kind of name it is (`bilat.graph.index.names`).
        language: its tag, or empty.
        text: the name.
    """

    thing: int
    section: int
    score: float
    role: int
    language: str
    text: str


class Matches(NamedTuple):
    """The things that some words find.

    Args:
        best: the best match of each thing, the best of all first.
        cut: whether there may be more names than were looked at.
    """

    best: list[Match]
    cut: bool


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


def choices_of(word: str, rows: Rows) -> tuple[str, ...]:
    """Return the word, singular and plural, as far as names have it; else the words that may be meant."""
    likely = (word,) if rows(_BEGINNING, *_span(word)) else _other(word, rows) or mended(word, rows)
    return tuple(dict.fromkeys((*likely, *(_other(likely[0], rows) if likely else ()))))


def _other(word: str, rows: Rows) -> tuple[str, ...]:
    """Return the plural of a word in the singular or the other way round, if a name has it."""
    other = other_number(word)
    return (other,) if other and rows(_WORD, other) else ()


def _span(word: str) -> tuple[str, str]:
    """Return the words between which all lie that begin with a word."""
    return word, f"{word}\U0010ffff"


def _uses(word: str, rows: Rows) -> tuple[int, int]:
    """Return how many names have a word that begins so, and how many words do; of very many, at least."""
    names, found = rows(_USES, *_span(word), _WORDS)[0]
    return int(names), int(found)


def _most_names(choices: list[tuple[str, ...]], rows: Rows) -> int:
    """Return the number of names to go through: all, unless each of the words is very common."""
    rarest = min((sum(_uses(word, rows)[0] for word in choice) for choice in choices), default=0)
    return _GONE_THROUGH if rarest > _GONE_THROUGH else maxsize


def all_of(choices: Iterable[tuple[str, ...]], rows: Rows) -> str:
    """Return the FTS5 expression for a word of each choice."""
    return " AND ".join(f"({any_of(choice, rows)})" for choice in choices)


def together(asked: Iterable[str]) -> str:
    """Return the FTS5 expression for names with these words, whole and one after the other."""
    return f'"{" ".join(asked)}"'


def any_of(choice: Iterable[str], rows: Rows) -> str:
    """Return the FTS5 expression for any word of a choice."""
    return " OR ".join(_beginning(word, rows) for word in choice)


def _beginning(word: str, rows: Rows) -> str:
    """Return the FTS5 expression for names with a word that begins so.

    All names that have such a word are gathered for it before the first is found. Where they are many, words
    stand for it that need no gathering: the word itself, or the commonest that begin so.
    """
    if _is_gathered(word, rows):
        return f'"{word}"*'
    words = rows(_COMMONEST, *_span(word), _WORDS, word, _COMMON)
    return " OR ".join(f'"{each}"' for (each,) in words)


def _is_gathered(word: str, rows: Rows) -> bool:
    """Tell whether all names are looked at that have a word that begins so."""
    names, found = _uses(word, rows)
    return len(word) <= _LETTERS or (names <= _GATHERED and found < _WORDS)


def some_of(choices: list[tuple[str, ...]], rows: Rows) -> str:
    """Return the FTS5 expression for names with one of the words, the rarest of them if others are common."""
    uses = {word: _uses(word, rows)[0] for choice in choices for word in choice}
    taken, names = list[str](), 0
    for word in sorted(uses, key=lambda each: uses[each]):
        names += uses[word]
        if taken and names > _RANKABLE:
            break
        taken.append(word)
    return any_of(taken, rows)


def _rarities(rows: Rows, asked: list[str]) -> list[float]:
    """Return how much each word tells: the fewer names have it, the more."""
    ((names,),) = rows("SELECT coalesce(max(id), 1) FROM name")
    return [log(1 + names / max(1, _uses(word, rows)[0])) for word in asked]


def with_most(matches: list[Match]) -> list[Match]:
    """Return the matches that are nearly as good as the best: the others have only a common word."""
    return [match for match in matches if match.score >= _ENOUGH * matches[0].score]


def matches_of(rows: Rows, expression: str, choices: list[tuple[str, ...]], *, rare: bool = False) -> Matches:
    """Return the best match of each thing.

    Args:
        rows: of the index, by SQL.
        expression: of FTS5, for names.
        choices: the words; the first of each counts most.
        rare: whether a word counts the more, the rarer it is; else all count alike.
    """
    if not expression:
        return Matches([], cut=False)
    readings = _readings(rows, choices, rare)
    best: dict[int, Match] = {}
    exact = [row for reading in readings for row in rows(_EXACTLY, reading.phrase, _NAMES)]
    most = _most_names(choices, rows)
    found = rows(_RANKED if rare else _MATCHING, expression, most, _NAMES)
    for row in (*exact, *found):
        thing, role, language, text, folded, section, weight, marks = row
        fit = max(_score(folded, reading) * reading.worth for reading in readings)
        score = fit * TRUST[role] * weight + log1p(marks)
        score -= len(folded) / 1_000
        if thing not in best or score > best[thing].score:
            best[thing] = Match(thing, section, score, role, language, text)
    ordered = sorted(best.values(), key=lambda match: (-match.score, match.thing))
    whole = all(_is_gathered(word, rows) for choice in choices for word in choice)
    return Matches(ordered, cut=len(found) == _NAMES or most < maxsize or not whole)


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
        return EXACT
    padded = f" {folded} "
    if there := _there(reading.phrase, padded):
        return there * (_BEGINS if folded.startswith(reading.phrase) else _TOGETHER)
    there = sum(rare * _there(word, padded) for word, rare in reading.words)
    return _ALL * there / sum(rare for _, rare in reading.words)


def _there(words: str, padded: str) -> float:
    """Return 1 for words that stand in a name, less where the last of them only begins so, 0 for others."""
    if f" {words} " in padded:
        return 1.0
    return _BEGUN if f" {words}" in padded else 0.0
