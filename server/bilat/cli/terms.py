"""Terms as people type them: prefixed names, IRIs, literals, numbers, and ``a``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bilat.errors import BilatError
from bilat.graph.formats.quads import RDF, XSD, literal
from bilat.graph.suggest import did_you_mean

_LITERAL = re.compile(r"""("|')(.*)\1(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(\S+))?""", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]+)*")
_NUMBERS = (
    ("integer", re.compile(r"[+-]?[0-9]+")),
    ("decimal", re.compile(r"[+-]?[0-9]*\.[0-9]+")),
    ("double", re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+")),
    ("boolean", re.compile(r"true|false")),
)
_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")
_KINDS = (
    'Write a prefixed name (id:japan), an IRI (<http://…>), a literal ("text"@en, "2015"^^xsd:gYear) '
    "or a number."
)


def parse_term(text: str, prefixes: Mapping[str, str]) -> str:
    """Return what a person typed as a term in N-Triples.

    Args:
        text: the term, as in Turtle but without escapes.
        prefixes: namespace IRI of each prefix.

    Raises:
        BilatError: it is no term, or its prefix is not known; the message names the nearest that is.
    """
    if text == "a":
        return f"<{RDF}type>"
    quoted = _LITERAL.fullmatch(text)
    if quoted:
        _, content, language, datatype = quoted.groups()
        kind = parse_term(datatype, {"xsd": XSD, **prefixes})[1:-1] if datatype else ""
        return literal(content, kind, (language or "").lower())
    for name, shape in _NUMBERS:
        if shape.fullmatch(text):
            return literal(text, XSD + name)
    if text.startswith("<") and text.endswith(">"):
        return _iri(text[1:-1])
    return _named(text, prefixes)


def _named(text: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a prefixed name; one whose prefix is unknown may be an IRI without brackets."""
    prefix, colon, local = text.partition(":")
    if not colon:
        raise BilatError(f"{text!r} is no term.", remedy=f"{_as_text(text)} {_KINDS}")
    if prefix in prefixes:
        return _iri(prefixes[prefix] + local)
    if local.startswith("//") or prefix in ("urn", "mailto", "tag"):
        return _iri(text)
    if prefix == "_":
        raise BilatError(
            "A blank node has no name to ask for.",
            remedy="Ask about a triple that has IRIs and literals only.",
        )
    known = f"The prefixes are {', '.join(sorted(prefixes))}."
    near = did_you_mean(prefix, prefixes)
    advice = [_as_text(text)] if " " in text else [near] if near else []
    raise BilatError(f"The prefix {prefix}: is not known.", remedy=" ".join([*advice, known]))


def _as_text(text: str) -> str:
    """Return how a text is to be typed: the shell takes the outer quotation marks away."""
    content, at, language = text.rpartition("@")
    if at and content and _LANGUAGE.fullmatch(language):
        return f"""For a text, write '"{content}"@{language}', quotation marks inside those of the shell."""
    return f"""For a text, write '"{text}"', quotation marks inside those of the shell."""


def _iri(iri: str) -> str:
    """Return the term for an IRI."""
    if not _IRI.fullmatch(iri):
        raise BilatError(f"{iri!r} is no absolute IRI.", remedy=_KINDS)
    return f"<{iri}>"
