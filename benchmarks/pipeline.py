"""Time every step from raw files to a published, ranked, measured release: wall time, share, peak memory.

    python benchmarks/pipeline.py [--families 100000] [--keep DIR]

Each step is its own process, so that the peak memory is the step's own. Seconds differ between machines: the table
in benchmarks/README.md names machine and date, and comparisons are ratios within one run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def step(title: str, arguments: list[str], env: dict[str, str]) -> dict[str, object]:
    """Run one command; give seconds, peak memory of the process tree's largest child, and its own sub-steps."""
    code = (
        "import resource,subprocess,sys,json;"
        "p=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE,stderr=subprocess.PIPE,text=True);"
        "r=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([p.returncode,r.ru_maxrss,r.ru_utime+r.ru_stime,p.stdout[-4000:],p.stderr[-8000:]]))"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, sys.executable, "-m", "sepakat.cli", *arguments],
        capture_output=True,
        text=True,
        env=env,
        check=True,
    )
    seconds = time.perf_counter() - started
    status, peak_kb, cpu, out, err = json.loads(done.stdout)
    if status:
        sys.exit(f"{title} failed ({status}):\n{err}")
    parts = re.findall(r"^(.+): ([\d.]+) s$", err, re.M)
    return {"title": title, "seconds": seconds, "cpu": cpu, "peak_mb": peak_kb / 1024, "parts": parts, "out": out}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--families", type=int, default=100_000)
    options.add_argument("--province", default="53")
    options.add_argument("--keep", type=Path, help="keep the data in this folder")
    chosen = options.parse_args()
    base = chosen.keep or Path(tempfile.mkdtemp(prefix="sepakat-bench-"))
    raw, lake = base / "raw", base / "lake"
    env = {**os.environ, "SEPAKAT_LAKE": str(lake), "SEPAKAT_KEY": "00" * 32, "SEPAKAT_LANG": "en"}
    steps = [
        step(
            "sample",
            ["sample", "--province", chosen.province, "--families", str(chosen.families), "--out", str(raw)],
            env,
        ),
        step("release build", ["release", "build", "--from", str(raw), "--format", "json"], env),
        step("release publish", ["release", "publish"], env),
        step("release verify", ["release", "verify"], env),
        step(
            "indicator compute (one regency, villages)",
            [
                "indicator",
                "compute",
                "rtlh_sdg",
                "--region",
                f"{chosen.province}.01",
                "--level",
                "desa",
                "--by",
                "desil_nasional",
                "--format",
                "json",
            ],
            env,
        ),
    ]
    print(f"{chosen.families:,} families, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    print(f"{'step':44s} {'seconds':>9s} {'cpu s':>8s} {'peak MB':>9s}")
    for one in steps:
        print(f"{one['title']:44s} {one['seconds']:9.1f} {one['cpu']:8.1f} {one['peak_mb']:9.0f}")
        for name, seconds in one["parts"]:
            print(f"    {name:40s} {float(seconds):9.1f}")
    total = sum(float(s["seconds"]) for s in steps[1:3])
    print(f"\nraw files to published release: {total:.1f} s (aim: below 180 s)")
    print(f"peak memory: {max(float(s['peak_mb']) for s in steps[1:3]):.0f} MB (aim: below 2,048 MB)")
    if not chosen.keep:
        shutil.rmtree(base)


if __name__ == "__main__":
    assert resource  # POSIX only: peak memory comes from rusage
    main()
