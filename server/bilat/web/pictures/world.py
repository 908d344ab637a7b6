"""The world on a plane, for maps that are drawn with a template: outlines, places, and ways between them.

Outlines and places of countries are made beforehand, by `server/frontend/world`; others are projected here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import Any, Final

#: Coefficients of Equal Earth (Šavrič, Patterson, Jenny 2018).
_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)
_M: Final = sqrt(3) / 2
#: A way is drawn as this many straight pieces.
_PIECES: Final = 24
_GlobePoint = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the globe and on the map.

    Args:
        lon: degrees east.
        lat: degrees north.
        x: units from the left.
        y: units from the top.
    """

    lon: float
    lat: float
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country of ISO 3166-1.

    Args:
        place: where its dot stands.
        outline: path data, or None where it is too small to be drawn.
    """

    place: Place
    outline: str | None


class World:
    """A map of the world.

    Args:
        data: as ``world.json`` has it.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.width: Final[int] = data["width"]
        self.height: Final[int] = data["height"]
        self.land: Final[str] = data["land"]
        self._projection = data["projection"]
        self._countries: dict[str, Country] = {}
        for alpha2, row in data["countries"].items():
            country = Country(_place(row), row.get("path"))
            self._countries |= dict.fromkeys((alpha2, row["alpha3"], row["numeric"]), country)
        self._regions = {code: _place(row) for code, row in data["regions"].items()}

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> World:
        """Return the map that was made when the browser's side was built."""
        made = files("bilat.web").joinpath("static", "world.json").read_text("utf-8")
        return cls(json.loads(made))

    def country(self, code: str) -> Country | None:
        """Return a country by its two-letter, three-letter or numeric code."""
        return self._countries.get(code.upper())

    def region(self, code: str) -> Place | None:
        """Return the place of a region by its code in UN M49, which has no seat: a point in its middle."""
        return self._regions.get(code)

    def place(self, lon: float, lat: float) -> Place:
        """Return the place of a point of the globe, in degrees."""
        turned = (lon - self._projection["turn"] + 180) % 360 - 180
        theta = asin(_M * sin(radians(lat)))
        square = theta * theta
        sixth = square**3
        slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
        x = radians(turned) * cos(theta) / (_M * slope)
        y = theta * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
        scale, (left, top) = self._projection["scale"], self._projection["translate"]
        return Place(lon, lat, round(left + scale * x), round(top - scale * y))

    def route(self, start: Place, end: Place) -> str:
        """Return path data of the shortest way over the globe, in parts where it leaves the map's edge."""
        parts: list[list[Place]] = [[start]]
        for each in (*(self.place(*point) for point in _between(start, end)), end):
            if abs(each.x - parts[-1][-1].x) > self.width / 2:
                parts.append([])
            if not parts[-1] or (each.x, each.y) != (parts[-1][-1].x, parts[-1][-1].y):
                parts[-1].append(each)
        return "".join(map(_path, parts))


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["lon"], row["lat"], row["x"], row["y"])


def _path(part: list[Place]) -> str:
    """Return path data in steps, which are shorter than places."""
    steps = "".join(
        f"{after.x - before.x:+d}{after.y - before.y:+d}" for before, after in pairwise(part)
    ).replace("+", " ")
    start = f"M{part[0].x} {part[0].y}"
    return f"{start}l{steps.lstrip()}" if steps else start


def _between(start: Place, end: Place) -> Iterator[tuple[float, float]]:
    """Yield points of the great circle between two places, without the two."""
    first, last = _on_globe(start.lon, start.lat), _on_globe(end.lon, end.lat)
    angle = 2 * asin(min(1.0, sqrt(sum((a - b) ** 2 for a, b in zip(first, last, strict=True))) / 2))
    if not sin(angle):
        return
    for piece in range(1, _PIECES):
        share = piece / _PIECES
        weights = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
        yield _degrees(_sum([_scaled(first, weights[0]), _scaled(last, weights[1])]))


def _on_globe(lon: float, lat: float) -> _GlobePoint:
    east, north = radians(lon), radians(lat)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _degrees(point: _GlobePoint) -> tuple[float, float]:
    x, y, z = point
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))


def _sum(points: Iterable[_GlobePoint]) -> _GlobePoint:
    x, y, z = (sum(each) for each in zip(*points, strict=True))
    return x, y, z


def _scaled(point: _GlobePoint, factor: float) -> _GlobePoint:
    x, y, z = point
    return x * factor, y * factor, z * factor
