"""JSON-LD contexts on the web of which a project has copies: nothing is fetched, a copy is written in.

``bilat.toml`` says which file stands for which IRI, under ``[contexts]``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from bilat.errors import Place, SourceError
from bilat.graph.configuration import Configuration
from bilat.graph.source.contents import read_text
from bilat.graph.source.json_places import named_contexts
from bilat.project import Project


def copies_of(project: Project) -> dict[str, str]:
    """Return the contexts of which a project has copies, as JSON in one line, by their IRIs.

    Raises:
        SourceError: a copy cannot be read, or holds no context.
    """
    said = Configuration.of(project).contexts
    copies = {iri: _context(project, file) for iri, file in said.items()}
    return {iri: _whole(iri, copies) for iri in copies}


def written_in(text: str, copies: Mapping[str, str]) -> str:
    """Return JSON-LD with copies in place of the contexts that it names; its lines stay what they are."""
    pieces, end = list[str](), 0
    for start, after, iri, listed in named_contexts(text, copies) if copies else ():
        if iri in copies:
            context = copies[iri]
            # A list of contexts may not hold another.
            inner = context[1:-1] if listed and context.startswith("[") else context
            pieces += (text[end:start], inner or "{}")
            end = after
    return "".join((*pieces, text[end:]))


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


def _whole(iri: str, copies: Mapping[str, str]) -> str:
    """Return a context with copies in place of those that it names itself."""
    others = {name: text for name, text in copies.items() if name != iri}
    begin, end = '{"@context":', "}"
    named = {found[2] for found in named_contexts(f"{begin}{copies[iri]}{end}", others)} & others.keys()
    inner = {name: _whole(name, others) for name in named}
    return written_in(f"{begin}{copies[iri]}{end}", inner)[len(begin) : -len(end)]
