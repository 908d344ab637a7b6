"""What follows from a graph and its ontology by OWL 2 RL, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import duckdb

from bilat.errors import ClosureTooLarge, UnsupportedAxiom
from bilat.graph.owl.dictionary import Dictionary, Triple
from bilat.graph.owl.encode import Encoding, encode
from bilat.graph.owl.inconsistency import Inconsistency, contradicted, contradictions
from bilat.graph.owl.profile import REMEDY, Unsupported, unsupported
from bilat.graph.owl.relations import CLASSES, PREDICATES
from bilat.graph.owl.rule import vocabulary
from bilat.graph.owl.saturate import Saturation
from bilat.graph.owl.useful import useful_among
from bilat.graph.owl.why import Explainer, Explanation

#: With fewer triples, waiting for a second thread takes longer than it saves (measured).
_SMALL = 100_000
#: Names that get a number whether they occur or not.
VOCABULARY_NAMES = tuple(
    sorted({*vocabulary(), *PREDICATES, *CLASSES, "rdf_first", "rdf_rest", "rdf_nil", "rdf_type"})
)


@dataclass(slots=True, kw_only=True)
class Closure:
    """What the rules found.

    Args:
        inferred: the useful triples (`bilat.graph.owl.useful`) that follow and are not stated, sorted.
        inconsistencies: what contradicts itself, sorted.
        unsupported: axioms that were not acted on; none in the strict way.
        encoding: the stated triples, from which `explain` works.
        crowds: what is the same as what in large numbers (`bilat.graph.owl.same`).
    """

    inferred: tuple[Triple, ...]
    inconsistencies: tuple[Inconsistency, ...]
    unsupported: tuple[Unsupported, ...] = ()
    encoding: Encoding = field(repr=False)
    crowds: Mapping[int, int] = field(repr=False, default_factory=dict)
    _explainer: Explainer | None = field(default=None, repr=False)

    def explain(self, triple: Triple) -> Explanation:
        """Return why a triple holds, down to what is stated; the first call runs the rules once more.

        Raises:
            BilatError: it is neither stated nor does it follow.
        """
        return self.explainer.explain(triple)

    @property
    def explainer(self) -> Explainer:
        """Return what explains triples, made when it is first wanted."""
        if self._explainer is None:
            self._explainer = Explainer(self.encoding, self.crowds)
        return self._explainer


def reason(
    triples: Iterable[Triple],
    *,
    memory: str | None = None,
    most: int | None = None,
    strict: bool = True,
) -> Closure:
    """Return what follows by the rules of OWL 2 RL (OWL 2 Profiles, section 4.3).

    Args:
        triples: data and ontology, as N-Triples terms; repetitions do no harm.
        memory: most memory the database may use, such as ``"2GB"``; DuckDB's own default when None.
        most: triples that may follow, which this process has to hold; any number when None.
        strict: whether an axiom that no rule acts on is an error.

    Raises:
        UnsupportedAxiom: an axiom is none of OWL 2 RL, and the way is strict.
        ClosureTooLarge: the memory does not suffice, or more follows.
    """
    # In the order they come: terms that were made together lie together, and a set would scatter them.
    stated = tuple(dict.fromkeys(triples))
    passed_over = tuple(unsupported(stated))
    threads = 1 if len(stated) < _SMALL else None
    try:
        closure = _closure(
            encode(stated, vocabulary=VOCABULARY_NAMES, threads=threads, memory=memory), passed_over, most
        )
    except duckdb.OutOfMemoryException:
        raise ClosureTooLarge(
            f"Reasoning over {len(stated):,} triples needs more memory than there is.",
            remedy="Allow more with build_megabytes, or leave out axioms that much follows from.",
        ) from None
    if strict and closure.unsupported:
        raise UnsupportedAxiom(closure.unsupported[0].message, remedy=REMEDY)
    return closure


def _closure(encoding: Encoding, passed_over: tuple[Unsupported, ...], most: int | None) -> Closure:
    """Run the rules and the checks."""
    saturation = Saturation(encoding, folded=True)
    saturation.run()
    if most is not None:
        _require_room(saturation, most)
    inferred = tuple(useful_among(saturation.inferred(), cast(Dictionary, encoding.dictionary)))
    failing = contradicted(saturation)
    crowds = saturation.same.crowds()
    explainer = Explainer(encoding, crowds) if failing else None
    closure = Closure(
        inferred=inferred,
        inconsistencies=contradictions(explainer, failing) if explainer else (),
        unsupported=(*passed_over, *faults_of(saturation)),
        encoding=encoding,
        crowds=crowds,
        _explainer=explainer,
    )
    saturation.space.close()
    return closure


def _require_room(saturation: Saturation, most: int) -> None:
    """Check that what follows can be held in this process.

    Raises:
        ClosureTooLarge: it is more; the error names what most of it says.
    """
    rows = saturation.inferred_rows()
    counted = f"SELECT p, count(*) AS n FROM ({rows}) GROUP BY p ORDER BY n DESC, p"  # noqa: S608 -- ours
    found = saturation.space.rows(counted)
    total = sum(count for _, count in found)
    if total > most:
        p, count = found[0]
        raise ClosureTooLarge(
            f"{total:,} triples would follow, {count:,} of them with {saturation.dictionary.term(p)}; "
            f"{most:,} can be held in memory.",
            remedy="Allow more with build_megabytes, or leave out axioms that much follows from.",
        )


def faults_of(saturation: Saturation) -> Iterator[Unsupported]:
    """Yield the axioms that turned out to be none when their relations were made."""
    for message, axiom in saturation.faults.items():
        yield Unsupported(axiom=saturation.dictionary.decode(axiom), message=message)
