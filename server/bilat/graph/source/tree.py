"""The parts of a Turtle or TriG text, as written: names not resolved, comments kept.

Comments hang on the part they belong to: ``before`` holds those on lines of their own above it, ``after``
the one at the end of its line, ``closing`` those between the last part and the closing mark. At the level
of blocks an empty string in ``before`` stands for a blank line.
"""

from __future__ import annotations

from dataclasses import dataclass

from bilat.graph.source.tokens import Kind

Comments = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """An IRI, a prefixed name, a blank node label, a literal or the word ``a``.

    Args:
        kind: the kind of the token, STRING for any quoted literal.
        text: the token as written, without language and datatype.
        offset: where it begins.
        language: the tag of a literal as written, without ``@``.
        datatype: the datatype of a quoted literal, where one is written.
    """

    kind: Kind
    text: str
    offset: int
    language: str | None = None
    datatype: Term | None = None


@dataclass(frozen=True, slots=True)
class PropertyList:
    """``[ predicate object ; ... ]``; without pairs it is ``[]``."""

    offset: int
    pairs: tuple[Pair, ...]
    closing: Comments = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """``( item item ... )``."""

    offset: int
    items: tuple[Item, ...]
    closing: Comments = ()


Node = Term | PropertyList | Collection


@dataclass(frozen=True, slots=True)
class Item:
    """An object of a predicate, or a member of a collection."""

    node: Node
    before: Comments = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A predicate and its objects."""

    verb: Term
    items: tuple[Item, ...]
    before: Comments = ()


@dataclass(frozen=True, slots=True)
class Directive:
    """``@prefix name: <iri> .`` or ``@base <iri> .``; ``name`` is None for the base."""

    name: str | None
    iri: Term
    before: Comments = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """``VERSION "1.2"``, by which a text announces RDF 1.2; it says nothing of the world.

    Args:
        text: the version in its quotes, as written.
        before: comments above.
        after: the comment at the end of the line.
    """

    text: str
    before: Comments = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Triples:
    """A subject and its predicates, up to the full stop."""

    subject: Node
    pairs: tuple[Pair, ...]
    before: Comments = ()
    subject_after: str | None = None
    closing: Comments = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class GraphBlock:
    """``name { triples }``; ``name`` is None for the default graph."""

    name: Node | None
    blocks: tuple[Triples, ...]
    before: Comments = ()
    open_after: str | None = None
    closing: Comments = ()
    after: str | None = None


Block = Directive | Version | Triples | GraphBlock


@dataclass(frozen=True, slots=True)
class Document:
    """A whole text.

    Args:
        blocks: directives, triples and graphs in the order of the text.
        closing: comments after the last block.
    """

    blocks: tuple[Block, ...]
    closing: Comments = ()
