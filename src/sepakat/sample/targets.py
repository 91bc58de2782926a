"""Published figures that the sample aims at, and the assumptions where nothing is published.

Figures are facts of BPS and Dukcapil, kept beside this file as CSV: `targets_provinsi.csv`, `targets_kabupaten.csv`;
`targets.toml` says what each column is, of which period, from which table. What no one publishes (share of villages
classified urban, electricity by province, name groups) is in `anggapan.toml` and is called an assumption.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sepakat.core.errors import unknown_name
from sepakat.core.text import Text

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class RegencyTargets:
    """One regency: P0 in percent, schooling in years, access in percent of households, persons (None: not published).

    P0, schooling and access are of 2021: only their pattern between regencies is used, the level is the province's.
    """

    code: str
    p0: float
    schooling: float
    sanitation: float | None
    water: float | None
    population: int


@dataclass(frozen=True)
class ProvinceTargets:
    """One province. Shares in 0..1, rupiah per person and month, persons; `assumed` names columns with no figure."""

    code: str
    name: str
    p0: float
    gini: float
    line_urban: float
    line_rural: float
    expenditure: float
    food_share: float
    sanitation: float
    water: float
    participation: float
    unemployment: float
    hdi: float
    population: int
    regencies: dict[str, RegencyTargets]
    assumptions: dict[str, Any]
    assumed: tuple[str, ...] = ()

    def line(self, urban: bool) -> float:
        return self.line_urban if urban else self.line_rural


def _rows(name: str) -> list[dict[str, str]]:
    with open(_HERE / name, encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def assumptions() -> dict[str, Any]:
    """`anggapan.toml`: general assumptions, and one table per province under `provinsi`."""
    return tomllib.loads((_HERE / "anggapan.toml").read_text(encoding="utf-8"))


@cache
def _regencies() -> dict[str, RegencyTargets]:
    out = {}
    for row in _rows("targets_kabupaten.csv"):
        out[row["kode"]] = RegencyTargets(
            row["kode"],
            float(row["p0"]),
            float(row["lama_sekolah"]),
            _number(row["sanitasi"]),
            _number(row["air_minum"]),
            int(row["penduduk"]),
        )
    return out


@cache
def _provinces() -> dict[str, dict[str, str]]:
    return {row["kode"]: row for row in _rows("targets_provinsi.csv")}


def codes() -> list[str]:
    """Codes of the 38 provinces, in order."""
    return sorted(code for code in _provinces() if code != "00")


@cache
def province(code: str) -> ProvinceTargets:
    """Targets of one province; UserError (`sample-province-unknown`) for a code that is none."""
    if code not in codes():
        raise unknown_name(Text("Provinsi", "Province"), code, codes(), "sample-province-unknown")
    row = _provinces()[code]
    nation = _provinces()["00"]
    assumed = []
    gini = _number(row["gini"])
    if gini is None:  # three provinces of Papua have no public Gini for March 2025
        gini, assumed = float(nation["gini"]), ["gini"]
    urban = float(row["garis_kota"])
    rural = _number(row["garis_desa"])
    if rural is None:  # Jakarta has no rural area
        rural, assumed = urban, [*assumed, "garis_desa"]
    return ProvinceTargets(
        code=code,
        name=row["nama"],
        p0=float(row["p0"]) / 100,
        gini=gini,
        line_urban=urban,
        line_rural=rural,
        expenditure=float(row["pengeluaran"]),
        food_share=float(row["porsi_makanan"]) / 100,
        sanitation=float(row["sanitasi"]) / 100,
        water=float(row["air_minum"]) / 100,
        participation=float(row["tpak"]) / 100,
        unemployment=float(row["tpt"]) / 100,
        hdi=float(row["ipm"]),
        population=int(row["penduduk"]),
        regencies={k: v for k, v in _regencies().items() if k[:2] == code},
        assumptions=assumptions()["umum"] | assumptions()["provinsi"][code],
        assumed=tuple(assumed),
    )
