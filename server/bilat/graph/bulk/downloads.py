"""The downloads of a large release: which there are, and how each is written and packed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from bilat.graph.bulk import forms
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.packing import packed
from bilat.graph.bulk.writing import Target, write_graphs, write_lines, write_subjects
from bilat.graph.formats.quads import Quad
from bilat.graph.releases.downloads import Download, Variant, possible_downloads
from bilat.graph.releases.publish import Written
from bilat.graph.releases.release import QUADS

_FOLDER: Final = "downloads"


def possible(database: Database) -> tuple[Download, ...]:
    """Return the downloads that can say all of this."""
    forms.make_verbs(database)
    return possible_downloads(rdfxml=forms.obstacle(database) is None)


def obstacle(database: Database) -> str | None:
    """Return why a release of what has been read and inferred will have no download in RDF/XML."""
    forms.make_verbs(database, "(SELECT p FROM quad UNION ALL SELECT p FROM inferred)")
    return forms.obstacle(database)


def export(
    database: Database, downloads: tuple[Download, ...], about: tuple[Quad, ...], prefixes: Mapping[str, str]
) -> None:
    """Write downloads to the work folder, and the quads of the release beside them.

    Args:
        database: has the tables ``whole``, ``merged`` and ``verb``.
        downloads: what is wanted.
        about: the catalogue, which stands in no table.
        prefixes: namespace of each prefix.
    """
    folder = database.folder
    (folder / _FOLDER).mkdir(exist_ok=True)
    for name in dict.fromkeys(download.form.name for download in downloads):
        database.stages.note_progress(name)
        targets = [
            Target(
                path=folder / download.name,
                stated=download.variant is Variant.STATED,
                extra=about if download.variant is Variant.WHOLE else (),
            )
            for download in downloads
            if download.form.name == name
        ]
        _write(database, name, targets, prefixes)
    for table in ("spelt", "brief", "marked", "said"):
        database.execute(f"DROP TABLE IF EXISTS {table}")
    (folder / QUADS).unlink(missing_ok=True)
    os.link(folder / _FOLDER / "bilat.nq", folder / QUADS)


def _write(database: Database, name: str, targets: list[Target], prefixes: Mapping[str, str]) -> None:
    if name in {"nquads", "ntriples"}:
        write_lines(database, targets, graphs=name == "nquads")
    elif name == "turtle":
        write_subjects(database, targets, forms.turtle_form(database, prefixes, graphs=False))
    elif name == "rdfxml":
        extra = tuple(quad for target in targets for quad in target.extra)
        write_subjects(database, targets, forms.rdfxml_form(database, prefixes, extra))
    elif name == "trig":
        write_graphs(database, targets, forms.turtle_form(database, prefixes, graphs=True))
    else:
        write_graphs(database, targets, forms.jsonld_form(database, prefixes))


def pack(database: Database) -> dict[str, Written]:
    """Pack all downloads; return all files by their names in the release."""
    files: dict[str, Written] = {}
    folder = database.folder / _FOLDER
    for path in sorted(path for path in folder.iterdir() if path.suffix not in {".zst", ".gz"}):
        database.stages.note_progress(path.name)
        files |= {f"{_FOLDER}/{written.path.name}": written for written in packed(path)}
    same = files[f"{_FOLDER}/bilat.nq"]
    files[QUADS] = Written(path=database.folder / QUADS, sha256=same.sha256)
    return files
