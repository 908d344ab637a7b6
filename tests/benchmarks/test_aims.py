"""What is wanted of the figures is held against them, and a miss is called one."""

from aims import AIMS, Verdict, verdicts
from figures import Figure, Results, results


def taken(benchmark: str, *figures: Figure) -> Results:
    return results(benchmark, "about", figures)


def reasoning(who: str, seconds: float) -> Figure:
    return Figure(what="reasoning", who=who, unit="s", size=30_000, runs=(seconds,))


def test_peer_that_takes_long_enough_is_what_is_wanted() -> None:
    """As many times less as is wanted will do; the number told is how many times as much the peer takes."""
    (found,) = verdicts([taken("reason", reasoning("bilat", 0.2), reasoning("owlrl", 60))])
    assert found == Verdict(
        aim="reason: reasoning, 30,000 triples, 300 times less than owlrl, or better",
        measured="300",
        reached=True,
    )


def test_miss_is_told() -> None:
    """A little less than is wanted is a miss."""
    (found,) = verdicts([taken("reason", reasoning("bilat", 0.2), reasoning("owlrl", 59))])
    assert (found.measured, found.reached) == ("295", False)


def test_each_variant_has_to_reach_it() -> None:
    """One that does not is enough for a miss, and all are shown."""
    times = {("bilat", "1 client"): 150.0, ("bilat", "8 clients"): 300.0}
    times |= {("oxigraph", "1 client"): 100.0, ("oxigraph", "8 clients"): 100.0}
    figures = (
        Figure(what="look-up, each different", who=who, unit="µs", runs=(time,), variant=variant)
        for (who, variant), time in times.items()
    )
    (found,) = verdicts([taken("endpoint", *figures)])
    assert (found.measured, found.reached) == ("1.5 (1 client), 3 (8 clients)", False)


def test_value_of_ours_may_be_all_that_counts() -> None:
    """Without a peer the unit is that of the figure."""
    first = Figure(what="first answer after bilat serve", who="bilat", unit="s", runs=(0.5, 0.75, 1.5))
    (found,) = verdicts([taken("build", first)])
    assert found == Verdict(
        aim="build: first answer after bilat serve, 1 s at most", measured="0.75", reached=True
    )


def test_other_variant_of_ours_may_be_what_is_compared() -> None:
    """A check after an edit beside one that knows nothing."""
    figures = (
        Figure(what="check", who="bilat", unit="s", size=1_000_000, runs=(time,), variant=variant)
        for variant, time in {"nothing known": 20.0, "a label changed": 4.0, "fresh": 20.0}.items()
    )
    (found,) = verdicts([taken("recheck", *figures)])
    assert (found.measured, found.reached) == ("5", False)
    assert found.aim.endswith("10 times less than nothing known, or better")


def test_what_was_not_measured_is_left_out() -> None:
    """Neither without the peer nor without ours is there anything to say."""
    assert list(verdicts([])) == []
    assert list(verdicts([taken("reason", reasoning("owlrl", 59))])) == []
    assert list(verdicts([taken("reason", reasoning("bilat", 0.2))])) == []


def test_aims_speak_of_benchmarks_that_there_are() -> None:
    """Else one would never be judged."""
    from run import STEPS

    assert AIMS
    assert {aim.benchmark for aim in AIMS} <= {step.name for step in STEPS}
