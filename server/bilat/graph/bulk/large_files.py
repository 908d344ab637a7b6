"""Which projects and which of their files are too large to be read whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bilat.digests import mark_of, size_of
from bilat.graph.bulk.room import unpacked_size
from bilat.graph.source.load import rdf_paths
from bilat.graph.source.packed_files import is_packed
from bilat.graph.source.statements import BY_LINE
from bilat.project import Project, media_type_of
from bilat.settings import Settings

#: Files from this size on are read by the database.
_LARGE = 1 << 20
#: Smaller ones of data too, when they have as much together: as objects they take some thirty times that.
_SMALL_TOGETHER = 1 << 25


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeFile:
    """A file that is too large to be read whole.

    Args:
        path: where it lies.
        name: its name for people, relative to the project.
        part: ``ontology``, ``data`` or ``shapes``.
        media_type: what it is parsed as.
        mark: what changes when the file does (`bilat.digests.mark_of`); nobody looks where there is none.
        copies: of the contexts on the web that JSON-LD may name; see `bilat.graph.source.contexts`.
    """

    path: Path
    name: str
    part: str
    media_type: str
    mark: Sequence[int] = ()
    copies: Mapping[str, str] = field(default_factory=dict)


def is_large(project: Project, settings: Settings) -> bool:
    """Tell whether the files of a project are to be read by the database."""
    return unpacked_bytes(project) >= settings.streaming_bytes


def large_files(project: Project) -> tuple[LargeFile, ...]:
    """Return the files of data that the database reads, in their order: large ones; of very many, all."""
    sizes = {
        path: (part, unpacked_size(path))
        for part, path in rdf_paths(project)
        if path.is_file() and part == "data"
    }
    small = sum(size for _, size in sizes.values() if size < _LARGE)
    least = _LARGE if small < _SMALL_TOGETHER else 1
    return tuple(
        LargeFile(
            path=path,
            name=project.name_of(path),
            part=part,
            media_type=media_type_of(path) or "",
            mark=mark_of(path),
        )
        for path, (part, size) in sizes.items()
        if size >= least
    )


def unpacked_bytes(project: Project) -> int:
    """Return about how many bytes the RDF files of a project hold."""
    return sum(unpacked_size(path) for _, path in rdf_paths(project) if path.is_file())


def is_compared(file: LargeFile) -> bool:
    """Tell whether a file is compared line by line with a copy of it; a small one may be empty next."""
    return file.media_type in BY_LINE and not is_packed(file.path) and size_of(file.path) >= _LARGE
