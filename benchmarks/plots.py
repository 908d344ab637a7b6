"""Plots as SVG: a curve for each of those compared, both axes logarithmic, values in titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

Points = Mapping[str, Sequence[tuple[float, float]]]

_WIDTH, _HEIGHT = 460, 270
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 12, 14, 36
#: Dark enough on white, and told apart without colours by dashes and marks.
_LOOKS = (
    ("#0b4f9c", "", "circle"),
    ("#b3410e", "6 3", "square"),
    ("#2f6b2f", "2 3", "diamond"),
    ("#7a2a8a", "8 3 2 3", "circle"),
    ("#5b5b5b", "1 2", "square"),
)


def curves(points: Points, unit: str, caption: str) -> str:
    """Return a plot of what each took by the size of the graph.

    Args:
        points: for each of those compared size and value, in the order of size; values above 0.
        unit: of the values.
        caption: what is shown, for who does not see it.
    """
    sizes = [x for line in points.values() for x, _ in line]
    values = [y for line in points.values() for _, y in line]
    across, up = _Axis(sizes, _LEFT, _WIDTH - _RIGHT), _Axis(values, _HEIGHT - _BOTTOM, _TOP)
    parts = [_grid(across, up, unit)]
    for number, (name, line) in enumerate(points.items()):
        parts.append(_line(name, [(across.at(x), up.at(y), x, y) for x, y in line], number, unit))
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    return f'<svg viewBox="{box}" role="img" aria-label="{escape(caption)}">{"".join(parts)}</svg>'


def key(names: Sequence[str]) -> str:
    """Return what the lines stand for."""
    entries = (
        f'<li><svg viewBox="0 0 34 12" aria-hidden="true">{_stroke([(2, 6), (32, 6)], number)}'
        f"{_mark(17, 6, number)}</svg> {escape(name)}</li>"
        for number, name in enumerate(names)
    )
    return f'<ul class="key">{"".join(entries)}</ul>'


def short(value: float) -> str:
    """Return a number in four characters or so: 3k, 0.25, 10M."""
    for limit, letter in ((1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{letter}"
    return f"{value:.3g}"


class _Axis:
    """A logarithmic axis over whole powers of ten, from one place in the picture to another."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low, self._high = floor(log10(min(values))), ceil(log10(max(values)))
        self._high = max(self._high, self._low + 1)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Return the place of a value."""
        share = (log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)

    @property
    def ticks(self) -> list[float]:
        """Return the powers of ten."""
        return [10.0**power for power in range(self._low, self._high + 1)]


def _grid(across: _Axis, up: _Axis, unit: str) -> str:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = []
    for tick in up.ticks:
        y = up.at(tick)
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{right}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{short(tick)}</text>')
    for tick in across.ticks:
        x = across.at(tick)
        parts.append(f'<path class="grid" d="M{x:.1f} {_TOP}V{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{short(tick)}</text>')
    parts.append(f'<text x="{right}" y="{_HEIGHT - 4}" text-anchor="end">triples</text>')
    parts.append(f'<text x="4" y="{_HEIGHT - 4}">{escape(unit)}</text>')
    return "".join(parts)


def _line(name: str, places: Sequence[tuple[float, float, float, float]], number: int, unit: str) -> str:
    marks = "".join(
        f"<g><title>{escape(name)}, {short(size)} triples: {value:.4g} {escape(unit)}</title>"
        f"{_mark(x, y, number)}</g>"
        for x, y, size, value in places
    )
    return _stroke([(x, y) for x, y, _, _ in places], number) + marks


def _stroke(places: Sequence[tuple[float, float]], number: int) -> str:
    colour, dashes, _ = _LOOKS[number % len(_LOOKS)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    return f'<path fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}" d="M{path}"/>'


def _mark(x: float, y: float, number: int) -> str:
    colour, _, shape = _LOOKS[number % len(_LOOKS)]
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    turned = f' transform="rotate(45 {x:.1f} {y:.1f})"' if shape == "diamond" else ""
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="{colour}"{turned}/>'
