"""Words for what stands in a Turtle text: "Found ';' where an object was expected"."""

from __future__ import annotations

import re

from bilat.graph.source.tokens import Kind, Token

SUBJECT = "a subject (an IRI, a prefixed name or a blank node)"
PREDICATE = "a predicate (an IRI, a prefixed name or 'a')"
OBJECT = "an object (an IRI, a prefixed name, a blank node or a literal)"

_LONGEST = 40


class TurtleError(Exception):
    """A text is not Turtle or TriG.

    Args:
        message: what was found and what was expected.
        offset: 0-based code point of the place.
        remedy: what to write instead, where that can be said.
    """

    def __init__(self, message: str, offset: int, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.remedy = remedy


def unexpected(token: Token, expected: str, remedy: str | None = None) -> TurtleError:
    """Return the error for a token that cannot stand where it does."""
    if token.kind is Kind.BAD:
        return bad(token)
    if token.kind is Kind.END:
        return TurtleError(f"The file ends where {expected} was expected.", token.offset, remedy)
    message = f"Found {describe(token)} where {expected} was expected."
    return TurtleError(message, token.offset, remedy or _advice(token))


def after_name(before: Token, token: Token, on_its_line: bool) -> str | None:
    """Return what to do about a token behind a name, where it is part of that name, people thought."""
    parts = before.kind is Kind.NAME and token.kind in (Kind.NUMBER, Kind.WORD) and token.text != "a"
    if not parts or not on_its_line:
        return None
    return f"A name has no space in it, such as {before.text}-{token.text}; a literal can only be an object."


def after_object(before: Token, token: Token, on_its_line: bool) -> str | None:
    """Return what to do about a token behind an object, where none of the marks is that go there."""
    if token.kind not in (Kind.NAME, Kind.IRI, Kind.BLANK, Kind.WORD, Kind.STRING, Kind.NUMBER):
        return None
    if before.kind is Kind.STRING and token.offset == before.offset + len(before.text):
        return 'A quotation mark inside of text is written \\".'
    if not on_its_line:
        return "End what stands before it with '.', or go on with it by ';'."
    if token.kind is Kind.WORD or (token.kind is Kind.NUMBER and token.text[0] == "-"):
        return None
    return "If a statement begins on this line, end the one before it with '.'."


def describe(token: Token) -> str:
    """Return what a token is, in words, shortened to one line."""
    text = token.text.split("\n", 1)[0]
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    match token.kind:
        case Kind.STRING:
            return f"the text {text}"
        case Kind.NUMBER:
            return f"the number {text}"
        case Kind.WORD:
            return f"the word '{text}'"
        case Kind.LANGUAGE if text in ("@prefix", "@base"):
            return f"the directive {text}"
        case Kind.LANGUAGE:
            return f"the language tag {text}"
        case Kind.IRI | Kind.NAME | Kind.BLANK:
            return text
        case _:
            return f"'{text}'"


def bad(token: Token) -> TurtleError:
    """Return the error for characters that begin no token at all."""
    text, offset = token.text, token.offset
    if text.startswith(('"""', "'''")):
        return TurtleError("The text that begins here is never closed.", offset, f"Close it with {text[:3]}.")
    if text[0] in "\"'":
        return TurtleError(
            f"The text that begins here is not closed by {text[0]} on its line.",
            offset,
            f"Close it, or use {text[0] * 3} around text of several lines.",
        )
    if text.startswith("<") and len(text) > 1:
        return _bad_iri(text, offset)
    if text.startswith("<"):
        return TurtleError(
            "Found '<' with no IRI after it.",
            offset,
            "Triple terms and annotations of RDF 1.2 are not supported.",
        )
    return TurtleError(f"Found {text!r}, which begins nothing in Turtle.", offset, _BAD_MARKS.get(text))


_STRAIGHT = """Text stands in straight quotes, "..."."""
_BAD_MARKS = {
    "@": "A language tag is @ and letters, such as @en; the directives are @prefix and @base.",
    "\\": "Escapes stand inside names and quoted text only.",
    "=": "The predicate owl:sameAs is written out; '=' belongs to N3.",
    "^": 'A datatype follows two of them: "1"^^xsd:integer.',
    "/": r"In a name / is written \/, or the IRI in full, in <>; a comment begins with #.",
    "%": r"In a name % goes with two hexadecimal digits; the sign itself is written \%.",
    "?": "Variables belong to SPARQL and N3, not to data.",
    "_": "A blank node is written _:name or []; in a language tag parts are joined by hyphens, as in en-GB.",
    "“": _STRAIGHT,
    "”": _STRAIGHT,
    "\ufeff": "A byte order mark belongs at the beginning of a file only.",
}


def _bad_iri(text: str, offset: int) -> TurtleError:
    """Return the error for an IRI with a character that none may hold, or that is not closed."""
    if not text.endswith(">"):
        return TurtleError(f"The IRI {text.strip()} is not closed.", offset, "Close it with '>'.")
    if " " in text:
        return TurtleError(f"The IRI {text} contains a space.", offset, "Take it out, or write it as %20.")
    odd = next((char for char in text[1:-1] if char in '{}|^`"\\' or char <= " "), "")
    return TurtleError(
        f"The IRI {text} contains {odd!r}, which no IRI may.",
        offset,
        f"Write it as %{ord(odd):02X}." if odd and odd != "\\" else None,
    )


def _advice(token: Token) -> str | None:
    """Return what to do about a token that people often put in the wrong place."""
    match token.kind:
        case Kind.WORD if token.text.lower() in ("true", "false"):
            return "A boolean is written true or false, and stands only as an object."
        case Kind.WORD if token.text == "a":
            return "The word 'a' stands for rdf:type, and only as a predicate."
        case Kind.WORD:
            return "Write text in quotes, an IRI in <>, or a name with its prefix, such as ex:name."
        case Kind.NUMBER if re.fullmatch(r"-\d\d", token.text):
            return 'A date is written "2024-01-31"^^xsd:date.'
        case Kind.STRING | Kind.NUMBER:
            return "A literal can only be an object."
        case _:
            return None
