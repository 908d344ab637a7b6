"""Downloads written from the tables, some hundred thousand statements at a time.

N-Quads and N-Triples come in the order of their text, for numbers are in that order; the few statements of
the catalogue, whose terms have no numbers, are merged in. Turtle and TriG have one block a subject; unlike
those of a small graph they nest nothing.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bilat.graph.bulk.canonical import quoted
from bilat.graph.bulk.database import Database
from bilat.graph.dictionary import vocabulary_term
from bilat.graph.quads import Quad

#: Statements that are written at a time: a hundred bytes each, held a few times over.
_PIECE = 400_000
_ORDER = "q.s, q.p, CASE WHEN q.o < 0 THEN 0 ELSE 1 END, abs(q.o)"
_LOCAL = "[A-Za-z_][A-Za-z0-9_-]*"


def write_lines(database: Database, table: str, extra: Iterable[Quad], target: Path, *, graphs: bool) -> None:
    """Write N-Quads or N-Triples, sorted by code point.

    Args:
        database: where the table is.
        table: of columns s, p, o and, with graphs, g.
        extra: quads that stand in no table.
        target: the file.
        graphs: whether to name graphs.
    """
    rest = sorted({_line(quad if graphs else quad._replace(graph="")) for quad in extra}, reverse=True)
    graph = "|| ' ' || g.text " if graphs else ""
    joined = "JOIN name AS g ON g.id = q.g" if graphs else ""
    order = f"{_ORDER}, q.g" if graphs else _ORDER
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for low, high in _pieces(database, table, "s"):
            (text, beyond), *_ = database.rows(
                "SELECT string_agg(s.text || ' ' || p.text || ' ' || o.text "
                f"{graph}|| ' .', chr(10) ORDER BY {order}), (SELECT text FROM name WHERE id = {high}) "
                f"FROM {table} AS q JOIN name AS s ON s.id = q.s JOIN name AS p ON p.id = q.p "
                f"JOIN name AS o ON o.id = q.o {joined} WHERE q.s >= {low} AND q.s < {high} "
                f"AND s.id >= {low} AND s.id < {high}"
            )
            file.write(_merged(text, rest, beyond))
        file.writelines(reversed(rest))


def _merged(text: str, rest: list[str], beyond: str | None) -> str:
    """Return lines with those of a stack that belong before a term, sorted; they are taken off the stack."""
    more = []
    while rest and (beyond is None or rest[-1] < beyond):
        more.append(rest.pop())
    if not more:
        return f"{text}\n"
    return "\n".join(sorted({*text.split("\n"), *(line[:-1] for line in more)})) + "\n"


def write_turtle(
    database: Database, table: str, extra: Iterable[Quad], prefixes: Mapping[str, str], target: Path
) -> None:
    """Write Turtle: a block a subject, in the order of subjects."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_header(prefixes))
        for low, high in _pieces(database, table, "s"):
            for (text,) in database.rows(_blocks(table, f"q.s >= {low} AND q.s < {high}", "''", "q.s")):
                file.write(text)
        file.writelines(_few(sorted({quad._replace(graph="") for quad in extra}), ""))


def write_trig(
    database: Database, table: str, extra: Iterable[Quad], prefixes: Mapping[str, str], target: Path
) -> None:
    """Write TriG: a block a graph, in it a block a subject."""
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_header(prefixes))
        for low, high in _pieces(database, table, "g"):
            if high - low == 1:  # one graph, which may be large
                database.execute(f"CREATE OR REPLACE TEMP TABLE one AS SELECT * FROM {table} WHERE g = {low}")
                file.write(f"\n{database.value(f'SELECT text FROM brief WHERE id = {low}')} {{")
                for start, end in _pieces(database, "one", "s"):
                    condition = f"q.s >= {start} AND q.s < {end}"
                    for (text,) in database.rows(_blocks("one", condition, "'  '", "q.s")):
                        file.write(text)
                file.write("}\n")
                continue
            inner = _blocks(table, f"q.g >= {low} AND q.g < {high}", "'  '", "q.g, q.s")
            for name, text in database.rows(
                f"SELECT g.text, b.text FROM ({inner}) AS b JOIN brief AS g ON g.id = b.g ORDER BY b.g"
            ):
                file.write(f"\n{name} {{{text}}}\n")
        for graph in sorted({quad.graph for quad in extra}):
            inside = sorted(quad for quad in extra if quad.graph == graph)
            file.write(f"\n{graph} {{")
            file.writelines(_few(inside, "  "))
            file.write("}\n")


def make_brief(database: Database, prefixes: Mapping[str, str]) -> None:
    """Make the table of how terms are written in Turtle: with a prefix where that is plain."""
    rows = sorted({namespace: prefix for prefix, namespace in sorted(prefixes.items(), reverse=True)}.items())
    database.execute("CREATE OR REPLACE TEMP TABLE spaced (space VARCHAR, prefix VARCHAR)")
    database.fill("spaced", rows)
    space = "regexp_extract(text, '^<(.*[#/])', 1)"
    local = f"text[length({space}) + 2:-2]"
    database.execute(
        "CREATE OR REPLACE TABLE brief AS SELECT id, CASE WHEN s.prefix IS NOT NULL "
        f"AND regexp_full_match({local}, '{_LOCAL}') THEN s.prefix || ':' || {local} ELSE text END AS text "
        f"FROM name LEFT JOIN spaced AS s ON s.space = {space} WHERE id > 0"
    )
    database.execute(
        "INSERT INTO brief SELECT n.id, CASE WHEN n.text[-1] = '>' THEN "
        "n.text[:length(n.text) - length(d.text)] || b.text ELSE n.text END FROM name AS n "
        "JOIN literal AS l ON l.id = n.id JOIN name AS d ON d.id = l.datatype "
        "JOIN brief AS b ON b.id = l.datatype WHERE n.id < 0"
    )


def _blocks(table: str, condition: str, indent: str, by: str) -> str:
    """Return the SELECT of blocks, one a subject, in one text a graph or for all."""
    graph = "q.g, " if "q.g" in by else ""
    kind = f"CASE WHEN p.id = (SELECT id FROM name WHERE text = {quoted(vocabulary_term('rdf_type'))})"
    verb = f"{kind} THEN 'a' ELSE p.text END"
    objects = "string_agg(o.text, ', ' ORDER BY CASE WHEN q.o < 0 THEN 0 ELSE 1 END, abs(q.o))"
    lines = (
        f"SELECT {graph}q.s, {kind} THEN 0 ELSE q.p END AS p, {indent} || '  ' || {verb} || ' ' || {objects} "
        f"|| ' ;' AS line FROM {table} AS q JOIN brief AS p ON p.id = q.p JOIN brief AS o ON o.id = q.o "
        f"WHERE {condition} GROUP BY {graph}q.s, q.p, p.id, p.text"
    )
    outer = graph.replace("q.", "l.")
    subjects = (
        f"SELECT {outer}l.s, chr(10) || {indent} || s.text || chr(10) || "
        f"string_agg(line, chr(10) ORDER BY l.p) || chr(10) || {indent} || '.' || chr(10) AS block "
        f"FROM ({lines}) AS l JOIN brief AS s ON s.id = l.s GROUP BY {outer}l.s, s.text"
    )
    last = graph.replace("q.", "b.")
    grouped = "GROUP BY b.g" if last else ""
    return f"SELECT {last}string_agg(block, '' ORDER BY b.s) AS text FROM ({subjects}) AS b {grouped}"


def _pieces(database: Database, table: str, column: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of numbers with some hundred thousand rows each; one with more is a range of its own."""
    rows = database.rows(
        f"SELECT min({column}), max({column}) + 1 FROM (SELECT {column}, n, "
        f"sum(n) OVER (ORDER BY {column}) AS total FROM (SELECT {column}, count(*) AS n FROM {table} "
        f"GROUP BY {column})) GROUP BY CASE WHEN n > {_PIECE} THEN -{column} ELSE total // {_PIECE} END "
        "ORDER BY 1"
    )
    yield from ((int(low), int(high)) for low, high in rows)


def _header(prefixes: Mapping[str, str]) -> str:
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(prefixes.items()))


def _few(quads: Iterable[Quad], indent: str) -> Iterator[str]:
    """Yield sorted quads as plain statements."""
    yield "\n"
    for s, p, o, _ in quads:
        yield f"{indent}{s} {p} {o} .\n"


def _line(quad: Quad) -> str:
    s, p, o, g = quad
    return f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n"
