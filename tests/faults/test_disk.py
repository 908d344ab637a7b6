"""Disks that are full or may only be read, and builds that are killed, while a server goes on serving."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from running import COUNT, Server, children, files_of, load, until, zygotes_of

from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import Release, current, verify

SMALL = Path(__file__).parents[1] / "fixtures/small"
#: For each number that it reads, publishes a release in a child that is killed before as many changes to the
#: disk were made, and writes how the child ended. What is imported is imported once.
KILLED = """
import os, signal, sys
from pathlib import Path
from bilat.graph.releases.lock import sole_builder
from bilat.graph.releases.publish import publish
sys.path.insert(0, sys.argv[1])
from running import files_of
place = Path(sys.argv[2])
def counted(change):
    def counting(*args, **more):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return change(*args, **more)
    return counting
for line in sys.stdin:
    child = os.fork()
    if not child:
        left = int(line)
        for name in ("fsync", "mkdir", "rename", "replace", "symlink", "unlink", "rmdir"):
            setattr(os, name, counted(getattr(os, name)))
        with sole_builder(place):
            publish(place, files_of(400))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project that can be changed."""
    return shutil.copytree(SMALL, tmp_path / "project")


def builds(project: Path, place: Path, **environment: str) -> subprocess.Popen[str]:
    """Start a build."""
    return subprocess.Popen(
        [sys.executable, "-m", "bilat", "build", "--project", project, "--out", place],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build(project: Path, place: Path, **environment: str) -> tuple[int, str]:
    """Return exit status and output of a build."""
    with builds(project, place, **environment) as process:
        output, _ = process.communicate(timeout=120)
    return process.returncode, output


def change(project: Path) -> None:
    """Change a project, so that it gets another release."""
    path = project / "data/editorial.trig"
    path.write_text(path.read_text("utf-8").replace("Old Bridge", "Older Bridge"), "utf-8")


def served(server: Server, release: Release) -> bool:
    """Tell whether a release is served, and whole."""
    count = sum(release.graphs.values())
    return server.health["release"] == release.digest and server.health["quads"] == count


@pytest.fixture
def small_place(project: Path, small_disk) -> tuple[Path, Release]:
    """Return a folder with a release of the project, on a disk that has no room for another."""
    place = small_disk("1900k") / "releases"
    assert build(project, place)[0] == 0
    release = current(place)
    assert release
    change(project)
    return place, release


def test_full_disk_while_publishing(start, project, small_place) -> None:
    """A release that does not fit is told in a sentence, leaves nothing, and is there when there is room."""
    place, release = small_place
    server = start(place)
    before = sorted(place.iterdir())
    status, told = build(project, place)
    assert status == 2
    assert "cannot be written to" in told
    assert "No space left on device" in told
    assert "Make room" in told
    assert "Traceback" not in told
    assert sorted(place.iterdir()) == before
    assert served(server, release)
    assert server.metric('bilat_takeovers_total{outcome="refused"}') == 0
    subprocess.run(["mount", "-o", "remount,size=20m", "none", place.parent], check=True)
    assert build(project, place)[0] == 0
    after = current(place)
    assert after
    assert after.digest != release.digest
    assert until(lambda: served(server, after))


def test_full_disk_while_building(start, project, tmp_path, small_disk) -> None:
    """Where there is no room for what a build works with, it says so, and what was published stays."""
    place = tmp_path / "releases"
    assert build(project, place)[0] == 0
    release = current(place)
    assert release
    change(project)
    server = start(place)
    for size in ("4k", "20k", "60k"):
        scratch = small_disk(size)
        status, told = build(project, place, TMPDIR=str(scratch))
        assert (status, "There is no room to work in" in told, "TMPDIR" in told) == (2, True, True), size
        assert "Traceback" not in told
        assert list(scratch.iterdir()) == []
        assert current(place) == release
        assert served(server, release)
    assert build(project, place)[0] == 0
    assert until(lambda: not served(server, release))


@pytest.mark.slow
def test_build_killed_at_any_moment(start, project, tmp_path) -> None:
    """Kill -9 at moments spread over a build leaves what is served, no lock, and no half release."""
    place = tmp_path / "releases"
    began = time.monotonic()
    assert build(project, place)[0] == 0
    whole = time.monotonic() - began
    release = current(place)
    assert release
    server = start(place)
    change(project)
    for part in range(1, 9):
        with builds(project, place) as process:
            time.sleep(whole * part / 9)
            process.kill()
        now = current(place)
        assert now
        verify(now)
        assert until(lambda expected=now: served(server, expected))
    assert build(project, place)[0] == 0
    after = current(place)
    assert after
    assert after.digest != release.digest
    assert {path.name for path in place.iterdir()} == {".lock", "current", release.id, after.id}
    assert until(lambda: served(server, after))


@pytest.mark.slow
def test_publishing_killed_at_every_step(start, own_place) -> None:
    """Kill -9 before each change to the disk leaves the old release or the new one, whole."""
    server = start(own_place)
    old = current(own_place)
    assert old
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parents[1]), str(own_place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as publisher:
        left = list(killed(publisher, own_place, old))
        assert publisher.stdin
        publisher.stdin.close()
    assert left.count("new") < left.count("old")
    assert "new" in left
    new = publish(own_place, files_of(400))
    assert {path.name for path in own_place.iterdir()} <= {".lock", "current", old.id, new.id}
    assert until(lambda: served(server, new))
    assert server.query(COUNT).count == 400


def killed(publisher: subprocess.Popen[str], place: Path, old: Release) -> Iterator[str]:
    """Yield what is published after a kill at each step, until none comes; put the old release back."""
    assert publisher.stdin
    assert publisher.stdout
    for step in count(1):
        print(step, file=publisher.stdin, flush=True)
        status = int(publisher.stdout.readline())
        assert status in {0, -signal.SIGKILL}
        now = current(place)
        assert now
        verify(now)
        assert now.id == old.id or sum(now.graphs.values()) == 400
        if now.id != old.id:
            publish(place, files_of(300))
            shutil.rmtree(now.root)
        if status == 0:
            return
        yield "old" if now.id == old.id else "new"


def test_disk_that_may_only_be_read(small_disk, start) -> None:
    """A server whose release lies on a disk that may only be read serves it, and looks for the next."""
    disk = small_disk("20m")
    place = disk / "releases"
    release = publish(place, files_of(300))
    subprocess.run(["mount", "-o", "remount,ro", "none", disk], check=True)
    with pytest.raises(OSError, match="Read-only"):
        (place / "x").write_text("")
    server = start(place)
    with load(server, {300}) as found:
        assert server.ask("/download/bilat.nt").status == 200
        server.process.send_signal(signal.SIGHUP)
        assert served(server, release)
        assert until(lambda: found.answered > 20)
    assert found.failures == []
    assert server.end() == 0
    assert server.errors == ""


def test_nothing_that_can_be_written(start, place) -> None:
    """A server for which every disk is read-only, that for temporary files too, answers all the same."""
    everywhere = (
        *("unshare", "--mount", "sh", "-c"),
        'for disk in / /tmp /var/tmp /dev/shm /root "$HOME"; do mount --rbind -o ro "$disk" "$disk" '
        '&& mount -o remount,bind,ro "$disk"; done 2>/dev/null; '
        '! touch /tmp/x /dev/shm/x 2>/dev/null && exec "$@"',
        "sh",
    )
    done = subprocess.run([*everywhere, "true"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"disks cannot be made read-only: {done.stderr.strip()}")
    server = start(place, prefix=everywhere)
    assert server.query(COUNT).count == 300
    assert server.ask("/download/bilat.nt").status == 200
    assert server.ask("/dataset").status in {200, 404}
    os.kill(children(zygotes_of(server.application).pop()).pop(), signal.SIGKILL)
    assert until(lambda: server.health["workers"] == 2)
    assert server.end() == 0
    assert server.errors == ""
