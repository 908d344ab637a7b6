"""JSON-LD contexts on the web, for which copies in the project stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import URIRef

from bilat.errors import Place, SettingError, SourceError
from bilat.graph.lint.files import lint
from bilat.graph.lint.keys import lost_keys
from bilat.graph.lint.unreadable import syntax_findings
from bilat.graph.releases.inputs import fingerprint
from bilat.graph.report import checks
from bilat.graph.source.contexts import copies_of, written_in
from bilat.graph.source.load import load
from bilat.project import Project

EX = "http://ex.org/"
FIRST, SECOND = "https://web.example/first", "https://web.example/second"
COPIES = {
    "first.jsonld": {"@context": ["https://web.example/second", {"name": f"{EX}name"}]},
    "second.json": {"@context": {"id": "@id", "ex": EX, "knows": {"@id": "ex:knows", "@type": "@id"}}},
}
TOML = f'[contexts]\n"{FIRST}" = "copies/first.jsonld"\n"{SECOND}" = "copies/second.json"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project with copies of two contexts, of which the first names the second."""
    for name in ("data", "copies"):
        (tmp_path / name).mkdir()
    for name, copy in COPIES.items():
        (tmp_path / "copies" / name).write_text(json.dumps(copy, indent=2))
    (tmp_path / "bilat.toml").write_text(TOML)
    return tmp_path


def said(folder: Path, context: str) -> set[tuple[str, str, str]]:
    """Return what a file says that has a context."""
    text = f'{{"@context": {context},\n "id": "{EX}a",\n "name": "A",\n "knows": "{EX}b"}}'
    (folder / "data/a.jsonld").write_text(text)
    return {(str(s), str(p), str(o)) for s, p, o, _ in load(Project.at(folder)).quads}


@pytest.mark.parametrize(
    "context",
    [
        f'"{FIRST}"',
        f'["{FIRST}"]',
        f'[{{"@language": null}}, "{FIRST}", {{"x": "{EX}x"}}]',
        '"https:\\/\\/web.example\\/first"',
    ],
)
def test_a_copy_stands_for_a_context(folder, context) -> None:
    """Alone, in a list and written with escapes; what the copy names itself is there too."""
    expected = {(f"{EX}a", f"{EX}name", "A"), (f"{EX}a", f"{EX}knows", f"{EX}b")}
    assert said(folder, context) == expected


def test_statements_keep_their_places(folder) -> None:
    """Lines and columns are those of the file, not of the text with the copy in it."""
    said(folder, f'"{FIRST}"')
    locations = load(Project.at(folder)).locations
    found = locations.find(URIRef(f"{EX}a"), URIRef(f"{EX}knows"), URIRef(f"{EX}b"))
    assert found == Place("data/a.jsonld", 4, 11)


def test_keys_of_the_copy_are_known(folder) -> None:
    """A key that neither file nor copy explains is told, and no other."""
    text = f'{{"@context": "{FIRST}",\n "id": "{EX}a", "name": "A",\n "nam": "B"}}'
    (folder / "data/a.jsonld").write_text(text)
    (lost,) = lost_keys(load(Project.at(folder)))
    assert ("No context knows nam:" in lost.message, lost.place) == (True, Place("data/a.jsonld", 3))


def test_a_context_without_a_copy_is_refused_with_what_to_do(folder) -> None:
    """Nothing is fetched."""
    with pytest.raises(SourceError, match="context on the web") as refused:
        said(folder, '"https://web.example/third"')
    assert "[contexts] in bilat.toml" in (refused.value.remedy or "")


def test_copies_that_name_each_other_are_refused(folder) -> None:
    """A circle of contexts is told with the copies in it."""
    circle = {"@context": [FIRST, COPIES["second.json"]["@context"]]}
    (folder / "copies/second.json").write_text(json.dumps(circle))
    with pytest.raises(SourceError, match="lead back to themselves") as refused:
        said(folder, f'"{FIRST}"')
    assert all(f"<{iri}>" in refused.value.message for iri in (FIRST, SECOND))
    assert refused.value.place == Place("copies/first.jsonld")


def test_many_copies_that_name_each_other_are_told_at_once(folder) -> None:
    """A dozen that name all others would be written into each other without end."""
    names = [f"https://web.example/{number}" for number in range(12)]
    (folder / "bilat.toml").write_text(
        "[contexts]\n" + "".join(f'"{name}" = "copies/{name[-2:].strip("/")}.json"\n' for name in names)
    )
    for name in names:
        others = {"@context": [other for other in names if other != name]}
        (folder / f"copies/{name[-2:].strip('/')}.json").write_text(json.dumps(others))
    (found,) = syntax_findings(Project.at(folder))
    assert "lead back to themselves" in found.message


def test_copies_that_grow_without_end_are_refused(folder) -> None:
    """Each names the next ten times: what the first stands for cannot be held."""
    names = [f"https://web.example/{number}" for number in range(10, 20)]
    lines = (f'"{name}" = "copies/{name[-2:]}.json"\n' for name in names)
    (folder / "bilat.toml").write_text("[contexts]\n" + "".join(lines))
    for name, inner in zip(names, [*names[1:], None], strict=True):
        context = {"@context": [inner] * 10 if inner else {"name": f"{EX}name"}}
        (folder / f"copies/{name[-2:]}.json").write_text(json.dumps(context))
    with pytest.raises(SourceError, match="copies of contexts take more than") as refused:
        said(folder, f'"{names[0]}"')
    assert (refused.value.place or Place("")).file.startswith("copies/")


@pytest.mark.parametrize("text", ["[", "[]", "{}", "null", '{"@contex": {}}', ""])
def test_a_copy_without_a_context(folder, text) -> None:
    """The finding names the copy."""
    (folder / "copies/first.jsonld").write_text(text)
    (found,) = syntax_findings(Project.at(folder))
    assert (found.place, "holds none" in found.message) == (Place("copies/first.jsonld"), True)


@pytest.mark.parametrize("file", ['"nowhere.json"', '"copies"', '"../a.json"', "1"])
def test_a_copy_that_is_no_file_of_the_project(folder, file) -> None:
    """The error names the line of the configuration."""
    (folder.parent / "a.json").write_text("{}")
    (folder / "bilat.toml").write_text(f'[contexts]\n"{FIRST}" = {file}\n')
    with pytest.raises(SettingError, match="path of a file that is there") as refused:
        copies_of(Project.at(folder))
    assert refused.value.place == Place("bilat.toml", 2)


def test_a_changed_copy_is_another_project(folder) -> None:
    """What was built with the old copy is not current."""
    before = fingerprint(Project.at(folder))
    (folder / "copies/second.json").write_text('{"@context": {"id": "@id"}}')
    assert fingerprint(Project.at(folder)) != before


def test_a_copy_is_not_told_as_unread(tmp_path) -> None:
    """It may stand beside the folders, where other files of RDF are told, or in one of them."""
    (tmp_path / "data").mkdir()
    copy = json.dumps(COPIES["second.json"])
    for name in ("second.jsonld", "third.jsonld", "data/first.json", "data/third.json"):
        (tmp_path / name).write_text(copy)
    (tmp_path / "bilat.toml").write_text(
        f'[contexts]\n"{FIRST}" = "data/first.json"\n"{SECOND}" = "second.jsonld"\n'
    )
    project = Project.at(tmp_path)
    unread = {found.place for found in lint(load(project), project) if found.rule == checks.UNREAD_FILE}
    assert unread == {Place("data/third.json"), Place("third.jsonld")}


def test_only_contexts_are_replaced() -> None:
    """The same IRI as a value, a literal of JSON, and text that is no JSON, stay as they are."""
    value = f'{{"{EX}a": {{"@type": "@json", "@value": {{"@context": "{FIRST}"}}}}}}'
    for text in (f'{{"a": "{FIRST}", "b": ["{FIRST}"]}}', value, f'{{"@context": "{FIRST}"', "", "[" * 5_000):
        assert written_in(text, {FIRST: "{}"}, "") == text


@pytest.mark.parametrize(
    "context", [f'"{FIRST}"', f'[{{"j": {{"@id": "{EX}j", "@type": "@json"}}, "v": "@value"}}, "{SECOND}"]']
)
def test_json_that_a_term_makes_a_value_is_left_alone(context) -> None:
    """Whether the file says so or the copy."""
    copies = {FIRST: '{"v": {"@id": "@value"}, "j": {"@id": "x:j", "@type": "@json"}}', SECOND: "{}"}
    rest = f'"j": {{"@context": "{FIRST}"}}, "{EX}k": {{"@type": "@json", "v": {{"@context": "{FIRST}"}}}}}}'
    assert written_in(f'{{"@context": {context}, {rest}', copies, "").endswith(rest)
