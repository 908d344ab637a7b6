"""The access log: one line of JSON a request, whatever was sent."""

from __future__ import annotations

import hashlib
import json

import pytest
from running import until

from bilat.errors import SettingError
from bilat.web.http.access_log import AccessLog, Entry, line_of
from bilat.web.http.log_file import check_writable
from bilat.web.http.parameters import DIRECT, FORM, Call


def entry(**given: object) -> Entry:
    values = {
        "time": 0.0,
        "request": "r-1",
        "client": "192.0.2.1",
        "call": None,
        "method": "GET",
        "path": "/",
        "status": 200,
        "size": 3,
        "seconds": 0.0123,
        "waited": 0.001,
        "ran": 0.0107,
        "outcome": "answered",
    }
    return Entry(**(values | given))


def test_line() -> None:
    """A line says when, who, what, how it ended, and where the time went."""
    assert json.loads(line_of(entry())) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "request": "r-1",
        "client": "192.0.2.1",
        "method": "GET",
        "path": "/",
        "status": 200,
        "bytes": 3,
        "ms": 12.3,
        "queue_ms": 1.0,
        "engine_ms": 10.7,
        "outcome": "answered",
    }


@pytest.mark.parametrize("path", ["/\r\n{}", "/\x00\x1b[31m", "/\u2028\ud800", "/" + "x" * 100_000])
def test_line_stays_a_line(path) -> None:
    """Nobody writes into the log what is not a path."""
    line = line_of(entry(path=path))
    assert line.count("\n") == 1
    assert line.isascii()
    assert len(line) < 2_000


@pytest.mark.parametrize(
    "call",
    [
        Call("GET", "query=ASK+%7B%7D"),
        Call("POST", "", FORM, lambda: b"query=ASK%20{}"),
        Call("POST", "", DIRECT, lambda: b"ASK {}"),
    ],
)
def test_query_digest(call) -> None:
    """The same query has the same digest by each way in, and its text is not there."""
    line = line_of(entry(call=call))
    assert json.loads(line)["query"] == hashlib.sha256(b"ASK {}").hexdigest()[:16]
    assert "ASK" not in line


@pytest.mark.parametrize("call", [Call("GET", ""), Call("GET", "query=%"), Call("POST", "", "x/y")])
def test_no_query(call) -> None:
    """Where there is no query there is no digest, and no error."""
    assert "query" not in json.loads(line_of(entry(call=call)))


def test_file(tmp_path) -> None:
    """Entries are appended to the file in their order, all of them before it closes."""
    path = tmp_path / "log"
    path.write_text("before\n")
    log = AccessLog(str(path))
    for number in range(100):
        log.add(entry(status=number))
    log.close()
    before, *lines = path.read_text().splitlines()
    assert before == "before"
    assert [json.loads(line)["status"] for line in lines] == list(range(100))


def test_rotated_file(tmp_path) -> None:
    """What comes before the file is opened again goes into the old one, what comes after into a new one."""
    path, old = tmp_path / "log", tmp_path / "log.1"
    log = AccessLog(str(path))
    log.add(entry(status=1))
    path.rename(old)
    log.add(entry(status=2))
    log.reopen()
    log.add(entry(status=3))
    log.close()
    assert [json.loads(line)["status"] for line in old.read_text().splitlines()] == [1, 2]
    assert [json.loads(line)["status"] for line in path.read_text().splitlines()] == [3]


def test_log_that_has_ended_begins_again(tmp_path) -> None:
    """A disk that was full may have room again; what cannot be opened ends the log and nothing else."""
    path = tmp_path / "log"
    log = AccessLog(str(path))
    path.unlink()
    path.mkdir()
    log.reopen()
    assert until(lambda: not log.on)
    log.reopen()
    assert not log.on
    path.rmdir()
    log.reopen()
    log.add(entry(status=4))
    log.close()
    assert json.loads(path.read_text())["status"] == 4


def test_line_after_one_that_was_cut(tmp_path) -> None:
    """A full disk cuts a line in the middle; the next one stands by itself all the same."""
    path = tmp_path / "log"
    path.write_text('{"time": "20')
    log = AccessLog(str(path))
    log.add(entry(status=5))
    log.close()
    cut, line = path.read_text().splitlines()
    assert (cut, json.loads(line)["status"]) == ('{"time": "20', 5)


def test_slow_disk_drops_lines_and_nothing_else() -> None:
    """What cannot be written in time is counted; who is served waits for nothing."""
    log = AccessLog("")
    for _ in range(10_100):
        log.add(entry())
    assert log.dropped == 100


def test_full_disk_ends_the_log() -> None:
    """A log that cannot be written any more is given up."""
    log = AccessLog("/dev/full")
    log.add(entry())
    assert until(lambda: not log.on)
    log.miss()
    assert log.dropped == 1
    log.close()
    unwanted = AccessLog("")
    unwanted.miss()
    assert unwanted.dropped == 0


def test_name_that_cannot_be_written(tmp_path) -> None:
    """It is found out before anything is started."""
    check_writable("")
    check_writable("-")
    with pytest.raises(SettingError, match="access_log"):
        check_writable(str(tmp_path))
