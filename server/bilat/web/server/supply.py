"""New releases out of storage, brought by a process of its own, so that no request waits for the network.

What it brings is published in the folder that the server follows; see `bilat.web.server.takeover` for the
rest.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from bilat.replica.address import Address
from bilat.settings import TABLE, Settings

_LOG = logging.getLogger(__name__)
_END_SECONDS: Final = 5.0


class Supply:
    """Runs the process that looks at storage, again where it ends.

    Args:
        source: address in storage.
        place: the folder of releases.
        settings: how often to look, and bounds.
    """

    def __init__(self, source: Address, place: Path, settings: Settings) -> None:
        self._command = [sys.executable, "-P", "-m", "bilat.replica.watch", str(source), str(place)]
        mine = (row for row in TABLE if row.name.startswith("pull_"))
        self._environment = os.environ | {row.variable: str(getattr(settings, row.name)) for row in mine}
        self._pause = settings.pull_seconds
        self._closed = threading.Event()
        self._said = ""
        self.pulled = self.failed = 0
        self._process = self._start()
        self._thread = threading.Thread(target=self._run, name="supply", daemon=True)
        self._thread.start()

    def look_now(self) -> None:
        """Look at once."""
        if self._process.stdin and not self._process.stdin.closed:
            try:
                self._process.stdin.write("\n")
                self._process.stdin.flush()
            except OSError:
                _LOG.warning("storage is looked at when its process is there again")

    def close(self) -> None:
        """End the process; what has come of a release stays, and is gone on with later."""
        self._closed.set()
        self._process.kill()
        self._thread.join(_END_SECONDS)

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
            text=True,
            errors="replace",  # Names of folders may be no text.
        )

    def _run(self) -> None:
        while True:
            with self._process as process:
                for line in process.stdout or ():
                    self._note(*line.rstrip("\n").partition(" ")[::2])
            if not self._begin_again():
                return

    def _begin_again(self) -> bool:
        """Start the process again after a pause, when the system allows one; return whether it is wanted."""
        while not self._closed.wait(self._pause):
            try:
                self._process = self._start()
            except OSError:
                _LOG.warning("storage is looked at when the system allows another process")
                continue
            if self._closed.is_set():
                self._process.kill()
            return True
        return False

    def _note(self, what: str, about: str) -> None:
        if what == "pulled":
            self.pulled += 1
            self._said = ""
            return
        self.failed += 1
        if about != self._said:
            _LOG.error("storage has no release to take over, the one that is here is served on: %s", about)
        self._said = about
