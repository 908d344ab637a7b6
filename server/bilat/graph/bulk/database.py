"""The work folder of a large build: one DuckDB file that knows which stages have ended.

The folder is named after the digest of the inputs, so that a build that was killed goes on where it was, and
a build of something else begins anew. A folder that is not ours (`bilat.graph.bulk.seal`) is removed.
"""

# ruff: noqa: S608 -- SQL is put together from our own text.

from __future__ import annotations

import copyreg
import errno
import io
import os
import pickle
import re
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
from rdflib import Literal

from bilat.errors import BilatError
from bilat.graph.bulk.canonical import quoted
from bilat.graph.bulk.seal import is_sealed, seal
from bilat.graph.connection import connect
from bilat.graph.formats.quads import node_of, term_of
from bilat.graph.progress import Stages

V = TypeVar("V")

#: What the names of work folders begin with.
PREFIX = ".work-"
_FILE = "build.duckdb"
_SPILL = "spill"
#: What DuckDB says of a file that another process has opened.
_LOCKED = "Could not set lock"
#: With less than this left, what fails has failed for want of room.
_NEARLY_FULL = 1 << 20
#: Longest line for which memory is taken unasked, in bytes.
_LINE = 1 << 20
#: Memory of a database that nobody asks.
_IDLE = "64MiB"
#: Queries that run at a time where their answers are wanted in order: each holds its answer in memory.
_AHEAD = min(4, os.cpu_count() or 1)
#: What rules need: they say in which order to join (see `bilat.graph.owl.encode`).
RULES_ORDER = "join_order,statistics_propagation"


@dataclass(frozen=True, slots=True)
class Database:
    """Tables on disk.

    Args:
        folder: the work folder.
        inputs: fingerprint of all that is built from, as it was before any of it was read.
        connection: the open database.
        stages: told of each stage.
        megabytes: most memory that it may use, in MiB.
    """

    folder: Path
    inputs: bytes
    connection: duckdb.DuckDBPyConnection
    stages: Stages
    megabytes: int

    @classmethod
    def at(
        cls, place: Path, inputs: bytes, *, megabytes: int, stages: Stages, fresh: bool = False
    ) -> Database:
        """Open the work folder of a build, that of another build removed.

        Args:
            place: the folder of releases.
            inputs: fingerprint of all that is built from.
            megabytes: most memory that the database may use, in MiB.
            stages: told of each stage.
            fresh: whether what there is of this build is removed too.

        Raises:
            BilatError: what is there is not ours, and cannot be removed.
        """
        folder = place / f"{PREFIX}{sha256(inputs).hexdigest()[:16]}"
        begun = not fresh and is_sealed(folder)
        for other in place.glob(f"{PREFIX}*"):
            if not begun or other != folder:
                _remove(other)
        if not begun:
            _make(folder)
        connection = connected(folder / _FILE, folder / _SPILL, megabytes)
        return cls(folder, inputs, connection, stages, megabytes)

    @classmethod
    def last(cls, place: Path, *, megabytes: int, stages: Stages) -> Database | None:
        """Open the work folder of the last build whatever it was made from, None where there is none of ours.

        Args:
            place: the folder of releases.
            megabytes: most memory that the database may use, in MiB.
            stages: told of each stage.
        """
        folders = [folder for folder in place.glob(f"{PREFIX}*") if is_sealed(folder)]
        if len(folders) != 1 or not (folders[0] / _FILE).is_file():
            return None
        (folder,) = folders
        return cls(folder, b"", connected(folder / _FILE, folder / _SPILL, megabytes), stages, megabytes)

    def run(self, stage: str, work: Callable[[], object], *, whole: bool = True) -> None:
        """Run a stage unless it has ended before.

        Args:
            stage: its name.
            work: does it.
            whole: whether what it writes is kept all or not at all; else it can do its work twice.
        """
        with self.working(stage):
            if self.rows(f"SELECT name FROM stage WHERE name = '{stage}'"):
                self.stages.skip()
                return
            if whole:
                self.execute("BEGIN")
            work()
            self.execute(f"INSERT INTO stage VALUES ('{stage}')")
            if whole:
                self.execute("COMMIT")
            self.execute("CHECKPOINT")

    def kept(self, stage: str, work: Callable[[], V], name: str | None = None) -> V:
        """Return what a stage comes to; where it has ended before, what it came to then.

        Args:
            stage: its name.
            work: does it; its value can be pickled.
            name: what the value is kept under; that of the stage when None.
        """
        name = name or stage
        with self.working(stage):
            found = self.recalled(name)
            if found is not None:
                self.stages.skip()
                return cast(V, found)
            found = work()
            self.keep(name, found)
            return found

    def recalled(self, name: str) -> Any:
        """Return what is kept under a name, None where that is nothing."""
        for (value,) in self.connection.execute("SELECT value FROM kept WHERE name = ?", [name]).fetchall():
            # Nobody but a build of these very inputs by this very code and user has written it.
            return pickle.loads(value)  # noqa: S301
        return None

    def keep(self, name: str, value: object) -> None:
        """Keep a value, which can be pickled, under a name that has none."""
        self.connection.execute("INSERT INTO kept VALUES (?, ?)", [name, _pickled(value)])
        self.execute("CHECKPOINT")

    @contextmanager
    def working(self, stage: str) -> Iterator[None]:
        """Tell of a stage, and in words what there is too little of; what has ended stays for the next build.

        Raises:
            BilatError: memory or disk does not do.
        """
        try:
            with self.stages.stage(stage):
                yield
        except BaseException as error:
            self.close()  # What the stage has not finished is undone, for a build in this very process too.
            self._refuse(stage, error)
            raise

    def _refuse(self, stage: str, error: BaseException) -> None:
        """Raise an error in words where memory or disk did not do."""
        if isinstance(error, duckdb.OutOfMemoryException):
            raise BilatError(
                f"There is not enough memory or room on disk while {stage}.",
                remedy="Allow more with build_megabytes, or make room; the build goes on where it was.",
            ) from None
        if isinstance(error, OSError | duckdb.Error | sqlite3.OperationalError | RuntimeError) and (
            _says_full(error) or shutil.disk_usage(self.folder).free < _NEARLY_FULL
        ):
            raise BilatError(
                f"The disk of {self.folder.parent} is full, while {stage}.",
                remedy="Make room there, or choose another folder with bilat build --out DIR; the build goes "
                "on where it was.",
            ) from None

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run a statement."""
        return self.connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(sql).fetchall()

    def rows_of_all(self, queries: Iterable[str]) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of queries in their order; some are asked ahead, for each keeps one core busy.

        Args:
            queries: of tables that are not temporary; many small answers, for several are held at once.
        """
        with ThreadPoolExecutor(_AHEAD) as pool:
            asked: deque[Future[list[tuple[Any, ...]]]] = deque()
            try:
                for query in queries:
                    asked.append(pool.submit(self._rows_apart, query))
                    if len(asked) > _AHEAD:
                        yield asked.popleft().result()
                while asked:
                    yield asked.popleft().result()
            finally:
                for each in asked:
                    each.cancel()

    def _rows_apart(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            return cursor.execute(sql).fetchall()

    def value(self, sql: str) -> Any:
        """Return the one value of a query."""
        return self.rows(sql)[0][0]

    def fill(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Append rows to a table, by way of a file: as parameters they take a millisecond each."""
        place, longest = self.folder / "rows.csv", _LINE
        with place.open("wb") as file:
            for row in rows:
                longest = max(longest, file.write((",".join(map(_field, row)) + "\n").encode()))
        self.execute(
            f"COPY {table} FROM {quoted(place)} (FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', "
            "QUOTE '\"', ESCAPE '\"', NEW_LINE '\\n', ALLOW_QUOTED_NULLS false, PARALLEL false, "
            f"MAX_LINE_SIZE {longest}, BUFFER_SIZE {2 * longest})"
        )
        place.unlink()

    def called(self, path: Path) -> Path:
        """Return a name for a file, until the next is named: DuckDB takes ``*`` and ``[`` for patterns.

        Nor can SQL say names that are no UTF-8.
        """
        link = self.folder / "called"
        link.unlink(missing_ok=True)
        link.symlink_to(path)
        return link

    def let_go(self) -> None:
        """Free the memory that holds tables, for what needs it more; they are read again when wanted."""
        with suppress(duckdb.OutOfMemoryException):  # What is in use stays.
            self.execute(f"SET memory_limit = '{_IDLE}'")
        self.execute(f"SET memory_limit = '{self.megabytes}MiB'")

    def close(self) -> None:
        """Close the database; its folder stays."""
        self.connection.close()

    def remove(self) -> None:
        """Close the database and remove its folder."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _make(folder: Path) -> None:
    """Make a folder that is ours."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise BilatError(
            f"{folder} was made elsewhere or by somebody else, and cannot be removed.", remedy="Remove it."
        ) from None
    seal(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, as far as that is possible; of a link the link alone."""
    if folder.is_symlink() or not folder.is_dir():
        with suppress(OSError):
            folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _pickled(value: object) -> bytes:
    """Return a value as pickle keeps it; of rdflib's literals the form, of which it would make its own."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | {
        Literal: lambda node: (node_of, (term_of(node),)),
    }
    pickler.dump(value)
    return file.getvalue()


def _says_full(error: Exception) -> bool:
    """Tell whether an error means a full disk; each library says it in its own way."""
    full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
    return (
        full or re.search(r"no space left|disk is full|quota exceeded", str(error), re.IGNORECASE) is not None
    )


def _field(value: object) -> str:
    """Return a field of CSV; one without quotes and text is null."""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return "" if value is None else str(value)


def connected(file: Path, spill: Path, megabytes: int) -> duckdb.DuckDBPyConnection:
    """Return the database in a file; one that a crash has left unreadable is made anew."""
    config = {
        "preserve_insertion_order": "false",
        "memory_limit": f"{megabytes}MiB",
        "temp_directory": str(spill),
    }
    try:
        connection = connect(file, config)
    except (duckdb.SerializationException, duckdb.IOException, duckdb.InternalException) as error:
        if _LOCKED in str(error):
            raise
        for path in (file, file.with_name(f"{file.name}.wal")):
            path.unlink(missing_ok=True)
        connection = connect(file, config)
    connection.execute("CREATE TABLE IF NOT EXISTS stage (name VARCHAR)")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (name VARCHAR, value BLOB)")
    return connection
