"""A chapter for a region at the prompt: the first, and the second in another process, beside starting the program.

    python benchmarks/documents.py --lake DIR --region CODE [--template rkpd] [--chapter II] [--runs 3] [--format json]

Each command is a process of its own, with a cache folder that is empty before the first. Prints seconds by the clock
and of processor (with those of the programs it starts), the load at the beginning, and ratios to `sepakat --version` in
the same run. The second is the median of `runs`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def timed(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Seconds of one command by the clock and of processor."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    after, took = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": round(took, 2), "cpu_s": round(used, 2)}


def middle(found: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lake", type=Path, required=True)
    options.add_argument("--region", required=True)
    options.add_argument("--template", default="rkpd")
    options.add_argument("--chapter", default="II")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--format", choices=["text", "json"], default="text")
    o = options.parse_args()

    program = [sys.executable, "-m", "sepakat.cli"]
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"SEPAKAT_CACHE": f"{folder}/cache", "SEPAKAT_STATE": f"{folder}/state"}
        draft = [*program, "--quiet", "--lake", str(o.lake), "document", "draft", o.template, "--region", o.region]
        draft += ["--chapter", o.chapter, "--out", f"{folder}/naskah.docx"]
        start = middle([timed([*program, "--version"], environment) for _ in range(o.runs)])
        first = timed(draft, environment)
        second = middle([timed(draft, environment) for _ in range(o.runs)])
        kept = sum(one.stat().st_size for one in Path(f"{folder}/cache/documents").rglob("*") if one.is_file())
    out = {"cpus": os.cpu_count(), "load_before": load, "start": start, "first": first, "second": second}
    out |= {
        f"ratio_{name}": round(one["cpu_s"] / start["cpu_s"], 1) for name, one in (("first", first), ("second", second))
    }
    print(json.dumps(out | {"kept_kb": kept // 1024}, indent=None if o.format == "json" else 1))


if __name__ == "__main__":
    main()
