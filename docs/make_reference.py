"""Write ``docs/reference.md`` from what there is; run it after a change of what it tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

import click

from bilat.cli import COMMANDS, commands
from bilat.graph.owl import owl_rl
from bilat.graph.queries.saved import saved_checks, saved_queries
from bilat.graph.report.checks import FURTHER, TABLE
from bilat.project import Project
from bilat.settings import TABLE as SETTINGS
from bilat.settings import Setting

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs/reference.md"
_SETTINGS = """\
## Settings

Each is an option of `bilat serve`, an environment variable of every command, and a key under `[settings]` in the `bilat.toml`
of a project, in the small letters of the option with `_` for `-`. An option goes before the variable, the variable before
the file. With `--release` there is no project, and no file is read.
"""
_ADDRESSES = """\
| address | is |
|---|---|
| `/sparql` | the SPARQL 1.1 protocol, GET, POST and QUERY; without a query, what the service offers |
| `/id/…`, `/scheme/…`, `/source/…` | things, concepts, documents and passages, as HTML or RDF |
| `/iri/…` | a thing whose IRI lies not below the base of the graph, such as `urn:…` |
| `/def`, `/shapes`, `/checks` | ontology, shapes and checks |
| `/download/…` | the whole graph in each format, see the list at `/` |
| `/dataset`, `/.well-known/void` | the catalogue, DCAT and VoID; `/dataset.ttl` and other endings choose a form |
| `/questions`, `/questions/…` | the saved questions; also `/questions.json`, `/.well-known/sparql-examples` |
| `/sparql/completion`, `/sparql/check` | what the query editor asks while one types: names that may come next, mistakes |
| `/search`, `/search.json`, `/search/suggest` | names of anything, with slips of typing; what may be meant while one types |
| `/browse`, `/browse.json`, `/browse.csv` | all things, narrowed by facets; the query of the same list; CSV has a column and JSON a key for each facet, CSV of long lists comes in files, whose `Link` leads to the next |
| `/compare`, `/compare.csv` | two values of a facet, such as two partners, side by side: what both have, and what one has |
| `/opensearch.xml` | how browsers search here |
| `/timeline`, `/timeline.svg`, `/timeline.csv` | what happened when, drawn as finely as it is known; `.json` too; narrowed by `kind`, `partner`, `said` |
| `/network`, `/network.svg`, `/network.csv` | who works with whom, by which means; `.json` too; narrowed by `kind`, `partner`, `relation`, `q`, or `focus` and `depth` |
| `/map`, `/map.svg`, `/map.csv` | with whom, on a map of the world; `.json` too |
| `/id/….csv`, `.bib`, `.csl.json`, `.cite.txt` | the statements on a thing with where each is said; how to cite its page |
| `/sources`, `/source/b`, `/source/b/19` | the documents, one of them passage by passage, one passage and what it says |
| `/why?s=…&p=…&o=…` | the rule and the statements from which one follows |
| `/coverage`, `/validation` | which passages are covered; what the last check found; `/coverage.json`, `/validation.json` and `.ttl` too |
| `/guide` | how to read the pages, and the model in five minutes |
| `/robots.txt`, `/sitemap.xml`, `/sitemap-…`, `/llms.txt` | for crawlers and language models; each page also with `.md` |
| `/context.jsonld` | the JSON-LD context |
| `/static/…` | style, type and scripts of the pages, each named by its content |
| `/problem` | what each kind of error means |
| `/health`, `/metrics` | the release that is served; figures for Prometheus |
"""


def reference() -> str:
    """Return the whole page."""
    project = Project.at(ROOT)
    parts = (
        "# Reference\n\nMade by `make reference` from the code; a test compares the two.\n",
        "## Commands\n\nExit status: 0; 1 for violations, or answers that differ; 2 when a command could not run; "
        "130 after Ctrl-C; 141 when the reader of the output has gone.\n",
        *_commands(),
        _SETTINGS,
        "| option | variable | takes | default | what it does |\n|---|---|---|---|---|",
        *(
            f"| `--{row.name.replace('_', '-')}` | `{row.variable}` | {_takes(row)} | {_code(row.default)} | {row.help} |"
            for row in SETTINGS
        ),
        "\n## Addresses\n",
        _ADDRESSES,
        "## Checks\n\nAnd each rule of OWL 2 RL that finds contradictions, and each shape.\n",
        "| id | finds |\n|---|---|",
        *(f"| `{check.id}` | {check.title} |" for check in (*TABLE, *FURTHER)),
        *(f"| `{check.id}` | {check.message} |" for check in saved_checks(project)),
        "\n## Rules\n\nAll of OWL 2 RL (OWL 2 Profiles, section 4.3). Axioms outside of it are told when a graph is built.\n",
        "| table | rule | is |\n|---|---|---|",
        *(f"| {number} {title} | {name} | {made} |" for number, title, name, made in owl_rl.rows()),
        "\n## Shapes\n",
        *(f"- `{path.relative_to(ROOT).as_posix()}`" for path in project.rdf_files("shapes")),
        "\n## Questions\n",
        *_questions(project),
    )
    return "\n".join(parts).rstrip() + "\n"


def _commands() -> Iterator[str]:
    """Yield a section for each command, without the settings, which have their own."""
    settings = {row.name for row in SETTINGS}
    with click.Context(commands, info_name="bilat") as context:
        for name in COMMANDS:
            command = import_module(f"bilat.cli.{name}").command
            words = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
            yield f"### bilat {' '.join([name, *words])}\n\n{cleandoc(command.help or '')}\n"
            options = [p for p in command.params if isinstance(p, click.Option) and p.name not in settings]
            yield from (f"- `{', '.join(option.opts)}`: {option.help}" for option in options)
            yield ""


def _questions(project: Project) -> Iterator[str]:
    """Yield the saved questions by theme."""
    themes: dict[str, list[str]] = defaultdict(list)
    for query in saved_queries(project):
        themes[query.theme].append(f"- [{query.question}](../{query.path})")
    for theme, lines in sorted(themes.items()):
        yield f"### {theme[:1].upper()}{theme[1:]}\n"
        yield from lines
        yield ""


def _takes(row: Setting) -> str:
    """Return what values a setting may have."""
    if isinstance(row.default, str):
        return " or ".join(map(_code, row.choices)) or "text"
    to = "" if row.most is None else f" to {row.most:,.0f}"
    return f"{'whole number' if isinstance(row.default, int) else 'number'} from {row.least:g}{to}"


def _code(value: object) -> str:
    """Return a default as code; an empty one as nothing."""
    return f"`{value}`" if str(value) else ""


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
