"""Why a unit is wrongly out or wrongly in, as far as lists can tell; what they cannot tell is a cause of its own.

Each unit takes the first cause that fits, in the order of `EXCLUSION` and `INCLUSION`. Each cause belongs to one of the
fields of methods.md 2.3: the registry (who is in it, with which decile), implementation (the programme's own list),
churn (what changed since); the model's own error is not read from lists but drawn (`fields`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat.core import duck
from sepakat.core.text import Text
from sepakat.targeting.errors.facts import any_registry, read
from sepakat.targeting.errors.linked import Linked
from sepakat.targeting.errors.units import Units

REGISTRY, IMPLEMENTATION, CHURN, UNKNOWN = "registri", "pelaksanaan", "perubahan", "tidak_diketahui"


@dataclass(frozen=True)
class Cause:
    """One cause: its words, the field it belongs to, and what to do about it."""

    id: str
    label: Text
    field: str
    advice: Text


EXCLUSION: tuple[Cause, ...] = (
    Cause(
        "tidak_aktif",
        Text("Ada di daftar, tetapi tidak aktif", "On the list, but not active"),
        IMPLEMENTATION,
        Text("Tanyakan mengapa kepesertaannya berhenti.", "Ask why the membership stopped."),
    ),
    Cause(
        "keluarga_lain",
        Text(
            "Anggota yang terdaftar kini di keluarga lain",
            "The listed member belongs to another family than the one due",
        ),
        CHURN,
        Text("Mutakhirkan susunan keluarga pada daftar penerima.", "Bring the families on the list up to date."),
    ),
    Cause(
        "di_luar_registri",
        Text("Tidak ada di registri mana pun", "In no registry"),
        REGISTRY,
        Text("Usulkan ke DTSEN melalui musyawarah desa.", "Propose them for DTSEN through the village meeting."),
    ),
    Cause(
        "desil_registri",
        Text("Ada di registri, tetapi desilnya di luar batas aturan", "In a registry, its decile outside the rule"),
        REGISTRY,
        Text("Ajukan pemutakhiran desil.", "Ask for the decile to be updated."),
    ),
    Cause(
        "tidak_terdaftar",
        Text("Ada di registri dalam batas aturan, tetapi tidak di daftar", "In a registry and inside, but not listed"),
        IMPLEMENTATION,
        Text("Masukkan ke daftar tunggu program.", "Put them on the programme's waiting list."),
    ),
    Cause(
        "registri_tanpa_desil",
        Text(
            "Ada di registri yang tidak menyebut desilnya; tidak di daftar",
            "In a registry that names no decile; not listed",
        ),
        UNKNOWN,
        Text("Periksa satu per satu bersama desa.", "Check one by one with the village."),
    ),
    Cause(
        "tidak_diketahui",
        Text("Sebab tidak diketahui", "Cause unknown"),
        UNKNOWN,
        Text("Tambahkan registri lain ke rilis agar sebabnya terbaca.", "Add other registries to the release."),
    ),
)
INCLUSION: tuple[Cause, ...] = (
    Cause(
        "meninggal_pindah",
        Text("Penerima yang tercatat meninggal atau pindah", "The listed person died or moved"),
        CHURN,
        Text("Verifikasi dan tutup kepesertaannya.", "Verify and close the membership."),
    ),
    Cause(
        "keluarga_lain",
        Text(
            "Anggota terdaftar sudah lepas dari keluarga yang berhak",
            "The listed member has left the family that is due",
        ),
        CHURN,
        Text("Alihkan kepada keluarga yang berhak.", "Move it to the family that is due."),
    ),
    Cause(
        "ganda",
        Text("Tercatat dua kali", "Listed twice"),
        IMPLEMENTATION,
        Text("Hapus baris ganda dari daftar.", "Remove the double entry."),
    ),
    Cause(
        "syarat",
        Text("Desil dalam batas, syarat lain tidak terpenuhi", "Decile inside, another condition not met"),
        IMPLEMENTATION,
        Text("Periksa syarat program.", "Check the programme's conditions."),
    ),
    Cause(
        "desil_registri",
        Text("Registri menyebut desil dalam batas, simulasi tidak", "The registry's decile is inside, ours is not"),
        REGISTRY,
        Text("Bandingkan desil resmi dan simulasi.", "Compare the official and the simulated decile."),
    ),
    Cause(
        "desil_tinggi",
        Text("Di daftar, padahal desilnya terlalu tinggi", "On the list with a decile too high"),
        IMPLEMENTATION,
        Text("Tinjau kembali kepesertaannya.", "Review the membership."),
    ),
    Cause(
        "tidak_diketahui",
        Text("Sebab tidak diketahui", "Cause unknown"),
        UNKNOWN,
        Text("Tambahkan desil resmi ke rilis agar sebabnya terbaca.", "Add official deciles to the release."),
    ),
)
FIELDS: dict[str, Text] = {
    "model": Text("Galat model peringkat (PMT)", "Error of the ranking model (PMT)"),
    REGISTRY: Text("Galat registri", "Registry error"),
    IMPLEMENTATION: Text("Galat pelaksanaan", "Implementation error"),
    CHURN: Text("Perubahan sejak pendataan", "Churn: changes since the census"),
    "padanan": Text("Galat pencocokan", "Matching error"),
    UNKNOWN: Text("Tidak diketahui", "Unknown"),
}


@dataclass(frozen=True)
class Causes:
    """Index of each unit's cause in `EXCLUSION` (wrongly out) or `INCLUSION` (wrongly in); -1 for the others."""

    out: NDArray[np.int64]
    inn: NDArray[np.int64]


def causes(units: Units, linked: Linked | None = None) -> Causes:
    """The cause of every unit that is wrongly out or in. linked: the run that says who is in which registry."""
    release, wrongly = units.release, {"out": units.eligible & ~units.has, "in": ~units.eligible & units.has}
    rows = np.flatnonzero(wrongly["out"] | wrongly["in"])  # all others need no cause
    con = duck.connect(allowed=[release.path, *([linked.clusters.parent] if linked else [])])
    try:
        villages = pa.DictionaryArray.from_arrays(pa.array(units.village[rows]), pa.array(units.villages, pa.string()))
        con.register(
            "unit",
            pa.table(
                {
                    "i": np.arange(len(rows)),
                    "unit_id": units.id[rows],
                    "family_id": units.family_id[rows],
                    "village_code": villages.cast(pa.string()),
                    "eligible": units.eligible[rows],
                    "has": units.has[rows],
                }
            ),
        )
        found = read(con, units, linked)
    finally:
        con.close()
    facts = {name: np.zeros(len(units), np.int64) for name in found}
    for name, values in found.items():
        facts[name][rows] = values
    low, high = units.rule.decile_min, units.rule.decile_max
    decile = facts["decile"]
    inside = (decile >= low) & (decile <= high)
    known = decile > 0
    out = _first(
        EXCLUSION,
        wrongly["out"],
        {
            "tidak_aktif": facts["entries"] > 0,
            "keluarga_lain": facts["split"] > 0,
            "di_luar_registri": (facts["registries"] == 0) & any_registry(release),
            "desil_registri": known & ~inside,
            "tidak_terdaftar": known & inside & any_registry(release),
            "registri_tanpa_desil": facts["registries"] > 0,
        },
    )
    inn = _first(
        INCLUSION,
        wrongly["in"],
        {
            "meninggal_pindah": (facts["entries"] > 0) & (facts["gone"] == facts["entries"]),
            "keluarga_lain": facts["split"] > 0,
            "ganda": facts["twice"] > 1,
            "syarat": (units.decile >= low) & (units.decile <= high),
            "desil_registri": known & inside,
            "desil_tinggi": known & ~inside,
        },
    )
    return Causes(out, inn)


def _first(
    order: tuple[Cause, ...], wrongly: NDArray[np.bool_], holds: dict[str, NDArray[np.bool_]]
) -> NDArray[np.int64]:
    found = np.where(wrongly, len(order) - 1, -1).astype(np.int64)
    for place in reversed(range(len(order) - 1)):
        found[wrongly & holds[order[place].id]] = place
    return found
