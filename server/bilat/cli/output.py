"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

import click

from bilat.errors import BilatError
from bilat.text import visible
from bilat.whole_file import write_whole


class ReaderGoneError(Exception):
    """What reads our output has closed it, as ``head`` does."""


def write(body: bytes, target: Path | None = None) -> None:
    """Write a result to a file, or to standard output when none is named.

    Raises:
        BilatError: the file cannot be written.
        ReaderGoneError: nobody reads standard output any more.
    """
    if target is None or _is_stdout(target):
        _to_stdout(body)
        return
    try:
        _to_file(body, target)
    except OSError as error:
        raise BilatError(
            f"{target} cannot be written: {error.strerror}.", remedy="Choose another file with --output."
        ) from None


def say(text: str) -> None:
    """Write a line of text to standard output."""
    write(f"{text}\n".encode(errors="backslashreplace"))


def complain(message: str) -> None:
    """Write an error to stderr; where that is full or gone, the exit status has to do."""
    word = "error:" if _plain() else click.style("error:", fg="red", bold=True)
    _aside(f"{word} {visible(message)}")


def remark(text: str) -> None:
    """Write a line to stderr that no result hangs on."""
    _aside(visible(text))


def _aside(line: str) -> None:
    try:
        click.echo(line, err=True)
    except OSError:
        _give_up(sys.stderr)


def colourful() -> bool:
    """Return whether to colour standard output: at a terminal, unless NO_COLOR or TERM=dumb says no."""
    return sys.stdout.isatty() and not _plain()


def _plain() -> bool:
    """Return whether no terminal is to be coloured."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def _to_stdout(body: bytes) -> None:
    """Write bytes as they are, whatever the locale says of encodings."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        give_up_stdout()
        raise ReaderGoneError from None
    except OSError as error:
        give_up_stdout()
        raise BilatError(f"Standard output cannot be written to: {error.strerror}.") from None


def give_up_stdout() -> None:
    """Give standard output up; the interpreter would try once more to write to it at its end."""
    _give_up(sys.stdout)


def _give_up(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _is_stdout(target: Path) -> bool:
    """Return whether a name is one of standard output: that is added to, and may be no file."""
    try:
        return os.path.samestat(target.stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):
        return False


def _to_file(body: bytes, target: Path) -> None:
    """Write a file whole or not at all; a device or pipe is written to as it is."""
    if target.exists() and not target.is_file():
        target.write_bytes(body)
    else:
        write_whole(target, body)
