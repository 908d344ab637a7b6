"""Shapes held against a relation: down the shapes to their nodes, then up to what violates them.

Each shape has a table of the nodes that it is held against: its focus nodes, whose results are told
(SHACL, 3.4), and the nodes that another shape only wants to know of whether they conform (3.5).
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from pyshacl.shape import Shape
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from bilat.graph.queries.asker import Allowance, UnfinishedError
from bilat.graph.shacl.asking import Asking, Unfinished
from bilat.graph.shacl.components import GivenUp, Scope, component_of, selects
from bilat.graph.shacl.dependencies import Dependencies
from bilat.graph.shacl.held import Held
from bilat.graph.shacl.judge import Judge, constraints
from bilat.graph.shacl.literals import Literals
from bilat.graph.shacl.paths import Path, Predicate, read_path
from bilat.graph.shacl.prebinding import prebinding
from bilat.graph.shacl.relation import Relation, Triple, values
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.shapes import DEEPEST, Handover, Plan, path_of
from bilat.graph.shacl.suspects import KNOWN, Suspects, spoken_of
from bilat.graph.shacl.targets import Targets, find_targets
from bilat.graph.shacl.telling import Origin, Telling
from bilat.graph.shacl.together import Together
from bilat.graph.shacl.worth import PLAIN as TERMS
from bilat.vocab import RDF, RDFS, SH

#: Values are kept in a table when more triples than this would be searched again for each constraint.
_WORTH_KEEPING = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What came of holding shapes against data.

    Args:
        results: each once, in no order.
        handed: shapes that pyshacl evaluated, and why.
        focus_nodes: how many focus nodes each shape has that has targets, or is reached by sh:property from
            one that has.
        evaluated: how many shapes were asked for.
        given_up: patterns and queries that took too much, so that it is not known what else they would find.
    """

    results: frozenset[Result]
    handed: tuple[Handover, ...]
    focus_nodes: Mapping[Node, int]
    evaluated: int
    given_up: tuple[GivenUp | Unfinished, ...] = ()


def evaluate(
    shapes: Graph,
    relation: Relation,
    *,
    shapes_graph: Iterable[Triple] = (),
    only: Callable[[Plan], Collection[Node]] | None = None,
    deepest: int = DEEPEST,
    allowance: Allowance = Allowance(),  # noqa: B008 -- it is frozen
) -> Evaluation:
    """Return what shapes find wrong with data.

    Args:
        shapes: well-formed shapes whose queries can run; a copy that is added to.
        relation: the data as relations; it is added to.
        shapes_graph: what queries find in the graph ``$shapesGraph``.
        only: returns the shapes whose results are wanted; those of all when None.
        deepest: most shapes inside each other; pyshacl gets those that nest deeper, and may give up.
        allowance: what the queries of each shape may take.

    Raises:
        RuntimeError: pyshacl cannot run a shape.
    """
    with prebinding(), ExitStack() as opened:
        plan = Plan(shapes, deepest)
        wanted = frozenset(plan.shapes if only is None else only(plan))
        dependencies = Dependencies(plan)
        judge = Judge(relation, shapes_graph, opened, lambda shape: dependencies.queried([shape]), allowance)
        run = _Run(plan, relation, judge, wanted)
        results = frozenset(run.results())
        counts = run.counts()
    handed = tuple(plan.handed.values())
    return Evaluation(
        results=results,
        handed=handed,
        focus_nodes=counts,
        evaluated=len(wanted),
        given_up=(*run.given_up, *run.unfinished),
    )


@dataclass(slots=True)
class _Run:
    """One evaluation."""

    plan: Plan
    relation: Relation
    judge: Judge
    only: frozenset[Node]
    literals: Literals = field(init=False)
    given_up: list[GivenUp] = field(init=False, default_factory=list)
    unfinished: list[Unfinished] = field(init=False, default_factory=list)
    _held: dict[Node, Held] = field(init=False, default_factory=dict)
    _wanted: dict[Node, list[tuple[str, str]]] = field(init=False, default_factory=dict)
    _bad: dict[Node, str] = field(init=False, default_factory=dict)
    _origins: list[Origin] = field(init=False, default_factory=list)
    _pending: list[str] = field(init=False, default_factory=list)
    _found: list[Result] = field(init=False, default_factory=list)
    _sizes: dict[str, int] = field(init=False, default_factory=dict)
    _places: dict[str, int] = field(init=False, default_factory=dict)
    _together: Together = field(init=False)
    _asking: Asking = field(init=False)
    _telling: Telling = field(init=False)
    targets: Targets = field(init=False)
    _names: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Look at the data, and have the numbers of all terms of the shapes."""
        own = (node for triple in self.plan.graph for node in triple if not isinstance(node, BNode))
        asked = (str(query) for query in self.plan.graph.objects(None, SH.select))
        terms = (term for query in asked for term in spoken_of(query))
        self.relation.learn((*own, *terms, *TERMS, *KNOWN, RDF.type, RDFS.subClassOf, RDFS.Resource))
        self.literals = Literals(self.relation)
        self._asking = Asking(self.relation, self.judge, Suspects(self.relation, self.literals))
        self._together = Together(self.plan.graph, self.relation)
        self._telling = Telling(self.plan.graph, self.relation, self.judge)

    def results(self) -> Iterator[Result]:
        """Yield all results."""
        needed = self.plan.needed(self.only)
        self.targets = find_targets(self.plan, self.relation, needed)
        for node in self.plan.order:
            if node in needed:
                self._hold(node)
        for node in reversed(self.plan.order):
            if node in self._held:
                self._check(self._held[node])
        yield from self._shared()
        yield from self._told()
        yield from self._found
        for node in sorted(self.plan.handed, key=str):
            if node in self.plan.shapes and node in self.only:
                try:
                    yield from self.judge.whole(self.plan.shapes[node])
                except UnfinishedError as error:
                    self.unfinished.append(Unfinished(node, str(error)))

    def counts(self) -> dict[Node, int]:
        """Return the number of focus nodes of each shape that has targets or is reached from one that has."""
        pending, found = list(self.targets.places), dict[Node, int]()
        while pending:
            node = pending.pop()
            if node in found or node not in self.plan.shapes or self.plan.shapes[node].deactivated:
                continue
            found[node] = self._count(node)
            pending += self.plan.graph.objects(node, SH.property)
        return {node: count for node, count in found.items() if node in self.only}

    def _count(self, node: Node) -> int:
        held = self._held.get(node)
        if held is not None and held.told:
            return held.size
        if held is not None:
            return self.relation.rows(f"SELECT count(*) FROM {held.focus} WHERE told")[0][0]
        if node not in self.plan.handed or node not in self.targets.places:
            return 0
        return self.targets.sizes.get(self.targets.places[node], 0)

    def _hold(self, node: Node) -> None:
        """Find the nodes that a shape is held against, and pass their values on to its children."""
        shape = self.plan.shapes[node]
        if shape.deactivated:
            return
        self._names += 1
        name = f"focus{self._names}"
        told, untold = self._nodes_of(shape)
        if not told and not untold:
            return
        if len(told) == 1 and not untold and told[0] in self._sizes:
            name, size = told[0], self._sizes[told[0]]
        else:
            size = self._make_focus(name, told, untold)
        if not size:
            return
        found = dict(constraints(shape))
        uses = len(found) + len(list(self.plan.children(node)))
        self._sizes[name] = size
        path = read_path(self.plan.graph, path_of(shape)) if shape.is_property_shape else None
        held = Held(shape, name, self._values(path, name, uses), not untold, size, found, path)
        self._held[node] = held
        for parameter, child in self.plan.children(node):
            self._pass_on(held, parameter, child)

    def _nodes_of(self, shape: Shape) -> tuple[list[str], list[str]]:
        """Return the SELECTs of the focus nodes of a shape, and of the nodes that only have to conform."""
        wanted = self._wanted.get(shape.node, [])
        told = [select for kind, select in wanted if kind == "told"]
        place = self.targets.places.get(shape.node)
        if place is not None:
            own = self.targets.select(place)
            self._sizes[own] = self.targets.sizes.get(place, 0)
            self._places[own] = place
            told.append(own)
        told = list(dict.fromkeys(told))
        return told, [select for kind, select in wanted if kind == "untold"]

    def _make_focus(self, name: str, told: list[str], untold: list[str]) -> int:
        """Make the table of the nodes of a shape; return how many there are."""
        sources = [f"SELECT node, true AS told FROM {source}" for source in told]
        sources += [f"SELECT node, false AS told FROM {source}" for source in untold]
        union = "\nUNION ALL\n".join(sources)
        each = "bool_or(told) AS told" if untold else "true AS told"
        made = self.relation.rows(
            f"CREATE TEMP TABLE {name} AS SELECT node, {each} FROM ({union}) GROUP BY node"
        )
        return made[0][0]

    def _values(self, path: Path | None, focus: str, uses: int) -> str:
        """Return the table of the values of a shape's nodes."""
        start = f"(SELECT node AS f, node AS v FROM {focus})"
        if path is None:
            return start
        select = path.follow(start, self.relation)
        if isinstance(path, Predicate) and (uses < 2 or self.relation.size < _WORTH_KEEPING):
            return f"({select})"
        name = f"values{self._names}"
        self.relation.execute(f"CREATE TEMP TABLE {name} AS {select}")
        return name

    def _pass_on(self, held: Held, parameter: URIRef, child: Node) -> None:
        """Let a child be held against the values of its parent."""
        wanted = self._wanted.setdefault(child, [])
        if parameter != SH.property:
            wanted.append(("untold", f"(SELECT v AS node FROM {held.values})"))
        elif held.told:
            own = held.focus if not held.shape.is_property_shape else f"(SELECT v AS node FROM {held.values})"
            wanted.append(("told", own))
        else:
            pairs = f"FROM {held.values} AS c JOIN {held.focus} AS k ON k.node = c.f WHERE"
            wanted.append(("told", f"(SELECT c.v AS node {pairs} k.told)"))
            wanted.append(("untold", f"(SELECT c.v AS node {pairs} NOT k.told)"))

    def _check(self, held: Held) -> None:
        """Find what violates a shape."""
        if held.told and held.shape.node not in self.only:
            return
        found = []
        scope = self._scope(held)
        place = self._places.get(held.focus) if held.told else None
        for parameter in held.constraints:
            if place is not None and self._together.add(held.shape.node, place, held.path, parameter):
                continue
            for select in selects(scope, parameter):
                found.append(f"SELECT {len(self._origins)} AS origin, f, path, v FROM ({select})")
                self._origins.append(self._origin(held, parameter))
        asked = self._asking.of(held)
        self.unfinished += asked.unfinished
        if held.shape.node in self.only:
            self._found += asked.told
        if held.told:
            self._pending += found
            return
        self._keep_bad(held, found, asked.broken)

    def _scope(self, held: Held) -> Scope:
        return Scope(
            shapes=self.plan.graph,
            shape=held.shape.node,
            relation=self.relation,
            literals=self.literals,
            focus=held.focus,
            values=held.values,
            bad=self._bad.get,
            siblings=frozenset(self.plan.siblings(held.shape.node)),
            has_path=held.shape.is_property_shape,
            given_up=self.given_up,
        )

    def _keep_bad(self, held: Held, found: list[str], broken: list[int]) -> None:
        """Make the table of the nodes that do not conform to a shape, and tell the results of focus nodes."""
        number = len(self._bad)
        union = "\nUNION ALL\n".join(found) or "SELECT 0 AS origin, 0 AS f, 0 AS path, 0 AS v WHERE false"
        self.relation.execute(f"CREATE TEMP TABLE violation{number} AS {union}")
        parts = [f"SELECT f AS node FROM violation{number}"]
        if broken:
            parts.append(values(broken))
        for child in sorted(self.plan.graph.objects(held.shape.node, SH.property), key=str):
            if child in self._bad:
                bad = f"SELECT node FROM {self._bad[child]}"
                parts.append(f"SELECT f AS node FROM {held.values} AS c WHERE c.v IN ({bad})")
        each = f"SELECT DISTINCT node FROM ({' UNION ALL '.join(parts)})"
        self.relation.execute(f"CREATE TEMP TABLE bad{number} AS {each}")
        self._bad[held.shape.node] = f"bad{number}"
        if held.shape.node not in self.only:
            return
        told = f"JOIN {held.focus} AS k ON k.node = f AND k.told"
        self._pending.append(f"SELECT origin, f, path, v FROM violation{number} {told}")

    def _shared(self) -> Iterator[Result]:
        """Yield the results of constraints that shapes share."""
        found = self._together.violations(lambda node: self._scope(self._held[node]))
        yield from self._telling.results(
            [
                (self._origin(self._held[each.shape], each.parameter), each.focus, None, each.value)
                for each in found
            ]
        )

    def _told(self) -> Iterator[Result]:
        """Yield the results of the constraints that became SQL each by itself."""
        rows = self.relation.rows_of_all(self._pending)
        yield from self._telling.results([(self._origins[number], f, p, v) for number, f, p, v in rows])

    def _origin(self, held: Held, parameter: URIRef) -> Origin:
        return Origin(held.shape, component_of(parameter), held.constraints[parameter])
