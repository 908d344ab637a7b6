"""The large way finds and says what the small way does, survives a kill, and tells what it cannot read."""

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest
import zstandard

from bilat.errors import BilatError
from bilat.graph.build import Built, build
from bilat.graph.bulk import intake, room
from bilat.graph.progress import Stages
from bilat.graph.releases.inputs import is_current
from bilat.graph.releases.release import Release, current, verify
from bilat.project import Project

Large = Callable[[Path], Built]
CATALOGUE = "<https://w3id.org/bilat/graph/catalogue>"
BUILD = """
import sys
from pathlib import Path
from bilat.graph.build import build
from bilat.graph.progress import Stages
from bilat.project import Project
print(build(Project.at(sys.argv[1]), None, Stages(lambda name: print(name, flush=True))).release.id)
"""


def released(built: Built) -> Release:
    """Return the release of a build that conforms."""
    assert built.release, [finding.message for finding in built.findings[:5]]
    return built.release


def statements(release: Release) -> set[str]:
    """Return the quads of a release that are not its description, blank nodes without their names."""
    lines = release.quads.read_text("utf-8").splitlines()
    kept = (line for line in lines if not line.endswith(f"{CATALOGUE} ."))
    return {" ".join("_:" if word.startswith("_:") else word for word in line.split(" ")) for line in kept}


@pytest.fixture(scope="module")
def folder(make: Callable[..., Path]) -> Path:
    """Return a project whose data are large enough to be read by the database."""
    return make()


def test_both_ways_say_the_same(
    folder: Path, tmp_path: Path, large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statements, inferences and evidence are equal, and so are the counts of the catalogue."""
    big = released(large(folder))
    monkeypatch.setenv("BILAT_STREAMING_BYTES", str(1 << 40))
    small = released(build(Project.at(folder), tmp_path))
    assert statements(big) == statements(small)
    sizes = [{k: v for k, v in release.graphs.items() if "catalogue" not in k} for release in (big, small)]
    assert sizes[0] == sizes[1]
    assert (big.base, big.language) == (small.base, small.language)
    counted = [
        {line for line in release.quads.read_text("utf-8").splitlines() if "void#" in line and "^^" in line}
        for release in (big, small)
    ]
    assert counted[0] == counted[1]


def test_a_release_is_whole_and_sorted(folder: Path, large: Large) -> None:
    """Each download holds the same, packed too, and nothing of the work stays behind."""
    release = released(large(folder))
    verify(release)
    lines = release.quads.read_bytes().split(b"\n")[:-1]
    assert lines == sorted(set(lines))
    downloads = release.root / "downloads"
    quads = set(ox.parse(path=str(downloads / "bilat.nq")))
    assert set(ox.parse(path=str(downloads / "bilat.trig"))) == quads
    triples = set(ox.parse(path=str(downloads / "bilat.nt")))
    assert set(ox.parse(path=str(downloads / "bilat.ttl"))) == triples
    assert {ox.Quad(q.subject, q.predicate, q.object) for q in quads} == triples
    with (downloads / "bilat.nq.zst").open("rb") as packed:
        assert zstandard.ZstdDecompressor().stream_reader(packed).read() == release.quads.read_bytes()
    assert not list((folder / "release").glob(".work*"))


def test_two_builds_give_the_same_bytes(folder: Path, large: Large) -> None:
    """Nothing depends on the order in which threads come to an end."""
    assert released(large(folder)).digest == released(large(folder)).digest


def test_mistakes_are_found_with_their_lines(make: Callable[..., Path], large: Large) -> None:
    """Each kind of mistake is told where it stands, and nothing is published."""
    folder = make(12_000, 0.1)
    built = large(folder)
    assert built.release is None
    rules = {finding.rule for finding in built.findings}
    assert {"literal-ill-typed", "literal-rewritten", "undefined-term", "dt-diff"} <= rules
    assert {"prp-irp", "prp-asyp"} <= rules
    lines = (folder / "data/generated.nq").read_text("utf-8").splitlines()
    places = {one.place for one in built.findings if one.rule == "literal-ill-typed"}
    assert places
    for place in places:
        assert place
        assert place.file == "data/generated.nq"
        assert '"about"' in lines[(place.line or 0) - 1]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_files_are_read(make: Callable[..., Path], large: Large, ending: str) -> None:
    """Packing changes nothing."""
    folder = make(40_000)
    plain = statements(released(large(folder)))
    path = folder / "data/generated.nq"
    body = path.read_bytes()
    packed = gzip.compress(body) if ending == ".gz" else zstandard.compress(body)
    path.with_name(path.name + ending).write_bytes(packed)
    path.unlink()
    assert statements(released(large(folder))) == plain
    path.with_name(path.name + ending).write_bytes(packed[: len(packed) // 2])
    (finding, *_) = large(folder).findings
    assert "cut" in finding.message


def test_a_broken_line_is_told_and_what_was_served_stays(make: Callable[..., Path], large: Large) -> None:
    """File and line of the mistake; the release before is still the current one."""
    folder = make()
    before = released(large(folder))
    path = folder / "data/generated.nq"
    lines = path.read_text("utf-8").splitlines()
    lines[7000] = lines[7000].replace("<", "", 1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    built = large(folder)
    assert built.release is None
    (finding,) = built.findings
    assert finding.rule == "syntax"
    assert str(finding.place).startswith("data/generated.nq:7001")
    assert current(folder / "release") == before


def test_a_long_statement_is_refused(
    make: Callable[..., Path], large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size, its line and what to do are told."""
    monkeypatch.setenv("BILAT_STATEMENT_BYTES", "1048576")
    folder = make()
    with (folder / "data/generated.nq").open("a", encoding="utf-8") as file:
        file.write(f'<http://e/s> <http://e/p> "{"x" * 1_100_000}" <http://e/g> .\n')
    (finding,) = large(folder).findings
    assert "1,100,0" in finding.message
    assert "statement_bytes" in (finding.remedy or "")
    assert str(finding.place) == "data/generated.nq:12001"


def test_graphs_may_be_blank_nodes(make: Callable[..., Path], large: Large) -> None:
    """A graph without an IRI is a graph like any other."""
    folder = make()
    with (folder / "data/generated.nq").open("a", encoding="utf-8") as file:
        file.write('<http://e/s> <http://e/p> "x" _:g .\n')
    release = released(large(folder))
    assert any(name.startswith("_:") for name in release.graphs)
    assert sum(release.graphs.values()) == release.quads.read_bytes().count(b"\n")
    assert '<http://e/s> <http://e/p> "x" _:' in release.quads.read_text("utf-8")


def test_many_prefixes_do_no_harm(make: Callable[..., Path], large: Large) -> None:
    """Twenty thousand prefixes of one file are taken, and used in downloads."""
    folder = make(3000)
    prefixes = "".join(f"@prefix p{n}: <http://e/{n}/> .\n" for n in range(20_000))
    (folder / "data/many.ttl").write_text(f"{prefixes}p7:a p8:b p9:c .\n" + "# " + "x" * 1_000_000 + "\n")
    release = released(large(folder))
    assert "p8:b p9:c" in (release.root / "downloads/bilat.ttl").read_text("utf-8")


def test_forms_stay_as_written(make: Callable[..., Path], large: Large) -> None:
    """Capital letters of language tags, numbers and escapes come out as they went in."""
    folder = make(3000)
    padding = "# " + "x" * 1_100_000 + "\n"
    (folder / "data/forms.ttl").write_text(
        '@prefix e: <http://e/> .\ne:s e:p "a"@en-GB, "\\u0001\\t\\"q\\"", 1.50, 007, "é" .\n' + padding,
        encoding="utf-8",
    )
    text = released(large(folder)).quads.read_text("utf-8")
    for form in ('"a"@en-GB', '"\\u0001\\t\\"q\\""', '"1.50"^^', '"007"^^', '"é"'):
        assert f"<http://e/s> <http://e/p> {form}" in text


@pytest.mark.parametrize("stage", ["reasoning", "storing", "indexing"])
def test_a_killed_build_goes_on_where_it_was(make: Callable[..., Path], large: Large, stage: str) -> None:
    """Stages that had ended are not done again, and the release is the one of an undisturbed build."""
    folder = make()
    wanted = released(large(folder)).id
    shutil.rmtree(folder / "release")
    environment = {**os.environ, "BILAT_STREAMING_BYTES": "0"}
    command = [sys.executable, "-c", BUILD, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        for line in process.stdout:
            if line.startswith(stage):
                break
        process.send_signal(signal.SIGKILL)
    (work,) = (folder / "release").glob(".work*")
    taken = []
    real = intake.take_in
    try:
        intake.take_in = lambda *given, **named: taken.append(given) or real(*given, **named)  # type: ignore[assignment,func-returns-value]
        assert released(large(folder)).id == wanted
    finally:
        intake.take_in = real
    assert not taken
    assert not work.exists()


def test_two_builds_at_once_wait_for_each_other(make: Callable[..., Path], large: Large) -> None:
    """Both end with the same release, one after the other."""
    folder = make(3000)
    environment = {**os.environ, "BILAT_STREAMING_BYTES": "0"}
    command = [sys.executable, "-c", BUILD, str(folder)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in "ab"]
    ids = {process.communicate(timeout=300)[0].splitlines()[-1] for process in both}
    assert ids == {released(large(folder)).id}


def test_too_little_room_is_said_before_anything_starts(
    folder: Path, large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory that is not there and disk that is full are told at once."""
    monkeypatch.setenv("BILAT_BUILD_MEGABYTES", "100000000")
    with pytest.raises(BilatError, match=r"may use [\d,]+ MiB of memory; [\d,]+ are free"):
        large(folder)
    with pytest.raises(BilatError, match=r"needs some [\d,]+ MiB on the disk"):
        room.require_room(folder, 1 << 60, 1)


def test_the_manifest_counts_every_graph(folder: Path, large: Large) -> None:
    """The numbers are those of the file."""
    release = released(large(folder))
    manifest = json.loads((release.root / "manifest.json").read_bytes())
    assert sum(manifest["graphs"].values()) == release.quads.read_bytes().count(b"\n")


def test_coverage_is_that_of_a_small_build(
    folder: Path, tmp_path: Path, large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents by their names, and graphs that are blank nodes too."""
    place = tmp_path / "project"
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("release"))
    (place / "data/more.trig").write_text("_:g { <http://e/s> <http://e/p> <http://e/o> }\n", "utf-8")
    big = released(large(place))
    monkeypatch.setenv("BILAT_STREAMING_BYTES", str(1 << 40))
    small = released(build(Project.at(place), tmp_path / "small"))
    told = [re.sub('_:[^"]*', "_:", (each.root / "coverage.json").read_text()) for each in (big, small)]
    assert told[0] == told[1]
    assert '"label": "Document g0"' in told[0]
    assert '"graph": "_:"' in told[0]


def test_a_release_may_be_data_of_another(
    tmp_path: Path, large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its catalogue and evidence are what a build adds, and counted once."""
    evidence = "https://w3id.org/bilat/graph/evidence"
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.trig").write_text(
        f"""@prefix e: <http://e/> . @prefix b: <https://w3id.org/bilat/def#> .
e:passage a b:Passage . e:passage {{ e:s e:p 1 }}
<{evidence}> {{ e:s <http://purl.org/dc/terms/isReferencedBy> e:passage }}
{CATALOGUE} {{ e:s e:p 2 . <http://e/dataset> a <http://www.w3.org/ns/dcat#Dataset> }}
# {"x" * 1_100_000}""",
        "utf-8",
    )
    monkeypatch.setenv("BILAT_STREAMING_BYTES", str(1 << 40))
    small = released(build(Project.at(tmp_path), tmp_path / "small"))
    monkeypatch.setenv("BILAT_STREAMING_BYTES", "0")
    big = released(large(tmp_path))
    verify(big, always=True)
    assert big.graphs == small.graphs
    assert big.quads.read_bytes() == small.quads.read_bytes()


def test_what_a_release_was_made_from_is_what_was_read(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is changed while it is built leaves a release that is no longer current."""
    monkeypatch.setenv("BILAT_STREAMING_BYTES", "0")
    project = Project.at(make(3000))

    def change(stage: str) -> None:
        if stage.startswith("exporting"):
            with (project.root / "data/generated.nq").open("a") as file:
                file.write('<http://e/s> <http://e/p> "more" <http://e/g> .\n')

    release = released(build(project, None, Stages(change)))
    assert b'"more"' not in release.quads.read_bytes()
    assert not is_current(release, project)


def test_a_file_that_changes_while_it_is_read_is_told(
    make: Callable[..., Path], large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read twice: what came between would be lost without a word."""
    folder = make(12_000)
    real = intake._insert

    def changed(*given: Any, **named: Any) -> None:
        with (folder / "data/generated.nq").open("a") as file:
            file.write('<http://e/s> <http://e/p> "more" <http://e/g> .\n')
        real(*given, **named)

    monkeypatch.setattr(intake, "_insert", changed)
    (finding, *_) = large(folder).findings
    assert str(finding.place).startswith("data/generated.nq")
    assert "changed while it was read" in finding.message
    assert not list((folder / "release").glob(".work*"))


def test_what_a_killed_build_has_written_is_room_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what was begun on a disk that is just large enough could not be ended there."""
    work = tmp_path / f"{room.PREFIX}1/downloads"
    work.mkdir(parents=True)
    (work / "bilat.nq").write_bytes(b"x" * 2000)
    (work.parent / "bilat.nq").hardlink_to(work / "bilat.nq")
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    room.require_room(tmp_path, 100, 1)
    with pytest.raises(BilatError, match="needs some"):
        room.require_room(tmp_path, 1000, 1)
