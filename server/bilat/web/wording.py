"""Dates, numbers and lists as a person would write them; nothing is rounded or made more exact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from math import inf, isnan
from typing import Final
from unicodedata import bidirectional

from bilat.graph.formats.quads import XSD, literal_parts
from bilat.graph.index.text import MARKED_UP, has_mark_up, last_part, without_mark_up
from bilat.graph.literal import NUMBERS

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ONES: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PARTS: Final = {
    2: ("half", "halves"),
    3: ("third", "thirds"),
    4: ("quarter", "quarters"),
    5: ("fifth", "fifths"),
    6: ("sixth", "sixths"),
    8: ("eighth", "eighths"),
    10: ("tenth", "tenths"),
    20: ("twentieth", "twentieths"),
    100: ("hundredth", "hundredths"),
}
#: Ways of saying that have a sign of their own; see ``.sign`` in the stylesheet.
_SIGNS: Final = frozenset({"planned", "aim", "evaluative"})
#: Letters of a description that the head of a page has room for.
_SUMMARY: Final = 400
_DATE: Final = re.compile(
    r"(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?"
)
#: A day or a month of any year.
_YEARLY: Final = re.compile(r"--(\d\d)(?:-(\d\d))?")
_DURATION: Final = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_DURATION_PARTS: Final = ("year", "month", "day", "hour", "minute", "second")
_DURATIONS: Final = frozenset(XSD + name for name in ("duration", "dayTimeDuration", "yearMonthDuration"))
_DATED: Final = frozenset(
    XSD + name for name in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth", "gMonthDay", "gMonth")
)
_FLOATING: Final = frozenset(XSD + name for name in ("double", "float"))
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
#: More digits than these decimal arithmetic rounds.
_LONGEST_NUMBER: Final = 28
#: Years and codes below this are left as they are: 2015, not 2,015.
_GROUPED: Final = 10_000
#: Endings in s of words that are one.
_NO_PLURAL: Final = ("ss", "us", "is", "series")
_LEADING_ON: Final = re.compile(r"(?:[\s,;:(]+[a-z]{1,3})*[\s,;:(]*$")
_VOWEL: Final = re.compile(r"(?:[aio]|e(?!u)|u(?!ni)|[FHLMNRSX](?:[A-Z0-9]|o[A-Z])|[AEIO])", re.ASCII)


def literal_text(term: str) -> str:
    """Return a literal in words: a date or number as people write it, anything else as it is."""
    text, datatype, _ = literal_parts(term)
    if datatype in _DATED:
        return date(term)
    if datatype in NUMBERS:
        return number(text)
    if datatype == XSD + "boolean":
        return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(text, text)
    if datatype in MARKED_UP:
        return without_mark_up(text) or text
    return duration(text) if datatype in _DURATIONS else text


def rank(term: str) -> float:
    """Return where a number or a time stands among others of its kind, infinity for any other literal."""
    text, datatype, _ = literal_parts(term)
    if datatype in _DATED:
        found = _DATE.fullmatch(text)
        if not found:
            return inf
        year, month, day, clock, seconds, _ = found.groups()
        hours, minutes = (clock or "0:0").split(":")
        passed = 3600 * int(hours) + 60 * int(minutes) + float((seconds or ":0")[1:])
        return float(year) + (int(month or 0) + (int(day or 0) + passed / 90_000) / 32) / 13
    if datatype not in NUMBERS and datatype not in _FLOATING:
        return inf
    try:
        value = float(text)
    except ValueError:
        return inf
    return inf if isnan(value) else value


def date(term: str) -> str:
    """Return a time as finely as it is given: 25 March 2015, March 2015 or 2015."""
    text = literal_parts(term).text
    yearly = _YEARLY.fullmatch(text)
    if yearly and 0 < int(yearly[1]) <= len(_MONTHS):
        return " ".join(([str(int(yearly[2]))] if yearly[2] else []) + [_MONTHS[int(yearly[1]) - 1]])
    found = _DATE.fullmatch(text)
    if not found or not 0 < int(found[2] or 1) <= len(_MONTHS):
        return text
    year, month, day, clock, seconds, zone = found.groups()
    if seconds and seconds.strip(":0."):
        clock += seconds
    words = [str(int(day))] if day else []
    words += [_MONTHS[int(month) - 1]] if month else []
    words.append(year)
    return " ".join(words) + (f", {clock}" if clock else "") + (f" ({zone})" if clock and zone else "")


def duration(text: str) -> str:
    """Return a length of time in words: 3 years 6 months."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return text
    parts = zip(found.groups(), _DURATION_PARTS, strict=True)
    return " ".join(f"{count} {unit}{'' if count == '1' else 's'}" for count, unit in parts if count)


def when(term: str) -> str:
    """Return a time with the preposition that goes before it: on 25 March 2015, in 2015."""
    words = date(term)
    return f"{'on' if words[:1].isdigit() and ' ' in words else 'in'} {words}"


def span(begin: str, end: str) -> str:
    """Return a span of time: 2016 to 2017, 26 to 27 April 2012."""
    first, last = date(begin).split(" "), date(end).split(" ")
    if first == last:
        return " ".join(last)
    same = 0
    while same < min(len(first), len(last)) - 1 and first[-1 - same] == last[-1 - same]:
        same += 1
    first = first[: len(first) - same]
    return f"{' '.join(first)} to {' '.join(last)}"


def number(text: str) -> str:
    """Return a number with its digits in groups, whole millions in words; one that is very long, as it is."""
    if not _NUMBER.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        return text
    value = Decimal(text)
    for unit, name in ((1_000_000_000, "billion"), (1_000_000, "million")):
        if abs(value) >= unit and (value * 10) % unit == 0:
            return f"{(value / unit).normalize():f} {name}"
    whole = value == value.to_integral_value()
    plain = f"{value.to_integral_value() if whole else value.normalize():f}"
    if abs(value) < _GROUPED:
        return plain
    digits, point, rest = plain.partition(".")
    return f"{int(digits):,}{point}{rest}"


def share(numerator: str, denominator: str) -> str:
    """Return a fraction in words where it has some: one fifth, two fifths."""
    if not (numerator.isdecimal() and denominator.isdecimal() and int(denominator) in _PARTS):
        return f"{numerator}/{denominator}"
    one, many = _PARTS[int(denominator)]
    count = int(numerator)
    return f"{_ONES[count] if count < len(_ONES) else count} {one if count == 1 else many}"


def quantity(value: str, unit: str) -> str:
    """Return a number with its unit: 20 years, 300 million users, 20%."""
    words = number(value)
    return f"{words}%" if unit == "%" else f"{words} {unit}".rstrip()


def listing(words: Sequence[str], most: int = 4) -> str:
    """Return words as a list; a long one ends with how many more there are."""
    shown = list(words[:most]) if len(words) > most + 1 else list(words)
    rest = len(words) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def shortened(words: str, most: int) -> str:
    """Return as many whole words as have room in a number of letters; the first may be cut.

    Small words that only lead on to the next, such as of or the, are left out at the end.
    """
    if len(words) <= most:
        return words
    kept = words[: most - 1]
    whole = kept if words[most - 1].isspace() else kept.rpartition(" ")[0]
    return f"{_LEADING_ON.sub('', whole) or kept}\u2026"


def summary(text: str) -> str:
    """Return a description as plain words, without mark-up, as far as the head of a page has room."""
    words = without_mark_up(text) if has_mark_up(text) else " ".join(text.split())
    return shortened(words, _SUMMARY)


def isolated(words: str) -> str:
    """Return words that run from right to left so that what follows keeps its order (UAX 9, 2.4)."""
    backward = any(bidirectional(letter) in ("R", "AL") for letter in words)
    return f"\u2068{words}\u2069" if backward else words


def with_article(words: str) -> str:
    """Return words with the indefinite article, capitalised; what is several has none."""
    if words.endswith("s") and not words.endswith(_NO_PLURAL):
        return capitalised(words)
    return f"{'An' if _VOWEL.match(words) else 'A'} {words}"


def capitalised(words: str) -> str:
    """Return words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def sign_of(said: str) -> str:
    """Return the sign for how a source puts something, empty text for none and for plain assertion."""
    name = last_part(said) if said else ""
    return name if name in _SIGNS else ""
