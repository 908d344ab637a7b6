"""Figures of benchmarks: written and read again, with what they depend on."""

from pathlib import Path

import figures
import pytest
from figures import Figure, Results, in_turn, results

FIGURES = (
    Figure(what="reasoning", who="bilat", unit="s", size=30_000, runs=(0.25, 0.125, 0.5)),
    Figure(what="reasoning", who="owlrl", unit="s", size=30_000, note="not installed"),
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Runs stay in their order, and what has no run says why."""
    taken = results("reason", "The same conclusions", FIGURES, packages=("owlrl",))
    taken.write(tmp_path / "results" / "reason.json")
    assert Results.read(tmp_path / "results" / "reason.json") == taken
    assert [each.name for each in (tmp_path / "results").iterdir()] == ["reason.json"]


def test_figures_say_what_they_depend_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that they go to is no part of the command that gives them again."""
    monkeypatch.setattr(figures.sys, "argv", ["reason.py", "--json", "x.json", "--triples", "30000"])
    taken = results("reason", "The same conclusions", FIGURES, packages=("owlrl",), programs={"java": "17"})
    assert taken.command == "python benchmarks/reason.py --triples 30000"
    assert {"bilat", "owlrl", "java", "duckdb"} <= taken.versions.keys()
    assert {"cores", "memory", "python"} <= taken.machine.keys()


def test_the_middle_of_the_runs_is_told() -> None:
    """None where there is no run."""
    assert FIGURES[0].middle == 0.25
    assert FIGURES[1].middle is None


def test_another_file_is_told_apart(tmp_path: Path) -> None:
    """The message names it."""
    (tmp_path / "x.json").write_text('{"figures": [{"what": "x"}]}')
    with pytest.raises(ValueError, match=r"x\.json: not the figures of a benchmark"):
        Results.read(tmp_path / "x.json")


def test_runs_are_made_in_turn() -> None:
    """One of each, then the next of each."""
    order: list[str] = []
    runs = in_turn({name: lambda name=name: order.append(name) or len(order) for name in "ab"}, 2)
    assert order == ["a", "b", "a", "b"]
    assert runs == {"a": [1, 3], "b": [2, 4]}
