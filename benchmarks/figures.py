"""The figures of a benchmark: one shape for all, as JSON, with machine, versions and commit.

A benchmark is a script of this folder that takes ``--json FILE``, tells on standard error what it is doing,
and ends with ``results(...).write(FILE)``. Each figure says what was measured, of whom, on how large a graph,
in which unit, and gives the value of every run; medians and ratios are worked out from these by whoever shows
them. Whatever is compared has figures that differ in ``who`` only, and its runs are made in turn (`in_turn`).

    figures = [
        Figure(what="reasoning", who="bilat", unit="s", size=30_000, runs=(0.21, 0.20, 0.22)),
        Figure(what="reasoning", who="owlrl", unit="s", size=30_000, runs=(66.0, 65.1, 67.3)),
        Figure(what="reasoning", who="owlrl", unit="s", size=3_000_000, note="stopped after 600 s"),
        Figure(what="inferred", who="bilat", unit="triples", size=30_000, runs=(12_345,)),
    ]
    results("reason", "The same conclusions beside owlrl", figures, packages=("owlrl",)).write(path)

Of times (``s``, ``ms``, ``µs``) and memory (``MB``) less is better, and ratios are made; of counts none are.
`run.py` collects the files and makes of them the page with plots and the tables of the README.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
OURS = "bilat"
#: Units of what is to be small; others count.
LESS_IS_BETTER = ("s", "ms", "µs", "MB")
Run = TypeVar("Run")
_PACKAGES = ("bilat", "duckdb", "pyoxigraph", "rdflib")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one of those compared took in one thing.

    Args:
        what: was measured, for people, the same words for all that are compared: ``reasoning``.
        who: ``bilat``, or the name of a peer.
        unit: of the runs: ``s``, ``ms``, ``µs`` or ``MB``; for counts what is counted, such as ``triples``.
        runs: a value for each run, in their order; empty where there is none, and then `note` says why.
        size: triples of the graph; None where it is that of the repository.
        variant: what else may differ, such as ``8 clients``.
        note: what a reader must know: ``not installed``, ``stopped at 16 GB``.
    """

    what: str
    who: str
    unit: str
    runs: tuple[float, ...] = ()
    size: int | None = None
    variant: str = ""
    note: str = ""

    @property
    def middle(self) -> float | None:
        """Return the median of the runs, None if there is none."""
        return median(self.runs) if self.runs else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All figures of one run of a benchmark, with what they depend on.

    Args:
        benchmark: the name of its script.
        about: what it measures, one line.
        command: how to measure it again, from the root of the repository.
        commit: of the repository; ends in ``+`` when files had been changed since.
        day: of the run, ISO 8601.
        machine: cores, processor, memory, system, Python.
        versions: of packages and programs.
        figures: what was measured.
    """

    benchmark: str
    about: str
    command: str
    commit: str
    day: str
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    figures: tuple[Figure, ...] = field(default=())

    def write(self, path: Path) -> None:
        """Write them as JSON, a figure a line, whole or not at all."""
        head = {name: value for name, value in asdict(self).items() if name != "figures"}
        lines = [json.dumps(_short(figure), ensure_ascii=False) for figure in self.figures]
        text = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
        body = text + ',\n  "figures": [\n    ' + ",\n    ".join(lines) + "\n  ]\n}\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        beside.write_text(body, encoding="utf-8")
        beside.replace(path)

    @classmethod
    def read(cls, path: Path) -> Results:
        """Read what `write` has written.

        Raises:
            ValueError: the file holds something else.
        """
        try:
            found = json.loads(path.read_text("utf-8"))
            figures = (Figure(**each | {"runs": tuple(each.get("runs", ()))}) for each in found["figures"])
            return cls(**found | {"figures": tuple(figures)})
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}: not the figures of a benchmark: {error}") from error


def results(
    benchmark: str,
    about: str,
    figures: Iterable[Figure],
    *,
    packages: Iterable[str] = (),
    programs: Mapping[str, str] | None = None,
) -> Results:
    """Return figures with the machine, the versions and the commit that they were taken with.

    Args:
        benchmark: the name of its script.
        about: what it measures, one line.
        figures: what was measured.
        packages: of PyPI whose versions matter, besides our own and what it runs on.
        programs: versions of other programs, by name.
    """
    versions = {name: found for name in (*_PACKAGES, *packages) if (found := _version(name))}
    return Results(
        benchmark=benchmark,
        about=about,
        command=f"python {shlex.join([f'benchmarks/{benchmark}.py', *_options(sys.argv[1:])])}",
        commit=_commit(),
        day=datetime.now(UTC).date().isoformat(),
        machine=_machine(),
        versions=versions | dict(programs or {}),
        figures=tuple(figures),
    )


def ratio(figure: Figure, figures: Iterable[Figure]) -> float | None:
    """Return how many times as much as ours a peer takes of time or memory; None where that says nothing."""
    same = (figure.what, figure.size, figure.variant, figure.unit)
    ours = next(
        (f.middle for f in figures if f.who == OURS and (f.what, f.size, f.variant, f.unit) == same), None
    )
    if figure.who == OURS or figure.unit not in LESS_IS_BETTER or not ours or figure.middle is None:
        return None
    return figure.middle / ours


def number(value: float) -> str:
    """Return a number with three digits that count, larger ones whole."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def tell(figures: Sequence[Figure]) -> None:
    """Print medians, and what peers take in multiples of ours."""
    for each in figures:
        about = ", ".join(filter(None, (each.what, f"{each.size:,}" if each.size else "", each.variant)))
        times = ratio(each, figures)
        value = each.note if each.middle is None else f"{number(each.middle)} {each.unit}"
        print(f"{about:48} {each.who:16} {value:>16} {f'{times:.3g} times ours' if times else ''}".rstrip())


def in_turn(contenders: Mapping[str, Callable[[], Run]], repeats: int) -> dict[str, list[Run]]:
    """Run each of those compared once, then each again, so that a busy minute hurts all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(repeats):
        for name, run in contenders.items():
            say(f"run {number + 1} of {repeats}: {name}")
            runs[name].append(run())
    return runs


def say(text: str) -> None:
    """Tell the person at the terminal what is under way."""
    print(text, file=sys.stderr, flush=True)


def _short(figure: Figure) -> dict[str, object]:
    """Return a figure without what is not said; numbers keep four digits."""
    runs = [float(f"{run:.4g}") if isinstance(run, float) else run for run in figure.runs]
    values = {**asdict(figure), "runs": runs}
    return {name: value for name, value in values.items() if value not in ("", None)}


def _options(arguments: list[str]) -> list[str]:
    """Return the options of a command without the file for its figures."""
    kept = iter(arguments)
    return [each for each in kept if not (each == "--json" and next(kept, ""))]


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "-uno", "--", ".", ":!benchmarks/results", ":!README.md")
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + "+" * bool(changed)


def _machine() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "processor": _processor(),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    """Return the name that the kernel has for the processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8", "replace").splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
