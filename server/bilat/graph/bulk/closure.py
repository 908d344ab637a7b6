"""What follows from the table ``asserted``, and what contradicts itself (`bilat.graph.owl.saturate`).

A contradiction names the statements and the axiom that clash. What these follow from in turn is not told,
as it is for a small graph: the rules would have to run once more in the plain way.
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from bilat.graph.bulk.canonical import id_of, ids_of, listed, quoted
from bilat.graph.bulk.database import RULES_ORDER, Database
from bilat.graph.bulk.dictionary import StoredDictionary
from bilat.graph.literal import DATATYPES
from bilat.graph.owl.dictionary import Triple, vocabulary_term
from bilat.graph.owl.encode import Encoding
from bilat.graph.owl.inconsistency import ONE_LITERAL, Inconsistency, contradicted, short
from bilat.graph.owl.increment import far_rules
from bilat.graph.owl.profile import READ, Unsupported, unsupported
from bilat.graph.owl.reason import VOCABULARY_NAMES, faults_of
from bilat.graph.owl.relations import PREDICATES
from bilat.graph.owl.rule import Rule, inconsistency_rules, inference_rules
from bilat.graph.owl.saturate import Saturation
from bilat.graph.owl.useful import SCHEMA_TERMS, STATEMENT_TERMS, VOCABULARIES
from bilat.graph.report.findings import MOST_ALIKE, further
from bilat.vocab import OWL, SHAPES_GRAPH


def assert_all(database: Database) -> None:
    """Make the table of what is reasoned over: shapes say nothing about the world."""
    database.execute(
        "CREATE OR REPLACE TABLE asserted AS SELECT DISTINCT s, p, o FROM quad "
        f"WHERE g <> {id_of(f'<{SHAPES_GRAPH}>')}"
    )


def close(database: Database) -> None:
    """Make the tables ``inferred``, ``contradiction`` and ``unsupported``."""
    columns = "s VARCHAR, p VARCHAR, o VARCHAR, message VARCHAR"
    database.execute(f"CREATE OR REPLACE TABLE unsupported ({columns})")
    dictionary = StoredDictionary(database)
    dictionary.learn([*map(vocabulary_term, VOCABULARY_NAMES), *(f"<{datatype}>" for datatype in DATATYPES)])
    passed_over = unsupported(_axioms(database, dictionary))
    database.fill("unsupported", ((*one.axiom, one.message) for one in passed_over))
    database.execute(f"SET disabled_optimizers = '{RULES_ORDER}'")
    dictionary.read_axioms(PREDICATES)
    encoding = Encoding(database.connection, dictionary)
    saturation = Saturation(encoding, folded=True)
    saturation.run()
    condition = useful_rows(database)
    home = database.value("SELECT current_database()")
    saturation.space.make(
        f"{home}.main.inferred", f"SELECT s, p, o FROM ({saturation.inferred_rows()}) WHERE {condition}"
    )
    database.execute("CREATE OR REPLACE TABLE contradiction (rule VARCHAR, message VARCHAR, causes VARCHAR)")
    for rule in contradicted(saturation):
        if rule.file != ONE_LITERAL:
            database.fill("contradiction", _found(saturation, rule))
    database.fill("unsupported", ((*one.axiom, one.message) for one in faults_of(saturation)))
    _keep_feeding(database, saturation)
    saturation.space.close()
    database.execute("RESET disabled_optimizers")


def _keep_feeding(database: Database, saturation: Saturation) -> None:
    """Make the table of the kinds of triples that rules may act on, for the next check."""
    inferring = inference_rules()
    joining = [rule for rule in inferring if len(rule.atoms) > 1]
    checking = [rule for rule in inconsistency_rules() if rule.file != ONE_LITERAL]
    fed = saturation.feeding((*inferring, *checking))
    joined, beyond = saturation.feeding(joining), saturation.feeding(far_rules(saturation))
    database.execute("CREATE OR REPLACE TABLE fed (p INTEGER, class INTEGER, joined TINYINT, far TINYINT)")
    database.fill("fed", ((p, c, int((p, c) in joined), int((p, c) in beyond)) for p, c in sorted(fed)))


def contradictions(database: Database) -> Iterator[Inconsistency]:
    """Yield what was found, some of each check and the number of the rest, which names no cause."""
    for rule, message, causes in database.rows(
        "SELECT rule, message, causes FROM contradiction ORDER BY ALL"
    ):
        yield Inconsistency(
            rule=rule, message=message, causes=tuple((s, p, o) for s, p, o in json.loads(causes))
        )


def passed_over(database: Database) -> tuple[Unsupported, ...]:
    """Return the axioms that no rule acted on."""
    rows = database.rows("SELECT s, p, o, message FROM unsupported ORDER BY ALL")
    return tuple(Unsupported(axiom=(s, p, o), message=message) for s, p, o, message in rows)


def useful_rows(database: Database) -> str:
    """Return `bilat.graph.owl.useful` as a condition on the numbers s, p and o."""
    families = [f"starts_with(text, {quoted(family)})" for family in VOCABULARIES]
    database.execute(
        "CREATE OR REPLACE TABLE vocabulary AS SELECT id, "
        f"{families[3]} AS datatype FROM name WHERE id > 0 AND ({' OR '.join(families)})"
    )
    end = database.value("SELECT coalesce(min(id), 2147483647) FROM name WHERE starts_with(text, '_:')")
    known, kept = "(SELECT id FROM vocabulary)", "(SELECT id FROM vocabulary WHERE NOT datatype)"
    kind, same = id_of(vocabulary_term("rdf_type")), id_of(vocabulary_term("owl_sameAs"))
    return (
        f"s NOT IN {known} AND p < {end} AND (p NOT IN {known} "
        f"OR (p = {kind} AND o > 0 AND o < {end} AND o NOT IN {known}) "
        f"OR (p = {same} AND s <> o AND o > 0) "
        f"OR (p IN {ids_of(SCHEMA_TERMS)} AND s <> o AND s < {end} AND o > 0 AND o < {end} "
        f"AND o NOT IN {kept}) "
        f"OR p IN {ids_of(STATEMENT_TERMS)})"
    )


def _axioms(database: Database, dictionary: StoredDictionary) -> list[Triple]:
    """Return the triples that may state axioms."""
    named = f"starts_with(text, {quoted(f'<{OWL}')}) OR text IN ({listed(READ)})"
    terms = dict(database.rows(f"SELECT id, text FROM name WHERE id > 0 AND ({named})"))
    owl = _numbers(number for number, text in terms.items() if text not in READ)
    # Of the members of an anonymous class only those of a class expression are told.
    stated = f"SELECT s FROM asserted WHERE p IN ({owl})"
    nodes = database.rows(f"SELECT id FROM name WHERE starts_with(text, '_:') AND id IN ({stated})")
    classes = f"o IN ({owl})" + (f" OR o IN ({_numbers(number for (number,) in nodes)})" if nodes else "")
    rows = database.rows(
        f"SELECT s, p, o FROM asserted WHERE p IN ({_numbers(terms)}) "
        f"OR (p = {dictionary.named('rdf_type')} AND ({classes}))"
    )
    dictionary.read(number for row in rows for number in row)
    return [dictionary.decode(row) for row in rows]


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or "0"


def _found(saturation: Saturation, rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Yield what a check finds, one row for each clash, then how many more there are."""
    clashes = _clashes(rule)
    for row in saturation.space.rows(f"{clashes} ORDER BY ALL LIMIT {MOST_ALIKE}"):
        yield rule.file, *_told(saturation, rule, row)
    ((count,),) = saturation.space.rows(f"SELECT count(*) FROM ({clashes})")
    if count > MOST_ALIKE:
        yield rule.file, further(count - MOST_ALIKE), "[]"


def _clashes(rule: Rule) -> str:
    """Return the SELECT of what clashes: statements, axioms, and what the sentence mentions."""
    columns = [f"{atom.alias}.{column}" for atom in rule.atoms for column in "spo"]
    columns += [f"{alias}.axiom" for alias, _ in rule.axioms]
    columns += [f"{alias}.{column}" for alias, column in rule.mentions]
    names = ", ".join(f"c{number}" for number in range(len(columns)))
    return f"SELECT DISTINCT {names} FROM (\n{rule.extended(columns)}\n) AS f"


def _told(saturation: Saturation, rule: Rule, row: tuple[int, ...]) -> tuple[str, str]:
    """Return the sentence about a clash, and its statements as JSON."""
    dictionary = saturation.dictionary
    statements = 3 * len(rule.atoms)
    causes = [row[start : start + 3] for start in range(0, statements, 3)]
    for number in row[statements : statements + len(rule.axioms)]:
        causes += saturation.schema.axioms[number][0]
    told = [cause for cause in causes if not any(map(dictionary.is_auxiliary, cause))]
    terms = iter(short(dictionary.term(number)) for number in row[statements + len(rule.axioms) :])
    message = re.sub(r"\{\w+\.\w+\}", lambda _found: next(terms), rule.sentence)
    return message, json.dumps([dictionary.decode(cause) for cause in dict.fromkeys(told)])
