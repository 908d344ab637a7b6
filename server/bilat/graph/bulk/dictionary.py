"""The numbers of terms as rules ask for them (`bilat.graph.owl.dictionary`), from the table ``name``."""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from bilat.graph.bulk.canonical import listed
from bilat.graph.bulk.database import Database
from bilat.graph.owl.dictionary import Lexicon, vocabulary_term

#: Terms of axioms that are looked up at once.
_MOST = 100_000


class StoredDictionary(Lexicon):
    """The terms of the table ``name``, as they are asked for: rules need those of the ontology only.

    Args:
        database: where the table is.
    """

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self._ids: dict[str, int] = {}
        self._terms: dict[int, str] = {}
        self.end = database.value("SELECT max(id) + 1 FROM name")

    def __getitem__(self, term: str) -> int:
        """Return the id of a term, or 0 for one that does not occur."""
        if term not in self._ids:
            self.learn([term])
        return self._ids[term]

    def learn(self, terms: Iterable[str]) -> None:
        """Look up many terms at once."""
        texts = set(terms) - self._ids.keys()
        if texts:
            # Quoted: for each parameter DuckDB looks for half a dozen packages that are not there.
            rows = self._rows(f"SELECT text, id FROM name WHERE text IN ({listed(texts)})")
            self._ids |= dict.fromkeys(texts, 0) | dict(rows)

    def read(self, numbers: Iterable[int]) -> None:
        """Look up the texts of many numbers at once."""
        wanted = sorted({number for number in numbers if number < self.end} - self._terms.keys())
        if wanted:
            self._terms |= dict(
                self._rows(f"SELECT id, text FROM name WHERE id IN ({', '.join(map(str, wanted))})")
            )

    def texts(self, rows: Collection[Sequence[int]]) -> Iterator[tuple[str, ...]]:
        """Yield rows of numbers as terms, looked up at once."""
        self.read(number for row in rows for number in row)
        yield from (tuple(map(self.term, row)) for row in rows)

    def read_axioms(self, names: Iterable[str]) -> None:
        """Look up at once the terms that triples with these predicates relate, of many the first.

        Args:
            names: as rules use them.
        """
        self.learn(map(vocabulary_term, names))
        predicates = ", ".join(str(self.named(name)) for name in names)
        axioms = f"FROM asserted WHERE p IN ({predicates})"
        ends = f"SELECT s {axioms} UNION SELECT o {axioms}"
        self._terms |= dict(self._rows(f"SELECT id, text FROM name WHERE id IN ({ends}) LIMIT {_MOST}"))

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.database.connection.cursor().execute(sql).fetchall()

    def term(self, number: int) -> str:
        """Return the text of a term."""
        if number not in self._terms:
            self.read([number])
        return self._terms[number]
