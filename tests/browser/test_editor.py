"""The query editor in a real browser."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

WRONG = "SELECT * {\n  ?s ?p ?o .\n  FILTR(isIRI(?o))\n}\nLIMIT 3"
LABELS = "SELECT ?s ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
LISTED = "li[role=option]"


def editor(page: Any) -> Any:
    """Return the field of the editor, once the script has made it."""
    field = page.locator(".cm-content")
    field.wait_for()
    return field


def text(page: Any) -> str:
    return str(page.locator("textarea[name=query]").input_value())


def write(page: Any, query: str) -> None:
    """Put a query in place of what is there."""
    editor(page).fill(query)


def run(page: Any) -> None:
    """Run by keyboard, and wait for the answer."""
    editor(page).focus()
    with page.expect_response(lambda response: "/sparql?query=" in response.url):
        page.keyboard.press("Control+Enter")
    page.locator("#answer:not([aria-busy=true]) [data-answer]").wait_for()


def choose(page: Any, label: str) -> None:
    """Wait for a completion and take it."""
    option = page.locator(LISTED, has_text=label).first
    option.wait_for()
    option.click()


def test_query_is_written_with_completion_and_run(watched: Any) -> None:
    """Classes, properties by label and things come by typing, with the prefixes that they need."""
    page = watched.page
    page.goto("/sparql")
    write(page, "")
    page.keyboard.type("SELECT ?x ?code WHERE { ?x a count")
    choose(page, "bilat:Country")
    page.keyboard.type(" ; alpha")
    choose(page, "bilat:isoAlpha2")
    page.keyboard.type(" ?code FILTER(?x != japa")
    choose(page, "id:japan")
    written = text(page)
    assert "PREFIX bilat: <https://w3id.org/bilat/def#>\n" in written
    assert "PREFIX id: <https://w3id.org/bilat/id/>\n" in written
    assert "?x a bilat:Country ; bilat:isoAlpha2 ?code FILTER(?x != id:japan" in written
    run(page)
    assert page.locator("#answer h2").inner_text().endswith(" rows")
    assert page.locator("#status").inner_text() == page.locator("#answer h2").inner_text()


def test_names_that_begin_with_a_digit_complete(watched: Any) -> None:
    """5G is found by its name; while a number is written, nothing is offered."""
    page = watched.page
    page.goto("/sparql")
    write(page, "")
    page.keyboard.type("SELECT ?x { ?x bilat:topic 5g")
    choose(page, "topic:5g")
    assert "?x bilat:topic topic:5g" in text(page)
    page.keyboard.type(" } LIMIT 10")
    assert page.locator(LISTED).count() == 0


def test_focus_stays_with_what_is_used(watched: Any) -> None:
    """Who sorts and turns pages by keyboard goes on from there, and not from the head of the page."""
    page = watched.page
    page.goto(f"/sparql?query={quote(LABELS)}")
    editor(page)
    for name, then in (
        ("label (sort upwards)", "label (sort downwards)"),
        ("label (sort downwards)", "label (back to the first order)"),
        ("Later rows", "Later rows"),
        ("Earlier rows", ""),
    ):
        page.get_by_role("link", name=name).focus()
        with page.expect_response(lambda response: "/sparql?query=" in response.url):
            page.keyboard.press("Enter")
        page.locator("#answer:not([aria-busy=true]) [data-answer]").wait_for()
        focused = page.evaluate(
            "document.activeElement.closest('#answer') && document.activeElement.innerText"
        )
        assert focused is not None
        assert focused.replace("\n", " ").startswith(then)


def test_answer_is_printed_without_help(watched: Any) -> None:
    """On paper stands what was found; what helps to write a query does not."""
    page = watched.page
    page.goto(f"/sparql?query={quote(LABELS)}")
    page.emulate_media(media="print")
    assert page.locator("#answer table").is_visible()
    assert page.locator("aside").is_hidden()


def test_blanks_take_no_room(watched: Any) -> None:
    """A column of marks is narrow on a small screen, with blanks in it too: the words need the room."""
    page = watched.page
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto("/questions/gaps")
    widths = page.locator("table.rows thead th").evaluate_all("(them) => them.map((it) => it.offsetWidth)")
    assert page.locator("table.rows td > .unknown").count()
    assert widths[-1] < 100 < widths[0]


def test_completions_come_once_and_can_be_read(watched: Any) -> None:
    """A property that is a thing too is listed once, no question is, and no definition lies over the list."""
    page = watched.page
    page.goto("/sparql")
    for width in (1280, 800):
        page.set_viewport_size({"width": width, "height": 900})
        write(page, "")
        page.keyboard.type("SELECT * { ?s bilat:conc")
        page.locator(LISTED, has_text="concerned in").first.wait_for()
        names = page.locator(".cm-completionLabel").all_inner_texts()
        assert len(set(names)) == len(names)
        assert not any("/questions/" in name for name in names)
        info = page.locator(".cm-completionInfo")
        info.wait_for()
        page.wait_for_function("document.querySelector('.cm-completionInfo').getBoundingClientRect().top > 0")
        box, over = page.locator(".cm-tooltip-autocomplete > ul").bounding_box(), info.bounding_box()
        assert (
            over["x"] >= box["x"] + box["width"]
            or over["x"] + over["width"] <= box["x"]
            or over["y"] >= box["y"] + box["height"]
        )
        page.keyboard.press("Escape")


def test_variables_complete(watched: Any) -> None:
    """After a question mark come the variables of the query."""
    page = watched.page
    page.goto("/sparql")
    write(page, "SELECT ?partner WHERE { ?thing ?property ")
    page.keyboard.press("End")
    page.keyboard.type("?pa")
    choose(page, "?partner")
    assert text(page).endswith("?property ?partner")


def test_mistake_is_underlined_mended_and_run(watched: Any) -> None:
    """A run that fails underlines the word, and once it is mended the answer comes."""
    page = watched.page
    page.goto("/sparql")
    write(page, WRONG)
    run(page)
    assert watched.statuses == [400]
    assert page.locator("#answer h2").inner_text() == "Query syntax error"
    mark = page.locator(".cm-lintRange-error")
    mark.wait_for()
    assert mark.inner_text() == "FILTR"
    write(page, WRONG.replace("FILTR", "FILTER"))
    run(page)
    assert page.locator("#answer h2").inner_text() == "3 rows"
    assert mark.count() == 0


def test_mistake_is_underlined_while_typing(watched: Any) -> None:
    """What the grammar has against a text shows without a run."""
    page = watched.page
    page.goto("/sparql")
    write(page, WRONG)
    mark = page.locator(".cm-lintRange-error")
    mark.wait_for()
    assert mark.inner_text() == "FILTR"
    mark.hover()
    page.locator(".cm-diagnostic", has_text="Did you mean FILTER?").wait_for()


def test_unknown_name_is_underlined_and_mended_while_typing(watched: Any) -> None:
    """A name that the graph does not have shows without a run, and the nearest one is put in its place."""
    page = watched.page
    page.goto("/sparql")
    asked = "PREFIX bilat: <https://w3id.org/bilat/def#>\nSELECT * { ?dialogue bilat:frequenci ?how }"
    write(page, asked)
    mark = page.locator(".cm-lintRange-warning")
    mark.wait_for()
    assert mark.inner_text() == "bilat:frequenci"
    run(page)
    assert mark.count() == 1
    mark.hover()
    page.get_by_role("button", name="Write bilat:frequency").click()
    assert text(page) == asked.replace("frequenci", "frequency")
    mark.wait_for(state="detached")


def test_answer_is_sorted_and_paged_in_place(watched: Any) -> None:
    """Headings and pages change the answer and the address, not the page."""
    page = watched.page
    page.goto(
        "/sparql?query="
        + quote("SELECT ?s ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }")
    )
    editor(page)
    page.evaluate("window.here = true")
    page.get_by_role("link", name="label (sort").click()
    page.locator("th[aria-sort=ascending]").wait_for()
    page.get_by_role("link", name="Later rows").click()
    page.locator(".pager", has_text="101 to 200").wait_for()
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["sort"], asked["page"]) == (["label"], ["2"])
    assert page.evaluate("window.here")


def test_answer_is_exported(watched: Any) -> None:
    """A link saves the whole answer as a file."""
    page = watched.page
    page.goto("/sparql")
    write(page, "SELECT ?s { ?s ?p ?o } LIMIT 7")
    run(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.reader(io.StringIO(Path(saved.value.path()).read_text("utf-8"))))
    assert rows[0] == ["s"]
    assert len(rows) == 8
    assert saved.value.suggested_filename == "result.csv"


def test_answer_is_shared(watched: Any, browser: Any) -> None:
    """The address of a run, and the link that is copied, show the same to another person."""
    page = watched.page
    page.goto("/sparql")
    write(page, "# A shared one\nSELECT ?s { ?s ?p ?o } LIMIT 5")
    run(page)
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    other = browser.new_page()
    other.goto(copied)
    assert other.locator("#answer h2").inner_text() == "5 rows"
    assert "# A shared one" in text(other)
    other.close()


def test_passages_are_marks_that_lead_there(watched: Any) -> None:
    """A mark in an answer opens the passage."""
    page = watched.page
    query = (
        "SELECT ?g { GRAPH ?g { <https://w3id.org/bilat/id/japan-ict-dialogue> ?p ?o } "
        "FILTER(CONTAINS(STR(?g), '/source/')) } LIMIT 1"
    )
    page.goto(f"/sparql?query={quote(query)}")
    mark = page.locator("#answer .mark")
    name = mark.inner_text().split()[-1]
    mark.click()
    page.wait_for_url("**/source/**")
    assert name in page.locator("main").inner_text()


def test_history_is_kept_and_cleared(watched: Any) -> None:
    """What was run comes back with its text, and goes when the list is cleared."""
    page = watched.page
    page.goto("/sparql")
    assert page.locator("#past").is_hidden()
    write(page, "# Kept\nASK { ?s ?p ?o }")
    run(page)
    page.goto("/sparql")
    editor(page)
    page.get_by_role("button", name="Kept").click()
    assert text(page).startswith("# Kept")
    page.get_by_role("button", name="Clear the list").click()
    assert page.locator("#past").is_hidden()
    assert page.evaluate("localStorage.getItem('bilat.queries')") == "[]"


def test_graph_is_shown_as_turtle(watched: Any) -> None:
    """DESCRIBE is answered with text, and with files in each format."""
    page = watched.page
    page.goto("/sparql")
    write(page, "DESCRIBE <https://w3id.org/bilat/id/japan>")
    run(page)
    assert "@prefix bilat:" in page.locator("#answer pre").inner_text()
    with page.expect_download() as saved:
        page.evaluate("document.querySelector('.files a').download = 'japan.ttl'")
        page.locator(".files").get_by_role("link", name="Turtle", exact=True).click()
    assert Path(saved.value.path()).read_text("utf-8").startswith(("@prefix", "<"))


def test_question_is_edited(watched: Any) -> None:
    """The page of a question leads to the editor with its query in it."""
    page = watched.page
    page.goto("/questions")
    page.get_by_role("link", name="Which dialogues take place every year?").click()
    assert page.locator("main table tbody tr").count() > 0
    page.get_by_role("link", name="Edit this query").click()
    editor(page)
    assert "# id: annual-dialogues" in text(page)
    run(page)
    assert page.locator("#answer h2").inner_text().endswith(("row", "rows"))


def test_query_is_stopped(watched: Any) -> None:
    """While an answer is awaited the button stops the query, and the next one runs."""
    page = watched.page
    page.goto("/sparql")
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Stop the query").click()
    page.locator("#status", has_text="Stopped").wait_for(state="attached")
    write(page, "ASK {}")
    run(page)
    assert page.locator("#answer h2").inner_text() == "Yes"


def test_what_is_typed_survives_a_link_within_the_page(watched: Any) -> None:
    """Who skips to the content by keyboard finds the query as it was; back still brings the answer before."""
    page = watched.page
    page.goto("/sparql")
    write(page, "ASK { ?x ?y 77 }")
    page.locator(".skip").press("Enter")
    page.wait_for_url("**#main")
    page.wait_for_timeout(300)
    assert text(page) == "ASK { ?x ?y 77 }"
    run(page)
    write(page, "ASK { ?x ?y 78 }")
    run(page)
    page.go_back()
    page.wait_for_load_state()
    editor(page)
    assert text(page) == "ASK { ?x ?y 77 }"


def test_no_name_is_offered_in_a_text(watched: Any) -> None:
    """Enter would put a thing in its place; behind it names come again."""
    page = watched.page
    page.goto("/sparql")
    write(page, "")
    page.keyboard.type('ASK { ?x ?y "a \\"japan')
    page.wait_for_timeout(800)
    assert page.locator(LISTED).count() == 0
    page.keyboard.type('" . japa')
    page.locator(LISTED).first.wait_for()


def test_a_query_is_kept_where_no_answer_comes(watched: Any) -> None:
    """When the server is there again it is run again."""
    page = watched.page
    page.goto("/sparql")
    write(page, "ASK { }")
    page.context.set_offline(True)
    editor(page).focus()
    page.keyboard.press("Control+Enter")
    page.locator("#answer", has_text="The query is still here").wait_for()
    assert "No answer came" in page.locator("#status").inner_text()
    assert text(page) == "ASK { }"
    page.context.set_offline(False)
    run(page)
    assert "Yes" in page.locator("#answer").inner_text()
    watched.troubles.clear()
    watched.statuses.clear()


def test_the_link_is_copied_or_not_offered(watched: Any) -> None:
    """A browser that refuses is told of; one without a clipboard, as for pages without TLS, has no button."""
    page = watched.page
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto("/sparql?query=ASK%20%7B%20%7D")
    page.locator("button[data-copy]").click()
    page.locator("#status", has_text="Not copied").wait_for()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto("/sparql?query=ASK%20%7B%20%7D")
    editor(page)
    assert not page.locator("button[data-copy]").is_visible()


def test_variables_stay_whole(watched: Any) -> None:
    """No line is broken between the question mark and the name of a variable."""
    page = watched.page
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/sparql")
    write(page, f"SELECT {' '.join(f'?{chr(97 + n) * 3}' for n in range(26))} {{}}")
    heights = page.locator(".cm-line span").evaluate_all(
        "all => all.map(each => each.getClientRects().length)"
    )
    assert set(heights) == {1}


@pytest.mark.parametrize("typed", [" ", "?"])
def test_what_is_typed_is_put_in_by_the_editor(watched: Any, typed: str) -> None:
    """Left alone, Firefox ends a line with a space that does not break, and WebKit types before one."""
    page = watched.page
    page.goto("/sparql")
    write(page, "SELECT ?x { ")
    page.keyboard.press("End")
    browser_goes_on = editor(page).evaluate(
        """(field, data) => field.dispatchEvent(new InputEvent("beforeinput",
          { inputType: "insertText", data, bubbles: true, cancelable: true }))""",
        typed,
    )
    assert not browser_goes_on
    assert text(page) == f"SELECT ?x {{ {typed}"


def test_keyboard_leaves_the_editor(watched: Any) -> None:
    """Tab goes on to the button, and back again: nobody is caught in the field."""
    page = watched.page
    page.goto("/sparql")
    editor(page).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run the query"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className").startswith("cm-content")


def test_everything_works_without_script(browser: Any, site: str) -> None:
    """The form runs, sorts, tells a mistake and offers files without a line of script."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sparql")
    page.locator("textarea[name=query]").fill(WRONG)
    page.get_by_role("button", name="Run the query").click()
    assert page.locator("#answer .at").inner_text() == "FILTR"
    page.locator("textarea[name=query]").fill(WRONG.replace("FILTR", "FILTER"))
    page.get_by_role("button", name="Run the query").click()
    assert page.locator("#answer h2").inner_text() == "3 rows"
    page.get_by_role("link", name="o (sort").click()
    assert page.locator("th[aria-sort=ascending]").count() == 1
    answer = context.request.get(page.get_by_role("link", name="JSON", exact=True).get_attribute("href"))
    assert len(json.loads(answer.text())["results"]["bindings"]) == 3
    context.close()


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize(
    "path", ["/sparql", f"/sparql?query={quote(WRONG)}", "/questions", "/questions/annual-dialogues"]
)
def test_nothing_overflows(watched: Any, path: str, width: int) -> None:
    """No page scrolls sideways."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
