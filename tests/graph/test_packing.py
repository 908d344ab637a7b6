"""Packed files: whole, and the same each time."""

from __future__ import annotations

import gzip

import zstandard

from bilat.graph.packing import packed

FILES = {"a.ttl": b"<a:s> <a:p> <a:o> .\n" * 10_000, "empty.nt": b""}
MEBIBYTE = 1 << 20


def test_packed_files_hold_what_they_held() -> None:
    """Any reader of gzip and of zstd unpacks them."""
    copies = packed(FILES)
    assert set(copies) == {f"{name}.{ending}" for name in FILES for ending in ("gz", "zst")}
    for name, body in FILES.items():
        assert gzip.decompress(copies[f"{name}.gz"]) == body
        assert zstandard.decompress(copies[f"{name}.zst"]) == body


def test_packing_depends_on_nothing_else() -> None:
    """The same content gives the same bytes, without a time or a name in the header."""
    first = packed(FILES)
    assert first == packed(FILES)
    assert first["a.ttl.gz"][3:8] == first["empty.nt.gz"][3:8] == bytes(5)
    assert len(first["a.ttl.gz"]) < len(FILES["a.ttl"]) / 20
    assert len(first["a.ttl.zst"]) < len(first["a.ttl.gz"])


def test_window_is_what_every_client_has() -> None:
    """The window of zstd stays within what RFC 9659 lets a client take for granted, however long the file."""
    body = b"".join(b"<a:%d> <a:p> <a:o> .\n" % number for number in range(1_000_000))
    frame = zstandard.get_frame_parameters(packed({"a.nt": body})["a.nt.zst"])
    assert (frame.content_size, frame.dict_id) == (len(body), 0)
    assert frame.window_size <= 8 * MEBIBYTE < len(body)
