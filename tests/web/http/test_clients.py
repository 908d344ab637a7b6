"""Who asks: told apart also behind a proxy, and by nobody's own word."""

from __future__ import annotations

import pytest

from bilat.errors import SettingError
from bilat.web.http.clients import Clients


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ("", "192.0.2.1", None, "192.0.2.1"),
        ("", "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        ("10.0.0.0/8", "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        ("10.0.0.0/8", "10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", None, "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8, 198.51.100.1", "10.1.2.3", "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        ("10.0.0.0/8", "10.1.2.3", "203.0.113.9, nonsense", "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3", "10.9.9.9", "10.9.9.9"),
        ("::1", "[::1]", "2001:db8::1234", "2001:db8::/64"),
        ("", "[2001:db8::1:2:3:4]", None, "2001:db8::/64"),
        ("", "[::ffff:192.0.2.1]", None, "192.0.2.1"),
        ("10.0.0.0/8", "10.1.2.3", "203.0.113.9, 198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.0/8", "10.1.2.3", "[2001:db8::1234]:4711", "2001:db8::/64"),
        ("10.0.0.0/8", "10.1.2.3", "198.51.100.1:port", "10.1.2.3"),
        ("", "unknown", None, "unknown"),
    ],
)
def test_client(trusted, peer, forwarded, client) -> None:
    """The last address that no proxy of ours is; a network of 64 bits for IPv6."""
    assert Clients(trusted).of(peer, forwarded) == client


@pytest.mark.parametrize("text", ["nonsense", "10.0.0.1/8", "10.0.0.0/99"])
def test_bad_setting(text) -> None:
    """What is no address and no network is refused with the setting's name."""
    with pytest.raises(SettingError, match="trusted_proxies"):
        Clients(text)
