"""Which release of a place is served."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from bilat.errors import ReleaseError
from bilat.graph.releases.release import CURRENT, Release, current

_LOG = logging.getLogger(__name__)


def followed(place: Path) -> bool:
    """Tell whether a folder is one of releases, whose current one may change."""
    return (place / CURRENT).is_symlink() or (place / CURRENT).exists()


def newest(place: Path, sound: Release, check: Callable[[Release], None]) -> Release:
    """Return the current release of a place, or a sound one where the current one is none."""
    if not followed(place):
        return sound
    try:
        release = current(place)
        if release is None or release.digest == sound.digest:
            return sound
        check(release)
    except ReleaseError as error:
        _LOG.error("release %s is served: %s", sound.id, error)
        return sound
    return release
