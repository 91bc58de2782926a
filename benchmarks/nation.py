"""The nation beside the best hand-written queries: each step by the product and by hand, on the same files.

    python benchmarks/nation.py --scale 0.1 [--scale 0.01] --data FOLDER [--steps rank,cross] [--out FOLDER]
    python benchmarks/nation.py --lake LAKE [--lake LAKE …]

`--scale` makes the sample of the nation and its release in FOLDER first, by the product's own commands. Every side of
every step is a process of its own; loading its libraries is not timed on either side, and told apart. Prints seconds,
processor seconds, peak memory, bytes read and the ratio; `--out` also keeps the table as Markdown and JSON, and over
several sizes the growth with its exponent, and a picture (SVG), written anew after every step. A side that fails is
shown as failed, the rest goes on, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from nation import making, measuring, report, steps


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scale", type=float, action="append", default=[], help="share of the nation (default 0.01)")
    options.add_argument(
        "--data", type=Path, default=Path("nation-data"), help="where samples and releases lie, and stay"
    )
    options.add_argument("--lake", type=Path, action="append", default=[])
    options.add_argument("--steps", default=",".join(steps.STEPS))
    options.add_argument("--memory", default="1GB", help="DuckDB's bound of memory, on both sides")
    options.add_argument("--repeat", type=int, default=1, help="the best of so many runs")
    options.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()))
    options.add_argument("--out", type=Path)
    options.add_argument("--one", nargs=2, metavar=("STEP", "SIDE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        step, side = chosen.one
        steps.load(step, side)
        measuring.tell(measuring.within(steps.one(step, side, chosen.lake[0]), chosen.scratch))
        return
    os.environ.setdefault("SEPAKAT_KEY", "00" * 32)
    rows, failed = [], 0
    names = chosen.steps.split(",")
    if unknown := [name for name in names if name not in steps.STEPS]:
        options.error(f"no such step: {', '.join(unknown)}; steps: {', '.join(steps.STEPS)}")
    scales = chosen.scale or ([] if chosen.lake else [0.01])
    lakes = [*chosen.lake, *(making.lake(scale, chosen.data / f"{scale:g}") for scale in scales)]
    for lake in lakes:
        size = report.size(lake)
        print(f"\n{lake}: {size['families']:,} families, {size['persons']:,} persons; {report.machine()}", flush=True)
        for name in names:
            step, found = steps.STEPS[name], {}
            for side in step.sides:
                one = (name, side, lake, chosen.scratch, chosen.memory)
                runs = [m for m in (measuring.apart(*one, step.before(side)) for _ in range(chosen.repeat)) if m]
                if runs:
                    found[side] = min(runs, key=lambda m: m.cpu)
                failed += len(runs) < chosen.repeat
                print(report.line(step, side, found), flush=True)
            rows.append(report.row(name, step, size, found))
            if chosen.out:
                report.write(rows, chosen.out)
    for title, exponent in report.growth(rows).items():
        print(f"{title[:46]:46s} grows with families to the power {exponent:.2f} (processor)")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
