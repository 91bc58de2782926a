"""Published figures of the sample's regions: the sample's own truth, rounded as publications round, and years before.

Figures of the last year follow from the people (poverty, Gini, schooling, work, water, sanitation); earlier years are
drawn back from them; gender figures are `gender`'s. Life expectancy and prices are assumed, and the IPM is worked out
from its components by both series of life expectancy, so that its two definitions overlap as they do in print. Three
files: a tidy table, a table as BPS prints it, and a region's own sector figures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat import regions
from sepakat.core.files import write_atomic
from sepakat.measures import fgt, gini, ipm
from sepakat.sample.people import People
from sepakat.sample.raw import gender
from sepakat.sample.schooling import ATTENDS, NEVER, YEARS_OF_LEVEL
from sepakat.sample.seeds import stream
from sepakat.sample.sink import Sink

TIDY, WIDE, OWN = "angka_terbitan.csv", "bps_persentase_penduduk_miskin.csv", "data_daerah.csv"
LAST = 2025
YEARS = range(2021, LAST + 1)
OLD_YEARS = range(2019, 2023)  # of the IPM by the older series of life expectancy
_OLDER = 2.6  # years of life that the newer series adds
_SOURCE = "BPS (data contoh)"
# Adjusted expenditure is real and of 2012: this share of nominal spending, roughly.
_DEFLATED = 0.72


def add(people: People, sink: Sink) -> None:
    """Add one block's schooling and work to the counters of its regency."""
    per = people.per
    here, age = per["here"], per["age"]
    grown = here & (age >= 25)
    finished = YEARS_OF_LEVEL[per["tamat"]] + np.where((per["kelas"] >= 1) & (per["kelas"] < 8), per["kelas"] - 1, 0)
    years = np.where(per["sekolah"] == NEVER, 0, finished)
    adult = here & (age >= 15)
    force = adult & per["tenaga_kerja"]
    totals = {
        "rls_n": int(grown.sum()), "rls": int(years[grown].sum()), "dewasa": int(adult.sum()),
        "angkatan": int(force.sum()), "nganggur": int((force & ~per["bekerja"]).sum()),
    }  # fmt: skip
    for at in range(7, 25):
        same = here & (age == at)
        totals[f"umur_{at}"] = int(same.sum())
        totals[f"sekolah_{at}"] = int((same & (per["sekolah"] == ATTENDS)).sum())
    totals |= gender.totals(people, years)
    for place in (people.block.regency, people.plan.province):
        for name, value in totals.items():
            key = f"terbit/{place}/{name}"
            sink.counters[key] = sink.counters.get(key, 0) + value


def write(out: Path, sink: Sink, families: pa.Table, seed: int) -> None:
    """Write the three files. families: the truth's families of all blocks."""
    codes = families["village_code"]
    kept = families.select(["pengeluaran_kapita", "members", "garis_kemiskinan", "sanitasi_layak", "air_layak"])
    rows: list[tuple[str, str, str, str, float, int, str]] = []
    trends: dict[str, dict[int, float]] = {}
    for length in (2, 5):
        heads = pc.utf8_slice_codeunits(codes, 0, length)
        for place in sorted(pc.unique(heads).to_pylist()):
            inside = kept.filter(pc.equal(heads, place))
            facts = _facts(inside, sink, place)
            made, life = _series(place, facts, seed, trends)
            rows += made
            rows += gender.figures(place, sink, life, facts["pengeluaran_disesuaikan"], list(YEARS), seed)
    _tidy(out, sink, rows)
    _wide(out, sink, trends)
    _own(out, sink, seed)


def _facts(inside: pa.Table, sink: Sink, place: str) -> dict[str, float]:
    """Figures of the last year for one region, unrounded."""
    spending, line = (inside[n].to_numpy() for n in ("pengeluaran_kapita", "garis_kemiskinan"))
    people = inside["members"].to_numpy().astype(float)
    share, ones = spending / line, np.ones(len(spending))

    def held(name: str) -> int:
        return sink.counters.get(f"terbit/{place}/{name}", 0)

    def attend(low: int, high: int) -> float:
        return 100 * sum(held(f"sekolah_{a}") for a in range(low, high + 1)) / max(
            1, sum(held(f"umur_{a}") for a in range(low, high + 1))
        )  # fmt: skip

    p0 = fgt(share, people, line=1.0, alpha=0)
    return {
        "p0": 100 * p0,
        "p1": 100 * fgt(share, people, line=1.0, alpha=1),
        "p2": 100 * fgt(share, people, line=1.0, alpha=2),
        "jumlah_miskin": p0 * people.sum() / 1000,
        "garis_kemiskinan": float(np.average(line, weights=people)),
        "gini": gini(spending, people),
        "sanitasi_layak": 100
        * float(np.average(inside["sanitasi_layak"].to_numpy(zero_copy_only=False), weights=ones)),
        "air_minum_layak": 100 * float(np.average(inside["air_layak"].to_numpy(zero_copy_only=False), weights=ones)),
        "rls": held("rls") / max(1, held("rls_n")),
        "hls": sum(held(f"sekolah_{a}") / max(1, held(f"umur_{a}")) for a in range(7, 25)),
        "tpak": 100 * held("angkatan") / max(1, held("dewasa")),
        "tpt": 100 * held("nganggur") / max(1, held("angkatan")),
        "aps_7_12": attend(7, 12),
        "aps_13_15": attend(13, 15),
        "aps_16_18": attend(16, 18),
        "pengeluaran_disesuaikan": 12 * _DEFLATED * float(np.average(spending, weights=people)) / 1000,
    }


# Series → (decimals, share that a year adds, round of the year). A share below 0: it falls.
_PACE = {
    "p0": (2, -0.035, "-03"), "p1": (2, -0.05, "-03"), "p2": (2, -0.06, "-03"), "jumlah_miskin": (2, -0.025, "-03"),
    "garis_kemiskinan": (0, 0.055, "-03"), "gini": (3, -0.006, "-03"), "sanitasi_layak": (2, 0.03, ""),
    "air_minum_layak": (2, 0.022, ""), "rls": (2, 0.012, ""), "hls": (2, 0.006, ""), "tpak": (2, 0.004, "-08"),
    "tpt": (2, -0.04, "-08"), "aps_7_12": (2, 0.001, ""), "aps_13_15": (2, 0.003, ""), "aps_16_18": (2, 0.007, ""),
    "pengeluaran_disesuaikan": (0, 0.028, ""),
}  # fmt: skip
_DEFINITIONS = {"rls": "rls_25"}
_TOP = {"sanitasi_layak", "air_minum_layak", "aps_7_12", "aps_13_15", "aps_16_18", "tpak"}


def _series(
    place: str, facts: dict[str, float], seed: int, trends: dict[str, dict[int, float]]
) -> tuple[list[tuple[str, str, str, str, float, int, str]], float]:
    """(series, definition, region, period, value, decimals, status) of one region, and its last life expectancy."""
    rng = stream(seed, place, "terbitan")
    out = []
    years = sorted({*YEARS, *OLD_YEARS})
    held: dict[str, dict[int, float]] = {}
    for name, (decimals, pace, part) in _PACE.items():
        wobble = rng.normal(0, abs(pace) / 3 + 0.004, len(years))
        held[name] = {}
        for year, noise in zip(years, wobble.tolist(), strict=True):
            value = facts[name] * (1 + pace) ** (year - LAST) * (1 if year == LAST else 1 + noise)
            held[name][year] = round(min(value, 100.0) if name in _TOP else value, decimals)
            if year in YEARS:
                status = "sementara" if year == LAST else "tetap"
                named = _DEFINITIONS.get(name, "baku" if not name.startswith("aps") else "dengan_paket")
                out.append((name, named, place, f"{year}{part}", held[name][year], decimals, status))
    trends[place] = {year: held["p0"][year] for year in YEARS}
    life = 71.4 + float(rng.normal(0, 1.3))
    for definition, span, less in (("uhh_lf_sp2020", YEARS, 0.0), ("uhh_sp2010", OLD_YEARS, _OLDER)):
        for year in span:
            age = round(life - less + 0.22 * (year - LAST), 2)
            parts = (held["hls"][year], held["rls"][year], held["pengeluaran_disesuaikan"][year])
            index = round(float(ipm(age, *parts)["ipm"]), 2)
            out.append(("uhh", definition, place, str(year), age, 2, "tetap"))
            out.append(("ipm", definition, place, str(year), index, 2, "tetap"))
    return out, life


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")


def _tidy(out: Path, sink: Sink, rows: list[tuple[str, str, str, str, float, int, str]]) -> None:
    lines = ["seri;definisi;kode_wilayah;periode;nilai;status;sumber;catatan"]
    for name, definition, place, period, value, decimals, status in rows:
        if name == "p0" and len(place) == 5:
            continue  # it stands in the table of BPS, as the office would deliver it
        lines.append(f"{name};{definition};{place};{period};{_number(value, decimals)};{status};{_SOURCE};")
    write_atomic(out / TIDY, "\n".join(lines) + "\n")
    sink.rows[TIDY] = len(lines) - 1


def _wide(out: Path, sink: Sink, trends: dict[str, dict[int, float]]) -> None:
    """P0 as a downloaded table: names, years across, the last year provisional, one gap, footnotes."""
    tree = regions.load()
    lines = [
        f'"Persentase Penduduk Miskin (P0) Menurut Kabupaten/Kota, Maret (Persen), {YEARS[0]}-{LAST}"', "",
        ";".join(["Kabupaten/Kota", *(str(y) for y in YEARS[:-1]), f"{LAST}*"]),
    ]  # fmt: skip
    places = [p for p in trends if len(p) == 5]
    for at, place in enumerate(places):
        cells = [_number(trends[place][year], 2) for year in YEARS]
        if at == 1:
            cells[0] = "..."
        name = tree.name(place).removeprefix("Kabupaten ").removeprefix("Administrasi ")
        lines.append(";".join([name, *cells]))
    lines += ["Keterangan: * angka sementara; ... data tidak tersedia", f"Sumber: {_SOURCE}, Susenas Maret"]
    write_atomic(out / WIDE, "\n".join(lines) + "\n")
    sink.rows[WIDE] = len(places)


def _own(out: Path, sink: Sink, seed: int) -> None:
    """Sector figures of the first regencies, with source and formula; one office changes its formula at the end."""
    lines = ["indikator;kode_wilayah;periode;nilai;satuan;sumber;rumus;penanggung_jawab;status;catatan"]
    formula = "ibu hamil yang diperiksa enam kali / sasaran ibu hamil × 100"
    changed = "ibu hamil yang diperiksa enam kali / ibu hamil terdata × 100"
    places = sorted({k.split("/")[1] for k in sink.counters if k.startswith("spm/") and len(k.split("/")[1]) == 5})
    for at, place in enumerate(places[:3]):
        level = 100 * stream(seed, place, "sektor").uniform(0.6, 0.85)
        for step, year in enumerate(range(LAST - 3, LAST)):
            said = changed if at == 1 and year == LAST - 1 else formula
            lines.append(
                f"Pemeriksaan kehamilan K6;{place};{year};{_number(level + 1.7 * step, 1)};persen;"
                f"Profil Kesehatan Daerah {year} (data contoh);{said};Dinas Kesehatan;tetap;"
            )
    write_atomic(out / OWN, "\n".join(lines) + "\n")
    sink.rows[OWN] = len(lines) - 1
