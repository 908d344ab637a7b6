"""A build is whole, the same everywhere, and leaves what was there when it fails."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import zstandard

from bilat.graph.build import Built, build
from bilat.graph.formats.format import FORMATTED, format_text
from bilat.graph.formats.quads import nquads, read_nquads
from bilat.graph.progress import Stages
from bilat.graph.releases.downloads import DOWNLOADS, Download
from bilat.graph.releases.inputs import is_current
from bilat.graph.releases.release import Release, current, verify
from bilat.project import Project
from bilat.vocab import OWL, RDF

SMALL = Path(__file__).parents[1] / "fixtures/small"
BUILD = """
import sys
from pathlib import Path
from bilat.graph.build import build
from bilat.project import Project
print(build(Project.at(sys.argv[1]), Path(sys.argv[2])).release.id)
"""
#: A build that stops before each write to disk until it is told to go on.
HALTING = """
import os
import sys
fsync = os.fsync
def halting(handle):
    print("writing", flush=True)
    sys.stdin.readline()
    fsync(handle)
os.fsync = halting
"""


def copy_of_small(folder: Path) -> Project:
    """Return a copy of the small project that can be written to."""
    shutil.copytree(SMALL, folder)
    return Project.at(folder)


@pytest.fixture(scope="module")
def stages() -> Stages:
    """Return the stages of the build of the small project."""
    return Stages()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, stages: Stages) -> Built:
    """Return a build of the small project."""
    return build(Project.at(SMALL), tmp_path_factory.mktemp("releases"), stages)


@pytest.fixture(scope="module")
def release(built: Built) -> Release:
    """Return the release of the small project."""
    assert built.release is not None
    return built.release


def test_a_release_has_all_its_parts(release: Release) -> None:
    """Quads, downloads, packed copies, reports, catalogue, index and inputs are there, nothing else."""
    names = {file.name for file in release.files}
    downloads = {download.name for download in DOWNLOADS}
    reports = {f"report.{ending}" for ending in ("txt", "json", "html", "ttl", "jsonld", "sarif")}
    others = {
        "bilat.nq",
        "catalogue.ttl",
        "coverage.json",
        "identity.json",
        "reading.json",
        "index.sqlite",
        "inputs.json",
        "questions.json",
        "vocabulary.json",
    }
    copies = {name + ending for name in downloads for ending in (".gz", ".zst")}
    assert names == downloads | copies | reports | others
    verify(release)


def test_the_release_holds_what_was_stated_and_what_follows(release: Release) -> None:
    """Stated, inferred, evidence and catalogue stand in graphs of their own."""
    quads = set(read_nquads(release.read("bilat.nq")))
    thing, kind = "<http://example.org/bridges/id/great-river>", "<http://example.org/bridges/def#River>"
    graphs = {quad.graph.rsplit("/", 1)[-1] for quad in quads if thing in (quad.subject, quad.object)}
    assert {"1>", "2>", "3>"} & graphs
    assert any(quad[0] == thing and quad[2] == kind and "inferred" in quad.graph for quad in quads)
    passages = {quad.object for quad in quads if quad[0] == thing and "evidence" in quad.graph}
    assert passages == {"<https://w3id.org/bilat/source/guide/2>"}
    assert release.graphs["https://w3id.org/bilat/graph/catalogue"] > 0


@pytest.mark.parametrize("download", DOWNLOADS, ids=lambda download: download.file_name)
def test_each_download_is_isomorphic_to_the_release(release: Release, download: Download) -> None:
    """Every file parses strictly and says the same as the quads, and its compressed copy is the same."""
    assert_isomorphic(release, download)


@pytest.mark.parametrize("download", DOWNLOADS, ids=lambda download: download.file_name)
def test_each_download_of_our_own_graph_is_isomorphic(own_release: Release, download: Download) -> None:
    """The same holds for the real data with its real context, and Turtle has the layout of the sources."""
    body = assert_isomorphic(own_release, download)
    if download.form.media_type in FORMATTED:
        assert format_text(body.decode(), download.form.media_type) == body.decode()


def assert_isomorphic(release: Release, download: Download) -> bytes:
    """Assert that a download says what the quads of a release say, and return it."""
    body = release.read(download.name)
    assert gzip.decompress(release.read(f"{download.name}.gz")) == body
    assert zstandard.decompress(release.read(f"{download.name}.zst")) == body
    quads = download.variant.select(read_nquads(release.read("bilat.nq")))
    wanted = [quad if download.form.graphs else quad._replace(graph="") for quad in quads]
    form = pyoxigraph.RdfFormat.from_media_type(download.form.media_type)
    assert form is not None
    assert _canonical(body, form) == _canonical(nquads(wanted), pyoxigraph.RdfFormat.N_QUADS)
    return body


def _canonical(body: bytes, form: pyoxigraph.RdfFormat) -> set[pyoxigraph.Quad]:
    """Return the quads of a document with canonical blank nodes."""
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(body, form))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def test_the_quads_are_canonical(release: Release) -> None:
    """The file is its own canonical form: sorted lines, labels of RDFC-1.0."""
    body = release.read("bilat.nq")
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(body, pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).splitlines(keepends=True)  # type: ignore[union-attr]
    assert b"".join(sorted(lines)) == body


def test_a_build_is_current_until_something_changes(tmp_path: Path) -> None:
    """A server can tell without building that the release fits the project."""
    project = copy_of_small(tmp_path / "project")
    first = build(project).release
    assert first is not None
    assert first.root.parent == project.root / "release"
    assert is_current(first, project)
    path = project.root / "queries/competency/is-there-a-tunnel.rq"
    path.write_text(path.read_text().replace("theme: crossings", "theme: tunnels"))
    assert not is_current(first, project)
    second = build(project).release
    assert second is not None
    assert is_current(second, project)
    assert second.id != first.id


def test_builds_are_the_same_everywhere(tmp_path: Path) -> None:
    """Place, time, locale, time zone, umask, hash seed and order of files leave no trace."""
    manifests = []
    for number, locale in enumerate(("C", "C.UTF-8")):
        project = tmp_path / f"somewhere-{number}" / "project"
        files = sorted(path.relative_to(SMALL) for path in SMALL.rglob("*") if path.is_file())
        for name in reversed(files) if number else files:
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(SMALL / name, project / name)
            os.utime(project / name, (number * 10**9, number * 10**9))
        zone = ("UTC", "Asia/Kolkata")[number]
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "LC_ALL": locale, "TZ": zone}
        arguments = [sys.executable, "-c", BUILD, str(project), str(tmp_path / f"out-{number}")]
        mask = (0o022, 0o077)[number]
        subprocess.run(arguments, env=environment, check=True, capture_output=True, umask=mask)
        manifests.append((tmp_path / f"out-{number}/current/manifest.json").read_bytes())
    assert manifests[0] == manifests[1]


@pytest.fixture
def published(tmp_path: Path) -> tuple[Project, Path, Release]:
    """Return a project with a release, which was changed after it was built."""
    project, place = copy_of_small(tmp_path / "project"), tmp_path / "out"
    release = build(project, place).release
    assert release is not None
    path = project.root / "data/editorial.trig"
    path.write_text(path.read_text().replace("Old Bridge", "Older Bridge"))
    return project, place, release


@pytest.mark.parametrize("writes", [1, 12, 38])
def test_a_killed_build_leaves_the_old_release(published: tuple[Project, Path, Release], writes: int) -> None:
    """Kill -9 in the middle of writing changes nothing that is published, and the next build goes through."""
    project, place, old = published
    command = [sys.executable, "-c", HALTING + BUILD, str(project.root), str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(writes):
            assert process.stdout.readline() == "writing\n"
            if number < writes - 1:
                process.stdin.write("\n")
                process.stdin.flush()
        process.kill()
    assert current(place) == old
    verify(old)
    assert (place / ".building").exists()
    again = build(project, place).release
    assert current(place) == again != old
    assert not (place / ".building").exists()


def test_two_builds_at_once_come_to_the_same(published: tuple[Project, Path, Release]) -> None:
    """The second waits for the first, and both end well."""
    project, place, _ = published
    command = [sys.executable, "-c", BUILD, str(project.root), str(place)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    names = {process.communicate()[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    published_now = current(place)
    assert published_now is not None
    assert names == {f"{published_now.id}\n"}
    verify(published_now)


def _broken(project: Project) -> Iterator[tuple[str, str]]:
    """Yield ways to break a project, with the rule that finds it."""
    facts = project.root / "data/facts/bridges.trig"
    text = facts.read_text()
    facts.write_text(text.replace("g:1 {", "g:1 {{"))
    yield "syntax", "data/facts/bridges.trig"
    facts.write_text(text.replace("br:flowsInto id:grey-sea", "a br:Bridge"))
    yield "cax-dw", "data/facts/bridges.trig"
    facts.write_text(text)
    check = project.root / "queries/checks/opened-before-known.rq"
    check.write_text(check.read_text().replace('"1000"', '"1800"').replace("warning", "violation"))
    yield "opened-before-known", "data/facts/bridges.trig"


def test_a_project_with_violations_is_not_published(published: tuple[Project, Path, Release]) -> None:
    """A syntax error, a contradiction and a failed check each keep the old release, with file and line."""
    project, place, old = published
    for rule, file in _broken(project):
        result = build(project, place)
        assert result.release is None
        found = [finding for finding in result.findings if finding.rule == rule]
        assert found, rule
        assert found[0].place is not None
        assert found[0].place.file == file
        assert found[0].place.line
        assert current(place) == old


def test_rdf_xml_is_left_out_where_it_cannot_say_all(tmp_path: Path) -> None:
    """A control character costs one format, not the build, and the catalogue does not promise it."""
    project = copy_of_small(tmp_path / "project")
    path = project.root / "data/editorial.trig"
    path.write_text(path.read_text().replace("Old Bridge", "Old\\u0001Bridge"))
    release = build(project, tmp_path / "out").release
    assert release is not None
    assert not any(".rdf" in file.name for file in release.files)
    assert b"rdfxml" not in release.read("catalogue.ttl")


def test_an_empty_part_is_no_obstacle(tmp_path: Path) -> None:
    """A project of queries alone builds: the graph is its own description."""
    shutil.copytree(SMALL / "queries", tmp_path / "project/queries")
    release = build(Project.at(tmp_path / "project"), tmp_path / "out").release
    assert release is not None
    assert set(release.graphs) == {"https://w3id.org/bilat/graph/catalogue"}


def test_questions_and_prefixes_come_with_the_release(release: Release) -> None:
    """A server needs no project: texts, prefixes and context are in the release."""
    questions = json.loads(release.read("questions.json"))
    assert [question["id"] for question in questions] == [
        "bridges-over-what-flows-to-the-sea",
        "is-there-a-tunnel",
    ]
    assert questions[1]["form"] == "ask"
    vocabulary = json.loads(release.read("vocabulary.json"))
    assert vocabulary["prefixes"]["br"] == vocabulary["context"]["br"] == "http://example.org/bridges/def#"


def test_stages_are_timed(built: Built, stages: Stages) -> None:
    """Each stage is there once, in its order."""
    assert [timing.stage for timing in stages.timings] == [
        "reading",
        "linting",
        "comparing evidence",
        "reasoning",
        "validating",
        "running checks",
        "describing",
        "exporting",
        "reporting",
        "indexing",
        "explaining",
        "publishing",
    ]
    assert all(timing.seconds >= 0 for timing in stages.timings)


def test_a_small_project_from_which_much_follows_is_built_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows from 600 links of a transitive property is more than may be held here."""
    monkeypatch.setenv("BILAT_BUILD_MEGABYTES", "128")
    (tmp_path / "data").mkdir()
    kind = f"<http://e/p> <{RDF.type}> <{OWL.TransitiveProperty}> .\n"
    links = "".join(f"<http://e/{n}> <http://e/p> <http://e/{n + 1}> .\n" for n in range(600))
    (tmp_path / "data/a.nt").write_text(kind + links)
    notes: list[str] = []
    built = build(Project.at(tmp_path), stages=Stages(note=notes.append))
    assert notes == ["More follows than can be held in memory; the build goes on on disk."]
    assert built.release
    assert max(built.release.graphs.values()) == 600 * 599 // 2
