"""Which form a client gets."""

from __future__ import annotations

from time import process_time

import pytest

from bilat.errors import NotAcceptable, RequestError
from bilat.graph.catalogue.service import RESULT_FORMATS, TABLES
from bilat.web.http.negotiate import RESULTS, ROWS, TRIPLES, choose

JSON = "application/sparql-results+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/json", "application/json"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("text/csv; charset=utf-8", "text/csv; charset=utf-8"),
        ("text/csv;header=present;q=0.9, application/json;q=0.8", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, */*;q=0.1", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("*/*, text/csv;q=0.1", JSON),
        (f"{JSON};q=0, application/json;q=0, */*", "application/sparql-results+xml"),
        ("image/png, application/sparql-results+xml;q=0.001", "application/sparql-results+xml"),
        (BROWSER, "text/html; charset=utf-8"),
        ("application/xhtml+xml, text/html;q=0.9", "text/html; charset=utf-8"),
        (" , ,text/csv", "text/csv; charset=utf-8"),
        ("garbage, application/xml", "application/xml"),
        (" ,, ", JSON),
        ("*", JSON),
        ("text/csv;q=1.5, application/xml;q=0.9", "text/csv; charset=utf-8"),
        ("text/csv;q=much, application/xml;q=0.9", "text/csv; charset=utf-8"),
        ("text/csv;q=nan, application/xml;q=0.9", "text/csv; charset=utf-8"),
        ("text/csv;q=-1, application/xml;q=0.1", "application/xml"),
        ('text/csv;a=";q=0, x";q=0.9, application/xml;q=0.5', "text/csv; charset=utf-8"),
    ],
)
def test_rows_by_header(accept: str | None, content_type: str) -> None:
    """Quality, specificity and wildcards decide; parameters of a media range do not."""
    assert choose(ROWS, accept).content_type == content_type


@pytest.mark.parametrize(
    "accept",
    ['"' + '\\"' * 15_000, '"' + '\\"' * 15_000 + "\\", "a/" + " " * 30_000 + "b", "a" + " " * 30_000 + "/"],
)
def test_a_long_header_is_read_once(accept: str) -> None:
    """What looks like the beginning of something at each of its characters takes no time by their square."""
    began = process_time()
    with pytest.raises(NotAcceptable):
        choose(ROWS, accept)
    assert process_time() - began < 0.5


@pytest.mark.parametrize(
    "accept", ["image/png", "text/csv;q=0", "*/*;q=0", "garbage", "text/turtle", "*/csv"]
)
def test_nothing_acceptable(accept: str) -> None:
    """Where nothing fits, the error lists what there is, with the name for ``format=``."""
    with pytest.raises(NotAcceptable) as caught:
        choose(ROWS, accept)
    assert caught.value.status == 406
    assert f"{JSON} (format=json)" in str(caught.value.detail)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ("application/n-quads", "application/n-quads"),
    ],
)
def test_triples_by_header(accept: str | None, content_type: str) -> None:
    """Graphs come as Turtle unless something else is asked for."""
    assert choose(TRIPLES, accept).content_type == content_type


@pytest.mark.parametrize("form", ROWS + TRIPLES, ids=lambda form: form.media_type)
def test_each_form_by_name(form) -> None:
    """Each form can be asked for by its names and its media type, and the name wins over the header."""
    forms = ROWS if form in ROWS else TRIPLES
    for name in (*form.names, form.media_type, form.names[0].upper()):
        assert choose(forms, "image/png", name).form is form


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("json-ld,application/ld+json,application/x-json+ld", "application/ld+json"),
        ("rdf+xml,application/rdf+xml", "application/rdf+xml"),
        ("application/rdf xml", "application/rdf+xml"),
        ("n3", "text/turtle"),
        ("application/json", "application/ld+json"),
    ],
)
def test_names_that_clients_send(name: str, media_type: str) -> None:
    """Several names of one form are one, whatever is unknown beside them; a plus may have been lost."""
    assert choose(TRIPLES, "image/png", name).form.media_type == media_type


def test_names_of_several_forms() -> None:
    """Who names several forms is asked to name one."""
    with pytest.raises(RequestError, match="several"):
        choose(ROWS, None, "csv,xml")


def test_name_that_none_has_is_not_looked_for() -> None:
    """Names are some words; thousands are refused before each is compared with all that there are."""
    with pytest.raises(RequestError, match="No format has a name of 9,999 characters") as caught:
        choose(ROWS, None, ",".join(["a"] * 5_000))
    assert "text/csv" in (caught.value.detail or "")


def test_unknown_name() -> None:
    """A name that there is no form for is refused with the list."""
    with pytest.raises(RequestError, match="'pdf'"):
        choose(ROWS, None, "pdf")


def test_the_service_description_names_every_form_of_results() -> None:
    """Clients read there what they can ask for; a form is named by the W3C or by its media type."""
    offered = {form.media_type for forms in RESULTS.values() for form in forms}
    assert set(TABLES) <= offered
    assert len(RESULT_FORMATS) == len(offered - set(TABLES))
