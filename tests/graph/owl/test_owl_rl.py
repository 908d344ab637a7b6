"""Every rule of OWL 2 RL is accounted for."""

from __future__ import annotations

from bilat.graph.owl.owl_rl import ELSEWHERE, TABLES, rows
from bilat.graph.owl.rule import inconsistency_rules, inference_rules


def test_every_rule_of_the_profile_is_told() -> None:
    """Tables 4 to 9 have 78 rules; of each there is a file, or a reason why not."""
    told = rows()
    assert len({name for _, _, name, _ in told}) == len(told) == 78
    assert not [name for _, _, name, made in told if made == "unsupported"]


def test_every_file_belongs_to_a_rule() -> None:
    """No file has a name that the profile does not have, and what is left out has none."""
    files = {rule.name for rule in (*inference_rules(), *inconsistency_rules())}
    named = {name for names in TABLES.values() for name in names}
    assert files <= named
    assert named - files == {name for name, made in ELSEWHERE.items() if "not run" in made} | {"dt-eq"}
