"""The docs tell all there is, and all parts of the project tell the same version and date."""

import ast
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

import bilat
from bilat.graph.queries.headers import read_header
from bilat.graph.queries.saved import CHECK_KEYS, QUESTION_KEYS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def test_the_reference_is_what_there_is() -> None:
    """Commands, options, settings, checks, shapes and questions; run make reference after changes."""
    path = ROOT / "docs/make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.reference()


def test_every_address_is_in_the_docs() -> None:
    """Each route that the web layer names stands in the reference, up to its first variable part."""
    routes: set[str] = set()
    for path in (ROOT / "server/bilat/web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                named = node.func.attr in ("add_url_rule", "get", "route") and isinstance(first, ast.Constant)
                if named and str(first.value).startswith("/"):
                    routes.add(str(first.value).split("<")[0])
    assert routes
    assert [route for route in sorted(routes) if route not in DOCS and not route.endswith(".css")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A link inside the repository names what is there: a file, and a heading in it."""
    for name, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        there = page.parent / name if name else page
        assert there.exists(), name
        assert not anchor or anchor in _anchors(there), f"{name}#{anchor}"


def _anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_tests_that_the_docs_name_are_there() -> None:
    """Whoever repeats what a page says of tests finds them."""
    paths = re.findall(r"pytest (?:-\S+ )*(tests/[\w/.]+)", DOCS)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_paths_for_developers_lead_somewhere() -> None:
    """Files and modules are named from the repository or from the package on; capitals stand for a name."""
    text = (ROOT / "docs/developers.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_.]+/[a-z_./]*)`", text))
    there = {
        name
        for name in named
        for path in (ROOT / name, ROOT / "server/bilat" / name)
        if path.exists() or path.with_name(f"{path.name}.py").exists()
    }
    assert named
    assert named - there == set()


@pytest.mark.parametrize("key", sorted({*QUESTION_KEYS, *CHECK_KEYS}))
def test_header_keys_are_in_the_docs(key: str) -> None:
    """Whoever writes a query finds what its header needs."""
    assert f"# {key}: " in (ROOT / "docs/data-authors.md").read_text(encoding="utf-8")


def test_the_headers_in_the_docs_are_headers() -> None:
    """The examples can be copied."""
    text = (ROOT / "docs/data-authors.md").read_text(encoding="utf-8")
    question, check = re.findall(r"```sparql\n(# id: .*?)\n\n", text, re.DOTALL)
    assert read_header(question, "docs", QUESTION_KEYS, QUESTION_KEYS)
    assert read_header(check, "docs", CHECK_KEYS, ("id", "message"))


def test_every_package_is_explained() -> None:
    """The readme says what each one is for that comes with bilat, or with what is asked for beside."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    wanted = [*project["dependencies"], *project["optional-dependencies"]["spark"]]
    names = [re.split("[<>=]", each)[0].lower() for each in wanted]
    assert [name for name in names if f"https://pypi.org/project/{name}/" not in readme] == []


def test_one_version_and_date_everywhere() -> None:
    """Package, citation, changelog and ontology name the same version, and the same day of release."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    core = (ROOT / "ontology/core.ttl").read_text(encoding="utf-8")
    version = project["version"]
    latest = re.search(r"^## (\S+) - (\d{4}-\d\d-\d\d)$", changelog, re.MULTILINE)
    assert latest is not None
    assert latest[1] == version == bilat.__version__
    date = latest[2]
    assert f"\nversion: {version}\ndate-released: {date}\n" in citation
    assert f'owl:versionInfo "{version}"' in core
    assert f'dcterms:issued "{date}"^^xsd:date' in core
    for path in (ROOT / "ontology").glob("*.ttl"):
        for found in re.findall(r"owl:versionIRI <([^>]*)>", path.read_text(encoding="utf-8")):
            assert found.endswith(f"/{version}"), path
