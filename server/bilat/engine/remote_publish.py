"""A release on its way into a store: in batches that are marked as they arrive, then all names at once.

    batches -> count what has arrived -> one update that swaps the named graphs and sets the count -> sample

Until the swap nobody sees anything of it, and a run that was ended goes on where it was. A store that makes
one transaction of an update swaps at one moment; Virtuoso swaps one graph after the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bilat.engine import formats
from bilat.engine.dialect import Dialect, dialect_of
from bilat.engine.remote_connection import Connections
from bilat.engine.remote_release import (
    ARRIVED,
    CURRENT,
    HOLDS,
    PREVIOUS,
    QUADS,
    SELF,
    STORE,
    Holding,
    default_name,
    staged_name,
    state_name,
)
from bilat.errors import BilatError, RequestError

_LINE: Final = re.compile(
    r"(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|\"(?:[^\"\\]|\\.)*\"(?:@[\w-]+|\^\^<[^>]*>)?)"
    r"(?: <([^>]*)>)? \."
)
#: At either end of a statement; within a literal it is text.
_NODE: Final = re.compile(r"^_:(\w+)|_:(\w+)$")
#: Statements that share blank nodes go in one update, as labels mean nothing beyond it.
_MOST_WITH_NODES: Final = 200_000
_SAMPLES: Final = 25
_MOST_ANSWER_BYTES: Final = 1 << 20
_REST_SECONDS: Final = 1.0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What has come of it.

    Args:
        quads: number of quads that the store holds in named graphs.
        sent: batches that were sent.
        there: batches that had arrived before.
    """

    quads: int
    sent: int
    there: int


@dataclass(slots=True)
class _Seen:
    """What was seen of the statements on their way."""

    typed: int = 0
    sample: list[Statement] = field(default_factory=list)


class Publisher:
    """Puts a release into a store.

    Args:
        url: where the store answers queries.
        updates: where it takes updates; derived from the other where None.
        seconds: longest wait for an answer.

    Raises:
        SettingError: an address is none.
        BilatError: the store does not answer.
    """

    def __init__(self, url: str, updates: str | None, seconds: float) -> None:
        self._url, self._seconds = url, seconds
        self._queries = Connections(url, places=2, queue=1, rest=_REST_SECONDS)
        self._updates = Connections(updates or updates_of(url), places=2, queue=1, rest=_REST_SECONDS)
        self._dialect = self._introduced()
        self._holding = Holding(self._queries, self._dialect, seconds)

    def publish(
        self,
        quads: Path,
        release: str,
        graphs: Mapping[str, int],
        tell: Callable[[int, int], object],
        *,
        afresh: bool = False,
    ) -> Published:
        """Bring a release into the store, and see that it is there.

        Args:
            quads: canonical N-Quads.
            release: its short name.
            graphs: number of quads of each named graph.
            tell: called with the quads that have arrived, and all.
            afresh: nothing that is there already counts.

        Raises:
            BilatError: the store refuses, stops answering, or holds something else in the end.
        """
        names, total = tuple(sorted(name for name in graphs if name)), sum(graphs.values())
        arrived = set[int]()
        try:
            if not afresh:
                if self._is_there(release, names):
                    return Published(quads=self._holding.count(names), sent=0, there=0)
                arrived = {int(each) for each in self._holding.marks(release, ARRIVED)}
            if not arrived:
                self._clear(release, names)
            seen, done, sent = _Seen(), 0, 0
            staged = {name: staged_name(release, number) for number, name in enumerate(names)}
            for number, batch in enumerate(self._batches(quads)):
                _look(seen, batch)
                if number not in arrived:
                    self._send(batch, number, release, staged)
                    sent += 1
                done += len(batch)
                tell(done, total)
            count = self._compare(release, names, graphs, seen)
            self._swap(release, names, count)
            self._verify(seen.sample, names, count)
        except RequestError as error:
            raise BilatError(
                f"{self._url}: {error.message}",
                remedy="Start the store or make room in it, and run this again: it goes on where it was.",
            ) from None
        return Published(quads=count, sent=sent, there=len(arrived))

    def close(self) -> None:
        """End all connections."""
        self._queries.close()
        self._updates.close()

    def _introduced(self) -> Dialect:
        try:
            reply = self._queries.post(
                [("query", "ASK {}")], accept=formats.JSON, seconds=self._seconds, most=_MOST_ANSWER_BYTES
            )
        except RequestError as error:
            raise BilatError(f"{self._url}: {error.message}", remedy="Start the store.") from None
        if reply.status != 200:
            raise BilatError(
                f"{self._url} answers a query with status {reply.status}.",
                remedy="Give the address at which the store answers SPARQL queries.",
            )
        return dialect_of(reply.headers.get("Server", ""))

    def _is_there(self, release: str, names: Sequence[str]) -> bool:
        try:
            self._holding.check(release, names)
        except RequestError:
            raise
        except BilatError:
            return False
        return True

    def _batches(self, quads: Path) -> Iterator[list[Statement]]:
        """Yield the statements in batches, the same at each run; those that share blank nodes first."""
        together = not self._dialect.nodes
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
            if len(batch) == self._dialect.statements:
                yield batch
                batch = []
        if batch:
            yield batch

    def _send(self, batch: list[Statement], number: int, release: str, staged: Mapping[str, str]) -> None:
        """Send a batch with its mark."""
        texts = defaultdict[str, list[str]](list)
        for each in batch:
            text = self._named(each, release)
            texts[default_name(release)].append(text)
            if each.graph:
                texts[staged[each.graph]].append(text)
        texts[state_name(release)].append(f"<{SELF}> <{ARRIVED}> {number}")
        blocks = (f"GRAPH <{name}> {{\n" + " .\n".join(held) + " }" for name, held in texts.items())
        # Blank nodes that arrive twice are twice as many.
        self._update("INSERT DATA {\n" + "\n".join(blocks) + "\n}", again=not any(e.nodes for e in batch))

    def _named(self, statement: Statement, release: str) -> str:
        """Return a statement with its blank nodes as the store wants them."""
        if not statement.nodes:
            return statement.text
        return _NODE.sub(lambda found: self._dialect.node(found[1] or found[2], release), statement.text)

    def _clear(self, release: str, names: Sequence[str]) -> None:
        """Remove what an earlier run may have left."""
        left = [state_name(release), default_name(release)]
        left += [staged_name(release, number) for number in range(len(names))]
        self._update(" ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in left))

    def _compare(self, release: str, names: Sequence[str], graphs: Mapping[str, int], seen: _Seen) -> int:
        """Return how many quads have arrived, if they are as many as they should be.

        Stores make one of literals that differ only in how a value is written, such as 1.5 and 1.50.
        """
        expected = sum(graphs[name] for name in names)
        found = self._holding.count(staged_name(release, number) for number in range(len(names)))
        if not expected - seen.typed <= found <= expected:
            raise BilatError(
                f"{found:,} quads have arrived and not {expected:,}.", remedy="Run this again with --afresh."
            )
        return found

    def _swap(self, release: str, names: Sequence[str], count: int) -> None:
        """Give the graphs their names, and say so, in one update."""
        before = self._holding.mark(STORE, CURRENT)
        gone = set(self._holding.marks(STORE, HOLDS)) - set(names)
        steps = [f"DROP SILENT GRAPH <{name}>" for name in sorted(gone)]
        steps += [
            f"MOVE SILENT GRAPH <{staged_name(release, number)}> TO GRAPH <{name}>"
            for number, name in enumerate(names)
        ]
        kept = self._holding.mark(STORE, PREVIOUS) if before == release else before
        steps += self._retired(release, before)
        held = " ; ".join(f"<{HOLDS}> <{name}>" for name in names)
        steps += [
            f"DROP SILENT GRAPH <{state_name(STORE)}>",
            f'INSERT DATA {{ GRAPH <{state_name(STORE)}> {{ <{SELF}> <{CURRENT}> "{release}"'
            + (f" ; {held}" if held else "")
            + (f' ; <{PREVIOUS}> "{kept}"' if kept else "")
            + f" }} GRAPH <{state_name(release)}> {{ <{SELF}> <{QUADS}> {count} }} }}",
        ]
        self._update(" ;\n".join(steps), again=False)

    def _retired(self, release: str, before: str | None) -> list[str]:
        """Return the steps that remove what nobody asks for: servers of the release before may still run."""
        if not before or before == release:
            return []
        oldest = self._holding.mark(STORE, PREVIOUS)
        gone = [state_name(before)]
        gone += [default_name(oldest)] if oldest and oldest not in {release, before} else []
        return [f"DROP SILENT GRAPH <{name}>" for name in gone]

    def _verify(self, sample: Sequence[Statement], names: Sequence[str], count: int) -> None:
        found = self._holding.count(names)
        missing = [each for each in sample if not self._holding.holds(each.text, each.graph)]
        if found != count or missing:
            what = missing[0].text if missing else f"{found:,} quads and not {count:,}"
            raise BilatError(
                f"The store does not hold what was sent: {what}.", remedy="Run this again with --afresh."
            )

    def _update(self, text: str, *, again: bool = True) -> None:
        reply = self._updates.post(
            [("update", text)],
            accept="*/*",
            seconds=self._seconds,
            most=_MOST_ANSWER_BYTES,
            again=again,
        )
        if not 200 <= reply.status < 300:
            said = reply.body[:200].decode("utf-8", "replace").split("\n")[0].strip()
            raise BilatError(
                f"{self._updates.url} refuses an update with status {reply.status}: {said}.",
                remedy="Name where the store takes updates with --updates, and allow them there.",
            )


def updates_of(url: str) -> str:
    """Return where a store takes updates that answers queries at an address: beside it, if that is usual."""
    head, slash, last = url.rpartition("/")
    return f"{head}{slash}update" if last == "query" else url


def _statements(quads: Path) -> Iterator[Statement]:
    with quads.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            found = _LINE.fullmatch(line.rstrip("\n"))
            if found is None:
                raise BilatError(f"{quads} has a line that is no quad.", remedy="Build the release again.")
            subject, predicate, value, graph = found.groups()
            nodes = subject[0] == "_" or value[0] == "_"
            yield Statement(f"{subject} {predicate} {value}", graph or "", nodes)


def _look(seen: _Seen, batch: list[Statement]) -> None:
    """Count literals with a type, of which a store may make one, and take a statement for the sample."""
    seen.typed += sum(each.text.endswith(">") and '"^^<' in each.text for each in batch)
    chosen = batch[len(seen.sample) * 37 % len(batch)]
    if chosen.graph and not chosen.nodes and len(seen.sample) < _SAMPLES:
        seen.sample.append(chosen)
