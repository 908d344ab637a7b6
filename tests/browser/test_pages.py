"""Every kind of page in a real browser: it loads whole, fits, and anybody can use it (WCAG 2.2 AA by axe)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: install the test extra")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: install the test extra")

PAGES = {
    "home": "/",
    "search": "/search?q=japan",
    "search-nothing": "/search?q=xylophone",
    "browse": "/browse",
    "compare": "/compare?partner=japan&partner=south-korea",
    "thing": "/id/japan-ict-dialogue.html",
    "thing-partner": "/id/japan.html",
    "thing-instrument": "/id/korea-5g-declaration.html",
    "thing-plan": "/id/korea-ict-dialogue.html",
    "thing-figure": "/id/india-internet-users.html",
    "concept": "/scheme/topic/5g.html",
    "why": "/why?s=id:epic&p=bilat:managedBy&o=id:european-commission",
    "sources": "/sources",
    "document": "/source/b.html",
    "passage": "/source/b/19.html",
    "graph": "/graph/reference.html",
    "timeline": "/timeline",
    "map": "/map",
    "network": "/network",
    "questions": "/questions",
    "question": "/questions/countries-with-a-5g-declaration",
    "editor": "/sparql",
    "result": "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205",
    "result-wrong": "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20",
    "ontology": "/def",
    "shapes": "/shapes",
    "guide": "/guide",
    "validation": "/validation",
    "coverage": "/coverage",
    "dataset": "/dataset",
    "problems": "/problem",
    "checks": "/checks",
    "not-found": "/id/japn",
}
LOOKS = [(width, theme) for width in (1280, 390) for theme in ("light", "dark")]
RULES = {
    # What passes is not told: to write all of that down takes as long as to look for what does not.
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}
SCREENSHOTS = Path(__file__).resolve().parents[2] / "test-output"


@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_and_open_to_all(browser: Any, site: str, name: str) -> None:
    """Nothing fails to load, nothing hangs over the edge, and axe has nothing to say, whatever the look."""
    context = browser.new_context(base_url=site, reduced_motion="reduce")
    page, troubles = context.new_page(), []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda request: troubles.append(f"{request.failure}: {request.url}"))
    status = page.goto(PAGES[name]).status
    assert status < 500
    found = [each for width, theme in LOOKS for each in look(page, name, width, theme)]
    context.close()
    assert [text for text in troubles if f"status of {status}" not in text] == []
    assert found == []


def look(page: Any, name: str, width: int, theme: str) -> Iterator[tuple[str, ...]]:
    """Yield what is wrong with a page in one look, and keep a picture of it."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{theme}.png", full_page=True)
    for each in axe.Axe().run(page, options=RULES).response["violations"]:
        yield (f"{width} {theme}", each["id"], each["nodes"][0]["html"][:200])
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        yield (f"{width} {theme}", "too wide", str(over))


#: How somebody may want to read: a screen of 320 pixels, letters twice as large, and wide ones (WCAG 1.4.4,
#: 1.4.10 and 1.4.12).
WAYS = {
    "narrow": (320, ""),
    "large": (1280, "html { font-size: 200% }"),
    "spaced": (
        375,
        "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        "p { margin-bottom: 2em !important }",
    ),
}
OUTSIDE = """() => {
  const edge = document.documentElement.clientWidth;
  const scrolls = (it) => it.closest("svg, pre, textarea, .vh, .scroll, .cm-editor");
  const hangs = (it) => it.checkVisibility() && it.getBoundingClientRect().right > edge + 1;
  return [...document.querySelectorAll("body *")]
    .filter((it) => !it.children.length && !scrolls(it) && hangs(it)).map((it) => it.outerHTML.slice(0, 200));
}"""
BARE = """() => {
  const heading = (it) => (it.querySelector("h2, h3")?.innerText ?? "").trim();
  return [...document.querySelectorAll("main section")]
    .filter((it) => it.checkVisibility() && it.innerText.trim() === heading(it)).map((it) => it.outerHTML);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_page_can_be_read_in_other_ways(browser: Any, site: str, name: str) -> None:
    """On a small screen, with larger and with wider letters nothing hangs over the edge or is cut off."""
    context = browser.new_context(base_url=site, reduced_motion="reduce", bypass_csp=True)
    page, found = context.new_page(), []
    for way, (width, style) in WAYS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(PAGES[name])
        if style:
            page.add_style_tag(content=style)
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        found += [(way, "outside", each) for each in page.evaluate(OUTSIDE)]
        found += [(way, "a heading alone", each) for each in page.evaluate(BARE)]
    context.close()
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_page_needs_no_script(browser: Any, site: str, name: str) -> None:
    """Without scripts a page has its heading, its content and its way around."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGES[name])
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.locator("main a, main form").count()
    assert page.locator("nav[aria-label=Main] a").count() > 4
    context.close()


def test_keyboard_reaches_the_content(browser: Any, site: str) -> None:
    """The first stop of the Tab key leads past the frame, and focus can be seen."""
    page = browser.new_page(base_url=site)
    page.goto("/id/japan.html")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.close()


def test_signs_are_printed_as_they_are(browser: Any, site: str) -> None:
    """Browsers leave out backgrounds on paper, and a full sign would be the hollow one of a plan."""
    page = browser.new_page(base_url=site)
    page.emulate_media(media="print")
    for path, drawn in (("/source/b/19.html", ".sign.asserted"), ("/map", ".spot:not(.hollow)")):
        page.goto(path)
        pseudo = "::before" if drawn.startswith(".sign") else None
        style = "(it, pseudo) => getComputedStyle(it, pseudo).printColorAdjust"
        assert page.locator(drawn).first.evaluate(style, pseudo) == "exact"
    page.close()


def test_names_on_the_map_can_be_read_in_colours_of_the_system(browser: Any, site: str) -> None:
    """A country under its name is drawn by its edge, for the system has one colour for all that is full."""
    page = browser.new_page(base_url=site, forced_colors="active")
    page.goto("/map")
    style = "(it) => [getComputedStyle(it).fill, getComputedStyle(it).stroke !== 'none']"
    assert page.locator(".map .partner").first.evaluate(style) == ["none", True]
    page.close()


def test_pages_are_light(browser: Any, site: str) -> None:
    """A first visit takes at most 30 KB, type included, the editor 170 KB, and asks nobody else."""
    found: dict[str, tuple[Any, list[Any]]] = {}
    for name, path in PAGES.items():  # One after the other; until no more comes is waited for all at once.
        page = browser.new_context(base_url=site).new_page()
        requests: list[Any] = []
        page.on("requestfinished", lambda request, requests=requests: requests.append(request))
        page.goto(path)
        found[name] = page, requests
    heavy = []
    for name, (page, requests) in found.items():
        limit = 170_000 if name in {"editor", "result", "result-wrong", "network"} else 30_000
        page.wait_for_load_state("networkidle")
        total = sum(each.sizes()["responseBodySize"] for each in requests)
        heavy += [(name, total)] if total > limit else []
        assert requests
        assert all(each.url.startswith((site, "data:")) for each in requests)
        page.context.close()
    assert heavy == []


HIDDEN = """() => {
  const it = document.activeElement, at = it.getBoundingClientRect();
  const seen = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
  const hidden = it.matches(".facets input") && it !== seen && seen?.querySelector("input") !== it;
  return hidden ? it.outerHTML : "";
}"""


@pytest.mark.parametrize("height", [500, 900])
def test_what_has_focus_is_seen(watched: Any, height: int) -> None:
    """The button that stays at the edge of the window hides no filter that has focus (WCAG 2.4.11)."""
    page = watched.page
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto("/browse")
    for _ in range(70):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN) == ""
