"""What is read of a report: all but its findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bilat.graph.releases.publish import publish
from bilat.web import verdict
from bilat.web.verdict import verdict_of


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_findings_are_not_read(own_release, monkeypatch, piece) -> None:
    """However it is cut on the way, the report is the same without them, up to the first of them."""
    monkeypatch.setattr(verdict, "_PIECE_BYTES", piece)
    whole = json.loads(own_release.read("report.json"))
    assert whole["findings"]
    assert verdict_of(own_release) == whole | {"findings": []}


@pytest.mark.parametrize(
    ("report", "told"), [(b'{"conforms": true}', {"conforms": True}), (b"[]", {}), (b"{", {}), (None, {})]
)
def test_other_reports(tmp_path: Path, report, told) -> None:
    """One in another layout is read whole; what is no report says nothing."""
    files = {"bilat.nq": b""} | ({} if report is None else {"report.json": report})
    assert verdict_of(publish(tmp_path, files)) == told
