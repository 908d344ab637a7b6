"""Who asks: the address that limits are counted by, also when a proxy stands between.

A forwarded address is believed only from a proxy that the settings name; anybody can send the header.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from bilat.errors import SettingError

#: What one subscriber is usually given (RFC 6177): each address of it counts as the same client.
_SUBSCRIBER_BITS: Final = 64
_WITH_PORT: Final = re.compile(r"(?:\[([^\[\]]+)\]|([0-9.]+))(?::[0-9]+)?")


class Clients:
    """Tells clients apart.

    Args:
        trusted: addresses or networks of proxies, separated by commas; empty for none.

    Raises:
        SettingError: one of them is no address and no network.
    """

    def __init__(self, trusted: str) -> None:
        names = [name.strip() for name in trusted.split(",") if name.strip()]
        try:
            self._trusted = tuple(ip_network(name) for name in names)
        except ValueError as error:
            raise SettingError(
                f"trusted_proxies is {trusted!r}: {error}.", remedy="Write it like 127.0.0.1,10.0.0.0/8."
            ) from None

    def is_proxy(self, peer: str) -> bool:
        """Tell whether what this peer says of others is believed."""
        if not self._trusted:
            return False
        address = _address(peer)
        return address is not None and any(address in network for network in self._trusted)

    def of(self, peer: str, forwarded: str | None = None) -> str:
        """Return the client: the peer, or the last in ``X-Forwarded-For`` that no proxy of ours is.

        An IPv6 client is named by its network of 64 bits.
        """
        if forwarded and self.is_proxy(peer):
            for hop in reversed(forwarded.split(",")):
                if _address(hop.strip()) is None:
                    break  # What stands before something unreadable was written by nobody that we know.
                peer = hop.strip()
                if not self.is_proxy(peer):
                    break
        return _named(peer)


@lru_cache(maxsize=4_096)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, or None where a text is none; an IPv4 address in the guise of IPv6 is told.

    Some proxies write the port of the client too.
    """
    found = _WITH_PORT.fullmatch(text)
    bare = found[1] or found[2] if found else text
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=4_096)
def _named(text: str) -> str:
    address = _address(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _SUBSCRIBER_BITS), strict=False))
    return str(address) if address else text
