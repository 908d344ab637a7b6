"""What the statements cover of the documents: which passage says nothing yet, which statement has no passage.

A graph is a passage's when its name is that of the passage. Headings, lead-ins, bare dates and labels may
say nothing of their own; they are listed apart. How well a passage is covered is for people to judge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from bilat.graph.formats.nesting import TYPE
from bilat.graph.formats.quads import Quad, text_of
from bilat.text import counted, json_text
from bilat.vocab import BILAT, GRAPH, OA, RDFS

#: Kinds of passage that need not state a fact, as local names in the scheme of kinds.
FACTLESS = frozenset({"bare-date", "heading", "label", "lead-in"})
#: Python reads no number of thousands of digits.
_MOST_DIGITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageCover:
    """One passage and how much is stated in its graph.

    Args:
        iri: the passage, which also names the graph.
        label: its short mark for people.
        kind: last part of the IRI of its kind, or empty text.
        statements: number of statements in its graph.
    """

    iri: str
    label: str
    kind: str
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCover:
    """One document: its passages in order.

    Args:
        iri: the document; empty text for passages that name none.
        label: its name for people.
        passages: all of them, by number.
    """

    iri: str
    label: str
    passages: tuple[PassageCover, ...]

    @property
    def statements(self) -> int:
        """Return the number of statements of all passages."""
        return sum(passage.statements for passage in self.passages)

    @property
    def uncovered(self) -> tuple[PassageCover, ...]:
        """Return the passages that ought to state a fact and state none."""
        return tuple(p for p in self.passages if not p.statements and p.kind not in FACTLESS)

    @property
    def factless(self) -> tuple[PassageCover, ...]:
        """Return the passages that state nothing and need not."""
        return tuple(p for p in self.passages if not p.statements and p.kind in FACTLESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far statements and passages match.

    Args:
        documents: by IRI.
        strays: graphs of statements that no passage is the name of, with the number of statements.
    """

    documents: tuple[DocumentCover, ...]
    strays: tuple[tuple[str, int], ...]

    @property
    def complete(self) -> bool:
        """Return whether every passage that ought to says something, and every statement has a passage."""
        return not self.strays and not any(document.uncovered for document in self.documents)


#: Properties of passages that coverage tells of.
READ = frozenset(f"<{iri}>" for iri in (OA.hasSource, RDFS.label, BILAT.number, BILAT.passageKind))


def coverage(quads: Iterable[Quad], graphs: Mapping[str, int] | None = None) -> Coverage:
    """Return the coverage of a dataset, whole or as its authors wrote it.

    Args:
        quads: all of them, or with ``graphs`` those of passages: `READ` and their types.
        graphs: number of quads of each graph, by IRI; counted when None.
    """
    sizes: Counter[str] = Counter()
    said: dict[str, dict[str, str]] = defaultdict(dict)
    passages = set()
    for s, p, o, g in quads:
        sizes[g] += 1
        if p in READ:
            said[s][p] = min(o, said[s].get(p, o))
        elif p == TYPE and o == f"<{BILAT.Passage}>":
            passages.add(s)
    if graphs is not None:
        sizes = Counter({f"<{name}>": size for name, size in graphs.items()})
    own = f"<{GRAPH}"
    strays = {g: size for g, size in sizes.items() if g and not g.startswith(own) and g not in passages}
    return Coverage(
        documents=tuple(_documents(passages, said, sizes)),
        strays=tuple(sorted((g.strip("<>"), size) for g, size in strays.items())),
    )


def as_json(cover: Coverage) -> bytes:
    """Return the coverage as a JSON document."""
    documents = [
        {
            "iri": document.iri,
            "label": document.label,
            "statements": document.statements,
            "withoutStatement": [passage.iri for passage in document.uncovered],
            "withoutFactOfItsOwn": [passage.iri for passage in document.factless],
            "passages": [asdict(passage) for passage in document.passages],
        }
        for document in cover.documents
    ]
    strays = [{"graph": graph, "statements": count} for graph, count in cover.strays]
    result = {"complete": cover.complete, "documents": documents, "statementsWithoutPassage": strays}
    return json_text(result).encode()


def as_text(cover: Coverage) -> str:
    """Return the coverage for people, one document after the other."""
    return "\n".join(_lines(cover)) + "\n"


def _lines(cover: Coverage) -> Iterator[str]:
    """Yield the lines of the text."""
    for document in cover.documents:
        covered = sum(1 for passage in document.passages if passage.statements)
        yield document.label or document.iri or "Passages of no document"
        make = f"{'makes' if covered == 1 else 'make'} {counted(document.statements, 'statement')}"
        yield f"  {covered} of {counted(len(document.passages), 'passage')} {make}"
        if document.factless:
            yield f"  no fact of their own: {_names(document.factless)}"
        if document.uncovered:
            yield f"  NO STATEMENT YET: {_names(document.uncovered)}"
    for graph, count in cover.strays:
        yield f"STATEMENTS WITHOUT A PASSAGE: {count:,} in <{graph}>"
    if not cover.documents:
        yield "There are no passages."
    elif cover.complete:
        yield "Every passage that states a fact is covered, and every statement has its passage."


def _names(passages: Iterable[PassageCover]) -> str:
    """Return passages in words."""
    return ", ".join(f"{passage.label} ({passage.kind or 'of no kind'})" for passage in passages)


def _documents(
    passages: set[str], said: dict[str, dict[str, str]], sizes: Counter[str]
) -> Iterator[DocumentCover]:
    """Yield the documents, their passages in order."""
    source, label, number, kind = (
        f"<{iri}>" for iri in (OA.hasSource, RDFS.label, BILAT.number, BILAT.passageKind)
    )
    by_document: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for passage in passages:
        about = said[passage]
        by_document[about.get(source, "")].append((_whole(about.get(number)), passage))
    for document, members in sorted(by_document.items()):
        covers = (
            PassageCover(
                iri=passage.strip("<>"),
                label=text_of(said[passage].get(label)) or passage,
                kind=said[passage].get(kind, "").strip("<>").rsplit("/", 1)[-1],
                statements=sizes[passage],
            )
            for _, passage in sorted(members)
        )
        name = text_of(said[document].get(label)) if document in said else ""
        yield DocumentCover(iri=document.strip("<>"), label=name, passages=tuple(covers))


def _whole(term: str | None) -> int:
    """Return the number that a literal writes, or 0, also where it has more digits than any count."""
    text = text_of(term)
    return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else 0
