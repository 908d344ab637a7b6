"""What a page says of a thing, as it comes together: values in lines, lines in groups, and the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bilat.web.reading import Group
from bilat.web.values import Value, gathered

#: The group of what leads to a thing.
BACK: Final = "back"
_NOWHERE: Final = Group("", "", 1_000)


@dataclass(slots=True, kw_only=True)
class Row:
    """A line of a page.

    Args:
        key: by which all its values can be asked for.
        label: what it is called.
        order: where it stands in its group.
        values: in the order of reading.
        count: how many there are; short ones may stand in one row of text.
    """

    key: str
    label: str
    order: float
    values: list[Value] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A group of lines.

    Args:
        label: what it is called, or empty text.
        rows: its lines.
    """

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Further:
    """A statement that has no line of its own.

    Args:
        label: of the property.
        back: whether it leads to the thing.
        value: what it says.
    """

    label: str
    back: bool
    value: Value


@dataclass(frozen=True, slots=True)
class Statements:
    """All that a page says of a thing.

    Args:
        sections: lines in groups.
        further: statements without a line.
    """

    sections: tuple[Section, ...]
    further: tuple[Further, ...]


class Sheet:
    """Takes values, and puts them in order.

    Args:
        groups: those of the project.
    """

    def __init__(self, groups: Mapping[str, Group]) -> None:
        self._groups = {BACK: Group(BACK, "What points here", 2_000), **groups}
        self._rows: dict[tuple[str, str, str], Row] = {}
        self._further: list[Further] = []

    def add(
        self, group: str, label: str, value: Value, *, order: float, key: str = "", shared: bool = True
    ) -> None:
        """Add a value to a line of a group.

        Args:
            group: by its IRI.
            label: of the line.
            value: what is added.
            order: of the line, where it is new.
            key: the same.
            shared: whether lines of this label are one, whatever their keys.
        """
        row = Row(key=key, label=label, order=order)
        self._rows.setdefault((group, label, "" if shared else key), row).values.append(value)

    def add_further(self, statement: Further) -> None:
        """Add a statement without a line."""
        self._further.append(statement)

    def statements(self) -> Statements:
        """Return all of it."""
        sections = self._sections()
        further = sorted(self._further, key=lambda it: (it.back, it.label.casefold(), it.value.text))
        return Statements(sections, tuple(further))

    def _sections(self) -> tuple[Section, ...]:
        """Return the lines in their groups."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for (group, _, _), row in self._rows.items():
            row.values.sort(key=lambda value: value.order)
            groups[group].append(row)
        for group, rows in groups.items():
            self._fold_repeated(rows, fold=group not in ("", BACK))
            _tell_apart(rows)
        known = self._groups
        ordered = sorted(groups, key=lambda iri: (known.get(iri, _NOWHERE).order, iri))
        return tuple(
            Section(
                known.get(iri, _NOWHERE).label,
                tuple(
                    sorted(groups[iri], key=lambda row: (row.order, -len(row.values), row.label.casefold()))
                ),
            )
            for iri in ordered
        )

    def _fold_repeated(self, rows: list[Row], *, fold: bool) -> None:
        """Put among the further statements what only repeats a text of the group that a source gives.

        Lines that nobody has put into a group may say the same of different matters: an age of 5, and a rank.
        """
        values = (value for row in rows if fold for value in row.values)
        stated = {value.text for value in values if value.is_text and value.is_of_source}
        for row in rows:
            again = [
                value
                for value in row.values
                if value.is_text and not value.is_of_source and value.text in stated
            ]
            self._further += [Further(row.label, False, value) for value in again]
            kept = [value for value in row.values if value not in again]
            row.values, row.count = gathered(kept), len(kept)
        rows[:] = [row for row in rows if row.values]


def _tell_apart(rows: list[Row]) -> None:
    """Add the short name of the property to labels that several lines have."""
    labels = Counter(row.label for row in rows)
    for row in rows:
        if labels[row.label] > 1 and row.key:
            row.label = f"{row.label} ({row.key.removeprefix('^').strip('<>')})"
