"""A release is published whole or not at all, and damage is noticed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bilat.errors import ReleaseError
from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import (
    IDENTITY,
    QUADS,
    count_graphs,
    current,
    digest_of,
    open_release,
    verify,
)

LINE = b'<http://e/s> <http://e/p> "%s <http://e/x>" %s.\n'


def files(text: bytes = b"a") -> dict[str, bytes]:
    """Return the files of a small release."""
    quads = LINE % (text, b"") + LINE % (text, b"<http://e/g> ")
    return {QUADS: quads, "downloads/bilat.ttl": text, "downloads/bilat.ttl.gz": b"packed " + text}


def test_what_is_published_is_current(tmp_path: Path) -> None:
    """The link leads to a release whose manifest tells files, graphs and digest."""
    release = publish(tmp_path / "out", files())
    assert current(tmp_path / "out") == release
    assert release.root.name == release.id == release.digest[:16]
    assert release.graphs == {"": 1, "http://e/g": 1}
    assert [file.name for file in release.files] == sorted(files())
    assert release.read("downloads/bilat.ttl") == b"a"
    verify(release)


def test_nothing_published_is_no_error(tmp_path: Path) -> None:
    """An empty place has no current release."""
    assert current(tmp_path) is None


def test_the_digest_is_of_names_and_contents(tmp_path: Path) -> None:
    """Other bytes or another name give another digest; the compressed copies do not count."""
    one = publish(tmp_path / "one", files())
    copies = {"downloads/bilat.ttl.gz": b"another zlib", "downloads/bilat.ttl.zst": b"one more"}
    again = publish(tmp_path / "again", files() | copies)
    other = publish(tmp_path / "other", files(b"b"))
    assert one.digest == again.digest != other.digest
    listed = "".join(
        f"{hashlib.sha256(files()[name]).hexdigest()}  {name}\n"
        for name in ("bilat.nq", "downloads/bilat.ttl")
    )
    assert digest_of(one.files) == hashlib.sha256(listed.encode()).hexdigest()


def test_the_release_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    """A server that still reads the last release is not robbed of it."""
    first, second, third = (publish(tmp_path, files(text)) for text in (b"1", b"2", b"3"))
    assert not first.root.exists()
    assert second.root.exists()
    assert current(tmp_path) == third


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    """The same content is the same release, and the one before it is kept."""
    before = publish(tmp_path, files(b"0"))
    release = publish(tmp_path, files())
    inode = release.quads.stat().st_ino
    assert publish(tmp_path, files()) == release
    assert release.quads.stat().st_ino == inode
    assert before.root.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([before.id, "current", release.id])


def test_a_damaged_release_is_replaced_by_the_same(tmp_path: Path) -> None:
    """Building again mends what was damaged."""
    release = publish(tmp_path, files())
    release.quads.write_bytes(release.quads.read_bytes().replace(b"a", b"b"))
    publish(tmp_path, files())
    verify(open_release(release.root))
    assert {path.name for path in tmp_path.iterdir()} == {"current", release.id}


def test_leftovers_of_a_killed_build_are_not_read(tmp_path: Path) -> None:
    """What a killed build left is no release, and the next build removes it."""
    (tmp_path / ".building/downloads").mkdir(parents=True)
    (tmp_path / ".building/stray").write_text("x")
    assert current(tmp_path) is None
    assert not (publish(tmp_path, files()).root / "stray").exists()
    assert not (tmp_path / ".building").exists()


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    """Files and folders can be read by a server under another account."""
    old = os.umask(0o077)
    try:
        release = publish(tmp_path, files())
    finally:
        os.umask(old)
    modes = {path.stat().st_mode & 0o777 for path in release.root.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert (release.root / "downloads").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("name", [QUADS, "downloads/bilat.ttl", "downloads/bilat.ttl.gz"])
def test_a_flipped_byte_is_found(tmp_path: Path, name: str) -> None:
    """Contents of the same length are told apart by sha256, and the file is named."""
    release = publish(tmp_path, files())
    body = (release.root / name).read_bytes()
    (release.root / name).write_bytes(bytes([body[0] ^ 1]) + body[1:])
    with pytest.raises(ReleaseError, match=f"{name}: its content has changed"):
        verify(open_release(release.root))


@pytest.mark.parametrize("name", [QUADS, "downloads/bilat.ttl"])
def test_a_missing_or_cut_file_is_found_at_once(tmp_path: Path, name: str) -> None:
    """Opening compares sizes, so that a half-copied release is refused before anything is read."""
    release = publish(tmp_path, files())
    body = (release.root / name).read_bytes()
    (release.root / name).write_bytes(body[:-1])
    with pytest.raises(ReleaseError, match=f"{name}: it has"):
        current(tmp_path)
    (release.root / name).unlink()
    with pytest.raises(ReleaseError, match=f"{name}: it is missing"):
        current(tmp_path)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"digest": "x", "files": {"a": {}}, "graphs": {}}']
)
def test_a_bad_manifest_is_refused(tmp_path: Path, body: bytes) -> None:
    """A cut or empty manifest is damage, never an empty release."""
    release = publish(tmp_path, files())
    (release.root / "manifest.json").write_bytes(body)
    with pytest.raises(ReleaseError, match=r"manifest\.json: it is no manifest"):
        current(tmp_path)


@pytest.mark.parametrize("number", ["1e999", "NaN", "-1", "1.5", "true", '"1"', "9" * 4_000, "null"])
@pytest.mark.parametrize("of", ["quads", "bytes"])
def test_a_manifest_with_a_number_that_is_none_is_refused(tmp_path: Path, number: str, of: str) -> None:
    """What counts nothing is damage, whatever JSON makes of it."""
    release = publish(tmp_path, files())
    path = release.root / "manifest.json"
    manifest = json.loads(path.read_bytes())
    if of == "quads":
        manifest["graphs"]["http://e/g"] = "here"
    else:
        manifest["files"][QUADS]["size"] = "here"
    path.write_text(json.dumps(manifest).replace('"here"', number))
    with pytest.raises(ReleaseError, match=r"manifest\.json: it is no manifest"):
        current(tmp_path)


def test_a_release_without_quads_is_none(tmp_path: Path) -> None:
    """The file that all else is made from has to be named."""
    release = publish(tmp_path, files())
    path = release.root / "manifest.json"
    path.write_text(json.dumps({"digest": digest_of(()), "files": {}, "graphs": {}}))
    with pytest.raises(ReleaseError, match=r"it names no bilat\.nq"):
        current(tmp_path)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"[" * 100_000, b"\xff", b'{"base": 1}'])
def test_a_release_that_does_not_say_whose_it_is(tmp_path: Path, body: bytes) -> None:
    """What is no identity is damage, though the manifest has its digest."""
    with pytest.raises(ReleaseError, match=r"identity\.json: it does not say who the graph is"):
        publish(tmp_path, files() | {IDENTITY: body})


def test_a_manifest_that_was_edited_is_refused(tmp_path: Path) -> None:
    """The digest is computed again from the table of files."""
    release = publish(tmp_path, files())
    path = release.root / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"][QUADS]["sha256"] = "0" * 64
    path.write_text(json.dumps(manifest))
    with pytest.raises(ReleaseError, match="its digest is not that of its files"):
        current(tmp_path)


def test_a_count_of_quads_that_is_wrong_is_found(tmp_path: Path) -> None:
    """The manifest's counts by graph are compared with the file."""
    release = publish(tmp_path, files())
    path = release.root / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["graphs"][""] = 5
    path.write_text(json.dumps(manifest))
    with pytest.raises(ReleaseError, match="another number of quads"):
        verify(open_release(release.root))


def test_a_link_to_nothing_is_damage(tmp_path: Path) -> None:
    """A release that somebody deleted is named, not taken for none."""
    release = publish(tmp_path, files())
    shutil.rmtree(release.root)
    with pytest.raises(ReleaseError, match=r"There is no release at .*current"):
        current(tmp_path)


def test_rubbish_of_any_kind_is_removed(tmp_path: Path) -> None:
    """Files and folders that stand where a release is prepared are no obstacle."""
    (tmp_path / ".building").write_text("")
    (tmp_path / ".current").mkdir()
    release = publish(tmp_path, files())
    assert {path.name for path in tmp_path.iterdir()} == {"current", release.id}


def test_a_release_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    """When writing fails, what was there stays, and no part of the new release does."""
    before = publish(tmp_path, files())
    program = (
        "import resource, sys\nfrom pathlib import Path\nfrom bilat.errors import ReleaseError\n"
        "from bilat.graph.releases.publish import publish\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    publish(Path(sys.argv[1]), {'bilat.nq': b'', 'big': bytes(2000)})\n"
        "except ReleaseError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=True)
    assert b"cannot be written to" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"current", before.id}
    assert current(tmp_path) == before


def test_a_place_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """A place that cannot be written to is an error with a remedy."""
    (tmp_path / "out").write_text("")
    with pytest.raises(ReleaseError, match="Choose another folder with bilat build --out"):
        publish(tmp_path / "out", files())


def test_a_folder_in_the_place_of_the_link_is_named(tmp_path: Path) -> None:
    """A copy that followed the link is served, but nothing can take its place in one step."""
    root = publish(tmp_path, files()).root
    (tmp_path / "current").unlink()
    shutil.copytree(root, tmp_path / "current")
    with pytest.raises(ReleaseError, match=r"current is a folder and no link.*Remove it"):
        publish(tmp_path, files())
    assert current(tmp_path)


def test_graphs_are_told_from_literals() -> None:
    """An IRI at the end of a literal is no graph."""
    assert count_graphs(b'<s> <p> "x <g>" .\n<s> <p> <o> .\n<s> <p> <o> <g> .\n_:a <p> "\\"" _:g .\n') == {
        "": 2,
        "_:g": 1,
        "g": 1,
    }
