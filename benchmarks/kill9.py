"""Kill -9 at random moments of `release build` and `release publish`, over the whole pipeline.

    python benchmarks/kill9.py [--kills 50] [--families 300] [--nation] [--seed 1]

One lake lives through all kills. After each: the published release and every new one open and verify (vault included),
and work/ holds at most what the next build goes on from, nothing of it in scratch/. Every second build is forced to
make all its steps, and each that is done must give the same rows. At the end one build and publish must succeed, and
some builds must have gone on from what a kill left. Exit status 0 only then.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sepakat.lake import Lake, continuing, verify


def run(
    arguments: list[str], env: dict[str, str], seconds: float | None = None, said: list[str] | None = None
) -> tuple[int, float]:
    """Run one command of sepakat; kill it after `seconds`, if given. Gives exit status and time, adds its messages to
    `said`."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "sepakat.cli", *arguments], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    with child:
        if seconds is not None:
            try:
                child.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
        _, err = child.communicate()
    if said is not None:
        said.append(err.decode())
    if child.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"{arguments} failed ({child.returncode}):\n{err.decode()}")
    return child.returncode, time.perf_counter() - started


def check(path: Path, seen: set[str]) -> tuple[int, int]:
    """Open the lake after a kill, verify the published release and every new one; gives releases and files checked."""
    lake = Lake.open(path)
    files = 0
    for name in {lake.release().id, *(set(lake.release_ids()) - seen)}:
        found = verify(lake, lake.release(name))
        if not found.ok or not found.vault_checked:
            sys.exit(f"release {name} is harmed: {found.problems[:5]}")
        files += found.files
        seen.add(name)
    left = [p.name for p in lake.work.iterdir() if p.name not in (".lock", continuing.NAME)]
    if left or any((lake.work / continuing.NAME / "scratch").glob("*")):
        sys.exit(f"left in work/: {left or 'scratch'}")
    hashes = {lake.release(name).logical for name in lake.release_ids()}
    if len(hashes) > 1:
        sys.exit("the same data gave different releases")
    return len(lake.release_ids()), files


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--families", type=int, default=300)
    options.add_argument("--nation", action="store_true", help="families of all provinces, in folders of parts")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    base = Path(tempfile.mkdtemp(prefix="sepakat-kill9-"))
    raw, path = base / "raw", base / "lake"
    os.environ.update({"SEPAKAT_KEY": "00" * 32, "SEPAKAT_LANG": "en"})
    env = {**os.environ, "SEPAKAT_LAKE": str(path)}
    build, publish = ["release", "build", "--from", str(raw)], ["release", "publish"]
    where = ["--nation"] if chosen.nation else ["--province", "53"]
    run(["sample", *where, "--families", str(chosen.families), "--seed", "7", "--out", str(raw)], env)
    print(f"{chosen.families:,} families of {'the nation' if chosen.nation else 'one province'}", flush=True)
    took = [run(build, env)[1] + run(publish, env)[1]]
    # intakes are stored now: this is what a later build takes that shares nothing with its base
    whole = run([*build, "--from-scratch", "--publish"], env)[1]
    dice, killed, seen, said = random.Random(chosen.seed), 0, set[str](), list[str]()
    try:
        number = 0
        while killed < chosen.kills:  # a run that was faster than its moment counts for nothing
            number += 1
            if number % 5 == 0:  # every fifth starts from the files, so that kills fall into taking in too
                shutil.rmtree(path / "intake")
                (path / "intake").mkdir()
            moment = dice.uniform(0.2, max(took) if number % 5 == 0 else whole)
            force = ["--from-scratch"] if number % 2 else []
            status, _ = run([*build, *force, "--publish"], env, moment, said)
            killed += status != 0
            releases, files = check(path, seen)
            how = "killed" if status else "done"
            print(f"{number:3} after {moment:5.2f} s: {how:6} {releases} releases, {files} files whole", flush=True)
        run([*build, "--from-scratch"], env, 0.7 * whole)  # whatever the dice gave, one is gone on with
        run([*build, "--publish"], env, said=said)
        check(path, set())  # all of them once more
        went_on = sum("Went on from an interrupted build" in one for one in said)
        print(f"{killed} kills in {number} runs, {went_on} went on; the next build and publish worked")
        if chosen.kills >= 10 and not went_on:
            sys.exit("no build went on from what a kill left")
    finally:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main()
