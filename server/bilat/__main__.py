"""``python -m bilat`` is the command ``bilat``; until its modules are read, Ctrl-C just ends it."""

from __future__ import annotations

import gc
import os
import signal
import sys


def main() -> None:
    """Run the command line."""
    _open_standard_files()
    # Modules and graphs are many objects that stay: looking through them as often as is usual takes a seventh
    # of a check (measured), and finds next to nothing.
    gc.set_threshold(50_000, 20, 100)
    if sys.argv[1:2] == ["serve"]:
        # Told to look for a new release as soon as it is started, the server would end.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bilat.cli import main as run
    from bilat.cli.interrupt import interrupt

    if usual:
        signal.signal(signal.SIGINT, interrupt)
    run()


def _open_standard_files() -> None:
    """Open what the caller has closed of input, output and errors: a socket would take its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


if __name__ == "__main__":
    main()
