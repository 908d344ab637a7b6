"""A large release has the downloads of a small one, and each of them says the same."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import zstandard

from bilat.graph.build import Built
from bilat.graph.bulk import writing
from bilat.graph.bulk.check import check_large
from bilat.graph.progress import Stages
from bilat.graph.releases.downloads import DOWNLOADS
from bilat.graph.releases.release import Release
from bilat.project import Project
from bilat.settings import Settings

Large = Callable[[Path], Built]
#: Terms that one form or another has trouble with.
ODD = r"""
<http://e/s> <http://e/p> "a \"quoted\" \\ back\tslash\nline\r & <tag> ]]>" <http://e/g> .
<http://e/s> <http://e/p> "in British"@en-GB <http://e/g> .
<http://e/s> <http://e/p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> _:g .
<http://e/s> <http://e/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g> .
<http://e/s?a=1&b=2> <http://e/p> <http://e/o?a=1&b='2'> <http://e/g> .
<http://e/s> <http://e/p> "" <http://e/g> .
_:b <http://e/p> _:c <http://e/g> .
_:c <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> _:d <http://e/g> .
<http://e/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/T> <http://e/g> .
<geo:1,2> <http://e/p> <urn:x:y> <http://e/g> .
<http://e/s> <http://e/p> "delete\u007F" <http://e/h> .
<http://e/s> <http://e/p> "escape \\u007F" <http://e/h> .
<http://e/s> <http://e/p> "joins the next ۝" <http://e/h> .
<http://e/s> <http://e/p> "joins the next ۝"@ar <http://e/h> .
<http://e/s> <http://e/p> "joins the next ۝"^^<http://e/D> <http://e/h> .
""".lstrip()


@pytest.fixture(scope="module")
def release(make: Callable[..., Path]) -> Release:
    """Return a release of generated data and odd terms."""
    from bilat.graph.build import build

    folder = make(12_000)
    with (folder / "data/generated.nq").open("a", encoding="utf-8") as file:
        file.write(ODD)
    (folder / "data/geo.ttl").write_text(
        "@prefix geo: <http://www.opengis.net/ont/geosparql#> .\ngeo:a geo:b geo:c .\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BILAT_STREAMING_BYTES", "0")
        patch.setenv("BILAT_BUILD_MEGABYTES", "256")
        built = build(Project.at(folder))
    assert built.release, [finding.message for finding in built.findings[:5]]
    return built.release


def canonical(quads: set[ox.Quad]) -> set[str]:
    """Return quads as text that does not depend on the names of blank nodes."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def read(release: Release, name: str) -> set[ox.Quad]:
    """Return what a download says."""
    return set(ox.parse(path=str(release.root / name)))


def test_all_forms_are_there(release: Release) -> None:
    """Each download of a small release is one of a large release, with both packed copies."""
    there = {file.name for file in release.files}
    wanted = {download.name + ending for download in DOWNLOADS for ending in ("", ".zst", ".gz")}
    assert wanted <= there


@pytest.mark.parametrize("stem", ["bilat", "bilat-stated"])
def test_all_forms_say_the_same(release: Release, stem: str) -> None:
    """Forms with graphs hold the quads, those without them the triples of all graphs."""
    quads = read(release, f"downloads/{stem}.nq")
    named = canonical(quads)
    for ending in ("trig", "jsonld"):
        assert canonical(read(release, f"downloads/{stem}.{ending}")) == named, ending
    triples = canonical({ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads})
    for ending in ("nt", "ttl", "rdf"):
        assert canonical(read(release, f"downloads/{stem}.{ending}")) == triples, ending


def test_forms_are_kept_to_the_letter(release: Release) -> None:
    """No form rewrites a number, the letters of a language tag or a character."""
    text = {
        path.suffix: path.read_text("utf-8")
        for path in (release.root / "downloads").glob("bilat.*")
        if path.suffix not in {".gz", ".zst"}
    }
    for ending, body in text.items():
        assert "1.50" in body, ending
        assert "007" in body, ending
        assert "en-GB" in body, ending
    assert "&lt;tag&gt; ]]&gt;" in text[".rdf"]
    assert "&#xD;" in text[".rdf"]
    assert "geo:a geo:b" not in text[".nq"]
    assert '"geo:1,2"' in text[".jsonld"]
    assert "geo" not in json.loads(text[".jsonld"])["@context"], "geo:1,2 would mean something else"


def test_packed_copies_hold_the_same(release: Release) -> None:
    """Both codings give back the file."""
    for download in DOWNLOADS:
        path = release.root / download.name
        body = path.read_bytes()
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == body
        with path.with_name(path.name + ".zst").open("rb") as packed:
            assert zstandard.ZstdDecompressor().stream_reader(packed).read() == body


def test_stated_leaves_out_what_the_build_added(release: Release) -> None:
    """Inferences, evidence and the catalogue are in the whole graph alone."""
    whole, stated = (read(release, f"downloads/{stem}.nq") for stem in ("bilat", "bilat-stated"))
    added = {str(quad.graph_name).rpartition("/")[2].rstrip(">") for quad in whole - stated}
    assert added == {"inferred", "evidence", "catalogue"}


def test_rdfxml_is_left_out_where_it_cannot_be_written(
    make: Callable[..., Path], large: Large, tmp_path: Path
) -> None:
    """A control character has no form in XML: the download is missing, and a finding of the check says so."""
    folder = make(3000)
    with (folder / "data/generated.nq").open("a", encoding="utf-8") as file:
        file.write('<http://e/s> <http://e/p> "\\u0001" <http://e/g> .\n')
    noted = check_large(Project.at(folder), tmp_path / "checked", Stages(), Settings.read({}))
    assert [one.rule for one in noted.findings if "RDF/XML" in one.message] == ["download-left-out"]
    built = large(folder)
    assert built.release
    assert not [file.name for file in built.release.files if file.name.endswith(".rdf")]
    assert [one.rule for one in built.findings if "RDF/XML" in one.message] == ["download-left-out"]


def test_long_texts_are_written_few_at_a_time(
    make: Callable[..., Path], large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many go into a piece, the release is the same; a piece has no more text than the limit."""
    folder = make(3000)
    with (folder / "data/generated.nq").open("a", encoding="utf-8") as file:
        for number in range(50):
            file.write(f'<http://e/{number}> <http://e/p> "{"x" * 30_000}" <http://e/g> .\n')
    whole = large(folder).release
    asked = list[int]()
    real = writing._pieces

    def counted(*given: Any) -> list[tuple[int, int]]:
        pieces = list(real(*given))
        asked.append(len(pieces))
        return pieces

    monkeypatch.setattr(writing, "_PIECE", 1000)
    monkeypatch.setattr(writing, "_pieces", counted)
    parted = large(folder).release
    assert whole
    assert parted
    assert whole.digest == parted.digest
    # 50 texts of 30 kB count as 7,500 statements.
    rows = sum(size for name, size in parted.graphs.items() if not name.endswith("catalogue"))
    assert max(asked) > rows / 1000 + 5
