"""Search by name: which things a text finds, in which order, and why.

Words are looked for as beginnings of words, without case and accents, in singular and plural
(`bilat.web.lists.matching`). A word that no name has is mended first (`bilat.web.lists.spelling`). Where no
thing has all words, those that have some are found, and the page says so. An IRI finds its thing, too, and so
does its last part (`bilat.web.lists.addressed`).
"""

from __future__ import annotations

from itertools import islice
from math import log1p
from typing import Final

from bilat.errors import RequestError
from bilat.graph.index.names import ALTERNATIVE, CONTEXT, DEFINITION, IDENTIFIER
from bilat.graph.index.text import fold, words
from bilat.web.lists.addressed import addressed
from bilat.web.lists.found import Found, Group, Hit, Suggestion
from bilat.web.lists.highlight import excerpt, highlight
from bilat.web.lists.indexed import Rows, Thing, things
from bilat.web.lists.matching import (
    EXACT,
    TRUST,
    Match,
    Matches,
    all_of,
    any_of,
    choices_of,
    matches_of,
    some_of,
    together,
    with_most,
)
from bilat.web.lists.spelling import alike

#: Longest text that is looked for, in characters; names are shorter.
LONGEST: Final = 200
#: Things shown of each section, and of a section that is asked for by itself.
_SHOWN, _SHOWN_ALONE = 10, 200
_SUGGESTED: Final = 8


def find(rows: Rows, text: str, section: str | None = None) -> Found:
    """Return what a text finds.

    Args:
        rows: of the index, by SQL.
        text: what people typed.
        section: name of the only section to show.

    Raises:
        RequestError: the text is too long, or there is no such section.
    """
    asked = sought_words(text)
    _require_section(rows, section)
    if not asked:
        return Found(text=text)
    choices = [choices_of(word, rows) for word in asked]
    named = _named(rows, text)
    # What is the name of a thing is not mended.
    meant = not named or all(word in choice for word, choice in zip(asked, choices, strict=True))
    matches, cut = _with_all(rows, asked, choices if all(choices) and meant else [])
    matches = _with(named, matches)
    loose = not matches and len(asked) > 1
    if loose:
        # A sentence has many words: their other forms would outnumber what it is about.
        choices = [
            choice[:1] if word in choice else choice for choice, word in zip(choices, asked, strict=True)
        ]
        matches, cut = matches_of(rows, some_of(choices, rows), choices, rare=True)
        matches = with_most(matches)
    best = [choice[0] if choice else word for choice, word in zip(choices, asked, strict=True)]
    return Found(
        text=text,
        mended=" ".join(best) if matches and meant and best != asked else "",
        loose=loose and bool(matches),
        absent=_absent(text, choices, asked) if loose and matches else (),
        cut=cut,
        groups=_groups(rows, matches, [word for choice in choices for word in choice], section),
        matches=len(matches),
        near=() if matches else _near(rows, asked),
    )


def _require_section(rows: Rows, name: str | None) -> None:
    known = [each for (each,) in rows("SELECT name FROM section ORDER BY id")]
    if name is not None and name not in known:
        raise RequestError(
            f"There is no group {name!r} here.", remedy=f"Leave in= out, or choose one of {', '.join(known)}."
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


def _with_all(rows: Rows, asked: list[str], choices: list[tuple[str, ...]]) -> Matches:
    """Return the things that have all words; those with an abbreviation as it stands, if there are any.

    Hundreds of names have words that begin with the letters of S&T.
    """
    letters = len(asked) > 1 and all(len(word) == 1 for word in asked)
    spelt = matches_of(rows, together(asked) if letters and choices else "", choices)
    return spelt if spelt.best else matches_of(rows, all_of(choices, rows), choices)


def _named(rows: Rows, text: str) -> list[Match]:
    """Return the things whose IRI a text is or ends."""
    return [
        Match(thing, section, EXACT * TRUST[IDENTIFIER] * weight + log1p(marks), IDENTIFIER, "", text)
        for thing, section, weight, marks in addressed(rows, text)
    ]


def _with(named: list[Match], matches: list[Match]) -> list[Match]:
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
    choices = [choices_of(word, rows) for word in asked]
    if not asked or not all(choices):
        return ()
    # A keyword finds what it was given to, but it is no name with which people would go on.
    found = matches_of(rows, all_of(choices, rows), choices).best
    named = (match for match in found if match.role != CONTEXT or not match.text)
    matches = list(islice(named, _SUGGESTED))
    shown = things(rows, [match.thing for match in matches])
    return tuple(
        Suggestion(
            thing.label,
            thing.path,
            thing.kind_label,
            match.text if match.role in {ALTERNATIVE, IDENTIFIER} else "",
        )
        for thing, match in zip(shown, matches, strict=True)
    )


def _groups(rows: Rows, matches: list[Match], looked: list[str], only: str | None) -> tuple[Group, ...]:
    """Return the matches by section."""
    sections = {number: (name, title) for number, name, title in rows("SELECT id, name, title FROM section")}
    by_section: dict[int, list[Match]] = {}
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


def _hit(thing: Thing, match: Match, looked: list[str]) -> Hit:
    """Return a hit with what was found in it marked."""
    also = match.text if match.role in {ALTERNATIVE, IDENTIFIER} else ""
    named = f" {fold(thing.label)} {fold(also)}"
    unnamed = [word for word in looked if f" {word}" not in named]
    line = excerpt(match.text if match.role == DEFINITION else thing.line, unnamed)
    return Hit(thing, highlight(thing.label, looked), highlight(also, looked), match.language, line)


def _near(rows: Rows, asked: list[str]) -> tuple[Thing, ...]:
    """Return things with a name like one of the words."""
    like = [alike(word, rows) for word in asked]
    expression = any_of((word for choice in like for word in choice), rows)
    matches = matches_of(rows, expression, like).best
    return tuple(things(rows, [match.thing for match in matches if match.role < DEFINITION][:5]))
