"""Partners and regions on a map of the world: where they lie, how they are joined, where their names fit.

Made from the stored answers ``map`` and ``map-things`` of ``queries/pages/views``, whose headers say what
their columns mean. What has no place on Earth there is in the table only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bilat.web.index import Index, Row, text_of
from bilat.web.marks import Mark, mark_of
from bilat.web.pictures.lettering import Label, Obstacle, lettered
from bilat.web.pictures.world import Place, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing that a source names with a partner.

    Args:
        iri: of the thing.
        label: what it is called.
        planned: whether it is only foreseen.
        marks: the passages that speak of it.
    """

    iri: str
    label: str
    planned: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner or region.

    Args:
        iri: of the country, organisation or region.
        label: what it is called.
        region: whether it is a region and no partner.
        full: whether there is more with it than projects.
        statements: how many the passages make that speak of what concerns it.
        things: what the sources name, the most telling first.
        code: of the country or region.
        place: where it lies; None where nothing says so.
        outline: path data of the country, or None.
        cable: path data of the way from home, empty without one and for regions.
        lettering: where its name stands.
    """

    iri: str
    label: str
    region: bool
    full: bool
    statements: int
    things: tuple[Named, ...]
    code: str
    place: Place | None
    outline: str | None
    cable: str = ""
    lettering: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The map with all that is on it.

    Args:
        world: the land.
        home: where all ways begin, None where nothing says so.
        start: what that place is called.
        partners: most statements first.
        title: what the map shows.
        legend: what tells full marks from hollow ones, in a sentence.
    """

    world: World
    home: Place | None
    start: str
    partners: tuple[Partner, ...]
    title: str
    legend: str

    @property
    def drawn(self) -> tuple[Partner, ...]:
        """Return what has a place."""
        return tuple(each for each in self.partners if each.place)

    @property
    def shores(self) -> str:
        """Return path data of all countries that are partners."""
        return "".join(each.outline or "" for each in self.partners)

    @property
    def cables(self) -> str:
        """Return path data of all ways."""
        return "".join(each.cable for each in self.partners)


def atlas_of(index: Index, base: str) -> Atlas:
    """Return the map of a release.

    Args:
        index: has the stored answers.
        base: beginning of the IRIs that this server answers for.
    """
    world = World.load()
    answer = index.answer("map")
    rows = answer.rows if answer else ()
    things = _things(index, base)
    start = next((row for row in rows if text_of(row, "sort") == "home"), {})
    home = _place(world, start)
    partners = [_partner(world, row, things) for row in rows if row is not start]
    ways = [_joined(world, home, each) for each in partners]
    return Atlas(
        world=world,
        home=home,
        start=text_of(start, "label"),
        partners=tuple(_named(world, home, ways)),
        title=answer.title if answer else "",
        legend=answer.includes if answer else "",
    )


def _partner(world: World, row: Row, things: Mapping[str, tuple[Named, ...]]) -> Partner:
    iri, code = text_of(row, "place"), text_of(row, "code")
    country = world.country(code)
    return Partner(
        iri=iri,
        label=text_of(row, "label") or iri,
        region=text_of(row, "sort") == "region",
        full=text_of(row, "full") == "true",
        statements=int(text_of(row, "statements") or 0),
        things=things.get(iri, ()),
        code=code,
        place=_place(world, row),
        outline=country.outline if country else None,
    )


def _place(world: World, row: Row) -> Place | None:
    """Return where a row says that something lies: by degrees, else by the code of a country or region."""
    if "lon" in row and "lat" in row:
        return world.place(float(text_of(row, "lon")), float(text_of(row, "lat")))
    code = text_of(row, "code")
    country = world.country(code)
    return country.place if country else world.region(code)


def _joined(world: World, home: Place | None, partner: Partner) -> Partner:
    """Return a partner with the way to it; a region has no seat to which there could be one."""
    if home is None or partner.place is None or partner.region:
        return partner
    return replace(partner, cable=world.route(home, partner.place))


def _named(world: World, home: Place | None, partners: Iterable[Partner]) -> Iterator[Partner]:
    """Yield the partners, each with a place for its name; names of countries come before those of regions."""
    partners = tuple(partners)
    drawn = sorted(
        (each.region, each.place.x, each.place.y, each.iri, each.label) for each in partners if each.place
    )
    points = [(x, y) for _, x, y, _, _ in drawn]
    obstacles = [Obstacle.around(x, y) for x, y in (*points, *([(home.x, home.y)] if home else []))]
    words = [(x, y, label) for _, x, y, _, label in drawn]
    labels = lettered(words, obstacles, world.width, world.height)
    placed = {iri: label for (_, _, _, iri, _), label in zip(drawn, labels, strict=True)}
    for each in partners:
        yield replace(each, lettering=placed.get(each.iri))


def _things(index: Index, base: str) -> dict[str, tuple[Named, ...]]:
    """Return what is named with each place, in the order of the query."""
    answer = index.answer("map-things")
    gathered: dict[str, dict[str, list[Row]]] = {}
    for row in answer.rows if answer else ():
        gathered.setdefault(text_of(row, "place"), {}).setdefault(text_of(row, "thing"), []).append(row)
    return {
        place: tuple(_thing(iri, rows, base) for iri, rows in things.items())
        for place, things in gathered.items()
    }


def _thing(iri: str, rows: list[Row], base: str) -> Named:
    marks = {text_of(row, "passage"): text_of(row, "mark") for row in rows if "passage" in row}
    return Named(
        iri=iri,
        label=text_of(rows[0], "label"),
        planned=any(text_of(row, "said") == "planned" for row in rows),
        marks=tuple(mark_of(passage, mark, base) for passage, mark in marks.items()),
    )
