"""The base that a project names, held against the IRIs that it describes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilat.graph.lint.base import base
from bilat.graph.source.load import load
from bilat.project import Project

DATA = "@prefix id: <https://ex.org/loans/> .\nid:one a id:Loan . id:two a id:Loan .\n"


def found(root: Path, named: str, data: str = DATA) -> list[tuple[str, str, str | None, str]]:
    """Return what is told of a base over some data."""
    (root / "data").mkdir()
    (root / "data/loans.ttl").write_text(data)
    (root / "bilat.toml").write_text(f'title = "Loans"\nbase = "{named}"\n')
    project = Project.at(root)
    return [(each.rule, each.message, each.remedy, str(each.place)) for each in base(load(project), project)]


@pytest.mark.parametrize("named", ["https://ex.org/loans/", "https://ex.org/"])
def test_a_base_with_things_below_it_is_well(tmp_path: Path, named: str) -> None:
    """So is one that is shorter than it might be."""
    assert found(tmp_path, named) == []


def test_names_of_no_site_need_no_base(tmp_path: Path) -> None:
    """What is named by URNs lies below none."""
    assert found(tmp_path, "https://ex.org/loans/", "<urn:x:one> a <urn:x:Loan> .") == []


def test_a_base_of_another_project_is_told(tmp_path: Path) -> None:
    """It stayed when the data of a project to begin with were replaced; what the data would have is named."""
    assert found(tmp_path, "https://example.org/") == [
        (
            "base-unused",
            "Nothing that is described has an IRI that begins with the base <https://example.org/>.",
            'Write base = "https://ex.org/loans/", or leave the line out.',
            "bilat.toml:2",
        )
    ]


def test_a_base_of_the_model_alone_is_noted(tmp_path: Path) -> None:
    """The things of others may be meant, so that it is no warning."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/o.ttl").write_text(
        "<https://example.org/def> a <http://www.w3.org/2002/07/owl#Ontology> ."
    )
    ((rule, message, remedy, _),) = found(tmp_path, "https://example.org/")
    assert rule == "base-unused"
    assert message.startswith("Nothing that data/ describes has an IRI")
    assert remedy == 'Write base = "https://ex.org/loans/", or leave the line out.'


@pytest.mark.parametrize("named", ["http://ex.org/loans/", "https://ex.org/Loans/"])
def test_iris_that_nearly_begin_with_the_base_are_told(tmp_path: Path, named: str) -> None:
    """With http for https, or other capitals, they have no pages below the base, whatever others have."""
    more = f"<{named}three> a <{named}Loan> .\n"
    assert found(tmp_path, named, DATA + more) == [
        (
            "namespace-slip",
            f"2 IRIs nearly begin with the base <{named}>.",
            f"Write <{named}one>, or another base in bilat.toml.",
            "data/loans.ttl:2:1",
        )
    ]
