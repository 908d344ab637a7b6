"""The figures in the README: a choice of those in the files, between two marks, written by `run.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import aims
from figures import LESS_IS_BETTER, Figure, Results
from tables import markdown, table, taken_with

BEGIN = "<!-- figures: written by `make figures` from benchmarks/results -->"
END = "<!-- end of figures -->"
#: What is shown of each benchmark; all times and memory of one that is not named. The page has the rest.
_SHOWN = {
    "build": ("whole build", "reasoning alone", "first answer after bilat serve"),
    "pages": (
        "a thing as HTML",
        "a thing as JSON-LD",
        "/",
        "/search?q=japan",
        "/browse",
        "/id/japan.html",
        "/timeline",
        "/map",
        "/network",
        "/sparql",
    ),
    "reason": ("reasoning", "whole process"),
    "validate": ("processor", "memory"),
    "recheck": ("check",),
    "large": (
        *("building", "memory of building", "start", "look-up", "page", "search"),
        "memory of the server",
    ),
    "mixed": ("slowest hundredth",),
    "swap": ("slowest hundredth", "longest wait"),
    "scale": (
        *("build", "build, memory", "load and start", "look-up", "questions over the whole graph"),
        "memory of the server",
    ),
}
#: Waiting and 32 clients are on the page only, and what the cache and a browser make of pages.
_PASSED_OVER = (": wait", "32 clients")
_VARIANTS_PASSED_OVER = ("cached", "first paint")
_COUNTED = ("failed", "releases that took over")


def written(readme: str, results: Sequence[Results]) -> str:
    """Return a README with these figures between its marks.

    Raises:
        ValueError: it has no marks.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md has no place for figures: put {BEGIN} and {END} where they go.")
    return "\n".join([f"{before}{BEGIN}", *_parts(results), "", f"{END}{after}"])


def _parts(results: Sequence[Results]) -> Iterator[str]:
    """Yield paragraphs and tables, each after an empty line."""
    for circumstances in taken_with(results):
        yield f"\nMeasured {circumstances}."
    for result in results:
        figures = tuple(_chosen(result))
        if figures:
            yield f"\n{result.about} (`{result.command}`):"
            yield f"\n{markdown(table(figures))}"
    judged = aims.table(results)
    if judged.rows:
        yield "\nWhat is wanted of all this, and what came of it:"
        yield f"\n{markdown(judged)}"


def _chosen(result: Results) -> Iterable[Figure]:
    """Yield the figures that the README has."""
    shown = _SHOWN.get(result.benchmark)
    for figure in result.figures:
        if any(word in figure.what + figure.variant for word in _PASSED_OVER):
            continue
        if figure.variant in _VARIANTS_PASSED_OVER:
            continue
        told = figure.unit in LESS_IS_BETTER if shown is None else figure.what in shown
        if (told and figure.unit in LESS_IS_BETTER) or figure.what in _COUNTED:
            yield figure
