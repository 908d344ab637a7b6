"""From the files of a project to the source graph, lexical forms untouched.

Ontology and shapes go into one graph each (`vocab.ONTOLOGY`, `vocab.SHAPES_GRAPH`). Data keeps the named
graphs that its files write; what a data file says outside any graph goes into
`bilat.graph.source.files.DATA`. Blank nodes are renamed file by file, so that equal labels of two files stay
two nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from rdflib import BNode, Dataset, Graph
from rdflib.term import IdentifiedNode, Node

from bilat import vocab
from bilat.graph.source.contents import read_text
from bilat.graph.source.contexts import copies_of, written_in
from bilat.graph.source.files import PARTS, SourceFile, graph_of
from bilat.graph.source.locate import Locations, Reading
from bilat.graph.source.parse import JSON_LD, Parsed, parse
from bilat.graph.source.statements import Statement, statements
from bilat.graph.source.syntax import name_that_is_no_iri, unsupported
from bilat.graph.source.terms import Terms, UnsupportedTermError
from bilat.graph.source.tokens import Lines
from bilat.graph.source.turtle import READABLE
from bilat.graph.source.wording import TurtleError
from bilat.project import Project, media_type_of

#: Prefixes that rdflib is told of; it takes a time by their square, and only shortens names in messages.
_MOST_BOUND = 1_000

_Quads = list[tuple[Node, Node, Node, Node]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """All that a project says.

    Args:
        dataset: every quad: ontology and shapes in one graph each, data in the graphs that its files name.
        ontology: the graph `vocab.ONTOLOGY` of the dataset.
        shapes: the graph `vocab.SHAPES_GRAPH` of the dataset.
        prefixes: the prefixes of all files; where two files differ, that of the first file.
        files: what was read, by part and name.
        locations: where each statement stands.
    """

    dataset: Dataset
    ontology: Graph
    shapes: Graph
    prefixes: dict[str, str]
    files: tuple[SourceFile, ...]
    locations: Locations

    @cached_property
    def quads(self) -> tuple[tuple[Node, Node, Node, IdentifiedNode | None], ...]:
        """Every quad of the dataset, which rdflib takes long to go through."""
        return tuple(self.dataset.quads())


def load(project: Project, wanted: Callable[[Path], bool] = lambda _: True) -> Source:
    """Return what the files of a project say.

    Args:
        project: the folder.
        wanted: which of its files to read.

    Raises:
        SourceError: a file cannot be read or parsed; the first one, by part and name.
            `bilat.graph.lint.unreadable` tells of all.
    """
    dataset = Dataset()
    graph = cache(dataset.graph)  # each call makes one that stands for the same quads
    prefixes: dict[str, str] = {}
    files: list[SourceFile] = []
    readings: dict[str, Reading] = {}
    copies = copies_of(project)
    for part, path in rdf_paths(project):
        if not wanted(path):
            continue
        file, quads, reading = load_file(project, part, path, copies)
        dataset.addN((s, p, o, graph(g)) for s, p, o, g in quads)
        for prefix, namespace in file.prefixes.items():
            prefixes.setdefault(prefix, namespace)
        files.append(file)
        if reading is not None:
            readings[file.name] = reading
    for prefix, namespace in sorted(prefixes.items()) if len(prefixes) <= _MOST_BOUND else ():
        dataset.bind(prefix, namespace, override=True, replace=True)
    return Source(
        dataset=dataset,
        ontology=dataset.graph(vocab.ONTOLOGY),
        shapes=dataset.graph(vocab.SHAPES_GRAPH),
        prefixes=dict(sorted(prefixes.items())),
        files=tuple(files),
        locations=Locations(tuple(files), readings),
    )


def rdf_paths(project: Project) -> Iterator[tuple[str, Path]]:
    """Yield the RDF files of a project, each with its part, in the order in which they are read."""
    for part in PARTS:
        for path in project.rdf_files(part):
            yield part, path


def load_file(
    project: Project, part: str, path: Path, copies: Mapping[str, str]
) -> tuple[SourceFile, _Quads, Reading | None]:
    """Return a file, what it says, and the places of that where they have been read on the way.

    Args:
        project: the folder.
        part: which part of it the file belongs to.
        path: the file.
        copies: the JSON-LD contexts of which the project has copies, as `contexts.copies_of` returns them.

    Raises:
        SourceError: it cannot be read or parsed.
    """
    name = project.name_of(path)
    media_type = media_type_of(path) or ""
    text = read_text(path, name)
    parsed = parse(written_in(text, copies, name) if media_type == JSON_LD else text, media_type, name)
    if odd := name_that_is_no_iri(text, media_type, name):
        raise odd
    try:
        quads = _converted(parsed, part, name)
        found = _with_places(quads, text, media_type, part, name)
    except UnsupportedTermError as what:
        raise unsupported(str(what), text, media_type, name) from None
    if found is not None:
        quads = _quads(found, part)
    file = SourceFile(
        path=path,
        name=name,
        part=part,
        media_type=media_type,
        prefixes=parsed.prefixes,
        quads=len(quads),
        subjects=frozenset(quad[0] for quad in quads),
        copies=copies if media_type == JSON_LD else {},
    )
    return file, quads, None if found is None else Reading(file, Lines(text), tuple(found))


def _converted(parsed: Parsed, part: str, name: str) -> _Quads:
    """Return the quads of a file as rdflib terms, in the graphs that they go to."""
    terms = Terms(name, parsed.tags)
    quads: _Quads = []
    for quad in parsed.quads:
        s, p, o = terms.term(quad.subject), terms.term(quad.predicate), terms.term(quad.object)
        quads.append((s, p, o, graph_of(part, terms.graph(quad.graph_name))))
    return quads


def _with_places(quads: _Quads, text: str, media_type: str, part: str, name: str) -> list[Statement] | None:
    """Return the same statements with the blank nodes that `Locations` knows; None where there are none.

    pyoxigraph names blank nodes at random and in no order of the text. What our reader finds is taken only
    if it is the same, blank nodes aside; nothing rests on the reader alone.
    """
    if media_type not in READABLE or not any(map(_has_blank, quads)):
        return None
    try:
        found = statements(text, media_type, name)
    except TurtleError:
        return None
    same = Counter(map(_masked, _quads(found, part))) == Counter(map(_masked, quads))
    return found if same else None


def _quads(found: list[Statement], part: str) -> _Quads:
    return [(each.subject, each.predicate, each.object, graph_of(part, each.graph)) for each in found]


def _has_blank(quad: tuple[Node, ...]) -> bool:
    return any(isinstance(term, BNode) for term in quad)


def _masked(quad: tuple[Node, ...]) -> tuple[Node | None, ...]:
    return tuple(None if isinstance(term, BNode) else term for term in quad)
