"""A small release on disk, and a pool over it that is shared by the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import until

from bilat.engine.interface import Limits
from bilat.engine.workers.pool import Pool
from bilat.settings import Settings

EX = "http://example.org/"


def quads() -> str:
    """Return the N-Quads that all engine tests ask about."""
    rows = [
        f'<{EX}s{n}> <{EX}value> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}g1> .'
        for n in range(500)
    ]
    rows += [f"<{EX}s{n}> <{EX}next> <{EX}s{n + 1}> <{EX}g2> ." for n in range(500)]
    rows += [f'<{EX}odd> <{EX}bell> "ring\\u0007" <{EX}g3> .', f'<{EX}odd> <{EX}text> "a\\rb" <{EX}g3> .']
    rows += [f'<{EX}odd> <{EX}1> "no name" <{EX}g3> .']
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="session")
def quads_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "bilat.nq"
    path.write_text(quads(), "utf-8")
    return path


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.read({}, workers=2, queue_length=8, worker_megabytes=256)


@pytest.fixture(scope="module")
def shared_pool(quads_file: Path, settings: Settings) -> Iterator[Pool]:
    pool = Pool(quads_file, settings)
    yield pool
    pool.close()


@pytest.fixture
def pool(shared_pool: Pool) -> Pool:
    """Return a pool at rest: whatever another test has ended is replaced."""
    assert until(lambda: shared_pool.status.idle == len(shared_pool.workers) == 2)
    return shared_pool


@pytest.fixture
def limits() -> Limits:
    return Limits(seconds=10, rows=1_000, bytes=1_000_000)
