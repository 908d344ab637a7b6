"""Which content coding a client gets (RFC 9110, 12.5.3)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from bilat.errors import NotAcceptable

IDENTITY: Final = "identity"
#: What responses are compressed with while they are made, see `bilat.web.http.compression`.
MADE: Final = ("br", "zstd", "gzip")
#: Who names codings and not this one takes it too, after all others; a weight has three decimals at most.
_IMPLIED: Final = 0.0001


def choose_coding(offered: tuple[str, ...], accepted: Accept) -> str:
    """Return the coding with the highest weight, the first of those that have the same.

    Args:
        offered: names of codings, the best first; `IDENTITY` may be one of them.
        accepted: the header Accept-Encoding.

    Raises:
        NotAcceptable: the client takes none of them.
    """
    weights = {coding: _weight(coding, accepted) for coding in offered}
    best = max(offered, key=lambda coding: weights[coding])
    if weights[best] <= 0:
        raise NotAcceptable(
            f"Accept-Encoding {accepted.to_header()!r} takes nothing that there is.",
            detail=f"Offered: {', '.join(offered)}",
        )
    return best


@lru_cache(maxsize=256)
def taken(accepted: str) -> tuple[str, ...]:
    """Return those of the codings that we make which a client likes best; none where it wants none.

    Args:
        accepted: the header Accept-Encoding; empty text where there is none.
    """
    header = parse_accept_header(accepted.replace("x-gzip", "gzip"), Accept)
    weights = {coding: _weight(coding, header) for coding in MADE}
    best = max(weights.values())
    if best <= 0 or _weight(IDENTITY, header) > best:
        return ()
    return tuple(coding for coding, weight in weights.items() if weight == best)


def _weight(coding: str, accepted: Accept) -> float:
    named = any(value.lower() in {coding, "*"} for value, _ in accepted)
    if coding == IDENTITY and not named:
        return _IMPLIED
    return float(accepted.quality(coding))
