"""Every page as Markdown: by its address, by Accept, and never something else than the page says."""

from __future__ import annotations

from time import process_time

import pytest

from bilat.web.markdown import _is_preferred
from bilat.web.markdown_text import markdown

MARKDOWN = {"Accept": "text/markdown"}


@pytest.mark.parametrize(
    "path", ["/index", "/validation", "/coverage", "/dataset", "/questions", "/guide", "/id/japan"]
)
def test_page_has_a_twin(client, path) -> None:
    """A page is there as Markdown at its address with .md, with its heading and no HTML frame."""
    answer = client.get(f"{path}.md")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.text.lstrip().startswith(("#", "["))
    assert "<html" not in answer.text
    assert "Skip to the content" not in answer.text
    assert client.get(f"{path}.md", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_editor_has_a_twin(client) -> None:
    """Of the page with the editor there is what can be said without it."""
    answer = client.get("/sparql.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert "# " in answer.text
    assert "<form" not in answer.text
    assert client.get("/sparql", headers=MARKDOWN).text == answer.text


def test_accept_chooses_the_twin(client) -> None:
    """Who prefers Markdown gets it, and is sent to the twin of a thing; who prefers HTML does not."""
    assert client.get("/coverage", headers=MARKDOWN).headers["Content-Type"].startswith("text/markdown")
    assert client.get("/id/japan", headers=MARKDOWN).headers["Location"] == "/id/japan.md"
    both = {"Accept": "text/html, text/markdown;q=0.5"}
    assert client.get("/coverage", headers=both).headers["Content-Type"].startswith("text/html")


def test_links_can_be_followed_from_anywhere(client) -> None:
    """Links in Markdown name the host."""
    assert "](http://localhost/source/b/19)" in client.get("/coverage.md").text


def test_table_in_parts_is_one_table(own_client) -> None:
    """Headings within a table are rows of it: one line alone parts the heads of columns from the rest."""
    lines = own_client.get("/compare.md?partner=japan&partner=china").text.splitlines()
    at = lines.index("| --- | --- |")
    rows = lines[at + 1 : lines.index("", at)]
    assert "| **Dialogue** | |" in rows
    assert "| --- | --- |" not in rows


def test_words_keep_the_room_that_a_page_gives_them(own_client) -> None:
    """What stands beside or below each other there is not run together, and what is found is one line."""
    declaration = own_client.get("/id/korea-5g-declaration.md").text
    assert "/id/european-union) (EU side) [Passage" in own_client.get("/id/japan-5g-declaration.md").text
    assert "South Korea**, signed 16 June 2014, Seoul [Passage B29]" in declaration
    assert "/id/korea-coordinated-call)** (Coordinated call, planned): Foreseen 2016" in declaration
    assert "/source/b/34); [EU-Korea S&T Joint Committee]" in own_client.get("/map.md").text
    found = own_client.get("/search.md?q=japan").text
    assert "**[Japan](http://localhost/id/japan)** (Partner country)" in found
    why = own_client.get("/why.md?s=id:epic&p=bilat:fundedBy&o=id:horizon-2020").text
    assert "\n\n  A chain of properties from one thing to another" in why
    assert "at least 1 violation (An assessment says which quality" in own_client.get("/shapes.md").text
    assert "\n\nDialogues 9\n\n" in own_client.get("/sparql.md").text


def test_what_is_not_there_stays_so(client) -> None:
    """The twin of nothing is not found."""
    assert client.get("/nothing.md").status_code == 404
    assert client.get("/id/nothing.md").status_code == 404
    nothing = client.get("/compare.md")  # Of a graph without facets.
    assert (nothing.status_code, nothing.json["detail"]) == (
        404,
        "Nothing in this graph can be put side by side.",
    )


def test_page_names_its_twin(client) -> None:
    """A page links to its Markdown."""
    link = '</coverage.md>; rel="alternate"; type="text/markdown"'
    assert link in client.get("/coverage", headers={"Accept": "text/html"}).headers["Link"]


def test_twin_of_a_page_that_was_asked_something_is_asked_the_same(client) -> None:
    """Without its question it is another page, or none; the header has no room for brackets."""
    link = client.get("/search?q=a%20b&x=<y>", headers={"Accept": "text/html"}).headers["Link"]
    assert '</search.md?q=a%20b&x=%3Cy%3E>; rel="alternate"; type="text/markdown"' in link


def test_twin_of_a_very_long_question_is_not_named(client) -> None:
    """Clients give up on headers of 64 KiB; a page without the name of its twin is better than none."""
    answer = client.get(f"/map?q={'%25' * 30_000}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert max(len(value) for _, value in answer.headers) < 8_192


#: A page whose names and values Markdown would read as mark-up.
_MARKED = r"""<main><h1># &lt;i&gt;Pipes&lt;/i&gt;</h1><p>- no list
# no heading</p><p>1. R&amp;D, 5 &lt; 6, `code`, \*, &amp;amp;, ~~out~~, [a](b)</p>
<p><a href="/x">y [z]</a> - more</p>
<table><tr><th>a|b</th><th>c</th></tr><tr><td><a href="/q|">k | l
m</a></td><td><code>x|y</code> \|</td></tr></table></main>"""
_AS_TEXT = r"""# \# \<i>Pipes\</i>

\- no list # no heading

1\. R&D, 5 < 6, \`code\`, \\\*, \&amp;, \~\~out\~\~, \[a\](b)

[y \[z\]](http://localhost/x) - more

| a\|b | c |
| --- | --- |
| [k \| l m](http://localhost/q\|) | `x\|y` \\\| |
"""


def test_names_are_no_mark_up() -> None:
    """A bar ends no cell, a value is no tag, no heading and no list; what is harmless is left readable."""
    assert markdown(_MARKED.encode(), "http://localhost/").decode() == _AS_TEXT


def test_what_is_no_type_is_passed_over_at_once() -> None:
    """Where nothing but Markdown can be read, the rest of the header takes no time by its square."""
    began = process_time()
    assert _is_preferred("text/markdown;q=0.5, a/" + " " * 60_000 + "b")
    assert not _is_preferred("text/markdown;q=0.5, text/html, a/" + " " * 60_000 + "b")
    assert process_time() - began < 5
