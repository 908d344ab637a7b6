"""Who a graph is: its base, its title and its language, as `bilat.toml` or else the data say.

The base is the beginning of the IRIs that a server of the release answers for. Where nothing names it, it is
the site that most subjects belong to, down to the folder that all of these share.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from bilat.graph.formats.quads import Quad, literal_parts
from bilat.text import json_text
from bilat.vocab import BASE

if TYPE_CHECKING:
    from bilat.graph.configuration import Configuration

#: Graphs without a single subject on the web have this base; nothing is ever asked of that address.
_NOWHERE = "http://graph.invalid/"
_LANGUAGE = "en"
#: RE2 and Python read this alike.
FOLDER = r"^<(https?://[^/?#>]+/(?:[^?#>]*/)?)"
_FOLDER = re.compile(FOLDER)
_TITLE = "Knowledge graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a graph is.

    Args:
        base: beginning of the IRIs that a server answers for, with a slash at the end.
        title: what the graph is called.
        language: tag of the language that labels are wanted in first.
    """

    base: str = BASE
    title: str = _TITLE
    language: str = _LANGUAGE

    def as_json(self) -> bytes:
        """Return it as a file of a release."""
        return json_text(asdict(self)).encode()

    @classmethod
    def read(cls, body: bytes) -> Identity:
        """Return what `as_json` wrote.

        Raises:
            ValueError, KeyError, TypeError, RecursionError: it did not write this.
        """
        found = json.loads(body)
        values = (found["base"], found["title"], found["language"])
        if not all(isinstance(value, str) for value in values):
            raise TypeError(values)
        return cls(base=values[0], title=values[1], language=values[2])


def identity_of(quads: Iterable[Quad], configuration: Configuration, titles: Iterable[str]) -> Identity:
    """Return who a graph is.

    Args:
        quads: all that holds.
        configuration: what goes before the data.
        titles: what the data call the graph, as terms; see `bilat.graph.catalogue.about`.
    """
    quads = tuple(quads)
    folders = Counter(folder_of(subject) for subject in {quad.subject for quad in quads})
    return identity(folders, Counter(_tag(quad.object) for quad in quads), configuration, titles)


def identity(
    folders: Mapping[str, int],
    languages: Mapping[str, int],
    configuration: Configuration,
    titles: Iterable[str],
) -> Identity:
    """Return who a graph is, from counts.

    Args:
        folders: number of subjects of each folder, see `folder_of`.
        languages: number of texts in each language; without one under empty text.
        configuration: what goes before the data.
        titles: what the data call the graph, as terms.
    """
    language = configuration.language or _most_used(languages) or _LANGUAGE
    return Identity(
        base=configuration.base or base_of(folders),
        title=configuration.title or title_of(titles, language),
        language=language,
    )


def folder_of(term: str) -> str:
    """Return an IRI of the web up to the last slash of its path; empty text for any other term."""
    found = _FOLDER.match(term)
    return found[1] if found else ""


def base_of(folders: Mapping[str, int]) -> str:
    """Return the base of subjects, given their number by folder."""
    sites: dict[str, Counter[tuple[str, ...]]] = {}
    for folder, count in folders.items():
        if folder:
            scheme, _, host, *steps = folder.split("/")[:-1]
            sites.setdefault(f"{scheme}//{host}/", Counter())[tuple(steps)] += count
    if not sites:
        return _NOWHERE
    site = min(sites, key=lambda name: (-sites[name].total(), name))
    return site + "".join(f"{step}/" for step in _shared(sites[site]))


def title_of(titles: Iterable[str], language: str) -> str:
    """Return the title in a language, else the first of them."""
    parts = [literal_parts(term) for term in sorted(titles) if term[0] == '"']
    fitting = [part.text for part in parts if part.language.lower() == language.lower()]
    return next(iter([*fitting, *(part.text for part in parts)]), _TITLE)


def _shared(folders: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the steps that all paths begin with."""
    columns = zip(*folders, strict=False)
    return tuple(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))


def _most_used(languages: Mapping[str, int]) -> str | None:
    """Return what occurs most often, the first in the alphabet of several."""
    counts = {tag: count for tag, count in languages.items() if tag}
    return min(counts, key=lambda tag: (-counts[tag], tag)) if counts else None


def _tag(term: str) -> str:
    """Return the language tag of a term, or empty text."""
    return term.rpartition("@")[2] if term[0] == '"' and term[-1] not in '">' else ""
