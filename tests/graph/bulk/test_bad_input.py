"""What is wrong with a large project is told in a sentence; what was published before stays as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bilat.errors import BilatError
from bilat.graph.build import Built, build
from bilat.graph.progress import Stages
from bilat.graph.releases.release import Release, current, verify
from bilat.project import Project

Large = Callable[[Path], Built]
#: The longest text that is taken unless a project says otherwise, and more.
LONG = "x" * 10_600_000
BILAT = [sys.executable, "-m", "bilat"]


def published(folder: Path, large: Large) -> Release:
    """Return the release of a project that is in order."""
    built = large(folder)
    assert built.release, [finding.message for finding in built.findings[:5]]
    return built.release


def still_there(folder: Path, release: Release) -> bool:
    """Tell whether a release is the current one, and whole."""
    verify(release, always=True)
    return current(folder / "release") == release


@pytest.mark.parametrize("ending", ["nq", "ttl"])
def test_a_literal_above_ten_megabytes_is_refused(
    make: Callable[..., Path], large: Large, ending: str
) -> None:
    """At the size that holds unless something else is said; its file and what to do are told."""
    folder = make(3000)
    release = published(folder, large)
    path = folder / f"data/long.{ending}"
    path.write_text(f'<http://e/s> <http://e/p> "{LONG}" .\n')
    built = large(folder)
    assert built.release is None
    (finding,) = built.findings
    assert "10,600,0" in finding.message
    assert "10,485,760 of statement_bytes" in finding.message
    assert "link to them" in (finding.remedy or "")
    assert finding.place
    assert finding.place.file == f"data/long.{ending}"
    assert still_there(folder, release)


def test_many_prefixes_are_cut_to_those_of_use(make: Callable[..., Path], large: Large) -> None:
    """A release has the most used of twenty thousand prefixes, and says all that was said."""
    folder = make(3000)
    published(folder, large)
    write_prefixes(folder / "data/many.ttl", 20_000)
    release = published(folder, large)
    text = (release.root / "downloads/bilat.ttl").read_text("utf-8")
    assert "p8:b p9:c" in text
    assert text.count("@prefix") < 1_100
    assert b"<http://e/7/a> <http://e/8/b> <http://e/9/c>" in release.quads.read_bytes()


@pytest.mark.slow
def test_a_million_prefixes_do_no_harm(make: Callable[..., Path], large: Large) -> None:
    """The same at the real size, in a file of 40 MB."""
    folder = make(3000)
    write_prefixes(folder / "data/many.ttl", 1_000_000)
    release = published(folder, large)
    assert "p8:b p9:c" in (release.root / "downloads/bilat.ttl").read_text("utf-8")
    assert (release.root / "vocabulary.json").stat().st_size < 1_000_000


def write_prefixes(path: Path, count: int) -> None:
    """Write a file that declares prefixes, of which it uses three."""
    with path.open("w") as file:
        file.writelines(f"@prefix p{n}: <http://e/{n}/> .\n" for n in range(count))
        file.write("p7:a p8:b p9:c .\n# " + "x" * 1_000_000 + "\n")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 600 MB; skip where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=600m", "none", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk can be mounted: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize(
    "stage",
    [
        "reading",
        "exporting",
        "publishing",
        *(pytest.param(stage, marks=pytest.mark.slow) for stage in ("numbering", "storing", "indexing")),
    ],
)
def test_a_disk_that_fills_is_told_and_the_build_goes_on_later(
    make: Callable[..., Path], disk: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Whatever the build is at, it says that the disk is full; what was published stays, and is replaced."""
    monkeypatch.setenv("BILAT_STREAMING_BYTES", "0")
    monkeypatch.setenv("BILAT_BUILD_MEGABYTES", "256")
    project, place = Project.at(make(3000)), disk / "release"
    before = build(project, place).release
    assert before
    with (project.root / "data/generated.nq").open("a") as file:
        file.write('<http://e/s> <http://e/p> "more" <http://e/g> .\n')

    def fill(name: str) -> None:
        if name.split(",")[0] == stage:
            with (disk / "filler").open("wb", buffering=0) as file:
                size = 1 << 24
                while size >= 1 << 12:
                    try:
                        while file.write(b"x" * size) == size:
                            pass
                    except OSError:
                        pass
                    size //= 8

    with pytest.raises(BilatError, match=r"full|written") as caught:
        build(project, place, Stages(fill))
    assert "Make room" in (caught.value.remedy or "")
    verify(before, always=True)
    assert current(place) == before
    (disk / "filler").unlink()
    after = build(project, place).release
    assert after
    assert after != before
    assert not list(place.glob(".work*"))


def test_a_killed_build_leaves_what_was_published(make: Callable[..., Path], large: Large) -> None:
    """Kill -9 of the command while it writes downloads; the next build goes on and publishes."""
    folder = make(12_000)
    release = published(folder, large)
    with (folder / "data/generated.nq").open("a") as file:
        file.write('<http://e/s> <http://e/p> "more" <http://e/g> .\n')
    environment = {**os.environ, "BILAT_STREAMING_BYTES": "0", "BILAT_BUILD_MEGABYTES": "256"}
    command = [*BILAT, "build", "--project", str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        due = time.monotonic() + 300
        while not list((folder / "release").glob(".work*/downloads/*.nq")) and time.monotonic() < due:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert still_there(folder, release)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    now = current(folder / "release")
    assert now
    assert now != release
