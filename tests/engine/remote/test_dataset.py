"""Queries in the names of a store: each sees one release, as the embedded engine does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import STORES

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.remote.dataset import Dataset
from bilat.engine.remote.publish import Publisher
from bilat.engine.remote.store import Remote
from bilat.settings import Settings

LIMITS = Limits(seconds=30, rows=10_000, bytes=10_000_000)
#: Two releases with graphs of the same names and other statements; a graph is also a thing with a label.
RELEASES = {
    "aaaa": ("urn:x:one", '<urn:x:a> <urn:x:p> "1" ', '<urn:x:two> <urn:x:label> "two" '),
    "bbbb": ("urn:x:one", '<urn:x:a> <urn:x:p> "99" ', '<urn:x:b> <urn:x:p> "98" '),
}
QUERIES = {
    "default": "SELECT * { ?s ?p ?o }",
    "named": "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "named in order": "SELECT ?g ?o { GRAPH ?g { ?s <urn:x:p> ?o } } ORDER BY DESC(?o) LIMIT 1",
    "distinct": "SELECT DISTINCT * { ?g <urn:x:label> ?l . GRAPH ?g { ?s ?p ?o } }",
    "one graph": "SELECT * { GRAPH <urn:x:one> { ?s ?p ?o } }",
    "prefixed": "PREFIX : <urn:x:> SELECT * { GRAPH :one { ?s ?p ?o } ?x :label ?l }",
    "no such graph": "SELECT * { GRAPH <urn:x:none> { ?s ?p ?o } }",
    "names of the store": "SELECT * { GRAPH <urn:x-bilat:state:store> { ?s ?p ?o } }",
    "other release": "ASK { GRAPH <urn:x-bilat:graph:bbbb:0> { ?s ?p ?o } }",
    "optional": "SELECT * { ?s <urn:x:p> ?o OPTIONAL { GRAPH ?g { ?s <urn:x:q> ?x } } }",
    "exists": "SELECT ?s { ?s ?p ?o FILTER EXISTS { GRAPH ?g { ?s <urn:x:q> ?x } } }",
    "not exists": "SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s <urn:x:q> ?x } } }",
    "minus": "SELECT * { ?s ?p ?o MINUS { GRAPH <urn:x:one> { ?s ?p ?o } } }",
    "union": "SELECT * { { GRAPH ?g { ?s <urn:x:q> ?o } } UNION { ?s <urn:x:label> ?o } }",
    "two graphs": "SELECT * { GRAPH ?g { ?s <urn:x:q> ?t } GRAPH ?h { ?t <urn:x:p> ?o } FILTER(?g != ?h) }",
    "same graph twice": "SELECT * { GRAPH ?g { ?s <urn:x:p> ?o } GRAPH ?g { ?s <urn:x:q> ?t } }",
    "counted": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "inside": "SELECT * { ?g ?a ?b { SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g } }",
    "inside, names": "SELECT ?g ?n { { SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { } } GROUP BY ?g } }",
    "inner star": "SELECT * { { SELECT * { GRAPH ?g { ?s <urn:x:q> ?o } } } ?g ?p ?l }",
    "values": "SELECT * { VALUES ?g { <urn:x:one> <urn:x-bilat:graph:bbbb:0> } GRAPH ?g { ?s ?p ?o } }",
    "values at the end": "SELECT ?g ?o { GRAPH ?g { ?s <urn:x:p> ?o } } VALUES ?o { '1' '99' }",
    "path": "SELECT * { GRAPH ?g { ?s <urn:x:q> ?t } ?s <urn:x:q>/<urn:x:p> ?o }",
    "ask": "ASK { GRAPH ?g { <urn:x:a> <urn:x:p> '99' } }",
    "nothing asked": "SELECT * { GRAPH ?g { } }",
    "name taken": "SELECT * { GRAPH ?g { ?g_in_store <urn:x:p> ?o } }",
    "from": "SELECT * FROM <urn:x:one> { ?s ?p ?o }",
    "from, other release": "SELECT * FROM <urn:x-bilat:default:bbbb> { ?s ?p ?o }",
    "whole: filter": "SELECT * { GRAPH ?g { ?s <urn:x:p> ?o FILTER(?g = <urn:x:one>) } }",
    "whole: values": "SELECT * { GRAPH ?g { VALUES ?x { 1 2 } } }",
    "whole: optional": "SELECT * { GRAPH ?g { OPTIONAL { ?s <urn:x:q> ?o } } }",
    "whole: select": "SELECT * { GRAPH ?g { SELECT ?s { ?s <urn:x:p> ?o } } }",
    "whole: distinct": "SELECT * { GRAPH ?g { SELECT DISTINCT ?p { ?s ?p ?o } } }",
    "whole: groups": "SELECT * { GRAPH ?g { SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p } }",
    "whole: count": "SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s <urn:x:q> ?o } } }",
    "whole: limit": "SELECT * { GRAPH ?g { SELECT ?p { ?s ?p ?o } ORDER BY ?p LIMIT 1 } }",
    "whole: minus": "SELECT * { GRAPH ?g { ?s <urn:x:p> ?o MINUS { ?x <urn:x:q> ?y } } }",
    "whole: minus some": "SELECT * { GRAPH ?g { ?s <urn:x:p> ?o MINUS { ?s <urn:x:q> ?y } } }",
    "whole: exists": "ASK { GRAPH ?g { ?s <urn:x:p> ?o FILTER EXISTS { SELECT ?s { ?s <urn:x:q> ?z } } } }",
    "whole: nowhere": "SELECT * { GRAPH <urn:x:none> { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
    "whole: named": "SELECT * FROM NAMED <urn:x:two> { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p 1 } } }",
    "from and graph": "SELECT * FROM <urn:x:one> { GRAPH ?g { ?s ?p ?o } }",
    "from and one graph": "SELECT * FROM <urn:x:one> { GRAPH <urn:x:one> { ?s ?p ?o } }",
    "from named": "SELECT * FROM NAMED <urn:x:two> { GRAPH ?g { ?s ?p ?o } }",
    "from both": "PREFIX : <urn:x:> SELECT * FROM :one FROM NAMED :two { ?s :q ?t . GRAPH ?g { ?t ?p ?o } }",
}  # fmt: skip
GRAPHS = {
    "construct": "CONSTRUCT { ?s <urn:x:in> ?g } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "construct, short": "CONSTRUCT WHERE { ?s <urn:x:q> ?o }",
    "describe": "DESCRIBE <urn:x:a>",
    "describe what is in a graph": "DESCRIBE ?s { GRAPH ?g { ?s <urn:x:q> ?o } }",
}


#: The second release has so many graphs more.
MORE = 1_000


def quads_of(release: str) -> list[str]:
    """Return the lines of a release."""
    name, first, second = RELEASES[release]
    lines = [f"{first}<{name}> .", f"{second}<urn:x:two> ."]
    if release == "aaaa":
        return [*lines, f"<urn:x:a> <urn:x:q> <urn:x:b> <{name}> .", '<urn:x:b> <urn:x:p> "2" <urn:x:two> .']
    return lines + [f'<urn:x:{n}> <urn:x:p> "{n}" <urn:x:g{n}> .' for n in range(MORE)]


@pytest.fixture(scope="module", params=sorted(STORES))
def store(request, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """Return the address of a store with both releases, and the folder of their files."""
    folder = tmp_path_factory.mktemp(request.param)
    with STORES[request.param](folder) as running:
        publisher = Publisher(running.url, None, 60)
        for release in RELEASES:
            file = folder / f"{release}.nq"
            file.write_text("\n".join(quads_of(release)) + "\n")
            publisher.publish(file, release, graphs_of(release), lambda *_: None)
        publisher.close()
        yield running.url, folder


def graphs_of(release: str) -> Counter[str]:
    return Counter(line.split("<")[-1].split(">")[0] for line in quads_of(release))


def engine_of(url: str, release: str) -> Remote:
    return Remote(Settings.read({}, engine=url), release, graphs_of(release))


@pytest.fixture(scope="module")
def engines(store: tuple[str, Path]) -> Iterator[tuple[Remote, Oxigraph]]:
    """Return an engine over the store, and the embedded one, both over the first release."""
    remote = engine_of(store[0], "aaaa")
    yield remote, Oxigraph.load(store[1] / "aaaa.nq")
    remote.close()


def test_many_graphs(store: tuple[str, Path]) -> None:
    """However many graphs there are, each is found by its name, and by what it says."""
    remote = engine_of(store[0], "bbbb")
    for text, rows in (
        ("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }", [f"{MORE + 2}"]),
        ("SELECT ?o { GRAPH <urn:x:g7> { ?s ?p ?o } }", ["7"]),
        ("SELECT ?g { ?s ?p '8' . GRAPH ?g { ?s ?p ?o } }", ["urn:x:g8"]),
    ):
        body = remote.run(Operation(text=text), formats.CSV, LIMITS).body
        assert body.decode().split("\r\n")[1:-1] == rows
    remote.close()


@pytest.mark.parametrize("name", QUERIES)
def test_rows(engines: tuple[Remote, Oxigraph], name: str) -> None:
    """Rows are those of the release alone, with the variables that were asked for."""
    assert answers(engines, Operation(text=QUERIES[name]), formats.TSV)


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs(engines: tuple[Remote, Oxigraph], name: str) -> None:
    """Graphs are made of the release alone."""
    assert answers(engines, Operation(text=GRAPHS[name]), formats.N_TRIPLES)


@pytest.mark.parametrize(
    ("default", "named"),
    [(("urn:x:one",), ()), ((), ("urn:x:two",)), (("urn:x:two",), ("urn:x:one",)), (("urn:x:none",), ())],
)
@pytest.mark.parametrize("name", ["default", "named", "one graph", "from", "from named"])
def test_datasets_of_requests(engines: tuple[Remote, Oxigraph], name, default, named) -> None:
    """Graphs that a request names win over those of the text."""
    operation = Operation(text=QUERIES[name], default_graphs=default, named_graphs=named)
    assert answers(engines, operation, formats.TSV)


def test_relative_names_and_bound_ones(engines: tuple[Remote, Oxigraph]) -> None:
    """Names are resolved against the base, and a value may be one."""
    assert answers(
        engines, Operation(text="SELECT * { GRAPH <one> { ?s ?p ?o } }", base="http://x/"), formats.TSV
    )
    text = "SELECT ?g ?o { GRAPH ?g { ?s <urn:x:p> ?o } }"
    assert answers(engines, Operation(text=text, bindings=(("g", "<urn:x:two>"),)), formats.TSV)


def answers(engines: tuple[Remote, Oxigraph], operation: Operation, media_type: str) -> bool:
    """Tell whether two engines give the same rows in some order, or the same triples."""
    found = [engine.run(operation, media_type, LIMITS).body for engine in engines]
    one, other = (sorted(bytes(body).decode().splitlines()) for body in found)
    assert one == other
    assert b"x-bilat" not in found[0] or "x-bilat" in operation.text
    return True


def test_text_stays_where_no_graph_is_asked_for() -> None:
    """A query without GRAPH goes as it is, with the graph that holds all statements as its default graph."""
    text = "SELECT * { ?s ?p 'GRAPH ?g { }' } # GRAPH ?g"
    asked = Dataset("aaaa", ["urn:x:one"]).asked(text)
    assert (asked.text, asked.default, asked.named) == (text, ("urn:x-bilat:default:aaaa",), ())
