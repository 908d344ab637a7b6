"""The page of all figures: plots of what grows with the graph, tables of everything; it fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from figures import LESS_IS_BETTER, OURS, Figure, Results
from plots import curves, key, short
from tables import Table, table, taken_with

_STYLE = Path(__file__).with_suffix(".css")


def page(results: Sequence[Results]) -> str:
    """Return the page as HTML."""
    sections = "".join(_section(result) for result in results)
    contents = "".join(
        f'<li><a href="#{escape(result.benchmark)}">{escape(result.about)}</a></li>' for result in results
    )
    circumstances = "".join(f"<li>{escape(text)}</li>" for text in taken_with(results))
    style = _STYLE.read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Benchmarks of bilat</title><style>\n{style}</style></head><body><main>\n"
        "<h1>Benchmarks of bilat</h1>"
        "<p>Medians; those compared were measured in turn. Of times and memory less is better. Made by "
        "<code>make bench</code>, which anyone can repeat; ratios carry over to other machines better than "
        f'seconds do.</p><ul>{circumstances}</ul><nav aria-label="Benchmarks"><ul>{contents}</ul></nav>\n'
        f"{sections}</main></body></html>\n"
    )


def _section(result: Results) -> str:
    versions = ", ".join(f"{escape(name)} {escape(number)}" for name, number in result.versions.items())
    plots = "".join(_plots(result.figures))
    return (
        f'<h2 id="{escape(result.benchmark)}">{escape(result.about)}</h2>'
        f"<p><code>{escape(result.command)}</code>, with {versions}.</p>"
        f'<div class="plots">{plots}</div><div class="wide">{_html(table(result.figures))}</div>\n'
    )


def _plots(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield a plot for each thing that was measured on several sizes."""
    whats = dict.fromkeys((f.what, f.variant, f.unit) for f in figures if f.unit in LESS_IS_BETTER)
    for what, variant, unit in whats:
        same = [f for f in figures if (f.what, f.variant, f.unit) == (what, variant, unit)]
        lines: dict[str, list[tuple[float, float]]] = {}
        for figure in sorted(same, key=lambda each: (each.who != OURS, each.size or 0)):
            if figure.size and figure.middle:
                lines.setdefault(figure.who, []).append((figure.size, figure.middle))
        if len({size for line in lines.values() for size, _ in line}) > 1:
            title = f"{what}{f', {variant}' if variant else ''} ({unit})"
            caption = f"{title}: {'; '.join(_told(name, line) for name, line in lines.items())}"
            yield f"<figure><h3>{escape(title)}</h3>{curves(lines, unit, caption)}{key(list(lines))}</figure>"


def _told(name: str, line: Sequence[tuple[float, float]]) -> str:
    return f"{name} {', '.join(f'{value:.3g} at {short(size)}' for size, value in line)}"


def _html(found: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in found.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in found.rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
