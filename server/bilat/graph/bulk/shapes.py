"""The tables that shapes are evaluated on (`bilat.graph.shacl.relation`), from those of a large build."""

# ruff: noqa: S608 -- SQL is put together from our own text.

from __future__ import annotations

from bilat.graph.bulk.database import Database
from bilat.graph.shacl.relation import BLANK, IRI, LITERAL, Relation


def relation(database: Database) -> Relation:
    """Return what is validated, data and ontology as they are written with the evidence, as a relation."""
    database.execute("CREATE SCHEMA IF NOT EXISTS shapes")
    database.execute(
        "CREATE OR REPLACE TABLE shapes.term AS "
        f"SELECT id, (CASE WHEN text[1] = '<' THEN {IRI} ELSE {BLANK} END)::TINYINT AS kind, "
        "CASE WHEN text[1] = '<' THEN text[2:-2] ELSE text[3:] END AS lexical, NULL::INTEGER AS datatype, "
        "NULL::VARCHAR AS language FROM name WHERE id > 0 UNION ALL "
        f"SELECT id, {LITERAL}::TINYINT, lexical, datatype, language FROM literal"
    )
    database.execute("CREATE OR REPLACE TABLE shapes.triple AS SELECT s, p, o FROM asserted ORDER BY p, s")
    connection = database.connection.cursor()
    connection.execute("SET search_path = 'shapes,main'")
    return Relation(connection, {})
