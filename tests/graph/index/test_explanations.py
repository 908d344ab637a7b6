"""The reasons of inferred statements are kept in the index."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from bilat.graph.formats.quads import read_nquads
from bilat.graph.index.explanations import with_explanations
from bilat.vocab import INFERRED

SUB = "<http://www.w3.org/2000/01/rdf-schema#subPropertyOf>"
QUADS = f"""\
<e:a> <e:p> <e:b> <e:g> .
<e:p> {SUB} <e:q> <e:model> .
<e:q> {SUB} <e:r> <e:model> .
<e:a> <e:q> <e:b> <{INFERRED}> .
<e:a> <e:r> <e:b> <{INFERRED}> .
<e:dataset> <e:says> "by the build" <{INFERRED}> .
"""


def kept(most: int) -> list[tuple[str, str, list[list[str]]]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE thing (id)")
        index = database.serialize()
    body = with_explanations(index, read_nquads(QUADS.encode()), most)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(body)
        rows = database.execute("SELECT property, rule, premises FROM explanation ORDER BY property")
        return [(name, rule, json.loads(premises)) for name, rule, premises in rows]


def test_each_conclusion_has_its_rule_and_premises() -> None:
    """What no rule concludes has no row; what a premise rests on is a row of its own."""
    rows = {name: (rule, premises) for name, rule, premises in kept(10)}
    assert rows["<e:q>"] == ("prp-spo1", [["<e:a>", "<e:p>", "<e:b>"], ["<e:p>", SUB, "<e:q>"]])
    assert rows["<e:r>"][0] == "prp-spo1"
    assert "<e:says>" not in rows


def test_nothing_is_kept_above_the_limit() -> None:
    """A large graph is not explained when it is built."""
    assert kept(2) == []
