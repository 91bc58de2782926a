"""Every measure with its standard error for 514 regencies on 1.2 million persons, beside svy and, where it is
installed, R (package survey) in the same run: their mean by regency, and the mean of all.

    python benchmarks/survey.py [--rows 1200000] [--domains 514] [--seed 1]

Prints processor seconds (of all threads, which a busy machine does not change) a measure, and how they grow with rows
and with domains.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from sepakat import survey
from sepakat.survey import Design

MEASURES: list[tuple[str, dict[str, Any]]] = [
    ("mean", {}),
    ("total", {}),
    ("quantile", {"q": 0.5}),
    ("fgt", {"line": 600_000, "alpha": 0}),
    ("fgt", {"line": 600_000, "alpha": 1}),
    ("fgt", {"line": 600_000, "alpha": 2}),
    ("arpr", {}),
    ("gini", {}),
    ("theil", {}),
    ("mld", {}),
    ("generalized_entropy", {"alpha": 2}),
    ("atkinson", {"epsilon": 1}),
    ("watts", {"line": 600_000}),
    ("sen", {"line": 600_000}),
    ("sen_shorrocks_thon", {"line": 600_000}),
    ("poverty_gap_rupiah", {"line": 600_000}),
    ("fgt", {"line": ("mean", 0.6), "alpha": 1}),
    ("quintile_share_ratio", {}),
    ("palma", {}),
    ("bottom_share", {}),
    ("decile_shares", {"decile": 1}),
    ("concentration_index", {"rank": "rank"}),
    ("arpt", {}),
    ("relative_median_gap", {}),
]


def population(rows: int, domains: int, seed: int) -> pa.Table:
    dice = np.random.default_rng(seed)
    domain = np.sort(dice.integers(0, domains, rows))
    block = np.arange(rows) // 40
    y = np.exp(13.9 + 0.5 * dice.standard_normal(rows) + 0.2 * dice.standard_normal(rows // 40 + 1)[block])
    return pa.table(
        {
            "y": y,
            "w": dice.uniform(50, 400, rows),
            "regency": domain,
            "stratum": domain * 2 + (block % 2),
            "block": block,
            "rank": y * np.exp(dice.standard_normal(rows)),
        }
    )


def timed(data: pa.Table, measure: str, arguments: dict[str, Any], by: str | None = "regency") -> float:
    started = time.process_time()
    survey.estimate(data, measure, "y", Design(weights="w", strata="stratum", cluster="block"), by=by, **arguments)
    return time.process_time() - started


IN_R = """
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
run <- function(f) cat(sum(system.time(f)[1:2]), "\\n")
run(des <- svydesign(~block, strata = ~stratum, weights = ~w, data = d, nest = TRUE))
run(svymean(~y, des))
if (length(commandArgs(TRUE)) > 1) run(svyby(~y, ~regency, des, svymean))
"""


def in_r(data: pa.Table, by: bool, limit: int = 600) -> list[float] | None:
    """Processor seconds of R's survey: design, mean, and mean by regency; None without R, or past the limit."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as made:
        script, rows = Path(made) / "run.R", Path(made) / "rows.csv"
        script.write_text(IN_R, encoding="utf-8")
        pacsv.write_csv(data, rows)
        try:
            told = ["Rscript", str(script), str(rows), *(["by"] if by else [])]
            done = subprocess.run(told, capture_output=True, text=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            return None
        return [float(word) for word in done.stdout.split()] if done.returncode == 0 else None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_200_000)
    options.add_argument("--domains", type=int, default=514)
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    data = population(o.rows, o.domains, o.seed)
    total = 0.0
    for measure, arguments in MEASURES:
        took = timed(data, measure, arguments)
        total += took
        print(f"{measure:22} {arguments or ''!s:24} {took:6.2f} s")
    print(f"all, {o.domains} domains, {o.rows:,} rows: {total:.1f} s")
    try:
        import polars
        import svy
    except ImportError:
        print("svy is not installed")
    else:
        frame = polars.from_arrow(data)
        started = time.process_time()
        sample = svy.Sample(frame, svy.Design(stratum="stratum", psu="block", wgt="w"))
        sample.estimation.mean("y", by="regency")
        other = time.process_time() - started
        ours = timed(data, "mean", {})
        print(f"mean by domain: ours {ours:.2f} s, svy {other:.2f} s, ratio {ours / other:.2f}")
    whole = timed(data, "mean", {}, None)
    print(f"mean of all: ours {whole:.2f} s", end="")
    theirs = in_r(data, by=False)
    print(f", R {sum(theirs):.2f} s, ratio {whole / sum(theirs):.2f}" if theirs else ", R is not installed")
    part = data.slice(0, o.rows // 10)
    if theirs and (theirs := in_r(part, by=True)):
        ours = timed(part, "mean", {})
        print(
            f"mean by domain, a tenth of the rows: ours {ours:.2f} s, R {theirs[2]:.1f} s, ratio {ours / theirs[2]:.3f}"
        )
    for rows in (o.rows // 4, o.rows // 2, o.rows):
        part = data.slice(0, rows)
        print(f"gini, {rows:>9,} rows, one domain: {timed(part, 'gini', {}, None):.2f} s")
    for domains in (1, 50, 514, 5000):
        part = population(o.rows, domains, o.seed)
        print(f"gini, {domains:>5} domains: {timed(part, 'gini', {}):.2f} s")


if __name__ == "__main__":
    main()
