"""JSON-LD contexts on the web of which a project has copies: nothing is fetched, a copy is written in.

``bilat.toml`` says which file stands for which IRI, under ``[contexts]``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from bilat.errors import Place, SourceError
from bilat.graph.configuration import Configuration
from bilat.graph.source.contents import read_text
from bilat.graph.source.json_places import named_contexts
from bilat.project import Project

#: Characters that copies may add to a file, or to each other: a few that are named often grow without end.
_MOST_CHARACTERS = 1 << 26


def copies_of(project: Project) -> dict[str, str]:
    """Return the contexts of which a project has copies, as JSON in one line, by their IRIs.

    Copies that a copy names itself are written into it.

    Raises:
        SourceError: a copy cannot be read, holds no context, or leads back to itself.
    """
    files = Configuration.of(project).contexts
    stated = {iri: f'{{"@context":{_context(project, file)}}}' for iri, file in files.items()}
    named = {
        iri: {found[2] for found in named_contexts(text, stated)} & stated.keys()
        for iri, text in stated.items()
    }
    whole: dict[str, str] = {}
    for iri in _inmost_first(named, files):
        inner = {name: whole[name] for name in named[iri]}
        whole[iri] = written_in(stated[iri], inner, files[iri])[len('{"@context":') : -1]
    return whole


def written_in(text: str, copies: Mapping[str, str], name: str) -> str:
    """Return JSON-LD with copies in place of the contexts that it names; its lines stay what they are.

    Args:
        text: the whole file.
        copies: contexts by their IRIs.
        name: of the file, for people.

    Raises:
        SourceError: the copies would make it too long.
    """
    pieces, end, added = list[str](), 0, 0
    for start, after, iri, listed in named_contexts(text, copies) if copies else ():
        if iri in copies:
            context = copies[iri]
            # A list of contexts may not hold another.
            inner = context[1:-1] if listed and context.startswith("[") else context
            pieces += (text[end:start], inner or "{}")
            end, added = after, added + len(inner)
            require_room(added, name)
    return "".join((*pieces, text[end:]))


def require_room(added: int, name: str) -> None:
    """Raise a `SourceError` where copies would add too many characters to a file."""
    if added > _MOST_CHARACTERS:
        raise SourceError(
            "Written in wherever the file names them, copies of contexts take more than "
            f"{_MOST_CHARACTERS:,} characters.",
            remedy="Name a context once, at the top, with the things in a list under @graph.",
            place=Place(name),
        )


def _inmost_first(named: Mapping[str, Iterable[str]], files: Mapping[str, str]) -> list[str]:
    """Return the IRIs of contexts, each after those that it names."""
    try:
        return list(TopologicalSorter(named).static_order())
    except CycleError as error:
        circle = error.args[1][1:]
        first = min(circle)
        names = ", ".join(f"<{iri}>" for iri in sorted(circle))
        raise SourceError(
            f"The copies of JSON-LD contexts lead back to themselves: {names}.",
            remedy="Write out in one what it needs of the other.",
            place=Place(files[first]),
        ) from None


def _context(project: Project, file: str) -> str:
    """Return the context in a file as JSON in one line."""
    try:
        found = json.loads(read_text(project.root / file, file))["@context"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise SourceError(
            "The file is named as a copy of a JSON-LD context, and holds none.",
            remedy='A context is JSON: an object with the key "@context".',
            place=Place(file),
        ) from None
    return json.dumps(found, ensure_ascii=False)
