"""``bilat answers``: whether the saved questions still have the answers that stand beside them."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from bilat.cli.options import project_option
from bilat.cli.output import say
from bilat.text import counted, visible

_GRAPH = "The answer is a graph, which no .csv can hold. Ask with SELECT, or take the .csv away."

_TO_KEEP = "Where an answer is right, keep it: bilat query FILE.rq --format csv --output FILE.csv"


@click.command("answers", short_help="Ask the saved questions, and compare answers.")
@project_option
def command(folder: Path | None) -> int:
    """Ask the saved questions; exit 1 where an answer is not the one that stands beside its question."""
    from bilat.cli.releases import release_of
    from bilat.engine.interface import BOUNDLESS, Operation
    from bilat.engine.oxigraph import Oxigraph
    from bilat.errors import BilatError
    from bilat.graph.queries.expected import difference
    from bilat.graph.queries.saved import saved_queries
    from bilat.project import Project

    project = Project.here(folder)
    questions = saved_queries(project)
    if not questions:
        raise BilatError(
            f"The project at {project.root} has no question.", remedy="Put some into queries/competency/."
        )
    engine = Oxigraph.load(release_of(project).quads)
    # The engine cannot be interrupted from Python, so Ctrl-C goes straight to the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    compared = differing = 0
    for question in questions:
        if question.expected is None:
            continue
        if question.form in ("ask", "select"):
            answer = engine.run(Operation(text=question.text), "text/csv", BOUNDLESS).body
            found = difference(question, bytes(answer))
        else:
            found = [_GRAPH]
        compared += 1
        differing += bool(found)
        if found:
            say(f"{question.path}: {question.question}")
            for line in found:
                say(f"  {visible(line)}")
    without = len(questions) - compared
    verdict = f": {differing or 'none'} differ{'s' if differing < 2 else ''}" if compared else ""
    have = "has" if without == 1 else "have"
    beside = f" {counted(without, 'question')} {have} no answer to compare." if without else ""
    if differing or without:
        say(_TO_KEEP)
    say(f"Compared {counted(compared, 'answer')}{verdict}.{beside}")
    return 1 if differing else 0
