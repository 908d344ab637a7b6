"""Hold a graph that lives in a remote store against the shapes of a project."""

from __future__ import annotations

from collections.abc import Iterator

from bilat.errors import BilatError
from bilat.graph.check import Checked
from bilat.graph.configuration import settings_of
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance
from bilat.graph.report.scope import scope_of
from bilat.graph.shacl.faults import unreadable
from bilat.graph.shacl.relation import Triple, relation_of
from bilat.graph.shacl.remote import Endpoint
from bilat.graph.shacl.sparql_constraints import runnable
from bilat.graph.shacl.validate import validate
from bilat.graph.shacl.well_formed import ill_formed
from bilat.graph.source.load import Source, load
from bilat.project import Project


def check_remote(project: Project, endpoint: Endpoint, *, stages: Stages | None = None) -> Checked:
    """Return what the shapes of a project find in a graph of a store.

    Classes and properties are those of the ontology of the project and of the store. The data of the project
    play no part, nor do lint and evidence, which are about files.

    Args:
        project: the folder with the shapes.
        endpoint: the store.
        stages: told of each stage.

    Raises:
        SourceError: a file of the project cannot be read.
        BilatError: the store does not answer, or holds nothing that the shapes look at.
    """
    stages = stages or Stages()
    with stages.stage("reading"):
        source = load(project)
    with stages.stage("validating"):
        # Ill-formed shapes are refused whatever the data; what they look at cannot be told.
        refused = any(unreadable(source)) or bool(ill_formed(source.shapes))
        fetched = () if refused else _fetched(source, endpoint)
        validation = validate(
            source, relation=relation_of(fetched), allowance=Allowance.of(settings_of(project))
        )
    scope = scope_of(source, statements=0, shapes=validation.focus_nodes, further_checks=(), compared=None)
    return Checked(source=source, quads=(), findings=validation.findings, scope=scope)


def _fetched(source: Source, endpoint: Endpoint) -> Iterator[Triple]:
    """Yield what shapes look at in the store, and the ontology of the project."""
    shapes, _ = runnable(source.shapes)
    found = False
    for triple in endpoint.triples(shapes):
        found = True
        yield triple
    if shapes and not found:
        # All would conform, whatever the store is.
        raise BilatError(
            f"{endpoint.url}: the default graph of the store holds nothing that the shapes look at.",
            remedy="Load the data into it, or bring a release there with bilat publish.",
        )
    yield from source.ontology
