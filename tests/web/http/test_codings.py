"""Content codings: the one that the client likes best, of those that there are."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from bilat.errors import NotAcceptable
from bilat.web.http.codings import choose_coding

OFFERED = ("zstd", "gzip", "identity")


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd;q=0.9", "gzip"),
        ("gzip;q=0.5, zstd;q=0.9", "zstd"),
        ("zstd;q=0", "identity"),
        ("zstd;q=0, gzip;q=0", "identity"),
        ("br", "identity"),
        ("br;q=1, gzip;q=0.001", "gzip"),
        ("*", "zstd"),
        ("*;q=0.5, gzip", "gzip"),
        ("zstd;q=0, *", "gzip"),
        ("identity", "identity"),
        ("identity, gzip", "gzip"),
        ("identity, gzip;q=0.9", "identity"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("*;q=0, identity", "identity"),
        ("nonsense;;;, ,", "identity"),
    ],
)
def test_the_best_is_chosen(header: str, coding: str) -> None:
    """Weights decide, then what is smallest; nobody is sent what is refused."""
    assert choose_coding(OFFERED, parse_accept_header(header, Accept)) == coding


@pytest.mark.parametrize("header", ["*;q=0", "identity;q=0", "identity;q=0, br"])
def test_nothing_is_taken(header: str) -> None:
    """Who refuses the file as it is, and takes no copy, is told what there is."""
    offered = ("identity",) if "*" not in header else OFFERED
    with pytest.raises(NotAcceptable, match="takes nothing") as refused:
        choose_coding(offered, parse_accept_header(header, Accept))
    assert refused.value.detail == f"Offered: {', '.join(offered)}"
