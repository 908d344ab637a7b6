"""The saved questions: their list, and a page for each with its answer."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from clients import served

from bilat.graph.releases.publish import publish
from bilat.settings import Settings
from bilat.web.endpoint.questions import Question, Questions

BASE = "https://w3id.org/bilat/"


def question(name: str, theme: str = "actors", text: str = "ASK {}") -> Question:
    return Question(
        id=name, question=f"Is it {name}?", theme=theme, keywords=(), includes="", form="ask", text=text
    )


def test_list(client: Any) -> None:
    """Each question stands under its theme and leads to its page."""
    page = client.get("/questions", headers={"Accept": "text/html"}).text
    assert '<h2 id="actors">Actors</h2>' in page
    assert '<a href="/questions/partners">Who are &lt;partners&gt;?</a>' in page
    assert "1 question in plain words" in page


def test_answer(client: Any) -> None:
    """The page of a question has what it includes, its answer with names, and its query."""
    page = client.get("/questions/partners", headers={"Accept": "text/html"}).text
    assert "Stated ones only." in page
    assert '<h2 id="h-answer">' in page
    assert f'<a href="/id/japan" lang="en" title="{BASE}id/japan">Japan</a>' in page
    assert f"SELECT ?who WHERE {{ ?who &lt;{BASE}def#partner&gt; ?with }}" in page


def test_links_of_a_page_lead_somewhere(client: Any) -> None:
    """Files of the answer, the question as data, and the editor with its query are all there."""
    page = client.get("/questions/partners", headers={"Accept": "text/html"}).text
    links = [html.unescape(link) for link in re.findall(r'href="(/(?:sparql|questions)[^"#]*)"', page)]
    assert "/sparql?question=partners" in links
    assert "/questions/partners.ttl" in links
    assert {client.get(link).status_code for link in links} == {200}


def test_unknown_question(client: Any) -> None:
    """A name that no question has is not found."""
    assert client.get("/questions/none").status_code == 404


def test_themes_and_questions_in_order() -> None:
    """Themes go by name, questions by their words; what has no theme has a heading too."""
    questions = Questions([question("b", "gaps"), question("c"), question("a"), question("d", "")])
    assert [theme.title for theme in questions.themes] == ["Other questions", "Actors", "Gaps"]
    assert [each.id for each in questions.themes[1].questions] == ["a", "c"]
    assert len(questions) == 4


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("# id: a\n# theme: b\n\nPREFIX x: <a:b>\n# why\nASK {}\n", "PREFIX x: <a:b>\n# why\nASK {}"),
        ("ASK {}", "ASK {}"),
    ],
)
def test_query_without_its_header(text: str, query: str) -> None:
    """The page says in words what the header says; other comments stay."""
    assert question("a", text=text).query == query


def test_every_question_has_a_page(own_client: Any) -> None:
    """All questions of bilat's own graph are answered on their pages."""
    saved = own_client.get("/questions", headers={"Accept": "application/json"}).json
    assert len(saved) > 50
    answers = [own_client.get(each["page"], headers={"Accept": "text/html"}) for each in saved]
    assert {answer.status_code for answer in answers} == {200}


def test_names_lead_to_things(own_client: Any) -> None:
    """A text in an answer that is the name of one thing alone is a link to it."""
    page = own_client.get("/questions/dialogues-and-how-often", headers={"Accept": "text/html"}).text
    assert 'href="/id/japan-ict-dialogue"' in page


def test_a_project_without_questions(tmp_path: Path, settings: Settings) -> None:
    """The list says that there are none, and the editor has no examples and works."""
    quads = b"<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n"
    accept = {"Accept": "text/html"}
    with served(publish(tmp_path, {"bilat.nq": quads}), settings) as client:
        assert "Nobody has saved a question" in client.get("/questions", headers=accept).text
        page = client.get("/sparql?query=SELECT*{?s+?p+?o}", headers=accept)
        assert "1 row" in page.text
        assert "Start from a tested question" not in page.text


def test_question_can_be_cited(own_client: Any) -> None:
    """Its page names the address that stays, and the release that was asked."""
    page = own_client.get("/questions/plans").text
    assert "https://w3id.org/bilat/questions/plans?release=" in page.partition("Cite this page")[2]


def test_answer_as_a_file_is_called_after_its_question(own_client: Any) -> None:
    """Who takes several keeps them apart."""
    page = own_client.get("/questions/plans").text
    address = html.unescape(
        page.partition("The answer as a file")[2].partition('href="')[2].partition('"')[0]
    )
    assert 'filename="plans.csv"' in own_client.get(address).headers["Content-Disposition"]


def test_answers_are_told_in_words(own_client: Any) -> None:
    """Headings, days and numbers are for readers; the file and the editor keep terms as they are."""
    page = own_client.get("/questions/instruments-in-order-of-date", headers={"Accept": "text/html"}).text
    assert '<th scope="col">Earliest</th>' in page
    assert "<td>16 June 2014</td>" in page
    page = own_client.get("/questions/largest-figure", headers={"Accept": "text/html"}).text
    assert '<td class="num">900 million</td>' in page
