"""Docstrings speak of what there is: the names in them, and their arguments, are those of the code."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bilat.settings import TABLE

PACKAGE = Path(__file__).resolve().parents[1] / "server/bilat"
MODULES = sorted(PACKAGE.rglob("*.py"))
SETTINGS = {row.name for row in TABLE}
_REFERENCE = re.compile(r"(?<!`)`([\w.]+)`(?!`)")
_ARGUMENTS = re.compile(r"^Args:\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)
_ARGUMENT = re.compile(r"^ {4}(\w+):", re.MULTILINE)
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def documented(tree: ast.Module) -> list[tuple[Documented, str]]:
    """Return what has a docstring in a module, with it."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, Documented)]
    return [(node, said) for node in nodes if (said := ast.get_docstring(node))]


@cache
def parsed(path: Path) -> ast.Module:
    """Return what stands in a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def words(path: Path) -> set[str]:
    """Return the names that the code of a module uses, in texts too."""
    tree = parsed(path)
    found: set[str] = set()
    said = {id(node.body[0].value) for node, _ in documented(tree)}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            found.update(re.findall(r"\w+", node.value))
        for field in ("id", "attr", "arg", "name"):
            if isinstance(name := getattr(node, field, None), str):
                found.add(name)
    return found


def is_there(reference: str) -> bool:
    """Tell whether a dotted name is that of a package, of a module, or of what stands in one."""
    place, parts = PACKAGE.parent, reference.split(".")
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    if not parts:
        return True
    file = place / f"{parts[0]}.py"
    if file.exists():
        parts.pop(0)
    else:
        file = place / "__init__.py"
    return set(parts) <= words(file)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_names_in_docstrings_lead_somewhere(path: Path) -> None:
    """A name is one of the module, of its neighbours or a setting; any other begins with ``bilat.``."""
    known = words(path) | {each.stem for each in path.parent.iterdir()} | SETTINGS
    missing = [
        name
        for _, said in documented(parsed(path))
        for name in _REFERENCE.findall(said)
        if name != "bilat.toml"
        and not (is_there(name) if name.startswith("bilat.") else name.split(".")[0] in known)
    ]
    assert missing == []


def parameters(node: ast.AST) -> set[str]:
    """Return what a function is called with, or a class made of."""
    if isinstance(node, ast.ClassDef):
        made = [each for each in node.body if getattr(each, "name", "") == "__init__"]
        if made:
            return parameters(made[0])
        fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
        return {ast.unparse(each.target) for each in fields if "init=False" not in ast.unparse(each)}
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    named = node.args
    every = [*named.posonlyargs, *named.args, *named.kwonlyargs, named.vararg, named.kwarg]
    return {each.arg for each in every if each} - {"self", "cls"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_arguments_in_docstrings_are_those_of_the_code(path: Path) -> None:
    """Where arguments are described, all are, but private ones, and no other."""
    for node, said in documented(parsed(path)):
        found = _ARGUMENTS.search(f"{said}\n")
        if found:
            there = {name for name in parameters(node) if name[0] != "_"}
            assert set(_ARGUMENT.findall(found[1])) == there, getattr(node, "name", path)
