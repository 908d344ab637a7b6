"""Where a check keeps what it found out: in the cache of the user, safe to delete, no part of a project."""

from __future__ import annotations

import hashlib
import os

from bilat.graph.releases.inputs import code_digest
from bilat.graph.shacl.kept import Memory
from bilat.project import Project
from bilat.user_cache import user_cache


def memory_of(project: Project, *, fresh: bool = False) -> Memory | None:
    """Return what an earlier check of a project found, None where nothing can be kept.

    Args:
        project: the folder; each has a file of its own.
        fresh: whether what is kept is passed over, and written anew.
    """
    cache = user_cache()
    if cache is None:
        return None
    name = hashlib.sha256(os.fsencode(project.root.resolve())).hexdigest()[:16]
    return Memory(place=cache / "validations" / name, code=code_digest(), fresh=fresh)
