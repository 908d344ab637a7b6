"""Whether memory and disk suffice for a large build, said before it starts."""

from __future__ import annotations

import shutil
from pathlib import Path

from bilat.errors import BilatError
from bilat.graph.bulk.database import PREFIX

#: What a build writes, as a multiple of its input: tables, all downloads with their packed copies, the store
#: and the index; measured at 300,000 triples.
_DISK = 22
#: What a packed file may hold, as a multiple of its size.
_PACKED = 12
_MIB = 1 << 20
#: Beside the tables: Python, the libraries and one piece of a download.
_BESIDE = 512


def unpacked_size(path: Path) -> int:
    """Return about how many bytes a file holds."""
    size = path.stat().st_size
    return size * _PACKED if path.suffix.lower() in (".gz", ".zst") else size


def require_room(place: Path, size: int, megabytes: int) -> None:
    """Check that there is room for a build.

    Args:
        place: the folder of releases, which is there.
        size: bytes of all input.
        megabytes: memory that the tables may use, in MiB.

    Raises:
        BilatError: memory or disk will not do.
    """
    # What an earlier build has left is gone on with or removed.
    left = {about.st_ino: about.st_size for about in (file.lstat() for file in place.glob(f"{PREFIX}*/**/*"))}
    free, needed = shutil.disk_usage(place).free + sum(left.values()), size * _DISK
    if free < needed:
        raise BilatError(
            f"The build needs some {needed / _MIB:,.0f} MiB on the disk of {place}; "
            f"{free / _MIB:,.0f} are free.",
            remedy="Make room there, or choose another folder with bilat build --out DIR.",
        )
    available = available_megabytes()
    if available is not None and available < megabytes + _BESIDE:
        raise BilatError(
            f"The build may use {megabytes + _BESIDE:,} MiB of memory; {available:,} are free.",
            remedy="Free memory, or lower build_megabytes: the build is slower then, and goes to disk more.",
        )


def available_megabytes() -> int | None:
    """Return the memory that is free, in MiB, or None where that cannot be told."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
    except OSError:
        return None
    return None
