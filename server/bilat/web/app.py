"""The application: a release behind the cache, the endpoint and the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from werkzeug.wsgi import ClosingIterator

from bilat.engine.remote.store import Remote
from bilat.engine.serving import Serving
from bilat.engine.workers.nursery import Nursery
from bilat.engine.workers.pool import Pool
from bilat.errors import ReleaseError
from bilat.graph.releases.release import CATALOGUE, QUADS, Release, open_release
from bilat.settings import Settings
from bilat.web.catalogue import SPARQL
from bilat.web.endpoint.editor import Editor
from bilat.web.endpoint.service import ServiceDescription
from bilat.web.endpoint.sparql import Endpoint
from bilat.web.http.cache import Cache
from bilat.web.http.response import Application, Environ, StartResponse
from bilat.web.markdown import ENDING, Markdown
from bilat.web.pages import make_pages
from bilat.web.publication import Publication
from bilat.web.site import Site


class App(Site):
    """A WSGI application over one release, with the processes that answer its queries.

    Args:
        release: what is served.
        engine: ended by `close`.
        settings: limits.
    """

    def __init__(self, release: Release, engine: Serving, settings: Settings) -> None:
        publication = Publication.of(release, engine, settings)
        description = ServiceDescription(_catalogue(release))
        editor = Editor(publication, settings)
        names, version = publication.names, publication.version
        endpoint = Endpoint(engine, settings, description, version, editor, names, release.language)
        pages = make_pages(publication, engine)
        super().__init__(
            _mount(endpoint, pages), Cache(settings.cache_bytes), release.published, publication.renderer
        )
        self.endpoint = endpoint
        self.release = release
        self.engine = engine
        self.ahead = publication.ahead
        self._index = publication.index
        self._settings = settings

    def begin(self, asked: Callable[[], int]) -> None:
        """Begin to be served: have made ahead what things answer, where the release is small enough.

        Args:
            asked: returns how many requests have come since the start.
        """
        if self._settings.ahead_bytes and self.engine.in_memory:
            self.ahead.begin(self.release.root, self._settings, asked)

    def close(self) -> None:
        """End all processes, let go of what is kept, and close the index."""
        self.ahead.close()
        self.engine.close()
        self.cache.clear()
        self._index.close()


def create_app(
    release_dir: Path,
    settings: Settings,
    loop: asyncio.AbstractEventLoop | None = None,
    nursery: Nursery | None = None,
) -> App:
    """Return the application over the release in a folder.

    Args:
        release_dir: folder of the release.
        settings: limits.
        loop: where queries are going to be awaited, if they are.
        nursery: one that loads the release already, if there is one.

    Raises:
        ReleaseError: the release is damaged, or holds another number of quads than its manifest says.
        BilatError: a store that was named does not answer, or does not hold the release whole.
    """
    release = open_release(release_dir)
    if settings.engine:
        return _over_store(release, settings)
    engine = Pool(release.quads, settings, loop, nursery)
    try:
        _compare(release, engine.quads)
        return _over(release, engine, settings)
    except BaseException:
        engine.close()
        raise


def _over_store(release: Release, settings: Settings) -> App:
    """Return the application whose queries another store answers."""
    engine = Remote(settings, release.id, release.graphs)
    try:
        return _over(release, engine, settings)
    except BaseException:
        engine.close()
        raise


def _over(release: Release, engine: Serving, settings: Settings) -> App:
    """Return the application over a release and its engine.

    Raises:
        ReleaseError: a file of the release holds something else than it should, whatever its manifest says.
    """
    try:
        return App(release, engine, settings)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, SyntaxError) as error:
        raise ReleaseError(
            f"The release at {release.root} has a file that cannot be read: {type(error).__name__}: {error}.",
            remedy="Build it again with bilat build.",
        ) from error


def _compare(release: Release, found: int) -> None:
    """Raise an error when the engine has loaded what was not published.

    Fewer quads than were published are no damage: the engine makes one of literals that differ only in how a
    value is written, such as 1.5 and 1.50. Sizes were compared when the release was opened.
    """
    expected = sum(release.graphs.values())
    if found > expected or (expected and not found):
        raise ReleaseError(
            f"The release at {release.root} is damaged: {QUADS} has {found:,} quads and not {expected:,}.",
            remedy="Build it again with bilat build.",
        )


def _mount(endpoint: Endpoint, pages: Application) -> Application:
    """Return the endpoint at its path, as text too, and the pages everywhere else."""
    in_words = Markdown(endpoint)

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] in {SPARQL, f"{SPARQL}/"}:
            # The endpoint writes answers as Markdown itself; without a query it has a page like others.
            blank = environ["REQUEST_METHOD"] in {"GET", "HEAD"} and "query=" not in environ["QUERY_STRING"]
            return (in_words if blank else endpoint)(environ, start_response)
        if environ["PATH_INFO"] == SPARQL + ENDING:
            return in_words(environ, start_response)
        answer = pages(environ, start_response)
        return _whole(answer) if isinstance(answer, ClosingIterator) else answer

    return application


def _whole(answer: ClosingIterator) -> list[bytes]:
    """Return a body as a list, so that it can be kept and compressed; files are no closing iterators."""
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


def _catalogue(release: Release) -> bytes | None:
    with suppress(ReleaseError):
        return release.read(CATALOGUE)
    return None
