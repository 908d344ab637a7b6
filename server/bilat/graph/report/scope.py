"""What was checked: without it "conforms" would say nothing, since nothing conforms to everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bilat.graph.report import checks
from bilat.graph.source.load import Source
from bilat.graph.source.prefixes import Compacted
from bilat.text import counted
from bilat.vocab import WELL_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a report is about.

    Args:
        files: names of the files that were read, relative to the project.
        statements: number of statements that were checked, inferred ones included where there are any.
        shapes: IRI of each shape and the number of its focus nodes.
        checks: ids of the other checks that ran.
        compared: numbers of documents and passages whose digests hold; None where none were at hand.
        prefixes: to write IRIs short.
    """

    files: tuple[str, ...] = ()
    statements: int = 0
    shapes: tuple[tuple[str, int], ...] = ()
    checks: tuple[str, ...] = ()
    compared: tuple[int, int] | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    _short: Compacted = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Know the prefixes."""
        object.__setattr__(self, "_short", Compacted({**WELL_KNOWN, **self.prefixes}))

    def short(self, iri: str) -> str:
        """Return an IRI as people write it, with a prefix of the project or one that is well known."""
        return self._short[iri]

    @property
    def focus_nodes(self) -> int:
        """Return the number of focus nodes over all shapes; a node counts once for each shape."""
        return sum(count for _, count in self.shapes)

    @property
    def idle_shapes(self) -> tuple[str, ...]:
        """Return the shapes that had nothing to check."""
        return tuple(shape for shape, count in self.shapes if not count)

    def sentence(self) -> str:
        """Return what was checked in one sentence."""
        if not self.files and not self.statements and not self.shapes and not self.checks:
            return "Nothing was checked."
        parts = [
            counted(len(self.files), "file"),
            counted(self.statements, "statement"),
            f"{counted(len(self.shapes), 'shape')} on {counted(self.focus_nodes, 'focus node')}",
            counted(len(self.checks), "other check"),
        ]
        sentence = f"Checked {', '.join(parts[:-1])} and {parts[-1]}."
        if self.compared is None:
            return sentence
        documents, passages = self.compared
        same = f"{counted(documents, 'document')} and {counted(passages, 'passage')}"
        return f"{sentence} The digests of {same} are those of the texts at hand."


def scope_of(
    source: Source,
    *,
    statements: int | None = None,
    shapes: Mapping[str, int] | None = None,
    further_checks: Iterable[str] = (),
    compared: tuple[int, int] | None = None,
) -> Scope:
    """Return the scope of checking a source graph.

    Args:
        source: what was loaded and linted.
        statements: number of statements that were validated; those of the source when None.
        shapes: focus nodes of each shape that ran.
        further_checks: ids of checks beyond those of lint.
        compared: numbers of documents and passages whose digests hold.
    """
    ran = {check.id for check in checks.TABLE} | set(further_checks)
    return Scope(
        files=tuple(file.name for file in source.files),
        statements=len(source.dataset) if statements is None else statements,
        shapes=tuple(sorted((shapes or {}).items())),
        checks=tuple(sorted(ran)),
        compared=compared,
        prefixes=source.prefixes,
    )
