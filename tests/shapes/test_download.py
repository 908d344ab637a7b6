"""The whole graph as people download it, inferences and shapes too, conforms to the shapes."""

from collections import Counter

from rdflib import Graph, URIRef

from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.relation import relation_of
from bilat.graph.shacl.sparql_constraints import runnable
from bilat.graph.source.load import load
from bilat.project import Project
from bilat.vocab import SH


def test_download_has_neither_violations_nor_warnings(own_release, own_project: Project) -> None:
    """What follows from a statement is nothing that an author could remove."""
    data = Graph().parse(own_release.root / "downloads/bilat.nt")
    shapes, _ = runnable(load(own_project).shapes)
    found = evaluate(shapes, relation_of(data))
    severities = Counter(URIRef(str(result.severity)) for result in found.results)
    assert set(severities) == {SH.Info}, [result for result in found.results if result.severity != SH.Info]
    assert sum(found.focus_nodes.values()) > 16_000
