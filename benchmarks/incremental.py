"""What a release costs that is built from the last one plus changes, beside a whole build of the same data.

    python benchmarks/incremental.py [--raw DIR | --families 20000] [--lake LAKE]

A copy of the lake is made, so that nothing is changed. Prints wall and processor seconds (comparisons are ratios of
processor seconds within one run), what was taken over from the base release, and whether the rows are the same as
those of a whole build (logical hash). Deliveries of changes: some per cent of the families with other answers.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import tempfile
import time
from pathlib import Path

from sepakat import releasing, sample
from sepakat.lake import Lake
from sepakat.releasing import Built, provenance

FILES = ("regsosek2022k_keluarga.csv", "regsosek2022k_anggota.csv")
KEY = ("R101", "R102", "R103", "R104", "R105", "R105A", "R109", "R110")  # a family's place in the census form
ANSWER = "R303"  # floor: one of 1 to 8


def delivery(raw: Path, out: Path, share: float, regency: str | None, seed: int) -> list[Path]:
    """Files of `share` of all families (inside one regency where it is named) with another floor."""
    out.mkdir()
    dice = random.Random(seed)
    chosen: set[tuple[str, ...]] = set()
    for name in FILES:
        with (
            open(raw / name, newline="", encoding="utf-8") as source,
            open(out / name, "w", newline="", encoding="utf-8") as target,
        ):
            rows = csv.DictReader(source, delimiter=";")
            writer = csv.DictWriter(target, list(rows.fieldnames or ()), delimiter=";")
            writer.writeheader()
            for row in rows:
                place = tuple(row[c] for c in KEY)
                if name == FILES[0] and regency in (None, row["R102"]) and dice.random() < share:
                    chosen.add(place)
                    row[ANSWER] = str(int(row[ANSWER] or 1) % 8 + 1)
                if place in chosen:
                    writer.writerow(row)
    return [out / name for name in FILES]


def timed(title: str, lake: Lake, **options: object) -> tuple[Built, float]:
    started, processor = time.perf_counter(), time.process_time()
    built = releasing.build(lake, **options)  # type: ignore[arg-type]
    wall, cpu = time.perf_counter() - started, time.process_time() - processor
    seconds = " ".join(f"{name} {value:.1f}" for name, value in built.seconds.items())
    print(f"{title:44} {wall:8.1f} s {cpu:8.1f} cpu s   {seconds}", flush=True)
    return built, cpu


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--families", type=int, default=20_000)
    options.add_argument("--raw", type=Path, help="raw files of a sample (default: made)")
    options.add_argument("--lake", type=Path, help="a lake whose intakes are those files (default: taken in)")
    options.add_argument("--whole", action="store_true", help="also build each change as a whole, and compare")
    chosen = options.parse_args()
    provenance.maker()  # once, before anything of the program may change under a long run
    base = Path(tempfile.mkdtemp(prefix="sepakat-incremental-", dir=os.environ.get("TMPDIR")))
    try:
        raw = chosen.raw or base / "raw"
        if chosen.raw is None:
            sample.generate(raw, province="53", families=chosen.families, seed=7)
        if chosen.lake is not None:
            shutil.copytree(chosen.lake, base / "lake")
        lake = Lake.ensure(base / "lake")
        first, whole = timed("whole", lake, base=None, **({} if chosen.lake else {"from_dir": raw}))
        lake.publish(first.release.id)
        stored = [one.id for one in first.intakes]
        timed("the same again", lake, intakes=stored)
        for title, share, regency in (
            ("1 % of all families, in one regency", 0.22, "03"),
            ("5 % of all families, in one regency", 1.0, "03"),
            ("1 % everywhere", 0.01, None),
            ("5 % everywhere", 0.05, None),
        ):
            files = delivery(raw, base / title.replace(" ", "-").replace("%", ""), share, regency, seed=3)
            more = releasing.ingest(lake, "regsosek2022k", files, sample=True)
            if chosen.whole:  # beside the lake: numbers that the one release gives are not free for the other
                shutil.rmtree(base / "copy", ignore_errors=True)
                shutil.copytree(base / "lake", base / "copy")
            built, cpu = timed(title, lake, intakes=[*stored, more.id])
            part = more.manifest["tables"]["family"]["rows"] / built.release.rows("family")
            steps = built.as_dict()["work"]["steps"]
            shared = ", ".join(f"{name} {s['shared']}/{s['units']}" for name, s in steps.items() if s["shared"])
            print(f"    {part:.1%} changed; {cpu / whole:.2f} of the whole build; taken over: {shared}", flush=True)
            if chosen.whole:
                again, _ = timed(
                    "    as a whole", Lake.open(base / "copy"), intakes=[*stored, more.id], from_scratch=True
                )
                same = again.release.logical == built.release.logical
                print(f"    same rows: {'yes' if same else 'NO'}", flush=True)
    finally:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main()
