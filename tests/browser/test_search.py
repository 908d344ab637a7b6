"""People find things: as they type, from the form, by narrowing a list, with scripts and without."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.fixture
def plain(browser: Any, site: str) -> Iterator[Any]:
    """Return a narrow page without scripts."""
    context = browser.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("typed", ["japn", "Giappone"])
def test_suggestions_lead_to_the_thing(watched: Any, typed: str) -> None:
    """Arrow keys choose, the field says what is chosen, Enter goes there."""
    page = watched.page
    page.goto("/browse")
    field = page.get_by_role("combobox", name="Find")
    field.press_sequentially(typed, delay=10)
    expect(page.locator(".suggestions").get_by_role("option").first).to_contain_text("partner country")
    field.press("ArrowDown")
    chosen = page.locator(".suggestions").get_by_role("option", selected=True)
    expect(chosen).to_contain_text("partner country")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.press("Enter")
    page.wait_for_url(re.compile("/id/japan"))


CHOSEN = "[role=option][aria-selected]:not([aria-selected=false])"


@pytest.mark.parametrize(
    ("path", "field", "typed", "options"),
    [
        ("/browse", "form.find input", "japn", ".suggestions"),
        ("/sparql", ".cm-content", "\nOPTIONAL { ?s bilat:conc", ".cm-tooltip-autocomplete"),
    ],
)
def test_what_is_chosen_shows_without_colours_of_ours(
    browser: Any, site: str, path: str, field: str, typed: str, options: str
) -> None:
    """Who has the system choose all colours sees which suggestion Enter takes, and can read it."""
    page = browser.new_page(base_url=site, forced_colors="active")
    page.goto(path)
    page.locator(field).first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(typed, delay=10)
    page.locator(f"{options} [role=option]").first.wait_for()
    if not page.locator(f"{options} {CHOSEN}").count():
        page.keyboard.press("ArrowDown")
    colour = "(it) => getComputedStyle(it).backgroundColor"
    chosen, other = page.locator(f"{options} {CHOSEN}"), page.locator(f"{options} [role=option]").last
    assert chosen.evaluate(colour) != other.evaluate(colour)
    inside = chosen.locator("> *").first.evaluate("(it) => getComputedStyle(it).forcedColorAdjust")
    assert inside == "none"
    page.close()


def test_suggestions_close_on_escape_and_the_form_still_works(watched: Any) -> None:
    """Escape closes the list; Enter then sends what is typed."""
    page = watched.page
    page.goto("/browse")
    field = page.get_by_role("combobox", name="Find")
    field.press_sequentially("japan 5g", delay=10)
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=japan\+5g"))
    expect(page.locator(".hits a").first).to_have_text("Joint Declaration on 5G between the EU and Japan")


def test_a_facet_narrows_and_is_dropped(watched: Any) -> None:
    """The number beside a value is what the list then has; the chip takes it back."""
    page = watched.page
    page.goto("/browse?topic=5g")
    whole = page.get_by_role("heading", level=1).inner_text()
    value = page.get_by_label(re.compile("South Korea"))
    count = re.search(r"\d+", value.locator("xpath=..").inner_text())
    assert count
    value.check()
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{count[0]} things with South Korea about 5G")
    expect(page.locator(".hits > li")).to_have_count(int(count[0]))
    page.get_by_role("link", name="Remove filter Partner: South Korea").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(whole)


def test_a_mark_leads_to_its_passage(watched: Any) -> None:
    """The passage is the one whose number the mark shows."""
    page = watched.page
    page.goto("/browse?topic=5g&kind=joint-declaration&partner=south-korea")
    page.get_by_role("link", name="Passage B29").click()
    page.wait_for_url(re.compile("/source/b"))
    assert re.search("B29|/source/b/29", page.content())


def test_the_list_as_sparql_is_in_the_editor(watched: Any) -> None:
    """The query answers with as many rows as the list has."""
    page = watched.page
    page.goto("/browse?kind=joint-declaration")
    things = page.locator(".hits > li").count()
    assert things
    page.get_by_role("link", name="This list as SPARQL").click()
    page.wait_for_url(re.compile("/sparql"))
    expect(page.locator("table tbody tr")).to_have_count(things)


def test_all_of_it_works_without_scripts(plain: Any) -> None:
    """Filters fold out, are sent, and the search answers, on a narrow screen."""
    plain.goto("/browse?topic=5g")
    plain.get_by_text("Filters (1 in use)").click()
    plain.get_by_label(re.compile("Joint declaration")).check()
    plain.get_by_role("button", name="Show results").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(
        "3 things of the kind joint declaration about 5G"
    )
    plain.get_by_role("searchbox").fill("japn")
    plain.get_by_role("button", name="Find").click()
    expect(plain.locator(".hits a").first).to_have_text("Japan")


@pytest.mark.parametrize(
    "path", ["/browse", "/browse?topic=5g&partner=india", "/search?q=japan", "/search?q=xyzzy"]
)
def test_no_page_is_wider_than_a_small_screen(plain: Any, path: str) -> None:
    """Nothing scrolls sideways at 320 pixels."""
    plain.set_viewport_size({"width": 320, "height": 640})
    plain.goto(path)
    box = plain.locator("main").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 320
