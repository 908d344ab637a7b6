"""Packed files: whole, and the same each time."""

from __future__ import annotations

import gzip

from bilat.graph.packing import packed

FILES = {"a.ttl": b"<a:s> <a:p> <a:o> .\n" * 10_000, "empty.nt": b""}


def test_packed_files_hold_what_they_held() -> None:
    """Any reader of gzip unpacks them."""
    assert {name: gzip.decompress(body) for name, body in packed(FILES).items()} == {
        f"{name}.gz": body for name, body in FILES.items()
    }


def test_packing_depends_on_nothing_else() -> None:
    """The same content gives the same bytes, without a time or a name in the header."""
    first = packed(FILES)
    assert first == packed(FILES)
    assert all(body[3:8] == bytes(5) for body in first.values())
    assert len(first["a.ttl.gz"]) < len(FILES["a.ttl"]) / 20
