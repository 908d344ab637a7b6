"""What people come for, done in a real browser from the first page on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Any

import pytest


@pytest.mark.parametrize("typed", ["japn", "Giappone", "JAPAN", "ΙΑΠΩΝΙΑ"])
def test_search_finds_japan_however_it_is_typed(watched: Any, typed: str) -> None:
    """A slip, another language, capitals: the first thing found is Japan."""
    watched.page.goto("/")
    watched.page.locator("input[name=q]").first.fill(typed)
    watched.page.locator("main form[role=search] button").first.click()
    watched.page.locator("main a[href='/id/japan']").first.click()
    assert watched.page.locator("h1").inner_text() == "Japan"


def test_analyst_finds_what_was_agreed_on_5g(watched: Any) -> None:
    """From the search to the declaration, to the passage that says so, and to a reference that names it."""
    page = watched.page
    page.goto("/search?q=5G+declaration+Korea")
    page.locator("main a[href='/id/korea-5g-declaration']").first.click()
    assert "5G" in page.locator("h1").inner_text()
    assert "Seoul" in page.locator("main").inner_text()
    page.locator("main a.mark[href='/source/b/29']").first.click()
    assert page.locator("main").inner_text().count("B29")
    page.go_back()
    assert "@misc" in page.locator("main").inner_text() or page.locator("a[href*='.bib']").count()


def test_facet_narrows_the_list(watched: Any) -> None:
    """A choice makes the list shorter, stands in the address, and can be taken back."""
    page = watched.page
    page.goto("/browse")
    before = int("".join(filter(str.isdigit, page.locator("h1").inner_text())))
    page.locator(".facets input[type=checkbox]").first.check()
    page.locator(".facets button").first.click()
    after = int("".join(filter(str.isdigit, page.locator("h1").inner_text().split()[0])))
    assert 0 < after < before
    assert "?" in page.url
    page.locator(".chip").first.click()
    assert int("".join(filter(str.isdigit, page.locator("h1").inner_text().split()[0]))) == before


def test_each_mark_leads_to_its_passage(watched: Any) -> None:
    """Every mark on a page has an address that answers, and the passage has the mark's name."""
    page = watched.page
    page.goto("/id/japan-ict-dialogue.html")
    marks = page.locator("main a.mark:not(.ref):not(.inf):not(.gap)")
    found = {(marks.nth(n).get_attribute("href"), marks.nth(n).inner_text()) for n in range(marks.count())}
    assert found
    for href, text in found:
        page.goto(href)
        assert text.removeprefix("Passage").strip() in page.locator("main").inner_text()


def test_snippets_work_when_pasted(watched: Any, site: str) -> None:
    """The lines for curl, Python and JavaScript on the data page give rows as they stand there."""
    watched.page.goto("/dataset")
    snippets = {
        name: watched.page.locator(f"pre[aria-labelledby=s-{name}]").inner_text()
        for name in ("curl", "python", "js", "thing")
    }
    bash, curl = shutil.which("bash"), shutil.which("curl")
    if bash and curl:
        for name in ("curl", "thing"):
            found = subprocess.run([bash, "-c", snippets[name]], capture_output=True, check=True, timeout=100)
            assert found.stdout.count(b"\n") > 5
    found = subprocess.run(
        [sys.executable, "-c", snippets["python"]], capture_output=True, check=True, timeout=100
    )
    assert found.stdout.count(b"\n") == 10
    script = snippets["js"].replace("console.log(", "(window.found ??= []).push(")
    watched.page.evaluate(f"(async () => {{ {script} }})()")
    assert watched.page.evaluate("window.found.length") == 10
