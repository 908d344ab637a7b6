"""``bilat.toml``: what a project says of itself that its data do not; a project needs none.

    base = "https://example.org/data/"   # what the server answers for
    title = "Bridges and rivers"
    language = "en"                       # of labels, where there are several

    [contexts]                            # of JSON-LD, and the files that are copies of them
    "https://example.org/context" = "contexts/example.jsonld"

    [settings]                            # any row of `bilat.settings.TABLE`
    query_seconds = 30

Whatever is given on the command line or in the environment goes before the settings that stand here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bilat.errors import BilatError, Place, SettingError
from bilat.graph.source.contents import read_text
from bilat.graph.suggest import did_you_mean
from bilat.project import CONFIGURATION_NAME, Project
from bilat.settings import TABLE, Settings

_KEYS = ("base", "title", "language", "contexts", "settings")
_BASE = re.compile(r"""https?://[^\s<>"{}|\\^`#?]+/""")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: How the parser writes the name of a table: ``('settings', 'port')``.
_TABLE = re.compile(r"\('([^']*(?:', '[^']*)*)',?\)")
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What stands in the file; None where it says nothing.

    Args:
        base: beginning of the IRIs that the server answers for, with a slash at the end.
        title: what the graph is called.
        language: tag of the language that labels are wanted in first.
        contexts: by the IRI of a JSON-LD context, the file in the project that is a copy of it.
        settings: value by name of the setting.
    """

    base: str | None = None
    title: str | None = None
    language: str | None = None
    contexts: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, int | float | str] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project) -> Configuration:
        """Return the configuration of a project.

        Raises:
            SettingError: the file is not TOML, has an unknown key or a bad value.
            SourceError: it cannot be read.
        """
        path = project.configuration
        if path is None:
            return cls()
        text = read_text(path, CONFIGURATION_NAME)
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise _not_toml(error) from None
        except (ValueError, RecursionError):  # TOML all the same, of which Python reads no more.
            raise SettingError(
                "A number is too long, or lists are nested too deeply.",
                remedy="No key takes such a value.",
                place=Place(CONFIGURATION_NAME),
            ) from None
        _require_known(found, _KEYS, text, "")
        table, contexts = found.get("settings", {}), found.get("contexts", {})
        if not isinstance(table, dict):
            raise _bad("settings", "It is a table: [settings], then one setting a line.", text)
        if not isinstance(contexts, dict):
            raise _bad("contexts", "It is a table: [contexts], then one IRI and its file a line.", text)
        return cls(
            base=_checked(found, "base", _BASE, "It takes an http or https IRI that ends in a slash.", text),
            title=_checked(found, "title", re.compile(r".*\S.*", re.DOTALL), "It takes text.", text),
            language=_checked(found, "language", _LANGUAGE, "It takes a language tag such as en.", text),
            contexts=_contexts(contexts, text, project),
            settings=_settings(table, text),
        )


def settings_of(project: Project, **given: int | float | str | None) -> Settings:
    """Return the settings in force for a project: what is given, else the environment, else what it says.

    Raises:
        SettingError: a value is not of its setting's type, or too small, or the file is no good.
        SourceError: the file cannot be read.
    """
    return Settings.read(None, Configuration.of(project).settings, **given)


def place_of(project: Project, key: str) -> Place:
    """Return where the file has a key."""
    path = project.configuration
    return _place(key, read_text(path, CONFIGURATION_NAME) if path else "")


def _checked(
    found: Mapping[str, Any], key: str, pattern: re.Pattern[str], remedy: str, text: str
) -> str | None:
    """Return the text under a key, if there is any."""
    value = found.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _bad(key, remedy, text)
    return value


def _contexts(table: Mapping[str, Any], text: str, project: Project) -> dict[str, str]:
    """Return the copies of contexts that a file names, each a file of the project."""
    for iri, file in table.items():
        if not isinstance(file, str) or not _is_inside(project.root, file):
            remedy = "It takes the path of a file that is there, from the folder of the project on."
            raise _bad(iri, remedy, text)
    return dict(table)


def _is_inside(root: Path, file: str) -> bool:
    """Tell whether a path leads to a file of a folder."""
    try:
        path = (root / file).resolve()
        return path.is_file() and path.is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # Too long, a loop of links, or with a NUL.
        return False


def _settings(table: Mapping[str, Any], text: str) -> dict[str, int | float | str]:
    """Return the settings of a file, each of its type and within its bounds."""
    rows = {row.name: row for row in TABLE}
    _require_known(table, rows, text, "settings.")
    values: dict[str, int | float | str] = {}
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise _bad(name, "It takes a number or text.", text)
        try:
            values[name] = rows[name].parse(str(value))
        except ValueError:
            raise _bad(name, "It takes a number of fewer digits.", text) from None
        except SettingError as error:
            raise SettingError(error.message, remedy=error.remedy, place=_place(name, text)) from None
    return values


def _require_known(found: Iterable[str], known: Iterable[str], text: str, within: str) -> None:
    """Raise an error for the first key that means nothing here."""
    known = tuple(known)
    for key in found:
        if key not in known:
            advice = _elsewhere(key, within) or did_you_mean(key, known) or f"Known are {', '.join(known)}."
            raise SettingError(f"There is no key {within}{key}.", remedy=advice, place=_place(key, text))


def _elsewhere(key: str, within: str) -> str | None:
    """Return where a key belongs that is known, but not here: below [settings], each line belongs to that."""
    if within and key in _KEYS:
        return f"Write {key} above the line [settings]."
    if not within and any(row.name == key for row in TABLE):
        return f"It is a setting: write {key} below a line [settings]."
    return None


def _bad(key: str, remedy: str, text: str) -> SettingError:
    return SettingError(f"The value of {key} will not do.", remedy=remedy, place=_place(key, text))


def _place(key: str, text: str) -> Place:
    """Return where a key stands, as far as that can be told without reading TOML once more."""
    pattern = re.compile(rf"""\s*\[*\s*(?:settings\s*\.\s*)?["']?{re.escape(key)}["']?\s*[\]=.]""")
    lines = enumerate(text.splitlines(), 1)
    return Place(CONFIGURATION_NAME, next((number for number, line in lines if pattern.match(line)), None))


def _not_toml(error: BilatError | ValueError) -> SettingError:
    message = str(error)
    where = _LINE.search(message)
    place = Place(CONFIGURATION_NAME, int(where[1]), int(where[2])) if where else Place(CONFIGURATION_NAME)
    words = _TABLE.sub(lambda name: name[1].replace("', '", "."), _LINE.sub("", message))
    words = words.strip().rstrip(".")
    bare = words == "Invalid value"
    remedy = 'Text stands in quotes: title = "Bridges".' if bare else "See https://toml.io for TOML."
    return SettingError(f"This is not TOML: {words}.", remedy=remedy, place=place)
