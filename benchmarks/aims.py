"""What is wanted of the figures, and what was measured of it: one table for the scripts and the README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from figures import OURS, Figure, Results, number
from tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One thing that is wanted of ours.

    Args:
        benchmark: the name of the script that measures it.
        what: was measured, as `Figure` has it.
        most: what ours may come to: a multiple of the other figure, or in its unit where there is none.
        who: the peer whose figure is the other one; None for none.
        size: as `Figure` has it.
        variant: the only one that counts, all where it is None.
        than: the variant of ours that is the other figure; None for none.
    """

    benchmark: str
    what: str
    most: float
    who: str | None = None
    size: int | None = None
    variant: str | None = None
    than: str | None = None

    def text(self, unit: str) -> str:
        """Return it in words."""
        parts = (self.what, f"{self.size:,} triples" if self.size else "", self.variant)
        about = f"{self.benchmark}: {', '.join(filter(None, parts))}"
        other = self.who or self.than
        if other is None:
            return f"{about}, {number(self.most)} {unit} at most"
        if self.most < 1:
            return f"{about}, {number(round(1 / self.most))} times less than {other}, or better"
        return f"{about}, {f'{number(self.most)} times ' if self.most != 1 else ''}{other} at most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was measured of an aim.

    Args:
        aim: in words.
        measured: what ours came to, each variant.
        reached: whether all of that will do.
    """

    aim: str
    measured: str
    reached: bool


AIMS = (
    Aim(benchmark="build", what="first answer after bilat serve", most=1),
    Aim(benchmark="reason", what="reasoning", size=30_000, who="owlrl", most=1 / 300),
    Aim(benchmark="reason", what="reasoning", size=300_000, who="sparql", most=1 / 40),
    Aim(benchmark="reason", what="reasoning", size=3_000_000, who="python", most=1 / 5),
    Aim(
        benchmark="validate",
        what="processor",
        size=30_000,
        variant="with queries",
        who="pyshacl",
        most=1 / 60,
    ),
    Aim(benchmark="validate", what="processor", size=300_000, who="jena", most=1),
    Aim(benchmark="validate", what="processor", size=300_000, who="rudof", most=1),
    Aim(benchmark="validate", what="processor", size=3_000_000, who="jena", most=1),
    Aim(benchmark="validate", what="memory", size=3_000_000, most=1_500),
    Aim(benchmark="endpoint", what="look-up, each different", who="oxigraph", most=1.75),
    Aim(benchmark="endpoint", what="look-up, each different", who="rdflib-endpoint", most=1 / 4),
    Aim(benchmark="endpoint", what="look-up, each different", size=1_000_000, who="oxigraph", most=3),
    Aim(benchmark="endpoint", what="100,000 rows, JSON", size=1_000_000, who="in process", most=1.2),
    Aim(benchmark="endpoint", what="look-up, repeated", who="oxigraph", most=1 / 5),
    Aim(benchmark="endpoint", what="look-up, repeated", who="nginx", most=2.5),
    Aim(benchmark="endpoint", what="look-up, not modified", who="nginx", most=3),
    Aim(benchmark="endpoint", what="entity, JSON-LD, each different", most=1_200),
    Aim(benchmark="endpoint", what="entity, HTML, each different", most=1_200),
    Aim(
        benchmark="recheck",
        what="check",
        size=1_000_000,
        variant="a label changed",
        than="nothing known",
        most=1 / 10,
    ),
    Aim(benchmark="large", what="start", size=10_000_000, most=5),
    Aim(benchmark="mixed", what="failed", most=0),
    Aim(benchmark="mixed", what="slowest hundredth", most=50),
    Aim(benchmark="swap", what="failed", most=0),
    Aim(benchmark="pages", what="a thing as HTML", most=25),
)


def verdicts(results: Iterable[Results]) -> Iterator[Verdict]:
    """Yield what was measured of each aim, those that nothing was measured of left out."""
    figures: dict[str, list[Figure]] = {}
    for result in results:
        figures.setdefault(result.benchmark, []).extend(result.figures)
    for aim in AIMS:
        found = [
            (figure, value)
            for figure in figures.get(aim.benchmark, ())
            if (figure.what, figure.who, figure.size) == (aim.what, OURS, aim.size)
            and aim.variant in (None, figure.variant)
            and (value := _value(aim, figure, figures[aim.benchmark])) is not None
        ]
        if found:
            yield Verdict(
                aim=aim.text(found[0][0].unit),
                measured=", ".join(_told(aim, figure, value, len(found)) for figure, value in found),
                reached=all(value <= aim.most for _, value in found),
            )


def _value(aim: Aim, figure: Figure, figures: Sequence[Figure]) -> float | None:
    """Return what a figure of ours comes to, None where it or the other one was not measured."""
    if aim.who is None and aim.than is None:
        return figure.middle
    who, variant = aim.who or OURS, figure.variant if aim.than is None else aim.than
    wanted = (figure.what, who, figure.size, variant)
    other = next(
        (each.middle for each in figures if (each.what, each.who, each.size, each.variant) == wanted), None
    )
    return figure.middle / other if other and figure.middle is not None else None


def _told(aim: Aim, figure: Figure, value: float, count: int) -> str:
    """Return a value as its aim is told, with the variant where there are several."""
    less = aim.most < 1 and (aim.who or aim.than)
    told = number(1 / value if less and value else value)
    return f"{told} ({figure.variant})" if count > 1 else told


def table(results: Iterable[Results]) -> Table:
    """Return all aims with what was measured of them."""
    rows = tuple(
        (each.aim, each.measured, "reached" if each.reached else "**missed**") for each in verdicts(results)
    )
    return Table(heads=("wanted", "measured", ""), rows=rows)
