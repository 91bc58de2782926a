"""Hazard by village (InaRISK) and disaster events by regency (DIBI).

The index depends on the place alone: a level that a regency shares, and the village's own. Events of 2023 befall
villages with a chance that grows with the index; Podes has them as the village tells them, DIBI the part that was
reported, and other years of DIBI by regency.
"""

from __future__ import annotations

import zlib

import numpy as np

from sepakat.sample import columns
from sepakat.sample.people import People
from sepakat.sample.raw.geography import center
from sepakat.sample.seeds import stream
from sepakat.sample.sink import Sink

HAZARD_FILE, EVENT_FILE = "inarisk_bahaya.csv", "dibi_kejadian.csv"
KINDS = ("banjir", "longsor", "gempa", "kekeringan", "gunung_api", "tsunami", "karhutla")
NAMES = {
    "banjir": "Banjir", "longsor": "Tanah longsor", "gempa": "Gempa bumi", "kekeringan": "Kekeringan",
    "gunung_api": "Letusan gunung api", "tsunami": "Tsunami", "karhutla": "Kebakaran hutan dan lahan",
}  # fmt: skip
# Kind → code of DIBI, events a year and village at an index of 1. Only kinds with a public code.
EVENTS = {"banjir": (101, 0.5), "longsor": (102, 0.4), "gempa": (108, 0.12), "karhutla": (107, 0.2)}
YEARS = range(2019, 2025)
TOLD = 2023  # the year that Podes 2024 asks about
_CLASS = ("rendah", "sedang", "tinggi")


def _share(text: str) -> float:
    return zlib.crc32(text.encode()) / 2**32


def index(kind: str, village: str) -> float:
    """The hazard index of a village, 0..1, three decimals; 0 for a tsunami inland."""
    if kind == "tsunami" and not coastal(village):
        return 0.0
    level = 0.15 + 0.6 * _share(f"{kind}{village[:5]}")
    return round(min(1.0, max(0.0, level + 0.5 * (_share(f"{kind}{village}") - 0.5))), 3)


def coastal(village: str) -> bool:
    """Whether a village lies at the sea."""
    return _share(f"laut{village}") < 0.3


def happened(people: People, village: str) -> dict[str, int]:
    """Events of the year that Podes asks about, by kind."""
    rng = stream(people.plan.seed, village, "kejadian")
    return {kind: int(rng.poisson(rate * index(kind, village) ** 2)) for kind, (_, rate) in EVENTS.items()}


def write(people: People, sink: Sink) -> None:
    """Append one block: an index per village and kind, and its events."""
    villages = [v.code for v in people.block.villages]
    lines = [(v, kind, index(kind, v)) for v in villages for kind in KINDS]
    lines = [line for line in lines if line[2] > 0]
    level = [_CLASS[int(value > 0.333) + int(value > 0.666)] for *_, value in lines]
    table = {
        "kode_wilayah": [v for v, *_ in lines],
        "jenis_bahaya": [NAMES[kind] for _, kind, _ in lines],
        "indeks_bahaya": [f"{value:.3f}".replace(".", ",") for *_, value in lines],
        "kelas_bahaya": level,
        "tahun": np.full(len(lines), 2023),
        "sumber": ["InaRISK (data contoh)"] * len(lines),
    }
    sink.csv(HAZARD_FILE, _table(table))
    _events(people, sink, villages)


def _events(people: People, sink: Sink, villages: list[str]) -> None:
    rng = people.rng("dibi")
    bps = people.block.villages[0].bps[:4]
    families = np.bincount(people.fam["village"], minlength=len(villages))
    rows: list[list[object]] = []
    for year in YEARS:
        for at, village in enumerate(villages):
            for kind, (code, rate) in EVENTS.items():
                if year == TOLD:
                    count = int(rng.binomial(happened(people, village)[kind], 0.6))  # the rest was never reported
                else:
                    count = int(rng.poisson(0.6 * rate * index(kind, village) ** 2))
                for _ in range(count):
                    rows.append(_event(rng, year, bps, code, village, int(families[at]), index(kind, village)))
    if not rows:
        return
    first = sink.take("dibi", len(rows))
    names = (
        "id_kab", "id_jenis_bencana", "tahun", "bulan", "tanggal", "meninggal", "hilang", "terluka", "menderita",
        "mengungsi", "rumah_rusak_berat", "rumah_rusak_sedang", "rumah_rusak_ringan", "terendam", "pendidikan_rusak",
        "kesehatan_rusak", "peribadatan_rusak", "jembatan_rusak", "kerugian_juta", "jumlah_kejadian", "latitude",
        "longitude",
    )  # fmt: skip
    table: dict[str, object] = {"id": first + np.arange(len(rows))}
    for i, name in enumerate(names):
        cells = [row[i] for row in rows]
        table[name] = cells if isinstance(cells[0], str) else np.array(cells)
    sink.csv(EVENT_FILE, _table(table))


def _event(
    rng: np.random.Generator, year: int, bps: str, code: int, village: str, families: int, strength: float
) -> list[object]:
    """One event in a village: month, day, victims and houses in proportion to the families there."""
    hit = rng.random() * strength * 0.3
    struck = int(hit * families)
    worst = int(rng.binomial(struck, 0.06))
    month = int(rng.choice([1, 2, 3, 11, 12])) if code in (101, 102) else int(rng.integers(1, 13))
    lat, lon = center(village)
    return [
        bps, code, year, month, int(rng.integers(1, 29)), int(rng.binomial(worst, 0.15)),
        int(rng.binomial(worst, 0.03)),
        int(rng.binomial(struck, 0.05)), struck * 3, int(struck * 0.4) * 3, worst, int(struck * 0.1), int(struck * 0.2),
        struck if code == 101 else 0, int(rng.random() < 0.08), int(rng.random() < 0.03), int(rng.random() < 0.05),
        int(rng.random() < 0.1), round(struck * 1.5 + worst * 40, 1), 1, lat, lon,
    ]  # fmt: skip


def _table(values: dict[str, object]) -> object:
    return columns.table({k: np.array(v, object) if isinstance(v, list) else v for k, v in values.items()})
