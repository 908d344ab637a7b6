"""A generated graph in the style of ours, as a release that a server can be started on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from bilat.graph.releases.release import MANIFEST, QUADS, File, digest_of
from bilat.vocab import BASE

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_DATE = "<http://www.w3.org/2001/XMLSchema#date>"
_PER_THING = 8
_PER_GRAPH = 10_000


def large_release(folder: Path, size: int) -> Path:
    """Write a release of about ``size`` quads and return its folder."""
    folder.mkdir()
    things = size // _PER_THING
    graphs: dict[str, int] = {}
    with (folder / QUADS).open("w", encoding="utf-8") as file:
        for number in range(things):
            graph = f"{BASE}source/g/{number * _PER_THING // _PER_GRAPH}"
            for statement in _statements(number, things):
                file.write(f"{statement} <{graph}> .\n")
                graphs[graph] = graphs.get(graph, 0) + 1
    body = (folder / QUADS).read_bytes()
    about = {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    manifest = {
        "digest": digest_of((File(name=QUADS, **about),)),  # type: ignore[arg-type]
        "files": {QUADS: about},
        "graphs": dict(sorted(graphs.items())),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest))
    return folder


def _statements(number: int, things: int) -> Iterator[str]:
    """Yield what is said of a thing: two links among others, so that joins have something to join."""
    thing = f"<{BASE}id/thing-{number}>"
    yield f"{thing} {_TYPE} <{BASE}def#Kind{number % 32}>"
    yield f'{thing} {_LABEL} "Thing {number} of the region {number % 97}"@en'
    yield f'{thing} <{BASE}def#identifier> "T-{number:07}"'
    date = f"{2000 + number % 24}-{1 + number % 12:02}-{1 + number % 28:02}"
    yield f'{thing} <{BASE}def#signedOn> "{date}"^^{_DATE}'
    yield f"{thing} <{BASE}def#partOf> <{BASE}id/thing-{number // 7}>"
    yield f"{thing} <{BASE}def#party> <{BASE}id/thing-{number * 31 % things}>"
    yield f"{thing} <{BASE}def#party> <{BASE}id/thing-{number * 17 % (things - 1)}>"
    yield f'{thing} <{BASE}def#comment> "What thing {number} is about, in a sentence of some length."@en'
