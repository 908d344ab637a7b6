"""Work folders: gone on with by who made them, removed where they came with the project of somebody else."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from bilat.errors import BilatError
from bilat.graph.bulk.database import Database
from bilat.graph.progress import Stages


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        """Return what is called to make it again."""
        return Path.touch, (self.file,)


def opened(place: Path) -> Database:
    place.mkdir(exist_ok=True)
    return Database.at(place, b"inputs", megabytes=128, stages=Stages())


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache of a user of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def kept(place: Path, value: object) -> Path:
    """Return the folder of a database that has kept a value."""
    database = opened(place)
    database.keep("x", value)
    database.close()
    return database.folder


def recalled(place: Path) -> object:
    database = opened(place)
    try:
        return database.recalled("x")
    finally:
        database.close()


def test_who_made_it_goes_on(cache: Path, tmp_path: Path) -> None:
    """What was kept is there for the next build by the same user in the same place."""
    kept(tmp_path / "release", 1)
    assert recalled(tmp_path / "release") == 1
    assert list(cache.rglob("*"))


@pytest.mark.parametrize("how", ["copied", "linked", "with a seal", "cache gone", "another's cache"])
def test_what_is_not_ours_is_not_opened(
    cache: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pickle that came with a project does not run, whatever else stands beside it."""
    trap, place = tmp_path / "sprung", tmp_path / "release"
    place.mkdir()
    if how in {"copied", "linked", "with a seal"}:
        theirs = kept(tmp_path / "theirs", Trap(trap))
        if how == "with a seal":
            kept(place, 1)
        shutil.rmtree(place / theirs.name, ignore_errors=True)
        if how == "linked":
            (place / theirs.name).symlink_to(theirs)
        else:
            shutil.copytree(theirs, place / theirs.name)
    else:
        kept(place, Trap(trap))
        shutil.rmtree(cache)
        if how == "another's cache":
            monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
            kept(tmp_path / "other", 1)
    assert recalled(place) is None
    assert not trap.exists()


def test_the_trap_would_spring(tmp_path: Path) -> None:
    """What the test above puts there does run where it is unpickled."""
    pickle.loads(pickle.dumps(Trap(tmp_path / "sprung")))  # noqa: S301 - ours
    assert (tmp_path / "sprung").exists()


@pytest.mark.usefixtures("cache")
def test_what_cannot_be_removed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a folder that is not ours stays, nothing is built in it."""
    kept(tmp_path / "release", 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(BilatError, match="made elsewhere"):
        opened(tmp_path / "release")
