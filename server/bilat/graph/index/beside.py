"""What stands beside a thing without a link to it, kept in the index: pairs from ``queries/pages/beside``.

A query there returns ``?thing`` and ``?other``, and may return what joins them as ``?common``; its header
gives the ``title`` above them and, in ``includes``, what joins them. A project without such queries has
nothing beside anything.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Final

from bilat.graph.pages.columns import require_values
from bilat.graph.pages.queries import page_queries
from bilat.graph.pages.whole import Whole
from bilat.project import Project

#: Things beside one that are kept; of more, how many they are is kept, and what they have in common.
_MOST: Final = 12


def write_beside(database: sqlite3.Connection, whole: Whole, project: Project) -> None:
    """Fill ``beside_kind``, ``beside`` and ``beside_cut``.

    Args:
        database: the index.
        whole: everything that holds.
        project: has the queries, or has none.

    Raises:
        SourceError: a query cannot be read or fails, or a row has no thing or no other.
    """
    for number, query in enumerate(page_queries(project, "beside"), 1):
        words = query.header.get("includes", "")
        database.execute("INSERT INTO beside_kind VALUES (?, ?, ?)", (number, query.title, words))
        found: dict[str, list[str]] = defaultdict(list)
        common: dict[str, str] = {}
        for place, row in enumerate(whole.rows(query), 1):
            require_values(row, place, "beside", query.id, query.path)
            found[row["thing"].value].append(row["other"].value)
            if "common" in row:
                common[row["thing"].value] = row["common"].value
        for thing, others in sorted(found.items()):
            several = list(dict.fromkeys(others))
            pairs = ((thing, number, place, other) for place, other in enumerate(several[:_MOST]))
            database.executemany("INSERT INTO beside VALUES (?, ?, ?, ?)", pairs)
            if len(several) > _MOST:
                cut = (thing, number, len(several), common.get(thing, ""))
                database.execute("INSERT INTO beside_cut VALUES (?, ?, ?, ?)", cut)
