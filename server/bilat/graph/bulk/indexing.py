"""The index of a large release (`bilat.graph.index.write`), made from the store beside it, in files alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph

from bilat.engine import disk
from bilat.graph.identity import Identity
from bilat.graph.index.write import write_index
from bilat.graph.pages.whole import Whole
from bilat.graph.queries.asker import Allowance, Asker
from bilat.graph.releases.release import INDEX
from bilat.graph.report.findings import Finding
from bilat.project import Project


def index(
    project: Project, folder: Path, identity: Identity, findings: Iterable[Finding], allowance: Allowance
) -> None:
    """Write the index into a work folder that has the store.

    Args:
        project: its ``queries/pages`` say what the index holds.
        folder: where the store is.
        identity: who the graph is.
        findings: in the order of the report.
        allowance: what a query may take.

    Raises:
        SourceError: a query cannot be read or fails.
        OSError, sqlite3.OperationalError: there is no room.
    """
    path = folder / INDEX
    path.unlink(missing_ok=True)
    tables = disk.tables(folder / disk.STORE)
    store = pyoxigraph.Store.read_only(str(tables))
    with _temporary_files_in(folder), Asker(allowance, lambda new: new.open(tables)) as asker:
        write_index(project, Whole(store, asker), path, identity.base, identity.language, findings)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Have SQLite put its temporary tables into a folder: that for all may be small, or memory."""
    before = os.environ.get("SQLITE_TMPDIR")
    os.environ["SQLITE_TMPDIR"] = str(folder)
    try:
        yield
    finally:
        del os.environ["SQLITE_TMPDIR"]
        if before is not None:
            os.environ["SQLITE_TMPDIR"] = before
