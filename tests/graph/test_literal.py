"""Literals are read by the rules of XML Schema."""

from __future__ import annotations

from datetime import datetime

import pytest

from bilat.graph.literal import value_of, wider

XSD = "http://www.w3.org/2001/XMLSchema#"

#: Forms of each datatype that mean the same, then forms that are not of it.
FORMS = {
    "integer": (("1", "+1", "001"), ("1.0", " 1", "1e0", "", "१")),
    "decimal": (("1.5", "+1.50", "01.5"), ("1e0", ".", "1,5", "INF")),
    "negativeInteger": (("-1", "-01"), ("0", "-0", "1")),
    "unsignedByte": (("255", "+255"), ("256", "-1")),
    "boolean": (("true", "1"), ("TRUE", "yes")),
    "double": (("1e0", "1.0", "10E-1"), ("1f", "inf", "+NaN")),
    "dateTime": (
        ("2016-01-01T00:00:00Z", "2015-12-31T24:00:00Z", "2016-01-01T02:00:00.000+02:00"),
        ("2016-01-01", "2015-02-29T00:00:00", "2016-01-01T24:00:01", "2016-01-01T00:00:00+14:01"),
    ),
    "dateTimeStamp": (("2016-01-01T00:00:00Z", "2016-01-01T00:00:00-00:00"), ("2016-01-01T00:00:00",)),
    "date": (("2016-02-29",), ("2015-02-29", "2016-2-1", "16-02-01", "2016-13-01")),
    "time": (("24:00:00", "00:00:00"), ("25:00:00", "00:00")),
    "gYear": (("2016",), ("16", "02016", "2016-01")),
    "gYearMonth": (("2016-01",), ("2016-13", "2016")),
    "gMonthDay": (("--02-29",), ("--02-30", "02-29")),
    "gMonth": (("--12",), ("--13",)),
    "gDay": (("---31",), ("---32",)),
    "duration": (("P1Y", "P12M"), ("P", "P1YT", "1Y", "PT")),
    "dayTimeDuration": (("P1D", "PT24H", "PT1440M"), ("P1Y",)),
    "yearMonthDuration": (("P1Y", "P12M", "P0Y12M"), ("P1D",)),
    "hexBinary": (("0aff", "0AFF"), ("0", "0g")),
    "base64Binary": (("YWI=",), ("YWI", "?")),
    "language": (("en-gb",), ("en_gb", "")),
    "token": (("a b",), (" a", "a  b")),
    "normalizedString": (("a  b ",), ("a\tb",)),
    "Name": (("a:b-cé",), ("1a", "a b")),
    "NCName": (("a-b",), ("a:b", "-a")),
    "NMTOKEN": (("-1:a",), ("a b", "")),
    "string": (("a",), ()),
    "anyURI": (("a",), ()),
}


@pytest.mark.parametrize("datatype", FORMS)
def test_reads_each_datatype(datatype: str) -> None:
    """Forms that mean the same have one key, and forms of another datatype are refused."""
    same, wrong = FORMS[datatype]
    values = [value_of(form, XSD + datatype) for form in same]
    assert all(value.valid for value in values)
    assert len({value.key for value in values}) == 1
    assert values[0].key is not None
    for form in wrong:
        assert not value_of(form, XSD + datatype).valid, form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("1", "integer"), ("1", "double")),
        (("1", "double"), ("1", "float")),
        (("1", "string"), ("1", "integer")),
        (("2016-01-01T00:00:00", "dateTime"), ("2016-01-01T00:00:00Z", "dateTime")),
        (("2016-01-01", "date"), ("2016-01-01T00:00:00", "dateTime")),
        (("-0001", "gYear"), ("0001", "gYear")),
        (("12016-01-01", "date"), ("2016-01-01", "date")),
        (("P1M", "duration"), ("P30D", "duration")),
    ],
)
def test_tells_values_apart(one: tuple[str, str], other: tuple[str, str]) -> None:
    """What XML Schema keeps apart has different keys."""
    first, second = (value_of(form, XSD + datatype) for form, datatype in (one, other))
    assert first.valid
    assert second.valid
    assert first.key != second.key


def test_language_tags_are_compared_without_case() -> None:
    """``@en-GB`` and ``@en-gb`` are one tag; the text is compared as it stands."""
    tagged = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    assert value_of("a", tagged, "en-GB") == value_of("a", tagged, "en-gb")
    assert value_of("a", tagged, "en") != value_of("A", tagged, "en")
    assert not value_of("a", tagged).valid


def test_knows_nothing_of_other_datatypes() -> None:
    """A literal of an unknown datatype is not wrong, and has no value that could differ."""
    value = value_of("anything", "https://example.org/own")
    assert (value.valid, value.key) == (True, None)


def test_wider_datatypes_go_from_narrow_to_wide() -> None:
    """A byte is a short is an int ... is a decimal is a literal."""
    names = [name.rpartition("#")[2] for name in wider(XSD + "byte")]
    assert names == ["byte", "short", "int", "long", "integer", "decimal", "Literal"]


@pytest.mark.parametrize(
    ("datatype", "lexical", "instant"),
    [
        ("dateTime", "2016-01-01T02:00:00.25+02:00", datetime(2016, 1, 1, microsecond=250_000)),
        ("date", "2016-02-29", datetime(2016, 2, 29)),
        ("gYear", "2016", datetime(2016, 1, 1)),
        ("gYear", "20016", None),
        ("time", "12:00:00", None),
    ],
)
def test_what_has_a_year_is_an_instant(datatype: str, lexical: str, instant: datetime | None) -> None:
    """In UTC, for comparisons in a database; years beyond 9998 and times of day have none."""
    assert value_of(lexical, XSD + datatype).instant == instant
