import re

import pytest

from bilat.web.pictures.world import Place, World

WORLD = World.load()


def test_a_country_is_found_by_each_of_its_codes() -> None:
    """Two letters, three letters and the number name the same country."""
    assert WORLD.country("JP") == WORLD.country("jpn") == WORLD.country("392") is not None


def test_no_country_has_an_unknown_code() -> None:
    """What is no code of a country is no country."""
    assert WORLD.country("ZZ") is None


@pytest.mark.parametrize("code", ["SG", "MT"])
def test_a_country_too_small_to_be_drawn_has_a_place(code: str) -> None:
    """A dot can stand where no outline does."""
    country = WORLD.country(code)
    assert country is not None
    assert country.outline is None
    assert 0 < country.place.x < WORLD.width


@pytest.mark.parametrize("code", ["US", "CA", "CN", "IN", "JP", "KR", "AU", "NZ", "BR", "ZA"])
def test_a_dot_stands_inside_the_outline_of_its_country(code: str) -> None:
    """The place of a country is within the box around its outline."""
    country = WORLD.country(code)
    assert country is not None
    assert country.outline is not None
    points = list(_points(country.outline))
    assert min(x for x, _ in points) <= country.place.x <= max(x for x, _ in points)
    assert min(y for _, y in points) <= country.place.y <= max(y for _, y in points)


def test_places_are_projected_like_outlines() -> None:
    """A point projected by the server falls where the build has put it."""
    for code in ("US", "JP", "NZ", "CL", "NO", "FJ"):
        country = WORLD.country(code)
        assert country is not None
        here = WORLD.place(country.place.lon, country.place.lat)
        assert abs(here.x - country.place.x) <= 1
        assert abs(here.y - country.place.y) <= 1


def test_land_fits_the_map() -> None:
    """No outline leaves the map but for islands beyond its lower edge."""
    points = list(_points(WORLD.land))
    assert min(x for x, _ in points) >= 0
    assert max(x for x, _ in points) <= WORLD.width
    assert min(y for _, y in points) >= 0
    assert max(y for _, y in points) <= WORLD.height
    assert len(WORLD.land) < 9_000


def test_a_region_has_a_place_and_no_seat() -> None:
    """Africa stands in the middle of Africa."""
    place = WORLD.region("002")
    assert place is not None
    assert -20 < place.lat < 20
    assert WORLD.region("999") is None


def test_a_route_joins_its_ends() -> None:
    """The way from Brussels to Japan starts at the one and ends at the other, and goes over the north."""
    brussels, japan = WORLD.place(4.35, 50.85), WORLD.country("JP")
    assert japan is not None
    route = WORLD.route(brussels, japan.place)
    points = _points(route)
    assert points[0] == (brussels.x, brussels.y)
    assert points[-1] == (japan.place.x, japan.place.y)
    assert min(y for _, y in points) < min(brussels.y, japan.place.y)


def test_a_route_over_the_edge_is_drawn_in_parts() -> None:
    """A way that leaves on the right comes in on the left, with no line across the map."""
    assert WORLD.route(WORLD.place(-170, 20), WORLD.place(-110, 20)).count("M") == 2


def test_a_route_to_where_it_starts_is_a_point() -> None:
    """There is no way from a place to itself."""
    here = Place(0.0, 0.0, 10, 10)
    assert WORLD.route(here, here) == "M10 10"


def _points(path: str) -> list[tuple[int, int]]:
    """Return the points of relative path data."""
    points = []
    for ring in path.split("M")[1:]:
        start, _, steps = ring.rstrip("z").partition("l")
        x, y = map(int, re.findall(r"-?\d+", start))
        points.append((x, y))
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
    return points
