"""A project: the folder of ontology, data, shapes and queries that a graph is made of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bilat.errors import ProjectError

PARTS = ("ontology", "data", "shapes", "queries")

#: Folders of ``queries``: questions, queries of the pages, what must find nothing.
QUERY_KINDS = ("competency", "pages", "checks")

#: File name endings of RDF, and the media type of each.
RDF_ENDINGS = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".jsonld": "application/ld+json",
}
#: Endings of packed files, after that of RDF: ``.nq.gz``.
PACKINGS = (".gz", ".zst")
#: A JSON-LD context is no data: it says how downloads are written.
CONTEXT_NAME = "context.jsonld"
CONTEXT_FILE = f"ontology/{CONTEXT_NAME}"
#: What a project says of itself that its data do not; see `bilat.graph.configuration`.
CONFIGURATION_NAME = "bilat.toml"


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with any of the four parts.

    Args:
        root: the folder, absolute.
    """

    root: Path

    @classmethod
    def at(cls, folder: Path | str | None = None) -> Project:
        """Return the project in ``folder``, or bilat's own graph when none is named.

        Raises:
            ProjectError: the folder does not exist, holds none of the four parts, or a file in place of one.
        """
        root = Path(folder).absolute() if folder is not None else _own()
        wanted = "any of the folders " + ", ".join(PARTS)
        if not root.is_dir() or not any(os.path.lexists(root / part) for part in PARTS):
            raise ProjectError.missing(root, f"{wanted}: put files of RDF into data")
        for part in PARTS:
            if os.path.lexists(root / part) and not (root / part).is_dir():
                raise ProjectError(
                    f"{root / part} is no folder.", remedy=f"A project folder holds {wanted}; move it away."
                )
        return cls(root)

    @classmethod
    def here(cls, folder: Path | None = None) -> Project:
        """Return the project in ``folder``; when none is named, the one a person stands in, else bilat's own.

        A working directory is a project when it has a configuration, or RDF or queries in one of the parts:
        many a folder has a ``data`` that is something else. Who stands in a part stands in the project.

        Raises:
            ProjectError: see `at`.
        """
        if folder is None:
            here = Path.cwd()
            above = (root for root in here.parents if here.relative_to(root).parts[0] in PARTS)
            for found in map(cls, (here, *above)):
                parts = any((found.root / part).is_dir() for part in PARTS)
                if parts and (found.configuration or found.query_files() or any(map(found.rdf_files, PARTS))):
                    return cls.at(found.root)
        return cls.at(folder)

    def files(self, part: str) -> tuple[Path, ...]:
        """Return what lies in a part at any depth, sorted by path; hidden things and backups do not count.

        Links to folders are not followed, so that no circle is. What is no folder counts, a broken link
        too: whoever reads it says so.
        """
        return tuple(sorted(walk(self.root / part), key=self.name_of))

    def rdf_files(self, part: str) -> tuple[Path, ...]:
        """Return the RDF files of a part, sorted by path, at any depth."""
        return tuple(path for path in self.files(part) if media_type_of(path) and path.name != CONTEXT_NAME)

    def query_files(self, kind: str = "") -> tuple[Path, ...]:
        """Return the queries of a kind (one of `QUERY_KINDS`), or all of them, sorted by path."""
        return tuple(path for path in self.files(f"queries/{kind}") if path.suffix.lower() == ".rq")

    @property
    def context(self) -> Path | None:
        """Return the JSON-LD context of the project, if it has one."""
        path = self.root / CONTEXT_FILE
        return path if os.path.lexists(path) else None

    @property
    def configuration(self) -> Path | None:
        """Return the file that configures the project, if it has one."""
        path = self.root / CONFIGURATION_NAME
        return path if os.path.lexists(path) else None

    def name_of(self, path: Path) -> str:
        """Return a path as a person would type it: relative to the project.

        Bytes of a name that are not UTF-8 are written as escapes, so that the name can stand in any report.
        """
        name = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        return os.fsencode(name).decode(errors="backslashreplace")


def walk(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder at any depth and is no folder; what is hidden and backups are passed over.

    Raises:
        ProjectError: a folder cannot be read.
    """
    return (path for path in _inside(folder) if not path.is_dir())  # A link to itself is none.


def linked_folders(folder: Path) -> Iterator[Path]:
    """Yield the links to folders in a folder at any depth, which are not followed.

    Raises:
        ProjectError: a folder cannot be read.
    """
    return (path for path in _inside(folder) if path.is_dir())


def _inside(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder at any depth and is no folder but by a link."""
    waiting = [folder] if folder.is_dir() else []
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            raise ProjectError(f"The folder {folder} cannot be read: {error.strerror}.") from None
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            else:
                yield Path(entry.path)


def media_type_of(path: Path) -> str | None:
    """Return the media type that the ending of a file stands for, or None where it is not that of RDF."""
    name = path.with_suffix("") if path.suffix.lower() in PACKINGS else path
    return RDF_ENDINGS.get(name.suffix.lower())


def _own() -> Path:
    """Return the folder of bilat's own graph: in the wheel, or beside the source tree."""
    packaged = Path(str(files("bilat"))) / "project_data"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2]
