"""Pictures in a real browser: by keyboard, by pointer, on narrow screens, without script."""

from __future__ import annotations

from typing import Any

import pytest

PICTURES = ("/", "/timeline", "/map", "/network")
#: Names in the network that are fainter than they were drawn.
FADED = """() => [...document.querySelectorAll("svg.net a text")]
  .filter((it) => [it, it.parentNode].some((each) => getComputedStyle(each).opacity !== "1"))
  .map((it) => it.textContent)"""


def test_a_thing_with_focus_keeps_its_links(watched: Any) -> None:
    """The others fade, and come back when it is left; Enter leads to the picture around it."""
    page = watched.page
    page.goto("/network?partner=japan")
    thing = page.locator("svg.net a", has_text="EU-Japan ICT Dialogue").first
    thing.focus()
    near = page.locator("svg.net a.near").all_text_contents()
    assert {"Japan", "European Union"} <= {text.strip() for text in near}
    assert page.locator("svg.net.lit .wires .on").count() == len(near) - 1
    assert page.evaluate(FADED) == []
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    assert page.locator("svg.net.lit").count() == 0
    thing.press("Enter")
    page.wait_for_url("**/network?focus=japan-ict-dialogue")
    assert page.locator("h1").inner_text() == "Around EU-Japan ICT Dialogue"


def test_the_whole_network_is_printed(browser: Any, site: str) -> None:
    """Paper cannot be scrolled: the column of the partners is on it, too."""
    page = browser.new_page(base_url=site, viewport={"width": 720, "height": 1000})
    page.goto("/network")
    page.emulate_media(media="print")
    edge = page.evaluate("document.documentElement.clientWidth")
    assert page.locator("svg.net").bounding_box()["width"] <= edge
    page.close()


def test_a_form_narrows_without_script(browser: Any, site: str) -> None:
    """What is chosen stands in the address, and the button sends it."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/timeline")
    all_rows = page.locator(".time > li").count()
    page.locator("select[name=partner]").select_option("china")
    page.get_by_role("button", name="Show").click()
    assert "partner=china" in page.url
    assert 0 < page.locator(".time > li").count() < all_rows
    page.get_by_role("link", name="Show all").click()
    assert page.locator(".time > li").count() == all_rows
    context.close()


def test_bars_of_one_precision_are_equally_high(watched: Any) -> None:
    """However many lines the name beside it takes, a day gets the same ink."""
    page = watched.page
    page.goto("/timeline")
    heights = page.evaluate(
        "[...document.querySelectorAll('.time .f')].map(bar => [bar.getAttribute('height'),"
        " Math.round(bar.getBoundingClientRect().height)])"
    )
    assert len({tuple(each) for each in heights}) == len({each[0] for each in heights})


@pytest.mark.parametrize("path", PICTURES)
@pytest.mark.parametrize("width", [390, 320])
def test_nothing_leaves_a_narrow_screen(watched: Any, path: str, width: int) -> None:
    """Wide pictures and tables scroll by themselves, the page does not."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_spot_of_a_partner_stands_beside_its_name(watched: Any, width: int) -> None:
    """Neither over it nor on a line of its own."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    apart = page.evaluate(
        "[...document.querySelectorAll('th:has(> .spot)')].map(head => {"
        " const spot = head.firstElementChild.getBoundingClientRect(),"
        "  name = head.querySelector('a').getClientRects()[0];"
        " return spot.right <= name.left && spot.top < name.bottom && spot.bottom > name.top })"
    )
    assert apart
    assert all(apart)


def test_the_first_page_needs_one_typeface(watched: Any) -> None:
    """The italic is a file of its own, and nothing on the home page is set in it."""
    page = watched.page
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if ".woff2" in request.url else None)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert len(fonts) == 1


@pytest.mark.parametrize("path", ["/", "/map"])
def test_a_table_is_told_whole_on_a_narrow_screen(watched: Any, path: str) -> None:
    """What stands above a table that is scrolled is read without, and name and search take one line."""
    page = watched.page
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        caption = page.locator(".scroll caption").first.bounding_box()
        assert caption["x"] + caption["width"] <= width
    page.goto("/map")
    brand, find = (page.locator(each).bounding_box() for each in (".brand", ".top .find"))
    assert find["y"] < brand["y"] + brand["height"]
