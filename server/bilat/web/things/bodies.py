"""What things answer with, in every form: made when it is first asked for and kept, or made ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bilat.graph.catalogue.addresses import address_of
from bilat.vocab import BASE
from bilat.web.http.kept import Kept
from bilat.web.http.negotiate import HTML
from bilat.web.http.truncation import announced
from bilat.web.publication import Publication
from bilat.web.things.description import Descriptions
from bilat.web.things.things import Described
from bilat.web.things.writing import write_description

#: Where bilat's own things have their addresses; below the model stand its parts and its versions.
SPACES: Final = ("id/", "scheme/", "source/", "graph/", "def/", "shapes/")
#: Things that are described with the document of their names; the model has them all.
_MOST_PARTS: Final = 2_000
_KEPT_BYTES: Final = 16 << 20


class Cut(bytes):
    """Octets that leave out some of what they should say: there is too much of it."""


class Bodies:
    """Makes and keeps the content of responses on things.

    Args:
        publication: what is published.
    """

    def __init__(self, publication: Publication) -> None:
        self._ahead = publication.ahead
        self._base = publication.renderer.frame.base
        self._index = publication.index
        self._things = publication.things
        self._names = publication.names
        self._kept = Kept(_KEPT_BYTES)
        self.pages = Descriptions(publication)

    def of(self, iri: str, media_type: str, client: str) -> bytes | None:
        """Return the body of a thing in a form, None where nothing is known of it.

        Raises:
            RequestError: the form has no way to say it, or it cannot be had in time.
        """
        found = self._ahead.get(iri, media_type)
        if found is not None:
            return found
        return self._kept.get((iri, media_type), lambda: self.made(iri, media_type, client))

    def page(self, iri: str, arguments: Mapping[str, str], client: str) -> bytes | None:
        """Return the page of a thing, None where nothing is known of it.

        Args:
            iri: the thing.
            arguments: all that it depends on beside the thing.
            client: on whose account it goes.
        """
        if not arguments:
            return self.of(iri, HTML.media_type, client)
        return self._kept.get((iri, *arguments.items()), lambda: self._page(iri, arguments, client))

    def document(self, iri: str, media_type: str, describe: Callable[[], Described | None]) -> bytes | None:
        """Return the body of a document in a form, None where it is empty."""
        return self._kept.get((iri, media_type), lambda: self._written(describe(), media_type))

    def made(self, iri: str, media_type: str, client: str) -> bytes | None:
        """Return the same as `of`, made anew."""
        if media_type == HTML.media_type:
            return self._page(iri, {}, client)
        parts = self._index.parts(iri, _MOST_PARTS) if self._base != BASE else ()
        return self._written(self._things.thing(iri, client, parts), media_type)

    def _page(self, iri: str, arguments: Mapping[str, str], client: str) -> bytes | None:
        page = self.pages.page(iri, address_of(iri, self._base), arguments, client)
        return None if page is None else page.encode()

    def _written(self, described: Described | None, media_type: str) -> bytes | None:
        if described is None:
            return None
        written = write_description(described, media_type, self._names)
        return Cut(announced(written, media_type)) if described.cut else written
