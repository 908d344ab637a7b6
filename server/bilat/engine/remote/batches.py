"""The statements of a release in batches, the same at each run, as updates that a store takes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bilat.engine.remote.dialect import Dialect
from bilat.errors import BilatError

_LINE: Final = re.compile(
    r"(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|\"(?:[^\"\\]|\\.)*\"(?:@[\w-]+|\^\^<[^>]*>)?)"
    r"(?: <([^>]*)>)? \."
)
#: At either end of a statement; within a literal it is text.
_NODE: Final = re.compile(r"^_:(\w+)|_:(\w+)$")
#: Statements that share blank nodes go in one update, as labels mean nothing beyond it.
_MOST_WITH_NODES: Final = 200_000
_SAMPLES: Final = 25


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of a release.

    Args:
        text: subject, predicate and object in N-Triples.
        graph: name of its graph, empty text for none.
        nodes: it has blank nodes.
    """

    text: str
    graph: str
    nodes: bool


@dataclass(slots=True)
class Seen:
    """What was seen of the statements on their way.

    Args:
        total: number of all.
        done: number of those that were seen.
        typed: how many of them have a literal with a type.
        sample: some of them, from the first to the last.
    """

    total: int
    done: int = 0
    typed: int = 0
    sample: list[Statement] = field(default_factory=list)

    def look(self, batch: list[Statement]) -> None:
        """Count a batch, and take a statement for the sample where it is time for one."""
        self.typed += sum(each.text.endswith(">") and '"^^<' in each.text for each in batch)
        self.done += len(batch)
        if self.done * _SAMPLES >= len(self.sample) * self.total:
            chosen = batch[len(self.sample) * 37 % len(batch)]
            if chosen.graph and not chosen.nodes:
                self.sample.append(chosen)


def batches(quads: Path, dialect: Dialect) -> Iterator[list[Statement]]:
    """Yield the statements of canonical N-Quads; those that share blank nodes first.

    Raises:
        BilatError: a line is no quad, or there are too many statements with blank nodes.
    """
    together = not dialect.nodes
    if together:
        nodes = [each for each in _statements(quads) if each.nodes]
        if len(nodes) > _MOST_WITH_NODES:
            raise BilatError(
                f"{len(nodes):,} statements have blank nodes, which must arrive in one update.",
                remedy="Name these things by IRIs, or load the release with the store's own tools.",
            )
        if nodes:
            yield nodes
    batch = list[Statement]()
    for each in _statements(quads):
        if each.nodes and together:
            continue
        batch.append(each)
        if len(batch) == dialect.statements:
            yield batch
            batch = []
    if batch:
        yield batch


def inserted(
    batch: list[Statement],
    everything: str,
    graphs: Mapping[str, str],
    mark: tuple[str, str],
    dialect: Dialect,
    release: str,
) -> str:
    """Return the update that adds a batch.

    Blank nodes that arrive twice are twice as many, so that a batch with some adds nothing once its mark is
    there: it may be sent again, and by two runs at a time.

    Args:
        batch: statements.
        everything: name of the graph that has each of them.
        graphs: name in the store of each named graph.
        mark: name of a graph, and what is added to it last.
        dialect: has names for blank nodes.
        release: whose blank nodes they are.
    """
    texts = defaultdict[str, list[str]](list)
    for each in batch:
        text = _named(each, dialect, release)
        texts[everything].append(text)
        if each.graph:
            texts[graphs[each.graph]].append(text)
    texts[mark[0]].append(mark[1])
    blocks = (f"GRAPH <{name}> {{\n" + " .\n".join(held) + " }" for name, held in texts.items())
    added = "{\n" + "\n".join(blocks) + "\n}"
    if dialect.nodes or not any(each.nodes for each in batch):
        return f"INSERT DATA {added}"
    return f"INSERT {added} WHERE {{ FILTER NOT EXISTS {{ GRAPH <{mark[0]}> {{ {mark[1]} }} }} }}"


def _named(statement: Statement, dialect: Dialect, release: str) -> str:
    """Return a statement with its blank nodes as the store wants them."""
    if not statement.nodes:
        return statement.text
    return _NODE.sub(lambda found: dialect.node(found[1] or found[2], release), statement.text)


def _statements(quads: Path) -> Iterator[Statement]:
    with quads.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            found = _LINE.fullmatch(line.rstrip("\n"))
            if found is None:
                raise BilatError(f"{quads} has a line that is no quad.", remedy="Build the release again.")
            subject, predicate, value, graph = found.groups()
            nodes = subject[0] == "_" or value[0] == "_"
            yield Statement(f"{subject} {predicate} {value}", graph or "", nodes)
