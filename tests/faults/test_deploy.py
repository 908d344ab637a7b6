"""What is handed to operators: the unit for systemd and the Dockerfile, as far as it can be tried here."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from running import COUNT, ENDLESS, Server, children, files_of, until, zygotes_of

from bilat.graph.releases.publish import publish

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy/bilat.service"
#: As the unit has it: nothing to gain, and no memory that is both written and run (PR_SET_MDWE).
FEW_RIGHTS = (
    *("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", sys.executable, "-c"),
    "import ctypes, os, sys\n"
    "if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0): sys.exit('memory cannot be guarded here')\n"
    "os.execvp(sys.argv[1], sys.argv[1:])",
)


@pytest.fixture
def tool() -> Callable[[str], str]:
    """Return what finds a program; skip where there is none."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"no {name} on this machine")
        return found

    return find


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Return the unit with a program that is here."""
    text = UNIT.read_text("utf-8").replace("/opt/bilat/bin/bilat", sys.executable)
    (tmp_path / "bilat.service").write_text(text, "utf-8")
    return tmp_path / "bilat.service"


def test_unit_is_understood(tool, unit) -> None:
    """The system has nothing to say against the unit."""
    done = subprocess.run(
        [tool("systemd-analyze"), "verify", unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_unit_gives_few_rights(tool, unit) -> None:
    """The system counts little that the service could do beyond its work: less than 2 of 10."""
    command = [tool("systemd-analyze"), "security", "--offline=true", "--threshold=20", "--no-pager", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.slow
@pytest.mark.parametrize("store", ["memory", "disk"])
def test_unit_allows_what_serving_takes(tool, start, own_place, tmp_path, store) -> None:
    """Each call to the kernel in serving, taking over, replacing and ending is one that the unit allows."""
    allowed = calls_allowed(tool("systemd-analyze"))
    trace = tmp_path / "trace"
    server = start(
        own_place, prefix=traced(tool, trace), store=store, service_endpoints="http://localhost:1/"
    )
    exercise(server, own_place)
    assert server.end() == 0
    assert len(calls_of(trace)) > 50
    assert calls_of(trace) <= allowed


@pytest.mark.slow
def test_unit_lets_what_is_made_ahead_stand_back(tool, start, own_release, tmp_path) -> None:
    """The process that makes bodies ahead may go behind all else, as it does without the unit."""
    trace = tmp_path / "trace"
    server = start(own_release.root, prefix=traced(tool, trace), ahead_bytes=1 << 20)
    assert until(lambda: "sched_setscheduler" in calls_of(trace))
    assert server.end() == 0
    assert calls_of(trace) <= calls_allowed(tool("systemd-analyze"))


def traced(tool: Callable[[str], str], trace: Path) -> tuple[str, ...]:
    """Return a prefix of a command that writes all calls to the kernel, beside the process (-D)."""
    return (tool("strace"), "-D", "-f", "-qq", "-o", str(trace))


def calls_of(trace: Path) -> set[str]:
    """Return the names of the calls in a trace."""
    return set(re.findall(r"^\d+ +(\w+)\(", trace.read_text("utf-8", "replace"), re.MULTILINE))


def test_serving_with_few_rights(tool, start, own_place) -> None:
    """No capability, no new privilege and no memory to write and run: all goes on as ever."""
    command = (tool("setpriv"), *FEW_RIGHTS[1:])
    done = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"rights cannot be taken away here: {done.stderr.strip()}")
    server = start(own_place, prefix=command, service_endpoints="http://localhost:1/")
    status = Path(f"/proc/{server.application}/status").read_text("ascii")
    assert "CapBnd:\t0000000000000000" in status
    exercise(server, own_place)
    assert server.end() == 0
    assert server.errors == ""


def exercise(server: Server, place: Path) -> None:
    """Have a server do all that it can do."""
    assert server.query(COUNT).count == 300
    assert server.ask("/download/bilat.nt").status == 200
    assert server.ask("/metrics").status == 200
    assert server.query(ENDLESS, seconds=1).status == 503
    assert server.query("SELECT * { SERVICE SILENT <http://localhost:1/> { ?s ?p ?o } }").status == 200
    digest = publish(place, files_of(400)).digest
    assert until(lambda: server.health["release"] == digest)
    assert until(lambda: len(zygotes_of(server.application)) == 1)
    os.kill(max(children(zygotes_of(server.application).pop())), signal.SIGKILL)
    assert until(lambda: server.health["workers"] == 2)
    assert server.query(f"{COUNT} # after").count == 400


def calls_allowed(program: str) -> set[str]:
    """Return the calls to the kernel that the filters of the unit leave."""
    allowed: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE):
        named = {call for name in line.removeprefix("~").split() for call in members(program, name)}
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


def members(program: str, name: str) -> set[str]:
    """Return the calls that a name stands for."""
    if not name.startswith("@"):
        return {name}
    told = subprocess.run(
        [program, "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.strip() for line in told.splitlines()[1:]]
    return {each for line in lines if line and not line.startswith("#") for each in members(program, line)}


def test_image_gets_all_that_the_wheel_takes() -> None:
    """What a wheel is made of is copied into the image, and is not kept from it."""
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    there = {name for line in copied for name in line.split()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = {*wheel["force-include"], *(each.split("/")[0] for each in wheel["packages"]), "pyproject.toml"}
    wanted |= {project["project"]["readme"], *project["project"]["license-files"]}
    assert wanted == there
    let_in = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert let_in[0] == "*"
    assert {line[1:] for line in let_in if line.startswith("!")} == wanted
