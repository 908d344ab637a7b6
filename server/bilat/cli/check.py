"""``bilat check``: everything that can be wrong with a project, without publishing anything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bilat.cli.display import progress
from bilat.cli.options import Named, credentials_option, format_option, output_option, project_option
from bilat.cli.output import colourful, write

if TYPE_CHECKING:
    from bilat.graph.bulk.large_check import LargeCheck
    from bilat.graph.check import Checked
    from bilat.graph.progress import Stages
    from bilat.graph.report.findings import Finding
    from bilat.project import Project
    from bilat.settings import Settings

#: Code hosts look for files from the folder that was checked out on, where a job begins.
_FROM_HERE = ("sarif", "github")
FORMATS = ("text", "json", "html", "turtle", "jsonld", "sarif", "github")


@click.command("check", short_help="Find all that is wrong; publish nothing.")
@project_option
@click.option(
    "--sources",
    "documents",
    type=Named(path_type=Path),
    metavar="DIR",
    help="Folder of the documents; digest and position of every passage are compared with them.",
)
@click.option(
    "--endpoint",
    metavar="URL",
    help="SPARQL endpoint of a store; the last release published there, else its default graph, is held "
    "against the shapes of the project.",
)
@credentials_option
@click.option(
    "--fresh",
    is_flag=True,
    help="Do everything anew: take nothing from the last check.",
)
@format_option(FORMATS, "text")
@output_option
def command(
    folder: Path | None,
    documents: Path | None,
    endpoint: str | None,
    credentials: str | None,
    fresh: bool,
    form: str,
    target: Path | None,
) -> int:
    """Parse, lint, compare evidence, reason and validate; exit 1 when there are violations."""
    from bilat.errors import BilatError
    from bilat.graph.report.render import render
    from bilat.project import Project

    if endpoint is not None and documents is not None:
        raise BilatError(
            "--sources and --endpoint are both given.",
            remedy="Documents are compared with the files of a project: leave one out.",
        )
    if endpoint is None and credentials is not None:
        raise BilatError(
            "--credentials is given without --endpoint.", remedy="Name the store, or leave it out."
        )
    project = Project.here(folder)
    checked: Checked | LargeCheck
    with progress() as stages:
        if endpoint is not None:
            checked = _remote(project, endpoint, credentials, stages)
        else:
            checked = _local(project, documents, stages, fresh=fresh)
    colour = target is None and colourful()
    findings = _from_here(checked.findings, project) if form in _FROM_HERE else checked.findings
    ordered = form not in _FROM_HERE
    write(render(findings, form, checked=checked.scope, colour=colour, ordered=ordered), target)
    return 0 if checked.conforms else 1


def _from_here(findings: Iterable[Finding], project: Project) -> Iterable[Finding]:
    """Return findings whose files are named from where one is, where the project lies below that."""
    from dataclasses import replace

    here = Path.cwd()
    folder = project.root.relative_to(here) if project.root.is_relative_to(here) else Path()
    return [
        replace(found, place=replace(found.place, file=(folder / found.place.file).as_posix()))
        if found.place
        else found
        for found in findings
    ]


def _local(
    project: Project, documents: Path | None, stages: Stages, *, fresh: bool = False
) -> Checked | LargeCheck:
    """Return what is wrong with a project; the tables of a large one stay for the build that follows."""
    from bilat.errors import ClosureTooLarge
    from bilat.graph.bulk.large_files import is_large
    from bilat.graph.configuration import settings_of

    settings = settings_of(project)
    if documents is not None or not is_large(project, settings):
        from bilat.graph.check import check
        from bilat.graph.shacl.remembered import memory_of

        try:
            memory = memory_of(project, fresh=fresh)
            return check(project, documents=documents, stages=stages, memory=memory)
        except ClosureTooLarge:
            if documents is not None:
                raise
            stages.note("More follows than can be held in memory; the check goes on on disk.")
    return _large(project, stages, settings, fresh=fresh)


def _large(project: Project, stages: Stages, settings: Settings, *, fresh: bool) -> LargeCheck:
    """Return what is wrong with a large project, from what the last check has left where that will do."""
    from bilat.graph.bulk.again.check import check_again
    from bilat.graph.releases.inputs import release_place
    from bilat.graph.releases.lock import sole_builder

    place = release_place(project)
    with sole_builder(place, lambda: stages.note(f"A build is under way in {place}; waiting for it.")):
        if not fresh and (again := check_again(project, place, stages, settings)):
            return again
        from bilat.graph.bulk.check import check_large
        from bilat.graph.shacl.remembered import memory_of

        memory = memory_of(project, fresh=fresh)
        checked = check_large(
            project, place, stages, settings, memory, fresh=fresh, keeping=memory is not None
        )
        if checked.database:
            checked.database.close()
    return checked


def _remote(project: Project, url: str, credentials: str | None, stages: Stages) -> Checked:
    """Return what is wrong with a graph that lives elsewhere."""
    from dataclasses import replace

    from bilat.engine.remote.credentials import authorization
    from bilat.engine.remote.release import default_name, last_release
    from bilat.graph.check_remote import check_remote
    from bilat.graph.configuration import settings_of
    from bilat.graph.shacl.remote import Endpoint

    settings = settings_of(project)
    endpoint = Endpoint(
        url=url,
        page=settings.endpoint_rows,
        seconds=settings.endpoint_seconds,
        authorization=authorization(credentials or settings.engine_credentials),
    )
    for row in endpoint.rows(last_release()):
        stages.note(f"Checking release {row['release']}, the last that was published there.")
        endpoint = replace(endpoint, graph=default_name(str(row["release"])))
    return check_remote(project, endpoint, stages=stages)
