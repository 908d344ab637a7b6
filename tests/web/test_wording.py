"""Dates, numbers and lists read as a person would write them."""

from __future__ import annotations

from math import inf

import pytest

from bilat.graph.formats.quads import RDF, XSD, literal
from bilat.web import wording


@pytest.mark.parametrize(
    ("text", "kind", "date", "when"),
    [
        ("2015-03-25", "date", "25 March 2015", "on 25 March 2015"),
        ("2016-11", "gYearMonth", "November 2016", "in November 2016"),
        ("2014", "gYear", "2014", "in 2014"),
        ("2014-13", "gYearMonth", "2014-13", "in 2014-13"),
        ("--07-15", "gMonthDay", "15 July", "on 15 July"),
        ("--07", "gMonth", "July", "in July"),
        ("--13", "gMonth", "--13", "in --13"),
        ("2015-03-25T10:30:00Z", "dateTime", "25 March 2015, 10:30 (Z)", "on 25 March 2015, 10:30 (Z)"),
        ("2015-03-25T10:30:05.5", "dateTime", "25 March 2015, 10:30:05.5", "on 25 March 2015, 10:30:05.5"),
    ],
)
def test_time_is_as_fine_as_it_is_given(text: str, kind: str, date: str, when: str) -> None:
    """No day is made up for a month, and what is no date stays as it is."""
    term = literal(text, XSD + kind)
    assert (wording.date(term), wording.when(term)) == (date, when)


def test_times_sort_as_they_follow_each_other() -> None:
    """A month stands before its days, a day before its hours; what is no time has no place."""
    order = [
        *(("2014", "gYear"), ("2015", "gYear"), ("2015-03", "gYearMonth"), ("2015-03-25", "date")),
        *(
            (f"2015-03-25T{clock}", "dateTime")
            for clock in ("09:30:00", "10:05:00", "10:30:00", "10:30:05.5")
        ),
        *(("2015-03-26", "date"), ("2015-12-31T23:59:59", "dateTime"), ("2016", "gYear")),
    ]
    ranks = [wording.rank(literal(text, XSD + kind)) for text, kind in order]
    assert ranks == sorted(set(ranks))
    assert wording.rank(literal("soon", XSD + "date")) == wording.rank(literal("soon")) == inf


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P3Y6M", "3 years 6 months"),
        ("PT1H30M", "1 hour 30 minutes"),
        ("PT0.5S", "0.5 seconds"),
        ("P", "P"),
        ("-P1D", "-P1D"),
    ],
)
def test_duration_is_in_words(text: str, words: str) -> None:
    """What is none, or goes back in time, stays as it is."""
    assert wording.literal_text(literal(text, XSD + "duration")) == words


def test_words_from_right_to_left_stand_apart() -> None:
    """What follows them is not drawn into their order; others stay as they are."""
    assert wording.isolated("\u05d1\u05d9\u05ea") == "\u2068\u05d1\u05d9\u05ea\u2069"
    assert wording.isolated("Haus") == "Haus"


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        ("2016", "2017", "2016 to 2017"),
        ("2016", "2016", "2016"),
        ("2012-04-26", "2012-04-27", "26 to 27 April 2012"),
        ("2012-04-26", "2012-05-02", "26 April to 2 May 2012"),
        ("2012-04-26", "2013-04-26", "26 April 2012 to 26 April 2013"),
    ],
)
def test_span_says_once_what_both_ends_share(begin: str, end: str, words: str) -> None:
    """Month and year are not said twice."""
    assert wording.span(literal(begin), literal(end)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("300000000", "300 million"),
        ("1500000", "1.5 million"),
        ("1234567", "1,234,567"),
        ("2015", "2015"),
        ("0.20", "0.2"),
        ("-12345", "-12,345"),
        ("-12345.670", "-12,345.67"),
        ("1680.316", "1680.316"),
        ("INF", "INF"),
        ("many", "many"),
        ("1_000", "1_000"),
        ("1" + "0" * 40, "1" + "0" * 40),
        ("3.14159265358979323846264338327950288", "3.14159265358979323846264338327950288"),
    ],
)
def test_number_is_not_rounded(text: str, words: str) -> None:
    """Only what is exact in millions is said in millions."""
    assert wording.number(text) == words


def test_shares_and_quantities() -> None:
    """A share is in words where it has some, a unit stands behind its number."""
    assert [wording.share("1", "5"), wording.share("2", "5"), wording.share("3", "7")] == [
        "one fifth",
        "two fifths",
        "3/7",
    ]
    assert [wording.quantity("20", "years"), wording.quantity("20", "%")] == ["20 years", "20%"]


def test_long_list_ends_with_how_many_more() -> None:
    """One left over is no reason to leave it out."""
    assert wording.listing(["a"]) == "a"
    assert wording.listing(list("abc")) == "a, b and c"
    assert wording.listing(list("abcde")) == "a, b, c, d and e"
    assert wording.listing(list("abcdef")) == "a, b, c, d and 2 more"


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("ICT expert", "An ICT expert"),
        ("dialogue", "A dialogue"),
        ("EU text", "An EU text"),
        ("MoU", "An MoU"),
        ("Council conclusions", "Council conclusions"),
        ("games", "Games"),
        ("process", "A process"),
        ("series", "A series"),
        ("agreement", "An agreement"),
        ("union", "A union"),
    ],
)
def test_article_goes_by_sound(words: str, whole: str) -> None:
    """An goes before a vowel that is heard."""
    assert wording.with_article(words) == whole


def test_long_name_is_cut_between_words() -> None:
    """No word is cut but the only one, and nothing that joins words is left at the end."""
    assert wording.shortened("Joint Declaration", 17) == "Joint Declaration"
    assert wording.shortened("Joint Declaration on 5G", 18) == "Joint Declaration\u2026"
    assert wording.shortened("Relations of the EU and Japan", 26) == "Relations of the EU\u2026"
    assert wording.shortened("Ministry of Science, ICT", 21) == "Ministry of Science\u2026"
    assert wording.shortened("Mainstreaming", 8) == "Mainstr\u2026"


def test_literals_by_datatype() -> None:
    """Other datatypes than dates, numbers and truth values are left as they are."""
    assert wording.literal_text(literal("true", XSD + "boolean")) == "yes"
    assert wording.literal_text(literal("0012", XSD + "string")) == "0012"
    assert wording.literal_text(literal("12345", XSD + "integer")) == "12,345"
    assert wording.literal_text(literal("<b>a</b>", RDF + "HTML")) == "a"
    assert wording.literal_text(literal("<img>", RDF + "HTML")) == "<img>"


def test_descriptions_are_plain_and_short() -> None:
    """Mark-up is no text, signs that only look like it are, and no introduction is shown whole."""
    assert wording.summary("One\n  line") == "One line"
    assert wording.summary("<p>A &amp; B</p> <html:img src='x'/>are") == "A & B are"
    assert wording.summary("1 < 2 &amp; 3 > 2") == "1 < 2 &amp; 3 > 2"
    assert len(wording.summary("word " * 1_000)) < 500
