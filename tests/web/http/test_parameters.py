"""The parameters of a SPARQL request, from all the places they may come from."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.errors import QueryRefused, RequestError
from bilat.web.http.parameters import DIRECT, FORM, Call, Parameters, parameters

#: Any text but one that begins with a byte order mark, which editors add and nobody means.
TEXT = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
    .filter(str.strip)
    .filter(lambda text: text[0] != "\ufeff")
)


def get(query_string: str) -> Parameters:
    return parameters(Call("GET", query_string.encode().decode("latin-1")))


def post(body: bytes, content_type: str, query_string: str = "", method: str = "POST") -> Parameters:
    return parameters(Call(method, query_string, content_type, lambda: body))


@given(TEXT)
def test_every_way_in_decodes_once(text: str) -> None:
    """The same query comes out of GET, of a form and of a direct POST, whatever is in it."""
    octets = urlencode({"query": text})
    assert get(octets).query == text
    assert get(f"query={quote(text, safe='')}").query == text
    assert post(octets.encode(), FORM).query == text
    assert post(text.encode(), DIRECT).query == text
    assert post(text.encode(), DIRECT, method="QUERY").query == text


def test_percent_is_decoded_once() -> None:
    """A percent sign that was escaped stays one."""
    assert get("query=100%2525").query == "100%25"
    assert post(b"query=100%2525", FORM).query == "100%25"
    assert post(b"100%25", DIRECT).query == "100%25"


def test_raw_utf8_is_taken() -> None:
    """Characters that a client forgot to escape are read as UTF-8."""
    assert get("query=é").query == "é"


def test_dataset_and_the_rest() -> None:
    """All parameters are read, those that repeat in their order."""
    asked = get(
        "default-graph-uri=a:1&named-graph-uri=a:3&default-graph-uri=a:2&query=q&format=csv&timeout=2.5&x=y"
    )
    assert asked == Parameters(
        query="q", default_graphs=("a:1", "a:2"), named_graphs=("a:3",), format="csv", seconds=2.5
    )


@pytest.mark.parametrize(
    ("query_string", "format_"),
    [
        ("format=tsv&format=text/tab-separated-values", "tsv,text/tab-separated-values"),
        ("format=json-ld&format=", "json-ld"),
        ("format=", None),
    ],
)
def test_format_may_come_twice(query_string: str, format_: str | None) -> None:
    """Clients that try all names of a format at once, or none, are read."""
    assert get(f"query=q&{query_string}").format == format_


def test_mark_of_a_file_is_no_part_of_its_query() -> None:
    """A file that begins with the mark of its byte order can be sent as it is."""
    assert post(b"\xef\xbb\xbfASK {}", DIRECT).query == "ASK {}"
    assert post(b"query=%EF%BB%BFASK+%7B%7D", FORM).query == "ASK {}"
    assert get("query=%EF%BB%BFASK+%7B%7D&timeout=1").query == "ASK {}"


def test_dataset_of_a_direct_post_stands_in_the_url() -> None:
    """A direct POST has its dataset in the query string."""
    assert post(b"q", DIRECT, "default-graph-uri=a:1").default_graphs == ("a:1",)


@pytest.mark.parametrize(
    "content_type",
    [
        "APPLICATION/SPARQL-QUERY",
        'application/sparql-query; charset="UTF-8"',
        "application/sparql-query;charset=utf-8",
        "application/sparql-query; charset=us-ascii",
    ],
)
def test_content_types_are_read_as_media_types(content_type: str) -> None:
    """Case and parameters make no difference."""
    assert post(b"q", content_type).query == "q"


@pytest.mark.parametrize(
    ("query_string", "found"),
    [
        (
            "default-graph-uri=&query=q&format=&timeout=0&debug=on&named-graph-uri=&truncate=",
            Parameters(query="q"),
        ),
        ("default-graph-uri=&default-graph-uri=a:1&query=q", Parameters(query="q", default_graphs=("a:1",))),
        ("query=q&timeout=", Parameters(query="q")),
        ("query=q&output=csv", Parameters(query="q", format="csv")),
        ("query=q&format=&output=csv", Parameters(query="q", format="csv")),
        ("query=q&output=xml&format=json&results=xml", Parameters(query="q", format="json")),
    ],
)
def test_what_clients_of_other_servers_send(query_string: str, found: Parameters) -> None:
    """Fields that nobody has filled in say nothing, and the format may be called output."""
    assert get(query_string) == found


@pytest.mark.parametrize(
    ("query_string", "message"),
    [
        ("query=a&query=b", "There are 2 query parameters."),
        ("query=", "The query is empty."),
        ("query=%20%0A", "The query is empty."),
        ("graph=http://example.org/", "The endpoint hands out no graph by name."),
        ("default", "The endpoint hands out no graph by name."),
        ("default-graph-uri=a:1", "There is no query parameter."),
        ("query=%", "The query string has a % that two hexadecimal digits do not follow."),
        ("query=%4", "The query string has a %"),
        ("query=%zz", "The query string has a %"),
        ("query=%ff", "The query string is not UTF-8."),
        ("query=%ed%a0%80", "The query string is not UTF-8."),
        ("query=q&default-graph-uri=relative", "default-graph-uri 'relative' is not an absolute IRI."),
        ("query=q&named-graph-uri=http://a%20b", "named-graph-uri 'http://a b' is not an absolute IRI."),
        ("query=q&named-graph-uri=x", "named-graph-uri 'x' is not an absolute IRI."),
        ("query=q&timeout=-1", "timeout '-1' is not a number of seconds above zero."),
        ("query=q&timeout=nan", "timeout 'nan' is not"),
        ("query=q&timeout=inf", "timeout 'inf' is not"),
        ("query=q&timeout=x", "timeout 'x' is not"),
        ("query=q&timeout=1&timeout=2", "There are 2 timeout parameters."),
        ("query=q" + "&a" * 2_000, "The query string has more than 2,000 parameters."),
        ("&" * 2_000, "The query string has more than 2,000 parameters."),
    ],
)
def test_broken_rule_is_told(query_string: str, message: str) -> None:
    """Each rule has one exact sentence, and the status 400."""
    with pytest.raises(RequestError) as caught:
        get(query_string)
    assert caught.value.message.startswith(message)
    assert caught.value.status == 400
    assert caught.value.remedy


@pytest.mark.parametrize("query_string", ["update=x", "query=q&update=x", "query=q&using-graph-uri=a:b"])
def test_update_is_refused(query_string: str) -> None:
    """The parameters of an update are refused as such."""
    with pytest.raises(QueryRefused, match="read-only"):
        get(query_string)


@pytest.mark.parametrize(
    ("content_type", "method", "message"),
    [
        ("", "POST", "There is no Content-Type with POST."),
        ("text/plain", "POST", "Content-Type 'text/plain' is not taken with POST."),
        (
            "multipart/form-data; boundary=x",
            "POST",
            "Content-Type 'multipart/form-data' is not taken with POST.",
        ),
        (FORM, "QUERY", f"Content-Type '{FORM}' is not taken with QUERY."),
        ("application/sparql-query; charset=latin-1", "POST", "The charset 'latin-1' is not taken."),
        (f"{FORM}; charset=utf-16", "POST", "The charset 'utf-16' is not taken."),
    ],
)
def test_wrong_content_type(content_type: str, method: str, message: str) -> None:
    """A body of another type or charset is a 415 that names what is taken."""
    with pytest.raises(RequestError) as caught:
        post(b"query=q", content_type, method=method)
    assert (caught.value.status, caught.value.message) == (415, message)


@pytest.mark.parametrize("content_type", ["", "multipart/form-data", "application/json"])
def test_body_of_no_octets_is_of_no_type(content_type: str) -> None:
    """WikibaseIntegrator and scripts POST with all in the address, and name whatever type."""
    assert post(b"", content_type, "query=q&format=json") == Parameters(query="q", format="json")
    with pytest.raises(QueryRefused):
        post(b"", content_type, "update=DROP%20ALL")
    with pytest.raises(RequestError, match=r"not taken|no Content-Type"):
        post(b" ", content_type, "query=q")
    with pytest.raises(RequestError, match=r"not taken|no Content-Type"):
        post(b"", content_type, "query=q", method="QUERY")


def test_update_type_is_refused() -> None:
    """A direct update is refused as one."""
    with pytest.raises(QueryRefused):
        post(b"DROP ALL", "application/sparql-update")


@pytest.mark.parametrize(
    ("body", "content_type"), [(b"\xff", DIRECT), (b"query=\xff", FORM), (b"query=%ff", FORM)]
)
def test_body_that_is_not_utf8(body: bytes, content_type: str) -> None:
    """A body of malformed UTF-8 is refused, in every way in."""
    with pytest.raises(RequestError, match="not UTF-8"):
        post(body, content_type)


def test_query_in_url_and_form_is_one_too_many() -> None:
    """A query in the URL and another in the body are two queries."""
    with pytest.raises(RequestError, match="2 query parameters"):
        post(b"query=a", FORM, "query=b")


@given(st.text(alphabet="query=&%+;0aF\u00e9-default-graph-uri:", max_size=60))
def test_any_query_string_is_read_or_refused(text: str) -> None:
    """Whatever is sent, the answer is parameters or an error of ours."""
    try:
        get(text)
    except RequestError as error:
        assert error.message  # noqa: PT017 - both ends are right


@given(st.binary(max_size=60), st.sampled_from([DIRECT, FORM]))
def test_any_body_is_read_or_refused(body: bytes, content_type: str) -> None:
    """Whatever octets a body has, the answer is parameters or an error of ours."""
    try:
        post(body, content_type)
    except RequestError as error:
        assert error.message  # noqa: PT017 - both ends are right
