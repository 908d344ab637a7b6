"""Queries of pages: what they may not ask for, whatever the graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.pattern import Group, query

PAGES = Path(__file__).parents[2] / "queries/pages"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.rq")), ids=lambda path: path.stem)
def test_no_union_is_joined_with_all_graphs(path: Path) -> None:
    """Each pattern looks up what it finds: after their UNION the engine reads each graph whole."""
    read = query(tokens(path.read_text("utf-8"), sparql().keywords))
    assert read is not None
    for group in _groups(read.where):
        union = any(len(each.groups) > 1 for each in group.elements if each.kind == "GROUP")
        assert not (union and any(each.kind == "GRAPH" for each in group.elements))


def _groups(group: Group) -> Iterator[Group]:
    yield group
    if group.select is not None:
        yield from _groups(group.select.where)
    for element in group.elements:
        for each in element.groups:
            yield from _groups(each)
