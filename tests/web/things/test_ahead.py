"""What things answer, made before anybody asks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pytest
from running import Server, alive, children, command_of, files_of, until

from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import Release
from bilat.settings import Settings
from bilat.vocab import BASE
from bilat.web.things.ahead import Ahead
from bilat.web.things.making import FORMS, Maker

ENDINGS = dict(zip(FORMS, ("html", "jsonld"), strict=True))
#: One thing of so many is compared: each is made twice, which takes a while.
STEP = 9


@pytest.fixture(scope="module")
def maker(own_release: Release, settings: Settings) -> Maker:
    return Maker(own_release, settings)


def test_bodies_are_the_same_as_those_made_when_asked_for(maker, own_release, own_client) -> None:
    """Whichever way a body is made, each octet of it is the same, also of what has blank nodes."""
    base = own_release.base
    for iri in (f"{base}graph/ontology", *islice(maker.things(), 0, None, STEP)):
        for form, ending in ENDINGS.items():
            answer = own_client.get(f"/{iri.removeprefix(base)}.{ending}")
            assert (answer.status_code, answer.data) == (200, maker.body(iri, form)), (iri, form)


def test_everything_with_an_address_is_made(maker, own_release) -> None:
    """Things, concepts, documents, passages and graphs are all there."""
    things = set(maker.things())
    for name in ("id/japan", "scheme/topic/5g", "source/b", "source/b/19", "graph/inferred"):
        assert own_release.base + name in things
    assert not any("#" in iri for iri in things)


def test_served_from_what_was_made(release: Release) -> None:
    """A server has it made, says how much there is and that it is done, and answers with it."""
    server = Server(release.root, ahead_bytes=8_000)
    try:
        asked = server.ask("/id/eu.html").body
        while server.metric("bilat_ahead_working"):
            time.sleep(0.5)  # It rests while it is looked at.
        assert server.metric("bilat_ahead_bodies") > 2
        assert 8_000 <= server.metric("bilat_ahead_bytes") < 16_000
        again = server.ask("/id/eu.html?n=1")
        assert (again.status, again.body) == (200, asked)
    finally:
        assert server.end() == 0


def test_ends_with_the_server(release: Release) -> None:
    """Who makes is gone when the server is, also where it is in the middle of its work."""
    server = Server(release.root, ahead_bytes=100_000_000)
    assert until(lambda: bool(makers(server)))
    (maker,) = makers(server)
    assert server.end() == 0
    assert not alive(maker)


@pytest.mark.parametrize("what", ["threading.Thread.start", "subprocess.Popen"])
def test_nothing_is_made_where_the_system_allows_none(what, settings, tmp_path, monkeypatch, caplog) -> None:
    """No further thread, or no further process: that is told, and the server goes on."""

    def refuse(*_args: object, **_more: object) -> None:
        raise RuntimeError("none") if what == "threading.Thread.start" else BlockingIOError(11, "none")

    ahead = Ahead()
    monkeypatch.setattr(what, refuse)
    ahead.begin(tmp_path, settings, lambda: 0)
    ahead.close()
    assert caplog.messages == ["no pages are made ahead: none"]
    assert not ahead.working


def test_killed_server_leaves_no_maker(release: Release) -> None:
    """It ends by itself when nobody is there to take what it makes."""
    server = Server(release.root, ahead_bytes=100_000_000)
    assert until(lambda: bool(makers(server)))
    (maker,) = makers(server)
    server.end(signal.SIGKILL)
    assert until(lambda: not alive(maker))


def test_death_of_the_maker_is_no_harm(release: Release) -> None:
    """What was not made is made when it is asked for; the log has a line."""
    server = Server(release.root, ahead_bytes=100_000_000)
    try:
        assert until(lambda: bool(makers(server)))
        os.kill(makers(server).pop(), signal.SIGKILL)
        assert until(lambda: not server.metric("bilat_ahead_working"))
        assert server.ask("/id/japan.html").status == 200
        assert "what makes pages ahead was ended by signal 9" in server.errors
    finally:
        server.end()


@pytest.mark.parametrize("settings", [{"ahead_bytes": 0}, {"ahead_bytes": 10_000_000, "store": "disk"}])
def test_nothing_is_made(tmp_path: Path, settings: dict[str, object]) -> None:
    """Where a setting says so, or the graph is too large for memory, nobody works ahead."""
    server = Server(publish(tmp_path, files_of(10)).root, **settings)
    try:
        assert server.metric("bilat_ahead_working") == 0
        assert not makers(server)
    finally:
        server.end()


def test_next_release_has_it_made_too(tmp_path: Path) -> None:
    """After a takeover the things of the new release are made, and what made those of the old one is gone."""
    publish(tmp_path, {"bilat.nq": things_of(2_000)})
    server = Server(tmp_path, ahead_bytes=100_000_000)
    try:
        assert until(lambda: bool(makers(server)))
        (before,) = makers(server)
        publish(tmp_path, {"bilat.nq": things_of(3)})
        assert until(lambda: not alive(before))
        assert until(lambda: server.metric("bilat_ahead_bodies") == 2 * 3)
        assert b"thing 2" in server.ask("/id/t2.html").body
    finally:
        server.end()


def test_rests_while_requests_come(release: Release) -> None:
    """Where requests come all the time, it works a tenth of it and gets on all the same."""
    requests, ahead = iter(range(10**9)), Ahead()
    ahead.begin(release.root, Settings.read({}, ahead_bytes=1_000_000), lambda: next(requests))
    assert until(lambda: len(ahead) > 2)
    (pid,) = (child for child in children(os.getpid()) if is_maker(child))
    made, began, worked = len(ahead), time.monotonic(), seconds_of(pid)
    time.sleep(1)
    took = seconds_of(pid) - worked
    assert ahead.working
    assert took < (time.monotonic() - began) / 3
    assert until(lambda: len(ahead) > made)
    ahead.close()


def things_of(number: int) -> bytes:
    """Return the quads of so many things with an address."""
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    quads = (f'<{BASE}id/t{n}> {label} "thing {n}" <x:g> .\n' for n in range(number))
    return "".join(sorted(quads)).encode()


def makers(server: Server) -> set[int]:
    """Return the processes that make things ahead."""
    return {child for child in children(server.application) if is_maker(child)}


def is_maker(pid: int) -> bool:
    """Tell whether a process makes things ahead."""
    return b"bilat.web.things.making" in command_of(pid)


def seconds_of(pid: int) -> float:
    """Return the processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_release_that_has_gone_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Whoever takes a folder away that is served sees no traceback."""
    here, there = socket.socketpair()
    settings = json.dumps(asdict(Settings.read({})))
    with here, there:
        command = [
            sys.executable,
            "-m",
            "bilat.web.things.making",
            str(there.fileno()),
            str(tmp_path / "x"),
            settings,
        ]
        ended = subprocess.run(
            command, pass_fds=[there.fileno()], capture_output=True, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"There is no release at {tmp_path / 'x'}.")
    assert ended.stderr.count("\n") == 1
