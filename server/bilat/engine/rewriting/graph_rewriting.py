"""A query whose groups in GRAPH are being put right, see `bilat.engine.rewriting.graph_groups`.

What the solutions of each group have in common is found out from the inside to the outside, and what the
engine would do otherwise than SPARQL is written anew on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Final

from bilat.engine.lexer import Token
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.group_facts import NOTHING, Facts
from bilat.engine.rewriting.pattern import Element, Group, Select
from bilat.errors import QueryRefused

#: Most named graphs over which a group is spelt out, and most characters of all such groups.
MOST_GRAPHS: Final = 1_000
_LONGEST: Final = 1 << 20
#: Around a group that has no say, but may have mistakes.
_UNASKED: Final = ("{ SELECT * ", " LIMIT 0 }")


class GraphsNeededError(Exception):
    """The names of the graphs have to be known."""


class _EachError(Exception):
    """A group can only be evaluated graph by graph.

    Args:
        what: why.
        remedy: what to write instead.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class Rewriting:
    """A query on its way to another that says the same.

    Args:
        text: the query.
        found: its tokens.
        constants: variables that stand for a term.
        begin: returns a pattern that has a solution for each named graph.
        graphs: returns the names of the named graphs, if they may be asked for.
    """

    def __init__(
        self,
        text: str,
        found: Sequence[Token],
        constants: frozenset[str],
        begin: Callable[[str], str],
        graphs: Callable[[], tuple[str | None, ...]] | None,
    ) -> None:
        self._found = found
        self._constants = constants
        self._begin = begin
        self._graphs = graphs
        self._draft = Draft(text, found)
        #: Where variables may have values from outside: first and last token.
        self._correlated: list[Group] = []
        #: What stands against evaluating a GRAPH as a whole, and what to write, by its first token: found out
        #: once, or one inside another would be read twice as often with each. No error: that would hold all
        #: frames, with the answer in one of them.
        self._apart: dict[int, tuple[str, str]] = {}
        self._spelt = 0

    def of(self, read: Select) -> str:
        """Return the query anew."""
        self._group(read.where, None)
        self._exists(read.groups, None)
        return self._draft.text()

    # What is found out of a group, and put right in it. A graph is the variable of its GRAPH; None where
    # that is a constant, or there is none.

    def _group(self, group: Group, graph: str | None) -> Facts:
        if group.select is not None:
            return self._select(group.select, graph)
        first = next((each.kind for each in group.elements if each.kind != "FILTER"), None)
        # What begins with no pattern begins with one solution, which the engine has once for each graph.
        facts = Facts(touched=first in {None, "BIND", "MINUS", "OPTIONAL"})
        asked = wanting = False
        for element in group.elements:
            each, wants = self._element(element, facts, graph)
            wanting = wanting or (wants and not facts.bound)
            asked = asked or (element.kind == "FILTER" and each.touched)
            facts = facts.join(each)
        if graph is not None and (wanting or (asked and not facts.bound)):
            self._enumerate(group, graph)
            facts = facts.join(Facts(touched=True, bound=True))
        return facts

    def _element(self, element: Element, before: Facts, graph: str | None) -> tuple[Facts, bool]:
        """Return what an element adds to a group, and whether what is before it must come from the graph."""
        match element.kind:
            case "TRIPLES":
                names = self._variables(element.first, element.last)
                return Facts(names, names, touched=True, bound=True), False
            case "VALUES":
                names = self._variables(element.first, element.last)
                kinds = {token.kind for token in self._found[element.first : element.last]}
                return Facts(names, NOTHING if "UNDEF" in kinds else names), False
            case "GROUP":
                return reduce(Facts.union, [self._group(each, graph) for each in element.groups]), False
            case "GRAPH":
                return self._in_graph(element), False
            case "BIND":
                touched = self._exists(element.groups, graph)
                return Facts(frozenset({self._draft.names[element.last - 2]})), touched
            case "FILTER":
                return Facts(touched=self._exists(element.groups, graph)), False
            case "OPTIONAL":
                facts = self._group(element.groups[0], graph)
                return Facts(facts.scope, touched=facts.touched), facts.touched
            case "MINUS":
                return Facts(), self._minus(element, before, graph)
        if graph is not None:
            raise _EachError("LATERAL", "Write LATERAL outside of GRAPH")
        self._correlated.append(element.groups[0])
        facts = self._group(element.groups[0], graph)
        self._correlated.pop()
        return facts, False

    def _minus(self, element: Element, before: Facts, graph: str | None) -> bool:
        facts = self._group(element.groups[0], graph)
        if graph is None:
            return False
        if not (before.scope & facts.scope) - {graph}:
            group = element.groups[0]
            self._draft.wrap(group.first, group.last, *_UNASKED)
            return False
        if not (before.sure & facts.sure) - {graph}:
            raise _EachError(
                "MINUS without a variable that both sides are sure to bind",
                "Write FILTER NOT EXISTS for MINUS",
            )
        return True

    def _exists(self, groups: Iterable[Group], graph: str | None) -> bool:
        """Tell whether any pattern of EXISTS depends on the graph."""
        touched = False
        for group in groups:
            self._correlated.append(group)
            touched = self._group(group, graph).touched or touched
            self._correlated.pop()
        return touched

    def _select(self, select: Select, graph: str | None) -> Facts:
        """Put a query right; one that looks into a graph takes its name along."""
        inner = self._group(select.where, graph)
        asked = self._exists(select.groups, graph)
        clauses = self._outside(select)
        kinds = [self._found[index].kind for index in clauses]
        grouped = "GROUP" in kinds
        single = not grouped and ("aggregate" in kinds or "HAVING" in kinds)
        star, names, place = self._projected(select, inner.scope)
        sure = names & inner.sure
        if graph is None or not (inner.touched or asked):
            return Facts(names, sure, touched=inner.touched, bound=inner.bound and not single)
        if single:
            raise _EachError(
                "an aggregate without GROUP BY",
                f"Write SELECT ?{graph} (COUNT(*) AS ?n) {{ GRAPH ?{graph} {{ .. }} }} GROUP BY ?{graph}",
            )
        if asked or not {"LIMIT", "OFFSET"}.isdisjoint(kinds):
            raise _EachError("LIMIT, OFFSET or EXISTS in a clause of SELECT", "Write it outside of GRAPH")
        if not inner.bound:
            self._enumerate(select.where, graph)
        if star and not grouped:
            taken = " ".join(f"?{name}" for name in sorted(names | {graph}))
            self._draft.replace(place, place + 1, lambda _: f" {taken} ")
        elif graph not in names:
            self._draft.insert(place + 1, f" ?{graph} ")
        if grouped:
            self._draft.insert(clauses[kinds.index("GROUP")] + 2, f" ?{graph} ")
        return Facts(names, sure, touched=True, bound=True)

    def _projected(self, select: Select, scope: frozenset[str]) -> tuple[bool, frozenset[str], int]:
        """Return whether all variables are selected, which, and the token that is the star or before them."""
        place = select.first
        if self._found[place + 1].kind in {"DISTINCT", "REDUCED"}:
            place += 1
        if self._found[place + 1].kind == "*":
            return True, scope, place + 1
        depth, names = 0, set[str]()
        for index in range(place + 1, select.where.first):
            kind = self._found[index].kind
            depth += (kind == "(") - (kind == ")")
            if kind == "var" and (not depth or self._found[index - 1].kind == "AS"):
                names.add(self._draft.names[index])
        return False, frozenset(names), place

    def _outside(self, select: Select) -> list[int]:
        """Return the tokens of a query that are in none of its groups."""
        ends = {group.first: group.last for group in (select.where, *select.groups)}
        outside, index = list[int](), select.first
        while index < select.last:
            if index not in ends:
                outside.append(index)
            index = ends.get(index, index + 1)
        return outside

    def _in_graph(self, element: Element) -> Facts:
        """Put a GRAPH right."""
        group, name = element.groups[0], element.first + 1
        graph = self._draft.names[name]
        if graph and not group.elements and group.select is None:
            return Facts(frozenset({graph}), frozenset({graph}))
        if not graph or graph in self._constants:
            return self._in_one_graph(element)
        hidden = self._hidden(group, graph)
        draft = self._draft.copy()
        around = len(self._correlated)
        try:
            facts = self._in_each_graph(element, graph)
        except _EachError as error:
            self._apart[element.first] = (error.what, error.remedy)
            self._draft = draft
            del self._correlated[around:]
            facts = self._group(group, None)
            self._spell_out(element, graph, facts, error)
        if hidden in facts.scope:
            facts = self._joined(element, graph, hidden, facts)
        return Facts(facts.scope | {graph}, facts.sure | {graph})

    def _in_each_graph(self, element: Element, graph: str) -> Facts:
        """Put a GRAPH right that is evaluated as a whole.

        Raises:
            _EachError: it cannot be.
        """
        if known := self._apart.get(element.first):
            raise _EachError(*known)
        facts = self._group(element.groups[0], graph)
        if not facts.bound:
            self._wrap(element, f"{self._begin(f'?{graph}')} ")
        return facts

    def _in_one_graph(self, element: Element) -> Facts:
        """Put a GRAPH right whose name is known: where there is no such graph, there is nothing."""
        facts = self._group(element.groups[0], None)
        if not facts.bound and (element.groups[0].elements or element.groups[0].select):
            self._wrap(element, f"{self._begin(self._found[element.first + 1].text)} ")
        return Facts(facts.scope, facts.sure)

    def _hidden(self, group: Group, graph: str) -> str:
        """Rename what a group calls by the name of its graph; return the new name, or an empty one.

        Triples of the group itself may go by the old one: they are joined with the graph either way.
        """
        direct = [
            index
            for element in group.elements
            if element.kind == "TRIPLES"
            for index in range(element.first, element.last)
        ]
        named = [index for index in range(group.first, group.last) if self._draft.names[index] == graph]
        if set(named) <= set(direct) or self._is_given(graph):
            return ""
        hidden = self._draft.unused(f"{graph}_inside")
        for index in named:
            self._draft.names[index] = hidden
        return hidden

    def _is_given(self, graph: str) -> bool:
        """Tell whether a variable has its value from around a pattern of EXISTS or LATERAL."""
        if not self._correlated:
            return False
        names = self._draft.names
        first, last = names.index(graph), len(names) - 1 - names[::-1].index(graph)
        return any(first < group.first or last >= group.last for group in self._correlated)

    def _spell_out(self, element: Element, graph: str, facts: Facts, error: _EachError) -> None:
        """Replace a GRAPH by one for each named graph."""
        if self._graphs is None:
            raise GraphsNeededError
        refusal = QueryRefused(
            f"GRAPH ?{graph} has {error.what} in it, which would have to be done graph by graph.",
            remedy=f"{error.remedy}, or name fewer graphs with FROM NAMED.",
        )
        graphs = self._graphs()
        names = [name for name in graphs if name is not None]
        if len(graphs) > len(names) or len(names) > MOST_GRAPHS:
            raise refusal
        nothing = " ".join(f"?{each}" for each in sorted(facts.scope | {graph}))

        draft = self._draft

        def copies(suffix: str) -> str:
            group, made = element.groups[0], list[str]()
            for number, name in enumerate(names):
                copy = draft.render(group.first, group.last, f"{suffix}_{number}")
                made.append(f"{{ VALUES ?{graph} {{ <{name}> }} GRAPH <{name}> {copy} }}")
                self._spelt += len(made[-1])
                if self._spelt > _LONGEST or len(made[-1]) * len(names) > _LONGEST:
                    raise refusal
            if not made:
                unasked = draft.render(group.first, group.last, suffix).join(_UNASKED)
                return f"VALUES ({nothing}) {{}} MINUS {unasked}"
            return " UNION ".join(made)

        draft.replace(element.first, element.last, copies)

    def _joined(self, element: Element, graph: str, hidden: str, facts: Facts) -> Facts:
        """Hold what a group calls by the name of its graph to be that graph."""
        scope = (facts.scope - {hidden}) | {graph}
        names = " ".join(f"?{each}" for each in sorted(scope))
        same = f"sameTerm(?{graph}, ?{hidden})"
        test = same if hidden in facts.sure else f"!BOUND(?{hidden}) || {same}"
        self._wrap(element, f"SELECT {names} {{ ", f" FILTER({test}) }}")
        return Facts(scope, facts.sure - {hidden})

    def _wrap(self, element: Element, start: str, end: str = "") -> None:
        """Put an element in braces, after something and before something."""
        self._draft.wrap(element.first, element.last, f"{{ {start}", f"{end} }}")

    def _enumerate(self, group: Group, graph: str) -> None:
        """Have a group begin with each graph."""
        self._draft.insert(group.first + 1, f" {self._begin(f'?{graph}')} ")

    def _variables(self, first: int, last: int) -> frozenset[str]:
        return frozenset(name for name in self._draft.names[first:last] if name)
