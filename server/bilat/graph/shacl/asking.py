"""The queries of shapes, asked of the nodes that SQL suspects, by the engine and in the words of pyshacl."""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib.term import Node

from bilat.graph.queries.asker import UnfinishedError
from bilat.graph.shacl.held import Held
from bilat.graph.shacl.judge import Judge, queries, texts_of
from bilat.graph.shacl.relation import Relation
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.suspects import Suspects


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A shape whose queries were given up, and why."""

    shape: Node
    why: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of the queries of a shape.

    Args:
        broken: numbers of the nodes with a result.
        told: the results of focus nodes.
        unfinished: the queries that were given up.
    """

    broken: list[int]
    told: list[Result]
    unfinished: list[Unfinished]


class Asking:
    """Asks the queries of shapes.

    Args:
        relation: the data, with the tables of the shapes.
        judge: runs queries.
        suspects: says of which nodes.
    """

    def __init__(self, relation: Relation, judge: Judge, suspects: Suspects) -> None:
        self._relation = relation
        self._judge = judge
        self._suspects = suspects

    def of(self, held: Held) -> Answers:
        """Return what the queries of a shape find wrong with its nodes."""
        answers = Answers([], [], [])
        for constraint in queries(held.shape, held.constraints):
            try:
                self._ask(held, constraint, answers)
            except UnfinishedError as error:
                answers.unfinished.append(Unfinished(held.shape.node, str(error)))
        return answers

    def _ask(self, held: Held, constraint: ConstraintComponent, answers: Answers) -> None:
        """Add what the queries of one constraint find.

        Raises:
            UnfinishedError: they were given up; what was found before is true.
        """
        told = self._focus_nodes(held, self._suspected(held, constraint))
        if not told:
            return
        self._judge.begin()
        found = self._judge.suspects(constraint, told)
        suspects = {node: told[node][0] for node in found if node in told}
        for node, values_ in self._values_of(held, suspects).items():
            results = self._judge.results(constraint, node, values_)
            if results:
                answers.broken.append(suspects[node])
            if told[node][1]:
                answers.told.extend(results)

    def _suspected(self, held: Held, constraint: ConstraintComponent) -> str:
        """Return the table or SELECT of the nodes that a query may find something wrong with."""
        selects = [self._suspects.of(text, held.focus) for text in texts_of(constraint)]
        known = [select for select in selects if select is not None]
        return "\nUNION\n".join(known) if known and len(known) == len(selects) else held.focus

    def _focus_nodes(self, held: Held, suspected: str) -> dict[Node, tuple[int, bool]]:
        """Return the nodes of a shape that are suspected: the number, and whether its results are told."""
        every, rows = f"SELECT node, told FROM {held.focus}", None
        if suspected != held.focus:
            few = f"{every} WHERE node IN ({suspected}) ORDER BY node"
            rows = self._relation.rows_in_time(few, self._judge.allowance.seconds)
        if rows is None:
            rows = self._relation.rows(f"{every} ORDER BY node")
        nodes = self._relation.nodes(number for number, _ in rows)
        return {nodes[number]: (number, bool(told)) for number, told in rows}

    def _values_of(self, held: Held, suspects: Mapping[Node, int]) -> dict[Node, set[Node]]:
        """Return the values of some nodes of a shape."""
        found: dict[Node, set[Node]] = {node: set() for node in suspects}
        few = self._relation.listed(suspects.values())
        rows = self._relation.rows(f"SELECT f, v FROM {held.values} AS c WHERE f IN ({few})")
        nodes = self._relation.nodes(number for row in rows for number in row)
        for focus, value in rows:
            found[nodes[focus]].add(nodes[value])
        return found
