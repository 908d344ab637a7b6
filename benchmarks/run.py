"""All benchmarks in a bounded time; their figures as JSON, as a page, and as tables in the README.

    python benchmarks/run.py [--full | --quick] [--only build,scale] [--minutes 15] [--out DIR]
    python benchmarks/run.py --render      the page and the tables again, from the files that are there

Each is a process of its own that runs ours and the peers in turn (`figures.py` tells what it writes). What is
not done when the time is over is left out and said; ``--full`` has no end and takes hours. Peers that are not
installed are left out; ``python benchmarks/endpoint.py --install`` gets some and tells how to get the rest.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from figures import ROOT, Results, say
from page import page
from process import run
from readme import written

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PAGE = "index.html"
README = ROOT / "README.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One benchmark.

    Args:
        name: of its script.
        usual: options in a bounded run; None where it takes too long for one.
        full: options in a full run.
        quick: options for a look at whether everything works; None where it takes too long for that.
    """

    name: str
    usual: tuple[str, ...] | None = ()
    full: tuple[str, ...] = ()
    quick: tuple[str, ...] | None = None


STEPS = (
    Step(name="build", full=("--repeats", "5"), quick=("--repeats", "1")),
    Step(name="reason", full=("--full",), quick=("--sizes", "3000", "--repeats", "1")),
    Step(name="validate", full=("--full", "--repeats", "3"), quick=("--sizes", "3000", "--only", "jena")),
    Step(name="endpoint", full=("--full",), quick=("--only", "bilat,oxigraph", "--cases", "repeated")),
    Step(name="scale", full=("--full",), quick=("--sizes", "3000", "--rounds", "1")),
    Step(name="recheck", usual=("--triples", "100000"), quick=("--triples", "3000")),
    Step(name="large", usual=None, full=("--size", "10m")),
    Step(name="mixed", quick=()),
    Step(name="swap", quick=("--requests", "1000")),
    Step(name="pages"),
)


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.option("--full", is_flag=True, help="The large graphs too, without an end to the time.")
@click.option("--quick", is_flag=True, help="Small graphs and one run each: figures that say nothing.")
@click.option("--only", default="", help="Benchmarks, with commas between.")
@click.option("--minutes", default=15.0, show_default=True, help="Time for all of them.")
@click.option("--out", type=click.Path(path_type=Path), default=RESULTS, help="Folder of the figures.")
@click.option("--render", is_flag=True, help="Measure nothing; write the page and the tables again.")
def main(full: bool, quick: bool, only: str, minutes: float, out: Path, render: bool) -> None:
    """Run them, and exit with 1 if one failed."""
    steps = [] if render else [step for step in STEPS if not only or step.name in only.split(",")]
    end = None if full else time.monotonic() + minutes * 60
    failed = [step.name for step in steps if not _done(step, full, quick, out, end)]
    results = read(out)
    if not results:
        raise SystemExit(f"There are no figures in {out}. Run make bench first.")
    (out / PAGE).write_text(page(results), encoding="utf-8")
    say(f"Page: {out / PAGE}")
    if out.resolve() == RESULTS:
        README.write_text(written(README.read_text("utf-8"), results), encoding="utf-8")
        say(f"Tables: {README}")
    if failed:
        raise SystemExit(f"Not measured: {', '.join(failed)}. What is said above tells why.")


def read(folder: Path) -> list[Results]:
    """Return the figures in a folder, in the order of the steps, then of names."""
    order = {step.name: place for place, step in enumerate(STEPS)}
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(Results.read(path))
        except ValueError as error:
            say(f"Passed over: {error}")
    return sorted(found, key=lambda each: (order.get(each.benchmark, len(order)), each.benchmark))


def _done(step: Step, full: bool, quick: bool, out: Path, end: float | None) -> bool:
    """Run a benchmark; tell whether its figures are there, or nobody wanted them."""
    script = HERE / f"{step.name}.py"
    options = step.full if full else step.quick if quick else step.usual
    if options is None or not script.exists():
        return True
    left = None if end is None else end - time.monotonic()
    if left is not None and left < 1:
        say(f"{step.name}: left out, the time is over; --minutes gives more")
        return False
    return _ran(script, options, out / f"{step.name}.json", left)


def _ran(script: Path, options: Sequence[str], report: Path, left: float | None) -> bool:
    """Run a script to its end or that of the time; what it says goes to the terminal."""
    say(f"\n{script.stem} {' '.join(options)}")
    before = report.stat().st_mtime_ns if report.exists() else None
    usage = run([sys.executable, script, *options, "--json", report], limit=left)
    if usage.stopped:
        say(f"{script.stem}: stopped, the time is over; --minutes gives more")
    elif usage.status:
        say(f"{script.stem}: failed with exit status {usage.status}")
    fresh = report.exists() and report.stat().st_mtime_ns != before
    return fresh and not usage.stopped and not usage.status


if __name__ == "__main__":
    main()
