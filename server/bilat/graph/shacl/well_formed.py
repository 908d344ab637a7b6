"""Whether shapes are themselves well-formed, by the shapes that SHACL has for shapes (appendix C).

These become SQL like any others, which takes a tenth of the time that pyshacl does. Shapes change rarely, so
the verdict "well-formed" is kept in the cache of the user, under the digest of the shapes.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pyshacl
from rdflib import Graph

from bilat.graph.formats.quads import Quad, ntriples, term_of
from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.relation import relation_of
from bilat.graph.shacl.result import Result
from bilat.user_cache import user_cache
from bilat.vocab import RDF, SH

#: The shapes of SHACL nest sixteen deep.
_DEEPEST = 20
_REPEATED = (SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)


def ill_formed(shapes: Graph, cache: Path | None = None) -> frozenset[Result]:
    """Return what is wrong with shapes, nothing when they are well-formed.

    Args:
        shapes: the shapes graph.
        cache: folder of verdicts; one in the cache of the user when None.
    """
    verdict = _verdict(shapes, cache)
    if verdict is not None and verdict.is_file():
        return frozenset()
    copy = Graph(bind_namespaces="none")
    for triple in shapes:
        copy.add(triple)
    for path in set(shapes.objects(None, SH.path)):
        # A list is a path whatever else it is; the shapes of SHACL count the ways in which it is one.
        if (path, RDF.first, None) in shapes:
            for other in (SH.inversePath, SH.alternativePath, *_REPEATED):
                copy.remove((path, other, None))
    results = judged(copy)
    if not results:
        _keep(verdict)
    return results


def judged(shapes: Graph) -> frozenset[Result]:
    """Return what the shapes of SHACL, as they come with pyshacl, find wrong with shapes."""
    return evaluate(shapes_of_shapes(), relation_of(shapes), deepest=_DEEPEST).results


@cache
def shapes_of_shapes() -> Graph:
    """Return the shapes that SHACL has for shapes; results name their blank nodes."""
    return Graph(bind_namespaces="none").parse(Path(pyshacl.__file__).parent / "assets" / "shacl-shacl.ttl")


def _verdict(shapes: Graph, cache: Path | None) -> Path | None:
    """Return the file that says that these shapes are well-formed, None where nothing can be kept."""
    if cache is None:
        user = user_cache()
        if user is None:
            return None
        cache = user / "well-formed-shapes"
    text = ntriples(Quad(term_of(s), term_of(p), term_of(o)) for s, p, o in shapes)
    name = sha256(version("pyshacl").encode() + b"\n" + text).hexdigest()
    return cache / name


def _keep(verdict: Path | None) -> None:
    """Keep a verdict where that is possible: the file is empty, its name says all."""
    if verdict is None:
        return
    try:
        verdict.parent.mkdir(parents=True, exist_ok=True)
        verdict.touch()
    except OSError:
        return
