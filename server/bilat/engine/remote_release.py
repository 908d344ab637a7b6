"""Which release a store holds, by marks in a graph of their own.

    urn:x-bilat:default:<release>     each statement of the release once: the default graph of queries
    urn:x-bilat:staged:<release>:<n>  a named graph that is on its way
    urn:x-bilat:state:<release>       marks: each batch that has arrived, and at last the count of all
    <names of graphs>                 the named graphs of the release that was published last

The mark of a batch comes in the same update as its statements, and the count comes last: a store that has no
count has no whole release, whatever ended the way there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from bilat.engine import formats
from bilat.engine.dialect import Dialect
from bilat.engine.remote_connection import Connections, wrong
from bilat.errors import BilatError

_URN: Final = "urn:x-bilat:"
#: What marks are said of.
SELF: Final = f"{_URN}self"
QUADS: Final = f"{_URN}quads"
ARRIVED: Final = f"{_URN}arrived"
CURRENT: Final = f"{_URN}current"
PREVIOUS: Final = f"{_URN}previous"
HOLDS: Final = f"{_URN}holds"
#: In place of a release: marks of the store itself.
STORE: Final = "store"
_MOST_BYTES: Final = 1 << 24


def default_name(release: str) -> str:
    """Return the name of the graph that holds all statements of a release."""
    return f"{_URN}default:{release}"


def staged_name(release: str, number: int) -> str:
    """Return the name of a graph that is on its way."""
    return f"{_URN}staged:{release}:{number}"


def state_name(release: str) -> str:
    """Return the name of the graph that tells of a release."""
    return f"{_URN}state:{release}"


class Holding:
    """Asks a store what it holds.

    Args:
        store: where it is asked.
        dialect: of the store.
        seconds: longest wait for an answer.
    """

    def __init__(self, store: Connections, dialect: Dialect, seconds: float) -> None:
        self._store = store
        self._dialect = dialect
        self._seconds = seconds

    def check(self, release: str, graphs: Iterable[str]) -> int:
        """Return the number of quads of a release.

        Raises:
            BilatError: the release is not there, or not whole.
        """
        wanted = self.mark(release, QUADS)
        if wanted is None:
            raise BilatError(
                f"The store holds no whole copy of release {release}.",
                remedy="Put it there with bilat publish; what has arrived already is not sent again.",
            )
        if self.mark(STORE, CURRENT) != release:
            raise BilatError(
                f"The named graphs in the store are those of another release than {release}.",
                remedy="Publish this one there with bilat publish, or serve the other.",
            )
        found = self.count(graphs)
        if found != int(wanted):
            raise BilatError(
                f"The store holds {found:,} quads of release {release} and not {int(wanted):,}.",
                remedy="Publish it anew with bilat publish --afresh.",
            )
        return found

    def mark(self, release: str, name: str) -> str | None:
        """Return a value that the store keeps of a release, None if it has none."""
        found = self.marks(release, name)
        return found[0] if found else None

    def marks(self, release: str, name: str) -> list[str]:
        """Return all values of one name that the store keeps of a release."""
        rows = self.rows(f"SELECT ?v {{ <{SELF}> <{name}> ?v }}", (state_name(release),))
        return [row["v"] for row in rows]

    def count(self, graphs: Iterable[str]) -> int:
        """Return the number of quads in graphs."""
        named = tuple(graphs)
        return self._number("SELECT (COUNT(*) AS ?v) { GRAPH ?g { ?s ?p ?o } }", (), named) if named else 0

    def count_all(self) -> int:
        """Return the number of statements in the store's own default graph."""
        return self._number("SELECT (COUNT(*) AS ?v) { ?s ?p ?o }")

    def holds(self, pattern: str, graph: str) -> bool:
        """Tell whether a statement is in a graph."""
        rows = self.rows(f"SELECT (COUNT(*) AS ?v) {{ {pattern} }}", (graph,))
        return bool(rows) and int(rows[0]["v"]) > 0

    def rows(self, text: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> list[dict[str, str]]:
        """Return the values that a query finds, by the names of its variables.

        Raises:
            RequestError: the store does not answer as it should.
        """
        reply = self._store.post(
            self._dialect.asked(text, default, named),
            accept=formats.JSON,
            seconds=self._seconds,
            most=_MOST_BYTES,
        )
        try:
            found = json.loads(self._dialect.read(reply.body))["results"]["bindings"]
            return [{name: term["value"] for name, term in row.items()} for row in found]
        except (ValueError, KeyError, TypeError):
            raise wrong(f"answers with what is no result of SPARQL (status {reply.status})") from None

    def _number(self, text: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> int:
        rows = self.rows(text, default, named)
        return int(rows[0]["v"]) if rows else 0
