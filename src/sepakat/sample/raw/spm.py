"""Reports on SPM services: who is entitled from the people of the sample, who is served from the people where they
tell it (schooling, water, sanitation), else by an assumed share (`spm.toml`).

Counts grow block by block in the sink's counters, so a run of the nation that was cut short does not lose them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from sepakat.catalogue.services import services
from sepakat.core.files import write_atomic
from sepakat.sample.people import People
from sepakat.sample.raw import hazards
from sepakat.sample.schooling import ATTENDS
from sepakat.sample.seeds import stream
from sepakat.sample.sink import Sink

FILE = "laporan_spm.csv"
YEAR, BEFORE = "2022", "2021"  # as the people are, and drawn back from them


@cache
def assumed() -> dict[str, dict[str, float]]:
    """`spm.toml`: per service its unit cost and, where people do not tell it, the share served."""
    found: dict[str, dict[str, float]] = tomllib.loads(
        (Path(__file__).parents[1] / "spm.toml").read_text(encoding="utf-8")
    )["layanan"]
    return found


def add(people: People, sink: Sink) -> None:
    """Add one block's entitled and served to the counters of its regency (and its province's own services)."""
    rng = people.rng("spm")
    for name, (entitled, served) in _counts(people).items():
        share = assumed()[name].get("bagian")
        count = int(rng.binomial(entitled, share)) if share is not None else int(served)
        place = people.plan.province if services()[name].level == "provinsi" else people.block.regency
        for word, value in (("berhak", entitled), ("dilayani", count)):
            key = f"spm/{place}/{name}/{word}"
            sink.counters[key] = sink.counters.get(key, 0) + int(value)


def _counts(people: People) -> dict[str, tuple[int, int]]:
    """Service → (entitled, served as the people tell; 0 where only a share is assumed)."""
    per, fam = people.per, people.fam
    here, age = per["here"], per["age"]
    school = per["sekolah"] == ATTENDS
    lone = fam["members"][per["fam"]] == 1
    poor = fam["poor"][per["fam"]]

    def both(who: np.ndarray, got: np.ndarray | None = None) -> tuple[int, int]:
        return int(who.sum()), 0 if got is None else int((who & got).sum())

    def aged(low: int, high: int) -> np.ndarray:
        return here & (age >= low) & (age <= high)

    born = len(people.babies["fam"])
    struck = sum(sum(hazards.happened(people, v.code).values()) for v in people.block.villages)
    package = np.isin(per["jenjang"], (1, 6, 11))
    out = {
        "pend_paud": both(aged(5, 6), school),
        "pend_dasar": both(aged(7, 15), school),
        "pend_kesetaraan": both(aged(7, 18) & (~school | package), package & school),
        "kes_ibu_hamil": both(here & (per["hamil"] == 1)),
        "kes_ibu_bersalin": (born, 0),
        "kes_bayi_baru_lahir": (born, 0),
        "kes_balita": both(aged(0, 4)),
        "kes_usia_dasar": both(aged(7, 15)),
        "kes_usia_produktif": both(aged(15, 59)),
        "kes_usia_lanjut": both(aged(60, 200)),
        "kes_hipertensi": both(aged(15, 200) & (per["sakit"] == 2)),
        "kes_diabetes": both(aged(15, 200) & (per["sakit"] == 6)),
        "kes_odgj": both(aged(15, 200) & (per["sedih"] == 1)),
        "kes_tb": both(here & (per["sakit"] == 7)),
        "kes_hiv": both(here & ((per["hamil"] == 1) | (per["sakit"] == 12))),
        "pu_air_minum": (people.families, int(fam["water"].sum())),
        "pu_air_limbah": (people.families, int(fam["sanitation"].sum())),
        "rumah_bencana": (struck // 3, 0),
        "rumah_relokasi": (0, 0),
        "tib_ketertiban": (people.families // 40, 0),
        "tib_info_bencana": both(here & (age >= 15)),
        "tib_siaga": (people.families, 0),
        "tib_evakuasi": (4 * struck, 0),
        "tib_kebakaran": (people.families // 150, 0),
        "sos_disabilitas": both(here & per["disabilitas"] & poor),
        "sos_anak": both(aged(0, 17) & poor & lone),
        "sos_lansia": both(aged(60, 200) & poor & lone),
        "sos_gepeng": (people.families // 300, 0),
        "sos_bencana": (6 * struck, 0),
        "pend_menengah": both(aged(16, 18), school),
        "pend_khusus": both(aged(4, 18) & per["disabilitas"], school),
    }
    return {name: pair for name, pair in out.items() if name in assumed()}


def write(out: Path, sink: Sink, seed: int) -> None:
    """The reports of two years of all regions, once every block has been added."""
    head = "kode_wilayah;layanan;periode;berhak;dilayani;mutu_barang;mutu_petugas;mutu_standar;biaya_satuan;sumber"
    lines = [head]
    places = sorted({key.split("/")[1] for key in sink.counters if key.startswith("spm/")})
    for place in places:
        rng, earlier = stream(seed, place, "mutu spm"), stream(seed, place, "spm setahun sebelumnya")
        for name in assumed():
            entitled = sink.counters.get(f"spm/{place}/{name}/berhak")
            if entitled is None:
                continue
            served = min(entitled, sink.counters[f"spm/{place}/{name}/dilayani"])
            parts = np.clip(rng.normal((82, 78, 85), 8), 20, 100).round(1)
            words = ";".join(f"{p:.1f}".replace(".", ",") if entitled else "" for p in parts.tolist())
            cost = int(assumed()[name]["biaya"])
            lines.append(f"{place};{name};{YEAR};{entitled};{served};{words};{cost};Laporan SPM (data contoh)")
            few = round(entitled * (1 - abs(float(earlier.normal(0.012, 0.006)))))
            got = min(few, round(few * served / max(1, entitled) * float(earlier.normal(0.95, 0.025))))
            less = np.clip(parts - np.abs(earlier.normal(2.5, 1.5, 3)), 20, 100)
            said = ";".join(f"{p:.1f}".replace(".", ",") if few else "" for p in less.tolist())
            lines.append(f"{place};{name};{BEFORE};{few};{got};{said};{round(cost * 0.96)};Laporan SPM (data contoh)")
    write_atomic(out / FILE, "\n".join(lines) + "\n")
    sink.rows[FILE] = len(lines) - 1
