"""What things are called on pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bilat.engine.interface import Limits
from bilat.engine.workers.pool import Pool
from bilat.graph.releases.publish import publish
from bilat.settings import Settings
from bilat.web.things.labels import Label, Labels

EX = "https://example.org/"
NAMES = {
    "both": ('"Grape"@en', '"Traube"@de', '"plain"'),
    "plain": ('"plain"', '"Traube"@de'),
    "others": ('"uva"@it', '"Traube"@de'),
    "british": ('"Grape"@en-GB', '"Traube"@de'),
}
LIMITS = Limits(seconds=5, rows=10_000, bytes=1_000_000)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Pool]:
    lines = [
        f"<{EX}{thing}> <http://www.w3.org/2004/02/skos/core#prefLabel> {name} .\n"
        for thing, names in NAMES.items()
        for name in names
    ]
    lines.append(f"<{EX}passage> <http://www.w3.org/ns/oa#hasSource> <{EX}document> .\n")
    release = publish(tmp_path_factory.mktemp("labels"), {"bilat.nq": "".join(sorted(lines)).encode()})
    pool = Pool(release.quads, settings)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("language", "thing", "label"),
    [
        ("en", "both", Label("Grape", "en")),
        ("de", "both", Label("Traube", "de")),
        ("fr", "both", Label("plain")),
        ("en", "plain", Label("plain")),
        ("en", "others", Label("Traube", "de")),
        ("en-GB", "british", Label("Grape", "en-gb")),
        ("en", "passage", Label("", "", passage=True)),
    ],
)
def test_the_best_name(engine: Pool, language: str, thing: str, label: Label) -> None:
    """The project's language wins, then no language, then the first of the others."""
    assert Labels(engine, LIMITS, language).of([EX + thing]) == {EX + thing: label}


def test_what_has_no_name(engine: Pool) -> None:
    """What has no name, or could be none of ours, is left out."""
    assert Labels(engine, LIMITS, "en").of([f"{EX}none", "no iri", "a:b> } #", ""]) == {}


def test_many_names(engine: Pool) -> None:
    """More things than one query can name are asked for in several."""
    many = [f"{EX}none{number}" for number in range(700)]
    assert set(Labels(engine, LIMITS, "en").of([*many, f"{EX}both"])) == {f"{EX}both"}


def test_names_are_kept(tmp_path: Path, settings: Settings) -> None:
    """What was asked once is known without the engine."""
    line = f'<{EX}a> <http://www.w3.org/2000/01/rdf-schema#label> "A" .\n'
    pool = Pool(publish(tmp_path, {"bilat.nq": line.encode()}).quads, settings)
    labels = Labels(pool, LIMITS, "en")
    first = labels.of([f"{EX}a"])
    pool.close()
    assert labels.of([f"{EX}a"]) == first == {f"{EX}a": Label("A")}


def test_long_names_are_not_kept(engine: Pool) -> None:
    """IRIs that clients make up, of any length, take no memory once they are answered."""
    labels = Labels(engine, LIMITS, "en")
    assert labels.of([EX + "both", EX + "x" * 50_000]) == {EX + "both": Label("Grape", "en")}
    assert list(labels._known) == [EX + "both"]
