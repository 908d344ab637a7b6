"""Answers queries of a build, in a process of its own that can be killed: the engine cannot be stopped.

Run as ``python -m bilat.graph.queries.respondent MEGABYTES``: reads orders and writes answers, a line of JSON
each. An answer is any number of rows, and at its end what is wrong, or an empty text. Only light modules are
imported here, for this starts with each check; who orders is `bilat.graph.queries.asker`.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox

from bilat.graph.queries.union import ask

#: Above this many quads a store takes more memory than all else; on disk it is slower to fill and to ask.
_MOST_IN_MEMORY: Final = 500_000
_MEBIBYTE: Final = 1 << 20
_PR_SET_PDEATHSIG: Final = 1
#: Rows that are told at once, so that who gives up knows of them; nobody tells of more one by one.
_AT_ONCE: Final = 1_000
_QUADS: Final = ox.RdfFormat.N_QUADS

#: A row is a list of terms as N-Triples, None where there is none; the first has the names of the variables.
Answer = Any


class Respondent:
    """Answers queries from a store that it is told to open or to fill."""

    def __init__(self) -> None:
        self._store = ox.Store()
        self._on_disk = False

    def open(self, folder: str) -> None:
        """Answer from a store on disk, which is only read."""
        self._store, self._on_disk = ox.Store.read_only(folder), True

    def fill(self, file: str, size: int, folder: str) -> None:
        """Add the quads of a file.

        Args:
            file: N-Quads; their blank nodes keep their labels.
            size: how many they are.
            folder: where a large store goes.
        """
        if not self._on_disk and len(self._store) + size > _MOST_IN_MEMORY:
            small, self._store, self._on_disk = self._store, ox.Store(folder), True
            self._store.bulk_extend(small)
        self._store.bulk_extend(ox.parse(path=file, format=_QUADS, lenient=True))

    def add(self, quads: str) -> None:
        """Add some quads, as N-Quads."""
        self._store.bulk_extend(ox.parse(quads, format=_QUADS, lenient=True))

    def remove(self, quads: str) -> None:
        """Remove some quads."""
        for quad in ox.parse(quads, format=_QUADS, lenient=True):
            self._store.remove(quad)

    def ask(self, query: str, *, union: bool = False, most: int | None = None) -> Iterator[Answer]:
        """Yield the answer to a query: a truth value, or the names of the variables and each row.

        Args:
            query: SELECT or ASK; of other kinds there is no answer.
            union: whether its default graph is the merge of all graphs.
            most: rows that are wanted.

        Raises:
            SyntaxError: it is no query.
            OSError, RuntimeError, ValueError: it fails.
        """
        answer = ask(self._store, query) if union else self._store.query(query)
        if isinstance(answer, ox.QueryBoolean):
            yield bool(answer)
        elif isinstance(answer, ox.QuerySolutions):
            names = [variable.value for variable in answer.variables]
            yield list(names)
            for row in islice(answer, most):
                yield [None if term is None else str(term) for term in row]


def obey(orders: Iterable[str], answers: IO[str], megabytes: int) -> None:
    """Do what is ordered until there is no more."""
    respondent = Respondent()
    for line in orders:
        name, given = json.loads(line)
        said = ""
        try:
            if name == "ask":
                _allow(megabytes)
                _tell(respondent.ask(**given), answers)
            else:
                resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)
                getattr(respondent, name)(**given)
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            said = str(error) or type(error).__name__
        _write(answers, said)
        answers.flush()


def _tell(answer: Iterable[Answer], answers: IO[str]) -> None:
    for number, row in enumerate(answer):
        _write(answers, row)
        if number <= _AT_ONCE:
            answers.flush()


def _write(file: IO[str], value: Any) -> None:
    file.write(json.dumps(value) + "\n")


def _allow(megabytes: int) -> None:
    """Limit the memory of this process to what it has now and so much more, where it may have as much."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    allowed = pages * resource.getpagesize() + megabytes * _MEBIBYTE
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    if most == resource.RLIM_INFINITY or allowed < most:
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # A question may have no end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Who orders hears it too, and ends this.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    obey(sys.stdin, sys.stdout, int(sys.argv[1]))
