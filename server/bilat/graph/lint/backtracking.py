r"""Regular expressions that a backtracking engine may take exponential time for, such as ``(a+)+$``.

An expression is turned into its position automaton, each position a set of characters. Backtracking is
exponential where some position can come back to itself in two ways over the same text (exponential degree
of ambiguity; Weber and Seidl 1991, Weideman et al. 2016). ``(a+-)*a+`` has nested quantifiers as well, and
is not ambiguous, so it passes.

Left out: anchors and back references, which only make an expression match less, and polynomial ambiguity such
as in ``.*a.*b``. A count above `UNROLLED` is taken for "without end". What is too large or too deep is not
judged, nor worked on.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from re import _constants as sre  # type: ignore[attr-defined]  # re has no public way to its own parser
from re import _parser  # type: ignore[attr-defined]
from typing import Any

#: Counts up to this are written out, ``a{3}`` as ``aaa``; above it they behave like a star.
UNROLLED = 4
#: Automata above this size are not judged: ways grow with the square, and nested counts with their product.
MOST_POSITIONS = 160

_SAMPLES = frozenset(map(chr, range(128))) | set("\u00a0\u00b5\u00dfé\u0661ж漢\U0001f600")
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}

_Chars = frozenset[str]
_Edges = Counter[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an automaton: where it may begin and end, and whether it may match nothing."""

    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    empty: bool = True


def backtracks(pattern: str, flags: int = 0) -> bool:
    """Return whether matching may take time exponential in the length of the text.

    Args:
        pattern: a regular expression of Python's dialect, which pyshacl runs.
        flags: of the module `re`.

    Raises:
        re.error: it is no regular expression.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = _parser.parse(pattern, flags)
    automaton = _Automaton(tree.state.flags | flags)
    try:
        automaton.sequence(tree)
    except (_TooLargeError, RecursionError):
        return False
    return automaton.ambiguous()


class _TooLargeError(Exception):
    """An automaton would have more than `MOST_POSITIONS`."""


class _Automaton:
    """Positions and the ways from one to the next, counted."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._chars: list[_Chars] = []
        self._edges: _Edges = Counter()

    def sequence(self, nodes: Iterable[tuple[Any, Any]]) -> _Part:
        """Add parts that follow one another."""
        whole = _Part()
        for operation, argument in nodes:
            whole = self._joined(whole, self._part(operation, argument))
        return whole

    def ambiguous(self) -> bool:
        """Return whether a position comes back to itself in two ways over one text.

        That is so where two ways through one loop part and meet again: from there both lead back.
        """
        following: dict[int, list[int]] = {}
        for source, target in self._edges:
            following.setdefault(source, []).append(target)
        reached = {node: _reached(node, following) for node in following}
        loops = {
            node: [target for target in targets if node in reached.get(target, ())]
            for node, targets in following.items()
        }
        if any(count > 1 and target in loops[source] for (source, target), count in self._edges.items()):
            return True
        waiting = [(node, node) for node in loops]
        parted: set[tuple[int, int]] = set()
        while waiting:
            left, right = waiting.pop()
            for pair in product(loops[left], loops[right]):
                if pair[0] == pair[1]:
                    if left != right:
                        return True
                elif pair not in parted and self._chars[pair[0]] & self._chars[pair[1]]:
                    parted.add(pair)
                    waiting.append(pair)
        return False

    def _part(self, operation: Any, argument: Any) -> _Part:
        if operation in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY, sre.RANGE, sre.CATEGORY):
            return self._position(_charset(operation, argument, self._flags))
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self._repeated(*argument)
        if operation is sre.SUBPATTERN:
            return self.sequence(argument[3])
        if operation is sre.ATOMIC_GROUP:
            return self.sequence(argument)
        if operation is sre.BRANCH:
            return self._branches(argument[1])
        if operation in (sre.ASSERT, sre.ASSERT_NOT):
            self.sequence(argument[1])
        return _Part()

    def _position(self, chars: _Chars) -> _Part:
        if len(self._chars) == MOST_POSITIONS:
            raise _TooLargeError
        self._chars.append(chars)
        number = len(self._chars) - 1
        return _Part((number,), (number,), empty=False)

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._link(left.last, right.first)
        return _Part(
            left.first + (right.first if left.empty else ()),
            right.last + (left.last if right.empty else ()),
            left.empty and right.empty,
        )

    def _branches(self, branches: Iterable[Any]) -> _Part:
        parts = [self.sequence(branch) for branch in branches]
        return _Part(
            tuple(position for part in parts for position in part.first),
            tuple(position for part in parts for position in part.last),
            any(part.empty for part in parts),
        )

    def _repeated(self, least: int, most: int, nodes: Any) -> _Part:
        if most > UNROLLED:
            part = self.sequence(nodes)
            self._link(part.last, part.first)
            return _Part(part.first, part.last, part.empty or least == 0)
        whole, before = _Part(), len(self._chars)
        for turn in range(most):
            part = self.sequence(nodes)
            if len(self._chars) == before:
                break  # Nothing is in it, however often.
            optional = _Part(part.first, part.last, part.empty or turn >= least)
            whole = self._joined(whole, optional)
        return whole

    def _link(self, sources: Iterable[int], targets: tuple[int, ...]) -> None:
        for source in sources:
            for target in targets:
                self._edges[source, target] += 1


def _reached(start: int, following: Mapping[int, list[int]]) -> set[int]:
    """Return the positions that can be reached from one, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        for node in following.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def _charset(operation: Any, argument: Any, flags: int) -> _Chars:
    """Return which of the sample characters a node of the expression matches."""
    if operation is sre.ANY:
        return _SAMPLES if flags & re.DOTALL else _SAMPLES - {"\n"}
    if operation is sre.LITERAL:
        return _cased({chr(argument)}, flags)
    if operation is sre.NOT_LITERAL:
        return _SAMPLES - _cased({chr(argument)}, flags)
    if operation is sre.CATEGORY:
        matches = re.compile(_CATEGORIES[argument]).match
        return frozenset(char for char in _SAMPLES if matches(char))
    if operation is sre.RANGE:
        low, high = argument
        return _cased({chr(low), chr(high)} | {char for char in _SAMPLES if low <= ord(char) <= high}, flags)
    return _class(argument, flags)


def _class(members: list[tuple[Any, Any]], flags: int) -> _Chars:
    """Return what a class in square brackets matches."""
    negated = bool(members) and members[0][0] is sre.NEGATE
    chars = frozenset[str]().union(
        *(
            _charset(operation, argument, flags)
            for operation, argument in members
            if operation is not sre.NEGATE
        )
    )
    return _SAMPLES - chars if negated else chars


def _cased(chars: set[str], flags: int) -> _Chars:
    if not flags & re.IGNORECASE:
        return frozenset(chars)
    return frozenset(variant for char in chars for variant in (char, char.lower(), char.upper()))
