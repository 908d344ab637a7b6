"""Publish a release: written aside, put on disk, renamed, so that it is there whole or not at all.

A build that is killed leaves ``.building`` behind, which nobody reads and the next build removes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bilat.errors import ReleaseError
from bilat.graph.releases.lock import OUT
from bilat.graph.releases.release import (
    CURRENT,
    MANIFEST,
    QUADS,
    File,
    Manifest,
    Release,
    count_graphs,
    digest_of,
    open_release,
    verify,
)
from bilat.text import json_text

_ASIDE = ".building"
_FRESH = ".current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file of a release that is written already, on the same disk.

    Args:
        path: where it is.
        sha256: digest of its content.
    """

    path: Path
    sha256: str


def publish(
    place: Path,
    files: Mapping[str, bytes | Written],
    graphs: Mapping[str, int] | None = None,
    store: Path | None = None,
) -> Release:
    """Write files as a release and make it the current one; call it with the lock held.

    The release before stays, for a server that still reads it; older ones go.

    Args:
        place: the folder of releases, made where it is missing.
        files: content by path in the release, or a file that holds it; `QUADS` is among them.
        graphs: number of quads of each graph; counted when None.
        store: a folder on the same disk that comes to lie beside the files under its name, no part of the
            release; it is moved.

    Raises:
        ReleaseError: the place cannot be written to.
    """
    try:
        return publish_folder(place, _write_aside(place, files, graphs, store))
    except OSError as error:
        raise ReleaseError.unwritable(place, error, OUT) from None
    finally:
        _remove(place / _ASIDE)


def publish_folder(place: Path, aside: Path) -> Release:
    """Make a folder that holds a whole release the current one of a place; call it with the lock held.

    Args:
        place: the folder of releases.
        aside: on the same disk; all its files are on disk already.

    Raises:
        OSError: the place cannot be written to.
    """
    for folder in (*(path for path in aside.rglob("*") if path.is_dir()), aside):
        folder.chmod(0o755)
        _sync(folder)
    root = place / Manifest.read((aside / MANIFEST).read_bytes()).digest[:16]
    _move(aside, root)
    make_current(place, root)
    return open_release(root)


def make_current(place: Path, root: Path) -> None:
    """Point ``current`` at a release of a place, and remove all but it and the one before."""
    try:
        before = _swap(place, root.name)
        _prune(place, {root.name, before} if before else {root.name})
    finally:
        _remove(place / _FRESH)


def _write_aside(
    place: Path, files: Mapping[str, bytes | Written], graphs: Mapping[str, int] | None, store: Path | None
) -> Path:
    """Write all files and the manifest to a folder that nobody reads yet."""
    place.mkdir(parents=True, exist_ok=True)
    aside = place / _ASIDE
    _remove(aside)
    aside.mkdir()
    for name, body in sorted(files.items()):
        if isinstance(body, Written):
            _link(aside / name, body.path)
        else:
            _write(aside / name, body)
    _write(aside / MANIFEST, _manifest(files, graphs))
    if store:
        store.rename(aside / store.name)
    return aside


def _manifest(files: Mapping[str, bytes | Written], graphs: Mapping[str, int] | None) -> bytes:
    """Return the manifest of these files."""
    table = tuple(_entry(name, body) for name, body in sorted(files.items()))
    if graphs is None:
        quads = files[QUADS]
        graphs = count_graphs(quads.path.read_bytes() if isinstance(quads, Written) else quads)
    manifest = {
        "digest": digest_of(table),
        "graphs": {name: graphs[name] for name in sorted(graphs)},
        "files": {file.name: {"size": file.size, "sha256": file.sha256} for file in table},
    }
    return json_text(manifest).encode()


def _entry(name: str, body: bytes | Written) -> File:
    """Return what the manifest says of a file."""
    if isinstance(body, Written):
        return File(name=name, size=body.path.stat().st_size, sha256=body.sha256)
    return File(name=name, size=len(body), sha256=hashlib.sha256(body).hexdigest())


def _link(path: Path, source: Path) -> None:
    """Give a file that is on disk a second name, readable whatever the umask."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.link(source, path)
    path.chmod(0o644)
    _sync(path)


def _write(path: Path, body: bytes) -> None:
    """Write a file that is on disk when this returns, readable whatever the umask."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Put on disk what is in a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(aside: Path, root: Path) -> None:
    """Give a finished release its name, unless the same content is there and whole."""
    if root.exists():
        with suppress(ReleaseError):
            verify(open_release(root))
            shutil.rmtree(aside)
            return
        damaged = root.with_name(".damaged")
        _remove(damaged)
        root.rename(damaged)
        aside.rename(root)
        shutil.rmtree(damaged)
        return
    aside.rename(root)


def _swap(place: Path, name: str) -> str | None:
    """Point ``current`` at a release in one step, and return the name of the one before.

    Raises:
        ReleaseError: a folder is in its place.
    """
    link = place / CURRENT
    before = link.readlink().name if link.is_symlink() else None
    if before is None and link.is_dir():
        raise ReleaseError(
            f"{link} is a folder and no link: it was copied with what the link leads to.",
            remedy="Remove it, and do this again.",
        )
    fresh = place / _FRESH
    _remove(fresh)
    fresh.symlink_to(name)
    fresh.replace(link)
    _sync(place)
    return before


def _remove(path: Path) -> None:
    """Remove whatever stands there, as far as that is possible."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _prune(place: Path, kept: set[str]) -> None:
    """Remove all releases but these, unless only one is named: then nothing took its place."""
    if len(kept) < 2:
        return
    for folder in _releases(place):
        if folder.name not in kept:
            shutil.rmtree(folder)


def _releases(place: Path) -> Iterator[Path]:
    """Yield the folders of a place that are named like a release."""
    for folder in place.iterdir():
        if len(folder.name) == 16 and set(folder.name) <= set("0123456789abcdef") and folder.is_dir():
            yield folder
