"""Errors as responses."""

from __future__ import annotations

import json

import pytest

from bilat.errors import Overloaded, QuerySyntaxError, RequestError
from bilat.web.http.problem import respond

ERROR = QuerySyntaxError("No <b>.", line=2, column=3, detail="a < b\n  ^", remedy="Write & on.")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("application/sparql-results+json", "application/problem+json"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("image/png", "application/problem+json"),
    ],
)
def test_form(accept, content_type) -> None:
    """The form is one that the client reads; JSON when it reads none of them."""
    response = respond(ERROR, accept)
    assert dict(response.headers)["Content-Type"] == content_type
    assert response.status == 400


def test_members() -> None:
    """The members of RFC 9457 are there, and those that help to mend the query."""
    assert json.loads(respond(ERROR, None).body) == {
        "type": "https://w3id.org/bilat/problem#query-syntax-error",
        "title": "Query syntax error",
        "status": 400,
        "detail": "No <b>.",
        "remedy": "Write & on.",
        "excerpt": "a < b\n  ^",
        "line": 2,
        "column": 3,
    }


def test_html_is_escaped() -> None:
    """What a client sent is text in the page."""
    body = respond(ERROR, "text/html").body.decode()
    assert "No &lt;b&gt;." in body
    assert "a &lt; b" in body


def test_headers_cannot_be_split() -> None:
    """A header of an error holds no line break, whatever went into it."""
    response = respond(Overloaded("x", headers=(("Retry-After", "1\r\nX: y"),)), None)
    assert dict(response.headers)["Retry-After"] == "1 X: y"


def test_surrogates_can_be_sent() -> None:
    """Half a surrogate pair in a message does not break the answer."""
    assert respond(RequestError("bad \ud800"), None).status == 400


def test_iris_and_paths_in_advice_are_links() -> None:
    """To the page that this server has of a thing, written as its path; of other sites nothing is one."""
    remedy = "Ask https://w3id.org/bilat/id/japan, look at /browse, or at https://example.org/id/japan."
    body = respond(RequestError("No.", remedy=remedy), "text/html").body.decode()
    told = (
        'Ask <a href="/id/japan">/id/japan</a>, look at <a href="/browse">/browse</a>, or at https://example'
    )
    assert told in body
