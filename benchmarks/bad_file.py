"""A file in which every row is wrong in several ways, reported whole: every row, every reason, bounded memory.

    python benchmarks/bad_file.py [--rows 5000000] [--memory 512MB] [--seed 1]

Writes a member file of Regsosek 2022.K by repeating a sample's rows with a broken NIK, sex, age and relation, checks it
dry, and counts: rows read = rows refused = lines of the file of refused rows. Prints time and peak memory of the check.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEMBER = "regsosek2022k_anggota.csv"

CHECK = """
import json, sys
from pathlib import Path
from sepakat import releasing
from sepakat.lake import Lake
folder = Path(sys.argv[1])
found = releasing.ingest(
    Lake.create(folder / "lake"), "regsosek2022k", [folder / sys.argv[2]], dry_run=True,
    rejected_to=folder / "refused.csv", ceiling=1.0)
print(json.dumps({"read": found.read, "rejected": found.rejected}))
"""


def write(folder: Path, rows: int, seed: int) -> Path:
    """A member file of `rows` wrong rows, streamed."""
    from sepakat import sample

    small = folder / "small"
    sample.generate(small, province="53", families=300, seed=seed)
    lines = (small / MEMBER).read_text(encoding="utf-8").splitlines()
    head = lines[0].split(";")
    column = {name: head.index(name) for name in ("R401", "R403", "R405", "R407", "R409", "R110")}
    path = folder / MEMBER
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(lines[0] + "\n")
        for number in range(rows):
            cells = lines[1 + number % (len(lines) - 1)].split(";")
            cells[column["R110"]] = f"{number % 1000:03d}"
            cells[column["R403"]] = f"53{number % 10**9:09d}"  # 11 digits
            cells[column["R405"]] = "7"
            cells[column["R407"]] = "999"
            cells[column["R409"]] = "X"
            out.write(";".join(cells) + "\n")
    return path


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=5_000_000)
    options.add_argument("--memory", default="512MB", help="bound of the engine (SEPAKAT_MEMORY)")
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="sepakat-bad-") as made:
        folder = Path(made)
        path = write(folder, o.rows, o.seed)
        size = path.stat().st_size
        env = os.environ | {"SEPAKAT_MEMORY": o.memory, "SEPAKAT_KEY": "22" * 32}
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", CHECK, str(folder), MEMBER], env=env, capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - started
        if done.returncode:
            sys.exit(done.stderr[-2000:])
        summary = json.loads(done.stdout.splitlines()[-1])
        refused = next(folder.glob("refused*.csv"))
        with refused.open("rb") as lines:
            listed = sum(1 for _ in lines) - 1
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(json.dumps({"rows": o.rows, "file_mb": size / 2**20, "summary": summary, "listed": listed}))
        print(f"{took:.0f} s, peak {peak:.0f} MB with SEPAKAT_MEMORY={o.memory}")
        if listed != o.rows:
            sys.exit(f"{o.rows - listed} rows are missing from the file of refused rows")


if __name__ == "__main__":
    main()
