"""Isolation, with real processes: what a query does is felt by nobody else."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from running import alive, stop, until

from bilat.engine import formats
from bilat.engine.interface import Cancellation, Limits, Operation
from bilat.engine.serving import End
from bilat.engine.workers.nursery import Nursery
from bilat.engine.workers.pool import Pool
from bilat.errors import (
    NotAcceptable,
    Overloaded,
    QueryRefused,
    QuerySyntaxError,
    ReleaseError,
    RequestError,
    ResultTooLarge,
)

EX = "http://example.org/"
GOOD = Operation(text=f"SELECT ?v {{ <{EX}s7> <{EX}value> ?v }}")
ENDLESS = Operation(text="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")


def ask(pool: Pool, operation: Operation, **limits: float | str | Cancellation) -> bytes:
    given = {"seconds": 20, "rows": 1_000, "bytes": 1_000_000} | limits
    return pool.run(operation, formats.JSON, Limits(**given)).body


def is_right(pool: Pool) -> bool:
    return json.loads(ask(pool, GOOD))["results"]["bindings"][0]["v"]["value"] == "7"


def status_of(pool: Pool, text: str, seconds: float) -> int:
    """Return the HTTP status that a query would be answered with."""
    try:
        ask(pool, Operation(text=text), seconds=seconds)
    except RequestError as error:
        return error.status
    return 200


@contextmanager
def under_way(pool: Pool, operation: Operation, *clients: str) -> Iterator[None]:
    """Have clients ask what does not end before the block does."""
    cancellations = [Cancellation() for _ in clients]
    with ThreadPoolExecutor(len(clients)) as threads:
        asked = [
            threads.submit(ask, pool, operation, client=client, cancellation=each, seconds=600)
            for client, each in zip(clients, cancellations, strict=True)
        ]
        try:
            assert until(lambda: waiters(pool) == len(clients))
            yield
            assert not any(each.done() for each in asked)
        finally:
            for each in cancellations:
                each.cancel()
        for future in asked:
            with pytest.raises(Overloaded, match="gone"):
                future.result(20)


@contextmanager
def stopped(pool: Pool) -> Iterator[None]:
    """Have all workers stand still, until they are let go or killed, or the block ends."""
    workers = pool.workers
    for pid in workers:
        stop(pid)
    try:
        yield
    finally:
        for pid in set(workers) & set(pool.workers):
            with suppress(ProcessLookupError):  # One that was killed is counted until its end is seen.
                os.kill(pid, signal.SIGKILL)
        assert until(lambda: set(workers).isdisjoint(pool.workers))


def waiters(pool: Pool) -> int:
    """Return how many wait for an answer."""
    return sum(len(job.waiters) for job in tuple(pool._jobs))


def busy_workers(pool: Pool) -> list[int]:
    """Return the workers that have a query."""
    return [worker.pid for worker in tuple(pool._busy)]


def test_answers(pool: Pool) -> None:
    """A good query has its answer, and the pool knows how much data there is."""
    assert is_right(pool)
    assert pool.quads == 1003


def test_large_result_comes_whole(pool: Pool) -> None:
    """A result of many pieces arrives as it was written."""
    text = f"SELECT ?a ?b {{ ?a <{EX}value> ?v . ?b <{EX}value> ?w . FILTER(?v < 100) }}"
    body = ask(pool, Operation(text=text), rows=100_000, bytes=50_000_000)
    assert len(json.loads(body)["results"]["bindings"]) == 50_000


@pytest.mark.parametrize(
    ("text", "media_type", "error"),
    [
        ("SELECT * {", formats.JSON, QuerySyntaxError),
        ("DROP ALL", formats.JSON, QueryRefused),
        ("SELECT * { SERVICE <http://localhost/> {} }", formats.JSON, QueryRefused),
        ("SELECT * {}", formats.TURTLE, NotAcceptable),
        (f"SELECT ?o {{ ?s <{EX}bell> ?o }}", formats.XML, NotAcceptable),
        ("SELECT * { ?s ?p ?o }", formats.JSON, ResultTooLarge),
        ("SELECT * { } #" + "x" * 70_000, formats.JSON, RequestError),
    ],
)
def test_errors_cross_the_process_border(pool: Pool, text, media_type, error) -> None:
    """An error of a worker is raised in the server as what it was, and the worker lives on."""
    before = pool.workers
    with pytest.raises(error):
        pool.run(Operation(text=text), media_type, Limits(seconds=5, rows=10, bytes=10_000))
    assert pool.workers == before


def test_syntax_error_keeps_its_place(pool: Pool) -> None:
    """Line, column and caret cross the border."""
    with pytest.raises(QuerySyntaxError) as caught:
        ask(pool, Operation(text="SELECT *\nWHER {}"))
    assert (caught.value.line, caught.value.column) == (2, 1)
    assert str(caught.value.detail).endswith("\n^")


BOMBS = {
    "braces": "SELECT * " + "{" * 2_300,
    "closed braces": "SELECT * " + "{" * 32_000 + "}" * 32_000,
    "functions": "SELECT (" + "CONCAT(" * 960 + "1" + ")" * 960 + " AS ?x) {}",
    "conditions": "SELECT (" + "IF(1," * 9_000 + "1" + ",1)" * 9_000 + " AS ?x) {}",
    "exists": "SELECT * {" + "FILTER NOT EXISTS {" * 900 + "?s ?p ?o" + "}" * 901,
    "parentheses": "SELECT (" + "(" * 32_000 + "1" + ")" * 32_000 + " AS ?x) {}",
    "paths": "SELECT * { ?s " + "(" * 32_000 + "<a:b>" + ")" * 32_000 + " ?o }",
    "negations": "SELECT * { FILTER(" + "!" * 60_000 + "true) }",
    "optionals": "SELECT * {" + "OPTIONAL {" * 6_000 + "}" * 6_001,
    "sub-selects": "SELECT * {" + "{SELECT * {" * 5_000 + "}}" * 5_000 + "}",
    "unions": "SELECT * {" + "{} UNION " * 7_000 + "{} }",
    "lists": "SELECT * { ?s ?p " + "(" * 32_000 + "1" + ")" * 32_000 + " }",
    "blank nodes": "SELECT * { ?s ?p " + "[?p " * 16_000 + "1" + "]" * 16_000 + " }",
    "triple terms": "SELECT * { ?s ?p " + "<<(?s ?p " * 5_000 + "1" + ")>>" * 5_000 + " }",
    "minus": "SELECT (" + "-" * 65_000 + "1 AS ?x) {}",
    "or": "SELECT * { FILTER(" + "1||" * 20_000 + "1) }",
    "long name": "SELECT * { ?s ?p <a:" + "b" * 65_000 + "> }",
    "words": "SELECT * { " + "a." * 32_000,
}


@pytest.mark.parametrize("kind", BOMBS)
def test_nesting_hurts_nobody(pool: Pool, kind: str) -> None:
    """No nesting, however deep, does more than end its own query."""
    assert status_of(pool, BOMBS[kind], seconds=2) in {200, 400, 413, 503}
    assert is_right(pool)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { " + "?s ?p ?o . " * 300 + "}",
        "SELECT * { " + " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(300)) + "}",
        "SELECT * { ?a (<a:b>|!<a:c>)* ?b . ?c (<a:b>|!<a:c>)* ?d . ?e (<a:b>|!<a:c>)* ?f }",
        'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(STR(?i), "^h")) }',
        ENDLESS.text,
    ],
)
def test_endless_query_ends_at_the_deadline(pool: Pool, text: str) -> None:
    """A query that does not end is ended, with a 503 that says so, and its worker is replaced."""
    with pytest.raises(Overloaded, match=r"longer than 0\.2 s"):
        ask(pool, Operation(text=text), seconds=0.2)
    assert is_right(pool)


def test_deadline_counts_the_time_in_the_queue(pool: Pool) -> None:
    """Who waits for a worker waits no longer than his deadline."""
    with under_way(pool, ENDLESS, "somebody"):
        with pytest.raises(Overloaded, match="No worker was free"):
            ask(pool, GOOD, seconds=0.05, client="somebody")
        assert is_right_for(pool, "somebody else")


def is_right_for(pool: Pool, client: str) -> bool:
    return b'"7"' in ask(pool, GOOD, client=client)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT (STRLEN(?z) AS ?n) { BIND('xxxxxxxxxxxxxxxx' AS ?a0) "
        + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(30))
        + " BIND(?a30 AS ?z) }",
    ],
)
def test_memory_bomb_ends_alone(pool: Pool, text: str) -> None:
    """A query that takes all memory is refused, and the server does not grow."""
    with pytest.raises((QueryRefused, Overloaded)):
        ask(pool, Operation(text=text), seconds=20)
    assert is_right(pool)


def test_worker_that_has_grown_is_replaced(pool: Pool) -> None:
    """A query that used much memory gets its answer, and its worker is not used again."""
    text = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?d ?e ?f { ?a ?b ?c . ?d ?e ?f } }"
    before = pool.status.replaced
    assert json.loads(ask(pool, Operation(text=text)))["results"]["bindings"]
    assert until(lambda: pool.status.replaced > before)
    assert is_right(pool)


def test_cancelled_query_frees_its_worker(pool: Pool) -> None:
    """A query whose client has gone ends at once, and not by its deadline; one not yet begun never begins."""
    cancellation = Cancellation()
    with under_way(pool, ENDLESS, "somebody"):
        pass
    cancellation.cancel()
    with pytest.raises(Overloaded, match="gone"):
        ask(pool, ENDLESS, cancellation=cancellation)
    assert is_right(pool)


SERVICES = (
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { sErViCe#c\n<%s> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <%s> } SERVICE ?x { ?s ?p ?o } }",
    "PREFIX : <%s> SELECT * { SERVICE : { ?s ?p ?o } }",
    "PREFIX : <%s> SELECT * { { SERVICE:{ ?s ?p ?o } } }",
    "ASK { FILTER EXISTS { SERVICE<%s>{ ?s ?p ?o } } }",
    "BASE <%s> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "LOAD <%s>",
    "SELECT * FROM <%s> { ?s ?p ?o }",
)


@pytest.mark.parametrize("text", SERVICES)
def test_nothing_leaves_the_machine(pool: Pool, text: str) -> None:
    """No spelling of anything makes a worker call a server."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert status_of(pool, text % url, seconds=5) in {200, 400}
        with pytest.raises(BlockingIOError):
            server.accept()
    assert is_right(pool)


def test_worker_has_no_files_and_no_network(pool: Pool) -> None:
    """A worker holds its socket and nothing, and may open no more."""
    worker = Path(f"/proc/{pool.workers[0]}")
    none = "Max open files            0                    0"
    assert until(lambda: none in (worker / "limits").read_text("ascii"))  # It may have begun just now.
    opened = {str(each.readlink()) for each in (worker / "fd").iterdir()}
    assert {name.split(":")[0] for name in opened} == {"/dev/null", "socket"}


def test_killed_workers_are_replaced(pool: Pool) -> None:
    """Workers that are killed are replaced, and a query does not notice."""
    before = pool.workers
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert is_right(pool)
    assert until(lambda: pool.status.idle == 2 and not set(before) & set(pool.workers))


def test_query_whose_worker_is_killed_is_run_again(pool: Pool) -> None:
    """A worker that dies over a query by somebody else's hand costs a second try, not an error."""
    with ThreadPoolExecutor(1) as threads:
        with stopped(pool):
            asked = threads.submit(is_right, pool)
            assert until(lambda: bool(busy_workers(pool)))
            os.kill(busy_workers(pool)[0], signal.SIGKILL)
        assert asked.result(20)


def test_death_is_not_held_against_a_query_that_was_not_read(pool: Pool, monkeypatch) -> None:
    """A query is not what workers die of that have not begun it, however many and however slowly they die."""
    monkeypatch.setattr("bilat.engine.workers.pool._AT_ONCE_SECONDS", 0.0)
    with stopped(pool), ThreadPoolExecutor(1) as threads:
        asked = threads.submit(is_right, pool)
        for _ in range(2):
            assert until(lambda: bool(busy_workers(pool)))
            pid = busy_workers(pool)[0]
            os.kill(pid, signal.SIGKILL)
            assert until(lambda dead=pid: dead not in busy_workers(pool))
        assert asked.result(20)


def test_killed_zygote_is_replaced(pool: Pool) -> None:
    """A zygote that is killed takes its workers with it, and all of them come back."""
    zygote, workers = pool.zygote, pool.workers
    os.kill(zygote, signal.SIGKILL)
    assert is_right(pool)
    assert until(
        lambda: pool.status.idle == 2 and {zygote, *workers}.isdisjoint({pool.zygote, *pool.workers})
    )
    assert not any(alive(pid) for pid in (zygote, *workers))


def test_stopped_worker_is_killed_at_the_deadline(pool: Pool) -> None:
    """A worker that does not move at all is replaced like a slow one."""
    with stopped(pool), ThreadPoolExecutor(1) as threads:
        asked = threads.submit(ask, pool, GOOD, seconds=1)
        assert until(lambda: bool(busy_workers(pool)))
        pid = busy_workers(pool)[0]
        with pytest.raises(Overloaded, match="longer than 1 s"):
            asked.result(20)
        assert until(lambda: pid not in pool.workers and len(pool.workers) == 2)
    assert is_right(pool)


def test_good_and_bad_at_once(pool: Pool) -> None:
    """While one client sends what ends workers, all that another asks is answered right."""
    over = threading.Event()

    def attack(text: str) -> None:
        while not over.is_set():
            with pytest.raises(RequestError):
                ask(pool, Operation(text=text), seconds=0.1, client="bad")

    with ThreadPoolExecutor(4) as threads:
        attacks = [threads.submit(attack, text) for text in (ENDLESS.text, BOMBS["braces"], ENDLESS.text)]
        try:
            assert all(is_right_for(pool, "good") for _ in range(200))
        finally:
            over.set()
        for each in attacks:
            each.result(20)


def test_strangers_do_not_keep_all_workers(pool: Pool) -> None:
    """Long queries of many clients leave a worker to each who comes, long before their deadline."""
    ended = pool.status.ends[End.MADE_WAY]
    with under_way(pool, replace(ENDLESS, volatile=True), "first", "second"):
        assert pool.status.idle == 0
        for number in range(3):
            assert is_right_for(pool, f"stranger {number}")
        assert pool.status.ends[End.MADE_WAY] == ended + 1
        assert pool.status.waiting == 1


def test_close_leaves_nothing(quads_file: Path, settings) -> None:
    """A closed pool leaves no process, refuses queries, and may be closed again."""
    pool = Pool(quads_file, settings)
    processes = (pool.zygote, *pool.workers)
    with ThreadPoolExecutor(1) as threads:
        busy = threads.submit(pytest.raises, Overloaded, ask, pool, ENDLESS)
        assert until(lambda: pool.status.idle == 1)
        pool.close()
        busy.result(20)
    pool.close()
    assert until(lambda: not any(alive(pid) for pid in processes))
    with pytest.raises(Overloaded, match="stopping"):
        ask(pool, GOOD)


def test_workers_end_with_the_server(quads_file: Path) -> None:
    """A server that is killed outright leaves no process."""
    code = (
        "import sys, time; from pathlib import Path; from bilat.engine.workers.pool import Pool;"
        "from bilat.settings import Settings; pool = Pool(Path(sys.argv[1]), Settings.read({}, workers=2));"
        "print(pool.zygote, *pool.workers, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, quads_file], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        processes = [int(pid) for pid in server.stdout.readline().split()]
        assert len(processes) == 3
        server.kill()
    assert until(lambda: not any(alive(pid) for pid in processes))


def test_bad_file_is_refused(tmp_path: Path, settings) -> None:
    """A file that cannot be loaded is an error at the start, and no process is left."""
    path = tmp_path / "bilat.nq"
    path.write_text("nonsense", "utf-8")
    with pytest.raises(ReleaseError, match=r"bilat\.nq cannot be loaded"):
        Pool(path, settings)


def test_killed_while_it_loads(tmp_path: Path, settings) -> None:
    """Where the system kills what loads the data, the error says so."""
    path = tmp_path / "bilat.nq"
    os.mkfifo(path)  # Nobody writes: it is loaded for ever.
    nursery = Nursery(path, replace(settings, store="memory"))
    os.kill(nursery.pid, signal.SIGKILL)
    with pytest.raises(ReleaseError, match="was ended by signal 9, as where memory is short"):
        _ = nursery.quads


def test_cut_result_crosses_the_process_border(pool: Pool) -> None:
    """A result that is cut on request comes with word that it is."""
    limits = Limits(seconds=5, rows=10, bytes=1_000_000, truncate=True)
    result = pool.run(Operation(text="SELECT * { ?s ?p ?o }"), formats.JSON, limits)
    assert len(json.loads(result.body)["results"]["bindings"]) == 10
    assert result.truncated
    assert not pool.run(GOOD, formats.JSON, limits).truncated


def test_equal_queries_are_run_once(pool: Pool) -> None:
    """While a query runs, others who ask the same wait for its answer, and one worker is busy."""
    with under_way(pool, ENDLESS, *"abcd"):
        assert (pool.status.idle, pool.status.waiting) == (1, 0)


def test_each_who_waits_has_his_own_deadline(pool: Pool) -> None:
    """Who joins a query that runs already is told at his own deadline; whoever gave more time waits on."""
    with under_way(pool, ENDLESS, "patient"), pytest.raises(Overloaded, match=r"longer than 0\.1 s"):
        ask(pool, ENDLESS, seconds=0.1, client="hasty")


def test_one_who_cannot_be_told_ends_no_deadlines(pool: Pool, caplog) -> None:
    """Where telling one that his time is up fails, the next is told all the same."""

    def fail(*_: object) -> None:
        raise RuntimeError("He cannot be told.")

    limits = Limits(seconds=0.1, rows=1, bytes=1)
    with under_way(pool, ENDLESS, "patient"):
        pool._loop.call_soon_threadsafe(pool.submit, ENDLESS, formats.JSON, limits, fail)
        assert until(lambda: "He cannot be told" in caplog.text)
        with pytest.raises(Overloaded, match=r"longer than 0\.1 s"):
            ask(pool, ENDLESS, seconds=0.1, client="hasty")


def test_first_of_equal_queries_may_go(pool: Pool) -> None:
    """When the client who asked first hangs up, those who joined him still get their answer."""
    cancellation = Cancellation()
    with stopped(pool), ThreadPoolExecutor(2) as threads:
        workers = pool.workers
        first = threads.submit(ask, pool, GOOD, cancellation=cancellation)
        assert until(lambda: waiters(pool) == 1)
        joined = threads.submit(is_right_for, pool, "second")
        assert until(lambda: waiters(pool) == 2)
        cancellation.cancel()
        with pytest.raises(Overloaded, match="gone"):
            first.result(20)
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        assert joined.result(20)
        assert pool.workers == workers


def test_volatile_queries_are_run_for_each(pool: Pool) -> None:
    """A query that may have another answer each time is run for everyone who asks."""
    with under_way(pool, replace(ENDLESS, volatile=True), "e", "f"):
        assert pool.status.idle == 0
