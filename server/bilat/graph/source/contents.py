"""What stands in a file, as bytes or as text. Only light modules are imported here."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from bilat.errors import Place, SourceError
from bilat.graph.source.packed_files import is_packed, opened

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
#: How XML in UTF-16 begins: with a mark or without (XML 1.0, appendix F).
_UTF16 = {**dict.fromkeys(_UTF16_MARKS, "utf-16"), b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
#: Codecs of Python that are no encodings of files; some take a time by the square of their length.
_NO_CHARSETS = frozenset(("idna", "punycode", "raw-unicode-escape", "unicode-escape"))
#: The declaration of an encoding that has the letters of ASCII (XML 1.0, 4.3.3).
_ENCODING = re.compile(rb"""<\?xml\s[^>]*\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")

#: What a packed file may hold that is read whole, as a multiple of its size, and whatever its size is.
_MOST_TIMES = 64
_LEAST_UNPACKED = 1 << 27

_UTF8 = (b"utf-8", b"utf8", b"us-ascii")


def read_text(path: Path, file: str) -> str:
    """Return the text of a file, without byte order mark and with its line ends as they are.

    It is UTF-8, or XML that says in its first line what it is.

    Raises:
        SourceError: it cannot be read or is not UTF-8; the place is that of the first bad byte.
    """
    data = _unpacked(path, file) if is_packed(path) else read_bytes(path, file)
    text = _as_declared(data)
    if text is not None:
        return text
    if b"\0" in data[:2]:  # as UTF-16 without a mark has them, which UTF-8 takes for letters
        raise _not_utf8(data, data.index(b"\0"), file)
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, file) from None


def declares_encoding(data: bytes) -> bool:
    """Tell whether a file that begins so is XML in an encoding other than UTF-8, as it says."""
    return _declared(data) is not None


def _declared(data: bytes) -> str | None:
    """Return the encoding in which a file says that it is XML, None for UTF-8 and for what says nothing."""
    if data[:2] in _UTF16:
        return _UTF16[data[:2]]
    found = _ENCODING.match(data)
    return None if found is None or found[1].lower() in _UTF8 else found[1].decode()


def _as_declared(data: bytes) -> str | None:
    """Return the text of XML in the encoding that it declares, None where it is none or declares none."""
    encoding = _declared(data)
    try:
        if encoding is None or codecs.lookup(encoding).name in _NO_CHARSETS:
            return None
        text = data.decode(encoding)
    except (LookupError, UnicodeError):
        return None
    return text if text.startswith("<?xml") else None


def read_bytes(path: Path, file: str) -> bytes:
    """Return the content of a file.

    Raises:
        SourceError: it cannot be read, or is a pipe or device, which might never end.
    """
    try:
        _require_regular(path, file)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"The file cannot be read: {reason}.", place=Place(file)) from error


def _unpacked(path: Path, file: str) -> bytes:
    """Return what is packed in a file, unless a few bytes stand for more than memory may hold."""
    _require_regular(path, file)
    try:
        most = _LEAST_UNPACKED + _MOST_TIMES * path.stat().st_size
        with opened(path) as packed:
            found = packed.read(most + 1)
    except Exception as error:  # each packing has errors of its own: OSError, EOFError, zlib.error, ZstdError
        raise damaged(path, file, error) from None
    if len(found) > most:
        raise SourceError(
            f"The file holds more than {_MOST_TIMES} times its size, and more than can be read at once.",
            remedy="Unpack it: a large file is read in pieces.",
            place=Place(file),
        )
    return found


def _require_regular(path: Path, file: str) -> None:
    """Refuse a pipe or a device, which might never end."""
    if path.exists() and not path.is_file():
        raise SourceError("This is no regular file.", remedy="Move it away.", place=Place(file))


def damaged(path: Path, file: str, error: Exception) -> SourceError:
    """Return the error for a packed file that cannot be unpacked."""
    if isinstance(error, OSError) and error.errno:
        return SourceError(f"The file cannot be read: {error.strerror}.", place=Place(file))
    if "too much memory" in str(error):
        return SourceError(
            "To unpack the file takes more memory than zstd allows by itself.",
            remedy="Pack it again, without --long.",
            place=Place(file),
        )
    return SourceError(
        f"The file is cut or no {path.suffix.lower()[1:]} file.", remedy="Pack it again.", place=Place(file)
    )


def _not_utf8(data: bytes, offset: int, file: str) -> SourceError:
    start = data.rfind(b"\n", 0, offset) + 1
    line = data.count(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode("utf-8")) + 1
    utf16 = data.startswith(_UTF16_MARKS) or b"\0" in data[:2]
    return SourceError(
        f"The byte 0x{data[offset]:02x} at offset {offset} is not UTF-8.",
        remedy="The file looks like UTF-16: save it as UTF-8." if utf16 else "Save the file as UTF-8.",
        place=Place(file, line, column),
    )
