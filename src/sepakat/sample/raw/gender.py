"""Published gender figures of the sample: IPG, IKG and IDG, with the parts from which each follows.

Schooling, certificates, work and the share of women come from the people; life expectancy, wages, seats, births and
the income part of IDG are assumed (`gender.toml`). Each index is worked out from its parts as they are printed, by
`sepakat.measures`, so a reader who does the sum again finds it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from sepakat.measures import idg, ikg, ipg, ipm
from sepakat.sample.people import People
from sepakat.sample.schooling import ATTENDS
from sepakat.sample.seeds import stream
from sepakat.sample.sink import Sink

SEXES = {1: "laki_laki", 2: "perempuan"}
_SMA, _DIPLOMA = 3, 4  # certificates
Figure = tuple[str, str, str, str, float, int, str]


@cache
def assumed() -> dict[str, float]:
    """`gender.toml`."""
    found: dict[str, float] = tomllib.loads((Path(__file__).parents[1] / "gender.toml").read_text(encoding="utf-8"))
    return found


def totals(people: People, years: np.ndarray) -> dict[str, int]:
    """One block's counts by sex. years: of schooling, of each person."""
    per = people.per
    found: dict[str, int] = {}
    for code, sex in SEXES.items():
        mine = per["here"] & (per["sex"] == code)
        grown, adult = mine & (per["age"] >= 25), mine & (per["age"] >= 15)
        found |= {
            f"{sex}_semua": int(mine.sum()), f"{sex}_25": int(grown.sum()), f"{sex}_rls": int(years[grown].sum()),
            f"{sex}_sma": int((grown & (per["tamat"] >= _SMA)).sum()), f"{sex}_dewasa": int(adult.sum()),
            f"{sex}_angkatan": int((adult & per["tenaga_kerja"]).sum()),
            f"{sex}_profesional": int((adult & per["bekerja"] & (per["tamat"] >= _DIPLOMA)).sum()),
        }  # fmt: skip
        for at in range(7, 25):
            same = mine & (per["age"] == at)
            found[f"{sex}_umur_{at}"] = int(same.sum())
            found[f"{sex}_sekolah_{at}"] = int((same & (per["sekolah"] == ATTENDS)).sum())
    return found


def figures(place: str, sink: Sink, life: float, spending: float, years: list[int], seed: int) -> list[Figure]:
    """(series, definition, region, period, value, decimals, status) of one region, years rising.

    life: life expectancy at birth of the last year; spending: adjusted, thousand rupiah a head.
    """
    rng = stream(seed, place, "gender")
    rule, last, out = assumed(), years[-1], []
    seats = {late: round(100 * int(rng.binomial(int(rule["kursi_dprd"]), rule["kursi_perempuan"]))
                         / rule["kursi_dprd"], 2) for late in (False, True)}  # fmt: skip
    health = {name: float(rule[name]) * float(np.exp(rng.normal(0, 0.12))) for name in ("luar_faskes", "lahir_muda")}
    held = {sex: _of_sex(sink, place, sex) for sex in SEXES.values()}
    women = held["perempuan"]["semua"] / max(1, sum(h["semua"] for h in held.values()))
    skilled = sum(h["profesional"] for h in held.values())
    for year in years:
        back = year - last
        part = {name: value * (1 + rule[f"{name}_setahun"]) ** back for name, value in health.items()}
        now: dict[str, float] = {"mtf": 100 * part["luar_faskes"], "mhpk20": 100 * part["lahir_muda"]}
        now["parlemen_perempuan"] = seats[year >= rule["pemilu"]]
        now["profesional_perempuan"] = 100 * held["perempuan"]["profesional"] / max(1, skilled) * (1.006**back)
        for sex, of in held.items():
            now[f"sma_{sex}"] = min(100.0, of["sma"] * 1.02**back)
            now[f"angkatan_kerja_{sex}"] = min(100.0, of["tpak"] * (1.012 if sex == "perempuan" else 1.001) ** back)
        now = {name: round(value * (1 + float(rng.normal(0, 0.004))) if name != "parlemen_perempuan" else value, 2)
               for name, value in now.items()}  # fmt: skip
        earned = rule["rasio_upah"] * now["angkatan_kerja_perempuan"] * women
        share = earned / (earned + now["angkatan_kerja_laki_laki"] * (1 - women))
        now["pendapatan_perempuan"] = round(100 * share, 2)
        for sex, of in held.items():
            mine, people = (share, women) if sex == "perempuan" else (1 - share, 1 - women)
            age = life + 0.22 * back + rule["selisih_uhh"] * (0.5 if sex == "perempuan" else -0.5)
            spent = spending * 1.028**back * mine / people
            now[f"ipm_{sex}"] = round(
                float(ipm(age, of["hls"] * 1.006**back, of["rls"] * 1.012**back, spent)["ipm"]), 2
            )
        out += [(name, "baku", place, str(year), value, 2, _status(year, last)) for name, value in now.items()]
        for name, value, decimals in indices(now, women):
            out.append((name, "baku", place, str(year), value, decimals, _status(year, last)))
    return out


def indices(now: dict[str, float], women: float) -> list[tuple[str, float, int]]:
    """(series, value as printed, decimals) of the three indices from a year's printed parts."""
    men = 100 - now["parlemen_perempuan"]
    unequal = ikg(
        now["mtf"] / 100, now["mhpk20"] / 100, now["parlemen_perempuan"], men, now["sma_perempuan"],
        now["sma_laki_laki"], now["angkatan_kerja_perempuan"], now["angkatan_kerja_laki_laki"],
    )["ikg"]  # fmt: skip
    parts = idg(now["parlemen_perempuan"], now["profesional_perempuan"], women)
    power = 100 * (parts["i_par"] + parts["i_dm"] + assumed()["indeks_pendapatan"]) / 3
    equal = ipg(now["ipm_perempuan"], now["ipm_laki_laki"])["ipg"]
    return [("ipg", round(equal, 2), 2), ("idg", round(power, 2), 2), ("ikg", round(unequal, 3), 3)]


def _of_sex(sink: Sink, place: str, sex: str) -> dict[str, float]:
    """Figures of one sex in the last year, unrounded."""

    def held(name: str) -> int:
        return sink.counters.get(f"terbit/{place}/{sex}_{name}", 0)

    return {
        "semua": held("semua"),
        "profesional": held("profesional"),
        "rls": held("rls") / max(1, held("25")),
        "hls": sum(held(f"sekolah_{a}") / max(1, held(f"umur_{a}")) for a in range(7, 25)),
        "sma": 100 * held("sma") / max(1, held("25")),
        "tpak": 100 * held("angkatan") / max(1, held("dewasa")),
    }


def _status(year: int, last: int) -> str:
    return "sementara" if year == last else "tetap"
