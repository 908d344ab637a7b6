"""All rules of OWL 2 RL (OWL 2 Profiles, section 4.3), by table, with what the reasoner makes of each.

Nearly each is a file in ``rules`` or ``rules/inconsistency``, found by its name. `ELSEWHERE` tells of the few
that are not, and of those of which a part is left out. Axioms that no rule acts on are told by name when a
graph is built (`bilat.graph.owl.profile`).
"""

from __future__ import annotations

from bilat.graph.owl.rule import inconsistency_rules, inference_rules

#: Number and title of each table, with its rules.
TABLES: dict[tuple[int, str], tuple[str, ...]] = {
    (4, "Equality"): (
        *("eq-ref", "eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"),
        *("eq-diff1", "eq-diff2", "eq-diff3"),
    ),
    (5, "Properties"): (
        *("prp-ap", "prp-dom", "prp-rng", "prp-fp", "prp-ifp", "prp-irp", "prp-symp", "prp-asyp"),
        *("prp-trp", "prp-spo1", "prp-spo2", "prp-eqp1", "prp-eqp2", "prp-pdw", "prp-adp"),
        *("prp-inv1", "prp-inv2", "prp-key", "prp-npa1", "prp-npa2"),
    ),
    (6, "Classes"): (
        *("cls-thing", "cls-nothing1", "cls-nothing2", "cls-int1", "cls-int2", "cls-uni", "cls-com"),
        *("cls-svf1", "cls-svf2", "cls-avf", "cls-hv1", "cls-hv2", "cls-maxc1", "cls-maxc2"),
        *("cls-maxqc1", "cls-maxqc2", "cls-maxqc3", "cls-maxqc4", "cls-oo"),
    ),
    (7, "Class axioms"): ("cax-sco", "cax-eqc1", "cax-eqc2", "cax-dw", "cax-adc"),
    (8, "Datatypes"): ("dt-type1", "dt-type2", "dt-eq", "dt-diff", "dt-not-type"),
    (9, "Schema vocabulary"): (
        *("scm-cls", "scm-sco", "scm-eqc1", "scm-eqc2", "scm-op", "scm-dp", "scm-spo", "scm-eqp1"),
        *("scm-eqp2", "scm-dom1", "scm-dom2", "scm-rng1", "scm-rng2", "scm-hv", "scm-svf1", "scm-svf2"),
        *("scm-avf1", "scm-avf2", "scm-int", "scm-uni"),
    ),
}
_SAYS_NOTHING = "not run: what it concludes says nothing of the data"
#: Rules without a file of their name, or of which a part is left out.
ELSEWHERE: dict[str, str] = {
    "eq-ref": f"{_SAYS_NOTHING} (each thing is the same as itself)",
    "prp-ap": f"{_SAYS_NOTHING} (rdfs:label is an annotation property)",
    "cls-thing": f"{_SAYS_NOTHING} (owl:Thing is a class)",
    "cls-nothing1": f"{_SAYS_NOTHING} (owl:Nothing is a class)",
    "dt-type1": f"{_SAYS_NOTHING} (xsd:integer is a datatype)",
    "dt-eq": "acted on inside the rules that compare values; no statement is repeated in other words",
    "scm-cls": "infers, but not that owl:Nothing is below every class",
}


def rows() -> tuple[tuple[int, str, str, str], ...]:
    """Return for each rule the number and title of its table, its name, and what is made of it."""
    inferring = {rule.name for rule in inference_rules()}
    checking = {rule.name for rule in inconsistency_rules()}
    return tuple(
        (number, title, name, ELSEWHERE.get(name) or _made(name in inferring, name in checking))
        for (number, title), names in TABLES.items()
        for name in names
    )


def _made(infers: bool, checks: bool) -> str:
    """Return what is made of a rule by the files that it has."""
    return " and ".join(["infers"] * infers + ["finds contradictions"] * checks) or "unsupported"
