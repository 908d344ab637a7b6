"""What the pages of ontology and shapes show of each term and each shape."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A term with its name.

    Args:
        iri: where it is, empty for what has no name.
        label: what people read.
    """

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class TermPlace:
    """Where a class or property stands.

    Args:
        iri: its name.
        kind: a key of `bilat.web.vocabulary.schema.KINDS`.
        anchor: of its place on the page.
    """

    iri: str
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaTerm:
    """A class or property.

    Args:
        iri: its name.
        anchor: of its place on the page.
        label: what people read.
        short: with its prefix.
        kind: a key of `bilat.web.vocabulary.schema.KINDS`.
        definition: in a sentence; may be empty.
        rows: words and the terms that they lead to.
        traits: what is true of a property.
        examples: as they are written, with what they are about where that has a page.
        uses: things of a class, or statements with a property; None where nobody counted.
        shapes: that bind it.
        parents: classes or properties of the same page above it.
    """

    iri: str
    anchor: str
    label: str
    short: str
    kind: str
    definition: str
    rows: tuple[tuple[str, tuple[Name, ...]], ...]
    traits: tuple[str, ...]
    examples: tuple[Name, ...]
    uses: int | None
    shapes: tuple[Name, ...]
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeCard:
    """A node shape with its property shapes.

    Args:
        iri: its name.
        anchor: of its place on the page.
        label: what people read.
        short: with its prefix.
        description: in a sentence; may be empty.
        severity: ``violation``, ``warning`` or ``info``.
        targets: what it looks at.
        rows: property shapes.
        nodes: how many things it looked at in the last check; None where nobody counted.
    """

    iri: str
    anchor: str
    label: str
    short: str
    description: str
    severity: str
    targets: tuple[Name, ...]
    rows: tuple[ShapeRow, ...]
    nodes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeRow:
    """A property shape.

    Args:
        anchor: of its place on the page; empty for one without a name.
        label: what people read.
        description: what it asks for, or the message that it gives.
        severity: ``violation``, ``warning`` or ``info``.
        path: of the property.
        demands: constraints with their values, such as ``at least 1``.
        nodes: how many things it looked at in the last check; None where nobody counted.
    """

    anchor: str
    label: str
    description: str
    severity: str
    path: Name
    demands: tuple[str, ...]
    nodes: int | None
