"""What a store wants to be told by who asks it: an ``Authorization`` header, out of a file.

A file and no setting of its own text: command lines and environments are seen by others, and get into logs.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Final

from bilat.errors import SettingError

_BEARER: Final = "bearer "
_REMEDY: Final = "Write one line into it: user:password, or Bearer and a token."


def authorization(file: str) -> str:
    """Return the value of the header (RFC 7617 for a user, RFC 6750 for a token); none for no file.

    Args:
        file: path of a file that holds one line, ``user:password`` or ``Bearer TOKEN``; or empty.

    Raises:
        SettingError: the file cannot be read or holds something else. What it holds is not told.
    """
    if not file:
        return ""
    try:
        line = Path(file).read_text("utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise SettingError(f"The credentials in {file} cannot be read: {reason}.", remedy=_REMEDY) from None
    if line.lower().startswith(_BEARER):
        token = line[len(_BEARER) :].strip()
        if token and token.isascii() and token.isprintable() and " " not in token:
            return f"Bearer {token}"
    elif ":" in line.strip(":") and line.isprintable():
        return "Basic " + b64encode(line.encode()).decode("ascii")
    raise SettingError(f"There are no credentials in {file}.", remedy=_REMEDY)
