"""Links of two lists of persons, beside plain Splink with the same comparisons in the same run.

    python benchmarks/matching.py [--rows 200000] [--without nik] [--seed 1] [--plain]

Prints precision, recall, seconds (by the clock, and of the processor) and peak memory of each, and the ratio. --plain
leaves out `sepakat`, so that each peak can be had from a process of its own. Plain Splink gets as much memory as DuckDB
takes by itself, or --plain-memory: under the bound that `sepakat` keeps, its pairs of a million do not fit.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from sepakat.core import duck
from sepakat.matching import comparing, files, lists, match, measure, normalising, splinking
from tests import matching_people as generator

# Blocking as one would write it first.
RULES = ["l.lahir = r.lahir", "l.kunci = r.kunci", "l.kk = r.kk", "l.desa = r.desa AND l.depan = r.depan"]


def peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024:.2f} GB"


def ours(left: Path, right: Path, spill: Path) -> set[tuple[str, str]]:
    with match([lists.read_file(left), lists.read_file(right)], spill=spill) as done:
        print("  by rule:", done.by_rule)
        return files.as_pairs(done.links())


def plain(left: Path, right: Path, spill: Path, memory: str = "80%") -> set[tuple[str, str]]:
    """Splink: u by sampling, m by EM on two rules (capped), predict at 0.5."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    con = duck.connect(spill)
    con.execute(f"SET memory_limit = '{memory}'")
    normalising.load(con, [lists.read_file(left), lists.read_file(right)])
    used = [c for c in comparing.ALL if con.sql(f"SELECT count({c.columns[0]}) FROM rec").fetchall()[0][0]]
    wanted = splinking.settings(used) | {
        "blocking_rules_to_generate_predictions": [f"{rule} AND l.sumber <> r.sumber" for rule in RULES],
        "retain_intermediate_calculation_columns": False,
    }
    columns = ", ".join(["uid", "sumber", *dict.fromkeys(c for one in used for c in one.columns)])
    linker = Linker(DuckDBAPI(con).register(con.sql(f"SELECT {columns} FROM rec")), wanted, log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6 + 1, seed=1)
    for rule in ("l.lahir = r.lahir", "l.kunci = r.kunci"):
        linker.training.estimate_parameters_using_expectation_maximisation(
            f"{rule} AND l.sumber <> r.sumber", estimate_without_term_frequencies=True, max_pairs=2e6
        )
    found = linker.inference.predict(threshold_match_probability=0.5, warning_mode="never")
    return set(
        con.sql(
            f"SELECT l.id, r.id FROM {found.physical_name} p "
            "JOIN rec l ON l.uid = least(uid_l, uid_r) JOIN rec r ON r.uid = greatest(uid_l, uid_r)"
        ).fetchall()
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, default=200_000)
    ask.add_argument("--without", default="nik")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--plain", action="store_true")
    ask.add_argument("--plain-memory", default="80%")
    asked = ask.parse_args()
    made = generator.people(asked.rows, seed=asked.seed)
    took = {}
    with tempfile.TemporaryDirectory() as folder:
        left, right, _ = made.write(Path(folder), without=tuple(asked.without.split(",")))
        truth = made.truth
        print(f"{len(made.left):,} × {len(made.right):,} persons, {len(truth):,} in both, without {asked.without}")
        del made
        for name, run in (("sepakat", ours), ("plain Splink", partial(plain, memory=asked.plain_memory))):
            if asked.plain and run is ours:
                continue
            start, used = time.perf_counter(), time.process_time()
            links = run(left, right, Path(folder) / "spill")
            took[name], worked = time.perf_counter() - start, time.process_time() - used
            found = measure.score(links, truth)
            print(
                f"{name:13} precision {found.precision.value:.4f} recall {found.recall.value:.4f} "
                f"{took[name]:7.1f} s ({worked:.1f} s of processor), "
                f"peak so far {peak()}"
            )
    if len(took) == 2:
        print(f"time: {took['sepakat'] / took['plain Splink']:.2f} × plain Splink")


if __name__ == "__main__":
    main()
