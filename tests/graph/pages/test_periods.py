"""Spans of days are told as finely as their ends."""

import pytest

from bilat.graph.pages.periods import period


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2014-06-16", "2014-06-16", "16 June 2014"),
        ("2014-06-16", None, "16 June 2014"),
        ("2016-11-01", "2016-11-30", "November 2016"),
        ("2016-02-01", "2016-02-29", "February 2016"),
        ("2018-01-01", "2018-12-31", "2018"),
        ("2016-01-01", "2017-12-31", "2016 to 2017"),
        ("2016-03-01", "2017-04-30", "March 2016 to April 2017"),
        ("2012-04-26", "2012-04-27", "26 to 27 April 2012"),
        ("2012-04-26", "2012-05-02", "26 April 2012 to 2 May 2012"),
        ("-0044-03-15", "-0044-03-15", "15 March -44"),
        (None, None, ""),
        ("soon", "later", ""),
        ("2014-13-01", "2014-13-01", ""),
    ],
)
def test_period(first: str | None, last: str | None, words: str) -> None:
    """What is no date has no words."""
    assert period(first, last) == words
