"""The tests that are known to fail, and the parameters of pytest that say so."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from _pytest.mark import ParameterSet
from w3c.manifest import ROOT, Entry

LIST: Final = Path(__file__).parents[1] / "known_failures.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Tests that fail for one cause.

    Args:
        kind: who would have to change for them to pass: engine, design, or the test itself.
        cause: one sentence.
        tests: names, as of `w3c.manifest.Entry`.
        forms: the forms of result in which they fail; empty for all.
    """

    kind: str
    cause: str
    tests: tuple[str, ...]
    forms: tuple[str, ...] = ()


@cache
def known_failures() -> tuple[Failure, ...]:
    """Return the committed list."""
    found = tomllib.loads(LIST.read_text("utf-8"))["failure"]
    return tuple(
        Failure(
            kind=each["kind"],
            cause=each["cause"],
            tests=tuple(each["tests"]),
            forms=tuple(each.get("forms", ())),
        )
        for each in found
    )


def cases(found: Iterable[Entry], forms: Iterable[str] = ("",)) -> list[ParameterSet]:
    """Return one parameter set for each test and form; a known failure has to fail.

    Args:
        found: the tests.
        forms: names of forms of result; the parameter is left out when there is but the empty one.
    """
    if not ROOT.is_dir():
        reason = f"no folder {ROOT}; name one with W3C_TESTS"
        blanks = (None,) if tuple(forms) == ("",) else (None, None)
        return [pytest.param(*blanks, marks=pytest.mark.skip(reason=reason))]
    found = list(found)
    assert found, f"the suites at {ROOT} have none of these tests"
    return [_case(entry, form) for entry in found for form in forms]


def _case(entry: Entry, form: str) -> ParameterSet:
    values = (entry, form) if form else (entry,)
    failure = _causes().get((entry.name, form)) or _causes().get((entry.name, ""))
    # Only what a test asserts may fail: a mistake of the harness is an error whatever the list says.
    marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=failure.cause)] if failure else []
    return pytest.param(*values, id=f"{entry.name}-{form}" if form else entry.name, marks=marks)


@cache
def _causes() -> dict[tuple[str, str], Failure]:
    return {
        (test, form): failure
        for failure in known_failures()
        for test in failure.tests
        for form in failure.forms or ("",)
    }
