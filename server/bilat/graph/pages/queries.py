"""Queries in files that say what pages show: each a SELECT with a header, below ``queries/pages``.

    # id: topic
    # title: Topic
    # order: 3

Only ``id`` must be there. A project that has none in a folder may be served by those of bilat itself in
``queries/pages/index/generic``. Nothing is kept here; see `bilat.graph.index.write`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph

from bilat.errors import Place, SourceError
from bilat.graph.pages.columns import FORMS, ROLES, TAKEN, require_columns
from bilat.graph.queries.faults import require_query
from bilat.graph.queries.headers import read_header
from bilat.graph.queries.saved import form_of, refuse_twins
from bilat.graph.source.contents import read_text
from bilat.graph.suggest import did_you_mean
from bilat.project import Project

GENERIC: Final = "index/generic"
_KEYS: Final = (
    "id",
    "title",
    "order",
    "form",
    "phrase",
    "weight",
    "listed",
    "note",
    "question",
    "theme",
    "keywords",
    "includes",
)
_PREFIX: Final = re.compile(r"^\s*PREFIX\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_PROLOGUE: Final = re.compile(r"(?:\s|#[^\n]*(?:\n|$)|PREFIX\s+[^\s:]*:\s*<[^>]*>)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """A query whose rows pages show.

    Args:
        id: its name, lower case with hyphens.
        header: what else its header says.
        text: the whole file.
        path: the file, relative to the project.
    """

    id: str
    header: Mapping[str, str]
    text: str
    path: str

    @property
    def title(self) -> str:
        """Return what people read."""
        plain = self.id.replace("-", " ").capitalize()
        return self.header.get("title") or self.header.get("question") or plain

    @property
    def prefixes(self) -> dict[str, str]:
        """Return the prefixes that the query declares."""
        return dict(_PREFIX.findall(self._prologue))

    @property
    def body(self) -> str:
        """Return the query from its SELECT on, to stand inside another."""
        return self.text[len(self._prologue) :].strip()

    @property
    def _prologue(self) -> str:
        match = _PROLOGUE.match(self.text)
        return match[0] if match else ""

    @property
    def order(self) -> tuple[float, str]:
        """Return what to sort by.

        Raises:
            SourceError: the order in the header is no number.
        """
        return self.number("order", 1000.0), self.id

    def number(self, key: str, default: float) -> float:
        """Return a number of the header.

        Raises:
            SourceError: what stands there is no number.
        """
        text = self.header.get(key)
        try:
            return default if text is None else float(text)
        except ValueError:
            raise SourceError(
                f"The {key} is {text!r}.", remedy="It takes a number.", place=Place(self.path, 1)
            ) from None


def page_queries(project: Project, folder: str) -> tuple[PageQuery, ...]:
    """Return the queries of a folder below ``queries/pages``, in their order.

    Raises:
        SourceError: a header is wrong, an id is used twice, or a text is no SELECT query that may run.
    """
    root = project.root / "queries" / "pages" / folder
    paths = (path for path in project.query_files(f"pages/{folder}") if path.parent == root)
    queries = [_page_query(project, path) for path in paths]
    refuse_twins({query.path: query.id for query in queries})
    return tuple(sorted(queries, key=lambda query: query.order))


def page_faults(project: Project) -> Iterator[SourceError]:
    """Yield an error for each query of pages that a build stops at: a bad header, an id that is used twice.

    What lies in no folder below ``pages`` is nobody's list: the server asks it, and it needs no header.
    """
    ids: dict[Path, dict[str, str]] = defaultdict(dict)
    for path in project.query_files("pages"):
        if path.parent == project.root / "queries/pages":
            continue
        try:
            query = _page_query(project, path)
            refuse_twins({**ids[path.parent], query.path: query.id})
            ids[path.parent][query.path] = query.id
        except SourceError as error:
            yield error


def own_or_generic(project: Project, folder: str) -> tuple[PageQuery, ...]:
    """Return the queries of a folder, or where a project has none, those that suit any project."""
    name = folder.rpartition("/")[2]
    return page_queries(project, folder) or page_queries(Project.at(), f"{GENERIC}/{name}")


def _require_one_of(known: tuple[str, ...], header: Mapping[str, str], key: str, name: str) -> None:
    """Check a value of a header, where it is there, of which there are only some.

    Raises:
        SourceError: it is another.
    """
    value = header.get(key)
    if value is not None and value not in known:
        raise SourceError(
            f"The {key} is {value!r}.",
            remedy=did_you_mean(value, known) or f"It is one of {', '.join(known)}.",
            place=Place(name, 1),
        )


def _require_free(name: str, path: str) -> None:
    """Check that the addresses of lists say nothing else by the id of a facet.

    Raises:
        SourceError: they do.
    """
    if name in TAKEN:
        raise SourceError(
            f"The id of a facet is {name!r}, by which the address of a list says something else.",
            remedy=f"Choose another, such as {name}-of-it.",
            place=Place(path, 1),
        )


def _require_room(query: PageQuery) -> None:
    """Check that a query can stand inside another, as that of a list has those of sections and facets.

    Raises:
        SourceError: it cannot.
    """
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in query.prefixes.items())
    try:
        pyoxigraph.Store().query(f"{prefixes}SELECT * {{ {{\n{query.body}\n}} }}")
    except SyntaxError:
        raise SourceError(
            "The query cannot stand inside another, as it does in the query of a list.",
            remedy="Leave out BASE and FROM.",
            place=Place(query.path),
        ) from None


def _page_query(project: Project, path: Path) -> PageQuery:
    name = project.name_of(path)
    text = read_text(path, name)
    header = read_header(text, name, _KEYS, ("id",))
    require_query(text, name)
    if form_of(text) != "select":
        raise SourceError("What pages show is asked for with SELECT.", place=Place(name))
    folder = path.parent.relative_to(project.root / "queries" / "pages").as_posix()
    require_columns(text, folder, header["id"], name)
    if folder == "facets":
        _require_one_of(FORMS, header, "form", name)
        _require_free(header["id"], name)
    if folder == "index/names":
        _require_one_of(ROLES, header, "id", name)
    query = PageQuery(id=header["id"], header=header, text=text, path=name)
    for key in ("order", "weight"):
        query.number(key, 0.0)
    if folder in {"facets", "index/sections"}:
        _require_room(query)
    return query
