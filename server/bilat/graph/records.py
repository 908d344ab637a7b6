"""What both ways of building share: what came of a build, and the files of a release that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from bilat.graph.catalogue.record import with_sizes
from bilat.graph.formats.export import FORMS, Vocabulary
from bilat.graph.formats.quads import Quad
from bilat.graph.identity import Identity
from bilat.graph.queries.saved import SavedQuery
from bilat.graph.releases.downloads import Download
from bilat.graph.releases.release import COVERAGE, IDENTITY, QUESTIONS, VOCABULARY, File, Release
from bilat.graph.report.findings import Finding
from bilat.graph.report.render import FORMATS, render
from bilat.graph.report.scope import Scope
from bilat.text import json_text
from bilat.vocab import WELL_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What came of a build.

    Args:
        release: what was published, or None when the project has violations.
        findings: all findings, in the order of reports.
        scope: what was checked.
    """

    release: Release | None
    findings: tuple[Finding, ...]
    scope: Scope


def records(
    coverage: bytes, queries: Iterable[SavedQuery], names: Vocabulary, identity: Identity
) -> dict[str, bytes]:
    """Return what a release says of itself beside its reports and its catalogue."""
    return {
        COVERAGE: coverage,
        QUESTIONS: json_text([_question(query) for query in queries]).encode(),
        VOCABULARY: names.as_json(),
        IDENTITY: identity.as_json(),
    }


def reports(findings: tuple[Finding, ...], scope: Scope) -> dict[str, bytes]:
    """Return the reports of a release."""
    return {f"report.{ending}": render(findings, form, checked=scope) for form, ending in FORMATS.items()}


def catalogue_file(
    about: Iterable[Quad],
    downloads: Iterable[Download],
    sizes: Mapping[str, File],
    names: Vocabulary,
    identity: Identity,
) -> bytes:
    """Return the catalogue of a release with sizes and checksums, as Turtle."""
    prefixes = {**WELL_KNOWN, **names.prefixes}
    return FORMS["turtle"].write(with_sizes(about, downloads, sizes, identity.base), Vocabulary.of(prefixes))


def _question(query: SavedQuery) -> dict[str, object]:
    """Return a saved question for the release; the expected answer is for tests only."""
    return {key: value for key, value in asdict(query).items() if key not in ("expected", "path")}
