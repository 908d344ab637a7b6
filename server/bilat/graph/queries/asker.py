"""Asks queries of those whose data are checked, with a bound to time and memory.

Anybody's query may join everything with everything, and the engine cannot be stopped. So a process of its own
answers (`bilat.graph.queries.respondent`), which is killed when an answer takes too long.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final, Self, cast

from bilat.settings import Settings

_RESPONDENT: Final = "bilat.graph.queries.respondent"
_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a query may take.

    Args:
        seconds: time to find what it finds.
        megabytes: memory beyond that of the store, in MiB.
    """

    seconds: float = 300.0
    megabytes: int = 2048

    @classmethod
    def of(cls, settings: Settings) -> Allowance:
        """Return what the settings allow."""
        return cls(settings.check_seconds, settings.build_megabytes)


class UnfinishedError(Exception):
    """A query was given up; says why."""


class FailedError(RuntimeError):
    """A query cannot be answered; says why."""


class Asker:
    """Has queries answered by a process, which starts with the first order.

    Args:
        allowance: what answers may take between one `begin` and the next; each may take as much until it is
            read, for one without end may come faster than it is read.
        prepare: opens or fills the store of a process that has just been started.
    """

    def __init__(self, allowance: Allowance, prepare: Callable[[Asker], None]) -> None:
        self._allowance = allowance
        self._prepare = prepare
        self._left = allowance.seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.end()

    @property
    def stopped(self) -> bool:
        """Tell whether another thread wants no more to be asked: what is found from now on is not all."""
        return self._stopped

    def stop(self) -> None:
        """Have who asks in another thread ask no more."""
        self._stopped = True
        if (process := self._process) is not None:
            process.kill()

    def begin(self) -> None:
        """Begin a new time."""
        self._left = self._allowance.seconds

    def start(self) -> subprocess.Popen[bytes]:
        """Start and prepare a process where there is none: its start is no part of a question."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", _RESPONDENT, str(self._allowance.megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            if self._stopped:  # before there was a process to end
                self._process.kill()
            self._prepare(self)
        return self._process

    def open(self, store: Path) -> None:
        """Have a store on disk asked, which is only read."""
        self._order("open", folder=str(store))

    def fill(self, file: Path, size: int, folder: Path) -> None:
        """Add the quads of a file (`bilat.graph.queries.respondent.Respondent.fill`)."""
        self._order("fill", file=str(file), size=size, folder=str(folder))

    def add(self, quads: str) -> None:
        """Add some quads, as N-Quads."""
        self._order("add", quads=quads)

    def remove(self, quads: str) -> None:
        """Remove some quads."""
        self._order("remove", quads=quads)

    def ask(self, query: str, *, union: bool = False, most: int | None = None) -> Iterator[Any]:
        """Yield the answer to a query: a truth value, or the names of the variables and each row.

        Args:
            query: SELECT or ASK; of other kinds there is no answer.
            union: whether its default graph is the merge of all graphs.
            most: rows that are wanted.

        Raises:
            FailedError: the query cannot be answered.
            UnfinishedError: it has taken what it may take, and no more is to be asked of it.
        """
        return self._answer("ask", query=query, union=union, most=most)

    def end(self) -> None:
        """End the process; another one starts with the next order."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _order(self, name: str, **given: object) -> None:
        try:
            for _ in self._answer(name, **given):
                pass
        except FailedError as error:
            raise OSError(str(error)) from None

    def _answer(self, name: str, **given: object) -> Iterator[Any]:
        process, whole = self.start(), False
        try:
            order = cast(IO[bytes], process.stdin)
            order.write(json.dumps([name, given]).encode() + b"\n")
            order.flush()
            for line in self._lines(process, in_time=name == "ask"):
                value = json.loads(line)
                if isinstance(value, str):
                    whole = True
                    if value:
                        raise FailedError(value)
                    return
                yield value
        except BrokenPipeError:
            pass
        finally:
            if not whole:
                self.end()  # What is left of the answer would be taken for that to the next question.
        raise UnfinishedError(f"it needs more than {self._allowance.megabytes:,} MiB of memory")

    def _lines(self, process: subprocess.Popen[bytes], *, in_time: bool) -> Iterator[bytes]:
        """Yield the lines of a process until it ends; who reads them has as much time again."""
        source = cast(IO[bytes], process.stdout).fileno()
        poll = select.poll()
        poll.register(source, select.POLLIN)
        unread, end = bytearray(), monotonic() + self._allowance.seconds
        while True:
            began = monotonic()
            left = min(self._left, end - began)
            if in_time and (left <= 0 or not poll.poll(left * 1000)):
                raise UnfinishedError(f"it was given up after {self._allowance.seconds:g} seconds")
            piece = os.read(source, _PIECE)
            if in_time:
                self._left -= monotonic() - began
            if not piece:
                return
            unread += piece
            if b"\n" in piece:
                *lines, unread = unread.split(b"\n")
                yield from map(bytes, lines)
