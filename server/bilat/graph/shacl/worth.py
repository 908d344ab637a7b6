"""Plain values of literals, those that SQL compares as rdflib does: the table ``worth``.

A plain form is one of which SQL and rdflib cannot think differently: digits of a moderate number, a date
without a time zone. Numbers are decimals, times are in UTC.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from bilat.graph.shacl.relation import Relation, text
from bilat.vocab import RDF, XSD

_YEAR = "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
_ZONE = "(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"
#: All forms belong to these datatypes.
ANY = r"[\s\S]*"
#: Forms that belong to a datatype for sure, whole numbers with room for their bounds.
PLAIN = {
    XSD.integer: "[+-]?[0-9]{1,18}",
    XSD.decimal: r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?",
    XSD.long: "[+-]?[0-9]{1,18}",
    XSD.int: "[+-]?[0-9]{1,9}",
    XSD.short: "[+-]?[0-9]{1,4}",
    XSD.byte: "[+-]?[0-9]{1,2}",
    XSD.nonNegativeInteger: "[0-9]{1,18}",
    XSD.positiveInteger: "[1-9][0-9]{0,17}",
    XSD.unsignedLong: "[0-9]{1,18}",
    XSD.unsignedInt: "[0-9]{1,9}",
    XSD.unsignedShort: "[0-9]{1,4}",
    XSD.unsignedByte: "[0-9]{1,2}",
    XSD.nonPositiveInteger: "-[1-9][0-9]{0,17}",
    XSD.negativeInteger: "-[1-9][0-9]{0,17}",
    XSD.double: r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?",
    XSD.float: r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?",
    XSD.boolean: "true|false",
    XSD.string: ANY,
    RDF.langString: ANY,
    XSD.date: "[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
    XSD.dateTime: f"[1-9][0-9]{{3}}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]){_CLOCK}{_ZONE}?",
    XSD.gYear: "[1-9][0-9]{3}",
}
#: Sorts of plain values, each with an order of its own.
NUMBER, REAL, DATE, LOCAL, MOMENT = 1, 2, 3, 4, 5
_EXACT = tuple(
    datatype for datatype in PLAIN if datatype in {XSD.integer, XSD.decimal} or "nteger" in datatype
)
_WHOLE = (XSD.long, XSD.int, XSD.short, XSD.byte, XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort)


def fill(relation: Relation, *, anew: bool) -> None:
    """Make the table ``worth(id, sort, exact, real, instant)`` of all literals with a plain value.

    Args:
        relation: where the literals are.
        anew: whether the table is not there yet; otherwise it gets the literals that have come since.
    """
    sorts = _sorts(relation)
    datatypes = relation.numbers(datatype for datatype, _, _ in _PARTS)
    known = "" if anew else " AND id NOT IN (SELECT id FROM worth)"
    sorted_ = f"SELECT id, lexical, {sorts} AS sort FROM term WHERE datatype IN ({datatypes}){known}"
    day = "substr(lexical, 1, 10)"
    select = (
        "SELECT id, sort, CASE WHEN sort = 1 THEN TRY_CAST(lexical AS DECIMAL(38, 18)) END AS exact, "
        "CASE WHEN sort = 2 THEN TRY_CAST(lexical AS DOUBLE) END AS real, "
        "CASE WHEN sort IN (3, 4) THEN TRY_CAST(lexical AS TIMESTAMP) "
        f"WHEN sort = 5 THEN {_IN_UTC} END AS instant FROM ({sorted_}) "
        f"WHERE sort IN (1, 2) OR (sort > 2 AND TRY_CAST({day} AS DATE) IS NOT NULL)"
    )
    relation.execute(f"{'CREATE TEMP TABLE worth AS' if anew else 'INSERT INTO worth'} {select}")


_PARTS = (
    *((datatype, PLAIN[datatype], NUMBER) for datatype in (*_EXACT, *_WHOLE)),
    (XSD.double, PLAIN[XSD.double], REAL),
    (XSD.float, PLAIN[XSD.float], REAL),
    (XSD.date, _YEAR, DATE),
    (XSD.dateTime, f"{_YEAR}{_CLOCK}", LOCAL),
    (XSD.dateTime, f"{_YEAR}{_CLOCK}{_ZONE}", MOMENT),
)
_HOURS = "TRY_CAST(regexp_extract(lexical, '([+-][0-9]{2}):[0-9]{2}$', 1) AS INTEGER)"
_MINUTES = (
    "TRY_CAST(regexp_extract(lexical, '([+-])[0-9]{2}:[0-9]{2}$', 1) || "
    "regexp_extract(lexical, '[+-][0-9]{2}:([0-9]{2})$', 1) AS INTEGER)"
)
_IN_UTC = (
    "TRY_CAST(regexp_replace(lexical, '(Z|[+-][0-9:]{5})$', '') AS TIMESTAMP) "
    f"- coalesce({_HOURS}, 0) * INTERVAL 1 HOUR - coalesce({_MINUTES}, 0) * INTERVAL 1 MINUTE"
)


def _sorts(relation: Relation) -> str:
    """Return the cases by which a literal has a sort, of the datatypes that there are."""
    there = {datatype for (datatype,) in relation.rows("SELECT DISTINCT datatype FROM term")}
    fits = "regexp_full_match(lexical, {})"
    cases = [
        f"WHEN datatype = {number} AND {fits.format(text(form))} THEN {sort}"
        for datatype, form, sort in _PARTS
        if (number := relation.number(datatype)) in there
    ]
    return f"CASE {' '.join(cases)} END" if cases else "NULL::INTEGER"
