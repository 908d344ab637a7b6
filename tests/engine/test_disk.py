"""The store on disk: made once, compared each time, read by workers that may open nothing."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from bilat.engine import formats, openers
from bilat.engine.disk import make, make_apart, on_disk, open_store, ready, ready_apart
from bilat.engine.interface import Limits, Operation
from bilat.engine.openers import find_openers
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.workers.pool import Pool
from bilat.errors import BilatError, QueryRefused, ReleaseError, RequestError
from bilat.settings import Settings

EX = "http://example.org/"
THINGS = 75_000
LIMITS = Limits(seconds=20, rows=1_000_000, bytes=200_000_000)


def write_large(path: Path, things: int = THINGS) -> None:
    """Write four quads for each thing, in 50 graphs, one triple of all graphs in two of them."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(things):
            thing, graph = f"<{EX}s{n}>", f"<{EX}g{n % 50}>"
            file.write(f'{thing} <{EX}value> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> {graph} .\n')
            file.write(f"{thing} <{EX}next> <{EX}s{(n * 7919 + 1) % things}> {graph} .\n")
            file.write(f'{thing} <{EX}label> "thing number {n}"@en {graph} .\n')
            file.write(f"{thing} <{EX}of> _:kind{n % 20} {graph} .\n")
        file.write(f"<{EX}s7> <{EX}next> <{EX}s{(7 * 7919 + 1) % things}> <{EX}again> .\n")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "bilat.nq"
    write_large(path)
    return path


@pytest.fixture(scope="module")
def pool(large: Path) -> Iterator[Pool]:
    pool = Pool(large, Settings.read({}, workers=2, worker_megabytes=256))
    yield pool
    pool.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "bilat.nq"
    write_large(path, 50)
    assert ready(path) == 201
    return path


def value(pool: Pool, text: str) -> str:
    body = pool.run(Operation(text=text), formats.JSON, LIMITS).body
    return str(json.loads(body)["results"]["bindings"][0]["n"]["value"])


def tables(path: Path) -> list[Path]:
    return sorted(path.parent.glob("store/quads/*.sst"), key=lambda each: (each.stat().st_size, each.name))


def test_size_picks_the_store(large: Path, small: Path) -> None:
    """Above a number of quads the store is on disk, below in memory, and a setting overrides either."""
    assert on_disk(large, Settings.read({}))
    assert not on_disk(small, Settings.read({}))
    assert on_disk(small, Settings.read({}, store="disk"))
    assert on_disk(small, Settings.read({}, memory_quads=200))
    assert not on_disk(large, Settings.read({}, store="memory"))
    assert not on_disk(large.with_name("missing.nq"), Settings.read({}))


def test_large_release_is_served_from_disk(pool: Pool) -> None:
    """A large release is on disk, and all its quads are there; a triple in two graphs counts once."""
    assert not pool.in_memory
    assert pool.quads == 4 * THINGS + 1
    assert value(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == str(4 * THINGS)
    assert value(pool, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == str(4 * THINGS + 1)
    assert value(pool, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s <http://example.org/of> ?o }") == "20"


def test_each_part_of_the_disk_is_read(pool: Pool) -> None:
    """With no file to be opened any more, all indexes answer, also in workers that have come later."""
    for _ in range(2):
        for n in range(0, THINGS, 1_001):
            assert value(pool, f"SELECT ?n {{ <{EX}s{n}> <{EX}value> ?n }}") == str(n)
            assert value(pool, f'SELECT ?n {{ ?n <{EX}label> "thing number {n}"@en }}') == f"{EX}s{n}"
            in_graph = value(pool, f"SELECT ?n {{ GRAPH ?n {{ <{EX}s{n}> <{EX}value> {n} }} }}")
            assert in_graph == f"{EX}g{n % 50}"
        for pid in pool.workers:
            os.kill(pid, signal.SIGKILL)


def test_worker_on_disk_has_tables_and_nothing_else(pool: Pool) -> None:
    """A worker holds its socket and the tables, to read, and may open no more."""
    value(pool, "SELECT (1 AS ?n) {}")
    pid = pool.workers[0]
    while "Max open files            0" not in Path(f"/proc/{pid}/limits").read_text("ascii"):
        threading.Event().wait(0.005)
    opened = [each.readlink() for each in Path(f"/proc/{pid}/fd").iterdir()]
    assert {each.suffix or str(each).split(":")[0] for each in opened} == {"/dev/null", "socket", ".sst"}
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        if descriptor.readlink().suffix:
            flags = Path(f"/proc/{pid}/fdinfo/{descriptor.name}").read_text("ascii").split()[3]
            assert int(flags, 8) & os.O_ACCMODE == os.O_RDONLY


@pytest.fixture
def many_tables(tmp_path: Path) -> Path:
    """Return quads with a store of more tables than RocksDB opens by itself."""
    path = tmp_path / "bilat.nq"
    write_large(path, 500)
    (tmp_path / "store").mkdir()
    store = Store(str(tmp_path / "store" / "quads"))
    lines = path.read_bytes().splitlines(keepends=True)
    for number in range(2):  # From three on they are put together, at whatever moment.
        store.bulk_load(b"".join(lines[number::2]), format=RdfFormat.N_QUADS)
    store.flush()
    del store  # As long as it is open, tables come and go.
    assert len(tables(path)) > 16
    return path


def test_all_tables_are_open(many_tables: Path) -> None:
    """However many tables there are, each has been read from before a worker may open no more."""
    store, unopened = open_store(many_tables)
    assert unopened == 0
    assert len(store) == 2001


def test_maker_notes_what_opens_all_tables(many_tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens a store reads no more of it than what its maker has found to open all tables."""
    folder = many_tables.parent / "store"
    places = find_openers(folder / "quads", many_tables)
    monkeypatch.setattr(openers, "_LOOKED_AT", 0)
    assert open_store(many_tables)[1] > 0
    (folder / "made.json").write_text(json.dumps({"openers": places}), "utf-8")
    assert open_store(many_tables)[1] == 0
    assert 0 < len(places) < 50


@pytest.mark.parametrize("files", [0, 1, 3])
def test_worker_opens_what_is_left(files: int) -> None:
    """A worker may open as many files as it has tables left to open, and not one more."""
    script = f"""
from bilat.engine.workers.worker import _confine
import os
_confine(256, {files})
for _ in range({files}):
    os.dup(0)
try:
    os.dup(0)
except OSError:
    print("no more")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "no more\n"


def test_too_many_tables_are_refused(many_tables: Path) -> None:
    """More tables than a process may hold is said, with what to do."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (80, hard))
    try:
        with pytest.raises(ReleaseError, match="more tables than a process may open"):
            open_store(many_tables)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_nothing_leaves_a_worker_on_disk(large: Path, pool: Pool) -> None:
    """SERVICE is refused, and what the scan of the text does not refuse finds no way out."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        text = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryRefused, match="SERVICE"):
            pool.run(Operation(text=text), formats.JSON, LIMITS)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_store_is_kept(small: Path) -> None:
    """A store that is whole is not made again."""
    before = (small.parent / "store").stat().st_ino
    assert ready_apart(small) == 201
    assert (small.parent / "store").stat().st_ino == before


def test_opening_leaves_the_store_as_it_is(small: Path) -> None:
    """Reading writes nothing, so that a store may stand on a read-only file system."""
    files = {path: path.stat().st_mtime_ns for path in small.parent.rglob("*")}
    Oxigraph(open_store(small)[0], 201)
    assert {path: path.stat().st_mtime_ns for path in small.parent.rglob("*")} == files


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    """Change bytes that RocksDB itself does not miss."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff\x00\xff")


def test_a_store_is_made_apart(small: Path, tmp_path: Path) -> None:
    """The store of a build is the one that is made in place, by a process that takes its memory with it."""
    merged = tmp_path / "merged.nt"
    lines = {line.rpartition(" <")[0] for line in small.read_text("utf-8").splitlines()}
    merged.write_text("".join(f"{line} .\n" for line in sorted(lines)), "utf-8")
    expected = set(open_store(small)[0])
    made = small.parent / "store" / "made.json"
    before = json.loads(made.read_bytes())
    make_apart(small, small.parent / "store", merged)
    assert set(open_store(small)[0]) == expected
    assert json.loads(made.read_bytes())["quads"] == before["quads"]


def test_what_a_store_cannot_be_made_of_is_told(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of the process that makes it arrive, and so does its end."""
    with pytest.raises(RuntimeError, match="No such file"):
        make_apart(small, small.parent / "store", tmp_path / "missing.nt")
    ended = tmp_path / "ended"
    ended.write_text("#!/bin/sh\nkill -9 $$\n", "utf-8")
    ended.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(ended))
    with pytest.raises(ReleaseError, match="was ended"):
        make_apart(small, small.parent / "store", tmp_path / "missing.nt")


@pytest.mark.parametrize("damage", [truncate, flip, Path.unlink])
@pytest.mark.parametrize("name", ["MANIFEST-*", "CURRENT", "*.sst", "OPTIONS-*"])
def test_damaged_store_is_made_again(small: Path, damage, name: str) -> None:
    """No damage to any file goes unnoticed: the store is a cache, and is made anew from the release."""
    damage(sorted(small.parent.glob(f"store/quads/{name}"), key=lambda each: each.stat().st_size)[-1])
    notes: list[str] = []
    assert ready(small, notes.append) == 201
    assert notes[0].startswith("Making the store")
    assert not (small.parent / ".store").exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff"])
def test_store_without_its_list_is_made_again(small: Path, body: bytes) -> None:
    """A store whose list of files is damaged is not trusted."""
    (small.parent / "store" / "made.json").write_bytes(body)
    assert ready(small) == 201


def test_store_of_another_release_is_made_again(small: Path) -> None:
    """A store is of the quads it stands beside, or is made anew."""
    write_large(small, 60)
    assert ready(small) == 241
    assert len(open_store(small)[0]) == 481


def test_killed_maker_leaves_nothing_that_counts(small: Path) -> None:
    """What a maker that was killed has left behind is removed by the next."""
    (small.parent / "store").rename(small.parent / ".store")
    (small.parent / ".store" / "made.json").unlink()
    assert ready(small) == 201
    assert sorted(path.name for path in small.parent.iterdir()) == ["bilat.nq", "store"]


def test_several_makers_make_one_store(small: Path) -> None:
    """Servers that start at once over the same release wait for the first of them to make its store."""
    (small.parent / "store" / "made.json").unlink()
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(ready_apart(small))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [201] * 3


def test_bad_file_is_refused(tmp_path: Path) -> None:
    """A file that is not N-Quads is told of, with what to do, and no store is left."""
    path = tmp_path / "bilat.nq"
    path.write_text("nonsense\n", "utf-8")
    with pytest.raises(ReleaseError, match=r"bilat\.nq cannot be made ready"):
        Pool(path, Settings.read({}, store="disk"))
    assert not (tmp_path / "store").exists()
    with pytest.raises(ReleaseError):
        ready_apart(tmp_path / "missing.nq")


def test_too_few_files_is_refused(small: Path) -> None:
    """A store that is gone is an error of ours."""
    for path in tables(small):
        path.unlink()
    with pytest.raises(BilatError, match="cannot be opened"):
        open_store(small)


def test_store_that_changes_under_a_worker_is_no_refusal(small: Path) -> None:
    """Files that are damaged while they are read are a fault of the server, not of the query."""
    engine = Oxigraph(open_store(small)[0], 201)
    for path in tables(small):
        os.truncate(path, 10)
    with pytest.raises(RequestError) as caught:
        engine.run(Operation(text="SELECT * { ?s ?p ?o }"), formats.JSON, LIMITS)
    assert caught.value.status == 500


def test_blank_nodes_of_graphs_are_those_of_their_merge(tmp_path: Path) -> None:
    """A blank node is one and the same in its graph and in the merge, made from a file of its own."""
    quads, triples = tmp_path / "bilat.nq", tmp_path / "merged.nt"
    statements = [f"_:b{n} <{EX}of> <{EX}s{n}>" for n in range(10)]
    quads.write_text("".join(f"{each} <{EX}g> .\n" for each in statements), "utf-8")
    triples.write_text("".join(f"{each} .\n" for each in statements), "utf-8")
    make(quads, tmp_path / "store", triples)
    engine = Oxigraph(open_store(quads)[0], 10)
    text = f"SELECT (COUNT(*) AS ?n) {{ ?b <{EX}of> ?s . GRAPH ?g {{ ?b <{EX}of> ?s }} }}"
    assert engine.run(Operation(text=text), formats.CSV, LIMITS).body.split() == [b"n", b"10"]


def test_build_makes_the_store_beside_the_release(tmp_path: Path) -> None:
    """A build makes the store, so that no server waits for it; the release has the same digest without."""
    project = tmp_path / "project"
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "small", project)
    digests = []
    for store in ("disk", "memory"):
        out = tmp_path / store
        command = [sys.executable, "-m", "bilat", "build", "--project", project, "--out", out]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"BILAT_STORE": store})
        assert (out / "current" / "store" / "made.json").exists() == (store == "disk")
        digests.append((out / "current").readlink())
    assert digests[0] == digests[1]
