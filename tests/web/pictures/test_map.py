"""The map of bilat's own graph, and of a release that names no places."""

import re
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

import bilat.web
from bilat.graph.releases.release import Release
from bilat.web.index import Index
from bilat.web.pictures.atlas import Atlas, Partner, atlas_of


@pytest.fixture(scope="module")
def atlas(own_release: Release) -> Atlas:
    index = Index(own_release)
    yield atlas_of(index, "https://w3id.org/bilat/")
    index.close()


def partner(atlas: Atlas, name: str) -> Partner:
    (found,) = [each for each in atlas.partners if each.iri.endswith(f"/{name}")]
    return found


def test_all_places_are_on_the_map(atlas: Atlas) -> None:
    """Countries too small to be drawn, an organisation and regions have a mark too."""
    assert atlas.drawn == atlas.partners
    for name in ("singapore", "asean", "africa", "asia-pacific", "japan"):
        place = partner(atlas, name).place
        assert place is not None
        assert 0 <= place.x <= atlas.world.width
        assert 0 <= place.y <= atlas.world.height


def test_what_is_spoken_of_together_is_named_too(atlas: Atlas) -> None:
    """The policy dialogues with strategic partners are what the sources name first with the United States."""
    things = [thing.iri.rpartition("/")[2] for thing in partner(atlas, "united-states").things]
    assert things.count("policy-dialogues") == 1
    assert things.count("eu-us-ict-policy-dialogue") == 1
    assert things[0] == "eu-us-ict-policy-dialogue"


def test_projects_alone_are_hollow(atlas: Atlas) -> None:
    """Japan has dialogues; Singapore and Canada are named in projects only."""
    assert partner(atlas, "japan").full
    assert not partner(atlas, "singapore").full
    assert not partner(atlas, "canada").full


def test_cables_lead_to_partners_only(atlas: Atlas) -> None:
    """A region has no seat to which there could be a line."""
    assert partner(atlas, "japan").cable.startswith("M")
    assert not partner(atlas, "africa").cable


def test_names_are_apart(atlas: Atlas) -> None:
    """No two names begin at the same place."""
    spots = {(each.lettering.x, each.lettering.y) for each in atlas.drawn if each.lettering}
    assert len(spots) == len(atlas.drawn)


def test_the_table_holds_what_the_picture_shows(own_client: Client) -> None:
    """Each name on the map stands in the table, as a link, with passages."""
    page = own_client.get("/map").text
    picture, table = page.partition("</svg><figcaption>")[::2]
    names = re.findall(r"<text[^>]*>([^<]+)</text>", picture)
    assert len(names) == 14
    heads = re.findall(r'<th scope="row">.*?<a href="[^"]+">([^<]+)</a>', table)
    assert set(names) == set(heads)
    assert 'class="mark"' in table


def test_files_have_all_places(own_client: Any) -> None:
    """CSV and JSON have a row a place, with the degrees where it stands."""
    found = own_client.get("/map.json").json
    japan = next(each for each in found if each["label"] == "Japan")
    assert (japan["code"], japan["sort"], japan["more_than_projects"]) == ("JP", "partner", True)
    assert "B20" in japan["passages"]
    assert own_client.get("/map.csv").text.count("\n") == len(found) + 1


def test_the_picture_needs_no_style_sheet(own_client: Client) -> None:
    """Only attributes are used, so that it looks the same anywhere."""
    picture = own_client.get("/map.svg").text
    assert "class=" not in picture
    assert "style=" not in picture
    assert "no view on borders" in picture


def test_what_the_map_shows_is_said_by_its_query(own_client: Client) -> None:
    """Its words are those of the project; no page has words that only one project could mean."""
    title, legend = "With whom the EU side works on digital matters", "A full mark has a dialogue"
    assert title in own_client.get("/map").text
    for path in ("/", "/map", "/map.svg"):
        assert legend in own_client.get(path).text
    templates = Path(bilat.web.__file__).parent / "templates"
    assert [
        path.name for path in templates.iterdir() if re.search(r"\b(EU|Japan|5G)\b", path.read_text())
    ] == []


def test_a_release_without_places_says_so(client: Client) -> None:
    """A graph that names no partners has a page nevertheless."""
    assert "no partners or regions" in client.get("/map").text
    assert client.get("/map.svg").status_code == 200


def test_links_to_more_are_told_apart(own_client: Any) -> None:
    """Whoever hears the links alone hears with whom there is more."""
    for path in ("/", "/map"):
        assert re.search(r'and \d+ more<span class="vh"> with Japan</span>', own_client.get(path).text)
