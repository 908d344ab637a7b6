"""The folder of a user for what can be made anew: releases, and what checks remember."""

from __future__ import annotations

import os
from pathlib import Path


def user_cache() -> Path | None:
    """Return ``$XDG_CACHE_HOME/bilat``, else ``~/.cache/bilat``; None for a user without a home.

    A home that the user may not look into is none: a container may run as another user than its image says.
    A relative path in the variable does not count (XDG Base Directory Specification), or each folder that
    one stands in would have a cache of its own.
    """
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        cache = (named if named.is_absolute() else Path.home() / ".cache") / "bilat"
        cache.stat()
    except FileNotFoundError:
        return cache
    except (OSError, RuntimeError):
        return None
    return cache
