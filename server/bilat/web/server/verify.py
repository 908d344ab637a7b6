"""Compare a release with its manifest in a process of its own, which takes no time from requests.

Run as ``python -m bilat.web.server.verify FOLDER``; what is wrong is said on standard output, with exit
status 1.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bilat.errors import ReleaseError
from bilat.graph.releases.release import Release, open_release, verify


def verify_apart(release: Release) -> None:
    """Compare every file of a release with the manifest.

    Raises:
        ReleaseError: a file is not what was published; the message names it.
    """
    command = [sys.executable, "-P", "-m", __name__, str(release.root)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)  # noqa: S603
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
