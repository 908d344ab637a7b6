"""Times in words are as fine as their source and no finer."""

from datetime import date

import pytest

from bilat.web.spans import Precision, Run, Span

YEAR, MONTH, DAY = Precision.YEAR, Precision.MONTH, Precision.DAY


@pytest.mark.parametrize(
    ("first", "last", "precision", "run", "words"),
    [
        ("2014-06-16", "2014-06-16", DAY, Run.AT, "16 June 2014"),
        ("2012-04-26", "2012-04-27", DAY, Run.AT, "26\u201327 April 2012"),
        ("2012-04-30", "2012-05-02", DAY, Run.AT, "30 April \u2013 2 May 2012"),
        ("2012-12-30", "2013-01-02", DAY, Run.AT, "30 December 2012 \u2013 2 January 2013"),
        ("2011-07-01", "2011-07-31", MONTH, Run.AT, "July 2011"),
        ("2011-07-01", "2011-08-31", MONTH, Run.AT, "July 2011 \u2013 August 2011"),
        ("2007-01-01", "2007-12-31", YEAR, Run.AT, "2007, year only"),
        ("2016-01-01", "2017-12-31", YEAR, Run.AT, "2016\u20132017"),
        ("2009-01-01", "2009-12-31", YEAR, Run.SINCE, "since 2009, no end stated"),
        ("2015-03-25", "2015-03-25", DAY, Run.AFTER, "after 25 March 2015"),
    ],
)
def test_words(first: str, last: str, precision: Precision, run: Run, words: str) -> None:
    """No month is said twice, a year is said to be no more than one, an open end is said to be open."""
    span = Span(first=date.fromisoformat(first), last=date.fromisoformat(last), precision=precision, run=run)
    assert span.words == words
