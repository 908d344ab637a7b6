"""What can be said of the solutions of a group without evaluating it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOTHING: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the solutions of a group have in common.

    Args:
        scope: variables that some may bind.
        sure: variables that all bind.
        touched: some depend on the graph.
        bound: all come from the graph, in the eyes of the engine.
    """

    scope: frozenset[str] = NOTHING
    sure: frozenset[str] = NOTHING
    touched: bool = False
    bound: bool = False

    def join(self, other: Facts) -> Facts:
        """Return what the solutions of both together have in common."""
        return Facts(
            self.scope | other.scope,
            self.sure | other.sure,
            self.touched or other.touched,
            self.bound or other.bound,
        )

    def union(self, other: Facts) -> Facts:
        """Return what the solutions of either have in common."""
        return Facts(
            self.scope | other.scope,
            self.sure & other.sure,
            self.touched or other.touched,
            self.bound and other.bound,
        )
