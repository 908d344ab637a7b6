"""Files that cannot be read for one reason, such as relative IRIs all over a vocabulary: told as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bilat.graph.report.findings import MOST_ALIKE, Finding, in_order

#: Files with a fault of one kind that are told one by one.
_MOST_FILES = 10
#: What stands in a file, and differs from one to the next.
_QUOTED = re.compile(r"<[^>]*>|'[^']*'")


def together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings about files; where many are alike, the first one with the names of the others."""
    alike: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in in_order(findings):
        alike.setdefault((_QUOTED.sub("", finding.message), finding.remedy), []).append(finding)
    for first, *rest in alike.values():
        if len(rest) < _MOST_FILES:
            yield from (first, *rest)
        else:
            names = [str(finding.place) for finding in rest[:MOST_ALIKE]]
            names += [f"{len(rest) - MOST_ALIKE:,} others"] if len(rest) > MOST_ALIKE else []
            yield replace(
                first, message=f"{first.message} The same in {len(rest):,} more files: {', '.join(names)}."
            )
