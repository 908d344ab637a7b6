"""Responses as they are sent."""

from __future__ import annotations

from bilat.web.http.response import _field, block_of


def test_what_a_client_has_sent_is_not_kept() -> None:
    """Headers that all responses have are written once; long ones, such as addresses, each time."""
    _field.cache_clear()
    assert block_of([("Location", "/" + "x" * 9_000), ("ETag", '"1"')], None).endswith(b'\r\nETag: "1"\r\n')
    assert _field.cache_info().currsize == 0
    block_of([("Vary", "Accept")], 0)
    assert _field.cache_info().currsize == 1
