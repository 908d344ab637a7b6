"""Make what things answer, one body each time it is told to; see `bilat.web.things.ahead`.

Run as ``python -m bilat.web.things.making SOCKET RELEASE SETTINGS``: the number of a descriptor, a folder,
JSON.
"""

from __future__ import annotations

import json
import logging
import resource
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import zstandard

from bilat.engine import formats
from bilat.engine.interface import BOUNDLESS, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.errors import BilatError
from bilat.graph.releases.release import Release, open_release
from bilat.settings import Settings
from bilat.vocab import BASE, GRAPH
from bilat.web.http.negotiate import HTML
from bilat.web.publication import Publication
from bilat.web.queries import page_query
from bilat.web.things.ahead import GO, HEAD, key_of
from bilat.web.things.bodies import SPACES, Bodies, Cut

_LOG = logging.getLogger(__name__)
#: What is worth being made ahead: what people read, and what takes programs longest.
FORMS: Final = (HTML.media_type, formats.JSON_LD)
#: A server can do without; more time than this is for a graph that is too large.
_CPU_SECONDS: Final = 600
_LEVEL: Final = 9


class Maker:
    """Makes bodies of the things of a release.

    Args:
        release: has the data, which is loaded into memory.
        settings: of the server.
    """

    def __init__(self, release: Release, settings: Settings) -> None:
        self._release = release
        self._engine = Oxigraph.load(release.quads)
        self._bodies = Bodies(Publication.of(release, self._engine, settings))

    def things(self) -> Iterator[str]:
        """Yield the things that have an address on this server, by name."""
        operation = Operation(text=page_query("described"))
        found = self._engine.run(operation, formats.TSV, BOUNDLESS).body.decode()
        named = {term[1:-1] for term in found.split("\n")[1:-1]} | self._release.graphs.keys()
        spaces = SPACES if self._release.base == BASE else ("",)
        own = tuple(f"{self._release.base}{space}" for space in spaces)
        yield from (iri for iri in sorted(named) if iri.startswith((*own, GRAPH)) and "#" not in iri)

    def body(self, iri: str, media_type: str) -> bytes | None:
        """Return the body of a thing, None where there is none, or none that is whole."""
        try:
            body = self._bodies.made(iri, media_type, "")
        except Exception:
            _LOG.exception("%s was not made of %s", media_type, iri)
            return None
        return None if isinstance(body, Cut) else body


def main(sock: socket.socket, folder: Path, settings: Settings) -> None:
    """Make bodies until nobody wants another, or there is one of everything."""
    with suppress(OSError):  # Where memory is short, this goes first.
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    maker, packer = Maker(open_release(folder), settings), zstandard.ZstdCompressor(level=_LEVEL)
    made = ((iri, form, maker.body(iri, form)) for iri in maker.things() for form in FORMS)
    with sock, suppress(ConnectionError):
        while sock.recv(1) == GO:
            iri, form, body = next((each for each in made if each[2] is not None), ("", "", None))
            if body is None:
                return
            key, packed = key_of(iri, form), packer.compress(body)
            sock.sendall(HEAD.pack(len(key), len(packed)) + key + packed)


if __name__ == "__main__":
    try:
        main(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]), Settings(**json.loads(sys.argv[3])))
    except BilatError as error:  # The release has gone meanwhile; the server says what has ended.
        sys.exit(str(error))
