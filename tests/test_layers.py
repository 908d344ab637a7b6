"""Imports go down: command line and web use engine and graph, which know nothing of HTTP."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "server/bilat"
SHARED = {
    *("", "digests", "errors", "nesting", "project", "settings", "text", "user_cache", "vocab"),
    *("web_address", "whole_file"),
}
#: What each layer may import of bilat, beside itself.
ALLOWED = {
    "digests": set(),
    "errors": set(),
    "nesting": set(),
    "project": {"errors"},
    "settings": {"errors"},
    "text": set(),
    "user_cache": set(),
    "vocab": set(),
    "web_address": set(),
    "whole_file": set(),
    "engine": SHARED,
    "graph": SHARED,
    "replica": SHARED | {"graph"},
    "web": SHARED | {"engine", "graph", "replica"},
    "cli": SHARED | {"engine", "graph", "replica", "web"},
    "__main__": {"cli"},
    "": set(),
}
#: The graph reads saved queries in the words of the endpoint, and makes the store that it opens.
OF_ENGINE = {
    "bilat.engine.rewriting.forbidden",
    "bilat.engine.outline",
    "bilat.engine.mistakes.syntax",
    "bilat.engine.disk",
}
HTTP = {"flask", "werkzeug", "httptools", "http", "urllib.request", "jinja2"}
#: A template is filled without any HTTP; others ask endpoints and stores, and answer nobody.
EXCEPTIONS = {
    "graph/report/html.py": {"jinja2"},
    "graph/shacl/remote.py": {"http", "urllib"},
    "engine/service/errand.py": {"http"},
    "engine/remote/connection.py": {"http"},
    "engine/remote/exchange.py": {"http"},
    "replica/storage.py": {"http"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Layers whose folders import in one direction: each can be read and tested without those above it.
DIRECTED = ("engine", "graph", "replica", "web", "cli")


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return the modules that a file imports, at its top or inside functions."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            module = node.module or ""
            submodules = (PACKAGE.parent / module.replace(".", "/")).is_dir()
            yield from (f"{module}.{name.name}" if submodules else module for name in node.names)


def layer_of(module: str) -> str:
    """Return the layer of a module of bilat, or empty text for the package itself."""
    name = module.removeprefix("bilat").removeprefix(".").split(".")[0]
    return name if name in ALLOWED or (PACKAGE / f"{name}.py").exists() else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_down(path: Path) -> None:
    """Each module imports only from its own layer and those below."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    layer = "" if parts == ("__init__",) else parts[0]
    for module in imported(path):
        if module.split(".")[0] == "bilat" and module not in OF_ENGINE:
            assert layer_of(module) in {layer, *ALLOWED[layer]}, f"{layer} imports {module}"
        if module in OF_ENGINE:
            assert layer not in SHARED, f"{layer} imports {module}"


@pytest.mark.parametrize("layer", ["engine", "graph"])
def test_only_web_speaks_http(layer: str) -> None:
    """Graph and engine know nothing of HTTP."""
    for path in (PACKAGE / layer).rglob("*.py"):
        allowed = EXCEPTIONS.get(path.relative_to(PACKAGE).as_posix(), set())
        found = {module for module in imported(path) if {module, module.split(".")[0]} & HTTP}
        assert not {module.split(".")[0] for module in found} - allowed, path


def name_of(path: Path) -> str:
    """Return the dotted name of a module."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Return names each of which the next imports, the first one at the end again; none without a circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("layer", DIRECTED)
def test_no_module_needs_itself(layer: str) -> None:
    """Not by way of others either, nor by an import inside a function."""
    modules = {name_of(path): path for path in (PACKAGE / layer).rglob("*.py")}
    assert circle({name: {*imported(path)} & modules.keys() - {name} for name, path in modules.items()}) == []


@pytest.mark.parametrize("layer", DIRECTED)
def test_folders_of_a_layer_import_in_one_direction(layer: str) -> None:
    """Of two folders one knows nothing of the other."""
    folders = {f"bilat.{layer}.{path.parent.name}." for path in (PACKAGE / layer).glob("*/__init__.py")}
    imports: dict[str, set[str]] = defaultdict(set)
    for path in (PACKAGE / layer).rglob("*/*.py"):
        for folder in folders:
            if not name_of(path).startswith(folder) and any(
                name.startswith(folder) for name in imported(path)
            ):
                imports[".".join(name_of(path).split(".")[:3]) + "."].add(folder)
    assert circle(imports) == []
