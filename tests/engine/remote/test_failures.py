"""Real stores that are killed, stopped, emptied and filled while they are asked."""

from __future__ import annotations

import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from running import until
from stores import STORES, Store, oxigraph

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation, Result
from bilat.engine.remote.publish import Publisher
from bilat.engine.remote.store import Remote
from bilat.errors import BilatError, Overloaded, RequestError
from bilat.settings import Settings

GRAPHS = 20
COUNT = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?m) (MAX(?o) AS ?x) { GRAPH ?g { ?s <urn:x:p> ?o } }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?c + ?f + ?i > ?l) }"


@pytest.fixture(scope="module", params=sorted(STORES))
def store(request, tmp_path_factory) -> Iterator[Store]:
    """Run a store with a release of 2,000 quads in 20 graphs."""
    with STORES[request.param](tmp_path_factory.mktemp(request.param)) as running:
        publish(tmp_path_factory.mktemp("release"), running.url, "aaaa", 1)
        yield running


def publish(folder: Path, url: str, release: str, value: int, quads: int = 2_000) -> None:
    """Bring a release into a store, all of whose statements have one value."""
    file = folder / f"{release}.nq"
    file.write_text("".join(f'<urn:x:{n}> <urn:x:p> "{value}" <urn:g{n % GRAPHS}> .\n' for n in range(quads)))
    publisher = Publisher(url, None, 60, grace=0)
    try:
        publisher.publish(
            file, release, {f"urn:g{n}": quads // GRAPHS for n in range(GRAPHS)}, lambda *_: None
        )
    finally:
        publisher.close()


@pytest.fixture
def engine_of() -> Iterator[Callable[..., Remote]]:
    """Return what makes an engine over a release of a store; it ends with the test."""
    engines = list[Remote]()

    def engine(store: Store, release: str = "aaaa") -> Remote:
        settings = Settings.read({}, engine=store.url, engine_rest_seconds=0.05, query_seconds=60)
        engines.append(Remote(settings, release, {f"urn:g{n}": 1 for n in range(GRAPHS)}))
        return engines[-1]

    yield engine
    for each in engines:
        each.close()


def ask(engine: Remote, text: str = COUNT, seconds: float = 60) -> Result:
    return engine.run(Operation(text=text), formats.CSV, Limits(seconds=seconds, rows=1_000, bytes=100_000))


def whole(value: int, quads: int = 2_000) -> bytes:
    return f"n,m,x\r\n{quads},{GRAPHS},{value}\r\n".encode()


def test_store_killed_while_it_answers(engine_of, store: Store) -> None:
    """Whoever waits for an answer is told soon, and the store is asked again once it is back."""
    engine = engine_of(store)
    with pytest.raises(Overloaded, match="took longer than 1 s"):
        ask(engine, ENDLESS, seconds=1)
    assert engine.status.idle == 8
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(ask, engine, f"{ENDLESS} #{n}", 600) for n in range(3)]
        assert until(lambda: engine.status.idle == 5)
        time.sleep(0.5)
        assert not any(each.done() for each in waiting)
        store.stop(signal.SIGKILL)
        for each in waiting:
            with pytest.raises(Overloaded, match="does not answer"):
                each.result(timeout=100)
    assert engine.status.idle in {0, 8}  # None may be used while the store is left alone.
    store.start()
    assert until(lambda: answered(engine, whole(1)))


def answered(engine: Remote, wanted: bytes) -> bool:
    try:
        return ask(engine).body == wanted
    except RequestError:
        return False


def test_store_that_hangs(engine_of, store: Store) -> None:
    """A store that stands still takes no longer than the deadline, and is asked again when it goes on."""
    engine = engine_of(store)
    store.freeze()
    try:
        began = time.monotonic()
        with pytest.raises(Overloaded, match=r"took longer than 0\.5 s"):
            ask(engine, seconds=0.5)
        assert time.monotonic() - began < 20
    finally:
        store.process.send_signal(signal.SIGCONT)
    assert ask(engine).body == whole(1)


def test_readers_see_one_release_while_others_come_and_go(engine_of, store: Store, tmp_path: Path) -> None:
    """While releases are published, every answer is of the whole release that its server runs on."""
    first, wrong, right = engine_of(store), list[object](), list[bytes]()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            body = ask(first).body
            (right if body == whole(1) else wrong).append(body)

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        publish(tmp_path, store.url, "bbbb", 2)
        second = engine_of(store, "bbbb")
        assert ask(second).body == whole(2)
        stop.set()
        for each in readers:
            each.result()
    assert wrong == []
    assert len(right) > 5
    publish(tmp_path, store.url, "cccc", 3)
    with pytest.raises(BilatError, match="no whole copy of release aaaa"):
        engine_of(store)
    assert (ask(second).body, ask(engine_of(store, "cccc")).body) == (whole(2), whole(3))
    publish(tmp_path, store.url, "aaaa", 1)


def test_release_that_goes_is_not_answered_from(engine_of, store: Store, tmp_path: Path, monkeypatch) -> None:
    """A server whose release is no longer in the store says so, rather than find nothing."""
    publish(tmp_path, store.url, "dddd", 4)
    engine = engine_of(store, "dddd")
    monkeypatch.setattr("bilat.engine.remote.watch._LOOK_SECONDS", 0.0)
    assert ask(engine).body == whole(4)
    publisher = Publisher(store.url, None, 20)
    publisher._drop("dddd")
    publisher.close()
    with pytest.raises(Overloaded, match="does not hold release dddd any more") as told:
        ask(engine)
    assert ("Retry-After", "5") in told.value.headers


def test_store_that_comes_back_empty(engine_of, tmp_path: Path) -> None:
    """A store that has lost its data between two queries is not believed, however well it answers."""
    with oxigraph(tmp_path) as store:
        publish(tmp_path, store.url, "aaaa", 1)
        engine = engine_of(store)
        assert ask(engine).body == whole(1)
        store.stop()
        shutil.rmtree(tmp_path / "oxigraph")
        store.start()
        with pytest.raises(Overloaded, match="does not hold release aaaa any more"):
            ask(engine)
        publish(tmp_path, store.url, "aaaa", 1)
        assert ask(engine).body == whole(1)


@pytest.mark.parametrize("name", sorted(STORES))
def test_batch_that_is_sent_twice(engine_of, name: str, tmp_path: Path, monkeypatch) -> None:
    """What arrives again, blank nodes too, changes nothing: two runs may go into a store."""
    nodes = "".join(f"_:c{n} <urn:x:p> _:c{n + 1} <urn:g{n % GRAPHS}> .\n" for n in range(200))
    file = tmp_path / "eeee.nq"
    file.write_text(nodes)
    update = Publisher._update

    def twice(self: Publisher, text: str) -> None:
        update(self, text)
        if "arrived" in text:
            update(self, text)

    monkeypatch.setattr(Publisher, "_update", twice)
    with STORES[name](tmp_path) as store:
        publisher = Publisher(store.url, None, 60, grace=0)
        graphs = {f"urn:g{n}": 200 // GRAPHS for n in range(GRAPHS)}
        assert publisher.publish(file, "eeee", graphs, lambda *_: None).quads == 200
        publisher.close()
        found = ask(
            engine_of(store, "eeee"), "SELECT (COUNT(*) AS ?n) { ?a <urn:x:p> ?b . ?b <urn:x:p> ?c }"
        ).body
    assert found == b"n\r\n199\r\n"


@pytest.mark.parametrize("name", sorted(STORES))
def test_store_killed_while_a_release_arrives(engine_of, name: str, tmp_path: Path, monkeypatch) -> None:
    """What was published before is served on, nothing of the half is, and the next run makes it whole."""
    with STORES[name](tmp_path) as store:
        publish(tmp_path, store.url, "aaaa", 1)
        update, sent = Publisher._update, list[str]()

        def send(self: Publisher, text: str) -> None:
            sent.append(text)
            if sum("arrived" in each for each in sent) == 3:
                store.stop(signal.SIGKILL)
            update(self, text)

        with monkeypatch.context() as patch:
            patch.setattr(Publisher, "_update", send)
            with pytest.raises(BilatError, match="goes on where it was"):
                publish(tmp_path, store.url, "bbbb", 2, 20_000)
        store.start()
        assert ask(engine_of(store)).body == whole(1)
        with pytest.raises(BilatError, match="no whole copy of release bbbb"):
            engine_of(store, "bbbb")
        publish(tmp_path, store.url, "bbbb", 2, 20_000)
        assert ask(engine_of(store, "bbbb")).body == whole(2, 20_000)
        assert ask(engine_of(store)).body == whole(1)


def test_look_at_the_release_keeps_to_the_deadline(
    engine_of, store: Store, tmp_path: Path, monkeypatch
) -> None:
    """What a request waits for beside its own answer takes no more than what is left of its time."""
    monkeypatch.setattr("bilat.engine.remote.watch._LOOK_SECONDS", 0.0)
    engine, asked = engine_of(store), threading.Event()
    post = engine._store.post

    def stop_after_the_answer(*args, **named):
        reply = post(*args, **named)
        if not asked.is_set():
            asked.set()
            store.freeze()
        return reply

    monkeypatch.setattr(engine._store, "post", stop_after_the_answer)
    began = time.monotonic()
    try:
        with pytest.raises(Overloaded, match=r"took longer than 1 s"):
            ask(engine, seconds=1)
        assert time.monotonic() - began < 20
    finally:
        store.process.send_signal(signal.SIGCONT)
