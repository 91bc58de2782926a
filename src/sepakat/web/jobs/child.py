"""The worker beside `sepakat serve`: a child process, so that long work never keeps a page waiting.

It runs at low priority, in a session of its own (Ctrl+C reaches the server, which then ends the child), and ends by
itself when the server is gone.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 15.0


@contextlib.contextmanager
def running(lake: Path | str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker for this lake for as long as the block runs."""
    command = [sys.executable, "-m", "sepakat.cli", "--quiet", "--lake", str(lake), "jobs", "worker", "--child"]
    # its own warnings and errors go where the server's go; nothing it prints is an answer
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        for stop in (None, process.terminate, process.kill):
            if stop is not None:
                stop()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=PATIENCE)
                break
