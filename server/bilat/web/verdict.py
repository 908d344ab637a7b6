"""What the last check of a release came to, without its findings, of which there may be very many."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from bilat.graph.releases.release import Release

_REPORT: Final = "report.json"
#: Where the findings begin, which come last (`bilat.graph.report.json`); no text in JSON holds a line break.
_FINDINGS: Final = b'\n  "findings": ['
_PIECE_BYTES: Final = 1 << 20


def verdict_of(release: Release) -> Mapping[str, Any]:
    """Return what a report says before its findings; nothing where a release has none."""
    head = b""
    try:
        with (release.root / _REPORT).open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                looked_at, head = max(0, len(head) - len(_FINDINGS)), head + piece
                end = head.find(_FINDINGS, looked_at)
                if end >= 0:
                    head = head[:end] + _FINDINGS + b"]}"
                    break
        report = json.loads(head)
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}
