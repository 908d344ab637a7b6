"""Where what can be made anew is kept."""

from pathlib import Path

import pytest

from bilat.errors import ReleaseError
from bilat.graph.releases.inputs import cached_place
from bilat.user_cache import user_cache


def test_the_variable_goes_before_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A relative path is none that counts: each folder would have a cache of its own."""
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_cache() == tmp_path / "bilat"
    for value in ("", "cache"):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert user_cache() == Path("/home/someone/.cache/bilat")


def test_a_user_may_have_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is remembered, and releases need a folder that is named."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def homeless(*_: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert user_cache() is None
    with pytest.raises(ReleaseError, match="the user has no home"):
        cached_place(b"project")
