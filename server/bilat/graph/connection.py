"""A connection to DuckDB that fetches nothing and draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from bilat.graph.scratch import spill

_ALONE = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


def connect(file: Path | None = None, config: Mapping[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database in a file or, without one, in memory.

    Args:
        file: holds the database; made where it is not there.
        config: further settings of DuckDB. Without ``temp_directory``, what does not fit in memory goes to
            the system's temporary folder, and not to the folder that the command was called from.

    Raises:
        ReleaseError: there is no folder for temporary files.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {**_ALONE, "temp_directory": spill()}
    connection = duckdb.connect(str(file or ":memory:"), config=settings | dict(config or {}))
    connection.execute("SET enable_progress_bar = false")  # On in notebooks; progress is told by stage.
    return connection
