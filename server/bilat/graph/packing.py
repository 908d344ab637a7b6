"""Files packed with gzip, the same bytes on every machine.

The zlib of one system packs otherwise than that of another. DuckDB brings a deflate of its own and writes
neither time nor name into the header (RFC 1952, 2.3), so that a release is the same wherever it is built.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb


def packed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return each file compressed, under its name with ``.gz`` at the end."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        path = Path(folder) / "packed.gz"
        target = str(path).replace("'", "''")
        result = {}
        for name, body in files.items():
            database.execute(
                f"COPY (SELECT ?::BLOB) TO '{target}' (FORMAT blob, COMPRESSION gzip)",  # our own path
                [body],
            )
            result[f"{name}.gz"] = path.read_bytes()
        return result
