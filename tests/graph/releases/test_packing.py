"""Packed files: whole, and the same each time."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard

from bilat.errors import ReleaseError
from bilat.graph.releases.packing import packing

FILES = {"a.ttl": b"<a:s> <a:p> <a:o> .\n" * 10_000, "empty.nt": b""}
MEBIBYTE = 1 << 20


def packed(files: dict[str, bytes]) -> dict[str, bytes]:
    with packing() as packer:
        for name, body in files.items():
            packer.add(name, body)
        return packer.packed()


def pack_without_room(place: Path) -> None:
    with packing() as packer:
        shutil.rmtree(next(place.iterdir()))
        packer.add("a.ttl", FILES["a.ttl"])
        packer.packed()


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


def test_what_is_left_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever fails while files are packed fails at once, and nothing is left lying about."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with suppress(ZeroDivisionError), packing() as packer:
        for number in range(50):
            packer.add(f"{number}.nt", FILES["a.ttl"])
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())
    with pytest.raises(CancelledError):
        packer.packed()


def test_no_room_to_pack_in_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it shows, in whichever thread."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ReleaseError, match="no room to work in"):
        pack_without_room(tmp_path)
