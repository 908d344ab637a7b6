"""Things whose IRIs begin nearly as those of the project: with http for https, or in other letters."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef

from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source
from bilat.graph.source.prefixes import namespace_of


def twins(source: Source) -> Iterator[Finding]:
    """Yield a finding for each namespace of things that is none of a prefix, and nearly one."""
    declared = {namespace for file in source.files for namespace in file.prefixes.values()}
    known = {_folded(namespace): namespace for namespace in sorted(declared)}
    odd: dict[str, list[URIRef]] = {}
    for file in source.files:
        for subject in file.subjects:
            namespace, _ = namespace_of(str(subject))
            if isinstance(subject, URIRef) and namespace not in declared and _folded(namespace) in known:
                odd.setdefault(namespace, []).append(subject)
    for namespace, subjects in sorted(odd.items()):
        meant, first = known[_folded(namespace)], min(subjects, key=str)
        yield Finding(
            severity=Severity.WARNING,
            rule=checks.NAMESPACE_SLIP,
            message=f"<{namespace}> is nearly <{meant}>, which has a prefix.",
            remedy=f"Write <{meant}{str(first).removeprefix(namespace)}>, unless another thing is meant.",
            focus=first,
            place=source.locations.find(first),
        )


def _folded(namespace: str) -> str:
    return namespace.removeprefix("https:").removeprefix("http:").casefold()
