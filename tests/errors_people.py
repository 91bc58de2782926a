"""Small releases for errors of targeting: families, lists and registries row by row, and noise that is silent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.cellkey import Noise
from tests.engine_release import SmallRelease, write

SECRET = bytes(range(32))
SILENT = Noise(1, 1e-9, 0, 0, 0)  # counts as they are, nothing hidden
VILLAGE = "53.01.05.2001"
LISTED, NOT = 1, 2
_TYPES = {
    "receipt": {"person_id": pa.int64(), "family_id": pa.int64(), "village_code": pa.string(), "programme": pa.string(),
                "period": pa.string(), "segment": pa.int8(), "status": pa.string(), "cocok": pa.int8()},
    "key_person": {"person_id": pa.int64(), "family_id": pa.int64(), "nik_hash": pa.binary(), "aktif": pa.bool_()},
    "key_family": {"family_id": pa.int64(), "kk_hash": pa.binary()},
    "departed": {"person_id": pa.int64(), "family_id": pa.int64(), "keberadaan": pa.int8()},
    "facility": {"village_code": pa.string(), "jenis": pa.string()},
    "key_registry_dtks": {"entry_id": pa.int64(), "family_entry_id": pa.int64(), "nik_hash": pa.binary(),
                          "kk_hash": pa.binary()},
    "registry_dtks": {"entry_id": pa.int64(), "desil": pa.int8(), "persentil": pa.int32()},
}  # fmt: skip


def family(number: int, decile: int | None, listed: int | None, **more: Any) -> dict[str, Any]:
    """One family of `sembako` (deciles 1-5 are due)."""
    return {
        "family_id": number,
        "village_code": VILLAGE,
        "members": 3,
        "desil_nasional": decile,
        "desil_provinsi": decile,
        "desil_kabupaten": decile,
        "skor": decile * 1000 if decile else None,
        "tipe_daerah": 2,
        "peluang_d14": None if not decile else 0.9 if decile <= 4 else 0.1,
        "penerima_sembako": listed,
    } | more


def nik(person: int) -> bytes:
    return hashlib.sha256(str(person).encode()).digest()


def release(
    path: Path,
    families: Sequence[Mapping[str, Any]],
    persons: Sequence[Mapping[str, Any]] = (),
    **tables: Sequence[Mapping[str, Any]],
) -> SmallRelease:
    """A release of these frames and tables. persons: by default one a family, numbered 10 times the family."""
    made = write(path, "frame_family", families)
    people = persons or [
        {"person_id": 10 * f["family_id"], "family_id": f["family_id"], "village_code": f["village_code"]}
        for f in families
    ]
    write(path, "frame_person", people)
    for name, rows in tables.items():
        table(path, name, rows)
    if "key_person" not in tables:
        keys = [{"person_id": p["person_id"], "family_id": p["family_id"], "nik_hash": nik(p["person_id"]),
                 "aktif": True} for p in people]  # fmt: skip
        table(path, "key_person", keys)
    return made


def table(path: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as a table that has no catalogue entry of its own."""
    kinds = _TYPES[name]
    data = pa.table({column: pa.array([r.get(column) for r in rows], kind) for column, kind in kinds.items()})
    (path / name).mkdir(parents=True, exist_ok=True)
    pq.write_table(data, path / name / "53.01.parquet")


def entry(family_id: int | None, person: int | None = None, period: str = "2024-03", **more: Any) -> dict[str, Any]:
    """One row of the list of sembako."""
    return {"person_id": person, "family_id": family_id, "village_code": VILLAGE, "programme": "sembako",
            "period": period, "cocok": 1 if family_id else None} | more  # fmt: skip


def registered(person: int, entry_id: int, family_entry: int, persentil: int | None = None) -> tuple[dict, dict]:
    """An entry of DTKS: its keys and its facts."""
    keys = {"entry_id": entry_id, "family_entry_id": family_entry, "nik_hash": nik(person)}
    return keys, {"entry_id": entry_id, "persentil": persentil}
