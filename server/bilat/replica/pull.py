"""A release out of storage into a folder of releases, whole or not at all.

    manifest -> its digest -> room -> each file, gone on with where it was -> sha256 -> rename

    <address>/manifest.json           a release; or, in a folder of releases,
    <address>/current/manifest.json   that of the newest, whose files are in
    <address>/<16 digits>/...         the first digits of its digest

What has come is kept in ``.pulling`` until the release is whole. Files that are there packed as well are made
from their packed copies, so that a release travels at a tenth of its size.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Final

from bilat.errors import ReleaseError
from bilat.graph.progress import Stages
from bilat.graph.releases.lock import sole_builder
from bilat.graph.releases.publish import make_current, publish_folder
from bilat.graph.releases.release import CODINGS, CURRENT, MANIFEST, Manifest, Release, open_release, verify
from bilat.replica.address import Address
from bilat.replica.fetch import fetch, is_file, tried, unpack
from bilat.replica.storage import Held, NotThereError, RefusedError, Storage
from bilat.settings import Settings

#: What a folder for what comes is named with.
_INTO: Final = "bilat pull --into DIR or BILAT_PULL_FOLDER"
_ASIDE: Final = ".pulling"
_MOST_MANIFEST_BYTES: Final = 1 << 26
_PACKED: Final = CODINGS["zstd"]
#: Beyond the files themselves, for what the disk needs to remember them.
_ROOM_BYTES: Final = 1 << 20


class Puller:
    """Keeps a folder of releases like one in storage.

    Args:
        address: in storage.
        place: the folder of releases, made where it is missing.
        settings: bounds on time and size.
    """

    def __init__(self, address: Address, place: Path, settings: Settings) -> None:
        self._address, self._place, self._settings = address, place, settings
        self._storage = Storage(settings.pull_silence_seconds)
        self._tags: dict[str, str | None] = {}
        self._last: Release | None = None

    def pull(self, stages: Stages | None = None) -> Release:
        """Bring the release that storage has now, make it the current one here, and return it.

        Raises:
            ReleaseError: it cannot be had, is not what it should be, or there is no room for it.
        """
        stages = stages or Stages()
        try:
            wanted = self._address.digest
            if wanted and self._is_here(wanted):
                self._last = open_release(self._place / wanted[:16])
                make_current(self._place, self._last.root)
            else:
                with stages.stage("pulling"):
                    self._last = self._look(stages)
        except OSError as error:
            raise ReleaseError.unwritable(self._place, error, _INTO) from None
        return self._last

    def close(self) -> None:
        """End all connections."""
        self._storage.close()

    def _is_here(self, digest: str) -> bool:
        """Tell whether a release is here, and whole."""
        with suppress(ReleaseError):
            release = open_release(self._place / digest[:16])
            verify(release)
            return release.digest.startswith(digest)
        return False

    def _look(self, stages: Stages) -> Release:
        url, told = tried(self._find)
        if told is None and self._last:
            return self._last
        if told is None:
            raise ReleaseError(f"{url} is answered with status 304 though nothing is here.")
        manifest = self._read(url, told)
        if not (self._last and self._last.digest == manifest.digest):
            self._last = self._bring(_folder(url, manifest), manifest, told, stages)
        self._tags = {url: told.tag}
        return self._last

    def _find(self) -> tuple[str, Held | None]:
        """Return where the manifest is, and what it holds, None if that has not changed.

        Raises:
            NotThereError: there is none.
            RefusedError: storage gives none.
        """
        refused: ReleaseError | None = None
        places = [f"{self._address.url}{MANIFEST}", f"{self._address.url}{CURRENT}/{MANIFEST}"]
        for url in sorted(places, key=lambda url: url not in self._tags):
            try:
                return url, self._storage.read(url, _MOST_MANIFEST_BYTES, self._tags.get(url))
            except NotThereError:
                continue
            except RefusedError as error:  # as of what is not there in a folder that nobody may list
                refused = refused or error
        raise refused or NotThereError(
            f"There is no release at {self._address.url}: neither {MANIFEST} nor {CURRENT}/{MANIFEST}.",
            remedy="Name a release or a folder of releases in storage.",
        )

    def _read(self, url: str, told: Held) -> Manifest:
        """Return the manifest, if it is the one that is wanted.

        Raises:
            ReleaseError: it is not, or it is none.
        """
        try:
            manifest = Manifest.read(told.body)
        except ValueError as error:
            raise ReleaseError(
                f"{url} cannot be followed: {error}.", remedy="Name a release or a folder of releases."
            ) from None
        wanted = self._address.digest
        if not any(digest.startswith(wanted) for digest in (manifest.digest, _sha256(told.body))):
            raise ReleaseError(
                f"{url} is of release {manifest.digest} and not of {wanted}.",
                remedy="Ask whoever gave you the digest, or leave it out to take what there is.",
            )
        size, most = _size(manifest), self._settings.pull_bytes
        if size > most:
            raise ReleaseError(
                f"{url} is of a release of {size:,} bytes, more than {most:,}.",
                remedy="Allow it with BILAT_PULL_BYTES.",
            )
        return manifest

    def _bring(self, url: str, manifest: Manifest, told: Held, stages: Stages) -> Release:
        """Bring a release that is not here yet."""
        root = self._place / manifest.digest[:16]
        waiting = partial(stages.note, "Waiting for another process in this folder …")
        with sole_builder(self._place, waiting, _INTO):
            if self._is_here(manifest.digest):
                make_current(self._place, root)
                return open_release(root)
            aside = self._place / _ASIDE / manifest.digest[:16]
            aside.mkdir(parents=True, exist_ok=True)
            for left in set(aside.parent.iterdir()) - {aside}:
                shutil.rmtree(left)
            _check_room(aside, manifest)
            self._bring_files(url, manifest, aside, stages)
            _write_manifest(aside / MANIFEST, told)
            release = publish_folder(self._place, aside)
            shutil.rmtree(aside.parent)
            return release

    def _bring_files(self, url: str, manifest: Manifest, aside: Path, stages: Stages) -> None:
        """Bring all files: packed ones first, and what is the same as another, or in it, from there."""
        names, done, same = {file.name for file in manifest.files}, 0, dict[str, Path]()
        for file in sorted(manifest.files, key=lambda file: _order(file.name, names)):
            target, packed = aside / file.name, f"{file.name}{_PACKED}"
            target.parent.mkdir(parents=True, exist_ok=True)
            if not is_file(target, file):
                target.unlink(missing_ok=True)
                if file.sha256 in same:
                    os.link(same[file.sha256], target)
                elif packed in names:
                    unpack(aside / packed, file, target)
                else:
                    tell = _teller(stages, done, _size(manifest))
                    fetch(self._storage, f"{url}{file.name}", file, target, tell)
            same[file.sha256] = target
            done += file.size


def _folder(url: str, manifest: Manifest) -> str:
    """Return where the files of a manifest are: what is current may be another when they are asked for."""
    at, newest = url.removesuffix(MANIFEST), f"{CURRENT}/"
    return f"{at.removesuffix(newest)}{manifest.digest[:16]}/" if at.endswith(f"/{newest}") else at


def _order(name: str, names: set[str]) -> tuple[int, str]:
    return (0 if name.endswith(_PACKED) else 1 if f"{name}{_PACKED}" in names else 2), name


def _teller(stages: Stages, done: int, total: int) -> Callable[[int], None]:
    return lambda came: stages.note_progress(f"{(done + came) / 1e6:,.0f} of {total / 1e6:,.0f} MB")


def _size(manifest: Manifest) -> int:
    return sum(file.size for file in manifest.files)


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _check_room(aside: Path, manifest: Manifest) -> None:
    """Raise an error when there is no room for what is still to come.

    Raises:
        ReleaseError: there is none.
    """
    there = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file())
    needed, free = _size(manifest) + _ROOM_BYTES - there, shutil.disk_usage(aside).free
    if needed > free:
        raise ReleaseError(
            f"The release needs {needed:,} bytes more, and {aside.parents[1]} has room for {free:,}.",
            remedy=f"Make room for it, or choose another folder with {_INTO}.",
        )


def _write_manifest(path: Path, told: Held) -> None:
    """Write the manifest, as old as it is in storage: all replicas say the same in Last-Modified."""
    with path.open("wb") as file:
        file.write(told.body)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)
    with suppress(TypeError, ValueError, OverflowError):
        seconds = parsedate_to_datetime(told.modified or "").timestamp()
        os.utime(path, (seconds, seconds))
