"""``bilat why``: the reasons of a triple, down to the passages that state them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bilat.cli.display import progress
from bilat.cli.options import project_option
from bilat.cli.output import write
from bilat.vocab import BASE, RDF

if TYPE_CHECKING:
    from bilat.graph.formats.names import Names
    from bilat.graph.formats.quads import Quad
    from bilat.graph.owl.why import Explanation
    from bilat.graph.source.load import Source

Triple = tuple[str, str, str]
TYPE = f"<{RDF}type>"


@click.command(
    "why",
    short_help="Explain a triple down to its passages.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@project_option
def command(subject: str, predicate: str, object_: str, folder: Path | None) -> None:
    """Explain why a triple holds: rule, premises, and the passages and files that state them."""
    from bilat.cli.terms import parse_term
    from bilat.graph.formats.names import Names
    from bilat.graph.formats.nesting import nestings
    from bilat.graph.formats.quads import quads_of
    from bilat.graph.source.load import load
    from bilat.project import Project
    from bilat.vocab import WELL_KNOWN

    with progress() as stages:
        with stages.stage("reading"):
            source = load(Project.here(folder))
            quads = quads_of(source.dataset)
        prefixes = {"graph": f"{BASE}graph/", **WELL_KNOWN, **source.prefixes}
        s, p, o = (parse_term(text, prefixes) for text in (subject, predicate, object_))
        names, graphs = Names(prefixes), _graphs(quads)
        _require_known((s, p, o), quads, names)
        with stages.stage("reasoning"):
            explanation = _explained((s, p, o), quads, graphs, names)
    lists = {head: items for nesting in nestings(quads).values() for head, items in nesting.lists.items()}
    story = _Story(source=source, names=names, graphs=graphs, lists=lists)
    write("".join(f"{line}\n" for line in story.lines(explanation)).encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """Tells an explanation to people.

    Args:
        source: asked for the places of statements.
        names: shortens terms.
        graphs: the graphs of each stated triple.
        lists: the items of each list, by its head.
    """

    source: Source
    names: Names
    graphs: Mapping[Triple, list[str]]
    lists: Mapping[str, tuple[str, ...]]

    def lines(
        self, explanation: Explanation, indent: str = "", told: set[Triple] | None = None
    ) -> Iterator[str]:
        """Yield a triple, then what it rests on, further in; what was told once is not told again."""
        told = set() if told is None else told
        s, p, o = explanation.triple
        triple = f"{self._shown(s)} {'a' if p == TYPE else self.names.term(p)} {self._shown(o)}"
        if explanation.rule is None:
            yield f"{indent}{triple}"
            yield from (f"{indent}  stated in {place}" for place in self._places(explanation.triple))
            return
        if explanation.triple in told:
            yield f"{indent}{triple}  (see above)"
            return
        told.add(explanation.triple)
        yield f"{indent}{triple}"
        yield f"{indent}  {explanation.sentence} ({explanation.rule})"
        for premise in explanation.premises:
            yield from self.lines(premise, indent + "    ", told)

    def _shown(self, term: str) -> str:
        """Return a term, a list by its items: the label of a blank node tells nobody anything."""
        if term in self.lists:
            return f"( {' '.join(map(self._shown, self.lists[term]))} )"
        return self.names.term(term)

    def _places(self, triple: Triple) -> Iterator[str]:
        """Yield each graph that states a triple, with file and line."""
        from bilat.graph.formats.quads import node_of

        s, p, o = map(node_of, triple)
        for graph in self.graphs.get(triple, []):
            place = self.source.locations.find(s, p, o, node_of(graph))
            yield f"{self.names.term(graph)}{f', {place}' if place else ''}"


def _graphs(quads: Iterable[Quad]) -> dict[Triple, list[str]]:
    """Return the named graphs of each triple, sorted."""
    graphs: dict[Triple, list[str]] = defaultdict(list)
    for quad in sorted(quads):
        graphs[quad[:3]].append(quad.graph)
    return graphs


def _explained(
    triple: Triple, quads: Iterable[Quad], graphs: Mapping[Triple, list[str]], names: Names
) -> Explanation:
    """Return why a triple holds; what shapes state takes no part in reasoning and is only stated.

    Raises:
        BilatError: it does not hold.
    """
    from bilat.errors import BilatError, UnsupportedAxiom
    from bilat.graph.check import closure_of
    from bilat.graph.owl.why import STATED, Explanation

    try:
        return closure_of(quads).explain(triple)
    except UnsupportedAxiom:
        raise
    except BilatError as error:
        if triple in graphs:
            return Explanation(triple=triple, rule=None, premises=(), sentence=STATED)
        s, p, o = map(names.term, triple)
        raise BilatError(f"{s} {p} {o} is neither stated nor does it follow.", remedy=error.remedy) from None


def _require_known(triple: Triple, quads: Iterable[Quad], names: Names) -> None:
    """Check that each term occurs at all: a slip in a name is told as such."""
    from bilat.errors import BilatError
    from bilat.graph.suggest import did_you_mean

    known = {term for quad in quads for term in quad[:3]}
    for term in triple:
        if term not in known:
            if term[0] == '"' and (meant := sorted(_alike(triple, quads))):
                raise BilatError(
                    f"{names.term(term)} does not occur in the graph.",
                    remedy=f"Did you mean {names.term(meant[0])}? The datatype or the language is another.",
                )
            same_kind = {names.term(other) for other in known if other[0] == term[0] != "_"}
            near = did_you_mean(names.term(term), same_kind)
            raise BilatError(f"{names.term(term)} does not occur in the graph.", remedy=near)


def _alike(triple: Triple, quads: Iterable[Quad]) -> Iterator[str]:
    """Yield the literals of the same text that a subject has as values of a property."""
    from bilat.graph.owl.dictionary import split

    s, p, o = triple
    for quad in quads:
        if quad[:2] == (s, p) and quad.object[0] == '"' and split(quad.object)[0] == split(o)[0]:
            yield quad.object
