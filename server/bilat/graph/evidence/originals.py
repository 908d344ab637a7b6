"""The documents that a project was read from, as files in a folder; nothing outside it is ever opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


class OriginalError(Exception):
    """A file that is there cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One document.

    Args:
        name: name of its file.
        text: its text; where bytes are not UTF-8, each stands as a code point that no text holds.
        sha256: digest of its bytes, in hexadecimal.
        bad_byte: offset of the first byte that is not UTF-8, None where all are.
    """

    name: str
    text: str
    sha256: str
    bad_byte: int | None

    @property
    def length(self) -> int:
        """Return the length in code points."""
        return len(self.text)

    def digest(self, start: int, end: int) -> str | None:
        """Return the SHA-256 of the UTF-8 text from one code point up to another, None for no such range."""
        if not 0 <= start < end <= self.length:
            return None
        return hashlib.sha256(self.text[start:end].encode("utf-8", "surrogateescape")).hexdigest()


class Originals:
    """The files of a folder, found by name or by digest.

    Args:
        folder: where they lie; its subfolders, and links that lead out of it, are left alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def find(self, name: str | None, sha256: str | None) -> Original | None:
        """Return the document of that file name, else the one of that digest, else None.

        Raises:
            OriginalError: the file cannot be read.
        """
        for file in self._files:
            if file.name == name:
                return _read(file)
        same = [file for file in self._files if sha256 and self._digest(file) == sha256]
        return _read(same[0]) if same else None

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        """The regular files of the folder, sorted by name."""
        inside = (path for path in sorted(self._folder.iterdir()) if path.is_file())
        return tuple(path for path in inside if path.resolve().is_relative_to(self._folder))

    def _digest(self, file: Path) -> str | None:
        """Return the digest of a file, None where it cannot be read: it may be none of ours."""
        try:
            with file.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError:
            return None


def _read(file: Path) -> Original:
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OriginalError(f"{file.name} cannot be read: {reason}.") from error
    return Original(
        name=file.name,
        text=data.decode("utf-8", "surrogateescape"),
        sha256=hashlib.sha256(data).hexdigest(),
        bad_byte=_bad_byte(data),
    )


def _bad_byte(data: bytes) -> int | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None
