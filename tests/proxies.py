"""A real nginx, for tests of what stands before a server or keeps its releases."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from peers import program_of
from running import until


@contextmanager
def nginx(folder: Path, http: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run nginx, or skip the test.

    Args:
        folder: for its files.
        http: what stands in the block of that name; its first ``listen`` says where it is.
    """
    program = program_of("nginx")
    if program is None:
        pytest.skip("no nginx on this machine; Debian's nginx-light has it")
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nuser root;\nevents {{}}\n"
        f"http {{ access_log off;\nclient_body_temp_path {folder}/b; proxy_temp_path {folder}/p;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"{http}\n}}\n",
        "utf-8",
    )
    port = int(http.split("listen 127.0.0.1:")[1].split(";")[0])
    with subprocess.Popen([program, "-c", folder / "nginx.conf", "-p", folder]) as process:
        try:
            assert until(lambda: reachable(port))
            yield process
        finally:
            process.terminate()


def reachable(port: int) -> bool:
    """Tell whether somebody listens on a port."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
