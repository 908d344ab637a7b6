"""Rules about axioms alone (scm), run over the few triples that they read without a database.

An ontology is small beside its data, and planning twenty joins takes a database longer than doing them. The
rules are read from the same text. Of a large ontology (`MOST`) nothing is done here: the database is quicker.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bilat.graph.owl.dictionary import Lexicon, Row
from bilat.graph.owl.relations import RELATIONS, Schema
from bilat.graph.owl.rule import Atom, Rule, inference_rules

#: Most triples about axioms, stated and concluded, that are held here.
MOST = 20_000
#: Rules that join paths, and the property of their links. A long path has so many ways to be put together of
#: two, that these rules are not run over it: its ends are found by walking along it once.
PATHS = {"scm-sco": "rdfs_subClassOf", "scm-spo": "rdfs_subPropertyOf"}
_SOURCE = re.compile(r"^(?:FROM|JOIN) (\w+) AS (\w+)")
_TEST = re.compile(r"(\S+) (=|<>|>) (\S+)")
_NAME = re.compile(r":\w+")
_COLUMNS = ("s", "p", "o")
#: Rows by the places of some of their columns, and what stands in these.
_Index = dict[tuple[tuple[int, ...], tuple[int, ...]], list[tuple[int, ...]]]
_HELD = {"=": lambda a, b: a == b, "<>": lambda a, b: a != b, ">": lambda a, b: a > b}


@dataclass(frozen=True, slots=True)
class _Source:
    """One table of a rule, as it is met.

    Args:
        table: its name.
        terms: what its columns are called in the rule.
        places: which of its columns are known by then, as numbers.
        keys: what these are equal to.
        tests: what is to be tested then.
    """

    table: str
    terms: tuple[str, ...]
    places: tuple[int, ...]
    keys: tuple[str, ...]
    tests: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A rule whose tables are in the order in which they are read."""

    sources: tuple[_Source, ...]
    result: tuple[str, str, str]


def schema_names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the predicates, and the classes, of the triples that rules about axioms read."""
    held = [(atom.predicate or "", atom.object or "") for rule in rules() for atom in rule.atoms]
    predicates = {predicate[1:] for predicate, _ in held if predicate != ":rdf_type"}
    return frozenset(predicates), frozenset(named[1:] for _, named in held if named.startswith(":"))


def closed(triples: Iterable[Row], schema: Schema, dictionary: Lexicon) -> dict[Row, int] | None:
    """Return what follows of axioms from axioms, each with the number of its rule; None for what is too much.

    Args:
        triples: those that `schema_names` tells of.
        schema: the relations.
        dictionary: what the numbers stand for.
    """
    facts = _Facts(dictionary, schema)
    facts.add(triples)
    numbers = {rule.file: number for number, rule in enumerate(inference_rules(), 1)}
    plans: dict[tuple[Rule, str], _Plan] = {}
    found: dict[Row, int] = {}
    for file, name in PATHS.items():
        found |= dict.fromkeys(_ends(facts, dictionary.named(name)), numbers[file])
    facts.add(found)
    new, first = list(facts.known), True
    while (new or first) and len(facts.known) <= MOST:
        fed = _Facts(dictionary, schema)
        fed.add(new)
        wave: dict[Row, int] = {}
        for rule, start in _fed(facts, fed, first=first):
            if (rule, start) not in plans:
                plans[rule, start] = _planned(rule, start, facts)
            for row in facts.joined(plans[rule, start], fed):
                if row not in facts.known:
                    wave.setdefault(row, numbers[rule.file])
        facts.add(wave)
        found |= wave
        new, first = list(wave), False
    return None if new else found


def _fed(facts: _Facts, fed: _Facts, *, first: bool) -> Iterator[tuple[Rule, str]]:
    """Yield the rules that may find something new, each with the alias of the table that is read first.

    Relations do not grow here: a rule that begins with one is run once, be there triples or not.
    """
    for rule in rules():
        if first and rule.file in PATHS:
            continue
        if all(map(facts.may_have, rule.atoms)) and all(facts.has_rows(table) for _, table in rule.relations):
            for atom in rule.atoms:
                if fed.may_have(atom):
                    yield rule, atom.alias
            if first and not rule.atoms:
                yield rule, rule.relations[0][0]


def _ends(facts: _Facts, p: int) -> Iterator[Row]:
    """Yield what is not known of paths of a property, up to one more than may be held here."""
    links = defaultdict[int, list[int]](list)
    for s, _, o in facts.rows_of(p):
        links[s].append(o)
    count = len(facts.known)
    for s, targets in list(links.items()):
        seen, waiting = set[int](), list(targets)
        while waiting:
            o = waiting.pop()
            if o not in seen:
                seen.add(o)
                waiting += links.get(o, ())
                if (s, p, o) not in facts.known:
                    yield s, p, o
                    count += 1
                    if count > MOST:
                        return


class _Facts:
    """Triples and relations, found by any of their columns.

    Args:
        dictionary: what the numbers stand for.
        schema: the relations.
    """

    def __init__(self, dictionary: Lexicon, schema: Schema) -> None:
        self.known: set[Row] = set()
        self._schema = schema
        self._constants = {term: dictionary.named(term[1:]) for term in _constants()}
        self._index: _Index = defaultdict(list)
        self._averages: dict[tuple[str, tuple[int, ...], tuple[int | None, ...]], float] = {}
        self._relations: dict[tuple[str, tuple[int, ...]], _Index] = {}

    def add(self, triples: Iterable[Row]) -> None:
        """Add triples: each can be found by its predicate, and by that with subject, object or both."""
        for s, p, o in triples:
            self.known.add((s, p, o))
            for places, key in (((1,), (p,)), ((0, 1), (s, p)), ((1, 2), (p, o)), ((0, 1, 2), (s, p, o))):
                self._index[places, key].append((s, p, o))

    def rows_of(self, p: int) -> list[tuple[int, ...]]:
        """Return the triples with a predicate."""
        return self._index.get(((1,), (p,)), [])

    def may_have(self, atom: Atom) -> bool:
        """Tell whether there are triples with the predicate of an atom."""
        known = self._constants.get(atom.predicate or "")
        return bool(self.known) if known is None else ((1,), (known,)) in self._index

    def has_rows(self, table: str) -> bool:
        """Tell whether a relation has rows."""
        return bool(self._schema.bare(table))

    def joined(self, plan: _Plan, fed: _Facts) -> Iterator[Row]:
        """Yield what a rule concludes when its first table reads what is new."""
        places = dict(self._constants)

        def step(depth: int) -> Iterator[Row]:
            if depth == len(plan.sources):
                s, p, o = plan.result
                yield places[s], places[p], places[o]
                return
            source = plan.sources[depth]
            for row in (self if depth else fed).rows(source, places):
                places.update(zip(source.terms, row, strict=True))
                if all(_HELD[how](places[one], places[other]) for one, how, other in source.tests):
                    yield from step(depth + 1)

        return step(0)

    def rows_each(self, table: str, keys: Mapping[str, str]) -> float:
        """Return how many rows a look-up finds on average: these columns, known to be a name or anything."""
        columns = _columns(table)
        places = tuple(columns.index(column) for column in keys)
        fixed = tuple(self._constants[term] if term[0] == ":" else None for term in keys.values())
        if (table, places, fixed) not in self._averages:
            named = fixed[places.index(1)] if table == "triple" and 1 in places else None
            triples = self.known if named is None else self._index.get(((1,), (named,)), [])
            rows = triples if table == "triple" else self._schema.bare(table)
            held = [tuple(row[place] for place in places) for row in rows]
            fitting = [key for key in held if all(n in {None, k} for n, k in zip(fixed, key, strict=True))]
            self._averages[table, places, fixed] = len(fitting) / max(1, len(set(fitting)))
        return self._averages[table, places, fixed]

    def rows(self, source: _Source, places: Mapping[str, int]) -> list[tuple[int, ...]]:
        """Return the rows of a table whose columns have the known values."""
        key = tuple(places[term] for term in source.keys)
        found = self._index if source.table == "triple" else self._relation(source.table, source.places)
        return found.get((source.places, key), [])

    def _relation(self, table: str, columns: tuple[int, ...]) -> _Index:
        """Return a relation by some of its columns: thousands of restrictions may share a property."""
        found = self._relations.get((table, columns))
        if found is None:
            found = self._relations[table, columns] = defaultdict(list)
            for row in self._schema.bare(table):
                found[columns, tuple(row[place] for place in columns)].append(row)
        return found


def _columns(table: str) -> tuple[str, ...]:
    return _COLUMNS if table == "triple" else RELATIONS[table]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules that are run here; those that compare values need the database."""
    scm = (rule for rule in inference_rules() if rule.name.startswith("scm-"))
    return tuple(rule for rule in scm if not rule.file.endswith(".value"))


@cache
def _constants() -> frozenset[str]:
    """Return the vocabulary names that the rules use."""
    return frozenset(name for rule in rules() for name in _NAME.findall(rule.text))


def _planned(rule: Rule, start: str, facts: _Facts) -> _Plan:
    """Return how to run a rule that reads a table first."""
    lines = rule.text.splitlines()
    tables = {found[2]: found[1] for line in lines if (found := _SOURCE.match(line))}
    tests = [(found[1], found[2], found[3]) for line in lines for found in _TEST.finditer(line)]
    result = re.findall(r"(\S+) AS [spo]\b", lines[0])
    return _Plan(tuple(_ordered(start, tables, tests, facts)), (result[0], result[1], result[2]))


def _ordered(
    start: str, tables: dict[str, str], tests: list[tuple[str, str, str]], facts: _Facts
) -> Iterator[_Source]:
    """Yield the tables, each time the one with the fewest rows for what is known by then.

    Thousands of restrictions may share a property, and few of them a class: the class comes first.
    """
    waiting, known, open_tests = dict(tables), set[str](), list(tests)

    def is_known(term: str) -> bool:
        return "." not in term or term.partition(".")[0] in known

    def keys(alias: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for one, how, other in open_tests:
            for here, there in ((one, other), (other, one)):
                if how == "=" and here.startswith(f"{alias}.") and is_known(there):
                    found.setdefault(here.partition(".")[2], there)
        return found

    alias = start
    while waiting:
        table = waiting.pop(alias)
        held = keys(alias)
        known.add(alias)
        ready = [test for test in open_tests if is_known(test[0]) and is_known(test[2])]
        open_tests = [test for test in open_tests if test not in ready]
        rest = tuple(test for test in ready if not _is_key(test, alias, held))
        columns = _columns(table)
        keyed = [column for column in columns if column in held]
        yield _Source(
            table,
            tuple(f"{alias}.{column}" for column in columns),
            tuple(map(columns.index, keyed)),
            tuple(held[column] for column in keyed),
            rest,
        )
        if waiting:
            alias = min(waiting, key=lambda each: (facts.rows_each(waiting[each], keys(each)), each))


def _is_key(test: tuple[str, str, str], alias: str, held: dict[str, str]) -> bool:
    """Tell whether a test is one that a look-up has answered."""
    one, how, other = test
    return how == "=" and any(
        here == f"{alias}.{column}" and there == term
        for column, term in held.items()
        for here, there in ((one, other), (other, one))
    )
