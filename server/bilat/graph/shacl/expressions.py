"""Expressions of queries (SPARQL 1.1, 17) in SQL, null wherever SQL cannot tell what the engine would say.

Terms are numbers, texts are VARCHAR, numbers are DOUBLE with a condition that they are whole and exact: other
numbers that are nearly equal are not compared. An error is null as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rdflib import Literal, URIRef

from bilat.graph.shacl.patterns import rewritten
from bilat.graph.shacl.query_tree import COMPARISONS, Call, Expression, Variable
from bilat.graph.shacl.relation import BLANK, IRI, LITERAL, Relation, text
from bilat.graph.shacl.worth import REAL
from bilat.vocab import RDF, XSD

#: A whole DOUBLE below this is exact, and so are sums of two of them.
EXACT = "4e15"
DATES = (XSD.date, XSD.gYear, XSD.gYearMonth)
#: Forms of them, and of whole numbers, that the engine leaves as they are.
DAYS = r"[0-9]{4}(-[0-9]{2}){0,2}"
WHOLE = "0|-?[1-9][0-9]{0,17}"


@dataclass(frozen=True, slots=True)
class Term:
    """A term by its number.

    Args:
        sql: the number.
        may_be_literal: whether it may be one; an IRI or a blank node otherwise.
        may_be_loose: whether it may be a literal that the engine has in another form.
        found: whether it is a column of a pattern, which is never null.
    """

    sql: str
    may_be_literal: bool = False
    may_be_loose: bool = False
    found: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """A plain text."""

    sql: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number.

    Args:
        sql: a DOUBLE.
        whole: condition that it is whole and exact.
        ratio: condition that it is the quotient of two that are.
    """

    sql: str
    whole: str
    ratio: str = "false"


@dataclass(frozen=True, slots=True)
class Truth:
    """True, false or null."""

    sql: str


Value = Term | Text | Number | Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where an expression stands.

    Args:
        relation: knows the numbers of terms.
        known: values of variables.
        fact: returns what the columns of ``fact`` begin with for the column of a pattern.
    """

    relation: Relation
    known: Callable[[str], Value | None]
    fact: Callable[[str], str]

    def value(self, expression: Expression) -> Value | None:
        """Return the value of an expression, None where nothing can be said of it."""
        if isinstance(expression, Variable):
            return self.known(expression.name)
        if isinstance(expression, URIRef):
            return Term(str(self.relation.number(expression)), found=False)
        if isinstance(expression, Literal):
            return _constant(expression)
        return self._called(expression) if isinstance(expression, Call) else None

    def _called(self, call: Call) -> Value | None:
        """Return the value of a function or an operator."""
        given = [self.value(argument) for argument in call.arguments]
        if call.name == "IN":
            tests = [self._compared("=", given[0], other) for other in given[1:]]
            return Truth(" OR ".join(tests) or "false")
        if call.name in _JOINED:
            return Truth(f" {_JOINED[call.name]} ".join(map(_truth, given)))
        if call.name == "!":
            return Truth(f"NOT {_truth(given[0])}")
        if call.name in COMPARISONS:
            return Truth(self._compared(call.name, *given))
        write, least, most = _FUNCTIONS.get(call.name, (None, 0, 0))
        return write(self, *given) if write is not None and least <= len(given) <= most else None

    def text_of(self, value: Value | None) -> str:
        """Return the text that a value is, for what takes texts."""
        if isinstance(value, Term) and value.found:
            row = self.fact(value.sql)
            return f"CASE WHEN {row}_datatype = {self.relation.number(XSD.string)} THEN {row}_lexical END"
        return value.sql if isinstance(value, Text) else "NULL"

    def number_of(self, value: Value | None) -> Number:
        """Return the number that a value is, for what takes numbers."""
        if isinstance(value, Term) and value.found and value.may_be_literal:
            row = self.fact(value.sql)
            return Number(f"{row}_number", f"{row}_whole")
        return value if isinstance(value, Number) else Number("NULL::DOUBLE", "false")

    def _compared(self, test: str, one: Value | None, other: Value | None) -> str:
        """Return the condition that two values compare so."""
        if one is None or other is None:
            return "NULL::BOOLEAN"
        if isinstance(one, Number) or isinstance(other, Number):
            return _numbers_compared(test, self.number_of(one), self.number_of(other))
        if isinstance(one, Text) or isinstance(other, Text):
            return f"({self.text_of(one)} {test} {self.text_of(other)})"
        if isinstance(one, Term) and isinstance(other, Term):
            return self._terms_compared(test, one, other)
        return "NULL::BOOLEAN"

    def _terms_compared(self, test: str, one: Term, other: Term) -> str:
        if test in ("=", "!=") and not (one.may_be_literal and other.may_be_literal):
            return f"({one.sql} {test} {other.sql})"
        if not (one.found and other.found):
            return "NULL::BOOLEAN"
        a, b = self.fact(one.sql), self.fact(other.sql)
        string = self.relation.number(XSD.string)
        plain = (
            f"WHEN {a}_datatype = {string} AND {b}_datatype = {string} THEN {a}_lexical {test} {b}_lexical "
            f"WHEN {a}_sort = {b}_sort AND {a}_sort <> {REAL} THEN "
            f"coalesce({a}_exact {test} {b}_exact, {a}_instant {test} {b}_instant)"
        )
        names = f"WHEN {one.sql} > 0 OR {other.sql} > 0 THEN {one.sql} {test} {other.sql} "
        return f"CASE {names if test in ('=', '!=') else ''}{plain} END"

    def choice(self, test: Value | None, yes: Value | None, no: Value | None) -> Value | None:
        """Return ``IF(test, yes, no)``."""
        chosen = f"CASE WHEN {_truth(test)} THEN {{}} WHEN NOT {_truth(test)} THEN {{}} END"
        if isinstance(yes, Term) and isinstance(no, Term):
            either = yes.may_be_literal or no.may_be_literal
            return Term(chosen.format(yes.sql, no.sql), may_be_literal=either, found=False)
        if isinstance(yes, Text) and isinstance(no, Text):
            return Text(chosen.format(yes.sql, no.sql))
        return None

    def form(self, value: Value | None) -> Value | None:
        """Return the text of a term as the engine has it."""
        if isinstance(value, Text):
            return value
        if not isinstance(value, Term) or not value.found:
            return None
        row = self.fact(value.sql)
        texts, days = self.relation.numbers((XSD.string, RDF.langString)), self.relation.numbers(DATES)
        kept = (
            f"{row}_kind = {IRI} OR {row}_datatype IN ({texts}) "
            f"OR ({row}_datatype IN ({days}) AND regexp_full_match({row}_lexical, '{DAYS}')) "
            f"OR ({row}_datatype = {self.relation.number(XSD.integer)} "
            f"AND regexp_full_match({row}_lexical, '{WHOLE}'))"
        )
        return Text(f"CASE WHEN {kept} THEN {row}_lexical END")

    def datatype(self, value: Value | None) -> Value | None:
        """Return the datatype of a literal."""
        if not isinstance(value, Term) or not value.found:
            return None
        row = self.fact(value.sql)
        kept = self.relation.numbers((*DATES, XSD.integer, XSD.decimal, XSD.string, RDF.langString))
        return Term(f"CASE WHEN {row}_datatype IN ({kept}) THEN {row}_datatype END", found=False)

    def has_kind(self, value: Value | None, kind: int) -> Value | None:
        """Tell whether a term is of a kind."""
        if not isinstance(value, Term) or not value.found:
            return None
        return Truth(f"({self.fact(value.sql)}_kind = {kind})")

    def part(self, *given: Value | None) -> Value | None:
        """Return a part of a text, from a place on and maybe of a length."""
        whole, *places = self.text_of(given[0]), *map(self.number_of, given[1:])
        fits = " AND ".join(f"{place.whole} AND {place.sql} >= 1" for place in places)
        numbers = ", ".join(f"CASE WHEN {fits} THEN ({place.sql})::BIGINT END" for place in places)
        return Text(f"substring({whole}, {numbers})")

    def joined(self, *given: Value | None) -> Value | None:
        """Return texts one after the other."""
        return Text(f"({' || '.join(map(self.text_of, given))})")

    def length(self, value: Value | None) -> Value | None:
        """Return how many characters a text has."""
        return Number(f"length({self.text_of(value)})::DOUBLE", "true")

    def small(self, value: Value | None) -> Value | None:
        """Return a text in small letters."""
        whole = self.text_of(value)
        return Text(f"CASE WHEN {_ascii(whole)} THEN lower({whole}) END")

    def replaced(self, value: Value | None, pattern: Value | None, by: Value | None) -> Value | None:
        """Return a text with spaces for what fits a pattern."""
        if not (isinstance(pattern, Text) and isinstance(by, Text) and by.sql.strip("'").isspace()):
            return None
        if set(pattern.sql) & set("$\\"):  # Python and the engine differ over ends and classes
            return None
        try:
            written = rewritten(pattern.sql[1:-1].replace("''", "'"), 0)
        except re.error:
            return None
        if written is None:
            return None
        whole = self.text_of(value)
        made = f"regexp_replace({whole}, {text(written)}, {by.sql}, 'g')"
        return Text(f"CASE WHEN {_ascii(whole)} THEN {made} END")

    def calculated(self, one: Value | None, other: Value | None, mark: str) -> Value:
        """Return a sum, a difference, a product or a quotient."""
        a, b = self.number_of(one), self.number_of(other)
        whole = f"({a.whole} AND {b.whole})"
        if mark == "/":
            return Number(f"({a.sql} / nullif({b.sql}, 0))", "false", whole)
        sql = f"({a.sql} {mark} {b.sql})"
        return Number(sql, f"({whole} AND abs({sql}) < {EXACT})")

    def floor(self, value: Value | None) -> Value:
        """Return the largest whole number that is not above a number."""
        number = self.number_of(value)
        exact = f"({number.whole} OR {number.ratio})"
        return Number(f"CASE WHEN {exact} THEN floor({number.sql}) END", exact)

    def absolute(self, value: Value | None) -> Value:
        """Return a number without its sign."""
        number = self.number_of(value)
        return Number(f"abs({number.sql})", number.whole)

    def whole_of(self, value: Value | None) -> Value | None:
        """Return the whole number that a text has the digits of."""
        if not isinstance(value, Text):
            return None
        digits = f"regexp_full_match({value.sql}, '[+-]?[0-9]{{1,15}}')"
        return Number(f"CASE WHEN {digits} THEN TRY_CAST({value.sql} AS DOUBLE) END", "true")


def _function(name: str) -> _Written:
    return lambda at, one, other: Truth(f"{name}({at.text_of(one)}, {at.text_of(other)})")


def _constant(literal: Literal) -> Value:
    """Return the value of a text or number in a query."""
    plain = str(literal)
    if literal.datatype is None:
        return Text(text(plain))
    exact = plain.isdecimal() and len(plain) < 16
    return Number(f"{plain}::DOUBLE", str(exact).lower())


def _truth(value: Value | None) -> str:
    """Return the condition that a value is."""
    return f"({value.sql})" if isinstance(value, Truth) else "NULL::BOOLEAN"


def _ascii(whole: str) -> str:
    return f"strlen({whole}) = length({whole})"


def _numbers_compared(test: str, a: Number, b: Number) -> str:
    apart = f"abs({a.sql} - {b.sql}) > 1e-9 * greatest(abs({a.sql}), abs({b.sql}))"
    return f"CASE WHEN ({a.whole} AND {b.whole}) OR {apart} THEN {a.sql} {test} {b.sql} END"


_Written = Callable[..., "Value | None"]
_JOINED = {"&&": "AND", "||": "OR"}
#: Functions and operators, with the least and the most arguments that they are understood with.
_FUNCTIONS: dict[str, tuple[_Written, int, int]] = {
    **{mark: (partial(Surroundings.calculated, mark=mark), 2, 2) for mark in "+-*/"},
    "IF": (Surroundings.choice, 3, 3),
    "ABS": (Surroundings.absolute, 1, 1),
    "FLOOR": (Surroundings.floor, 1, 1),
    str(XSD.integer): (Surroundings.whole_of, 1, 1),
    "STR": (Surroundings.form, 1, 1),
    "DATATYPE": (Surroundings.datatype, 1, 1),
    "ISIRI": (partial(Surroundings.has_kind, kind=IRI), 1, 1),
    "ISURI": (partial(Surroundings.has_kind, kind=IRI), 1, 1),
    "ISBLANK": (partial(Surroundings.has_kind, kind=BLANK), 1, 1),
    "ISLITERAL": (partial(Surroundings.has_kind, kind=LITERAL), 1, 1),
    "CONCAT": (Surroundings.joined, 1, 99),
    "SUBSTR": (Surroundings.part, 2, 3),
    "STRLEN": (Surroundings.length, 1, 1),
    "LCASE": (Surroundings.small, 1, 1),
    "REPLACE": (Surroundings.replaced, 3, 3),
    "CONTAINS": (_function("contains"), 2, 2),
    "STRSTARTS": (_function("starts_with"), 2, 2),
    "STRENDS": (_function("ends_with"), 2, 2),
}
