"""Large folders are not read twice; a file that has changed is always read."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bilat import digests
from bilat.digests import Digests, record, sha256_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that counts as large."""
    monkeypatch.setattr(digests, "_SMALL_BYTES", 1)
    (tmp_path / "a").write_bytes(b"a" * 1000)
    (tmp_path / "b").write_bytes(b"b" * 1000)
    time.sleep(0.05)
    return tmp_path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of files that are read, as they are read."""
    names: list[str] = []
    monkeypatch.setattr(digests, "sha256_of", lambda path: names.append(path.name) or sha256_of(path))
    return names


def ask(folder: Path) -> dict[str, str]:
    """Return the digests of a folder, and keep them."""
    files = [folder / "a", folder / "b"]
    found = Digests(folder, files)
    result = {path.name: found.sha256(path) for path in files}
    found.keep()
    return result


def test_what_has_not_changed_is_read_once(folder: Path, read: list[str]) -> None:
    """The second time the record answers."""
    first = ask(folder)
    assert read == ["a", "b"]
    assert ask(folder) == first == {name: sha256_of(folder / name) for name in "ab"}
    assert read == ["a", "b"]


def in_place(path: Path) -> None:
    """Change a byte, and put the time back that everybody can set."""
    about = path.stat()
    with path.open("r+b") as file:
        file.write(b"x")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def replaced(path: Path) -> None:
    """Put another file in its place."""
    path.with_name("new").write_bytes(b"x" * 1000)
    path.with_name("new").rename(path)


def cut(path: Path) -> None:
    """Take away its end."""
    os.truncate(path, 10)


def touched(path: Path) -> None:
    """Give it another time."""
    os.utime(path, (1, 1))


@pytest.mark.parametrize("change", [in_place, replaced, cut, touched])
def test_what_has_changed_is_read_again(
    folder: Path, read: list[str], change: Callable[[Path], object]
) -> None:
    """However it was changed, and whatever its size and time say."""
    ask(folder)
    read.clear()
    change(folder / "a")
    assert ask(folder)["a"] == sha256_of(folder / "a")
    assert read == ["a"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"a": 1}', b"\xff"])
def test_a_damaged_record_is_none(folder: Path, read: list[str], body: bytes) -> None:
    """Everything is read again."""
    ask(folder)
    read.clear()
    (folder / digests.FILE).write_bytes(body)
    ask(folder)
    assert read == ["a", "b"]


def test_a_small_folder_is_always_read(tmp_path: Path, read: list[str]) -> None:
    """There is nothing to be gained, and a record would be one more file."""
    for name in "ab":
        (tmp_path / name).write_bytes(b"a")
    ask(tmp_path)
    ask(tmp_path)
    assert read == ["a", "b", "a", "b"]
    assert not (tmp_path / digests.FILE).exists()


def test_who_has_just_written_a_file_need_not_read_it(folder: Path, read: list[str]) -> None:
    """A record can be written from digests that are known."""
    record(folder, {folder / name: sha256_of(folder / name) for name in "ab"})
    assert ask(folder)["a"] == sha256_of(folder / "a")
    assert read == []


def test_all_can_be_read_whatever_the_record_says(folder: Path, read: list[str]) -> None:
    """For who has reason to doubt the disk."""
    ask(folder)
    read.clear()
    Digests(folder, [folder / "a"], always=True).sha256(folder / "a")
    assert read == ["a"]


def test_a_file_is_known_while_it_is_as_it_was(folder: Path) -> None:
    """Neither before it was read, nor once it has changed or gone."""
    files = [folder / "a", folder / "b"]
    assert not Digests(folder, files).is_known(files[0])
    ask(folder)
    (folder / "b").write_bytes(b"c" * 1001)
    assert [Digests(folder, files).is_known(file) for file in (*files, folder / "none")] == [
        True,
        False,
        False,
    ]
