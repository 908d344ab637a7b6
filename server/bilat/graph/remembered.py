"""Where a check keeps what it found out: in the cache of the user, safe to delete, no part of a project."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from bilat.graph.inputs import code_digest
from bilat.graph.shacl.kept import Memory
from bilat.project import Project


def memory_of(project: Project, *, fresh: bool = False) -> Memory | None:
    """Return what an earlier check of a project found, None where nothing can be kept.

    Args:
        project: the folder; each has a file of its own.
        fresh: whether what is kept is passed over, and written anew.
    """
    try:
        user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    name = hashlib.sha256(os.fsencode(project.root.resolve())).hexdigest()[:16]
    return Memory(place=user / "bilat" / "validations" / name, code=code_digest(), fresh=fresh)
