"""From triples to all that follows: the rules run in bulk, step by step, until nothing new comes.

Each step is one statement, the UNION ALL of the rules, in which each rule joins what the last step found with
all that is known (semi-naive evaluation). Rules about axioms alone (scm) come first, so that the relations
that the others join with (`bilat.graph.owl.axioms`) are complete by then; a step that finds a new axiom all
the same has them made anew.

There are two ways to run, with the same rules and the same result:

* *folded*, which is fast: property relations closed beforehand, paths of transitive properties walked along,
  and of things that are the same (owl:sameAs) one representative that stands for all until the end;
* *plain*, which follows the text of each rule and so can say why: see `bilat.graph.owl.why`.

Which rules there are, and what of them is left out because it says nothing, is in `bilat.graph.owl.owl_rl`.
Literals of equal value are not written in each other's place (dt-eq), for that would repeat every statement
in other words; instead rules that compare values take equal ones, in files that end with ``.value``.
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bilat.errors import ClosureTooLarge
from bilat.graph.literal import DATATYPES
from bilat.graph.owl import schema_rules
from bilat.graph.owl.axioms import compile_schema
from bilat.graph.owl.dictionary import Lexicon, Row
from bilat.graph.owl.encode import Encoding
from bilat.graph.owl.kinds import CELLS, Feed, kinds_in
from bilat.graph.owl.relations import CLASSES, FOLDED, PREDICATES, RELATIONS, REQUIRED, Origins, Schema
from bilat.graph.owl.renaming import merge, renamed, under_all_names
from bilat.graph.owl.restrictions import copies
from bilat.graph.owl.rule import Rule, inference_rules, stars, vocabulary
from bilat.graph.owl.same import Representatives
from bilat.graph.owl.workspace import Space, Workspace

#: The rule whose paths are walked along (`bilat.graph.owl.workspace.Space.walk`) while the memory does.
_CARRYING = "prp-trp"
#: How many pairs of members of a class share a value of a property.
_PAIRS = """SELECT CAST(coalesce(sum(n * (n - 1) / 2), 0) AS BIGINT) FROM (
  SELECT CAST(count(*) AS DOUBLE) AS n FROM triple AS x
  JOIN triple AS c ON c.s = x.s AND c.p = :rdf_type AND c.o = {class_} WHERE x.p = {part} GROUP BY x.o
) AS f"""
#: Rules that compare with values that axioms give.
_GIVEN_VALUES = frozenset({"cls-hv2", "scm-hv", "prp-npa2"})
#: The rule that tells which datatypes a literal is of.
_DATATYPES_OF = "dt-type2"
#: Pairs of literals with one value.
_EQUAL_VALUE = (
    "SELECT a.id AS one, b.id AS other FROM literal AS a "
    "JOIN literal AS b ON b.value = a.value AND b.id <> a.id"
)
#: How many pairs of triples share a value, of properties that may be parts of keys.
_SHARING = """SELECT p, CAST(sum(n * n) AS BIGINT) FROM (
  SELECT p, o, CAST(count(*) AS DOUBLE) AS n FROM triple
  WHERE p IN (SELECT o FROM triple WHERE p = :rdf_first) GROUP BY p, o
) AS f GROUP BY p ORDER BY p"""


@dataclass(slots=True)
class Saturation:
    """A run of the rules over stated triples.

    Args:
        encoding: the stated triples.
        folded: which of the two ways to run.
        space: where it runs; in the database of the encoding unless said otherwise.
        crowds: what is the same as what in large numbers, known from a folded run: members, each with its
            representative. The plain way takes them for one thing from the beginning.
    """

    encoding: Encoding
    folded: bool
    crowds: Mapping[int, int] = field(default_factory=dict)
    space: Space = None  # type: ignore[assignment]  # set below
    rules: tuple[Rule, ...] = field(init=False, default_factory=inference_rules)
    schema: Schema = field(init=False, default=Schema({}, ()))
    same: Representatives = field(init=False)
    step: int = field(init=False, default=0)
    faults: dict[str, Row] = field(init=False, default_factory=dict)
    dictionary: Lexicon = field(init=False)
    _behind: set[Rule] = field(init=False)
    _walks: bool = field(init=False)
    _sharing: dict[int, int] | None = field(init=False, default=None)
    _equal_values: bool | None = field(init=False, default=None)
    _feed: Feed = field(init=False)
    _origins: Origins = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Take a part of the database of its own, beside the other way to run."""
        self.dictionary = self.encoding.dictionary
        if self.space is None:
            self.space = Workspace(self.encoding, "folded" if self.folded else "plain")
        self._feed = Feed(self.dictionary)
        named = {*vocabulary(), *PREDICATES, *CLASSES, *CELLS}
        self.same = Representatives(frozenset(map(self.dictionary.named, named)))
        self._behind = set(self.rules)
        self._walks = self.folded

    def run(self) -> None:
        """Add all that follows to the table ``triple``, with its step and the number of its rule, from 1."""
        names = copies(self.space, self.dictionary) if self.folded else self.crowds
        stated = "SELECT s, p, o FROM asserted"
        if names:
            stated = renamed(self.space, "asserted", names.items())
        self.space.append("triple", f"SELECT s, p, o, 0 AS step, 0 AS rule FROM ({stated}) AS d")
        self._look("triple")
        self._refresh()
        if self.folded:
            self._close_axioms()
            while branches := self._branches(axioms_only=True):
                self._derive(branches)
            self._refresh()
        while branches := self._branches():
            self._derive(branches)
            if self._feed.has_new_axioms():
                self._refresh()

    def inferred(self) -> list[tuple[int, ...]]:
        """Return what follows and is not stated, sorted as its text, under every name of each thing."""
        order = "ORDER BY s, p, CASE WHEN o < 0 THEN 0 ELSE 1 END, abs(o)"
        return self.space.rows(f"{self.inferred_rows()} {order}")

    def inferred_rows(self) -> str:
        """Return the SELECT of `inferred`, in no order."""
        end = self.dictionary.end
        told = f"s > 0 AND s < {end} AND p < {end} AND o < {end}"
        return under_all_names(self.space, self.same, told)

    def active(self, rule: Rule) -> bool:
        """Tell whether each relation that a rule joins with has rows, and each of its atoms triples."""
        tables = {table for _, table in rule.relations}
        return (
            all(table in self.schema.relations for table in tables & REQUIRED)
            and all(self._feed.gives(atom) for atom in rule.atoms)
            and ("equal_value" not in tables or (self._has_literals(rule) and self.has_equal_values()))
        )

    def feeding(self, rules: Iterable[Rule]) -> set[tuple[int, int]]:
        """Return the kinds of triples that some rules may act on, whatever values literals have.

        That a literal is a member of its datatype counts only where a rule acts on that in turn.
        """
        acting = [
            rule
            for rule in rules
            if all(table in self.schema.relations for table in {t for _, t in rule.relations} & REQUIRED)
            and all(self._feed.gives(atom) for atom in rule.atoms)
        ]
        plain = [rule for rule in acting if rule.name != _DATATYPES_OF]
        found = self._fed_by(plain)
        datatypes = {self.dictionary[f"<{datatype}>"] for datatype in DATATYPES}
        return self._fed_by(acting) if any(class_ in datatypes for _, class_ in found) else found

    def _fed_by(self, rules: Iterable[Rule]) -> set[tuple[int, int]]:
        atoms = {atom for rule in rules for atom in rule.atoms}
        return {kind for kind in self._feed.present() if any(self._feed.fits(atom, kind) for atom in atoms)}

    def has_equal_values(self) -> bool:
        """Tell whether there are literals of equal value; make the table of pairs when first asked."""
        if self._equal_values is None:
            self.space.make("equal_value", _EQUAL_VALUE)
            self._equal_values = bool(self.space.rows("SELECT one FROM equal_value LIMIT 1"))
        return self._equal_values

    def _has_literals(self, rule: Rule) -> bool:
        """Tell whether a rule that compares values may have any to compare."""
        given = [row for name in ("has_value", "negative_value") for row in self.schema.bare(name)]
        return rule.name not in _GIVEN_VALUES or any(row[2] < 0 for row in given)

    def _close_axioms(self) -> None:
        """Add what follows of axioms from axioms, unless there are too many to do it here."""
        predicates, classes = (
            ", ".join(f":{name}" for name in sorted(names)) for names in schema_rules.schema_names()
        )
        rows = self.space.rows(
            f"SELECT s, p, o FROM triple WHERE p IN ({predicates}) OR (p = :rdf_type AND o IN ({classes})) "
            f"LIMIT {schema_rules.MOST + 1}"
        )
        found = schema_rules.closed(((s, p, o) for s, p, o in rows), self.schema, self.dictionary)
        if found is None:
            self._close_paths()
            return
        self._behind -= set(schema_rules.rules())
        self._feed.know({p for _, p, _ in found})
        if found:
            self.step += 1
            self.space.put("closed", ("s", "p", "o", "rule"), ((*row, rule) for row, rule in found.items()))
            self.space.append("triple", f"SELECT s, p, o, {self.step} AS step, rule FROM closed")

    def _close_paths(self) -> None:
        """Add what the rules about long paths of axioms come to, before all others are run."""
        self._feed.know(())
        self.step += 1
        for number, rule in enumerate(self.rules, 1):
            predicate = schema_rules.PATHS.get(rule.file)
            if predicate and self.space.walk(f":{predicate}", number, "triple"):
                found = "SELECT s, p, o FROM path ANTI JOIN triple USING (s, p, o)"
                self.space.append(
                    "triple", f"SELECT s, p, o, {self.step} AS step, {number} AS rule FROM ({found})"
                )
                self._behind.remove(rule)

    def _look(self, table: str = "delta") -> None:
        """See which kinds of triples the last step found, and put representatives in place."""
        found = kinds_in(self.space, table)
        if self.folded and self.dictionary.named("owl_sameAs") in found:
            walked = 1 + [rule.file for rule in self.rules].index(_CARRYING)
            if merge(self.space, self.same, table, self.step, walked):
                found = kinds_in(self.space, table)
        self._feed.take(found)

    def _branches(self, *, axioms_only: bool = False) -> list[str]:
        """Return the SELECTs of a step: of rules behind the whole, of others the variants that are fed."""
        branches = []
        for number, rule in enumerate(self.rules, 1):
            if axioms_only and not rule.name.startswith("scm-"):
                continue
            if (self.folded and rule.name in FOLDED) or not self.active(rule):
                continue
            texts = self._texts(rule, number)
            branches += [text.replace("\nFROM ", f", {number} AS rule\nFROM ", 1) for text in texts]
        return branches

    def _texts(self, rule: Rule, number: int) -> list[str]:
        """Return the SELECTs that find what a rule has not found yet."""
        fed = [atom for atom in rule.atoms if self._feed.gives_new(atom)]
        behind = rule in self._behind
        self._behind.discard(rule)
        if not behind and not fed:
            return []
        if self._walks and rule.file == _CARRYING:
            paths = self._walk(number, "triple" if behind else "delta")
            if paths is not None:
                return paths
        star = stars().get(rule.file) if self.folded else None
        if behind or star:  # What the star begins with may be old or new.
            return [star or rule.text]
        return [rule.variant(atom) for atom in fed]

    def _walk(self, number: int, source: str) -> list[str] | None:
        """Return the SELECT of paths with a new link, none where no link is new.

        Args:
            number: that of the rule.
            source: table of what is new.

        Returns:
            None where the memory does not do, and the rule has to join link by link from now on.
        """
        properties = ", ".join(str(row[0]) for row in self.schema.bare("transitive_property"))
        links = f"SELECT s FROM {source} WHERE p IN ({properties}) AND rule <> {number} LIMIT 1"
        if not self.space.rows(links):  # but ends of paths, that were walked to the end
            return []
        self._walks = self.space.walk(properties, number, source)
        return ["SELECT s, p, o\nFROM path"] if self._walks else None

    def _derive(self, branches: list[str]) -> None:
        """Run one step: what it finds becomes the table ``delta``, and part of ``triple``."""
        self.step += 1
        every = "\nUNION ALL\n".join(branches)
        self.space.make(
            "delta",
            f"SELECT s, p, o, min(rule) AS rule FROM (\n{every}\n) AS d "
            "ANTI JOIN triple USING (s, p, o) GROUP BY s, p, o",
        )
        self.space.append("triple", f"SELECT s, p, o, {self.step} AS step, rule FROM delta")
        self._look()

    def _refresh(self) -> None:
        """Make the relations anew; rules that join with one that changed are behind.

        In the plain way a list is as stated: under other names of its members it would be several lists.
        """
        cells = {self.dictionary.named(name) for name in CELLS}
        predicates = ", ".join(str(self.dictionary.named(name)) for name in PREDICATES)
        classes = ", ".join(str(self.dictionary.named(name)) for name in CLASSES)
        rows = self.space.rows(
            f"SELECT s, p, o FROM triple WHERE p IN ({predicates}) OR (p = :rdf_type AND o IN ({classes})) "
            f"OR (p IN (:rdf_first, :rdf_rest) AND {'step >= 0' if self.folded else 'step = 0'})"
        )
        old = self.schema
        self.schema = compile_schema(
            [(s, p, o) for s, p, o in rows if p not in cells],
            [(s, p, o) for s, p, o in rows if p in cells],
            self.dictionary,
            folded=self.folded,
            step=self.step,
            origins={} if self.folded else self._origins,
            sharing=self._shared(),
        )
        self._require_telling_keys()
        self.faults |= self.schema.faults
        changed = {name for name in RELATIONS if self.schema.bare(name) != old.bare(name)}
        if changed:
            self._feed.hold(self.schema)
            self.space.fill(self.schema)
            self._behind |= {rule for rule in self.rules if changed & {table for _, table in rule.relations}}
        else:
            self.schema = old  # whose axioms the rows of the relations name by number

    def _require_telling_keys(self) -> None:
        """Check that some part of each key tells the members of its class apart.

        Raises:
            ClosureTooLarge: those that share a value of the best part make more pairs than there is room for.
        """
        most = self.space.most
        for class_, part, shared in self.schema.bare("key_first"):
            if self.dictionary.is_auxiliary(shared) and self._shared().get(part, 0) > most:
                ((pairs,),) = self.space.rows(_PAIRS.format(class_=class_, part=part))
                if pairs > most:
                    raise ClosureTooLarge(
                        f"Each part of the key of {self.dictionary.term(class_)} has values that many of "
                        f"its members share: {pairs:,} pairs do at least.",
                        remedy="Add a part to owl:hasKey whose values tell them apart, or leave the key out.",
                    )

    def _shared(self) -> dict[int, int]:
        """Return how many pairs of triples share a value where there are keys, as it was when first asked."""
        if self._sharing is None and self._feed.has("owl_hasKey"):
            self._sharing = {row[0]: row[1] for row in self.space.rows(_SHARING)}
        return self._sharing or {}
