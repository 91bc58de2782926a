"""One side of one step in a process of its own: seconds, processor seconds, peak memory, bytes read, its answer."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]


@dataclass
class Measured:
    """seconds: by the clock; cpu: of the processor; peak_mb: of the process; read_mb: asked of the files, cached or
    not; answer: what both sides must agree on, in a few numbers; start: processor seconds that starting and loading
    libraries took before, in none of the others but the peak."""

    seconds: float
    cpu: float
    peak_mb: float
    read_mb: float
    answer: Any
    start: float


def within(work: Callable[[Path], Any], scratch: Path) -> Measured:
    """Run `work` here, in the process that was started for it."""
    before, read, start = _cpu(), _read(), time.perf_counter()
    answer = work(scratch)
    seconds = time.perf_counter() - start
    return Measured(seconds, _cpu() - before, _peak_mb(), (_read() - read) / 1e6, answer, before)


def apart(step: str, side: str, lake: Path, scratch: Path, memory: str, before: str | None) -> Measured | None:
    """The same in a process of its own, whose scratch folder goes with it; None, and a message, where it fails.

    before: a side that another process does first in that folder, not timed.
    """
    with tempfile.TemporaryDirectory(dir=scratch, prefix=f"{step}-") as folder:
        for name in [*([before] if before else []), side]:
            told = ["--one", step, name, "--lake", str(lake), "--scratch", folder]
            done = subprocess.run(
                [sys.executable, str(HERE / "nation.py"), *told],
                capture_output=True,
                text=True,
                env={**os.environ, "SEPAKAT_MEMORY": memory, "SEPAKAT_LANG": "en"},
                check=False,
            )
            if done.returncode:
                print(f"{step} ({name}) failed with code {done.returncode}:\n{done.stderr[-4000:]}", file=sys.stderr)
                return None
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def tell(measured: Measured) -> None:
    print(json.dumps(asdict(measured)))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _peak_mb() -> float:
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return max(used) / 1024


def _read() -> int:
    """Bytes that this process has asked of files so far."""
    try:
        lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    except OSError:  # no Linux
        return 0
    return int(dict(line.split(": ") for line in lines)["rchar"])
