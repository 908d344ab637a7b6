"""robots.txt, site map and llms.txt: what programs look for first."""

from __future__ import annotations

from xml.etree import ElementTree as ET

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_robots_leave_lists_without_end_alone(client) -> None:
    """Queries and narrowed lists are not for crawlers, and the site map is named."""
    text = client.get("/robots.txt").text
    assert "Disallow: /sparql?" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_site_map_leads_to_pages_that_are_there(client) -> None:
    """The list of site maps leads to one whose addresses answer."""
    index = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 -- our own
    (part,) = [each.text for each in index.iter(f"{SITEMAP}loc")]
    found = ET.fromstring(client.get(part).data)  # noqa: S314
    addresses = [each.text or "" for each in found.iter(f"{SITEMAP}loc")]
    assert "http://localhost/guide" in addresses
    html = {"Accept": "text/html"}
    answers = {each: client.get(each, headers=html, follow_redirects=True) for each in addresses}
    assert [each for each, answer in answers.items() if answer.status_code != 200] == []
    others = {f"/sitemap-{number}.xml": 404 for number in (0, 2, 10**20)}
    assert {path: client.get(path).status_code for path in others} == others


def test_llms_text_leads_to_markdown(client) -> None:
    """The text for language models names the endpoint and pages as Markdown that are there."""
    text = client.get("/llms.txt").text
    assert text.startswith("# Partners")
    assert "http://localhost/sparql?query=" in text
    assert client.get("/questions.md").status_code == 200
    assert "(http://localhost/questions.md)" in text


def test_pages_with_nothing_to_show_are_not_named(client, own_client) -> None:
    """A graph without shapes, places, times and kinds of things to compare has no use for their pages."""
    for path in ("/shapes", "/map", "/network", "/timeline", "/compare"):
        named = [
            f"(http://localhost{path}.md)" in each.get("/llms.txt").text for each in (client, own_client)
        ]
        assert named == [False, True], path
