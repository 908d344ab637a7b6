"""Restrictions that say the same, of which ontologies have thousands: one stands for all.

Some and all of a declared class are below each other by scm-cls, scm-svf1 and scm-avf1, and what follows of a
blank node as a class is told of none; n copies would have n² pairs.
"""

from __future__ import annotations

from bilat.graph.owl.dictionary import Lexicon
from bilat.graph.owl.workspace import Space

#: Restrictions to a declared class that say nothing else.
_RESTRICTIONS = """SELECT f.s, q.o, f.p, f.o, t.o
FROM asserted AS f
JOIN asserted AS q ON q.s = f.s AND q.p = :owl_onProperty
JOIN asserted AS t ON t.s = f.s AND t.p = :rdf_type
JOIN asserted AS c ON c.s = f.o AND c.p = :rdf_type AND c.o = :owl_Class
JOIN (SELECT s FROM asserted WHERE s IN (SELECT s FROM asserted WHERE p = :owl_onProperty)
  GROUP BY s HAVING count(*) = 3) AS n ON n.s = f.s
WHERE f.p IN (:owl_someValuesFrom, :owl_allValuesFrom)
ORDER BY f.s"""


def copies(space: Space, dictionary: Lexicon) -> dict[int, int]:
    """Return each blank node that repeats a restriction, with the first that says the same."""
    found: dict[tuple[int, ...], int] = {}
    repeated = {}
    for s, *said in space.rows(_RESTRICTIONS):
        if dictionary.term(s)[0] == "_":
            first = found.setdefault(tuple(said), s)
            if first != s:
                repeated[s] = first
    return repeated
