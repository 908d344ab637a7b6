"""Terms as numbers, and back.

Terms come and go as N-Triples text, so a lexical form leaves exactly as it came. Resources (IRIs and blank
nodes) have positive numbers and literals negative ones, in the order of their text: the same triples give the
same numbers in whatever order they come.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cache
from itertools import count

from bilat.graph.source.escapes import unescape
from bilat.vocab import OWL, RDF, RDFS, XSD

Triple = tuple[str, str, str]
Row = tuple[int, int, int]

_LANG_STRING, _STRING = RDF + "langString", XSD + "string"
_NAMESPACES = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "xsd": XSD}


class Lexicon(ABC):
    """What numbers stand for, as rules ask for it: held in memory (`Dictionary`) or in a table.

    Attributes:
        end: the first number that no resource has.
    """

    end: int

    def __init__(self) -> None:
        self._auxiliary: dict[Hashable, int] = {}

    @abstractmethod
    def __getitem__(self, term: str) -> int:
        """Return the id of a term, or 0 for one that does not occur."""

    @abstractmethod
    def term(self, number: int) -> str:
        """Return the text of a term."""

    def named(self, name: str) -> int:
        """Return the id of a vocabulary term by the name that rules use, such as ``rdf_type``."""
        return self[vocabulary_term(name)]

    def auxiliary(self, key: Hashable) -> int:
        """Return the id of a term that stands for a part of an axiom and never leaves the reasoner."""
        return self._auxiliary.setdefault(key, self.end + len(self._auxiliary))

    def is_auxiliary(self, number: int) -> bool:
        """Tell whether an id stands for a part of an axiom."""
        return number >= self.end

    def decode(self, row: Sequence[int]) -> Triple:
        """Return a triple as text."""
        s, p, o = row
        return self.term(s), self.term(p), self.term(o)


class Dictionary(Lexicon):
    """The terms of some triples, each with its number.

    Args:
        terms: N-Triples texts, in any order, with repetitions.

    Attributes:
        terms: their texts by number; those of literals count from the end, as negative numbers do.
        meanings: lexical form, datatype IRI and language of each literal, from 0.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        super().__init__()
        distinct = set(terms)
        literals = sorted(term for term in distinct if term[0] == '"')
        self.meanings = [split(term) for term in literals]
        datatypes = {f"<{datatype}>" for _, datatype, _ in self.meanings}
        resources = sorted(distinct.difference(literals) | datatypes)
        self.terms = ["", *resources, *reversed(literals)]
        self._ids = dict(zip(resources, count(1)))
        self._ids |= zip(literals, count(-1, -1))
        self.end = len(resources) + 1

    def __getitem__(self, term: str) -> int:
        """Return the id of a term, or 0 for one that does not occur."""
        return self._ids.get(term, 0)

    def term(self, number: int) -> str:
        """Return the text of a term."""
        return self.terms[number]

    def lines(self, triples: Iterable[Triple]) -> Iterator[str]:
        """Return triples as numbers in lines of CSV, in the order they come."""
        written = {term: str(number) for term, number in self._ids.items()}
        return (f"{written[s]},{written[p]},{written[o]}\n" for s, p, o in triples)


@cache
def vocabulary_term(name: str) -> str:
    """Return the N-Triples text of a term by the name that rules use: ``rdf_type``, ``owl_sameAs``."""
    prefix, _, local = name.partition("_")
    return f"<{_NAMESPACES[prefix]}{local}>"


def split(term: str) -> tuple[str, str, str]:
    """Return lexical form, datatype IRI and language of a literal's N-Triples text."""
    end = term.rindex('"')
    lexical, rest = unescape(term[1:end]), term[end + 1 :]
    if rest.startswith("@"):
        return lexical, _LANG_STRING, rest[1:]
    return lexical, rest[3:-1] if rest else _STRING, ""
