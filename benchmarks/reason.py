"""How long reasoning takes beside owlrl, SPARQL updates on Oxigraph, and Python over dictionaries.

All read the same N-Triples, data of `generate.py` and the ontology, each as a process of its own, in turn,
and write what follows and is useful; where the sets differ the benchmark fails. *Reasoning* is the time from
triples as the reasoner holds them (terms in Python, for ours from 100,000 triples on tables) to all that
follows, *whole process* that of starting, reading and writing too. Each peer is asked for as much as it can
do in reasonable time; ``--full`` asks for more.

    python benchmarks/reason.py [--full] [--repeats 3] [--megabytes 2000] [--json FILE]

With ``--full`` owlrl takes minutes at 30,000 triples, Python gigabytes at three million, and Spark, where it
is installed (``bilat[spark]`` and Java), minutes at 30,000.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import click
import pyoxigraph as ox
from figures import OURS, ROOT, Figure, in_turn, results, say

#: From this many triples on ours works in tables, as builds do from `streaming_bytes` on.
LARGE = 100_000
BOUNDED = {3_000: ("owlrl", "sparql", "python"), 30_000: ("sparql", "python"), 300_000: ("python",)}
FULL = {
    3_000: ("owlrl", "sparql", "python"),
    30_000: ("owlrl", "sparql", "python", "spark"),
    300_000: ("sparql", "python"),
    3_000_000: ("python",),
    10_000_000: (),
}
COMPARED = ("reasoning", "reasoning, processor", "whole process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process.

    Args:
        reasoning: seconds of that stage.
        processor: seconds of processor time of it.
        whole: seconds from start to end.
        megabytes: most memory that it had.
        inferred: how many triples.
        digest: of their sorted lines.
    """

    reasoning: float
    processor: float
    whole: float
    megabytes: int
    inferred: int
    digest: str


def run(name: str, data: Path, megabytes: int) -> Run:
    """Run a reasoner over a file."""
    out = data.with_suffix(".out")
    script = str(ROOT / "benchmarks" / "reasoners.py")
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", script, name, str(data), str(out), str(megabytes)],
        stdout=subprocess.PIPE,
    )
    told = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    whole = time.perf_counter() - start
    if status:
        raise SystemExit(f"{name} failed over {data.name}.")
    lines = out.read_bytes().splitlines()
    out.unlink()
    reasoning, processor = json.loads(told.splitlines()[-1])["reason"]
    return Run(
        reasoning=reasoning,
        processor=processor,
        whole=whole,
        megabytes=usage.ru_maxrss // 1024,
        inferred=len(lines),
        digest=sha256(b"\n".join(sorted(lines))).hexdigest(),
    )


def make(place: Path, size: int) -> Path:
    """Write generated data and the ontology as N-Triples."""
    say(f"generating {size:,} triples")
    generated = place.with_suffix(".nq")
    generator = [sys.executable, str(ROOT / "benchmarks" / "generate.py")]
    subprocess.run([*generator, "--triples", str(size), "--out", str(generated)], check=True)
    with place.open("wb") as out, generated.open("rb") as quads:
        # Each triple of the generator is in one graph, whose name is the last word of its line.
        out.writelines(line.rsplit(b" ", 2)[0] + b" .\n" for line in quads)
        for file in sorted((ROOT / "ontology").glob("*.ttl")):
            ox.serialize(
                (quad.triple for quad in ox.parse(path=str(file))), out, format=ox.RdfFormat.N_TRIPLES
            )
    generated.unlink()
    return place


def compared(folder: Path, size: int, peers: tuple[str, ...], repeats: int, megabytes: int) -> list[Figure]:
    """Return the figures of one size."""
    data = make(folder / f"{size}.nt", size)
    missing = tuple(peer for peer in peers if peer == "spark" and find_spec("pyspark") is None)
    present = tuple(peer for peer in peers if peer not in missing)
    ours = "tables" if size >= LARGE else "memory"
    contenders = {
        OURS if name == ours else name: lambda name=name: run(name, data, megabytes)
        for name in (ours, *present)
    }
    found = in_turn(contenders, repeats)
    data.unlink()
    digests = {name: {each.digest for each in runs} for name, runs in found.items()}
    if any(each != digests[OURS] for each in digests.values()):
        raise SystemExit(f"Not the same was inferred from {size:,} triples: {digests}")
    figures = []
    for name, runs in found.items():
        parts = (
            ("reasoning", "s", [each.reasoning for each in runs]),
            ("reasoning, processor", "s", [each.processor for each in runs]),
            ("whole process", "s", [each.whole for each in runs]),
            ("memory", "MB", [each.megabytes for each in runs]),
            ("inferred", "triples", [each.inferred for each in runs]),
        )
        figures += [
            Figure(what=what, who=name, unit=unit, size=size, runs=tuple(values))
            for what, unit, values in parts
        ]
    figures += [
        Figure(what="reasoning", who=peer, unit="s", size=size, note="not installed") for peer in missing
    ]
    return figures


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.option("--full", is_flag=True, help="All sizes, and peers for as long as they take.")
@click.option("--sizes", default="", help="Only these sizes, with commas between.")
@click.option("--repeats", default=3, show_default=True)
@click.option("--megabytes", default=2000, show_default=True, help="Memory that ours may use in tables.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="File for the figures.")
def main(full: bool, sizes: str, repeats: int, megabytes: int, json_file: Path | None) -> None:
    """Run all in turn and print medians and ratios."""
    plan = FULL if full else BOUNDED
    wanted = {int(size.replace("_", "")) for size in sizes.split(",") if size} or set(plan)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="bilat-reason-") as folder:
        for size, peers in plan.items():
            if size in wanted:
                # What takes minutes is run once.
                times = 1 if size > LARGE * 10 or (size, full) == (30_000, True) else repeats
                figures += compared(Path(folder), size, peers, times, megabytes)
                tell([figure for figure in figures if figure.size == size])
    about = "The same conclusions, by other reasoners"
    if json_file is not None:
        results("reason", about, figures, packages=("owlrl", "pyspark")).write(json_file)


def tell(figures: list[Figure]) -> None:
    """Print what was measured of one size."""
    middles = {(each.what, each.who): median(each.runs) for each in figures if each.runs}
    for who in dict.fromkeys(each.who for each in figures if each.runs):
        size = figures[0].size or 0
        seconds, processor, whole = (middles[what, who] for what in COMPARED)
        ratios = (
            f"{seconds / middles['reasoning', OURS]:.1f} and {whole / middles['whole process', OURS]:.1f}"
        )
        click.echo(
            f"{size:>10,} {who:7} reasoning {seconds:8.2f} s ({processor:.2f} of processor), "
            f"whole {whole:.2f} s, {middles['memory', who]:6.0f} MB, {middles['inferred', who]:,.0f} inferred"
            + ("" if who == OURS else f": {ratios} times ours")
        )


if __name__ == "__main__":
    main()
