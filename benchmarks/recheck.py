"""What checking again costs after an edit of one line, beside a check that knows nothing of the one before.

A project is generated and checked in full. Then one line of its data comes, is changed or goes, each time of
the data as they were, and it is checked as it would be by hand: a process of its own, from start to end. Last
it is checked with ``--fresh``, and the last two reports have to be the same byte for byte.

    python benchmarks/recheck.py [--triples 1000000] [--json FILE]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click
from figures import OURS, ROOT, Figure, results, say

_DATA = Path("data/generated.nq")
#: Times that each edit is checked; the median counts.
_REPEATS = 3
_LABEL = re.compile(rb'^(<[^>]*> <[^>]*#label> )"[^"]*"(.*\n)', re.MULTILINE)
_LINK = re.compile(rb"^<[^>]*> <[^>]*#actor> .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """One check: seconds from start to end, seconds of processor time, MB at most, and its report."""

    seconds: float
    processor: float
    megabytes: float
    report: bytes


def change_label(text: bytes) -> bytes:
    """Return data in which one thing in the middle has another label."""
    found = next(_LABEL.finditer(text, len(text) // 2))
    return text[: found.start()] + found[1] + b'"Something else"' + found[2] + text[found.end() :]


def remove_link(text: bytes) -> bytes:
    """Return data in which one participation in the middle has no actor."""
    found = next(_LINK.finditer(text, len(text) // 2))
    return text[: found.start()] + text[found.end() :]


def add_country(text: bytes) -> bytes:
    """Return data with one more country, which has no label."""
    line = (
        b"<https://w3id.org/bilat/id/country-new> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        b"<https://w3id.org/bilat/def#Country> <https://w3id.org/bilat/graph/editorial> .\n"
    )
    return text + line


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "a label changed": change_label,
    "a link removed": remove_link,
    "a country added": add_country,
}


def check(project: Path, cache: Path, *options: str) -> Run:
    """Check a project in a process of its own."""
    report = cache / "report.txt"
    command = [sys.executable, "-m", "bilat", "check", "--project", str(project), "--output", str(report)]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    start = time.perf_counter()
    process = subprocess.Popen([*command, *options], env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit("The check could not run.")
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds, processor, usage.ru_maxrss / 1000, report.read_bytes())


def figures_of(name: str, runs: list[Run], size: int) -> list[Figure]:
    """Return the figures of a check that ran one or more times."""

    def figure(what: str, unit: str, values: Iterable[float]) -> Figure:
        return Figure(what=what, unit=unit, runs=tuple(values), who=OURS, size=size, variant=name)

    return [
        figure("check", "s", (run.seconds for run in runs)),
        figure("processor time of a check", "s", (run.processor for run in runs)),
        figure("memory of a check", "MB", (run.megabytes for run in runs)),
    ]


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.option("--triples", default=1_000_000, show_default=True)
@click.option("--json", "json_file", type=click.Path(path_type=Path))
def main(triples: int, json_file: Path | None) -> None:
    """Check, edit, check again, and compare."""
    found = []
    with tempfile.TemporaryDirectory(prefix="bilat-recheck-") as temporary:
        project, cache = Path(temporary) / "project", Path(temporary) / "cache"
        cache.mkdir()
        generator = [sys.executable, str(ROOT / "benchmarks/generate.py"), "--triples", str(triples)]
        subprocess.run([*generator, "--mistakes", "0.001", "--project", str(project)], check=True)
        whole = check(project, cache)
        _tell("nothing known", whole, whole)
        found += figures_of("nothing known", [whole], triples)
        again, data = whole, project / _DATA
        before = data.read_bytes()
        for name, edit in EDITS.items():
            data.write_bytes(edit(before))
            runs = [check(project, cache) for _ in range(_REPEATS)]
            again = runs[-1]
            for run in runs:
                _tell(name, run, whole)
            found += figures_of(name, runs, triples)
        fresh = check(project, cache, "--fresh")
        _tell("fresh", fresh, whole)
        found += figures_of("fresh", [fresh], triples)
        if fresh.report != again.report or fresh.report == whole.report:
            raise SystemExit("The reports differ.")
    if json_file is not None:
        results("recheck", "Checking again after an edit of one line", found).write(json_file)


def _tell(name: str, run: Run, whole: Run) -> None:
    share = run.processor / whole.processor
    spent = f"{run.seconds:8.1f} s, processor {run.processor:7.1f} s ({share:.1%})"
    say(f"{name:18} {spent}, {run.megabytes:.0f} MB")


if __name__ == "__main__":
    main()
