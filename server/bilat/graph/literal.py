"""What a literal means: its value by the rules of XML Schema, its lexical form left as it is.

Two literals have the same value when they have the same `Value.key`. White space is not trimmed: RDF 1.1
Concepts, section 5, maps a lexical form as it stands, so ``" 5"^^xsd:integer`` is ill-typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

from bilat.vocab import RDF, RDFS, XSD

# Plain text, because an rdflib URIRef equals no str.
_X, _R = str(XSD), str(RDF)

#: Least and greatest value of each datatype derived from decimal, and whether it takes whole numbers only.
NUMBERS: dict[str, tuple[int | None, int | None, bool]] = {
    _X + "decimal": (None, None, False),
    _X + "integer": (None, None, True),
    _X + "long": (-(2**63), 2**63 - 1, True),
    _X + "int": (-(2**31), 2**31 - 1, True),
    _X + "short": (-(2**15), 2**15 - 1, True),
    _X + "byte": (-128, 127, True),
    _X + "nonNegativeInteger": (0, None, True),
    _X + "positiveInteger": (1, None, True),
    _X + "unsignedLong": (0, 2**64 - 1, True),
    _X + "unsignedInt": (0, 2**32 - 1, True),
    _X + "unsignedShort": (0, 2**16 - 1, True),
    _X + "unsignedByte": (0, 255, True),
    _X + "nonPositiveInteger": (None, 0, True),
    _X + "negativeInteger": (None, -1, True),
}

#: The datatype just above each; what is below another has its values among that one's (XSD 1.1 part 2, 3).
_ABOVE: dict[str, str] = {
    _X + "integer": _X + "decimal",
    _X + "long": _X + "integer",
    _X + "int": _X + "long",
    _X + "short": _X + "int",
    _X + "byte": _X + "short",
    _X + "nonNegativeInteger": _X + "integer",
    _X + "positiveInteger": _X + "nonNegativeInteger",
    _X + "unsignedLong": _X + "nonNegativeInteger",
    _X + "unsignedInt": _X + "unsignedLong",
    _X + "unsignedShort": _X + "unsignedInt",
    _X + "unsignedByte": _X + "unsignedShort",
    _X + "nonPositiveInteger": _X + "integer",
    _X + "negativeInteger": _X + "nonPositiveInteger",
    _X + "normalizedString": _X + "string",
    _X + "token": _X + "normalizedString",
    _X + "language": _X + "token",
    _X + "Name": _X + "token",
    _X + "NCName": _X + "Name",
    _X + "NMTOKEN": _X + "token",
    _X + "dateTimeStamp": _X + "dateTime",
    _X + "dayTimeDuration": _X + "duration",
    _X + "yearMonthDuration": _X + "duration",
    _X + "string": _R + "PlainLiteral",
    _R + "langString": _R + "PlainLiteral",
}

#: All datatypes whose value spaces are known here.
DATATYPES: frozenset[str] = frozenset(
    (
        *_ABOVE,
        *(
            _X + name
            for name in (
                *("decimal", "float", "double", "boolean", "hexBinary", "base64Binary", "anyURI", "duration"),
                *("dateTime", "date", "time", "gYear", "gYearMonth", "gMonth", "gDay", "gMonthDay"),
            )
        ),
        *(_R + name for name in ("PlainLiteral", "XMLLiteral", "HTML")),
        f"{RDFS}Literal",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a literal means.

    Args:
        valid: whether the lexical form belongs to the datatype; True where the datatype is unknown.
        key: text that is equal for equal values, or None where values cannot be told apart.
        number: exact number, for what is derived from decimal.
        instant: the time it stands for or begins with, in UTC; without a time zone it is read as UTC.
    """

    valid: bool = True
    key: str | None = None
    number: Decimal | None = None
    instant: datetime | None = None


def wider(datatype: str) -> tuple[str, ...]:
    """Return a datatype and all those that its values belong to as well, narrowest first."""
    chain = [datatype]
    while chain[-1] in _ABOVE:
        chain.append(_ABOVE[chain[-1]])
    return (*chain, f"{RDFS}Literal")


def value_of(lexical: str, datatype: str, language: str = "") -> Value:
    """Return the value of a literal (RDF 1.1 Concepts, section 3.3; XSD 1.1 part 2).

    Args:
        lexical: the form as written, unescaped.
        datatype: IRI of the datatype.
        language: language tag, empty without one.
    """
    if language:
        return Value(key=f"{language.lower()}@{lexical}")
    read = _READERS.get(datatype)
    if read is None:
        return Value(key=None)
    try:
        found = read(lexical)
    except (ValueError, ArithmeticError):
        found = None
    return found if found is not None else Value(valid=False)


def _match(pattern: str, flag: re.RegexFlag = re.ASCII) -> Callable[[str], re.Match[str]]:
    """Return a function that matches whole texts or raises ValueError."""
    compiled = re.compile(pattern, flag)

    def match(lexical: str) -> re.Match[str]:
        found = compiled.fullmatch(lexical)
        if found is None:
            raise ValueError
        return found

    return match


_DECIMAL = _match(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_INTEGER = _match(r"[+-]?\d+")
_FLOAT = _match(r"[+-]?((\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|INF)|NaN")
_ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d)?"
_YEAR = r"(?P<year>-?([1-9]\d{3,}|0\d{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?P<time>(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?)|24:00:00(\.0+)?)"
_DURATION = _match(
    r"(-?)P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


def _number(datatype: str, lexical: str) -> Value | None:
    least, greatest, whole = NUMBERS[datatype]
    (_INTEGER if whole else _DECIMAL)(lexical)
    number = Decimal(lexical)
    if (least is not None and number < least) or (greatest is not None and number > greatest):
        return None
    plain = format(number, "f")
    digits = plain.rstrip("0").rstrip(".") if "." in plain else plain
    sign = "-" if digits.startswith("-") else ""
    digits = digits.lstrip("+-").lstrip("0") or "0"
    if digits.startswith("."):
        digits = "0" + digits
    return Value(key=f"decimal:{'' if digits == '0' else sign}{digits}", number=number)


def _float(name: str, lexical: str) -> Value:
    _FLOAT(lexical)
    return Value(key=f"{name}:{float(lexical)!r}")


def _boolean(lexical: str) -> Value | None:
    truth = {"true": "1", "1": "1", "false": "0", "0": "0"}.get(lexical)
    return None if truth is None else Value(key=f"boolean:{truth}")


def _text(pattern: Callable[[str], object] | None, lexical: str) -> Value:
    if pattern is not None:
        pattern(lexical)
    return Value(key=f"string:{lexical}")


def _own(name: str, pattern: Callable[[str], object] | None, fold: bool, lexical: str) -> Value:
    if pattern is not None:
        pattern(lexical)
    return Value(key=f"{name}:{lexical.upper() if fold else lexical}")


def _moment(name: str, pattern: Callable[[str], re.Match[str]], zoned: bool, lexical: str) -> Value | None:
    """Read what is written with any of year, month, day, time and zone."""
    part = pattern(lexical).groupdict()
    zone = part.get("zone")
    if zoned and zone is None:
        return None
    year = int(part.get("year") or 2000)
    # The calendar repeats every 400 years, so years that datetime does not know are checked all the same.
    known = year if 1 < year < 9999 else year % 400 + 2000
    clock, _, fraction = (part.get("time") or "00:00:00").partition(".")
    hour, minute, second = (int(piece) for piece in clock.split(":"))
    base = datetime(known, int(part.get("month") or 1), int(part.get("day") or 1), tzinfo=UTC)
    shift = _offset(zone)
    instant = base + timedelta(hours=hour, minutes=minute, seconds=second) - shift
    fraction = fraction.rstrip("0")
    if name == "time":
        instant = instant.replace(year=2000, month=1, day=1)
    key = f"{name}:{year - known}+{instant:%Y-%m-%dT%H:%M:%S}.{fraction}{'Z' if zone else ''}"
    dated = "year" in part and known == year
    exact = instant.replace(tzinfo=None) + timedelta(microseconds=int(fraction[:6].ljust(6, "0")))
    return Value(key=key, instant=exact if dated else None)


def _offset(zone: str | None) -> timedelta:
    """Return how far a time zone is ahead of UTC, at most 14 hours (XSD 1.1 part 2, 3.3.7)."""
    if zone in (None, "Z"):
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise ValueError
    span = timedelta(hours=hours, minutes=minutes)
    return -span if zone[0] == "-" else span


def _duration(parts: str, lexical: str) -> Value | None:
    sign, *numbers = _DURATION(lexical).groups()
    years, months, days, hours, minutes, seconds = numbers
    if (parts == "days" and (years or months)) or (
        parts == "months" and any((days, hours, minutes, seconds))
    ):
        return None
    total = int(years or 0) * 12 + int(months or 0)
    span = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + Decimal(seconds or 0)
    mark = sign if total or span else ""
    return Value(key=f"duration:{mark}{total}:{format(span.normalize(), 'f')}")


_NAME = r"[^\W\d][\w.\-·]*"
_TOKEN = _match(r"([^\s]+( [^\s]+)*)?")
_READERS: dict[str, Callable[[str], Value | None]] = {
    **{name: partial(_number, name) for name in NUMBERS},
    _X + "float": partial(_float, "float"),
    _X + "double": partial(_float, "double"),
    _X + "boolean": _boolean,
    _X + "string": partial(_text, None),
    _X + "normalizedString": partial(_text, _match(r"[^\t\n\r]*")),
    _X + "token": partial(_text, _TOKEN),
    _X + "language": partial(_text, _match(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")),
    _X + "Name": partial(_text, _match(rf":?{_NAME}(:[\w.\-·]*)*", re.UNICODE)),
    _X + "NCName": partial(_text, _match(_NAME, re.UNICODE)),
    _X + "NMTOKEN": partial(_text, _match(r"[\w.\-·:]+", re.UNICODE)),
    _X + "anyURI": partial(_own, "anyURI", None, False),
    _X + "hexBinary": partial(_own, "hex", _match(r"([0-9a-fA-F]{2})*"), True),
    _X + "base64Binary": partial(
        _own, "base64", _match(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"), False
    ),
    _R + "langString": lambda _lexical: None,
    _R + "PlainLiteral": partial(_text, None),
    _X + "dateTime": partial(_moment, "dateTime", _match(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}"), False),
    _X + "dateTimeStamp": partial(
        _moment, "dateTime", _match(f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}"), True
    ),
    _X + "date": partial(_moment, "date", _match(f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}"), False),
    _X + "time": partial(_moment, "time", _match(f"{_TIME}{_ZONE}"), False),
    _X + "gYear": partial(_moment, "gYear", _match(f"{_YEAR}{_ZONE}"), False),
    _X + "gYearMonth": partial(_moment, "gYearMonth", _match(f"{_YEAR}-{_MONTH}{_ZONE}"), False),
    _X + "gMonth": partial(_moment, "gMonth", _match(f"--{_MONTH}{_ZONE}"), False),
    _X + "gDay": partial(_moment, "gDay", _match(f"---{_DAY}{_ZONE}"), False),
    _X + "gMonthDay": partial(_moment, "gMonthDay", _match(f"--{_MONTH}-{_DAY}{_ZONE}"), False),
    _X + "duration": partial(_duration, "all"),
    _X + "dayTimeDuration": partial(_duration, "days"),
    _X + "yearMonthDuration": partial(_duration, "months"),
}
