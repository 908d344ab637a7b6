"""The file that a log is written to."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from bilat.errors import SettingError


def check_writable(name: str) -> None:
    """Find out before anything is started whether a log can be written.

    Raises:
        SettingError: it cannot.
    """
    if name and name != "-":
        open_log(name).close()


def open_log(name: str) -> TextIO:
    """Open a log to add to it; ``-`` is standard output.

    Raises:
        SettingError: it cannot be written.
    """
    if name == "-":
        return sys.stdout
    try:
        file = Path(name).open("a", encoding="ascii")  # noqa: SIM115 -- it stays open
        if _ends_within_a_line(Path(name)):
            file.write("\n")
    except OSError as error:
        raise SettingError(
            f"access_log: {name} cannot be written: {error.strerror}.", remedy="Name another file, or -."
        ) from None
    return file


def _ends_within_a_line(path: Path) -> bool:
    """Tell whether the last line was cut, as by a full disk: what follows is to be a line of its own."""
    if not path.is_file() or not path.stat().st_size or not os.access(path, os.R_OK):
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"
