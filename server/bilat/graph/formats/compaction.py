"""JSON-LD compaction for contexts such as people write: terms, prefixes, types, languages, containers.

PyLD does it for all contexts and takes milliseconds for a small document; this takes a tenth of that, which
is what lets a server write a description for each request. A context that says more is left to PyLD, and
tests hold the outcome to be the same as PyLD's (JSON-LD 1.1 API, 6 and 7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_KEYWORDS = frozenset(
    {
        *("@id", "@type", "@value", "@language", "@direction"),
        *("@list", "@graph", "@reverse", "@included"),
    }
)
_UNDERSTOOD = frozenset({"@id", "@type", "@language", "@container", "@prefix"})
_CONTAINERS = frozenset({"@none", "@language", "@list", "@set"})
_DELIMITERS = ":/?#[]@"

Expanded = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """What a context says of a term.

    Args:
        iri: what it stands for.
        prefix: whether names can begin with it.
        type: type mapping, or None.
        language: language mapping in lower case, or None.
        container: container mapping, ``@none`` without one.
    """

    iri: str
    prefix: bool
    type: str | None = None
    language: str | None = None
    container: str = "@none"


@dataclass(slots=True)
class _Choice:
    """Terms of one IRI and container by type and by language; the shortest wins."""

    types: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    any: str | None = None


def understood(context: Mapping[str, Any]) -> Compaction | None:
    """Return the compaction by a context, or None for one that says more than this module knows.

    The last one is remembered: a server writes thousands of documents with one context, and never changes it.
    """
    known = _last.get("known")
    if known is None or known[0] is not context:
        known = _last["known"] = (context, _read(context))
    return known[1]


_last: dict[str, tuple[Mapping[str, Any], Compaction | None]] = {}


def _read(context: Mapping[str, Any]) -> Compaction | None:
    """Return the compaction by a context."""
    terms: dict[str, _Term] = {}
    aliases: dict[str, str] = {}
    for name, said in context.items():
        if name == "@version" and said == 1.1:
            continue
        if isinstance(said, str) and said in _KEYWORDS:
            aliases.setdefault(said, name)
            continue
        term = _term(said, context)
        if term is None or name[:1] == "@" or ":" in name or not name:
            return None
        terms[name] = term
    return Compaction(terms, aliases)


def _term(said: object, context: Mapping[str, Any]) -> _Term | None:
    """Return what is said of a term, None where that is not understood."""
    if isinstance(said, str):
        iri = _absolute(said, context)
        return _Term(iri=iri, prefix=iri[-1] in _DELIMITERS) if iri else None
    if not isinstance(said, dict) or not said.keys() <= _UNDERSTOOD or not isinstance(said.get("@id"), str):
        return None
    iri = _absolute(said["@id"], context)
    kind, language, container = said.get("@type"), said.get("@language"), said.get("@container", "@none")
    if kind is not None and kind not in {"@id", "@vocab"}:
        kind = _absolute(kind, context) if isinstance(kind, str) else ""
    if not iri or kind == "" or not isinstance(container, str) or container not in _CONTAINERS:
        return None
    if "@language" in said and not (isinstance(language, str) and language):
        return None
    return _Term(
        iri=iri,
        prefix=said.get("@prefix", False) is True,
        type=kind,
        language=language and language.lower(),
        container=container,
    )


def _absolute(name: str, context: Mapping[str, Any], depth: int = 8) -> str | None:
    """Return the IRI that a name in a context stands for, None where that is not clear."""
    prefix, colon, local = name.partition(":")
    if not colon or name[0] == "@" or not depth:
        return None
    said = context.get(prefix)
    if said is None or local.startswith("//"):
        return name
    base = said if isinstance(said, str) else said.get("@id") if isinstance(said, dict) else None
    start = _absolute(base, context, depth - 1) if isinstance(base, str) else None
    return None if start is None else start + local


class SchemeError(ValueError):
    """A prefix of the context, which is the argument, is also the scheme of an IRI."""


def without(context: Mapping[str, Any], prefix: str) -> Mapping[str, Any] | None:
    """Return a context without a prefix, None where other terms are said by it."""
    others = {name: said for name, said in context.items() if name != prefix}
    for value in others.values():
        said = value.values() if isinstance(value, dict) else (value,)
        if any(isinstance(each, str) and each.startswith(f"{prefix}:") for each in said):
            return None
    return others


class Compaction:
    """Shortens expanded documents by one context; safe for many threads.

    Args:
        terms: the terms of the context.
        aliases: names of keywords.
    """

    def __init__(self, terms: Mapping[str, _Term], aliases: Mapping[str, str]) -> None:
        self._terms = dict(terms)
        self._prefixes = tuple((name, term.iri) for name, term in terms.items() if term.prefix)
        self._choices = _choices(terms)
        self._keyword = {name: aliases.get(name, name) for name in _KEYWORDS}
        self.name = lru_cache(maxsize=65_536)(self._name)
        self.word = lru_cache(maxsize=8_192)(self._word)
        self._pick = lru_cache(maxsize=8_192)(self._select)

    def keyword(self, name: str) -> str:
        """Return what the context calls a keyword."""
        return self._keyword[name]

    def node(self, expanded: Expanded) -> Expanded:
        """Return a node object shortened."""
        result: Expanded = {}
        for key, value in expanded.items():
            if key == "@id":
                result[self._keyword[key]] = self.name(value)
            elif key == "@type":
                result[self._keyword[key]] = _one([self.word(each) for each in value])
            elif key in {"@graph", "@included"}:
                result[self._keyword[key]] = [self.node(each) for each in value]
            elif key == "@reverse":
                result[self._keyword[key]] = self.node(value)
            else:
                for item in value:
                    self._add(result, key, item)
        return result

    def _add(self, result: Expanded, iri: str, item: Expanded) -> None:
        """Add a value of a property under the term that fits it best."""
        name = self._pick(iri, *self._shape(item))
        term = self._terms.get(name)
        container = term.container if term else "@none"
        if container == "@language":
            result.setdefault(name, {})
            _append(result[name], item.get("@language", "@none"), item["@value"])
        elif container == "@list":
            result[name] = [self._value(term, each) for each in item["@list"]]
        elif container == "@set":
            result.setdefault(name, []).append(self._value(term, item))
        else:
            _append(result, name, self._value(term, item))

    def _value(self, term: _Term | None, item: Expanded) -> Any:
        """Return a value shortened as its term allows."""
        if "@value" in item:
            return self._literal(term, item)
        if "@list" in item:
            return {self._keyword["@list"]: [self._value(term, each) for each in item["@list"]]}
        if len(item) == 1 and "@id" in item and term and term.type == "@id":
            return self.name(item["@id"])
        if len(item) == 1 and "@id" in item and term and term.type == "@vocab":
            return self.word(item["@id"])
        return self.node(item)

    def _literal(self, term: _Term | None, item: Expanded) -> Any:
        kind, language = item.get("@type"), item.get("@language")
        if kind is None and language is None:
            return item["@value"]
        direction = item.get("@direction")
        fits = (kind and kind == term.type) or (language and language == term.language) if term else None
        if fits and not direction:  # No term of ours has a direction.
            return item["@value"]
        result = {self._keyword["@value"]: item["@value"]}
        if kind:
            result[self._keyword["@type"]] = self.word(kind)
        if language:
            result[self._keyword["@language"]] = language
        if direction:
            result[self._keyword["@direction"]] = direction
        return result

    def _shape(self, item: Expanded) -> tuple[str, str]:
        """Return container and type, or language after a dot, by which a term is chosen."""
        if "@list" in item:
            return "@list", self._common(item["@list"])
        if "@value" in item:
            if "@direction" in item:
                return "@none", ".@none"
            if "@language" in item:
                return "@language", f".{item['@language']}"
            return "@none", item.get("@type", ".@null")
        if "@id" not in item:
            return "@none", "@nameless"
        word = self.word(item["@id"])
        known = self._terms.get(word)
        return "@none", "@vocab" if known and known.iri == item["@id"] else "@id"

    def _common(self, items: list[Expanded]) -> str:
        """Return what all items of a list have in common."""
        if not items:
            return "@any"
        types = {each.get("@type", "@none") if "@value" in each else "@nameless" for each in items}
        if len(types) == 1 and types != {"@none"}:
            return types.pop()
        languages = {
            each.get("@language", "@none" if "@type" in each else "@null")
            if "@value" in each and "@direction" not in each
            else "@none"
            for each in items
        }
        return f".{languages.pop()}" if len(languages) == 1 else ".@none"

    def _select(self, iri: str, container: str, shape: str) -> str:
        """Return the term for a property with a value of a shape, or its name (JSON-LD 1.1 API, 7.2)."""
        for each in dict.fromkeys(
            (container, "@set", "@none", *(["@language"] if shape == ".@null" else []))
        ):
            choice = self._choices.get((iri, each))
            if choice is None or (each == "@set" and container == "@list"):
                continue
            if shape == "@any":
                found = choice.any
            elif shape[0] == ".":
                found = choice.languages.get(shape[1:]) or choice.languages.get("@none")
            else:
                found = next((choice.types[x] for x in _preferred(shape) if x in choice.types), None)
            if found:
                return found
        return self.name(iri)

    def _word(self, iri: str) -> str:
        """Return a term for an IRI, or its name."""
        for container in ("@set", "@none"):
            choice = self._choices.get((iri, container))
            found = choice and (choice.types.get("@id") or choice.types.get("@none"))
            if found:
                return found
        return self.name(iri)

    def _name(self, iri: str) -> str:
        """Return a prefixed name for an IRI, the shortest, or the IRI; what goes on with two slashes is none.

        Raises:
            SchemeError: the IRI begins like a prefixed name and would be read as one.
        """
        found = [
            f"{prefix}:{iri[len(start) :]}"
            for prefix, start in self._prefixes
            if iri.startswith(start) and iri != start and not iri.startswith("//", len(start))
        ]
        if not found:
            for prefix, _ in self._prefixes:
                if iri.startswith(f"{prefix}:") and not iri.startswith(f"{prefix}://"):
                    raise SchemeError(prefix)
        return min(found, key=lambda name: (len(name), name), default=iri)


_PREFERRED = {
    "@vocab": ("@vocab", "@id", "@none"),
    "@id": ("@id", "@vocab", "@none"),
    "@nameless": ("@id", "@none"),
}


def _preferred(shape: str) -> tuple[str, ...]:
    """Return the type mappings that fit a shape, the best first."""
    return _PREFERRED.get(shape, (shape, "@none"))


def _choices(terms: Mapping[str, _Term]) -> dict[tuple[str, str], _Choice]:
    """Return the terms by IRI and container (JSON-LD 1.1 API, 7.1)."""
    choices: dict[tuple[str, str], _Choice] = {}
    for name, term in sorted(terms.items(), key=lambda pair: (len(pair[0]), pair[0])):
        choice = choices.setdefault((term.iri, term.container), _Choice())
        choice.any = choice.any or name
        if term.type:
            choice.types.setdefault(term.type, name)
        elif term.language:
            choice.languages.setdefault(term.language, name)
        else:
            choice.types.setdefault("@none", name)
            choice.languages.setdefault("@none", name)
    return choices


def _append(result: Expanded, key: str, value: Any) -> None:
    """Add a value: alone at first, in a list from the second one on."""
    if key not in result:
        result[key] = value
    elif isinstance(result[key], list):
        result[key].append(value)
    else:
        result[key] = [result[key], value]


def _one(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
