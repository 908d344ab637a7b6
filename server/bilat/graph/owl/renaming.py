"""One name in the tables for things that are the same, and all their names back at the end.

What is the same as what is in `same`; here triples are written anew under the names that it has.
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

from collections.abc import Iterable

from bilat.graph.owl.same import Representatives
from bilat.graph.owl.workspace import Space

#: How the members of a crowd are told to be the same.
_STARS = (
    "SELECT head AS s, :owl_sameAs AS p, member AS o FROM crowd",
    "SELECT member AS s, :owl_sameAs AS p, head AS o FROM crowd",
)


def renamed(space: Space, table: str, names: Iterable[tuple[int, int]]) -> str:
    """Return the SELECT of a table's triples with every new name for each old one.

    Args:
        space: where the table is; it keeps the names, in a table of its own.
        table: the triples.
        names: old and new ones.
    """
    space.put("renamed", ("old", "new"), sorted(names))
    return (
        "SELECT DISTINCT coalesce(ns.new, t.s) AS s, coalesce(np.new, t.p) AS p, "
        f"coalesce(no.new, t.o) AS o FROM {table} AS t LEFT JOIN renamed AS ns ON ns.old = t.s "
        "LEFT JOIN renamed AS np ON np.old = t.p LEFT JOIN renamed AS no ON no.old = t.o"
    )


def merge(space: Space, same: Representatives, found: str, step: int, walked: int) -> bool:
    """Put the representative in place of what turned out to be the same; tell whether anything did.

    Args:
        space: where the triples are.
        same: what is the same so far.
        found: table of what the last step found.
        step: number of that step.
        walked: number of the rule whose paths are walked along.
    """
    pairs = space.rows(f"SELECT s, o FROM {found} WHERE p = :owl_sameAs AND s <> o AND s > 0 AND o > 0")
    moved = same.merge((s, o) for s, o in pairs)
    if not moved:
        return False
    source = renamed(space, "triple", moved.items())
    space.make("rewritten", f"{source} WHERE ns.old IS NOT NULL OR np.old IS NOT NULL OR no.old IS NOT NULL")
    for table in dict.fromkeys(("triple", found)):
        space.drop(table, "SELECT old FROM renamed")
    # What is there as the end of a path may be one of its links from now on, and is there twice then.
    links = f"(SELECT s, p, o FROM triple WHERE rule <> {walked})"
    space.append(
        "triple",
        f"SELECT s, p, o, {step} AS step, 0 AS rule FROM rewritten ANTI JOIN {links} AS t USING (s, p, o)",
    )
    if found == "delta":
        space.append("delta", "SELECT s, p, o, 0 AS rule FROM rewritten")
    return True


def under_all_names(space: Space, same: Representatives, told: str) -> str:
    """Return the SELECT of what was inferred and is not stated, under every name of each thing.

    Args:
        space: where the triples are.
        same: what is the same.
        told: the condition that a triple is told of.
    """
    moved, crowds = same.moved(), same.crowds()
    if not moved and not crowds:
        return f"SELECT s, p, o FROM triple WHERE rule > 0 AND {told}"
    source = "SELECT s, p, o FROM triple WHERE rule > 0"
    if moved:
        source = f"SELECT s, p, o FROM ({renamed(space, 'triple', same.names())}) AS r"
    if crowds:
        space.put("crowd", ("member", "head"), sorted(crowds.items()))
        source += "".join(f"\nUNION ALL {star}" for star in _STARS)
    return f"SELECT s, p, o FROM (\n{source}\n) AS d ANTI JOIN asserted USING (s, p, o) WHERE {told}"
