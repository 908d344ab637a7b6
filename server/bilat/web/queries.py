"""The queries that pages ask of the engine: their texts, the things that are put into them, their rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bilat.engine.formats import JSON
from bilat.engine.interface import Engine, Limits, Operation
from bilat.project import Project

_VALUES: Final = "VALUES ?thing { }"


def page_query(name: str) -> str:
    """Return the text of a query that pages ask."""
    path: Path = Project.at().root / "queries" / "pages" / f"{name}.rq"
    return path.read_text("utf-8")


def about(text: str, things: Iterable[str]) -> Operation:
    """Return a query about several things, given in N-Triples."""
    return Operation(text=text.replace(_VALUES, f"VALUES ?thing {{ {' '.join(things)} }}"))


def rows(engine: Engine, operation: Operation, limits: Limits) -> Iterator[dict[str, Any]]:
    """Yield the rows of a query, each a term by variable as in SPARQL results JSON."""
    yield from json.loads(engine.run(operation, JSON, limits).body)["results"]["bindings"]
