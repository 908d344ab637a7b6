"""Packed files: read in pieces of which none is larger than memory, and only where they are files."""

from __future__ import annotations

import gzip
import os
import tracemalloc
from pathlib import Path

import pytest
import zstandard

from bilat.errors import SourceError
from bilat.graph.source.contents import read_text
from bilat.graph.source.packed_files import opened

TEXT = b'<a:b> <a:c> "%d" .\n'


def zeros(mebibytes: int) -> bytes:
    """Return so many zeros in one frame of zstd."""
    packer, piece = zstandard.ZstdCompressor().compressobj(), bytes(1 << 20)
    return b"".join([*(packer.compress(piece) for _ in range(mebibytes)), packer.flush()])


def test_a_few_bytes_that_stand_for_many(tmp_path: Path) -> None:
    """What is read of a file takes memory for a part of it."""
    path = tmp_path / "a.nq.zst"
    path.write_bytes(zeros(1_024))
    assert path.stat().st_size < 1 << 16
    tracemalloc.start()
    try:
        with opened(path) as packed:
            assert packed.read(10) == bytes(10)
        assert tracemalloc.get_traced_memory()[1] < 1 << 28
    finally:
        tracemalloc.stop()


def test_frames_one_after_the_other(tmp_path: Path) -> None:
    """All of a file is read, whatever its frames and the pieces that it is read in."""
    path, pack = tmp_path / "a.nq.zst", zstandard.ZstdCompressor().compress
    texts = [b"".join(TEXT % n for n in range(count)) for count in (0, 1, 20_000, 3)]
    path.write_bytes(b"".join(map(pack, texts)))
    with opened(path) as packed:
        assert packed.read() == b"".join(texts)
    path.write_bytes(path.read_bytes()[:-1])
    with opened(path) as packed, pytest.raises(EOFError):
        packed.read()


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_what_is_read_whole_has_bounds(tmp_path: Path, ending: str) -> None:
    """A file that holds far more than its size tells is for who reads it in pieces."""
    path = tmp_path / f"a.ttl.{ending}"
    path.write_bytes(zeros(200) if ending == "zst" else gzip.compress(bytes(200 << 20)))
    with pytest.raises(SourceError, match="more than 64 times its size"):
        read_text(path, "a")
    text = b"# a comment that is written again and again\n" * 100_000
    path.write_bytes(zstandard.compress(text) if ending == "zst" else gzip.compress(text))
    assert read_text(path, "a") == text.decode()


@pytest.mark.parametrize("name", ["a.ttl", "a.ttl.gz", "a.ttl.zst"])
def test_pipes_are_not_waited_for(tmp_path: Path, name: str) -> None:
    """Whatever its ending says, a pipe is no file."""
    os.mkfifo(tmp_path / name)
    with pytest.raises(SourceError, match="no regular file"):
        read_text(tmp_path / name, name)


def test_a_wide_window_is_told(tmp_path: Path) -> None:
    """What zstd itself unpacks only when told to was packed for it, and is not damaged."""
    wide = zstandard.ZstdCompressionParameters.from_level(3, window_log=28)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    path = tmp_path / "a.nt.zst"
    path.write_bytes(packer.compress(b"<http://a> <http://b> 1 .") + packer.flush())
    with pytest.raises(SourceError, match=r"more memory .* without --long"):
        read_text(path, path.name)
