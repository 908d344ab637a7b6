"""The release that a command works on: the current one, built first when the project has changed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bilat.cli.display import progress
from bilat.errors import BilatError, ReleaseError
from bilat.graph.releases.inputs import cached_place, is_current, release_place
from bilat.graph.releases.release import VOCABULARY, Release, current, open_release, verify
from bilat.project import Project
from bilat.replica.address import Address
from bilat.settings import Settings


def chosen_release(
    folder: Path | None, place: Path | Address | None, settings: Settings | None = None
) -> Release:
    """Return the release that ``--project`` or ``--release`` asks for.

    Raises:
        BilatError: there is none, it is damaged, or it has to be built and cannot be; or both are given.
    """
    if folder and place:
        raise BilatError(
            "--project and --release are both given.", remedy="A release needs no project: leave one out."
        )
    if isinstance(place, Address):
        return _pulled_or_held(place, settings or Settings.read())
    return release_at(place) if place else release_of(Project.here(folder))


def pulled(address: Address, settings: Settings) -> Release:
    """Return the release that storage has.

    Raises:
        BilatError: it cannot be had.
    """
    from bilat.replica.pull import Puller

    puller = Puller(address, place_of(address, settings), settings)
    try:
        with progress() as stages:
            release = puller.pull(stages)
    finally:
        puller.close()
    verify(release)
    return release


def _pulled_or_held(address: Address, settings: Settings) -> Release:
    """Return the release that storage has, or the one that was pulled last where it has none to give now.

    Raises:
        BilatError: it cannot be had, and none was.
    """
    try:
        return pulled(address, settings)
    except ReleaseError as error:
        held = None if address.digest else _whole(place_of(address, settings))
        if held is None:
            raise
        click.echo(f"{error} Release {held.id} is used, which was pulled before.", err=True)
        return held


def place_of(address: Address, settings: Settings) -> Path:
    """Return the folder for the releases that come from an address."""
    return Path(settings.pull_folder) if settings.pull_folder else cached_place(str(address).encode())


def _whole(place: Path) -> Release | None:
    try:
        release = current(place)
        if release:
            verify(release)
    except ReleaseError:
        return None
    return release


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
