"""The whole pipeline: check a project, describe it, write its downloads, publish a release.

A project with violations is not published; what was published before stays. Two builds of the same input
give the same bytes: nothing here reads a clock, a host name or the order of a hash.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from bilat.errors import ClosureTooLarge
from bilat.graph.bulk.build import build_large
from bilat.graph.bulk.large_files import is_large
from bilat.graph.catalogue.about import about_project
from bilat.graph.catalogue.record import catalogue
from bilat.graph.check import Checked, check
from bilat.graph.configuration import Configuration, settings_of
from bilat.graph.evidence import coverage
from bilat.graph.formats.export import FORMS, Vocabulary
from bilat.graph.formats.nesting import Selection
from bilat.graph.formats.quads import canonical
from bilat.graph.formats.rdfxml import obstacle
from bilat.graph.identity import identity_of
from bilat.graph.index.explanations import with_explanations
from bilat.graph.index.write import index
from bilat.graph.pages.reading import FILE as READING
from bilat.graph.pages.reading import reading
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance
from bilat.graph.queries.saved import saved_queries
from bilat.graph.records import Built, catalogue_file, records, reports
from bilat.graph.releases.downloads import Variant, possible_downloads
from bilat.graph.releases.inputs import fingerprint, release_place
from bilat.graph.releases.lock import sole_builder
from bilat.graph.releases.packing import packing
from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import CATALOGUE, INDEX, INPUTS, QUADS, File
from bilat.project import Project
from bilat.vocab import DCTERMS


def build(project: Project, place: Path | None = None, stages: Stages | None = None) -> Built:
    """Build a release and publish it, one build at a time.

    Args:
        project: what to build.
        place: the folder of releases; `release_place` of the project when None.
        stages: told of each stage.

    Raises:
        SourceError: a saved query or the JSON-LD context cannot be read.
        ReleaseError: the place cannot be written to.
        ClosureTooLarge: more follows than there is room for on disk.
    """
    place = place or release_place(project)
    stages = stages or Stages()
    with sole_builder(place, lambda: stages.note(f"Another build is under way in {place}; waiting for it.")):
        settings = settings_of(project)
        if is_large(project, settings):
            return build_large(project, place, stages, settings)
        inputs = fingerprint(project)
        try:
            checked = check(project, stages=stages)
        except ClosureTooLarge:
            stages.note("More follows than can be held in memory; the build goes on on disk.")
            return build_large(project, place, stages, settings)
        built = Built(release=None, findings=checked.findings, scope=checked.scope)
        if checked.source is None or not (checked.conforms or settings.publish == "readable"):
            return built
        files = _files(project, checked, inputs, stages)
        with stages.stage("publishing"):
            return replace(built, release=publish(place, files))


def _files(project: Project, checked: Checked, inputs: bytes, stages: Stages) -> dict[str, bytes]:
    """Return the files of a release."""
    with stages.stage("describing"):
        queries = saved_queries(project)
        names = Vocabulary.of(checked.source.prefixes if checked.source else {}, project.context)
        possible = possible_downloads(rdfxml=obstacle(checked.quads) is None)
        titles = about_project(checked.quads).values[str(DCTERMS.title)]
        identity = identity_of(checked.quads, Configuration.of(project), titles)
        about = catalogue(
            checked.quads,
            queries=queries,
            prefixes=names.prefixes,
            downloads=possible,
            identity=identity,
        )
        quads = canonical((*checked.quads, *about))
    with stages.stage("exporting"), packing() as packer:
        chosen = {variant: Selection(variant.select(quads)) for variant in Variant}
        files = {}
        for download in possible:
            files[download.name] = download.form.write(chosen[download.variant], names)
            packer.add(download.name, files[download.name])
        files[QUADS] = FORMS["nquads"].write(quads, names)
        sizes = {
            name: File(name=name, size=len(body), sha256=sha256(body).hexdigest())
            for name, body in files.items()
        }
        files[CATALOGUE] = catalogue_file(about, possible, sizes, names, identity)
        files |= packer.packed()
    with stages.stage("reporting"):
        covered = coverage.as_json(coverage.coverage(quads))
        files |= reports(checked.findings, checked.scope)
        files |= records(covered, queries, names, identity)
        files[INPUTS] = inputs
    with stages.stage("indexing"):
        files[READING] = reading(project, quads, names.prefixes)
        settings = settings_of(project)
        files[INDEX] = index(
            project,
            files[QUADS],
            identity.base,
            identity.language,
            checked.findings,
            Allowance.of(settings),
        )
    with stages.stage("explaining"):
        most = settings.explained_statements
        files[INDEX] = with_explanations(files[INDEX], checked.quads, most, checked.closure)
    return files
