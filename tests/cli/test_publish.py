"""A release goes into a store made by others, and is served from there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from commands import SMALL, Run
from proxies import nginx
from pyoxigraph import QueryResultsFormat, parse_query_results
from running import ENDLESS, EndedError, Server, until
from stores import STORES, Store, free_port, oxigraph

from bilat.cli import run
from bilat.engine import formats
from bilat.engine.remote import publish as remote_publish
from bilat.engine.remote.publish import Publisher
from bilat.graph.releases.release import Release

JAPAN = "/id/japan"


@pytest.fixture(scope="module", params=sorted(STORES))
def store(request, own_release, tmp_path_factory) -> Iterator[Store]:
    """Run a store into which the command has brought our release."""
    with STORES[request.param](tmp_path_factory.mktemp(request.param)) as running:
        assert run(["publish", "--release", str(own_release.root), "--to", running.url]) == 0
        yield running


def test_pages_are_those_of_the_embedded_engine(store, own_release: Release) -> None:
    """Pages, data and answers are the same, whoever answers the queries."""
    ours, theirs = Server(own_release.root), Server(own_release.root, engine=store.url)
    for path in (f"{JAPAN}.html", f"{JAPAN}.nt", "/source/b/19.nt", "/", "/health", "/metrics"):
        one, other = ours.ask(path), theirs.ask(path)
        assert (one.status, other.status) == (200, 200), path
        if path.endswith(".nt"):
            assert sorted(one.body.splitlines()) == sorted(other.body.splitlines())
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert abs(ours.query(text).count - theirs.query(text).count) < 10
    assert theirs.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status == 400
    assert (ours.end(), theirs.end()) == (0, 0)


def test_second_time_sends_nothing(store, own_release: Release, capsys) -> None:
    """What is there already is not sent again."""
    assert run(["publish", "--release", str(own_release.root), "--to", store.url]) == 0
    assert "(0 batches sent" in capsys.readouterr().out


def test_store_that_vanishes_midway(own_release: Release, tmp_path: Path, capsys, monkeypatch) -> None:
    """The command ends with a sentence, nothing is served, and the next run goes on from there."""
    command = ["publish", "--release", str(own_release.root), "--seconds", "20"]
    with oxigraph(tmp_path) as store:
        update, sent = remote_publish.Publisher._update, list[str]()

        def send_some(self, text: str) -> None:
            sent.append(text)
            if sum("arrived" in each for each in sent) == 3:
                store.stop()
            update(self, text)

        monkeypatch.setattr(remote_publish.Publisher, "_update", send_some)
        assert run([*command, "--to", store.url]) == 2
        assert "does not answer" in (told := capsys.readouterr().err)
        assert "goes on where it was" in told
        store.start()
        with pytest.raises(EndedError, match="no whole copy of release"):
            Server(own_release.root, engine=store.url)
        monkeypatch.undo()
        assert run([*command, "--to", store.url]) == 0
        assert "2 there before" in capsys.readouterr().out


def test_store_that_goes_while_it_is_served(own_release: Release, tmp_path: Path) -> None:
    """A store that dies while it answers gives 503, and so until it is back; the server is alive."""
    with oxigraph(tmp_path) as store:
        assert run(["publish", "--release", str(own_release.root), "--to", store.url]) == 0
        server = Server(own_release.root, engine=store.url, engine_rest_seconds=0.05, query_seconds=60)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(server.query, ENDLESS)
            assert until(lambda: server.health["idle"] == 7)
            store.stop()
            cut = waiting.result(timeout=100)
        assert (cut.status, cut.headers["Retry-After"]) == (503, "5")
        assert b"does not answer" in cut.body
        reply = server.query("ASK { ?s ?p 1 }", Accept="application/json")
        assert (reply.status, reply.headers["Retry-After"]) == (503, "5")
        assert server.ask("/health").status == 200
        store.start()
        again = server.query("ASK { ?s ?p ?o }", Accept="application/sparql-results+json")
        assert json.loads(again.body)["boolean"] is True
        assert server.end() == 0


def test_release_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    """Servers of the release before still have all of it; of those before that nothing is left."""
    with oxigraph(tmp_path) as store:
        removed = [
            _publish_one(tmp_path, store.url, f"000{number}", f"urn:g{number}") for number in range(1, 5)
        ]
        assert removed == [(), (), ("0001",), ("0002",)]
        asked = urlencode({"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"})
        request = Request(f"{store.url}?{asked}", headers={"Accept": formats.JSON})
        with urlopen(request) as answer:
            graphs = {row["g"].value for row in parse_query_results(answer.read(), QueryResultsFormat.JSON)}
        parts = ("default:{}", "graph:{}:0", "names:{}", "state:{}")
        kept = {f"urn:x-bilat:{part.format(release)}" for part in parts for release in ("0003", "0004")}
        assert graphs == kept | {"urn:x-bilat:state:store"}


def _publish_one(folder: Path, url: str, release: str, graph: str) -> tuple[str, ...]:
    quads = folder / f"{release}.nq"
    quads.write_text(f'<urn:a> <urn:p> _:c14n0 <{graph}> .\n<urn:a> <urn:p> "_:c14n0" <{graph}> .\n')
    publisher = Publisher(url, None, 20, grace=0)
    done = publisher.publish(quads, release, {graph: 2}, lambda *_: None)
    publisher.close()
    return done.removed


def test_nobody_there(capsys, own_release: Release) -> None:
    """A store that does not answer is named, before anything is read."""
    assert run(["publish", "--release", str(own_release.root), "--to", "http://127.0.0.1:1/query"]) == 2
    assert "http://127.0.0.1:1/query" in capsys.readouterr().err


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[str]:
    """Run a store behind an nginx that asks for a password; return its address there."""
    (tmp_path / "users").write_text("reader:{PLAIN}open sesame\n", "utf-8")
    port = free_port()
    with oxigraph(tmp_path) as store:
        http = (
            f"server {{ listen 127.0.0.1:{port}; client_max_body_size 0; auth_basic store; "
            f"auth_basic_user_file {tmp_path}/users;\n"
            f"location / {{ proxy_pass {store.url.removesuffix('/query')}; }} }}"
        )
        with nginx(tmp_path, http):
            yield f"http://127.0.0.1:{port}/query"


def test_store_that_asks_for_a_password(guarded: str, own_release: Release, tmp_path: Path, capsys) -> None:
    """It gets what stands in a file; without, or with another, it is said what it wants."""
    publish = ["publish", "--release", str(own_release.root), "--to", guarded]
    password, wrong = tmp_path / "password", tmp_path / "wrong"
    password.write_text("reader:open sesame\n", "utf-8")
    wrong.write_text("reader:open barley\n", "utf-8")
    for given in ([], ["--credentials", str(wrong)]):
        assert run([*publish, *given]) == 2
        said = capsys.readouterr().err
        assert "status 401" in said
        assert "--credentials" in said
        assert "barley" not in said
    assert run([*publish, "--credentials", str(password)]) == 0
    check = ["check", "--endpoint", guarded]
    assert run([*check, "--credentials", str(password)]) == 0
    assert run(check) == 2
    assert "status 401" in capsys.readouterr().err
    server = Server(own_release.root, engine=guarded, engine_credentials=str(password))
    assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").count > 1_000
    assert b"sesame" not in server.ask("/health").body + server.ask("/metrics").body
    assert server.end() == 0


def test_publish_takes_the_credentials_of_the_project(call: Run, tmp_path: Path) -> None:
    """As check does, from its configuration."""
    shutil.copytree(SMALL, tmp_path / "project")
    (tmp_path / "project/bilat.toml").write_text('[settings]\nengine_credentials = "/no/where"\n')
    status, _, err = call("publish", "--to", "http://127.0.0.1:1/", "--project", tmp_path / "project")
    assert status == 2
    assert "The credentials in /no/where cannot be read" in err
