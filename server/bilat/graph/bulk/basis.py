"""What a check of a large project leaves for the next one, which looks at no more than what an edit changed.

Beside the tables these are copies of the large files, and what took long to find out about small ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import duckdb
from rdflib import Graph
from rdflib.term import Node

from bilat.digests import mark_of
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.large_files import LargeFile, is_compared
from bilat.graph.releases.inputs import code_digest
from bilat.graph.shacl.reach import Reach, reach_of
from bilat.graph.shacl.shapes import ShapeError
from bilat.graph.shacl.sparql_constraints import runnable, uses_shapes_graph
from bilat.graph.shacl.validate import Validation
from bilat.graph.source.load import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What is known of a project that was checked.

    Args:
        inputs: its fingerprint (`bilat.graph.releases.inputs.fingerprint`).
        findings: under which name the tables keep what was found.
        source: what its small files say, and the sample of the large ones.
        shapes: its shapes as they can run (`bilat.graph.shacl.sparql_constraints.runnable`).
        reach: how far each of them looks.
        counts: focus nodes of shapes, by IRI.
    """

    inputs: bytes
    findings: str
    source: Source
    shapes: Graph
    reach: Mapping[Node, Reach]
    counts: Mapping[str, int]


def keep(
    database: Database,
    findings: str,
    source: Source,
    validation: Validation,
    large: Iterable[LargeFile],
) -> None:
    """Keep what the next check may go on from; nothing where files changed meanwhile, or do not go on disk.

    Args:
        database: the tables of what was checked.
        findings: under which name they keep what was found.
        source: what small files say, and the sample of the large ones.
        validation: what shapes found.
        large: the large files.
    """
    if not validation.whole or uses_shapes_graph(source.shapes):
        return
    compared = [file for file in large if is_compared(file)]
    try:
        known = Basis(
            inputs=database.inputs,
            findings=findings,
            source=source,
            shapes=runnable(source.shapes)[0],
            reach=reach_of(runnable(source.shapes)[0]),
            counts=dict(validation.focus_nodes),
        )
        if all(_copied(database, file) for file in compared):
            database.keep(_name(), known)
            return
    except (OSError, ShapeError, duckdb.Error):
        pass  # What was checked is told all the same.
    for file in compared:
        copy_of(database, file).unlink(missing_ok=True)


def _copied(database: Database, file: LargeFile) -> bool:
    """Copy a file; tell whether it is still what was checked."""
    shutil.copyfile(file.path, copy_of(database, file))
    return list(mark_of(file.path)) == list(file.mark)


def basis_of(database: Database) -> Basis | None:
    """Return what the last check has left, None where that is nothing."""
    found: Basis | None = database.recalled(_name())
    return found


def _name() -> str:
    """Return under which name this code keeps it: what another version wrote is not for it to read."""
    return f"basis of {code_digest()}"


def copy_of(database: Database, file: LargeFile) -> Path:
    """Return where the copy of a file lies."""
    return database.folder / f"copy-{sha256(file.name.encode()).hexdigest()[:16]}"
