"""Where a server of a release has the page of an IRI.

    https://example.org/data/bridge         /bridge                      below the base: what comes after it
    https://example.org/data/onto#Bridge    /onto%23Bridge               a fragment never reaches a server
    urn:uuid:1, https://elsewhere.org/x     /iri/urn:uuid:1, ...         anything else
    https://w3id.org/bilat/graph/data       /graph/data                  graphs have one name in all projects
    https://example.org/data/graph/a        /iri/https://example.org/…   as those of graphs are taken,
    https://example.org/data/network        /iri/https://example.org/…   and those of pages
    https://example.org/data//x             /iri/https://example.org/…   as two slashes first name a server
    https://example.org/data/./x            /iri/https:%2F%2F…%2F.%2Fx   as browsers take dots away

The documents of bilat's own graph show all their fragments, so these stay fragments.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from bilat.vocab import BASE, GRAPH

_OTHER: Final = "iri/"
_GRAPHS: Final = "graph/"
#: What nothing has below the base: of two slashes the first would name a server, and the rest is taken.
_TAKEN: Final = ("/", _GRAPHS, _OTHER, "download/", ".well-known/")
#: First parts of paths that are pages and files in all projects, and name nothing of a graph.
_PAGES: Final = frozenset(
    {
        *(
            "browse",
            "checks",
            "compare",
            "coverage",
            "guide",
            "map",
            "network",
            "search",
            "sources",
            "sparql",
            "timeline",
            "validation",
            "why",
        ),
        *("health", "metrics", "problem", "static", "context", "llms", "opensearch", "robots", "sitemap"),
    }
)
_FIRST_PART: Final = re.compile(r"[^/.#?]*")
#: The list of questions; a thing may lie beside those that are saved.
_QUESTIONS: Final = re.compile(r"questions(?:\.[^/]*)?")
_DOTS: Final = re.compile(r"/\.{1,2}(?:/|$)")
#: Servers on the way may take two slashes for one.
_ONE_SLASH: Final = re.compile(r"(https?:)/(?=[^/])")


def address_of(iri: str, base: str) -> str:
    """Return the path of the page of anything that a graph speaks of, ready to be a link.

    Args:
        iri: the thing.
        base: beginning of the IRIs that the server answers for.
    """
    if iri.startswith(GRAPH) or (base == BASE and iri.startswith(BASE)):
        path, hash_, fragment = iri.removeprefix(BASE).partition("#")
        return f"/{quote(path)}{hash_}{quote(fragment)}"
    name = iri.removeprefix(base)
    dots = _DOTS.search(iri) is not None
    if name not in {"", iri} and not name.startswith(_TAKEN) and not is_page(name) and not dots:
        return f"/{quote(name)}"
    return f"/{_OTHER}{quote(iri, safe=':' if dots else ':/')}"


def is_page(name: str) -> bool:
    """Tell whether a name below the base is the path of a page or file that all projects have."""
    first = _FIRST_PART.match(name)
    return first is not None and (first[0] in _PAGES or _QUESTIONS.fullmatch(name) is not None)


def iri_at(path: str, base: str) -> str:
    """Return the IRI whose page has a path, which is decoded and without the first slash."""
    if path.startswith(_OTHER):
        iri = path.removeprefix(_OTHER)
        slashed = _ONE_SLASH.match(iri)
        return f"{slashed[1]}//{iri[slashed.end() :]}" if slashed else iri
    return (BASE if path.startswith(_GRAPHS) else base) + path
