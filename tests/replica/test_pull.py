"""Releases out of real storage: an nginx that serves a folder of releases, well and badly."""

from __future__ import annotations

import errno
import gzip
import hashlib
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from certificates import certified
from proxies import nginx
from running import Server, alive, files_of, until
from stores import free_port

from bilat.cli import run
from bilat.errors import ReleaseError, SettingError
from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import (
    CURRENT,
    MANIFEST,
    File,
    Release,
    current,
    digest_of,
    open_release,
    verify,
)
from bilat.replica import fetch
from bilat.replica.address import Address
from bilat.replica.pull import Puller
from bilat.replica.storage import PassingError, Storage
from bilat.settings import Settings

#: Not packed, and long enough to be ended in the middle.
LONG = "downloads/long.nt"
SETTINGS = {"pull_silence_seconds": 0.5}


@dataclass
class Stored:
    """A folder of releases in storage.

    Args:
        place: the folder.
        url: where it is.
        log: requests, one a line.
    """

    place: Path
    url: str
    log: Path


def files(number: int) -> dict[str, bytes]:
    """Return the files of a release with so many quads, and a long one."""
    return files_of(number) | {
        LONG: b"".join(b"<urn:x:%d> <urn:p> %d .\n" % (n, number) for n in range(50_000))
    }


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Stored]:
    """Serve a folder of releases by a real nginx."""
    place, port = tmp_path / "stored", free_port()
    publish(place, files(300))
    (tmp_path / "nginx").mkdir()
    conf = f"""
    log_format named '$request_method $uri $status $http_range';
    server {{
        listen 127.0.0.1:{port};
        access_log {tmp_path}/requests named;
        location / {{ root {place}; }}
        location /slow/ {{ alias {place}/; limit_rate 2k; }}
        location /loop/ {{ return 302 /loop/again$uri; }}
        location /moved/ {{ return 301 http://127.0.0.1:{port}/; }}
        location /elsewhere/ {{ rewrite ^/elsewhere/(.*) http://127.0.0.1:{port}/$1 redirect; }}
        location /everything/ {{ return 200 "<p>Welcome"; }}
        location /secret/ {{ return 403; }}
        location /unlisted/ {{ alias {place}/; error_page 404 =403 /secret/; }}
        location /nowhere/ {{ return 302 http://[::1; }}
        location /down/ {{ return 503; }}
        location /quiet/ {{ alias {place}/; max_ranges 0; }}
    }}"""
    with nginx(tmp_path / "nginx", conf):
        yield Stored(place, f"http://127.0.0.1:{port}/", tmp_path / "requests")


@pytest.fixture
def pull(tmp_path: Path, monkeypatch) -> Callable[..., object]:
    """Return what brings the release at an address here."""
    monkeypatch.setattr(fetch, "_FIRST_PAUSE_SECONDS", 0.01)

    def bring(url: str, **settings: object) -> object:
        puller = Puller(Address.parse(url), tmp_path / "here", Settings.read({}, **(SETTINGS | settings)))  # type: ignore[arg-type]
        try:
            return puller.pull()
        finally:
            puller.close()

    return bring


@pytest.mark.parametrize(
    "by", ["folder", "release", "manifest", "redirect", "digest", "sha256", "pointer", "unlisted"]
)
def test_release_comes_whole(storage, pull, tmp_path, by) -> None:
    """A release is here as it is there, octet for octet, however its address is written."""
    release = current(storage.place)
    manifest = hashlib.sha256((release.root / MANIFEST).read_bytes()).hexdigest()
    url = {
        "folder": storage.url,
        "release": f"{storage.url}{release.id}",
        "manifest": f"{storage.url}{release.id}/manifest.json",
        "redirect": f"{storage.url}elsewhere/",
        "unlisted": f"{storage.url}unlisted/",
        "pointer": storage.url,
        "digest": f"{storage.url}#{release.digest}",
        "sha256": f"{storage.url}#sha256:{manifest}",
    }[by]
    if by == "pointer":
        # Storage without links has the manifest alone under that name.
        (storage.place / CURRENT).unlink()
        (storage.place / CURRENT).mkdir()
        shutil.copy2(release.root / MANIFEST, storage.place / CURRENT)
    found = pull(url)
    verify(found)
    assert current(tmp_path / "here").root == found.root
    compared = ["diff", "-r", release.root, found.root]
    assert subprocess.run(compared, capture_output=True, text=True, check=False).stdout == ""
    assert found.published == int(release.published)
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == [".lock", release.id, CURRENT]


def test_own_release_travels_packed(own_release, tmp_path, storage, pull) -> None:
    """What is there packed is made from its copy; what is there twice comes once."""
    shutil.copytree(own_release.root, storage.place / own_release.id, dirs_exist_ok=True)
    found = pull(f"{storage.url}{own_release.id}")
    verify(found)
    asked = [line.split()[1] for line in storage.log.read_text().splitlines()]
    assert not any(path.endswith(("bilat.nq", "bilat.ttl")) for path in asked)
    assert len(asked) == len(set(asked))


def test_nothing_is_fetched_twice(storage, pull) -> None:
    """A release that is here is not fetched again; one with a known digest is not even asked for."""
    release = pull(storage.url)
    storage.log.write_text("")
    assert pull(storage.url) == release
    assert storage.log.read_text().count("GET") == 2
    storage.log.write_text("")
    assert pull(f"{storage.url}{release.id}") == release
    assert storage.log.read_text() == ""


def test_successor_within_a_second(storage, tmp_path) -> None:
    """A release that replaces another within a second is seen, though nginx gives both the same ETag."""
    puller = Puller(Address.parse(storage.url), tmp_path / "here", Settings.read({}))
    now = time.time()
    first, tag = _aged(current(storage.place), now), _tag(storage)
    assert puller.pull().digest == first.digest
    second = _aged(publish(storage.place, files(400)), now)
    assert _tag(storage) == tag
    assert puller.pull().digest == second.digest
    puller.close()


def _aged(release: Release, seconds: float) -> Release:
    os.utime(release.root / MANIFEST, (seconds, seconds))
    return release


def _tag(storage: Stored) -> str:
    with urllib.request.urlopen(f"{storage.url}{CURRENT}/{MANIFEST}") as answer:
        return answer.headers["ETag"]


def test_damaged_copy_is_mended(storage, pull) -> None:
    """A file that has changed here is noticed, and the release comes again."""
    release = pull(storage.url)
    (release.root / "bilat.nq").write_bytes(bytes((release.root / "bilat.nq").stat().st_size))
    verify(pull(storage.url))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nothing/", r"no release at .*neither manifest\.json nor current/manifest\.json"),
        ("everything/", "it is no manifest"),
        ("loop/", "leads elsewhere more than 5 times"),
        ("secret/", "answers with status 403"),
        ("down/", "answers with status 503"),
        ("nowhere/", "is no address that can be asked, or leads to such a one"),
        ("0123456789abcdef/", "no release at"),
        (f"#{'0' * 64}", "is of release .* and not of 0000"),
    ],
)
def test_what_is_no_release(storage, pull, tmp_path, path, told) -> None:
    """Whatever else an address leads to is named, and nothing is left of it."""
    with pytest.raises(ReleaseError, match=told):
        pull(f"{storage.url}{path}")
    assert not (tmp_path / "here" / CURRENT).exists()


@pytest.mark.parametrize("damage", ["flipped", "truncated", "longer", "missing"])
@pytest.mark.parametrize("name", [LONG, "bilat.nq", MANIFEST])
def test_damage_in_storage(storage, pull, tmp_path, name, damage) -> None:
    """A file that is not what its manifest says is named; what was pulled before stays."""
    before = pull(storage.url)
    release = publish(storage.place, files(400))
    file = release.root / name
    body = bytearray(file.read_bytes())
    body[body.index(b"4")] ^= 1
    file.unlink()
    if damage != "missing":
        file.write_bytes({"flipped": body, "truncated": body[:-100], "longer": body + b"\n{}"}[damage])
    told = {"flipped": "sha256 is another", "missing": "nothing at"}.get(damage, "bytes and not")
    if name == MANIFEST:
        told = "no release at" if damage == "missing" else "cannot be followed"
    with pytest.raises(ReleaseError, match=told):
        pull(storage.url)
    assert current(tmp_path / "here").digest == before.digest
    verify(before)


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/passwd",
        "a/../../outside",
        "a//b",
        ".hidden",
        "store/made.json",
        "manifest.json",
        "a\\b",
    ],
)
def test_names_that_lead_out(storage, pull, tmp_path, name) -> None:
    """A manifest that names a file elsewhere is refused though its digest is right; nothing is written."""
    manifest = json.loads((storage.place / CURRENT / MANIFEST).read_bytes())
    manifest["files"][name] = {"size": 1, "sha256": "0" * 64}
    listed = tuple(File(name=each, **about) for each, about in sorted(manifest["files"].items()))
    manifest["digest"] = digest_of(listed)
    (storage.place / "bad").mkdir()
    path = storage.place / "bad" / MANIFEST
    path.write_text(json.dumps(manifest))
    with pytest.raises(ReleaseError, match=r"cannot be followed: .* file that has no place in a release"):
        pull(f"{storage.url}bad/")
    with pytest.raises(ReleaseError, match="file that has no place in a release"):
        open_release(path.parent)
    assert not (tmp_path / "here").exists()


def test_interrupted_pull_goes_on(storage, tmp_path) -> None:
    """A process that is killed in the middle of a file leaves its beginning, from which the next goes on."""
    here = tmp_path / "here"
    command = [sys.executable, "-m", "bilat", "pull", "--into", str(here)]
    with subprocess.Popen([*command, f"{storage.url}slow/"], stdout=subprocess.DEVNULL) as process:
        parts = here / ".pulling"
        assert until(lambda: any(path.stat().st_size for path in parts.rglob("*.part")))
        process.kill()
    assert not (here / CURRENT).exists()
    came = {path.stem: path.stat().st_size for path in parts.rglob("*.part")}
    assert run([*command[3:], storage.url]) == 0
    verify(current(here))
    ranges = [line.split()[-1] for line in storage.log.read_text().splitlines() if " 206 " in line]
    assert ranges == [f"bytes={size}-" for size in came.values()]


@pytest.mark.parametrize("server", ["", "quiet/"])
@pytest.mark.parametrize("left", ["beginning", "of another file", "too long"])
def test_what_an_earlier_run_has_left(storage, pull, tmp_path, left, server) -> None:
    """Whatever stands where a pull goes on, the release is right in the end, also without ranges."""
    release = current(storage.place)
    body = (release.root / LONG).read_bytes()
    part = tmp_path / "here/.pulling" / release.id / f"{LONG}.part"
    part.parent.mkdir(parents=True)
    (part.parent.parent.parent / "0123456789abcdef").mkdir()
    part.write_bytes(
        {"beginning": body[:5_000], "of another file": b"x" * 5_000, "too long": body + b"x"}[left]
    )
    verify(pull(f"{storage.url}{server}"))
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == [".lock", release.id, CURRENT]


class Bomb(http.server.BaseHTTPRequestHandler):
    """Leads elsewhere, with a packed body that nobody asked for."""

    body = gzip.compress(bytes(1 << 28))

    def do_GET(self) -> None:
        """Answer."""
        body = b"{}" if self.path == "/there" else self.body
        self.send_response(200 if self.path == "/there" else 302)
        if self.path != "/there":
            self.send_header("Location", "/there")
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_redirect_that_unfolds_to_much() -> None:
    """What comes with a redirect is not unpacked: a library did so, and held all of it."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bomb) as server:
        threading.Thread(target=server.serve_forever).start()
        tracemalloc.start()
        try:
            found = Storage(5).read(f"http://127.0.0.1:{server.server_port}/", 100)
            assert (found and found.body, tracemalloc.get_traced_memory()[1] < 1 << 26) == (b"{}", True)
        finally:
            tracemalloc.stop()
            server.shutdown()


class Forgetful(Storage):
    """Storage that gives each file from its beginning, and breaks off."""

    asked = 0

    @contextmanager
    def open(self, url: str, start: int, size: int) -> Iterator[tuple[int, Iterator[bytes]]]:  # noqa: ARG002
        """Give the first half of a file."""
        self.asked += 1

        def pieces() -> Iterator[bytes]:
            yield b"x" * (size // 2)
            raise PassingError(f"{url} stops in the middle")

        assert self.asked < 20
        yield 0, pieces()


def test_storage_that_gets_nowhere(tmp_path, monkeypatch) -> None:
    """A file that always breaks off and begins anew, as where ranges are not known, is given up."""
    monkeypatch.setattr(fetch, "_FIRST_PAUSE_SECONDS", 0.001)
    storage, file = Forgetful(1.0), File(name="a", size=1_000_000, sha256="0" * 64)
    with pytest.raises(ReleaseError, match="stops in the middle"):
        fetch.fetch(storage, "http://a/a", file, tmp_path / "a", lambda _: None)


def test_slow_storage(storage, pull) -> None:
    """Storage that gives a few octets a second is given up, with the rate in words."""
    began = time.monotonic()
    with pytest.raises(
        ReleaseError, match=r"(too slowly|nothing comes).* run this again: it goes on where it was"
    ):
        pull(f"{storage.url}slow/", pull_silence_seconds=0.5)
    assert time.monotonic() - began < 60


def test_full_disk(storage, tmp_path, small_disk) -> None:
    """A disk without room is told of before anything is fetched; one that fills meanwhile, when it does."""
    disk = small_disk("2m")
    puller = Puller(Address.parse(storage.url), disk / "here", Settings.read({}))
    with pytest.raises(ReleaseError, match=r"needs [\d,]+ bytes more, and .* has room for"):
        puller.pull()
    big = small_disk("9m")
    filling = Puller(Address.parse(storage.url), big / "here", Settings.read({}))
    try:
        with pytest.MonkeyPatch.context() as patch:
            # After the look at the room, another takes some of it.
            patch.setattr("bilat.replica.pull._check_room", lambda *_: leave_little(big))
            with pytest.raises(
                ReleaseError, match=r"cannot be written to .*No space left.*Make room there.* --into"
            ):
                filling.pull()
        assert current(big / "here") is None
        (big / "other").unlink()
        verify(filling.pull())
    finally:
        puller.close()
        filling.close()


def leave_little(disk: Path) -> None:
    (disk / "other").write_bytes(bytes(shutil.disk_usage(disk).free - (1 << 20)))


def test_too_large(storage, pull) -> None:
    """A release larger than the limit is not begun."""
    with pytest.raises(ReleaseError, match="more than 1,000"):
        pull(storage.url, pull_bytes=1_000)


@pytest.mark.parametrize(
    "text",
    [
        "ftp://a/",
        "http://u:p@a/",
        "http://a/?sig=1",
        "http://a/#12",
        "http://a b/",
        "http:///x",
        "http://a:0/",
    ],
)
def test_addresses_that_are_none(text) -> None:
    """An address that cannot be asked is refused at once."""
    with pytest.raises(SettingError):
        Address.parse(text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"", "does not answer: the connection is closed"),
        (b"SSH-2.0-OpenSSH\r\n", "does not answer: what comes is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "stops in the middle: the connection is closed"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz", "the connection is closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\n{", "what comes is not HTTP"),
    ],
)
def test_connections_that_break(said, told) -> None:
    """What has happened on the way is told in words, without the objects of a library."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer_once, args=(listener, said), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(PassingError) as caught:
            Storage(5).read(url, 100)
    assert str(caught.value).endswith(told)


def test_another_range_than_was_asked_for() -> None:
    """A piece that would not fit to what is there is refused, and asked for once more."""
    said = b"HTTP/1.1 206 OK\r\nContent-Range: bytes 7-9/10\r\nContent-Length: 3\r\n\r\nabc"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer_once, args=(listener, said), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(PassingError, match="another range"), Storage(5).open(url, 5, 10):
            pass


def answer_once(listener: socket.socket, said: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(1 << 16)
        connection.sendall(said)


def test_certificate_that_nobody_knows(tmp_path) -> None:
    """A certificate that is not trusted is told at once, with what to do."""
    context, _ = certified(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=shake_hands, args=(listener, context), daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(ReleaseError, match=r"not trusted: self-signed certificate\. .*SSL_CERT_FILE"):
            Storage(5).read(url, 100)


def shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listener.accept()
    with suppress(OSError), context.wrap_socket(connection, server_side=True):
        pass


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EACCES, "Permission denied. Let this user write there, or choose another folder"),
        (errno.EROFS, "Read-only file system. Let this user write there, or"),
        (errno.ENOSPC, "No space left on device. Make room there, or"),
        (errno.ENOTDIR, "there is a file of that name. Choose another folder with bilat pull --into DIR"),
        (errno.EIO, "Input/output error. Choose another folder"),
    ],
)
def test_folder_that_cannot_be_written_to(storage, pull, monkeypatch, number, told) -> None:
    """Advice goes by what stands in the way."""
    failing = OSError(number, os.strerror(number))
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: (_ for _ in ()).throw(failing))
    with pytest.raises(ReleaseError, match=told):
        pull(storage.url)


def test_nobody_there(capsys, tmp_path, monkeypatch) -> None:
    """An address at which nobody answers is named, with status 2."""
    monkeypatch.setattr(fetch, "_FIRST_PAUSE_SECONDS", 0.0)
    assert run(["pull", "--into", str(tmp_path), f"http://127.0.0.1:{free_port()}/"]) == 2
    assert "does not answer: nothing listens there. If the address is right" in capsys.readouterr().err
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["query", "--release", f"http://127.0.0.1:{free_port()}/", __file__]) == 2


def test_commands_read_out_of_storage(storage, capsys, tmp_path, monkeypatch) -> None:
    """A query runs on what is in storage, and on what was pulled when storage has gone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(fetch, "_FIRST_PAUSE_SECONDS", 0.0)
    query = tmp_path / "count.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    command = ["query", str(query), "--format", "csv", "--release", f"{storage.url}"]
    assert run(command) == 0
    assert "300" in capsys.readouterr().out
    shutil.rmtree(storage.place)
    assert run(command) == 0
    out, err = capsys.readouterr()
    assert ("300" in out, "which was pulled before" in err) == (True, True)


def test_pull_of_nothing_is_no_success(storage, capsys, tmp_path, monkeypatch) -> None:
    """A pull that brings nothing says so by its status, whatever an earlier one has brought."""
    monkeypatch.setattr(fetch, "_FIRST_PAUSE_SECONDS", 0.0)
    into = ("--into", str(tmp_path / "here"))
    assert run(["pull", *into, storage.url]) == 0
    assert run(["pull", *into, f"{storage.url}slip/"]) == 2
    assert "no release at" in capsys.readouterr().err
    assert current(tmp_path / "here") is not None


def test_server_follows_storage(storage, tmp_path) -> None:
    """A server takes over what is new in storage; what is bad there, or not there, leaves it as it is."""
    server = serving(storage.url, tmp_path, pull_seconds=0.1)
    try:
        assert server.health["quads"] == 300
        publish(storage.place, files(400))
        assert until(lambda: server.health["quads"] == 400)
        assert server.metric('bilat_pulls_total{outcome="taken"}') == 1
        bad = publish(tmp_path / "other", files(500))
        (bad.root / LONG).unlink()
        shutil.copytree(bad.root, storage.place / bad.id)
        (storage.place / "next").symlink_to(bad.id)
        (storage.place / "next").replace(storage.place / CURRENT)
        assert until(lambda: server.metric('bilat_pulls_total{outcome="failed"}') > 0)
        assert server.health["quads"] == 400
        publish(storage.place, files(600))
        assert until(lambda: server.health["quads"] == 600)
    finally:
        family = server.family
        assert server.end() == 0
    assert until(lambda: not any(alive(pid) for pid in family))
    assert server.errors.count("the one that is here is served on") >= 1


def test_server_starts_without_storage(storage, tmp_path) -> None:
    """What was pulled before is served where storage is gone; one by its digest needs no storage."""
    serving(storage.url, tmp_path).end()
    url = f"{storage.url}{current(storage.place).id}"
    serving(url, tmp_path / "pinned").end()
    shutil.rmtree(storage.place)
    for address, folder in ((storage.url, tmp_path), (url, tmp_path / "pinned")):
        server = serving(address, folder, pull_seconds=0.1)
        assert server.health["quads"] == 300
        server.end()


def serving(url: str, folder: Path, **settings: object) -> Server:
    """Return a server of a release in storage."""
    folder.mkdir(exist_ok=True)
    return Server(url, command="serve", pull_folder=folder / "replica", **settings)  # type: ignore[arg-type]
