"""Saved queries say in their header what they are."""

from pathlib import Path

import pytest

from bilat.errors import SourceError
from bilat.graph.queries.saved import form_of, saved_checks, saved_queries
from bilat.project import Project

GOOD = """\
# id: which-bridges
# question: Which bridges are there?
# theme: bridges
# keywords: bridge, river crossing,
# includes: bridges in use;
#   closed ones are left out

# A comment below the header.
PREFIX e: <http://e/#>
SELECT ?bridge { ?bridge a e:Bridge }
"""


def project(folder: Path, kind: str = "competency", **files: str) -> Project:
    """Return a project with these queries."""
    queries = folder / "queries" / kind
    queries.mkdir(parents=True)
    for name, text in files.items():
        (queries / f"{name}.rq").write_text(text)
    return Project.at(folder)


def test_a_header_is_read(tmp_path: Path) -> None:
    """All keys, a continued value and the form of the query are found."""
    one = project(tmp_path, which=GOOD)
    (tmp_path / "queries/competency/which.csv").write_bytes(b"bridge\r\n")
    (query,) = saved_queries(one)
    assert query.id == "which-bridges"
    assert query.question == "Which bridges are there?"
    assert query.keywords == ("bridge", "river crossing")
    assert query.includes == "bridges in use; closed ones are left out"
    assert (query.form, query.path, query.text) == ("select", "queries/competency/which.rq", GOOD)
    assert query.expected == b"bridge\r\n"


def test_an_answer_may_be_missing(tmp_path: Path) -> None:
    """A question without an expected answer is still a question."""
    assert saved_queries(project(tmp_path, which=GOOD))[0].expected is None


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("# theme: bridges\n", "", 1, "no theme"),
        ("# theme: bridges\n", "# theme:\n", 1, "no theme"),
        ("# theme", "# themes", 3, r"unknown key 'themes'. Did you mean theme\?"),
        ("# theme: bridges", "# id: again", 3, "'id' twice"),
        ("# theme: bridges", "# just words", 3, "no “# key: value”"),
        ("# id: which-bridges", "# id: Which Bridges", 1, "The id is"),
        ("SELECT", "CHOOSE", None, "no SELECT, ASK"),
    ],
)
def test_a_bad_header_names_file_and_line(
    tmp_path: Path, old: str, new: str, line: int | None, words: str
) -> None:
    """What is missing, unknown, twice or no header line is an error with its place."""
    with pytest.raises(SourceError, match=words) as error:
        saved_queries(project(tmp_path, which=GOOD.replace(old, new, 1)))
    assert error.value.place is not None
    assert (error.value.place.file, error.value.place.line) == ("queries/competency/which.rq", line)


def test_two_files_cannot_share_an_id(tmp_path: Path) -> None:
    """An id is an address, so it is used once."""
    with pytest.raises(SourceError, match="also that of queries"):
        saved_queries(project(tmp_path, a=GOOD, b=GOOD))


def test_a_file_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    """Bytes that are no text are an error with the file."""
    one = project(tmp_path, which=GOOD)
    (tmp_path / "queries/competency/which.rq").write_bytes(b"# id: \xff")
    with pytest.raises(SourceError, match=r"which\.rq.*UTF-8"):
        saved_queries(one)


CHECK = "# id: no-river\n# message: This bridge crosses nothing.\n# severity: warning\nSELECT ?focus { }\n"


def test_a_check_is_read(tmp_path: Path) -> None:
    """A check needs no remedy; its severity is what the header says."""
    (check,) = saved_checks(project(tmp_path, "checks", one=CHECK))
    assert (check.id, check.severity, check.remedy) == ("no-river", "warning", None)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("warning", "grave", "'grave'. It is one of violation, warning, info"),
        ("SELECT ?focus", "ASK", "SELECT"),
    ],
)
def test_a_bad_check_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    """An unknown severity and a query that returns no rows are errors."""
    with pytest.raises(SourceError, match=words):
        saved_checks(project(tmp_path, "checks", one=CHECK.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("select * {}", "select"),
        ("PREFIX a: <http://e/select#> # ASK\nBASE <http://e/>\nASK {}", "ask"),
        ("prefix : <x> CONSTRUCT {} WHERE {}", "construct"),
        ("DESCRIBE <x>", "describe"),
        ("INSERT DATA {}", None),
        ("", None),
    ],
)
def test_the_form_is_the_first_word_after_the_prefixes(text: str, form: str | None) -> None:
    """Words in IRIs and comments do not count."""
    assert form_of(text) == form
