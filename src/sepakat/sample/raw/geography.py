"""Places: class of villages, coordinates of families, facilities.

There are no real coordinates to use, so the layout is synthetic but stable: regencies are cells of a grid over the
province's rough box, villages stand in their regency's cell by a hash of their code. It is not a map of anything.
"""

from __future__ import annotations

import zlib

import numpy as np

from sepakat.sample import columns, targets
from sepakat.sample.people import People
from sepakat.sample.places import Plan, village_names
from sepakat.sample.sink import Sink

CLASS_FILE, POINTS_FILE, FACILITY_FILE = "klasifikasi_desa.csv", "koordinat_keluarga.csv", "fasilitas.csv"
# Kind, chance per village, per district once (True), spread in degrees.
_FACILITIES = (
    ("SD", 0.96, False, 0.006),
    ("SD", 0.35, False, 0.012),
    ("SMP", 0.34, False, 0.012),
    ("SMA", 0.14, False, 0.015),
    ("puskesmas", 1.0, True, 0.01),
    ("pustu", 0.42, False, 0.008),
    ("posyandu", 1.0, False, 0.006),
    ("posyandu", 0.6, False, 0.01),
    ("pasar", 0.22, False, 0.01),
)


def _hash(text: str) -> float:
    return zlib.crc32(text.encode()) / 2**32


def center(code: str) -> tuple[float, float]:
    """Latitude and longitude of a village in the synthetic layout."""
    facts = targets.province(code[:2])
    west, south, east, north = facts.assumptions["kotak"]
    regencies = sorted(facts.regencies)
    across = max(1, round((len(regencies) * (east - west) / (north - south)) ** 0.5))
    down = -(-len(regencies) // across)
    at = regencies.index(code[:5])
    row, column = divmod(at, across)
    in_row = min(across, len(regencies) - row * across)
    x = (column + 0.12 + 0.76 * _hash(code + "x")) / in_row
    y = (row + 0.12 + 0.76 * _hash(code + "y")) / down
    return round(north - y * (north - south), 6), round(west + x * (east - west), 6)


def write_classes(plan: Plan, sink: Sink) -> None:
    """Class of every village of the province: 1 urban, 2 rural."""
    codes = list(plan.urban)
    table = columns.table(
        {
            "kode_desa": [c.replace(".", "") for c in codes],
            "nama_desa": list(village_names(plan.province).values()),
            "klasifikasi": np.array([1 if plan.urban[c] else 2 for c in codes]),
        }
    )
    sink.csv(CLASS_FILE, table)


def write(people: People, sink: Sink) -> None:
    """Append one block: coordinates of most families (decimal comma), its facilities. Fills fam: lat, lon."""
    rng = people.rng("koordinat")
    fam, n = people.fam, people.families
    centers = np.array([center(v.code) for v in people.block.villages])
    hamlet = fam["sls"]
    turn = hamlet * 2.4 + fam["village"]
    away = np.where(fam["urban"], 0.0025, 0.006) * np.sqrt(hamlet)
    spread = np.where(fam["urban"], 0.0012, 0.003)
    fam["lat"] = (centers[fam["village"], 0] + away * np.sin(turn) + spread * rng.normal(0, 1, n)).round(6)
    fam["lon"] = (centers[fam["village"], 1] + away * np.cos(turn) + spread * rng.normal(0, 1, n)).round(6)
    rows = np.nonzero(rng.random(n) < 0.96)[0]
    comma = lambda values: [f"{v:.6f}".replace(".", ",") for v in values.tolist()]  # noqa: E731
    place = people.place
    table = {name: values.take(rows) for name, values in place.items()}
    sink.csv(POINTS_FILE, columns.table(table | {"lat": comma(fam["lat"][rows]), "lon": comma(fam["lon"][rows])}))
    _facilities(people, rng, sink, centers)


def _facilities(people: People, rng: np.random.Generator, sink: Sink, centers: np.ndarray) -> None:
    found: list[tuple[str, str, str, float, float]] = []
    seen: set[str] = set()
    for at, village in enumerate(people.block.villages):
        for kind, chance, once, spread in _FACILITIES:
            draw, dy, dx = rng.random(), rng.normal(0, spread), rng.normal(0, spread)
            if once and village.code[:8] in seen:
                continue
            if draw < chance:
                found.append((kind, village.code, village.name, centers[at, 0] + dy, centers[at, 1] + dx))
        seen.add(village.code[:8])
    people.facilities = found
    if not found:
        return
    first = sink.take("fasilitas", len(found))
    table = {
        "id": [f"F{first + i:07d}" for i in range(len(found))],
        "jenis": [f[0] for f in found],
        "nama": [f"{f[0].upper() if len(f[0]) < 4 else f[0].capitalize()} {f[2]} (data contoh)" for f in found],
        "kode_desa": [f[1].replace(".", "") for f in found],
        "lat": np.array([f[3] for f in found]).round(6),
        "lon": np.array([f[4] for f in found]).round(6),
    }
    sink.csv(
        FACILITY_FILE,
        columns.table({k: np.array(v, dtype=object) if isinstance(v, list) else v for k, v in table.items()}),
    )
