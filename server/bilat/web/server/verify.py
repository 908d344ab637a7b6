"""Compare a release with its manifest in a process of its own, which takes no time from requests.

Run as ``python -m bilat.web.server.verify FOLDER``; what is wrong is said on standard output, with exit
status 1.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bilat.engine.workers.nursery import MORE_PROCESSES
from bilat.errors import ReleaseError
from bilat.graph.releases.release import Release, open_release, verify


def verify_apart(release: Release) -> None:
    """Compare every file of a release with the manifest.

    Raises:
        ReleaseError: a file is not what was published, which is named; or there may be no process.
    """
    command = [sys.executable, "-P", "-m", __name__, str(release.root)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)  # noqa: S603
    except BlockingIOError:
        raise ReleaseError("The system allows no further process.", remedy=MORE_PROCESSES) from None
    if done.returncode:
        raise ReleaseError(done.stdout.decode().strip() or f"The release at {release.root} cannot be read.")


def main(folder: Path) -> int:
    """Say what is wrong with a release; return the exit status."""
    try:
        verify(open_release(folder))
    except ReleaseError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
