"""What the prologue of a query declares, and the IRIs that its tokens stand for, as the engine reads them."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from bilat.engine.lexer import Token


def scope(found: list[Token], base: str | None) -> tuple[str | None, dict[str, str]]:
    """Return the base IRI and the prefixes that the prologue declares."""
    prefixes: dict[str, str] = {}
    for index, token in enumerate(found[:-2]):
        if token.kind == "BASE" and found[index + 1].kind == "iri":
            base = _absolute(found[index + 1].text, base)
        elif token.kind == "PREFIX" and found[index + 2].kind == "iri":
            name = found[index + 1].text.rstrip(":")
            prefixes.pop(name, None)
            if (iri := _absolute(found[index + 2].text, base)) is not None:
                prefixes[name] = iri
    return base, prefixes


def resolve(token: Token, base: str | None, prefixes: dict[str, str]) -> str | None:
    """Return the IRI that a token stands for."""
    if token.kind == "iri":
        return _absolute(token.text, base)
    prefix, _, local = token.text.partition(":")
    if token.kind == "pname" and prefix in prefixes:
        return prefixes[prefix] + local.replace("\\", "")
    return None


def term(written: str, base: str | None, prefixes: dict[str, str]) -> NamedNode | Literal | None:
    """Return the IRI or literal that a text stands for."""
    named = ((name, iri) for name, iri in prefixes.items() if f"{name}:" in written)
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in named)
    try:
        text = f"{declared}<x:s> <x:p> {written} ."
        found = next(iter(parse(text, RdfFormat.TURTLE, base_iri=base))).object
    except (SyntaxError, ValueError):
        return None
    return found if isinstance(found, NamedNode | Literal) else None


def _absolute(written: str, base: str | None) -> str | None:
    """Return an IRI as the engine reads it: escapes stand for characters, and an empty fragment stays."""
    try:
        triple = f"{written} <x:p> <x:o> .".encode()
        return str(next(iter(parse(triple, RdfFormat.TURTLE, base_iri=base))).subject.value)
    except (SyntaxError, ValueError):
        return None
