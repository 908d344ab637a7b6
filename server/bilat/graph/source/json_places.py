"""Where the statements of JSON-LD stand (JSON-LD 1.1).

The parser that a file has to pass gives no places. Here the same text is read once more, as JSON with
offsets, and what each object says is noted with the place of its key and value. The statements are the
parser's. The contexts of a file are taken as one: where two differ over a term, a statement has the place of
its subject.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from bilat.graph.source.noted import BLANK, Noted, Places
from bilat.graph.source.statements import absolute
from bilat.vocab import RDF

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+)', re.DOTALL)
_REFERENCE = re.compile(r'[^\x00-\x20<>"{}|^`\\]*')
#: Kinds of containers whose keys are no terms.
_MAPS = frozenset({"@language", "@index", "@id", "@type", "@graph"})


class _At(NamedTuple):
    """A value of JSON: where it begins, and what it is: an `_Object`, a list, or a text."""

    at: int
    value: Any


class _Object(NamedTuple):
    """The pairs of an object: key and value."""

    pairs: list[tuple[_At, _At]]


def places_in(text: str, copies: Mapping[str, str] | None = None, base: str | None = None) -> Places:
    """Return the offsets at which the subjects, keys and values of what JSON-LD says begin.

    Args:
        text: what a parser has taken.
        copies: of contexts that it names, as JSON, by their IRIs.
        base: what relative IRIs are resolved against where no context says it.
    """
    walk = _Walk({iri: json.loads(context) for iri, context in (copies or {}).items()}, base)
    with suppress(RecursionError):
        walk.read(text)
    return walk.places


def named_contexts(text: str, copies: Mapping[str, str]) -> Iterator[tuple[int, int, str, bool]]:
    """Yield where JSON-LD names a context by its IRI: start and end, the IRI, whether it stands in a list.

    What is no JSON names none: that is for the parser to tell. Nor does JSON that is a value itself, whatever
    it looks like.

    Args:
        text: the whole file.
        copies: of contexts that it may name, as JSON, by their IRIs.
    """
    try:
        document = _value(_TOKEN.finditer(text))
        contexts = [
            *(_plain(context) for context, _ in _contexts(document)),
            *map(json.loads, copies.values()),
        ]
        found = list(_contexts(document, frozenset({"@value", *_keys_of_values(contexts)})))
    except (ValueError, StopIteration, RecursionError):
        return
    for context, listed in found:
        token = _TOKEN.match(text, context.at)
        if token and token[1].startswith('"'):
            yield context.at, token.end(), context.value, listed


def repeated_keys(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys that an object has more than once, each with the offset of the second.

    Args:
        text: the whole file.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        yield from _repeated(_value(_TOKEN.finditer(text)))
    except StopIteration:
        raise ValueError("The file is no JSON.") from None


class _Walk:
    """One walk through a text.

    Args:
        copies: of contexts that it names, by their IRIs.
        base: what relative IRIs are resolved against.

    Attributes:
        places: what was met, and where.
    """

    def __init__(self, copies: Mapping[str, Any], base: str | None) -> None:
        self.places = Places()
        self._copies = copies
        self._terms: dict[str, Any] = {"@base": base}

    def read(self, text: str) -> None:
        """Note what a text says."""
        document = _value(_TOKEN.finditer(text))
        for context, _ in _contexts(document):
            self._take(_plain(context))
        self._items(document, None)

    def _take(self, context: Any) -> None:
        """Take in the terms of a context, or of several."""
        for each in context if isinstance(context, list) else [context]:
            known = self._copies.get(each) if isinstance(each, str) else each
            if isinstance(known, dict):
                self._terms.update(known)
            elif isinstance(known, list):
                self._take(known)

    def _items(self, held: _At, says: tuple[str, str, int, int] | None) -> None:
        """Note a value and all in it.

        Args:
            held: the value.
            says: subject and predicate that it is a value of, and their offsets; None for the top.
        """
        if isinstance(held.value, _Object):
            self._object(held, says)
        elif isinstance(held.value, list):
            for item in held.value:
                self._items(item, says)
        elif says is not None:
            # Only the type in the context would tell whether this is a text or an IRI; both do no harm.
            text = str(held.value)
            for value in {f'"{text}', self._iri(text), self._iri(text, term=True)}:
                self._note(says, value, held.at)

    def _object(self, held: _At, says: tuple[str, str, int, int] | None) -> None:
        pairs = {self._keyword(key.value): value for key, value in held.value.pairs}
        if "@value" in pairs:
            if says is not None:
                self._note(says, f'"{pairs["@value"].value}', held.at)
            return
        if "@list" in pairs or "@set" in pairs:
            self._list(pairs["@list"], says) if "@list" in pairs else self._items(pairs["@set"], says)
            return
        named = pairs.get("@id")
        subject = BLANK if named is None else self._iri(str(named.value))
        at = held.at if named is None else named.at
        self.places.subjects.setdefault(subject, at)
        if says is not None:
            self._note(says, subject, at)
        for key, value in held.value.pairs:
            self._pair(subject, at, key, value)

    def _pair(self, subject: str, at: int, key: _At, value: _At) -> None:
        """Note what one pair of an object says of a thing."""
        name = self._keyword(key.value)
        if name in ("@graph", "@included"):
            self._items(value, None)
        elif name == "@type":
            self._items(value, (subject, str(RDF.type), at, key.at))
        elif name == "@nest":
            for inner, held in _pairs(value):
                self._pair(subject, at, inner, held)
        elif name == "@reverse":
            for inner, held in _pairs(value):
                self._backwards(subject, at, self._iri(inner.value, term=True), inner, held)
        elif not name.startswith("@"):
            self._property(subject, at, key, value)

    def _property(self, subject: str, at: int, key: _At, value: _At) -> None:
        """Note the values of a property, in whatever container they are."""
        term = self._terms.get(key.value)
        term = term if isinstance(term, dict) else {}
        if "@reverse" in term:
            self._backwards(subject, at, self._iri(str(term["@reverse"]), term=True), key, value)
            return
        says = (subject, self._iri(key.value, term=True), at, key.at)
        given = term.get("@container")
        container = given if isinstance(given, list) else [given]
        if "@list" in container and not isinstance(value.value, _Object):
            self._list(value, says)
        elif not _MAPS.isdisjoint(map(str, container)) and isinstance(value.value, _Object):
            for name, inner in value.value.pairs:
                if "@id" in container:
                    self._note(says, self._iri(name.value), name.at)
                self._items(inner, says)
        else:
            self._items(value, says)

    def _backwards(self, subject: str, at: int, predicate: str, key: _At, value: _At) -> None:
        """Note that things have this one as the value of a property."""
        for item in value.value if isinstance(value.value, list) else [value]:
            named = next((held for name, held in _pairs(item) if self._keyword(name.value) == "@id"), item)
            thing = BLANK if named is item else self._iri(str(named.value))
            self._note((thing, predicate, named.at, key.at), subject, at)
            self._items(item, None)

    def _list(self, members: _At, says: tuple[str, str, int, int] | None) -> None:
        """Note a list, whose members are values of nodes without a name."""
        if says is not None:
            self._note(says, BLANK, members.at)
        for item in members.value if isinstance(members.value, list) else [members]:
            self._items(item, (BLANK, str(RDF.first), item.at, item.at))
            self._note((BLANK, str(RDF.rest), item.at, item.at), BLANK, item.at)

    def _note(self, says: tuple[str, str, int, int], value: str, at: int) -> None:
        subject, predicate, subject_at, predicate_at = says
        self.places.note(subject, predicate, value, Noted(subject_at, predicate_at, at))

    def _keyword(self, name: str) -> str:
        """Return the keyword that a key is another name for, else the key."""
        meant = self._terms.get(name)
        meant = meant.get("@id") if isinstance(meant, dict) else meant
        return meant if isinstance(meant, str) and meant.startswith("@") else name

    def _iri(self, name: str, *, term: bool = False, depth: int = 0) -> str:
        """Return what a name stands for in full (IRI expansion, 5.2 of the algorithms)."""
        if (keyword := self._keyword(name)) != name:
            return keyword
        meant = self._terms.get(name) if term else None
        meant = meant.get("@id") if isinstance(meant, dict) else meant
        if isinstance(meant, str) and meant != name and depth < len(self._terms):
            return self._iri(meant, term=True, depth=depth + 1)
        prefix, colon, rest = name.partition(":")
        if prefix == "_" and colon:
            return BLANK
        if colon and prefix in self._terms and not rest.startswith("//"):
            return self._iri(prefix, term=True, depth=depth + 1) + rest
        if colon:
            return name
        if term:
            vocabulary = self._terms.get("@vocab")
            return f"{self._iri(vocabulary)}{name}" if isinstance(vocabulary, str) else name
        base = self._terms.get("@base")
        if isinstance(base, str) and ":" in base and _REFERENCE.fullmatch(name):
            return absolute(f"<{name}>", base)
        return name


def _pairs(held: _At) -> Iterator[tuple[_At, _At]]:
    """Yield the pairs of an object, or of the objects in a list."""
    if isinstance(held.value, _Object):
        yield from held.value.pairs
    elif isinstance(held.value, list):
        for item in held.value:
            yield from _pairs(item)


def _keys_of_values(context: Any) -> Iterator[str]:
    """Yield the terms of contexts below which JSON may stand that is a value."""
    if isinstance(context, list):
        for each in context:
            yield from _keys_of_values(each)
    for name, said in context.items() if isinstance(context, dict) else ():
        given = said if isinstance(said, dict) else {"@id": said}
        if given.get("@type") == "@json" or given.get("@id") == "@value":
            yield name


def _contexts(held: _At, values: Container[str] = ("@value",)) -> Iterator[tuple[_At, bool]]:
    """Yield each context, wherever it stands but in values, and whether it is one of a list."""
    for key, value in held.value.pairs if isinstance(held.value, _Object) else ():
        if key.value == "@context":
            listed = isinstance(value.value, list)
            for context in value.value if listed else [value]:
                yield context, listed
        if key.value not in values:
            yield from _contexts(value, values)
    for item in held.value if isinstance(held.value, list) else ():
        yield from _contexts(item, values)


def _repeated(held: _At) -> Iterator[tuple[str, int]]:
    """Yield the keys that an object in a value has more than once."""
    times: dict[str, int] = {}
    for key, value in held.value.pairs if isinstance(held.value, _Object) else ():
        times[key.value] = times.get(key.value, 0) + 1
        if times[key.value] == 2:
            yield key.value, key.at
        yield from _repeated(value)
    for item in held.value if isinstance(held.value, list) else ():
        yield from _repeated(item)


def _plain(held: _At) -> Any:
    """Return a value without its offsets."""
    if isinstance(held.value, _Object):
        return {key.value: _plain(value) for key, value in held.value.pairs}
    return [_plain(item) for item in held.value] if isinstance(held.value, list) else held.value


def _value(tokens: Iterator[re.Match[str]], token: re.Match[str] | None = None) -> _At:
    """Return the next value; numbers and words as they are written."""
    token = token or next(tokens)
    at, text = token.start(1), token[1]
    if text == "{":
        pairs: list[tuple[_At, _At]] = []
        while (key := next(tokens))[1] != "}":
            if key[1] != ",":
                next(tokens)
                pairs.append((_At(key.start(1), json.loads(key[1])), _value(tokens)))
        return _At(at, _Object(pairs))
    if text == "[":
        items = []
        while (item := next(tokens))[1] != "]":
            if item[1] != ",":
                items.append(_value(tokens, item))
        return _At(at, items)
    return _At(at, json.loads(text) if text.startswith('"') else text)
