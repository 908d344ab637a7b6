"""Which releases a store holds, by marks in graphs of their own.

    urn:x-bilat:default:<release>    each statement of the release once: the default graph of queries
    urn:x-bilat:graph:<release>:<n>  its named graphs, in the order of their names
    urn:x-bilat:names:<release>      which of them is which
    urn:x-bilat:state:<release>      marks: each batch that has arrived, and at last the count of all
    urn:x-bilat:state:store          marks: the releases of which there may be something

The count comes last, in an update of its own that adds one statement: a store that has no count of a release
does not hold it whole, whatever ended the way there, and that statement is there or it is not. No release has
a graph in common with another, so nothing that is read is ever half of one.
"""

from __future__ import annotations

import json
from typing import Final

from bilat.engine import formats
from bilat.engine.remote.connection import Connections
from bilat.engine.remote.dialect import Dialect
from bilat.engine.remote.exchange import wrong
from bilat.errors import BilatError

_URN: Final = "urn:x-bilat:"
#: What marks are said of.
SELF: Final = f"{_URN}self"
QUADS: Final = f"{_URN}quads"
STATEMENTS: Final = f"{_URN}statements"
NUMBER: Final = f"{_URN}number"
ARRIVED: Final = f"{_URN}arrived"
HOLDS: Final = f"{_URN}holds"
IS: Final = f"{_URN}is"
#: In place of a release: marks of the store itself.
STORE: Final = "store"
_MOST_BYTES: Final = 1 << 26
_MOST_DIGITS: Final = 20


def default_name(release: str) -> str:
    """Return the name of the graph that holds all statements of a release."""
    return f"{_URN}default:{release}"


def graph_name(release: str, number: int | str) -> str:
    """Return the name that a store has for a named graph of a release."""
    return f"{_URN}graph:{release}:{number}"


def names_name(release: str) -> str:
    """Return the name of the graph that tells the names of the graphs of a release."""
    return f"{_URN}names:{release}"


def state_name(release: str) -> str:
    """Return the name of the graph that tells of a release."""
    return f"{_URN}state:{release}"


def last_release() -> str:
    """Return the query for ``?release``, the last one that was published, in a row or in none."""
    return (
        f"SELECT ?release WHERE {{ GRAPH <{state_name(STORE)}> {{ <{SELF}> <{HOLDS}> ?release }} "
        f"GRAPH ?state {{ <{SELF}> <{QUADS}> ?quads ; <{NUMBER}> ?number }} "
        f'FILTER(STR(?state) = CONCAT("{state_name("")}", STR(?release))) }} ORDER BY DESC(?number) LIMIT 1'
    )


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

    def within(self, seconds: float) -> Holding:
        """Return the same with another longest wait."""
        return Holding(self._store, self._dialect, seconds)

    def check(self, release: str) -> int:
        """Return the number of quads of a release.

        Raises:
            BilatError: the release is not there, or not whole.
        """
        wanted = self.numbers(release, QUADS)
        if not wanted:
            raise BilatError(
                f"The store holds no whole copy of release {release}.",
                remedy="Put it there with bilat publish; what has arrived already is not sent again.",
            )
        found = self.count(release)
        statements = self.numbers(release, STATEMENTS) or [0]
        if found != wanted[0] or self.count_statements(release) != statements[0]:
            raise BilatError(
                f"The store holds {found:,} quads of release {release} and not {wanted[0]:,}, "
                "or not each of its statements.",
                remedy="Publish it anew with bilat publish --afresh.",
            )
        return found

    def mark(self, release: str, name: str) -> str | None:
        """Return a value that the store keeps of a release, None if it has none."""
        found = self.marks(release, name)
        return found[0] if found else None

    def marks(self, release: str, name: str) -> list[str]:
        """Return all values of one name that the store keeps of a release."""
        return self._values(f"SELECT ?v {{ GRAPH <{state_name(release)}> {{ <{SELF}> <{name}> ?v }} }}")

    def numbers(self, release: str, name: str) -> list[int]:
        """Return all values of one name, which are numbers."""
        return list(map(_number, self.marks(release, name)))

    def graphs(self, release: str) -> list[str]:
        """Return the names that the store has for the named graphs of a release."""
        return self._values(f"SELECT ?v {{ GRAPH <{names_name(release)}> {{ ?v <{IS}> ?n }} }}")

    def count(self, release: str) -> int:
        """Return the number of quads in the named graphs of a release."""
        names = f"GRAPH <{names_name(release)}> {{ ?g <{IS}> ?n }}"
        return self._count(f"SELECT (COUNT(*) AS ?v) {{ {names} GRAPH ?g {{ ?s ?p ?o }} }}")

    def count_statements(self, release: str) -> int:
        """Return the number of statements of a release, each counted once."""
        return self._count(f"SELECT (COUNT(*) AS ?v) {{ GRAPH <{default_name(release)}> {{ ?s ?p ?o }} }}")

    def count_all(self) -> int:
        """Return the number of statements in the store's own default graph."""
        return self._count("SELECT (COUNT(*) AS ?v) { ?s ?p ?o }")

    def holds(self, pattern: str, graph: str) -> bool:
        """Tell whether a statement is in a graph."""
        return self._count(f"SELECT (COUNT(*) AS ?v) {{ GRAPH <{graph}> {{ {pattern} }} }}") > 0

    def _values(self, text: str) -> list[str]:
        """Return the values that a query finds for ``?v``.

        Raises:
            RequestError: the store does not answer as it should.
        """
        reply = self._store.post(
            self._dialect.asked(text, (), ()), accept=formats.JSON, seconds=self._seconds, most=_MOST_BYTES
        )
        try:
            found = [
                row["v"]["value"] for row in json.loads(self._dialect.read(reply.body))["results"]["bindings"]
            ]
        except (ValueError, KeyError, TypeError, RecursionError):
            found = [None]
        if not all(isinstance(each, str) for each in found):
            raise wrong(f"answers with what is no result of SPARQL (status {reply.status})")
        return found

    def _count(self, text: str) -> int:
        found = self._values(text)
        return _number(found[0]) if found else 0


def _number(text: str) -> int:
    """Return a number that a store keeps or counts.

    Raises:
        EndpointFailed: it is none.
    """
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise wrong(f"has {text[:_MOST_DIGITS]!r} where a number belongs")
    return int(text)
