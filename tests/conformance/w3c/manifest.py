"""The manifests of the W3C suites: which tests there are, and what each of them names.

A test is called by its folder and the fragment of its IRI: ``sparql11/aggregates#agg01``.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

#: Where the suites are on the web; files are told by their address there.
PUBLISHED: Final = "https://w3c.github.io/rdf-tests/"
ROOT: Final = Path(os.environ.get("W3C_TESTS", Path(__file__).resolve().parents[4] / "shared" / "w3c"))

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
#: Folders of whole suites, and what stands for them in the name of a test.
_SUITES: Final = {"sparql/": "", "rdf/": "", "data-shapes-test-suite/tests/": "shacl/"}


class Facts:
    """Statements by subject and property.

    Args:
        quads: the statements; graphs play no part.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._objects: dict[tuple[Term, str], list[Term]] = defaultdict(list)
        for quad in quads:
            self._objects[quad.subject, quad.predicate.value].append(quad.object)

    def all(self, subject: Term | None, *path: str) -> list[Term]:
        """Return what a path of properties leads to."""
        found = [] if subject is None else [subject]
        for step in path:
            found = [value for each in found for value in self._objects.get((each, step), ())]
        return found

    def one(self, subject: Term | None, *path: str) -> Term | None:
        """Return the first thing that a path of properties leads to, or None."""
        return next(iter(self.all(subject, *path)), None)

    def text(self, subject: Term | None, *path: str) -> str:
        """Return the IRI or text that a path of properties leads to, or an empty text."""
        found = self.one(subject, *path)
        return found.value if isinstance(found, ox.NamedNode | ox.Literal) else ""

    def iris(self, subject: Term | None, *path: str) -> list[str]:
        """Return the IRIs that a path of properties leads to."""
        return [term.value for term in self.all(subject, *path) if isinstance(term, ox.NamedNode)]

    def items(self, head: Term | None) -> Iterator[Term]:
        """Yield the members of a list."""
        while head is not None and head != ox.NamedNode(f"{RDF}nil"):
            yield from self.all(head, f"{RDF}first")
            head = self.one(head, f"{RDF}rest")

    def subjects(self, predicate: str) -> list[Term]:
        """Return the things that have a property."""
        return [subject for subject, known in self._objects if known == predicate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One test of a suite.

    Args:
        name: its folder and the fragment of its IRI.
        kind: local name of its class.
        manifest: address of its manifest.
        node: what stands for it there.
        facts: the statements of that manifest.
    """

    name: str
    kind: str
    manifest: str
    node: Term
    facts: Facts

    @property
    def action(self) -> Term | None:
        """Return what is to be done."""
        return self.facts.one(self.node, f"{MF}action")

    def __str__(self) -> str:
        """Return the name, which pytest shows."""
        return self.name


def iri_of(path: Path) -> str:
    """Return the address of a file of the suites."""
    return PUBLISHED + path.relative_to(ROOT).as_posix()


def path_of(iri: str) -> Path:
    """Return the file of an address."""
    return ROOT / iri.removeprefix(PUBLISHED)


def facts_of(path: Path) -> Facts:
    """Return the statements of a Turtle file."""
    return Facts(ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=iri_of(path)))


@cache
def entries(folder: str, names: str = "manifest*.ttl") -> tuple[Entry, ...]:
    """Return the tests of all manifests below a folder, in the order of the manifests."""
    return tuple(entry for path in sorted((ROOT / folder).rglob(names)) for entry in _read(path))


def _read(path: Path) -> Iterator[Entry]:
    facts = facts_of(path)
    folder = path.parent.relative_to(ROOT).as_posix()
    for suite, name in _SUITES.items():
        folder = folder.replace(suite, name, 1) if folder.startswith(suite) else folder
    for manifest in facts.subjects(f"{MF}entries"):
        for node in facts.items(facts.one(manifest, f"{MF}entries")):
            kind = facts.text(node, f"{RDF}type").rpartition("#")[2]
            fragment = re.split("[#/]", str(node).strip("<>"))[-1]
            yield Entry(name=f"{folder}#{fragment}", kind=kind, manifest=iri_of(path), node=node, facts=facts)
