"""What was built for the browser is what its sources make."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

import bilat.web

STATIC = Path(bilat.web.__file__).parent / "static"
SOURCES = Path(__file__).resolve().parents[2] / "server" / "frontend"
BUILT = ("editor.js", "editor-licences.txt", "world.json", "vendor.json", "suggest.js", "network.js")
LISTS = ("vendor.json", "faces.json")
LICENCES = {"MIT", "ISC", "OFL-1.1"}
_INSTALL_SECONDS = 240


def test_digests() -> None:
    """The list of bundles has the digest and size of each, and a licence for every part."""
    listed = [each for name in LISTS for each in json.loads((STATIC / name).read_text("utf-8"))]
    faces = {path.name for path in STATIC.glob("*.woff2")}
    assert {each["file"] for each in listed} == {"editor.js", "world.json"} | faces
    for each in listed:
        body = (STATIC / each["file"]).read_bytes()
        digest = base64.b64encode(hashlib.sha384(body).digest()).decode()
        assert (each["bytes"], each["integrity"]) == (len(body), f"sha384-{digest}")
        assert all(part["version"] and part["license"] in LICENCES for part in each["packages"])


def test_licences_are_told() -> None:
    """The text of each licence travels with the bundle, as it asks for."""
    listed = json.loads((STATIC / "vendor.json").read_text("utf-8"))
    told = (STATIC / "editor-licences.txt").read_text("utf-8")
    parts = next(each["packages"] for each in listed if each["file"] == "editor.js")
    for part in parts:
        assert f"{part['name']} {part['version']} ({part['license']})" in told
    assert told.count("Permission is hereby granted") == len(parts)


@pytest.mark.slow
def test_bundles_are_what_the_sources_make(tmp_path: Path) -> None:
    """The same packages and sources give the same bytes."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on this machine")
    place = tmp_path / "frontend"
    shutil.copytree(SOURCES, place, ignore=shutil.ignore_patterns("node_modules"))
    try:
        installed = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=place, capture_output=True, timeout=_INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        pytest.skip("the registry of npm does not answer")
    if installed.returncode:
        pytest.skip(f"npm cannot install: {installed.stderr.decode()[-200:]}")
    built = tmp_path / "built"
    subprocess.run([npm, "run", "build", "--", str(built)], cwd=place, check=True, capture_output=True)
    for name in BUILT:
        assert (built / name).read_bytes() == (STATIC / name).read_bytes(), name
    subprocess.run([sys.executable, place / "faces.py", built], check=True, capture_output=True)
    for name in sorted(path.name for path in STATIC.glob("*.woff2")):
        assert _unpacked(built / name) == _unpacked(STATIC / name), name


def _unpacked(path: Path) -> bytes:
    """Return what a face holds; another release of the packer may pack the same otherwise."""
    tt_font = pytest.importorskip("fontTools.ttLib", reason="no fonttools: install the test extra").TTFont
    font, body = tt_font(path, recalcTimestamp=False), BytesIO()
    font.flavor = None
    font.save(body)
    return body.getvalue()
