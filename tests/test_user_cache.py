"""Where what can be made anew is kept."""

import os
import subprocess
import sys
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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_a_user_may_have_the_home_of_another(tmp_path: Path) -> None:
    """A home that may not be looked into is none: what only remembers must not keep a check from its work."""
    (tmp_path / "home").mkdir(mode=0o700)
    code = "import os; os.setuid(12345); from bilat.user_cache import user_cache; print(user_cache())"
    environment = {name: value for name, value in os.environ.items() if name != "XDG_CACHE_HOME"}
    done = subprocess.run(
        [sys.executable, "-c", "import bilat.user_cache; " + code],
        env=environment | {"HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "None\n"
