"""Figures as tables, for the README and the page: what was measured down, who across, medians in cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from figures import OURS, Figure, Results, number, ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table.

    Args:
        heads: of the columns, the first one empty.
        rows: texts of the cells.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(figures: Sequence[Figure]) -> Table:
    """Return figures as a table, each variant a row; what a peer takes, with how many times ours it is."""
    who = sorted(dict.fromkeys(figure.who for figure in figures), key=lambda name: name != OURS)
    found: dict[tuple[str, int | None, str, str], dict[str, Figure]] = {}
    for figure in figures:
        key = (figure.what, figure.size, figure.variant, figure.unit)
        found.setdefault(key, {})[figure.who] = figure
    rows = []
    for (what, size, variant, unit), cells in found.items():
        about = ", ".join(filter(None, (what, f"{size:,} triples" if size else "", variant)))
        rows.append((f"{about} ({unit})", *(_cell(cells.get(name), figures) for name in who)))
    return Table(heads=("", *who), rows=tuple(rows))


def markdown(found: Table) -> str:
    """Return a table as Markdown."""
    lines = [found.heads, ("---",) * len(found.heads), *found.rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def taken_with(results: Iterable[Results]) -> Iterator[str]:
    """Yield where and with what figures were taken, each machine and day once."""
    commits: dict[tuple[str, str], dict[str, None]] = {}
    for result in results:
        commits.setdefault((result.day, _machine(result)), {})[result.commit] = None
    for (day, machine), found in commits.items():
        yield f"{day}, commit{'s' if len(found) > 1 else ''} {', '.join(found)}, {machine}"


def _machine(result: Results) -> str:
    machine = result.machine
    return (
        f"{machine['cores']} cores ({machine['processor']}), {machine['memory']}, {machine['system']}, "
        f"Python {machine['python']}"
    )


def _cell(figure: Figure | None, figures: Sequence[Figure]) -> str:
    if figure is None:
        return ""
    if figure.middle is None:
        return figure.note
    times = ratio(figure, figures)
    notes = (f"{times:.3g}\N{MULTIPLICATION SIGN}" if times else "", figure.note)
    note = ", ".join(filter(None, notes))
    return number(figure.middle) + (f" ({note})" if note else "")
