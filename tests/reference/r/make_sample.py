"""Write `sample.csv`: a made-up two-stage sample with its design, for R and for us (fixed seed; nobody real in it).

    python tests/reference/r/make_sample.py && Rscript tests/reference/r/reference.R

Eight strata; in each, five of 20 to 90 blocks; in each block, eight of 16 to 60 homes. Four kinds of home cross the
strata (`kind`), every stratum lies in one of three regions. Expenditure is in thousands and has ties.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

STRATA, BLOCKS, HOMES = 8, 5, 8


def main() -> None:
    dice = np.random.default_rng(20260101)
    with (Path(__file__).parent / "sample.csv").open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(
            ["stratum", "block", "home", "blocks", "homes", "weight", "region", "kind", "owner", "size", "food", "y"]
        )
        for stratum in range(1, STRATA + 1):
            blocks = int(dice.integers(20, 91))
            for block in range(1, BLOCKS + 1):
                homes, level = int(dice.integers(16, 61)), float(dice.normal(0, 0.25))
                for home in range(1, HOMES + 1):
                    y = round(float(np.exp(6.6 + 0.06 * stratum + level + dice.normal(0, 0.5))) / 5) * 5
                    owner, size = int(dice.random() < 0.55), int(dice.integers(1, 8))
                    food = round(y * float(dice.uniform(0.35, 0.7)), 1)
                    weight = round(blocks / BLOCKS * homes / HOMES, 6)
                    kind = "abcd"[int(dice.choice(4, p=(0.4, 0.3, 0.2, 0.1)))]
                    region = (stratum - 1) // 3 + 1
                    table.writerow([stratum, block, home, blocks, homes, weight, region, kind, owner, size, food, y])


if __name__ == "__main__":
    main()
