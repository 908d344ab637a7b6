"""Credentials out of a file: what is sent, and what is said where there are none."""

from pathlib import Path

import pytest

from bilat.engine.remote.credentials import authorization
from bilat.errors import SettingError


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Aladdin:open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        ("test:123£\n", "Basic dGVzdDoxMjPCow=="),
        ("user:with:colons\r\n", "Basic dXNlcjp3aXRoOmNvbG9ucw=="),
        ("Bearer mF_9.B5f-4.1JqM\n", "Bearer mF_9.B5f-4.1JqM"),
        ("bearer  abc", "Bearer abc"),
    ],
)
def test_header(tmp_path: Path, text: str, header: str) -> None:
    """A user is sent as RFC 7617 says, with its examples, a token as RFC 6750 does."""
    (tmp_path / "file").write_bytes(text.encode())
    assert authorization(str(tmp_path / "file")) == header


def test_no_file_is_no_header() -> None:
    """Nothing is sent where nothing is set."""
    assert authorization("") == ""


@pytest.mark.parametrize(
    "body", [b"", b"secret", b"Bearer ", b"Bearer a b", b"a:b\nc:d\n", b"a:b\x00", b":", b"\xff:\xff"]
)
def test_what_is_none_is_said_without_telling_it(tmp_path: Path, body: bytes) -> None:
    """The file is named, and what to write into it; what it holds may be a secret."""
    path = tmp_path / "file"
    path.write_bytes(body)
    with pytest.raises(SettingError) as caught:
        authorization(str(path))
    assert str(path) in str(caught.value)
    assert "user:password" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(SettingError, match="cannot be read: No such file"):
        authorization(str(tmp_path / "missing"))
