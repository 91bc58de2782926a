"""Links of two lists of persons, beside plain Splink with the same comparisons in the same run.

    python benchmarks/matching.py [--rows 200000] [--without nik] [--seed 1] [--plain] [--rival-rows 100000]
    python benchmarks/matching.py --alone --labels 300 [--damage 0.3] [--overlap 0.5]

Prints precision, recall, seconds (by the clock, and of the processor) and peak memory of each, and the ratio. --plain
leaves out `sepakat`, so that each peak can be had from a process of its own, --alone leaves out plain Splink. --labels
prints what probabilities are worth (`reliability`) before and after so many labels of the queue. Plain Splink gets as
much memory as DuckDB takes by itself, or --plain-memory: under the bound that `sepakat` keeps, its pairs of a million
do not fit. --tight gives it the narrowest blocking that a practitioner would write, --plain-disk bounds what it may
spill; where that is not enough it is said, and nothing is compared. --rival-rows makes lists of another length for it.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Set
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from sepakat.core import duck
from sepakat.matching import (
    Matching,
    clerical,
    comparing,
    judging,
    lists,
    match,
    measure,
    normalising,
    reliability,
    splinking,
)
from tests import matching_people as generator

# Blocking as one would write it first.
RULES = ["l.lahir = r.lahir", "l.kunci = r.kunci", "l.kk = r.kk", "l.desa = r.desa AND l.depan = r.depan"]
# The narrowest that still brings together who is damaged in one field: two things equal, whichever they are.
TIGHT = [
    "l.lahir = r.lahir AND l.depan = r.depan",
    "l.kunci = r.kunci AND l.th = r.th",
    "l.kunci = r.kunci AND l.desa = r.desa",
    "l.kk = r.kk",
    "l.lahir = r.lahir AND l.desa = r.desa",
]


def peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024:.2f} GB"


def ours(
    left: Path, right: Path, spill: Path, truth: Set[tuple[str, str]] = frozenset(), labels: int = 0
) -> set[tuple[str, str]]:
    with match([lists.read_file(left), lists.read_file(right)], spill=spill) as done:
        print("  by rule:", done.by_rule)
        links = done.links()
        if labels:
            keep_word(done, truth, labels)
        return set(zip(links["left_id"].to_pylist(), links["right_id"].to_pylist(), strict=True))


def keep_word(done: Matching, truth: Set[tuple[str, str]], most: int) -> None:
    """What probabilities are worth, without labels and with `most`: as many from each band, as the queue draws them."""
    of = tuple(one.source for one in done.lists)
    true = {of: dict.fromkeys(truth, "same")}
    told(done, true, "no label")
    shown = done.links(clerical.BANDS[0])
    ids = list(zip(shown["left_id"].to_pylist(), shown["right_id"].to_pylist(), strict=True))
    band = np.searchsorted(clerical.BANDS[1:-1], shown["probability"].to_numpy(), side="right")
    dice, room, present, chosen = np.random.default_rng(1), most, np.unique(band), []
    for left, one in enumerate(sorted(present, key=lambda b: int((band == b).sum()))):
        at = np.nonzero(band == one)[0]
        chosen += dice.permutation(at)[: room // (len(present) - left)].tolist()
        room = most - len(chosen)
    judging.learn(done, {of: {ids[n]: "same" if ids[n] in truth else "different" for n in chosen}}, threshold=0.5)
    told(done, true, f"{len(chosen)} labels")


def told(done: Matching, true: dict, what: str) -> None:
    found, links = reliability.of_run(done, true), done.links()
    scored = measure.score(
        set(zip(links["left_id"].to_pylist(), links["right_id"].to_pylist(), strict=True)), set(*true.values())
    )
    print(f"  {what}: off {100 * found.off:.2f} points over {found.pairs:,} pairs, a band at most "
          f"{100 * found.beyond:.1f} outside its interval; precision {scored.precision.value:.4f} "
          f"recall {scored.recall.value:.4f}")  # fmt: skip
    print("   ", ", ".join(f"{100 * b.stated:.0f}>{100 * b.true.value:.0f} ({b.pairs})" for b in found.bands))


def plain(
    left: Path, right: Path, spill: Path, memory: str = "80%", disk: str = "90%", rules: list[str] = RULES
) -> set[tuple[str, str]]:
    """Splink: u by sampling, m by EM on two rules (capped), predict at 0.5. duckdb.Error where memory or disk end."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    con = duck.connect(spill)
    con.execute(f"SET memory_limit = '{memory}'")
    con.execute(f"SET max_temp_directory_size = '{disk}'")
    normalising.load(con, [lists.read_file(left), lists.read_file(right)])
    used = [c for c in comparing.ALL if con.sql(f"SELECT count({c.columns[0]}) FROM rec").fetchall()[0][0]]
    wanted = splinking.settings(used) | {
        "blocking_rules_to_generate_predictions": [f"{rule} AND l.sumber <> r.sumber" for rule in rules],
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
    ask.add_argument("--rival-rows", type=int, help="length of the lists for plain Splink")
    ask.add_argument("--without", default="nik")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--plain", action="store_true")
    ask.add_argument("--alone", action="store_true")
    ask.add_argument("--labels", type=int, default=0)
    ask.add_argument("--damage", type=float, default=0.15)
    ask.add_argument("--overlap", type=float, default=0.7)
    ask.add_argument("--tight", action="store_true")
    ask.add_argument("--plain-memory", default="80%")
    ask.add_argument("--plain-disk", default="90%")
    asked = ask.parse_args()
    rival = partial(plain, memory=asked.plain_memory, disk=asked.plain_disk, rules=TIGHT if asked.tight else RULES)
    took = {}
    for name, run, rows in (
        ("sepakat", ours, asked.rows),
        ("plain Splink", rival, asked.rival_rows or asked.rows),
    ):
        if (asked.plain and run is ours) or (asked.alone and run is rival):
            continue
        with tempfile.TemporaryDirectory() as folder:
            made = generator.people(rows, seed=asked.seed, damage=asked.damage, overlap=asked.overlap)
            left, right, _ = made.write(Path(folder), without=tuple(asked.without.split(",")))
            truth = made.truth
            print(f"{len(made.left):,} × {len(made.right):,} persons, {len(truth):,} in both, without {asked.without}")
            del made
            start, used = time.perf_counter(), time.process_time()
            try:
                more = (truth, asked.labels) if run is ours else ()
                links = run(left, right, Path(folder) / "spill", *more)
            except lists.duck_error() as problem:
                print(f"{name:13} does not end at {rows:,} rows: {str(problem).splitlines()[0][:160]}")
                continue
            took[name], worked = time.perf_counter() - start, time.process_time() - used
            found = measure.score(links, truth)
            print(
                f"{name:13} precision {found.precision.value:.4f} recall {found.recall.value:.4f} "
                f"{took[name]:7.1f} s ({worked:.1f} s of processor), "
                f"peak so far {peak()}"
            )
    if len(took) == 2 and not asked.rival_rows:
        print(f"time: {took['sepakat'] / took['plain Splink']:.2f} × plain Splink")


if __name__ == "__main__":
    main()
