"""How much of the documents is read."""

from __future__ import annotations

import json
from pathlib import Path

from commands import Run


def test_coverage_is_told(call: Run, project: Path) -> None:
    """Text for people, JSON for machines."""
    status, out, _ = call("coverage", "--project", project)
    assert status == 0
    assert "3 of 4 passages make 7 statements" in out
    _, out, _ = call("coverage", "--project", project, "--format", "json")
    assert json.loads(out)["complete"] is True
