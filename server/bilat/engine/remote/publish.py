"""A release on its way into a store: in batches that are marked as they arrive, and seen once it is whole.

    names -> batches -> count what has arrived -> look at a sample -> one statement that says: it is whole

Until that last statement no server reads any of it, as its graphs have names that no other release has. A run
that was ended goes on where it was. The release before stays, for the servers that still run on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bilat.engine import formats
from bilat.engine.remote.batches import Seen, Statement, batches, inserted
from bilat.engine.remote.connection import REFUSED, Connections
from bilat.engine.remote.dialect import Dialect, dialect_of
from bilat.engine.remote.release import (
    ARRIVED,
    HOLDS,
    IS,
    NUMBER,
    QUADS,
    SELF,
    STATEMENTS,
    STORE,
    Holding,
    default_name,
    graph_name,
    names_name,
    state_name,
)
from bilat.errors import BilatError, EndpointFailed, RequestError

_MOST_ANSWER_BYTES: Final = 1 << 20
_REST_SECONDS: Final = 1.0
_NAMES_AT_ONCE: Final = 500
_DROPS_AT_ONCE: Final = 50
#: A server looks every five seconds whether its release is still there; a query may take longer than that.
GRACE_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What has come of it.

    Args:
        quads: number of quads that the store holds in named graphs.
        sent: batches that were sent.
        there: batches that had arrived before.
        removed: releases that are gone from the store.
    """

    quads: int
    sent: int
    there: int
    removed: tuple[str, ...] = ()


class Publisher:
    """Puts a release into a store.

    Args:
        url: where the store answers queries.
        updates: where it takes updates; derived from the other where None.
        seconds: longest wait for an answer.
        authorization: header for both (`bilat.engine.remote.credentials`), or empty.
        grace: seconds between saying that an old release goes and removing it.

    Raises:
        SettingError: an address is none.
        BilatError: the store does not answer.
    """

    def __init__(
        self,
        url: str,
        updates: str | None,
        seconds: float,
        *,
        authorization: str = "",
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._url, self._seconds, self._grace = url, seconds, grace
        self._queries, self._updates = (
            Connections(each, places=2, queue=1, rest=_REST_SECONDS, authorization=authorization)
            for each in (url, updates or updates_of(url))
        )
        try:
            self._dialect = self._introduced()
        except BaseException:
            self.close()
            raise
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
        try:
            ages, began = self._ages(), time.monotonic()
            old = self._retire(ages, release)
            done = None if afresh else self._there(release)
            if done is None:
                done = self._bring(quads, release, graphs, tell, afresh=afresh)
            self._put_last(release, max(ages.values(), default=0) + 1)
            if old:
                time.sleep(max(0.0, began + self._grace - time.monotonic()))
            for each in old:
                self._drop(each)
        except RequestError as error:
            remedy = "Start the store or make room in it, and run this again: it goes on where it was."
            if isinstance(error, EndpointFailed):
                remedy = (
                    "Mend the store, or give its own addresses, and run this again: it goes on where it was."
                )
            raise BilatError(f"{self._url}: {error.message}", remedy=remedy) from None
        return replace(done, removed=tuple(old))

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
            raise BilatError(
                f"{self._url}: {error.message}",
                remedy="Start the store, or give the address at which it answers SPARQL queries.",
            ) from None
        if reply.status != 200:
            raise BilatError(
                f"{self._url} answers a query with status {reply.status}.",
                remedy="Name a file of credentials with --credentials."
                if reply.status in REFUSED
                else "Give the address at which the store answers SPARQL queries.",
            )
        return dialect_of(reply.headers.get("Server", ""))

    def _ages(self) -> dict[str, int]:
        """Return the releases of which there is something, with their order by age; 0 if not whole."""
        found = dict[str, int]()
        for release in self._holding.marks(STORE, HOLDS):
            whole = self._holding.mark(release, QUADS) is not None
            found[release] = max(self._holding.numbers(release, NUMBER), default=0) if whole else 0
        return found

    def _retire(self, ages: Mapping[str, int], release: str) -> list[str]:
        """Say of all releases but the last and the new one that they are not whole any more; return them."""
        last = max(ages, key=lambda each: (each != release, ages[each]), default=release)
        old = sorted(set(ages) - {last, release})
        for each in old:
            self._unmark(each)
        return old

    def _there(self, release: str) -> Published | None:
        """Return what is there of a release if it is there whole."""
        try:
            return Published(quads=self._holding.check(release), sent=0, there=0)
        except RequestError:
            raise
        except BilatError:
            return None

    def _bring(
        self,
        quads: Path,
        release: str,
        graphs: Mapping[str, int],
        tell: Callable[[int, int], object],
        *,
        afresh: bool,
    ) -> Published:
        """Bring what has not arrived yet; compare all, and mark it as whole."""
        arrived = set() if afresh else set(self._holding.numbers(release, ARRIVED))
        names = {name: graph_name(release, n) for n, name in enumerate(sorted(filter(None, graphs)))}
        if not arrived:
            self._drop(release, names.values())
            self._introduce(release, names)
        seen, sent = Seen(sum(graphs.values())), 0
        for number, batch in enumerate(batches(quads, self._dialect)):
            seen.look(batch)
            if number not in arrived:
                mark = (state_name(release), f"<{SELF}> <{ARRIVED}> {number}")
                text = inserted(batch, default_name(release), names, mark, self._dialect, release)
                self._update(text)
                sent += 1
            tell(seen.done, seen.total)
        count = self._compare(release, names, graphs, seen)
        statements = self._holding.count_statements(release)
        self._update(_added(state_name(release), f"<{SELF}> <{STATEMENTS}> {statements}"))
        self._update(_added(state_name(release), f"<{SELF}> <{QUADS}> {count}"))
        return Published(quads=count, sent=sent, there=len(arrived))

    def _introduce(self, release: str, names: Mapping[str, str]) -> None:
        """Tell the store of a release that is to come, and of the names of its graphs."""
        self._update(_added(state_name(STORE), f'<{SELF}> <{HOLDS}> "{release}"'))
        told = [f"<{mine}> <{IS}> <{name}>" for name, mine in names.items()]
        for some in _parts(told, _NAMES_AT_ONCE):
            self._update(_added(names_name(release), *some))

    def _compare(self, release: str, names: Mapping[str, str], graphs: Mapping[str, int], seen: Seen) -> int:
        """Return how many quads have arrived, if they are as many as they should be, and some that were sent.

        Stores make one of literals that differ only in how a value is written, such as 1.5 and 1.50.
        """
        expected, found = sum(graphs[name] for name in names), self._holding.count(release)
        missing = next((each for each in seen.sample if not self._has(each, release, names)), None)
        if expected - seen.typed <= found <= expected and not missing:
            return found
        what = f"{found:,} quads have arrived and not {expected:,}"
        if missing:
            what = f"The store does not hold what was sent: {missing.text} in graph {missing.graph}"
        raise BilatError(f"{what}.", remedy="Run this again with --afresh.")

    def _has(self, statement: Statement, release: str, names: Mapping[str, str]) -> bool:
        graphs = (names[statement.graph], default_name(release))
        return all(self._holding.holds(statement.text, graph) for graph in graphs)

    def _put_last(self, release: str, number: int) -> None:
        """Say that a release is the last that was published."""
        marked = f"GRAPH <{state_name(release)}> {{ <{SELF}> <{NUMBER}> "
        self._update(f"DELETE WHERE {{ {marked} ?n }} }}")
        self._update(f"INSERT DATA {{ {marked} {number} }} }}")

    def _unmark(self, release: str) -> None:
        """Say that a release is not whole; a server that runs on it learns of it, and says so."""
        self._update(f"DELETE WHERE {{ GRAPH <{state_name(release)}> {{ <{SELF}> <{QUADS}> ?n }} }}")

    def _drop(self, release: str, known: Iterable[str] = ()) -> None:
        """Remove all that there is of a release, its mark as a whole one first."""
        self._unmark(release)
        there = sorted({*self._holding.graphs(release), *known})
        there += [default_name(release), names_name(release), state_name(release)]
        for some in _parts(there, _DROPS_AT_ONCE):
            self._update(" ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in some))
        self._update(f'DELETE DATA {{ GRAPH <{state_name(STORE)}> {{ <{SELF}> <{HOLDS}> "{release}" }} }}')

    def _update(self, text: str) -> None:
        reply = self._updates.post(
            [("update", text)],
            accept="*/*",
            seconds=self._seconds,
            most=_MOST_ANSWER_BYTES,
        )
        if not 200 <= reply.status < 300:
            said = reply.body[:200].decode("utf-8", "replace").split("\n")[0].strip()
            raise BilatError(
                f"{self._updates.url} refuses an update with status {reply.status}: {said}.",
                remedy="Name where the store takes updates with --updates, and allow them there; "
                "--credentials names a file of what it may want to be told. Where its disk is full, make "
                "room and run this again.",
            )


def updates_of(url: str) -> str:
    """Return where a store takes updates that answers queries at an address: beside it, if that is usual."""
    head, slash, last = url.rpartition("/")
    return f"{head}{slash}update" if last == "query" else url


def _added(graph: str, *statements: str) -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{\n" + " .\n".join(statements) + " } }"


def _parts(each: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    return (each[start : start + most] for start in range(0, len(each), most))
