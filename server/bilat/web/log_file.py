"""The file that a log is written to."""

from __future__ import annotations

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
        return Path(name).open("a", encoding="ascii")
    except OSError as error:
        raise SettingError(
            f"access_log: {name} cannot be written: {error.strerror}.", remedy="Name another file, or -."
        ) from None
