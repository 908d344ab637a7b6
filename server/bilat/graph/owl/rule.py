"""The rules: one SELECT a file, named as in the OWL 2 Profiles, section 4.3, tables 4 to 9.

A rule reads the wide table ``triple`` and small relations made from the ontology (`bilat.graph.owl.axioms`);
its first lines say in plain words what it concludes. ``:rdf_type`` stands for the number of a vocabulary
term. ``prp-key.next.sql`` is a further SELECT of the rule prp-key. The text keeps to SQL that every engine
has, and joins in the best order: each line with equalities to lines above it, what selects most first.

From the same text come the variants that join what is new with what is known (semi-naive evaluation), and the
query for the premises of one conclusion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bilat.graph.owl.dictionary import Lexicon

_SOURCE = re.compile(r"\b(?:FROM|JOIN) (\w+) AS (\w+)")
_NAME = re.compile(r":([a-z]+_\w+)")
_EQUAL = re.compile(r"\b(\w+\.\w+) = (:\w+|\w+\.\w+)")
_COLUMN = re.compile(r"\{(\w+)\.(\w+)\}")

#: Tables that hold no axioms: no premise comes from them.
PLAIN_TABLES = frozenset({"literal", "equal_value", "datatype_within", "datatype_fits", "number_range"})


@dataclass(frozen=True, slots=True)
class Atom:
    """One use of the table ``triple`` in a rule.

    Args:
        alias: its name there.
        predicate: what its predicate is held to: a vocabulary name such as ``:rdf_type``, a column of a
            relation such as ``sub_property.sub``, or None when any predicate does.
        object: what its object is held to, likewise.
    """

    alias: str
    predicate: str | None
    object: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One SELECT.

    Args:
        file: file name without ending.
        sentence: what it concludes, in plain words.
        text: the SELECT.
        atoms: its uses of ``triple``.
        relations: alias and table of each relation it joins.
    """

    file: str
    sentence: str
    text: str
    atoms: tuple[Atom, ...]
    relations: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """Return the name of the rule in the OWL 2 Profiles."""
        return self.file.partition(".")[0]

    @classmethod
    def read(cls, file: Traversable) -> Rule:
        """Return the rule in a file."""
        sentence, text = _parted(file)
        sources = [(found[1], found[2]) for found in _SOURCE.finditer(text)]
        tables = {alias: table for table, alias in sources}
        equal = _EQUAL.findall(text)
        atoms = tuple(
            Atom(alias, *(_held(equal, f"{alias}.{place}", tables) for place in "po"))
            for table, alias in sources
            if table == "triple"
        )
        return cls(
            file=file.name.removesuffix(".sql"),
            sentence=sentence,
            text=text,
            atoms=atoms,
            relations=tuple((alias, table) for table, alias in sources if table != "triple"),
        )

    def variant(self, atom: Atom) -> str:
        """Return the SELECT in which an atom reads ``delta``, what the last step found."""
        return re.sub(rf"\btriple AS {atom.alias}\b", f"delta AS {atom.alias}", self.text)

    def premises(self) -> str:
        """Return the SELECT with the premises of each conclusion beside it.

        For each atom four columns (s, p, o, step), then two (axiom, since) for each relation made of axioms.
        """
        return self.extended(self.premise_columns())

    def premise_columns(self) -> list[str]:
        """Return the columns that `premises` adds."""
        columns = [f"{atom.alias}.{column}" for atom in self.atoms for column in ("s", "p", "o", "step")]
        return columns + [f"{alias}.{column}" for alias, _ in self.axioms for column in ("axiom", "since")]

    def extended(self, columns: list[str]) -> str:
        """Return the SELECT with further columns, named c0, c1 and so on."""
        more = "".join(f", {column} AS c{number}" for number, column in enumerate(columns))
        return self.text.replace("\nFROM ", f"{more}\nFROM ", 1)

    @property
    def axioms(self) -> tuple[tuple[str, str], ...]:
        """Return alias and table of the relations whose rows come from axioms."""
        return tuple(pair for pair in self.relations if pair[1] not in PLAIN_TABLES)

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        """Return alias and column of each place that the sentence has for a term."""
        return tuple((found[1], found[2]) for found in _COLUMN.finditer(self.sentence))


def bound(text: str, dictionary: Lexicon) -> str:
    """Return SQL with the number of each vocabulary term in place of its name."""
    return _NAME.sub(lambda found: str(dictionary.named(found[1])), text)


@cache
def inference_rules() -> tuple[Rule, ...]:
    """Return the rules that conclude triples, sorted by file name."""
    return _read(files("bilat.graph.owl") / "rules")


@cache
def inconsistency_rules() -> tuple[Rule, ...]:
    """Return the rules that conclude a contradiction, sorted by file name."""
    return _read(files("bilat.graph.owl") / "rules" / "inconsistency")


@cache
def stars() -> dict[str, str]:
    """Return by file name the SELECTs that stand for rules in the folded way (`bilat.graph.owl.saturate`).

    A rule says of each two of n things that they are the same; where one represents all, it does to say
    of each that it is the same as the first.
    """
    folder = files("bilat.graph.owl") / "rules" / "stars"
    return {file.name.removesuffix(".sql"): _parted(file)[1] for file in folder.iterdir()}


@cache
def vocabulary() -> frozenset[str]:
    """Return the vocabulary names that the rules use."""
    every = (*inference_rules(), *inconsistency_rules())
    return frozenset(name for rule in every for name in _NAME.findall(rule.text))


def _read(folder: Traversable) -> tuple[Rule, ...]:
    found = [Rule.read(file) for file in folder.iterdir() if file.name.endswith(".sql")]
    return tuple(sorted(found, key=lambda rule: rule.file))


def _parted(file: Traversable) -> tuple[str, str]:
    """Return the sentence and the SELECT of a file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    return " ".join(line.removeprefix("--").strip() for line in lines[:start]), "\n".join(lines[start:])


def _held(equal: list[tuple[str, str]], place: str, tables: dict[str, str]) -> str | None:
    """Return the vocabulary name, or the column of a relation of axioms, that a column of an atom equals."""
    for pair in equal:
        if place not in pair:
            continue
        held = pair[pair[0] == place]
        alias, _, column = held.partition(".")
        if not column:
            return held
        if tables[alias] not in {"triple", *PLAIN_TABLES}:
            return f"{tables[alias]}.{column}"
    return None
