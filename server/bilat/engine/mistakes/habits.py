"""Ways of writing that people bring along from SQL, Turtle or other languages, and how SPARQL says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bilat.engine.lexer import AGGREGATES, END, FUNCTIONS, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A way of writing that SPARQL does not have.

    Args:
        written: the token that does not fit, whole, in capitals.
        message: what is wrong; ``{}`` is the token.
        remedy: what to write.
        after: kinds of the token before; empty for any.
        expected: kinds of token, all of which would have fitted.
        unexpected: kinds of token, none of which would have.
    """

    written: str
    message: str
    remedy: str
    after: frozenset[str] = field(default_factory=frozenset)
    expected: frozenset[str] = field(default_factory=frozenset)
    unexpected: frozenset[str] = field(default_factory=frozenset)

    def fits(self, at: Token, before: Token, expected: frozenset[str]) -> bool:
        """Tell whether a token, after another, is written out of this habit."""
        return (
            (not self.after or before.kind in self.after)
            and self.expected <= expected
            and self.unexpected.isdisjoint(expected)
            and re.fullmatch(self.written, at.text.upper()) is not None
        )


def habit_of(at: Token, before: Token, expected: frozenset[str]) -> Habit | None:
    """Return the habit out of which a token was written where others were expected, or None."""
    return next((habit for habit in _HABITS if habit.fits(at, before, expected)), None)


_OPERATOR: Final = frozenset({"="})
_NAMES: Final = frozenset({"var"})
_VALUES: Final = frozenset({"string"})
_HABITS: Final = (
    Habit(
        written="@(PREFIX|BASE)",
        message="This is how Turtle declares a prefix or base.",
        remedy='Write PREFIX or BASE without "@", and no full stop at the end.',
    ),
    Habit(
        written=r"\.",
        message="No full stop ends a declaration.",
        remedy="Take it out.",
        expected=frozenset({"PREFIX"}),
    ),
    Habit(
        written="[;.]",
        message="No sign ends a query, and nothing follows it.",
        remedy='Take out "{}" and what follows; send one query at a time.',
        expected=frozenset({END}),
    ),
    Habit(
        written="SELECT|ASK|CONSTRUCT|DESCRIBE",
        message="Another query begins here.",
        remedy="Send one query at a time.",
        expected=frozenset({END}),
    ),
    Habit(
        written="SELECT",
        message="A query inside another has braces of its own.",
        remedy="Write {{ SELECT ... }}.",
        expected=frozenset({"}"}),
    ),
    Habit(
        written="PREFIX|BASE",
        message="Declarations stand at the top.",
        remedy="Move this line there.",
        expected=frozenset({END}),
    ),
    Habit(
        written="GROUP|HAVING|ORDER",
        message="{} comes too late here.",
        remedy="The order is GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET.",
        expected=frozenset({END}),
    ),
    Habit(
        written=",",
        message="LIMIT takes one number.",
        remedy="Write LIMIT with how many, and OFFSET with how many to pass over.",
        expected=frozenset({"OFFSET"}),
        unexpected=frozenset({"LIMIT"}),
    ),
    Habit(
        written=",",
        message="There are no commas between variables.",
        remedy="Write a space.",
        expected=_NAMES,
        unexpected=_VALUES,
    ),
    Habit(written="AND", message="AND is && in SPARQL.", remedy="Write &&.", expected=frozenset({"&&"})),
    Habit(written="OR", message="OR is || in SPARQL.", remedy="Write ||.", expected=frozenset({"||"})),
    Habit(written="=", message='"==" is "=" in SPARQL.', remedy='Write one "=".', after=frozenset({"="})),
    Habit(written="<>", message='"<>" is "!=" in SPARQL.', remedy="Write !=.", expected=_OPERATOR),
    Habit(
        written="[IR]?LIKE",
        message="SPARQL has no {}.",
        remedy='Write CONTAINS(STR(?x), "part") or REGEX(STR(?x), "pattern", "i").',
        expected=_OPERATOR,
    ),
    Habit(
        written="IS",
        message="SPARQL has no IS.",
        remedy="Write BOUND(?x) or !BOUND(?x), outside of the OPTIONAL that may leave it without a value.",
        expected=_OPERATOR,
    ),
    Habit(
        written="BETWEEN",
        message="SPARQL has no BETWEEN.",
        remedy="Write ?x >= 1 && ?x <= 3.",
        expected=_OPERATOR,
    ),
    Habit(
        written="NULL|NIL|NONE",
        message="SPARQL has no {}.",
        remedy="Write !BOUND(?x), outside of the OPTIONAL that may leave it without a value.",
        expected=_VALUES,
    ),
    Habit(
        written="CAST|CONVERT",
        message="SPARQL has no {}.",
        remedy="Write the type as a function: xsd:integer(?x).",
        expected=frozenset({"function"}),
    ),
    Habit(
        written="CASE",
        message="SPARQL has no CASE.",
        remedy="Write IF(condition, value, otherwise).",
        expected=frozenset({"function"}),
    ),
    Habit(
        written="(?s:.+)",
        message='NOT is "!" in SPARQL.',
        remedy="Write !(...), or NOT EXISTS {{ ... }} for what is not there.",
        after=frozenset({"NOT"}),
        expected=frozenset({"EXISTS"}),
    ),
    Habit(
        written="AND",
        message="There is no AND between patterns.",
        remedy='Write "." between triples, and FILTER(...) for a condition.',
        expected=frozenset({"OPTIONAL"}),
    ),
    Habit(
        written="OR",
        message="OR between patterns is UNION.",
        remedy="Write {{ ... }} UNION {{ ... }}.",
        expected=frozenset({"OPTIONAL"}),
    ),
    Habit(
        written="UNION",
        message="UNION stands between groups in braces, inside of those of the pattern.",
        remedy="Write {{ {{ ... }} UNION {{ ... }} }}.",
    ),
    Habit(written="A", message='"a" is a small letter.', remedy="Write a.", expected=frozenset({"a"})),
    Habit(
        written="TOP",
        message="SPARQL has no TOP.",
        remedy="Write LIMIT and a number at the end of the query.",
        expected=_NAMES,
        unexpected=_VALUES,
    ),
    Habit(
        written="|".join(sorted(AGGREGATES | FUNCTIONS)),
        message="What SELECT computes stands in brackets, with a name.",
        remedy="Write ({}(...) AS ?name).",
        after=frozenset({"SELECT", "DISTINCT", "REDUCED", "var"}),
        expected=frozenset({"var", "("}),
        unexpected=frozenset({"function", END}),
    ),
    Habit(
        written=r"AS|[*/+-]",
        message="What SELECT computes or renames stands in brackets.",
        remedy="Write (... AS ?name).",
        after=_NAMES,
        expected=frozenset({"var", "("}),
        unexpected=_VALUES,
    ),
    Habit(
        written=",|SEPARATOR",
        message="An aggregate takes one expression.",
        remedy='For GROUP_CONCAT, write ; SEPARATOR="..." after it.',
        expected=frozenset({";", ")", "="}),
    ),
    Habit(
        written="DISTINCT",
        message="DISTINCT stands inside of the brackets.",
        remedy="Write {before}(DISTINCT ?x).",
        after=frozenset({"aggregate"}),
    ),
    Habit(
        written=r"\)",
        message="What SELECT computes has no name yet.",
        remedy="Write AS ?name before the bracket.",
        expected=frozenset({"AS"}),
    ),
    Habit(
        written=r"[?$]\w+",
        message="AS is missing before {}.",
        remedy="Write AS {}.",
        expected=frozenset({"AS"}),
    ),
    Habit(
        written=r"[?$]\w+|!",
        message="A condition stands in brackets.",
        remedy="Write {before}(...).",
        after=frozenset({"FILTER", "HAVING"}),
    ),
    Habit(
        written=r"[<>=]|[!<>]=|&&|\|\|",
        message="A condition stands in brackets.",
        remedy="Write FILTER(...) or HAVING(...) around all of it.",
        after=frozenset({")"}),
        unexpected=_OPERATOR,
    ),
    Habit(
        written=r"[?$]\w+",
        message="What to sort by stands in brackets after {before}.",
        remedy="Write {before}({}).",
        after=frozenset({"ASC", "DESC"}),
    ),
    Habit(
        written="(?s:.*)",
        message="{before} stands before what it sorts by.",
        remedy="Write {before}(?x).",
        after=frozenset({"ASC", "DESC"}),
    ),
    Habit(
        written=r"\{",
        message="A path has no count in braces.",
        remedy="Write the steps out: p/p for two, p|p/p for one or two.",
        after=frozenset({"iri", "pname", "a", ")"}),
        expected=frozenset({"*", "/", "|"}),
    ),
)
