"""What a release is made from, and where it goes.

`fingerprint` is kept in the release, so that a release is known to be current without building anything.
Only light modules are imported here: a server that finds a current release loads nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Container
from functools import cache
from importlib import resources
from pathlib import Path

import bilat
from bilat.digests import Digests, sha256_of
from bilat.errors import Place, ReleaseError, SourceError
from bilat.graph.configuration import Configuration
from bilat.graph.releases.release import INPUTS, Release
from bilat.graph.source.contents import read_bytes
from bilat.project import PARTS, Project
from bilat.text import json_text
from bilat.user_cache import user_cache

#: The code that decides what a release holds; the web and the command line only show it.
_CODE = ("graph", "project.py", "text.py", "vocab.py")


def fingerprint(project: Project) -> bytes:
    """Return every input of a build with its sha256, as JSON: the project's files and bilat's own code.

    Raises:
        SourceError: a file cannot be read.
    """
    files = _files(project)
    digests = Digests(release_place(project), files)
    inputs = {
        "generator": _generator(),
        "files": {
            project.name_of(path): _digest(path, project.name_of(path), digests.sha256) for path in files
        },
    }
    digests.keep()
    return json_text(inputs).encode()


def is_as_told(inputs: bytes, project: Project, apart: Container[str]) -> bool:
    """Return whether a project is as a fingerprint says, but for what some of its files hold.

    Args:
        inputs: the fingerprint.
        project: the folder.
        apart: names of files that may hold anything.
    """
    told = json.loads(inputs)
    files = {project.name_of(path): path for path in _files(project)}
    return (
        told["generator"] == _generator()
        and told["files"].keys() == files.keys()
        and all(name in apart or told["files"][name] == _digest(path, name) for name, path in files.items())
    )


def is_current(release: Release, project: Project) -> bool:
    """Return whether a release was made from the project as it is now, by this version of bilat."""
    return release.read(INPUTS) == fingerprint(project)


def release_place(project: Project) -> Path:
    """Return the folder for the releases of a project.

    It is ``release/`` in the project. A project that is installed with bilat, or cannot be written to, has
    its releases in the cache of the user: ``$XDG_CACHE_HOME/bilat/`` or ``~/.cache/bilat/``.
    """
    installed = _package() in project.root.parents
    if not installed and os.access(project.root, os.W_OK):
        return project.root / "release"
    return cached_place(os.fsencode(project.root.resolve()))


def cached_place(of: bytes) -> Path:
    """Return the folder in the user's cache for the releases of something, a project or an address.

    Raises:
        ReleaseError: there is no such cache.
    """
    cache = user_cache()
    if cache is None:
        raise ReleaseError(
            "There is no folder for releases: the user has no home, or may not look into it.",
            remedy="Name a folder in the variable XDG_CACHE_HOME.",
        )
    return cache / hashlib.sha256(of).hexdigest()[:16]


def _generator() -> dict[str, str]:
    """Return what says which code makes releases."""
    return {"name": "bilat", "version": bilat.__version__, "sha256": code_digest()}


def _files(project: Project) -> list[Path]:
    """Return the files of the four parts, the configuration and what that names, sorted by name."""
    configured = [project.configuration] if project.configuration else []
    named = (project.root / file for file in Configuration.of(project).contexts.values())
    parts = (path for part in PARTS for path in project.files(part))
    return sorted({*parts, *configured, *named}, key=project.name_of)


def _digest(path: Path, name: str, sha256: Callable[[Path], str] = sha256_of) -> str:
    """Return the sha256 of a file, which may be large."""
    if not path.is_file():
        return hashlib.sha256(read_bytes(path, name)).hexdigest()  # which says what is wrong with it
    try:
        return sha256(path)
    except OSError as error:
        raise SourceError(f"The file cannot be read: {error.strerror}.", place=Place(name)) from None


def _package() -> Path:
    """Return the folder of bilat's code."""
    return Path(str(resources.files("bilat")))


@cache
def code_digest() -> str:
    """Return the sha256 of the code that makes releases, as it is when this is first asked."""
    package = _package()
    found = (path for name in _CODE for path in (package / name, *(package / name).rglob("*")))
    files = (path for path in found if path.is_file() and path.suffix != ".pyc")
    names = sorted(path.relative_to(package).as_posix() for path in files)
    lines = (f"{_digest(package / name, name)}  {name}\n" for name in names)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
