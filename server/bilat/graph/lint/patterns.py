"""Checks of the regular expressions in shapes (``sh:pattern`` with ``sh:flags``)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from rdflib.term import Node

from bilat import vocab
from bilat.graph.lint.backtracking import backtracks
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.places import about
from bilat.graph.shacl.patterns import compact, flags_of
from bilat.graph.source.load import Source
from bilat.vocab import SH


def patterns(source: Source) -> Iterator[Finding]:
    """Yield a finding for each pattern that does not compile or may take exponential time."""
    for shape, pattern in source.shapes.subject_objects(SH.pattern):
        flags, unknown = _flags(source, shape)
        if unknown:
            yield Finding(
                severity=Severity.VIOLATION,
                rule=checks.REGEX_INVALID,
                message=f"The flags {unknown!r} of the regular expression {str(pattern)!r} mean nothing.",
                remedy="Leave them out: the flags are i, m, s and x.",
                **about(source, shape, SH.pattern, pattern, vocab.SHAPES_GRAPH),
            )
        written, flags = compact(str(pattern), flags)
        fault = _fault(written, flags)
        if fault is not None:
            yield Finding(
                severity=Severity.VIOLATION,
                rule=checks.REGEX_INVALID,
                message=f"The regular expression {str(pattern)!r} does not compile: {fault}.",
                remedy="Write it in the syntax that Python and XPath share.",
                **about(source, shape, SH.pattern, pattern, vocab.SHAPES_GRAPH),
            )
        elif backtracks(written, flags):
            yield Finding(
                severity=Severity.WARNING,
                rule=checks.REGEX_BACKTRACKS,
                message=f"The regular expression {str(pattern)!r} may take exponential time.",
                remedy="Leave one way only: no repeated part inside another that can match the same text.",
                **about(source, shape, SH.pattern, pattern, vocab.SHAPES_GRAPH),
            )


def _fault(pattern: str, flags: int) -> str | None:
    """Return what is wrong with an expression, None when it compiles."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern, flags)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return None


def _flags(source: Source, shape: Node) -> tuple[int, str]:
    return flags_of("".join(sorted(map(str, source.shapes.objects(shape, SH.flags)))))
