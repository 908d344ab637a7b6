"""How the forms of downloads spell terms and blocks, as SQL: Turtle, TriG, JSON-LD, RDF/XML.

A canonical literal of N-Triples has the escapes of JSON, so that its quoted part is a string of JSON as it
stands. RDF/XML is the very one of `bilat.graph.formats.rdfxml`; JSON-LD is flat, and shortened by prefixes
alone.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bilat.graph.bulk.canonical import end_of, id_of, quoted
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.numbering import unescape
from bilat.graph.formats.jsonld import jsonld, plain_context
from bilat.graph.formats.quads import XSD, Quad
from bilat.graph.formats.rdfxml import ElementNames, description
from bilat.graph.formats.rdfxml import obstacle as rdfxml_obstacle
from bilat.graph.owl.dictionary import vocabulary_term

#: The order of `bilat.graph.formats.quads.nquads` within a piece, literals (negative numbers) first.
ORDER: Final = "q.s, q.p, CASE WHEN q.o < 0 THEN 0 ELSE 1 END, abs(q.o)"
_LOCAL: Final = "[A-Za-z_][A-Za-z0-9_-]*"
#: The escapes of canonical N-Triples that stand for what XML 1.0 cannot write.
_NOT_XML: Final = r"\\u00(0[0-7BEF]|1)|\\[bf]|[\x{FFFE}\x{FFFF}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockForm:
    """A form that has a block a subject: what stands before, between and after its parts.

    Args:
        terms: table of terms, ``id`` and ``text``, as it writes subjects and graphs; predicates stand in the
            table ``said``.
        named: SQL for the name of a subject or graph, given SQL for its text in that table.
        object: SQL for an object, from a row ``n`` of that table.
        verb: SQL for a predicate and what stands before its objects, from ``said``; ``v`` is 0 for a class.
        value: SQL for an object in its place, from ``text``, ``said``, ``v`` and ``o``.
        values: between objects, and after the last.
        verbs: between predicates.
        subject: before and after the name of a subject, and after all that is said of it.
        graph: before and after the name of a graph, and after all that stands in it.
        head: what stands first.
        foot: what stands last.
        between: what stands between two blocks, and between two graphs.
        last: yields the blocks of statements that stand in no table.
    """

    terms: str
    object: str
    verb: str
    value: str
    values: tuple[str, str]
    verbs: str
    subject: tuple[str, str, str]
    graph: tuple[str, str, str] = ("", "", "")
    head: str
    foot: str
    between: str
    last: Callable[[Iterable[Quad]], Iterable[str]]
    named: str = "{}"

    def rows(self, table: str, condition: str, *, graphs: bool) -> str:
        """Return the SELECT of the text of blocks, cut anywhere and in order, without the very end.

        Each row writes what ends the row before, which is why one sort does for all.

        Args:
            table: of columns s, p, o, name, text and, with graphs, g.
            condition: on rows ``q``.
            graphs: whether to name graphs; else all rows are of one, or of none.
        """
        before = quoted(self.values[1] + self.subject[2])
        verb = f"{quoted(self.verbs)} || {self.verb}"
        first = f"{self.verb} || {self.value}"
        subject = f"{quoted(self.subject[0])} || name || {quoted(self.subject[1])} || {first}"
        cases = [
            f"WHEN ps IS NULL THEN {subject}",
            f"WHEN s <> ps THEN {before} || {quoted(self.between)} || {subject}",
            f"WHEN v <> pv THEN {quoted(self.values[1])} || {verb} || {self.value}",
            f"ELSE {quoted(self.values[0])} || {self.value} END",
        ]
        graph = order = joined = lag = ""
        if graphs:
            graph, order, lag = (
                f"g.id AS g, {self.named.format('g.text')} AS graph, ",
                "g, ",
                "lag(g) OVER w AS pg, ",
            )
            joined = f"JOIN {self.terms} AS g ON g.id = q.g"
            opened = f"{quoted(self.graph[0])} || graph || {quoted(self.graph[1])} || {subject}"
            closed = f"{before} || {quoted(self.graph[2] + self.between)}"
            cases = [
                f"WHEN pg IS NULL THEN {opened}",
                f"WHEN g <> pg THEN {closed} || {opened}",
                *cases[1:],
            ]
        order += "s, v, CASE WHEN o < 0 THEN 0 ELSE 1 END, abs(o)"
        kind = f"p.id = {id_of(vocabulary_term('rdf_type'))}"
        rows = (
            f"SELECT {graph}q.s, q.o, q.name, q.text, p.text AS said, CASE WHEN {kind} AND q.o > 0 THEN 0 "
            f"ELSE q.p END AS v FROM {table} AS q JOIN said AS p ON p.id = q.p {joined} WHERE {condition}"
        )
        told = f"SELECT *, {lag}lag(s) OVER w AS ps, lag(v) OVER w AS pv FROM ({rows})"
        return f"SELECT CASE {' '.join(cases)} FROM ({told} WINDOW w AS (ORDER BY {order})) ORDER BY {order}"

    def end(self, *, graphs: bool) -> str:
        """Return the very end of the same."""
        return self.values[1] + self.subject[2] + (self.graph[2] if graphs else "")


def make_verbs(database: Database, triples: str = "merged") -> None:
    """Make the table of predicates, which each piece asks for all of."""
    database.execute(
        f"CREATE OR REPLACE TABLE verb AS SELECT id, text FROM name WHERE id IN (SELECT p FROM {triples})"
    )


def obstacle(database: Database) -> str | None:
    """Return why RDF/XML cannot say all of this, as `bilat.graph.formats.rdfxml.obstacle` does."""
    odd = f"SELECT min(text) FROM name WHERE id < 0 AND regexp_matches(text, {quoted(_NOT_XML)})"
    literal = database.value(odd) or ""
    verbs = database.rows("SELECT text FROM verb")
    return rdfxml_obstacle([Quad("", verb, literal or verb) for (verb,) in verbs])


def turtle_form(database: Database, prefixes: Mapping[str, str], *, graphs: bool) -> BlockForm:
    """Return Turtle, or TriG."""
    _make_brief(database, prefixes)
    _make_said(database)
    indent = "  " if graphs else ""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(prefixes.items()))
    return BlockForm(
        terms="brief",
        object="n.text || n.tail",
        verb=f"'{indent}  ' || CASE WHEN v = 0 THEN 'a' ELSE said END || ' '",
        value="text",
        values=(", ", " ;\n"),
        verbs="",
        subject=(f"\n{indent}", "\n", f"{indent}.\n"),
        graph=("\n", " {", "}\n"),
        head=head,
        foot="",
        between="",
        last=_trig_of if graphs else _turtle_of,
    )


def jsonld_form(database: Database, prefixes: Mapping[str, str]) -> BlockForm:
    """Return JSON-LD."""
    schemes = database.rows("SELECT DISTINCT lower(regexp_extract(text, '^<([^:]*):', 1)) FROM name")
    taken = {scheme for (scheme,) in schemes}
    context = {prefix: iri for prefix, iri in plain_context(prefixes).items() if prefix.lower() not in taken}
    _make_brief(database, {prefix: prefixes[prefix] for prefix in context})
    _make_said(database)
    head = json.dumps({"@context": context}, ensure_ascii=False, indent=1).removesuffix("\n}")
    return BlockForm(
        terms="brief",
        object=(
            """CASE WHEN n.id > 0 THEN '{"@id": "' || trim(n.text, '<>') || '"}' """
            """WHEN n.tail = '' THEN n.text """
            """WHEN n.tail[1] = '@' THEN '{"@value": ' || n.text || """
            """', "@language": "' || n.tail[2:] || '"}' """
            """ELSE '{"@value": ' || n.text || ', "@type": "' || trim(n.tail[3:], '<>') || '"}' END"""
        ),
        verb="""CASE WHEN v = 0 THEN '"@type"' ELSE '"' || trim(said, '<>') || '"' END || ': ['""",
        # Of a class the very name, which stands between the marks of {"@id": ...}.
        value="CASE WHEN v = 0 THEN text[9:-2] ELSE text END",
        values=(", ", "]"),
        verbs=", ",
        subject=('{"@id": "', '", ', "}"),
        graph=('{"@id": "', '", "@graph": [\n', "\n]}"),
        head=f'{head},\n "@graph": [\n',
        foot="\n ]\n}\n",
        between=",\n",
        last=lambda quads: _json_of(quads, context),
        named="trim({}, '<>')",
    )


def rdfxml_form(database: Database, prefixes: Mapping[str, str], extra: Iterable[Quad]) -> BlockForm:
    """Return RDF/XML, which can say all of this; its head names what ``extra`` needs too."""
    names = ElementNames(prefixes)
    elements = _elements(database, names)
    database.execute("CREATE OR REPLACE TABLE said (id INTEGER, text VARCHAR)")
    database.fill("said", elements)
    _make_marked(database)
    closing = list(_xml_of(extra, names))
    head = ['<?xml version="1.0" encoding="UTF-8"?>', "<rdf:RDF", *names.declarations()]
    return BlockForm(
        terms="marked",
        object="n.value",
        verb="''",
        value="'    <' || said || text || CASE WHEN o < 0 THEN said || '>' ELSE '' END || chr(10)",
        values=("", ""),
        verbs="",
        subject=("  <rdf:Description ", ">\n", "  </rdf:Description>\n"),
        head="\n".join(head) + ">\n",
        foot="</rdf:RDF>\n",
        between="",
        last=lambda quads: closing if quads else (),
    )


def _elements(database: Database, names: ElementNames) -> list[tuple[int, str]]:
    """Return the name of each predicate.

    Raises:
        BilatError: one cannot be the name of an element.
    """
    verbs = database.rows("SELECT id, text FROM verb ORDER BY id")
    return [(number, names.element(text[1:-1])) for number, text in verbs]


def _make_brief(database: Database, prefixes: Mapping[str, str]) -> None:
    """Make the table of how Turtle writes terms: prefixed where that is plain; literals in two parts."""
    rows = sorted({namespace: prefix for prefix, namespace in sorted(prefixes.items(), reverse=True)}.items())
    database.execute("CREATE OR REPLACE TEMP TABLE spaced (space VARCHAR, prefix VARCHAR)")
    database.fill("spaced", rows)
    space = "regexp_extract(text, '^<(.*[#/])', 1)"
    local = f"text[length({space}) + 2:-2]"
    database.execute(
        "CREATE OR REPLACE TABLE brief AS SELECT id, CASE WHEN s.prefix IS NOT NULL "
        f"AND regexp_full_match({local}, '{_LOCAL}') THEN s.prefix || ':' || {local} ELSE text END AS text, "
        f"'' AS tail FROM name LEFT JOIN spaced AS s ON s.space = {space} WHERE id > 0 ORDER BY id"
    )
    literals = f"SELECT id, text, {end_of('text')} AS e FROM name WHERE id < 0"
    database.execute(
        "INSERT INTO brief SELECT n.id, n.text[:e], CASE WHEN n.text[-1] = '>' THEN '^^' || b.text "
        f"ELSE n.text[e + 1:] END FROM ({literals}) AS n JOIN literal AS l ON l.id = n.id "
        "JOIN brief AS b ON b.id = l.datatype"
    )


def _make_marked(database: Database) -> None:
    """Make the table of how RDF/XML writes terms: as what a description is about, and as a value.

    A value is what follows the name of the element; that of a literal stops before its second mention.
    """
    told = unescape(f"n.text[2:{end_of('n.text')} - 1]")
    for mark, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#xD;")):
        told = f"replace({told}, {quoted(mark)}, {quoted(written)})"
    iri, blank = "replace(text[2:-2], '&', '&amp;')", "text[1] = '_'"
    database.execute(
        "CREATE OR REPLACE TABLE marked AS SELECT id, "
        f"""CASE WHEN {blank} THEN 'rdf:nodeID="' || text[3:] ELSE 'rdf:about="' || {iri} END """
        """|| '"' AS text, """
        f"""CASE WHEN {blank} THEN ' rdf:nodeID="' || text[3:] ELSE ' rdf:resource="' || {iri} END """
        """|| '"/>' AS value FROM name WHERE id > 0 ORDER BY id"""
    )
    string = f"<{XSD}string>"
    database.execute(
        "INSERT INTO marked SELECT n.id, NULL, CASE WHEN l.language IS NOT NULL THEN ' xml:lang=\"' || "
        f"""l.language || '">' WHEN d.text = {quoted(string)} THEN '>' ELSE ' rdf:datatype="' || """
        f"""replace(d.text[2:-2], '&', '&amp;') || '">' END || {told} || '</' FROM name AS n """
        "JOIN literal AS l ON l.id = n.id JOIN name AS d ON d.id = l.datatype WHERE n.id < 0"
    )


def _make_said(database: Database) -> None:
    database.execute(
        "CREATE OR REPLACE TABLE said AS SELECT id, text FROM brief WHERE id IN (SELECT id FROM verb)"
    )


def _turtle_of(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield statements, plain and sorted."""
    yield "\n"
    for s, p, o, _ in sorted({quad._replace(graph="") for quad in quads}):
        yield f"{s} {p} {o} .\n"


def _trig_of(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield graphs of plain statements, sorted."""
    quads = sorted(set(quads))
    for graph in sorted({quad.graph for quad in quads}):
        yield f"\n{graph} {{\n"
        yield from (f"  {s} {p} {o} .\n" for s, p, o, g in quads if g == graph)
        yield "}\n"


def _json_of(quads: Iterable[Quad], context: Mapping[str, object]) -> Iterator[str]:
    """Yield graph objects, as a small graph has them."""
    for graph in json.loads(jsonld(quads, context))["@graph"]:
        yield json.dumps(graph, ensure_ascii=False)


def _xml_of(quads: Iterable[Quad], names: ElementNames) -> Iterator[str]:
    """Yield descriptions."""
    subjects: dict[str, list[tuple[str, str]]] = {}
    for s, p, o in sorted({quad[:3] for quad in quads}):
        subjects.setdefault(s, []).append((p, o))
    for node, pairs in subjects.items():
        yield "".join(f"{line}\n" for line in description(node, pairs, names))
