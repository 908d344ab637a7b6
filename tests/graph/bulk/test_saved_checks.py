"""Saved checks of a large release run beside its index, and their findings come last."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from bilat.graph.build import Built
from bilat.graph.bulk import build as build_module

Large = Callable[[Path], Built]
#: Joins everything with everything; no machine comes to its end.
ENDLESS = "SELECT (COUNT(*) AS ?message) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_large_build_reports_what_was_not_finished(
    make: Callable[..., Path], large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release is published, and its report has the finding."""
    monkeypatch.setenv("BILAT_CHECK_SECONDS", "1")
    folder = make(3000)
    (folder / "queries/checks").mkdir(parents=True)
    header = "# id: endless\n# message: Odd.\n# severity: violation\n"
    (folder / "queries/checks/endless.rq").write_text(f"{header}{ENDLESS}\n")
    built = large(folder)
    assert built.release
    assert "endless was not finished" in json.dumps(json.loads(built.release.read("report.json")))
    assert "endless" in built.scope.checks
    shutil.rmtree(folder / "release")


def test_what_fails_beside_the_checks_waits_for_none(
    make: Callable[..., Path], large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that cannot be written ends the build, and the checks with it."""
    folder = make(3000)
    (folder / "queries/checks").mkdir(parents=True)
    for name in "ab":
        header = f"# id: {name}\n# message: Odd.\n# severity: violation\n"
        (folder / f"queries/checks/{name}.rq").write_text(f"{header}{ENDLESS}\n")

    def fail(*_: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(build_module, "index", fail)
    began = monotonic()
    with pytest.raises(ValueError, match="odd"):
        large(folder)
    assert monotonic() - began < 200  # One check alone would take 300.
