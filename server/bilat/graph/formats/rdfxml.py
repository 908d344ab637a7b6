"""RDF/XML of a graph: flat, sorted, one description a subject.

XML cannot hold most control characters, and a property must end in an XML name: what RDF/XML cannot
say is refused by name (RDF 1.1 XML Syntax, 5.1 and appendix B), never left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from bilat.errors import BilatError
from bilat.graph.formats.nesting import merged
from bilat.graph.formats.quads import RDF, XSD, Quad, literal_parts
from bilat.vocab import SYNTAX_OF_XML

#: Characters that XML 1.0 has no way to write (production Char).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Letters that the names of XML take in all of its editions: of scripts that have them in a row.
_LETTERS = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0391-\u03a1\u03a3-\u03a9"
    "\u03ac-\u03ce\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e-\u0481\u0531-\u0556\u0561-\u0586\u05d0-\u05ea\u0621-\u063a"
    "\u0641-\u064a\u0905-\u0939\u0e01-\u0e2e\u10d0-\u10f6\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"
)
#: Namespace and the longest local name of a property; a part of what XML names allow.
_SPLIT = re.compile(rf"(.*?)([{_LETTERS}][{_LETTERS}0-9.-]*)")
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
#: XML readers turn a bare CR into LF.
_BREAKS = {"\r": "&#xD;"}


def rdfxml(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Return RDF/XML of the union of all graphs.

    Raises:
        BilatError: a literal or a property cannot be written in XML.
    """
    subjects: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for s, p, o, _ in merged(quads):
        subjects[s].append((p, o))
    names = ElementNames(prefixes)
    body = [line for node, pairs in subjects.items() for line in description(node, pairs, names)]
    head = ['<?xml version="1.0" encoding="UTF-8"?>', "<rdf:RDF"]
    head += names.declarations()
    head[-1] += ">"
    return "\n".join([*head, *body, "</rdf:RDF>", ""]).encode()


def obstacle(quads: Iterable[Quad]) -> str | None:
    """Return why RDF/XML cannot say all of this, in one sentence, or None where it can."""
    names = ElementNames({})
    try:
        for predicate in sorted({quad.predicate for quad in quads}):
            names.element(predicate[1:-1])
        for term in sorted({quad.object for quad in quads if quad.object[0] == '"'}):
            _literal(term, "")
    except BilatError as error:
        return error.message
    return None


class ElementNames:
    """Names of XML elements, and the namespaces that they took."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefix_of = {
            iri: prefix
            for prefix, iri in sorted(prefixes.items(), reverse=True)
            if _PREFIX.fullmatch(prefix) and not prefix.lower().startswith("xml") and prefix != "rdf"
        }
        self._prefix_of[RDF] = "rdf"
        self._known = len(self._prefix_of)
        self.used = {"rdf": RDF}

    def element(self, iri: str) -> str:
        """Return the qualified name of a property.

        Raises:
            BilatError: the IRI does not end in an XML name, or is a part of the syntax.
        """
        if iri in SYNTAX_OF_XML:
            raise BilatError(
                f"RDF/XML cannot write the property <{iri}>: it is a part of its syntax.",
                remedy="Choose another format, or another property.",
            )
        namespace, local = self._split(iri)
        number = len(self._prefix_of) - self._known + 1
        prefix = self._prefix_of.setdefault(namespace, f"ns{number}")
        while self.used.get(prefix, namespace) != namespace:
            prefix = self._prefix_of[namespace] = prefix + "_"
        self.used[prefix] = namespace
        return f"{prefix}:{local}"

    def declarations(self) -> list[str]:
        """Return the lines that say what all names so far stand for."""
        return [f"    xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in sorted(self.used.items())]

    def _split(self, iri: str) -> tuple[str, str]:
        """Return namespace and local name, at a known namespace where one fits."""
        match = _SPLIT.fullmatch(iri)
        if match is None:
            raise BilatError(
                f"RDF/XML cannot write the property <{iri}>: it does not end in an XML name.",
                remedy="Choose another format, or end the name of the property in a word.",
            )
        return match[1], match[2]


def description(node: str, pairs: list[tuple[str, str]], names: ElementNames) -> Iterator[str]:
    """Yield the lines of what is said of one subject."""
    yield f"  <rdf:Description {_reference(node, 'about')}>"
    for predicate, value in pairs:
        element = names.element(predicate[1:-1])
        if value[0] == '"':
            yield f"    <{element}{_literal(value, element)}"
        else:
            yield f"    <{element} {_reference(value, 'resource')}/>"
    yield "  </rdf:Description>"


def _reference(node: str, attribute: str) -> str:
    """Return the attribute that names a node."""
    if node.startswith("_:"):
        return f'rdf:nodeID="{node[2:]}"'
    return f"rdf:{attribute}={quoteattr(node[1:-1])}"


def _literal(term: str, element: str) -> str:
    """Return attributes, text and end tag of a property element with a literal."""
    text, datatype, language = literal_parts(term)
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        raise BilatError(
            f"RDF/XML cannot write the character U+{ord(forbidden[0]):04X} of the literal {term[:60]}.",
            remedy="Choose another format, or take the character out of the data.",
        )
    if language:
        kind = f' xml:lang="{language}"'
    else:
        kind = "" if datatype == XSD + "string" else f" rdf:datatype={quoteattr(datatype)}"
    return f"{kind}>{escape(text, _BREAKS)}</{element}>"
