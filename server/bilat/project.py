"""A project: the folder of ontology, data, shapes and queries that a graph is made of."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bilat.errors import ProjectError

PARTS = ("ontology", "data", "shapes", "queries")

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
#: A JSON-LD context is no data: it says how downloads are written.
CONTEXT_NAME = "context.jsonld"


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
            ProjectError: the folder does not exist or holds none of the four parts.
        """
        root = Path(folder).absolute() if folder is not None else _own()
        wanted = "any of the folders " + ", ".join(PARTS)
        if not root.is_dir() or not any((root / part).is_dir() for part in PARTS):
            raise ProjectError.missing(root, wanted)
        return cls(root)

    def rdf_files(self, part: str) -> tuple[Path, ...]:
        """Return the RDF files of a part, sorted by path, at any depth."""
        found = (
            path
            for path in (self.root / part).rglob("*")
            if path.is_file() and path.suffix in RDF_ENDINGS and path.name != CONTEXT_NAME
        )
        return tuple(sorted(found, key=lambda path: path.relative_to(self.root).as_posix()))

    def query_files(self, kind: str) -> tuple[Path, ...]:
        """Return the queries of a kind (competency, pages, checks), sorted by path."""
        found = (self.root / "queries" / kind).rglob("*.rq")
        return tuple(sorted(found, key=lambda path: path.relative_to(self.root).as_posix()))

    @property
    def context(self) -> Path | None:
        """Return the JSON-LD context of the project, if it has one."""
        path = self.root / "ontology" / CONTEXT_NAME
        return path if path.is_file() else None

    def name_of(self, path: Path) -> str:
        """Return a path as a person would type it: relative to the project."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def _own() -> Path:
    """Return the folder of bilat's own graph: in the wheel, or beside the source tree."""
    packaged = Path(str(files("bilat"))) / "project_data"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2]
