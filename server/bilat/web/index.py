"""The index of a release, read by all pages: stored answers, things and their names, search, lists.

Nothing is computed from the graph here; `bilat.graph.index.schema` says what each table holds. A release
without an index has an empty one.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bilat.errors import ReleaseError
from bilat.graph.index.schema import SCHEMA, VERSION
from bilat.graph.index.text import last_part
from bilat.graph.releases.release import INDEX, Release
from bilat.web.lists.finding import find, suggest
from bilat.web.lists.found import Found, Suggestion
from bilat.web.lists.indexed import Thing, things
from bilat.web.lists.listing import Lists

#: Rows of an answer that is kept: what pages make of a longer one is smaller.
_KEPT_ROWS: Final = 2_000
_HAS: Final = " UNION ALL ".join(
    f"SELECT 1 FROM {table} WHERE iri = ?"  # noqa: S608 -- names of ours
    for table in ("thing", "document", "passage")
)
#: A view in the place of a table can be a query without end.
_TO_RUN: Final = "SELECT 1 FROM sqlite_schema WHERE type NOT IN ('table', 'index')"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a stored answer.

    Args:
        value: IRI, text or label of a blank node.
        kind: ``uri``, ``literal`` or ``bnode``.
        language: tag, or empty text.
        datatype: IRI, or empty text for plain texts.
    """

    value: str
    kind: str = "literal"
    language: str = ""
    datatype: str = ""


#: A row of a stored answer: terms by variable, without what is unbound.
Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The stored answer to a query.

    Args:
        name: id of the query.
        title: what people read.
        variables: in the order of the query.
        rows: terms by variable, without what is unbound.
        includes: what the query counts in, in a sentence; may be empty.
        query: its text.
    """

    name: str
    title: str
    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    includes: str = ""
    query: str = ""


class Index:
    """What a release knows for its pages; safe to use from several threads.

    Args:
        release: has the file, or has none.

    Raises:
        ReleaseError: the file has another layout than this version of bilat reads.
    """

    def __init__(self, release: Release) -> None:
        path = release.root / INDEX
        self._address = f"{path.as_uri()}?mode=ro&immutable=1" if path.is_file() else ""
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self._closed = False
        self._kept: dict[str, Answer | None] = {}
        self._require_layout(release)

    def close(self) -> None:
        """Close the file; nothing can be read after."""
        with self._lock:
            self._closed = True
            while self._open:
                self._open.pop().close()

    def thing(self, iri: str) -> Thing | None:
        """Return what is kept of a thing, None where it is not in the index."""
        found = self.rows("SELECT id FROM thing WHERE iri = ?", iri)
        return things(self.rows, [found[0][0]])[0] if found else None

    def has(self, iri: str) -> bool:
        """Tell whether a thing, a document or a passage is in the index."""
        return bool(self.rows(_HAS, iri, iri, iri))

    def parts(self, iri: str, most: int) -> tuple[str, ...]:
        """Return the names of things that are that of a document with a fragment, so many at most."""
        query = "SELECT iri FROM thing WHERE iri > ? AND iri < ? ORDER BY iri LIMIT ?"
        return tuple(part for (part,) in self.rows(query, f"{iri}#", f"{iri}$", most))

    def label(self, iri: str) -> str:
        """Return the label of a thing, or the last part of its IRI."""
        found = self.rows("SELECT label FROM thing WHERE iri = ?", iri)
        return str(found[0][0]) if found else last_part(iri)

    def search(self, text: str, section: str | None = None) -> Found:
        """Return what a text finds; see `bilat.web.lists.finding`.

        Raises:
            RequestError: the text is too long, or there is no such section.
        """
        return find(self.rows, text, section)

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """Return a few things whose names go on from what is typed."""
        return suggest(self.rows, text)

    @cached_property
    def lists(self) -> Lists:
        """Return what narrows lists."""
        return Lists(self.rows)

    def rows(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of an SQL query."""
        return self._connection().execute(text, values).fetchall()

    def answers(self, prefix: str) -> tuple[str, ...]:
        """Return the names of stored answers that begin with some letters, sorted."""
        found = self.rows("SELECT name FROM answer WHERE name GLOB ? ORDER BY name", f"{prefix}*")
        return tuple(name for (name,) in found)

    def answer(self, name: str) -> Answer | None:
        """Return a stored answer, None where no query has that name; short ones are kept at hand."""
        if name in self._kept:
            return self._kept[name]
        answer = self._answer(name)
        if answer is None or len(answer.rows) <= _KEPT_ROWS:
            self._kept[name] = answer
        return answer

    def _answer(self, name: str) -> Answer | None:
        """Return a stored answer as the file has it."""
        found = self.rows("SELECT title, variables, includes, query FROM answer WHERE name = ?", name)
        if not found:
            return None
        rows = self.rows("SELECT terms FROM answer_row WHERE name = ? ORDER BY place", name)
        return Answer(
            name=name,
            title=found[0][0],
            variables=tuple(json.loads(found[0][1])),
            includes=found[0][2],
            query=found[0][3],
            rows=tuple({key: _term(term) for key, term in json.loads(row[0]).items()} for row in rows),
        )

    def _require_layout(self, release: Release) -> None:
        """Refuse a file that another version of bilat has written, or that has more to run than rows."""
        try:
            known = not self._address or (
                self.rows("PRAGMA user_version") == [(VERSION,)] and not self.rows(_TO_RUN)
            )
        except sqlite3.DatabaseError as error:
            self.close()
            raise ReleaseError(
                f"The release at {release.root} is damaged: {INDEX}: {error}.",
                remedy="Build it again with bilat build.",
            ) from None
        if not known:
            self.close()
            raise ReleaseError(
                f"The release at {release.root} is of another version of bilat: {INDEX} has another layout.",
                remedy="Build it again with bilat build.",
            )

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._lock:
                if self._closed:
                    raise sqlite3.ProgrammingError("The index is closed.")
                connection = self._connect()
                self._open.append(connection)
            self._local.connection = connection
        return connection

    def _connect(self) -> sqlite3.Connection:
        if self._address:
            return sqlite3.connect(self._address, uri=True, check_same_thread=False)
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.executescript(SCHEMA)
        return connection


def text_of(row: Row, name: str) -> str:
    """Return what stands under a variable, empty text where nothing does."""
    return row[name].value if name in row else ""


def _term(term: Mapping[str, str]) -> Term:
    return Term(term["value"], term["type"], term.get("xml:lang", ""), term.get("datatype", ""))
