"""Files that cannot be read for one reason are told as one."""

from __future__ import annotations

from dataclasses import replace

from bilat.errors import Place
from bilat.graph.lint.unreadable import together
from bilat.graph.report.findings import MOST_ALIKE, Finding, Severity


def faults(count: int, remedy: str = "Write it in full.") -> list[Finding]:
    """Return a finding for each of some files, which differ in a name alone."""
    return [
        Finding(
            severity=Severity.VIOLATION,
            rule="syntax",
            message=f"The IRI <x{number}> is relative.",
            remedy=remedy,
            place=Place(f"data/{number:03}.ttl", 1),
        )
        for number in range(count)
    ]


def test_few_files_are_told_one_by_one() -> None:
    """Ten can be looked at."""
    assert list(together(faults(10))) == faults(10)


def test_many_files_are_told_as_one_with_their_names() -> None:
    """The first has its own words, and the places of all others up to a number."""
    (told,) = together(reversed(faults(11)))
    first, *rest = faults(11)
    names = ", ".join(str(finding.place) for finding in rest)
    assert told == replace(first, message=f"{first.message} The same in 10 more files: {names}.")


def test_very_many_files_are_counted() -> None:
    """Nobody reads on, and as many as are named need no count."""
    (all_named,) = together(faults(MOST_ALIKE + 1))
    assert all_named.message.endswith(f"data/{MOST_ALIKE:03}.ttl:1.")
    (with_one,) = together(faults(MOST_ALIKE + 2))
    assert with_one.message.endswith(f"data/{MOST_ALIKE:03}.ttl:1, 1 other.")
    (counted,) = together(faults(MOST_ALIKE + 3))
    assert counted.message.endswith(f"data/{MOST_ALIKE:03}.ttl:1, 2 others.")


def test_other_reasons_are_others() -> None:
    """What is advised is a part of the reason."""
    assert len(list(together([*faults(20), *faults(20, "Declare a base.")]))) == 2
