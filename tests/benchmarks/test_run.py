"""The runner of all benchmarks, its page, and the tables of the README."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import run
from click.testing import CliRunner
from figures import Figure, Results, results
from page import page
from readme import BEGIN, END, written
from tables import markdown, table

HERE = Path(__file__).parent
FIGURES = (
    Figure(what="reasoning", who="bilat", unit="s", size=3_000, runs=(0.25, 0.5, 0.125)),
    Figure(what="reasoning", who="owlrl", unit="s", size=3_000, runs=(25.0,)),
    Figure(what="reasoning", who="bilat", unit="s", size=30_000, runs=(2.0,)),
    Figure(what="reasoning", who="owlrl", unit="s", size=30_000, note="stopped after 600 s"),
    Figure(what="inferred", who="bilat", unit="triples", size=3_000, runs=(1_234,)),
)


def taken(figures: tuple[Figure, ...] = FIGURES) -> Results:
    return results("reason", "The same conclusions <beside> owlrl", figures)


def test_table_has_medians_ratios_and_what_is_missing() -> None:
    """Who is compared stands side by side; a count has no ratio."""
    assert markdown(table(FIGURES)).splitlines() == [
        "|  | bilat | owlrl |",
        "| --- | --- | --- |",
        "| reasoning, 3,000 triples (s) | 0.25 | 25 (100\N{MULTIPLICATION SIGN}) |",
        "| reasoning, 30,000 triples (s) | 2 | stopped after 600 s |",
        "| inferred, 3,000 triples (triples) | 1,234 |  |",
    ]


def test_page_shows_curves_and_everything_as_a_table() -> None:
    """One plot for what was measured on several sizes; nothing is fetched and no script runs."""
    seen = Seen(page([taken()]))
    assert seen.tags.count("figure") == 1
    assert any(label and "bilat 0.25 at 3k, 2 at 30k; owlrl 25 at 3k" in label for label in seen.labels)
    assert seen.tags.count("tr") == 1 + 3
    assert "script" not in seen.tags
    assert not seen.addresses
    assert "The same conclusions <beside> owlrl" in seen.text


def test_readme_has_the_tables_between_its_marks() -> None:
    """What stands around them stays; once written, nothing changes any more."""
    before = f"# Title\n\n{BEGIN}\nold\n{END}\nrest\n"
    after = written(before, [taken()])
    assert after.startswith(f"# Title\n\n{BEGIN}\n")
    assert after.endswith(f"\n{END}\nrest\n")
    assert "old" not in after
    assert "(100\N{MULTIPLICATION SIGN})" in after
    assert written(after, [taken()]) == after


def test_readme_without_marks_is_left_alone() -> None:
    """The message says what to put where."""
    with pytest.raises(ValueError, match="no place for figures"):
        written("# Title\n", [taken()])


def test_readme_of_the_repository_has_the_figures_of_its_files() -> None:
    """`make figures` writes both; the page too."""
    found = run.read(run.RESULTS)
    text = run.README.read_text("utf-8")
    assert found
    assert written(text, found) == text
    assert page(found) == (run.RESULTS / run.PAGE).read_text("utf-8")


def test_every_benchmark_has_its_step() -> None:
    """A script that takes --json is run with all others."""
    taking = re.compile(r'click\.option\(\s*"--json"')
    scripts = {path.stem for path in run.HERE.glob("*.py") if taking.search(path.read_text("utf-8"))}
    assert scripts
    assert scripts <= {step.name for step in run.STEPS}


def test_benchmarks_run_and_their_page_is_written(tmp_path: Path) -> None:
    """The quick way, as a process like any other; the README stays as it is, since figures went elsewhere."""
    before = run.README.read_bytes()
    command = [sys.executable, run.HERE / "run.py", "--quick", "--only", "swap", "--out", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "swap.json").read_text("utf-8"))["figures"]
    assert {"what": "failed", "who": "bilat", "unit": "requests", "runs": [0]} in figures
    assert "releases that took over" in (tmp_path / run.PAGE).read_text("utf-8")
    assert run.README.read_bytes() == before


def test_what_is_not_measured_is_said(tmp_path: Path) -> None:
    """Figures that were there stay."""
    taken().write(tmp_path / "reason.json")
    call = CliRunner().invoke(run.main, ["--only", "swap", "--minutes", "0", "--out", str(tmp_path)])
    assert call.exit_code == 1
    assert re.search(r"swap: left out, the time is over", call.output + call.stderr)
    assert "Not measured: swap." in call.output + call.stderr
    assert (tmp_path / run.PAGE).exists()


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    """The message names the folder and the command."""
    call = CliRunner().invoke(run.main, ["--render", "--out", str(tmp_path)])
    assert call.exit_code == 1
    assert "There are no figures in" in call.output + call.stderr


def test_other_files_are_passed_over_and_told(tmp_path: Path) -> None:
    """Figures of others are shown all the same."""
    taken().write(tmp_path / "reason.json")
    (tmp_path / "other.json").write_text("[]", "utf-8")
    call = CliRunner().invoke(run.main, ["--render", "--out", str(tmp_path)])
    assert call.exit_code == 0, call.output
    assert "Passed over" in call.output + call.stderr
    assert "other.json" in call.output + call.stderr
    assert "(100\N{MULTIPLICATION SIGN})" in (tmp_path / run.PAGE).read_text("utf-8")


class Seen(HTMLParser):
    """What a page is made of."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.labels: list[str | None] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, what it is called, and where it leads."""
        self.tags.append(tag)
        for name, value in attrs:
            if name == "aria-label":
                self.labels.append(value)
            if name in ("src", "href") and value and not value.startswith("#"):
                self.addresses.append(value)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data
