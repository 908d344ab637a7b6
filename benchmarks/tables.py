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
    """Return figures as a table, each variant a row, with ratios where there is one peer and ours."""
    who = sorted(dict.fromkeys(figure.who for figure in figures), key=lambda name: name != OURS)
    beside = len(who) == 2 and OURS in who and any(ratio(figure, figures) for figure in figures)
    found: dict[tuple[str, int | None, str, str], dict[str, Figure]] = {}
    for figure in figures:
        key = (figure.what, figure.size, figure.variant, figure.unit)
        found.setdefault(key, {})[figure.who] = figure
    rows = []
    for (what, size, variant, unit), cells in found.items():
        about = ", ".join(filter(None, (what, f"{size:,} triples" if size else "", variant)))
        times = ratio(cells[who[1]], figures) if beside and who[1] in cells else None
        row = (f"{about} ({unit})", *(_cell(cells.get(name)) for name in who))
        rows.append((*row, f"{times:.3g} times ours" if times else "") if beside else row)
    return Table(heads=("", *who, *([""] if beside else [])), rows=tuple(rows))


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


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    if figure.middle is None:
        return figure.note
    return number(figure.middle) + (f" ({figure.note})" if figure.note else "")
