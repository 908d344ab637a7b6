"""Releases on disk: immutable, content-addressed, checked when opened.

    <place>/<first 16 hex digits of the digest>/   bilat.nq, downloads/, reports, manifest.json ...
    <place>/current                                symbolic link to one of them
    <place>/.lock                                  held by the build that is under way

The digest covers name and sha256 of every file but the compressed copies and the index, which say
the same again. How a release comes to be there is told in `bilat.graph.releases.publish`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bilat.digests import Digests
from bilat.errors import ReleaseError
from bilat.graph.formats.quads import read_nquads
from bilat.graph.identity import Identity

MANIFEST = "manifest.json"
QUADS = "bilat.nq"
INPUTS = "inputs.json"
VOCABULARY = "vocabulary.json"
IDENTITY = "identity.json"
CATALOGUE = "catalogue.ttl"
COVERAGE = "coverage.json"
QUESTIONS = "questions.json"
INDEX = "index.sqlite"
CURRENT = "current"
#: Endings of compressed copies by content coding (RFC 9110, 8.4.1), the smallest copy first.
CODINGS: Final = {"zstd": ".zst", "gzip": ".gz"}
#: Names of files: nothing above the release, nothing hidden, and not what is made from it beside it.
_INSIDE: Final = re.compile(r"(?!manifest\.json$|store(?:/|$))\w[\w.+-]*(?:/\w[\w.+-]*)*", re.ASCII)
#: Quads are counted graph by graph in files up to this size.
_COUNTED = 1 << 26
_MOST_OF_ALL: Final = 1 << 60
_AGAIN = "Build it again with bilat build."


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a release.

    Args:
        name: path in the release, with slashes.
        size: length in bytes.
        sha256: digest of the content, 64 hex digits.
    """

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a release says of itself.

    Args:
        digest: 64 hex digits.
        files: sorted by name.
        graphs: number of quads of each graph, by IRI.
    """

    digest: str
    files: tuple[File, ...]
    graphs: Mapping[str, int]

    @classmethod
    def read(cls, body: bytes) -> Manifest:
        """Return the manifest that a file holds.

        Raises:
            ValueError: it holds none, its digest is not that of its files, or a file would lie elsewhere.
        """
        try:
            told = json.loads(body)
            manifest = cls(
                digest=told["digest"],
                files=tuple(_file(name, **about) for name, about in sorted(told["files"].items())),
                graphs={name: _number(count) for name, count in told["graphs"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ValueError("it is no manifest") from None
        for file in manifest.files:
            if not _INSIDE.fullmatch(file.name):
                raise ValueError(f"it names a file that has no place in a release, {file.name!r}")
        if manifest.digest != digest_of(manifest.files):
            raise ValueError("its digest is not that of its files")
        if not any(file.name == QUADS for file in manifest.files):
            raise ValueError(f"it names no {QUADS}")
        return manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release on disk.

    Args:
        root: its folder, links resolved.
        digest: 64 hex digits that name the content; the version, the ETag and the cache key.
        files: what it holds, sorted by name, without the manifest.
        graphs: number of quads of each named graph, by IRI; the default graph has an empty name.
        identity: who the graph is.
    """

    root: Path
    digest: str
    files: tuple[File, ...]
    graphs: Mapping[str, int]
    identity: Identity = field(default_factory=Identity)

    @property
    def id(self) -> str:
        """Return the short name of the release."""
        return self.digest[:16]

    @property
    def base(self) -> str:
        """Return the beginning of the IRIs that a server answers for, with a slash at the end."""
        return self.identity.base

    @property
    def language(self) -> str:
        """Return the tag of the language that labels are wanted in first."""
        return self.identity.language

    @property
    def quads(self) -> Path:
        """Return the canonical N-Quads of everything."""
        return self.root / QUADS

    @property
    def published(self) -> float:
        """Return when it was written, in seconds since 1970; never later than now, whatever a clock said."""
        return min((self.root / MANIFEST).stat().st_mtime, time.time())

    def read(self, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            ReleaseError: it is missing or cannot be read.
        """
        try:
            return (self.root / name).read_bytes()
        except OSError as error:
            raise _damaged(self.root, name, error.strerror or "it cannot be read") from None


def current(place: Path) -> Release | None:
    """Return the published release of a place, or None where nothing is published.

    Raises:
        ReleaseError: what is published is damaged.
    """
    link = place / CURRENT
    return open_release(link) if link.is_symlink() or link.exists() else None


def open_release(folder: Path) -> Release:
    """Return the release in a folder; contents are not read, see `verify`.

    Raises:
        ReleaseError: there is no manifest, so that this is no release; or it is damaged, or a file is
            missing or of another size.
    """
    try:
        root = Path(
            os.path.realpath(folder, strict=True)
        )  # Path.resolve() fails otherwise at a link to itself.
        manifest = Manifest.read((root / MANIFEST).read_bytes())
        release = Release(
            root=root,
            digest=manifest.digest,
            files=manifest.files,
            graphs=manifest.graphs,
            identity=_identity(root, manifest.files),
        )
    except (FileNotFoundError, NotADirectoryError):
        raise ReleaseError(
            f"There is no release at {folder}.",
            remedy="Name a folder that bilat build made, or build one.",
        ) from None
    except OSError as error:
        raise _damaged(folder, MANIFEST, error.strerror or "it cannot be read") from None
    except ValueError as error:
        raise _damaged(folder, MANIFEST, str(error)) from None
    for file in release.files:
        _compare_size(release, file)
    return release


def verify(release: Release, *, always: bool = False) -> None:
    """Compare every file with the manifest: sha256, and quads by graph.

    Args:
        release: what to verify.
        always: whether to read every file; else files of a large release that have not changed since they
            were read last are taken for what they were (`bilat.digests`).

    Raises:
        ReleaseError: a file is not what was published; the message names it.
    """
    digests = Digests(release.root, (release.root / file.name for file in release.files), always=always)
    counted = digests.is_known(release.quads)
    for file in release.files:
        _compare_size(release, file)
        try:
            digest = digests.sha256(release.root / file.name)
        except OSError as error:
            raise _damaged(release.root, file.name, error.strerror or "it cannot be read") from None
        if digest != file.sha256:
            raise _damaged(release.root, file.name, "its content has changed")
    if not (counted or _counts_agree(release)):
        raise _damaged(release.root, QUADS, "it has another number of quads than the manifest says")
    digests.keep()


def _counts_agree(release: Release) -> bool:
    """Tell whether there are as many quads as the manifest says; of a large file, as many in all."""
    if release.quads.stat().st_size <= _COUNTED:
        return count_graphs(release.read(QUADS)) == dict(release.graphs)
    with release.quads.open("rb") as file:
        lines = sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))
    return lines == sum(release.graphs.values())


def _file(name: str, size: int, sha256: str) -> File:
    """Return a file as a manifest tells of it.

    Raises:
        ValueError: that makes no sense.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError(name)
    return File(name=name, size=_number(size), sha256=sha256)


def _number(value: object) -> int:
    """Return a number of bytes or quads.

    Raises:
        ValueError: there are not so many anywhere.
    """
    if type(value) is int and 0 <= value < _MOST_OF_ALL:
        return value
    raise ValueError(value)


def digest_of(files: tuple[File, ...]) -> str:
    """Return the digest of a release: sha256 over name and sha256 of its files, sorted by name."""
    copies = tuple(CODINGS.values())
    covered = (file for file in files if file.name != INDEX and not file.name.endswith(copies))
    lines = (f"{file.sha256}  {file.name}\n" for file in covered)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def count_graphs(body: bytes) -> dict[str, int]:
    """Return the number of quads of each graph of canonical N-Quads, by IRI."""
    names = Counter(quad.graph.strip("<>") for quad in read_nquads(body))
    return {name: names[name] for name in sorted(names)}


def _identity(root: Path, files: tuple[File, ...]) -> Identity:
    """Return who the graph of a release is; a release that does not say so is taken for bilat's own."""
    if not any(file.name == IDENTITY for file in files):
        return Identity()
    body = (root / IDENTITY).read_bytes()
    try:
        return Identity.read(body)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _damaged(root, IDENTITY, "it does not say who the graph is") from None


def _compare_size(release: Release, file: File) -> None:
    """Raise an error when a file is missing or of another size than the manifest says."""
    try:
        size = (release.root / file.name).stat().st_size
    except OSError:
        raise _damaged(release.root, file.name, "it is missing") from None
    if size != file.size:
        raise _damaged(release.root, file.name, f"it has {size:,} bytes and not {file.size:,}")


def _damaged(root: Path, name: str, why: str) -> ReleaseError:
    """Return the error for a release that cannot be trusted."""
    return ReleaseError(f"The release at {root} is damaged: {name}: {why}.", remedy=_AGAIN)
