"""What is made smaller on its way out."""

from __future__ import annotations

import pytest

from bilat.web.http.compression import compressed
from bilat.web.http.response import Response


@pytest.mark.parametrize(
    ("media_type", "packed"),
    [
        ("text/html; charset=utf-8", True),
        ("application/sparql-results+xml", True),
        ("application/xml", True),  # Site maps of megabytes, and results under this name.
        ("image/svg+xml", True),
        ("font/woff2", False),
        ("application/octet-stream", False),
    ],
)
def test_texts_are_packed(media_type: str, packed: bool) -> None:
    """Whatever is text by another name is packed, too; what is packed already is left."""
    made = Response(200, (("Content-Type", media_type), ("ETag", '"a"')), b"<loc>" * 1_000)
    headers = dict(compressed(made, ("gzip",)).headers)
    assert ("Content-Encoding" in headers, headers["ETag"][:2] == "W/") == (packed, packed)
