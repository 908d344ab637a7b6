"""GRAPH with a variable, held to its definition: what the group has in each graph, joined with its name."""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from types import FrameType
from typing import Final

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, Store

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.rewriting.alternatives import with_all_alternatives
from bilat.engine.rewriting.graph_groups import with_whole_groups
from bilat.errors import QueryRefused, QuerySyntaxError

GRAPHS: Final = ("x:g", "x:h", "x:e")
NODES: Final = ("x:a", "x:b", "x:g", "x:h")
STEPS: Final = ("x:p", "x:q")
VARIABLES: Final = ("a", "b", "g", "k")

Row = tuple[tuple[str, str], ...]
LIMITS: Final = Limits(seconds=10, rows=1_000, bytes=100_000)


@pytest.fixture(scope="module")
def engine() -> Oxigraph:
    store = Store()
    for subject, step, node, graph in ("apbg", "bpcg", "aqhg", "bqah", "hqah"):
        store.add(Quad(*(NamedNode(f"x:{each}") for each in (subject, step, node, graph))))
    store.add_graph(NamedNode("x:e"))
    return Oxigraph.merged(store)


def table(engine: Oxigraph, text: str, **asked: object) -> list[str]:
    """Return an answer as CSV has it, rows sorted, without what all IRIs begin with."""
    body = engine.run(Operation(text=text, **asked), formats.CSV, LIMITS).body.decode()  # type: ignore[arg-type]
    head, *found = body.replace("x:", "").split("\r\n")[:-1]
    return [head, *sorted(found)]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("?s <x:q> ?o", ["g,s,o", "g,a,h", "h,b,a", "h,h,a"]),
        # Of what is in the group, nothing knows the name of the graph.
        ("?s <x:q> ?o FILTER(?g = <x:g>)", ["g,s,o"]),
        ("?s <x:q> ?o FILTER(!BOUND(?g))", ["g,s,o", "g,a,h", "h,b,a", "h,h,a"]),
        ("?s <x:q> ?o OPTIONAL { ?g <x:q> ?o }", ["g,s,o", "h,b,a", "h,h,a"]),
        ("?g <x:q> ?o", ["g,o", "h,a"]),
        # Each graph has its solutions, where no triple brings them, too.
        ("VALUES ?x { 1 }", ["g,x", "e,1", "g,1", "h,1"]),
        ("BIND(1 AS ?x)", ["g,x", "e,1", "g,1", "h,1"]),
        ("OPTIONAL { ?s <x:p> ?o }", ["g,s,o", "e,,", "g,a,b", "g,b,c", "h,,"]),
        ("{ BIND(1 AS ?x) } UNION { ?x <x:p> <x:b> }", ["g,x", "e,1", "g,1", "g,a", "h,1"]),
        ("{} OPTIONAL { ?s <x:p> ?o MINUS {} }", ["g,s,o", "e,,", "g,a,b", "g,b,c", "h,,"]),
        # A query in the group is asked of each graph.
        ("SELECT ?s { ?s <x:q> ?o }", ["g,s", "g,a", "h,b", "h,h"]),
        ("SELECT DISTINCT ?o { ?s <x:q> ?o }", ["g,o", "g,h", "h,a"]),
        ("SELECT * { ?s <x:q> ?o }", ["g,s,o", "g,a,h", "h,b,a", "h,h,a"]),
        ("SELECT ?o (COUNT(*) AS ?n) { ?s <x:q> ?o } GROUP BY ?o", ["g,o,n", "g,h,1", "h,a,2"]),
        ("SELECT (COUNT(*) AS ?n) { ?s <x:q> ?o }", ["g,n", "e,0", "g,1", "h,2"]),
        ("SELECT ?o { _:s <x:q> ?o } LIMIT 1", ["g,o", "g,h", "h,a"]),
        ("?s <x:q> ?o FILTER EXISTS { SELECT ?s { ?s <x:p> ?z } }", ["g,s,o", "g,a,h"]),
        # Names may hold accents that stand alone.
        ("SELECT ?s\u0301 { ?s\u0301 <x:q> ?o }", ["g,s\u0301", "g,a", "h,b", "h,h"]),
        # The name of the graph is nothing that two sides of MINUS share.
        ("?s <x:q> ?o MINUS { ?a <x:q> ?b }", ["g,s,o", "g,a,h", "h,b,a", "h,h,a"]),
        ("?s <x:q> ?o MINUS { ?s <x:p> ?b }", ["g,s,o", "h,b,a", "h,h,a"]),
        ("?s <x:q> ?o MINUS { OPTIONAL { ?s <x:p> ?b } }", ["g,s,o", "h,b,a", "h,h,a"]),
        # Nor is what a query in it only computes with.
        (
            "?s <x:q> ?o MINUS { SELECT (STR(?s) AS ?t) { ?s <x:q> ?o } }",
            ["g,s,o", "g,a,h", "h,b,a", "h,h,a"],
        ),
    ],
)
def test_solutions(engine, pattern, found) -> None:
    """A group has its solutions in each graph, with the name of that."""
    assert table(engine, f"SELECT * {{ GRAPH ?g {{ {pattern} }} }}") == found


@pytest.mark.parametrize(
    "pattern",
    ["VALUES ?x { 1 }", "OPTIONAL { ?x <x:p> ?o }", "SELECT (COUNT(*) AS ?x) { ?s ?p ?o }", "{} {}"],
)
def test_no_such_graph(engine, pattern) -> None:
    """A graph that there is not has nothing, whatever the group."""
    assert table(engine, f"SELECT ?x {{ GRAPH <x:none> {{ {pattern} }} }}") == ["x"]
    assert len(table(engine, f"SELECT ?x {{ GRAPH <x:e> {{ {pattern} }} }}")) == 2


def test_graphs_of_the_dataset(engine) -> None:
    """The graphs are those that the query or the request names, a missing one as one that is empty."""
    text = "SELECT ?g ?n {0} {{ GRAPH ?g {{ SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} }} }}"
    assert table(engine, text.format("FROM NAMED <x:h> FROM NAMED <x:none>")) == ["g,n", "h,2", "none,0"]
    assert table(engine, text.format(""), named_graphs=("x:g",)) == ["g,n", "g,3"]
    assert table(engine, text.format("FROM <x:g>")) == ["g,n"]


def test_value_from_outside(engine) -> None:
    """A pattern of EXISTS knows what the solution that it is asked of binds; so does a group with a value."""
    text = "SELECT ?g { ?g <x:q> <x:a> FILTER EXISTS { GRAPH ?g { ?s ?p ?o FILTER(?g = <x:h>) } } }"
    assert table(engine, text) == ["g", "h"]
    bound = Operation(
        text="SELECT ?g ?s { GRAPH ?g { ?s <x:q> ?o FILTER(?g = ?s) } }", bindings=(("g", "<x:h>"),)
    )
    assert engine.run(bound, formats.CSV, LIMITS).body == b"g,s\r\nx:h,x:h\r\n"


def test_other_forms(engine) -> None:
    """ASK, CONSTRUCT and HAVING have groups, too."""
    ask = Operation(text="ASK { GRAPH ?g { ?s ?p ?o FILTER(BOUND(?g)) } }")
    assert engine.run(ask, formats.JSON, LIMITS).empty
    made = Operation(
        text="CONSTRUCT { ?g <x:n> ?n } WHERE { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }"
    )
    assert engine.run(made, formats.N_TRIPLES, LIMITS).body.count(b"\n") == 3
    having = "HAVING EXISTS { GRAPH ?g { VALUES ?x { 1 } } }"
    assert table(engine, f"SELECT ?s {{ ?s <x:p> ?o }} GROUP BY ?s {having}") == ["s", "a", "b"]


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        (
            "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
            "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { .. } } GROUP BY ?g",
        ),
        ("SELECT ?s { ?s ?p ?o } LIMIT 1", "outside of GRAPH"),
        ("?s ?p ?o MINUS { OPTIONAL { ?s <x:q> ?o } }", "FILTER NOT EXISTS"),
    ],
)
def test_too_many_graphs(pattern, advice) -> None:
    """What has to be done graph by graph is refused where there are many, with what to write instead."""
    text = f"SELECT * {{ GRAPH ?g {{ {pattern} }} }}"
    assert with_whole_groups(text, lambda: (f"x:{number}" for number in range(500)))
    with pytest.raises(QueryRefused, match="graph by graph") as refused:
        with_whole_groups(text, lambda: (f"x:{number}" for number in range(5_000)))
    assert advice in str(refused.value.remedy)
    store = Store()
    store.add(Quad(NamedNode("x:a"), NamedNode("x:p"), NamedNode("x:b"), BlankNode()))
    with pytest.raises(QueryRefused, match="graph by graph"):
        table(Oxigraph.merged(store), text)


@pytest.mark.parametrize(
    "pattern",
    [
        "?s <x:p> ?o MINUS { ?a <x:p> <no-base> }",
        "{ SELECT * { ?s ?p ?o } GROUP BY ?s }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p <no-base> }",
    ],
)
def test_mistakes_in_what_has_no_say(pattern) -> None:
    """A query that is no SPARQL is refused, also where the mistake is in what changes no answer."""
    with pytest.raises(QuerySyntaxError):
        table(Oxigraph(Store(), 0), f"SELECT * {{ GRAPH ?g {{ {pattern} }} }}")


def test_long_and_deep() -> None:
    """A group that cannot be read or would become too long is refused, and nothing grows without end."""
    deep = "{" * 5_000 + "FILTER(?g = 1)" + "}" * 5_000
    with pytest.raises(QueryRefused, match="nested too deep"):
        with_whole_groups(f"SELECT * {{ GRAPH ?g {{ {deep} }} }}", list)
    nested = "SELECT * { ?s ?p ?o } LIMIT 1"
    for number in range(9):
        nested = f"SELECT * {{ ?s ?p ?o GRAPH ?g{number} {{ {nested} }} }} LIMIT 1"
    with pytest.raises(QueryRefused, match="graph by graph"):
        with_whole_groups(nested, lambda: [f"x:{number}" for number in range(20)])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o ; a <x:c> . ?o <x:p>/^<x:q> 'x'@en, 12 } GRAPH <x:g> { ?g ?a ?b } }",
        "SELECT * { GRAPH ?g { ?s ?p ?o FILTER(?o > 1) OPTIONAL { ?o <x:p> ?x } } } # GRAPH ?g { ?g }",
        "SELECT * { GRAPH ?g { { ?s ?p ?o } UNION { ?o ?p ?s } BIND(1 AS ?x) VALUES ?s { <x:a> } } }",
        "SELECT * { ?g a <x:c> FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o FILTER(?o = ?g) } } }",
        "SELECT * { GRAPH ?g { ?s ?p ?g . ?s <x:q> ?o FILTER(?o > 1) } }",
        "SELECT ('GRAPH ?g { ?g }' AS ?text) {}",
        "SELECT * { GRAPH ?g { ?s ?p ?o FILTER( } }",
    ],
)
def test_others_are_left_alone(text) -> None:
    """Where the engine is right, or there is no query, the text stays as it is."""
    assert with_whole_groups(text, list) == text


@pytest.mark.parametrize("first", range(0, 2_000, 200))
def test_by_definition(first) -> None:
    """Random patterns have the solutions that come of evaluating each GRAPH by hand, graph by graph."""
    for seed in range(first, first + 200):
        case = Case(seed)
        text, by_hand = case.query()
        whole, nowhere = with_all_alternatives(by_hand), NamedNode("x:nowhere")
        expected = rows(case.data.store.query(whole, default_graph=nowhere, named_graphs=[]))
        assert case.data.asked(text) == expected, f"{seed}: {text}"


@dataclass(frozen=True)
class Data:
    """Quads, and the graphs that a query may name; None for all."""

    store: Store
    named: tuple[str, ...] | None

    @property
    def graphs(self) -> tuple[str, ...]:
        """Return the names of the graphs that a query may name."""
        if self.named is not None:
            return self.named
        return tuple(str(graph.value) for graph in self.store.named_graphs())

    def asked(self, text: str) -> Counter[Row]:
        """Return the rows that the engine gives a query."""
        named = self.named or ()
        operation = Operation(text=text, named_graphs=named, default_graphs=("x:nowhere",) if named else ())
        return rows(Oxigraph(self.store, 0)._query(operation))

    def in_graph(self, pattern: str, graph: str) -> Counter[Row]:
        """Return the solutions of a pattern where a graph is the default graph."""
        whole = with_all_alternatives(f"SELECT * {pattern}")
        return rows(self.store.query(whole, default_graph=NamedNode(graph), named_graphs=[]))


def rows(solutions: object) -> Counter[Row]:
    names = [variable.value for variable in solutions.variables]  # type: ignore[attr-defined]
    return Counter(
        tuple((name, str(row[name])) for name in sorted(names) if row[name] is not None)
        for row in solutions  # type: ignore[attr-defined]
    )


class Case:
    """A random pattern: as a query has it, and with each GRAPH evaluated by hand.

    Args:
        seed: of all that is random.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing to hide
        self._labels = count()
        store = Store()
        for _ in range(self._random.randrange(2, 9)):
            subject, step, node = (NamedNode(self._random.choice(each)) for each in (NODES, STEPS, NODES))
            store.add(Quad(subject, step, node, NamedNode(self._random.choice(GRAPHS[:2]))))
        store.add_graph(NamedNode(GRAPHS[2]))
        named = self._random.choice([None, None, ("x:g",), ("x:h", "x:none")])
        self.data = Data(store, named)

    def query(self) -> tuple[str, str]:
        """Return a query, and one without GRAPH that has the same solutions."""
        written, by_hand = self._in_graph(3)
        values = self._values()
        form = self._random.choice(
            [
                "SELECT * {{ {0} }}",
                "SELECT DISTINCT * {{ {1} {0} }}",
                "SELECT (COUNT(*) AS ?n) ?k {{ {0} }} GROUP BY ?k",
                "SELECT * {{ {1} OPTIONAL {{ {0} }} }}",
                "SELECT * {{ {1} MINUS {{ {0} }} }}",
                "SELECT * {{ {{ {1} }} UNION {{ {0} }} }}",
                "SELECT * {{ {{ SELECT * {{ {0} }} LIMIT 99999 }} {1} }}",
            ]
        )
        return form.format(written, values), form.format(by_hand, values)

    def _in_graph(self, depth: int) -> tuple[str, str]:
        written, by_hand = self._group(depth)
        name = self._random.choice(["?g", "?g", "?g", "?k", "<x:g>", "<x:none>"])
        found = Counter[Row]()
        for graph in self.data.graphs:
            for row, times in self.data.in_graph(by_hand, graph).items():
                joined = dict(row)
                if name in {"?g", "?k"} and joined.setdefault(name[1:], f"<{graph}>") != f"<{graph}>":
                    continue
                if name in {"?g", "?k"} or name == f"<{graph}>":
                    found[tuple(sorted(joined.items()))] += times
        return f"GRAPH {name} {written}", values(found)

    def _group(self, depth: int) -> tuple[str, str]:
        """Return a group in both ways."""
        if depth and self._random.random() < 0.25:
            return self._select(depth - 1)
        parts = [self._element(depth) for _ in range(self._random.randrange(0, 4))]
        return tuple("{ " + " ".join(part[side] for part in parts) + " }" for side in (0, 1))  # type: ignore[return-value]

    def _select(self, depth: int) -> tuple[str, str]:
        inner = self._group(depth)
        some = " ".join(f"?{name}" for name in self._random.sample(VARIABLES, 2))
        head, tail = self._random.choice(
            [
                ("*", ""),
                (some, ""),
                (f"DISTINCT {some}", ""),
                ("REDUCED *", "ORDER BY ?a"),
                ("(COUNT(*) AS ?n)", ""),
                ("(COUNT(?a) AS ?n)", "HAVING (COUNT(?a) > 0)"),
                ("?a (COUNT(*) AS ?n)", "GROUP BY ?a"),
                (some, "LIMIT 0"),
                (some, "OFFSET 99999"),
            ]
        )
        return tuple(f"{{ SELECT {head} {side} {tail} }}" for side in inner)  # type: ignore[return-value]

    def _element(self, depth: int) -> tuple[str, str]:
        makers: list[Callable[[], tuple[str, str]]] = [self._triple, self._triple, self._twice(self._values)]
        makers += [self._twice(self._filter), self._twice(self._bind)]
        if depth:
            makers += [
                lambda: self._around("{} ", depth),
                lambda: self._around("{} UNION {} ", depth),
                lambda: self._around("OPTIONAL {} ", depth),
                lambda: self._around("MINUS {} ", depth),
                lambda: self._in_graph(depth - 1),
                self._exists,
            ]
        return self._random.choice(makers)()

    def _around(self, form: str, depth: int) -> tuple[str, str]:
        groups = [self._group(depth - 1) for _ in range(form.count("{}"))]
        return tuple(form.format(*(group[side] for group in groups)) for side in (0, 1))  # type: ignore[return-value]

    @staticmethod
    def _twice(make: Callable[[], str]) -> Callable[[], tuple[str, str]]:
        return lambda: (made := make(), made)

    def _triple(self) -> tuple[str, str]:
        subject, node = self._term(), self._term()
        if self._random.random() < 0.2:
            subject = f"_:b{next(self._labels)}"
        text = f"{subject} {self._random.choice(['<x:p>', '<x:q>', '<x:p>+', '<x:p>|<x:q>'])} {node} ."
        return text, text

    def _exists(self) -> tuple[str, str]:
        word = self._random.choice(["EXISTS", "NOT EXISTS"])
        one, other = self._triple()[0], self._triple()[0]
        form = self._random.choice(["{} {}", "{} OPTIONAL {{ {} }}", "{{ SELECT ?a {{ {} {} }} }}"])
        text = f"FILTER {word} {{ {form.format(one, other)} }} "
        return text, text

    def _values(self) -> str:
        return f"VALUES (?{self._random.choice(VARIABLES)}) {{ (<{self._random.choice(NODES)}>) (UNDEF) }} "

    def _filter(self) -> str:
        name = self._random.choice(VARIABLES)
        return self._random.choice(
            [f"FILTER(?{name} = <x:g>) ", f"FILTER(!BOUND(?{name})) ", "FILTER(1 = 1) "]
        )

    def _bind(self) -> str:
        return f"BIND(?{self._random.choice(VARIABLES)} AS ?new{next(self._labels)}) "

    def _term(self) -> str:
        if self._random.random() < 0.7:
            return f"?{self._random.choice(VARIABLES)}"
        return f"<{self._random.choice(NODES)}>"


def values(found: Counter[Row]) -> str:
    """Return solutions as VALUES."""
    names = sorted({name for row in found for name, _ in row})
    lines = (
        "(" + " ".join(dict(row).get(name, "UNDEF") for name in names) + ")"
        for row, times in found.items()
        for _ in range(times)
    )
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(lines)} }} "


@pytest.mark.parametrize("inner", ["LATERAL { ?x ?y ?z }", "{ SELECT * { ?s ?p ?o } LIMIT 1 }"])
def test_one_in_another_is_not_read_twice_as_often_with_each(inner: str) -> None:
    """What has to be done graph by graph is found out once for each: by doubling, 14 took two seconds."""
    opened = "".join(f"GRAPH ?g{each} {{ ?a ?b ?c . " for each in range(30))
    written = with_whole_groups(f"ASK {{ {opened}{(inner + ' } ') * 30}}}", lambda: ["x:g"])
    assert written.count("VALUES") == 30


def test_groups_that_are_spelt_out_share_their_room() -> None:
    """Many of them grow as one does that is long."""
    one = "GRAPH ?g { { SELECT * { ?s ?p ?o } LIMIT 1 } } "
    names = [f"https://example.org/{each}" for each in range(100)]
    assert with_whole_groups(f"ASK {{ {one * 10} }}", lambda: names).count("VALUES") == 1_000
    with pytest.raises(QueryRefused, match="graph by graph"):
        with_whole_groups(f"ASK {{ {one * 200} }}", lambda: names)


def test_answer_ends_with_its_query(engine) -> None:
    """Nothing holds what a query that is spelt out was answered with: it ended on another thread, or late."""
    gc.disable()
    try:
        table(engine, "SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }")
        left = [each for each in gc.get_objects() if isinstance(each, FrameType)]
        assert [each for each in left if each.f_code is Oxigraph.run.__code__] == []
    finally:
        gc.enable()
