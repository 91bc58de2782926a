"""What a release costs that is built from the last one plus changes, beside a whole build of the same data.

    python benchmarks/incremental.py [--raw DIR | --families 20000] [--lake LAKE] [--whole] [--changes 1,3]

A copy of the lake is made, so that nothing is changed. Prints wall and processor seconds (comparisons are ratios of
processor seconds within one run), what was taken over from the base release, and whether the rows are the same as
those of a whole build (logical hash). Deliveries of changes: some per cent of the families with other answers. DIR may
hold the sample of a nation (folders of Parquet): then changes in a few regencies are whole files of them.
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

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import releasing, sample
from sepakat.lake import Lake
from sepakat.releasing import Built, provenance

FILES = ("regsosek2022k_keluarga.csv", "regsosek2022k_anggota.csv")
KEY = ("R101", "R102", "R103", "R104", "R105", "R105A", "R109", "R110")  # a family's place in the census form
ANSWER = "R303"  # floor: one of 1 to 8


CHANGES = (  # title, share of the families inside, the regency (None: everywhere), share of all families
    ("1 % of all families, in one regency", 0.22, "03", 0.01),
    ("5 % of all families, in one regency", 1.0, "03", 0.05),
    ("1 % everywhere", 0.01, None, 0.01),
    ("5 % everywhere", 0.05, None, 0.05),
)


def parts(raw: Path, out: Path, share: float, few: bool, seed: int) -> list[Path]:
    """The same of folders of Parquet, a file a regency: `few` whole files of `share` of all families, or some families
    of each file."""
    families, members = (Path(name).stem for name in FILES)
    dice = random.Random(seed)
    files = sorted((raw / families).glob("*.parquet"))
    wanted = share * sum(pq.read_metadata(path).num_rows for path in files)
    if few:
        dice.shuffle(files)
    for name in (families, members):
        (out / name).mkdir(parents=True)
    for path in files:
        if few and wanted <= 0:
            break
        rows = pq.read_table(path)
        if not few:
            rows = rows.filter(pa.array([dice.random() < share for _ in range(rows.num_rows)]))
        wanted -= rows.num_rows
        at = rows.schema.get_field_index(ANSWER)
        other = [(floor or 1) % 8 + 1 for floor in rows[ANSWER].to_pylist()]
        pq.write_table(rows.set_column(at, rows.schema.field(at), pa.array(other, rows.schema.field(at).type)),
                       out / families / path.name)  # fmt: skip
        them = pq.read_table(raw / members / path.name)
        keys = set(zip(*(rows[c].to_pylist() for c in KEY), strict=True))
        inside = [key in keys for key in zip(*(them[c].to_pylist() for c in KEY), strict=True)]
        pq.write_table(them.filter(pa.array(inside)), out / members / path.name)
    return [out / families, out / members]


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
    options.add_argument("--changes", default="1,2,3,4", help="which changes, by number")
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
        nation = (raw / Path(FILES[0]).stem).is_dir()
        for number, (title, inside, regency, share) in enumerate(CHANGES, 1):
            if str(number) not in chosen.changes.split(","):
                continue
            out = base / f"changes-{number}"
            files = (
                parts(raw, out, share, regency is not None, seed=3)
                if nation
                else delivery(raw, out, inside, regency, seed=3)
            )
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
