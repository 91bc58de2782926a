"""From nothing to a published release of the nation, thinned to a scale, by the product's own commands."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path


def lake(scale: float, folder: Path) -> Path:
    """Make (or go on with) the sample and the release of a scale under `folder`; gives the lake. Prints each step."""
    raw, made = folder / "raw", folder / "lake"
    env = {**os.environ, "SEPAKAT_LAKE": str(made), "SEPAKAT_LANG": "en"}
    if (made / "current").exists():
        return made
    for title, command in (
        ("Sample", ["sample", "--nation", "--scale", str(scale), "--out", str(raw)]),
        ("Ingest and build", ["release", "build", "--from", str(raw)]),
        ("Publish", ["release", "publish"]),
    ):
        before, start = _cpu(), time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "sepakat.cli", *command], env=env, check=False)
        if done.returncode:
            raise SystemExit(f"{title} failed")
        seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"{title:46s} {seconds:8.1f} s {_cpu() - before:8.1f} cpu; largest process so far {peak:.0f} MB", flush=True
        )
    return made


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
