"""What the text of a query tells before it runs: its kind, its dataset, what it asks for that is not offered.

A single scan that knows comments, strings, IRIs and names apart from keywords. It decides what to answer,
never what is safe: workers have no network whatever the text says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bilat.engine.interface import Kind
from bilat.engine.lexer import MARKS
from bilat.errors import QueryRefused

#: Everything that may hold a word that is no keyword. Possessive throughout, and an unclosed string runs
#: to its end, so that the scan is linear in any text.
_WORDS = re.compile(
    r"""
      \#[^\n\r]*+                                                   # comment
    | \"{3}(?>(?:[^"\\]|\\.|\"(?!\"\"))*)(?:\"{3}|\Z)                  # strings, long ones first
    | '{3}(?>(?:[^'\\]|\\.|'(?!''))*)(?:'{3}|\Z)
    | "(?>(?:[^"\\\n\r]|\\.)*)"?
    | '(?>(?:[^'\\\n\r]|\\.)*)'?
    | <(?>(?:[^<>"{}|^`\\\x00-\x20]|\\[uU])*)>                         # IRI
    | [?$]\w++                                                      # variable
    | @[\w-]++                                                      # language
    | _:[\w.-]*+                                                    # blank node
    | (?:[^\W\d_][\w.-]*+)?:(?>(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*)       # prefixed name
    | ([^\W\d][\w.-]*+)                                             # keyword, or several
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(r"\w+")
#: What comes before the form of a query; of PREFIX, the name and the IRI where a serializer can write both.
_DECLARATION = re.compile(
    rf"""
      \s++ | \#[^\n\r]*+ | BASE(?>(?:\s|\#[^\n\r]*)*)<[^<>]*> | VERSION\s*+(?:"[^"]*"|'[^']*')
    | PREFIX(?>(?:\s|\#[^\n\r]*)+)
      (?: ((?:[^\W\d_](?:[\w{MARKS}.-]*[\w{MARKS}-])?)?) | [^\s:]*+ ) : (?>(?:\s|\#[^\n\r]*)*)
      <(?: ([a-zA-Z][a-zA-Z0-9+.-]*+:[^<>"{{}}|^`\\\x00-\x20]*+) | [^<>]*+ )>
    """,
    re.VERBOSE | re.IGNORECASE,
)

_KINDS = {"SELECT": Kind.SELECT, "ASK": Kind.ASK, "CONSTRUCT": Kind.GRAPH, "DESCRIBE": Kind.GRAPH}
_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH", "USING"}
)
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
#: ``?a<NOW()&&?b>?c`` looks like an IRI, and is a comparison to the engine.
_COMPARED = re.compile(rf"<[^<>\s]*\b(?:{'|'.join(sorted(_VOLATILE))})\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a scan of the text says of a query.

    Args:
        kind: what the query returns, or None when the text starts like no query.
        update: the text is an update.
        service: the text asks another endpoint.
        dataset: the query has a dataset clause (FROM), so that the default graph is not the union.
        volatile: two runs may differ (NOW, RAND, UUID, STRUUID, BNODE, SERVICE), so that nothing may keep
            the result.
    """

    kind: Kind | None
    update: bool
    service: bool
    dataset: bool
    volatile: bool


#: Most queries begin with their form, and have none of these words anywhere: they need no scan.
_PLAIN = re.compile(r"\s*(SELECT|ASK)\b(?![\w.-]*:)", re.I)
_SPECIAL = ("SERVICE", "FROM", *sorted(_VOLATILE - {"STRUUID"}))
_PLAIN_ONES = {
    form: Outline(kind=_KINDS[form], update=False, service=False, dataset=False, volatile=False)
    for form in ("SELECT", "ASK")
}


def outline(text: str) -> Outline:
    """Return the outline of a query or update, in time linear in its length."""
    plain = _PLAIN.match(text)
    if plain:
        capitals = text.upper()
        if not any([word in capitals for word in _SPECIAL]):  # noqa: C419 - a list is quicker here
            return _PLAIN_ONES[plain[1].upper()]
    words = _PART.findall(" ".join(_WORDS.findall(text)).upper())
    first = next((word for word in words if word not in _PROLOGUE), "")
    present = frozenset(words)
    return Outline(
        kind=_KINDS.get(first),
        update=first in _UPDATES,
        service="SERVICE" in present,
        dataset="FROM" in present,
        volatile="SERVICE" in present or not _VOLATILE.isdisjoint(present) or bool(_COMPARED.search(text)),
    )


def admit(text: str, *, service: bool = False) -> Outline:
    """Return the outline of a query that may run.

    Args:
        text: the query.
        service: there are endpoints that it may ask.

    Raises:
        QueryRefused: the text is an update, or asks another server.
    """
    seen = outline(text)
    if seen.update:
        raise QueryRefused("This is an update, and the data is read-only.", remedy="Send a query.")
    if seen.service and not service:
        raise no_service()
    return seen


def no_service() -> QueryRefused:
    """Return the error for a query that asks another server, however it was found out."""
    return QueryRefused(
        "SERVICE is not offered: queries never leave this server.",
        remedy="Run the query on an endpoint of your own, and call this one from there.",
    )


def prefixes(text: str) -> dict[str, str]:
    """Return the prefixes that a query declares, to write a graph with the names its author uses."""
    declared: dict[str, str] = {}
    end = 0
    while (found := _DECLARATION.match(text, end)) is not None:
        end = found.end()
        if found[1] is not None and found[2]:
            declared[found[1]] = found[2]
    return declared
