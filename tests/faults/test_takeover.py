"""A release that is published while another is served, under load, with real processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time

import pytest
from running import COUNT, ENDLESS, children, harm, load, until, zygotes_of


def test_new_release_is_taken_over(start, own_place, new_release) -> None:
    """The server notices a new release by itself; not one request under load fails, and old processes end."""
    server = start(own_place)
    zygotes = zygotes_of(server.application)
    with load(server, {300, 400, 500}) as found:
        for number in (400, 500, 400):
            digest = new_release(number).digest
            assert until(lambda wanted=digest: server.health["release"] == wanted)
    assert found.failures == []
    assert found.answered > 100
    assert server.query(COUNT).count == 400
    assert server.metric('bilat_takeovers_total{outcome="taken"}') == 3
    assert until(lambda: len(zygotes_of(server.application)) == 1)
    assert not zygotes & zygotes_of(server.application)
    assert server.end() == 0


def test_sighup_looks_at_once(start, own_place, new_release) -> None:
    """SIGHUP takes a new release over at once, and leaves the process that answers in its place."""
    server = start(own_place, follow_seconds=600)
    application = server.application
    digest = new_release(400).digest
    assert server.health["release"] != digest
    with load(server, {300, 400}) as found:
        server.process.send_signal(signal.SIGHUP)
        assert until(lambda: server.health["release"] == digest)
    assert found.failures == []
    assert server.application == application


def test_sighup_opens_the_access_log_again(start, own_place, tmp_path) -> None:
    """A log that was rotated goes on under its name; a download is in it with its length."""
    path = tmp_path / "access.log"
    server = start(own_place, access_log=path)
    path.rename(tmp_path / "old")
    server.process.send_signal(signal.SIGHUP)
    assert until(path.exists)
    whole = server.ask("/download/bilat.nt").body
    assert until(lambda: "/download/bilat.nt" in path.read_text())
    lines = map(json.loads, path.read_text().splitlines())
    assert [line["bytes"] for line in lines if line["path"] == "/download/bilat.nt"] == [len(whole)]


@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.5])
def test_end_in_the_midst_of_a_takeover(start, own_place, new_release, seconds) -> None:
    """A server that is stopped while it takes a release over gives that up, and ends in order."""
    server = start(own_place)
    new_release(400)
    time.sleep(seconds)  # Whatever step it has come to.
    assert server.end() == 0


def test_query_under_way_is_finished_on_the_old_release(start, own_place, new_release) -> None:
    """What was begun on the old release is answered by it."""
    server = start(own_place)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(server.query(ENDLESS, host=2, seconds=6)))
    thread.start()
    assert until(lambda: server.health["idle"] == 1)
    digest = new_release(400).digest
    assert until(lambda: server.health["release"] == digest)
    thread.join()
    assert answers[0].status == 503
    assert b"took longer than 6 s" in answers[0].body
    assert until(lambda: len(zygotes_of(server.application)) == 1)


@pytest.mark.parametrize("name", ["bilat.nq", "manifest.json", "downloads/bilat.nt"])
@pytest.mark.parametrize("damage", ["flipped", "truncated", "missing"])
def test_bad_release_is_refused(start, own_place, new_release, name, damage) -> None:
    """A release that is not what was published is refused and named; the old one is served on."""
    server = start(own_place, follow_seconds=600)
    before = server.health["release"]
    file = new_release(400).root / name
    harm(file, damage)
    with load(server, {300}) as found:
        server.process.send_signal(signal.SIGHUP)
        assert until(lambda: server.metric('bilat_takeovers_total{outcome="refused"}') == 1)
    assert found.failures == []
    assert server.health["release"] == before
    assert server.end() == 0
    assert name in server.errors or (name, damage) == ("manifest.json", "missing")
    assert "a new release is refused" in server.errors


def test_good_release_after_a_bad_one(start, own_place, new_release) -> None:
    """A refused release does not stand in the way of the next."""
    server = start(own_place)
    (new_release(400).root / "bilat.nq").write_bytes(b"nonsense")
    assert until(lambda: server.metric('bilat_takeovers_total{outcome="refused"}') == 1)
    digest = new_release(500).digest
    assert until(lambda: server.health["release"] == digest)
    assert server.query(COUNT).count == 500


def test_release_that_comes_after_its_link(start, own_place, new_release) -> None:
    """A release whose files are on their way, as with rsync, is refused once and later taken over."""
    server = start(own_place)
    release = new_release(400)
    assert until(lambda: server.health["release"] == release.digest)
    late = new_release(500)
    file = late.root / "bilat.nq"
    body = file.read_bytes()
    file.unlink()
    assert until(lambda: server.metric('bilat_takeovers_total{outcome="refused"}') == 1)
    time.sleep(1)
    assert server.health["release"] == release.digest
    file.write_bytes(body)
    assert until(lambda: server.health["release"] == late.digest)
    assert server.errors.count("is refused") == 1


def test_takeover_that_nobody_hears_of(start, own_place, new_release) -> None:
    """A server takes releases over also when whoever read its output has gone."""
    server = start(own_place)
    server.process.stdout.close()
    for count in (400, 500):
        digest = new_release(count).digest
        assert until(lambda wanted=digest: server.health["release"] == wanted)
    assert server.metric('bilat_takeovers_total{outcome="taken"}') == 2


def test_link_that_leads_to_itself(start, own_place, new_release) -> None:
    """A link that leads nowhere is refused like a bad release, and the next one is taken."""
    server = start(own_place)
    link = own_place / "current"
    link.unlink()
    link.symlink_to("current")
    assert until(lambda: server.metric('bilat_takeovers_total{outcome="refused"}') >= 1)
    assert server.query(COUNT).count == 300
    link.unlink()
    digest = new_release(400).digest
    assert until(lambda: server.health["release"] == digest)


def test_place_that_vanishes(start, own_place) -> None:
    """A server whose releases are taken away serves on what it holds."""
    server = start(own_place)
    shutil.rmtree(own_place)
    server.process.send_signal(signal.SIGHUP)
    assert server.query(COUNT).count == 300


def test_workers_that_cannot_come_back(start, own_place) -> None:
    """Without the release no worker can be replaced: that is said once, and ends when the release is back."""
    server = start(own_place)
    own_place.rename(own_place.with_name("elsewhere"))
    os.kill(zygotes_of(server.application).pop(), signal.SIGKILL)
    assert until(lambda: "workers are missing" in server.errors)
    own_place.with_name("elsewhere").rename(own_place)
    assert until(lambda: server.health["workers"] == 2)
    assert server.query(COUNT).count == 300
    assert server.errors.count("workers are missing") == 1


def test_killed_application_comes_back_with_the_newest(start, own_place, new_release) -> None:
    """An application that is killed comes back with the release that is current by then."""
    server = start(own_place)
    digest = new_release(400).digest
    assert until(lambda: server.health["release"] == digest)
    for pid in children(server.process.pid):
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: comes_back(server, 400))


def comes_back(server, count: int) -> bool:
    try:
        return server.query(COUNT).count == count
    except OSError:
        return False
