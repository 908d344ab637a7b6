"""IRIs that are nearly those of the project: with http for https, in other letters, or a name put into <>."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import URIRef
from rdflib.term import Node

from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source
from bilat.graph.source.prefixes import namespace_of

Statement = tuple[Node, Node, Node, Node | None]


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


def bracketed(source: Source) -> Iterator[Finding]:
    """Yield a finding for each IRI that is a prefixed name of a thing which the project describes.

    In ``<id:emma>`` the prefix is a scheme, and the IRI another one than that of ``id:emma``.
    """
    prefixes = {prefix: name for file in source.files for prefix, name in file.prefixes.items() if prefix}
    described = {str(subject) for file in source.files for subject in file.subjects}
    schemes = tuple(f"{prefix}:" for prefix in prefixes)
    odd: dict[str, Statement] = {}
    for statement in source.quads:
        for node in statement[:3]:
            if isinstance(node, URIRef) and str(node).startswith(schemes):
                prefix, _, local = node.partition(":")
                if prefixes[prefix] + local in described:
                    odd.setdefault(str(node), statement)
    for name, (s, p, o, g) in sorted(odd.items()):
        yield Finding(
            severity=Severity.WARNING,
            rule=checks.NAMESPACE_SLIP,
            message=f"<{name}> is an IRI of its own, and not the name {name}.",
            remedy=f"Write {name} without the brackets.",
            focus=s,
            value=URIRef(name),
            place=source.locations.find(s, p, o, g),
        )


def _folded(namespace: str) -> str:
    return namespace.removeprefix("https:").removeprefix("http:").casefold()
