"""What stores do otherwise than SPARQL 1.1 says, in one place: how each is asked and its answers are read.

Nothing here decides which store is the right one; a store that is not known is taken at its word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Fields = Sequence[tuple[str, str]]

_TRUTH: Final = re.compile(
    rb'("datatype": "http://www\.w3\.org/2001/XMLSchema#boolean", "value": )"([01])"',
)
_NODE: Final = re.compile(rb'("type": "bnode", "value": ")nodeID://')
_ASKED: Final = b'"__ASK_RETVAL"'
#: What a ``SELECT *`` without variables shows all the same, in its head and with a value in each row.
_NO_COLUMN: Final = re.compile(rb'"_star_fake"(?:: \{[^}]*\})?')
_TRUE: Final = b'{"head":{},"boolean":true}'
_FALSE: Final = b'{"head":{},"boolean":false}'
#: Functions of Virtuoso that are none of SPARQL, and reach its database.
_DATABASE: Final = re.compile(r"<(?:bif|sql):", re.IGNORECASE)
#: States of SQL that tell of a query, and not of the database: 22 values, 37 and S00 what cannot be compiled,
#: RDF01 a CONSTRUCT that would make a text the subject of a triple.
_UNABLE: Final = re.compile(rb"Virtuoso (?:22|37|07S01|S0002|S0022|RDF01)")
#: Limits of its own: MaxQueryExecutionTime while it answers, MaxQueryCostEstimationTime before it begins.
_TOO_DEAR: Final = re.compile(rb"Virtuoso (?:S1T00|42000 Error The estimated execution time)")
#: Above the numbers that the store gives of itself.
_FIRST_NODE: Final = 10**12
_NODE_NUMBERS: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a kind of store differs.

    Args:
        name: of the store.
        read: returns an answer in SPARQL JSON as the recommendation has it.
        refused: what may not stand in a query, or None.
        nodes: blank nodes cannot stand in data, and have names of the store's own there.
        pragmas: graphs are named in the text; each one named in the form comes back as a header.
        statements: most statements in one update.
        cut: response headers by which the store tells that a result is not whole.
        embedded: the store is the embedded engine in another process, and words errors as that does.
        separators: GROUP_CONCAT has to name its separator.
        computed: only what is computed is compared rightly, and no variable as it is.
        beginning: pragmas before every query.
        unable: how the store begins to say, with status 500, that it cannot evaluate a query.
        too_dear: how the store begins to say, with status 500, that a query passes a limit of its own.
        ended: how an answer ends that the store gave up at its own limit, also with status 200; or empty.
    """

    name: str
    read: Callable[[bytes], bytes]
    refused: re.Pattern[str] | None = None
    nodes: bool = False
    pragmas: bool = False
    statements: int = 5_000
    cut: tuple[str, ...] = ()
    embedded: bool = False
    separators: bool = False
    computed: bool = False
    beginning: str = ""
    unable: re.Pattern[bytes] | None = None
    too_dear: re.Pattern[bytes] | None = None
    ended: bytes = b""

    def asked(self, text: str, default: Sequence[str], named: Sequence[str]) -> Fields:
        """Return the form that asks a query of a dataset; of all that the store has, if no graph is named."""
        if not self.pragmas:
            return [
                ("query", text),
                *(("default-graph-uri", name) for name in default),
                *(("named-graph-uri", name) for name in named),
            ]
        pragmas = [self.beginning, *(f"define input:default-graph-uri <{name}>\n" for name in default)]
        pragmas += [f"define input:named-graph-uri <{name}>\n" for name in named]
        return [("query", "".join(pragmas) + text)]

    def gave_up(self, status: int, body: bytes) -> bool:
        """Tell whether a store says that it gave a query up at a limit of its own."""
        if self.ended and body.endswith(self.ended):
            return True
        return status == 500 and self.too_dear is not None and self.too_dear.match(body) is not None

    def node(self, label: str, release: str) -> str:
        """Return how a blank node of a release is written in data.

        Args:
            label: letters and digits.
            release: hexadecimal digits; two releases share no blank node.
        """
        if not self.nodes:
            return f"_:{label}"
        number = int("".join(filter(str.isdigit, label)) or "0") % _NODE_NUMBERS
        return f"<nodeID://b{_FIRST_NODE * (1 + int(release[:4], 16)) + number}>"


def dialect_of(server: str) -> Dialect:
    """Return the dialect of a store that calls itself so in the header Server."""
    name = server.lower()
    known = (each for each in (OXIGRAPH, VIRTUOSO) if name.startswith(each.name.lower()))
    return next(known, STANDARD)


def _as_it_is(body: bytes) -> bytes:
    return body


def _from_virtuoso(body: bytes) -> bytes:
    """Return truth values as such, blank nodes with labels that are none of IRIs, and rows without columns.

    ASK is answered by a row, or by none. The patterns stand in no string: quotes are escaped there.
    """
    if _ASKED in body[:200]:
        return _TRUE if b'"value": "1"' in body else _FALSE
    if b'"vars": ["_star_fake"]' in body[:200]:
        return _NO_COLUMN.sub(b"", body)
    body = _TRUTH.sub(lambda found: found[1] + (b'"true"' if found[2] == b"1" else b'"false"'), body)
    return _NODE.sub(rb"\1", body)


STANDARD: Final = Dialect(name="SPARQL 1.1", read=_as_it_is)
OXIGRAPH: Final = Dialect(
    name="Oxigraph", read=_as_it_is, embedded=True, ended=b"The SPARQL operation has been cancelled"
)
VIRTUOSO: Final = Dialect(
    name="Virtuoso",
    read=_from_virtuoso,
    refused=_DATABASE,
    nodes=True,
    pragmas=True,
    statements=500,
    cut=("X-SPARQL-MaxRows", "X-SQL-State"),
    separators=True,
    computed=True,
    # Else DESCRIBE also tells what is said of a thing elsewhere.
    beginning='define sql:describe-mode "CBD"\n',
    unable=_UNABLE,
    too_dear=_TOO_DEAR,
)
