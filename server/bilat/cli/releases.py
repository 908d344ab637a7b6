"""The release that a command works on: the current one, built first when the project has changed."""

from __future__ import annotations

import json
from pathlib import Path

from bilat.cli.display import progress
from bilat.errors import BilatError, ReleaseError
from bilat.graph.inputs import is_current, release_place
from bilat.graph.release import VOCABULARY, Release, current, open_release, verify
from bilat.project import Project


def chosen_release(folder: Path | None, place: Path | None) -> Release:
    """Return the release that ``--project`` or ``--release`` asks for.

    Raises:
        BilatError: there is none, it is damaged, or it has to be built and cannot be; or both are given.
    """
    if folder and place:
        raise BilatError(
            "--project and --release are both given.", remedy="A release needs no project: leave one out."
        )
    return release_at(place) if place else release_of(Project.at(folder))


def prefixes_of(release: Release) -> dict[str, str]:
    """Return the prefixes of a release, with the namespace IRI of each."""
    prefixes: dict[str, str] = json.loads(release.read(VOCABULARY))["prefixes"]
    return prefixes


def release_at(folder: Path) -> Release:
    """Return the release in a folder, or the current one of a folder of releases.

    Raises:
        ReleaseError: there is none, or it is damaged.
    """
    published = current(folder) if folder.is_dir() else None
    release = published or open_release(folder)
    verify(release)
    return release


def release_of(project: Project) -> Release:
    """Return the release of a project as it is now, built first where the published one is another.

    Raises:
        BilatError: it has to be built and cannot be, or has violations.
    """
    place = release_place(project)
    found = _usable(project, place)
    if found:
        return found
    from bilat.graph.build import build  # needs rdflib, DuckDB and more; a current release needs none of them

    with progress() as stages:
        built = build(project, place, stages)
    if built.release is None:
        raise BilatError(
            "The project has violations, so there is no release of it.",
            remedy="See them with bilat check, and mend them.",
        )
    return built.release


def _usable(project: Project, place: Path) -> Release | None:
    """Return the published release if it is whole and made from the project as it is now."""
    try:
        release = current(place)
        if release is None or not is_current(release, project):
            return None
        verify(release)
    except ReleaseError:
        return None  # It is built anew.
    return release
