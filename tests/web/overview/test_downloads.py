"""Downloads over HTTP: which copy, which part, under which conditions."""

from __future__ import annotations

import gzip
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import zstandard

from bilat.graph.formats.export import FORMS

PATH = "/download/bilat.ttl"
UNPACK = {"zstd": zstandard.decompress, "gzip": gzip.decompress, None: bytes}


def get(client: Any, path: str = PATH, **headers: str) -> Any:
    return client.get(path, headers={name.replace("_", "-"): text for name, text in headers.items()})


def test_media_type_is_that_of_the_table(client, monkeypatch) -> None:
    """Whoever adds a format names its media type once."""
    monkeypatch.setitem(FORMS, "turtle", replace(FORMS["turtle"], media_type="text/x-other"))
    assert get(client).headers["Content-Type"] == "text/x-other; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("br, identity;q=0.5", None),
        ("gzip;q=0", None),
    ],
)
def test_copies_by_coding(client, release, accepted, coding) -> None:
    """The copy that the client likes best is sent as it lies there, and holds the file."""
    answer = get(client, Accept_Encoding=accepted)
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, coding)
    assert UNPACK[coding](answer.data) == release.read("downloads/bilat.ttl")
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_each_copy_has_a_strong_tag_of_its_own(client) -> None:
    """The tags of all copies differ, none is weak, and each is known by its own copy alone."""
    tags = {
        coding: get(client, Accept_Encoding=coding).headers["ETag"] for coding in ("zstd", "gzip", "identity")
    }
    assert len(set(tags.values())) == 3
    assert not any(tag.startswith("W/") for tag in tags.values())
    for coding, tag in tags.items():
        for other in tags:
            answer = get(client, Accept_Encoding=other, If_None_Match=tag)
            assert answer.status_code == (304 if other == coding else 200)
            assert answer.headers["Vary"] == "Accept-Encoding"


def test_no_copy_that_is_taken(client) -> None:
    """Who takes none of the codings gets a 406 that lists them."""
    answer = get(client, Accept_Encoding="identity;q=0, br")
    assert answer.status_code == 406
    assert "zstd, gzip, identity" in answer.json["excerpt"]
    small = get(client, "/download/bilat.nt", Accept_Encoding="zstd, gzip")
    assert (small.status_code, "Content-Encoding" in small.headers) == (200, False)


def test_parts_are_of_the_file(client, release) -> None:
    """A range is one of the file itself, whatever codings are taken; so are its tag and its length."""
    whole, tag = release.read("downloads/bilat.ttl"), get(client).headers["ETag"]
    for sent, part in (
        ("bytes=6-10", whole[6:11]),
        ("bytes=-5", whole[-5:]),
        ("bytes=19990-", whole[19990:]),
        ("bytes=-20001", whole),
    ):
        answer = get(client, Range=sent, Accept_Encoding="zstd, gzip")
        assert (answer.status_code, answer.data) == (206, part)
        assert answer.headers["Content-Range"].endswith("/20000")
        assert "Content-Range" in answer.headers["Access-Control-Expose-Headers"]
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["ETag"] == tag
    assert get(client, Range="bytes=6-10", Accept_Encoding="identity;q=0, gzip").status_code == 406


@pytest.mark.parametrize(
    "sent", ["bytes=0-0,5-6", "items=0-1", "bytes=", "bytes=a-b", "bytes=0-9;x", "bytes=0-" + "9" * 5_000]
)
def test_ranges_that_are_ignored(client, sent) -> None:
    """Several parts at once, other units and what is no range bring the whole file."""
    answer = get(client, Range=sent, Accept_Encoding="zstd")
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "zstd")


def test_part_needs_a_strong_tag(client) -> None:
    """A weak tag says nothing of octets, so that its bearer gets the whole file."""
    tag = get(client).headers["ETag"]
    assert get(client, Range="bytes=0-9", If_Range=tag).status_code == 206
    assert get(client, Range="bytes=0-9", If_Range=f"W/{tag}").status_code == 200


def test_condition_that_there_is_a_file(client) -> None:
    """Any file meets If-Match: *; one with another tag than the one that is wanted does not."""
    assert get(client, If_Match="*").status_code == 200
    refused = get(client, If_Match='"x"')
    assert (refused.status_code, refused.content_type) == (412, "application/problem+json")


def test_parts_of_another_copy_are_not_joined(client) -> None:
    """Who has the beginning of a compressed copy gets it whole, not a part that does not fit."""
    packed = get(client, Accept_Encoding="gzip").headers["ETag"]
    answer = get(client, Range="bytes=6-10", If_Range=packed, Accept_Encoding="gzip")
    assert (answer.status_code, answer.headers["ETag"]) == (200, packed)
    answer = get(client, Range="bytes=6-10", If_Range=packed)
    assert (answer.status_code, len(answer.data)) == (200, 20_000)


def test_part_of_a_newer_file_is_not_joined_with_an_older_one(client, release) -> None:
    """Where an older release is served again, who has half of the newer one gets the whole (13.1.5)."""
    for seconds, status in ((0, 206), (-1, 200), (3_600, 200)):
        date = formatdate(release.published + seconds, usegmt=True)
        assert get(client, Range="bytes=6-10", If_Range=date).status_code == status
    assert get(client, Range="bytes=6-10", If_Range="yesterday").status_code == 200


@pytest.mark.parametrize("condition", ["If_None_Match", "If_Modified_Since"])
def test_who_has_a_file_gets_no_part_of_it(client, condition) -> None:
    """Conditions come before the part that is wanted (RFC 9110, 13.2.2)."""
    whole = get(client).headers
    known = whole["ETag" if condition == "If_None_Match" else "Last-Modified"]
    answer = get(client, Range="bytes=6-10", **{condition: known})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", whole["ETag"])
    assert "Vary" in answer.headers


def test_date(client, release) -> None:
    """Last-Modified is when the release was written, and who has it since then gets a 304."""
    written = get(client).headers["Last-Modified"]
    assert written == formatdate(release.published, usegmt=True)
    known = get(client, If_Modified_Since=written)
    assert (known.status_code, known.data) == (304, b"")
    before = formatdate(release.published - 1, usegmt=True)
    assert get(client, If_Modified_Since=before).status_code == 200
    assert get(client, If_Modified_Since="yesterday").status_code == 200


def test_tag_counts_more_than_date(client) -> None:
    """Where both are sent, the tag decides (RFC 9110, 13.2.2)."""
    written = get(client).headers["Last-Modified"]
    assert get(client, If_None_Match='"x"', If_Modified_Since=written).status_code == 200
    part = get(client, Range="bytes=0-0", If_Range=written)
    assert part.status_code == 206


def test_file_name(client) -> None:
    """A browser saves a download under the name that it has here."""
    answer = get(client, Accept_Encoding="zstd")
    assert answer.headers["Content-Disposition"] == "attachment; filename=bilat.ttl"


def test_copies_have_no_address(client) -> None:
    """The compressed copies are forms of a download and no downloads."""
    for ending in (".gz", ".zst"):
        assert get(client, PATH + ending).status_code == 404
        assert ending not in get(client, "/").text


def test_file_that_is_gone(client, release, monkeypatch) -> None:
    """Where somebody took the folder of the release away, a download is unavailable for a while."""
    monkeypatch.setattr(type(release), "published", property(lambda _: Path("/no/where").stat().st_mtime))
    answer = get(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "This file cannot be read" in answer.text
