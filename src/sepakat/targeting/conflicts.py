"""What the registries say of one family, side by side: who is in which, and which fields differ.

Entries are found by the members' keyed NIK hashes (exact; who is who without a NIK is the matching room's work) and
only inside the grant's regions. Names and addresses come from the vault, under the same grant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sepakat import catalogue
from sepakat.core.text import Text, long_date
from sepakat.lake import Release, VaultReader
from sepakat.targeting import scanning

LABELS = {
    "dtks": Text("DTKS", "DTKS"),
    "dtsen": Text("DTSEN", "DTSEN"),
    "p3ke": Text("P3KE", "P3KE"),
    "regsosek": Text("Regsosek", "Regsosek"),
    "opensid": Text("OpenSID", "OpenSID"),
}
_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True)
class Difference:
    """One field that differs for one member. ours, theirs: as shown."""

    person_id: int
    field: Text
    ours: str
    theirs: str


@dataclass(frozen=True)
class Entry:
    """What one registry says of the family. here: members found in it; absent: members who are not; extra: entries of
    the same registry family that are no members of ours; differences: fields that differ."""

    registry: str
    label: Text
    here: tuple[int, ...]
    absent: tuple[int, ...]
    extra: int
    decile: int | None
    percentile: int | None
    unit: str
    differences: tuple[Difference, ...]


def registries(release: Release) -> list[str]:
    """Short names of the registries that this release has beside its base."""
    return sorted(t.removeprefix("registry_") for t in release.tables() if t.startswith("registry_"))


def compare(
    release: Release, regions: Sequence[str], reader: VaultReader | None, members: Sequence[Mapping[str, Any]]
) -> list[Entry]:
    """Each registry's entry of a family. members: rows with person_id, village_code, jenis_kelamin, tanggal_lahir,
    nik_hash, kk_hash, nama. reader: for names; None leaves names uncompared."""
    return [_entry(release, name, regions, reader, members) for name in registries(release)]


def _entry(
    release: Release,
    name: str,
    regions: Sequence[str],
    reader: VaultReader | None,
    members: Sequence[Mapping[str, Any]],
) -> Entry:
    hashes = pa.array([m["nik_hash"] for m in members if m["nik_hash"] is not None], pa.binary())
    by_hash = {m["nik_hash"]: m for m in members if m["nik_hash"] is not None}
    part = str(members[0]["village_code"])[:5]
    # the family's own regency first: nearly all entries are there; elsewhere only where the grant reaches
    found: list[dict[str, Any]] = []
    extra = 0
    for path in scanning.files(release, f"key_registry_{name}", regions):
        keys = scanning.read(path, None, regions)
        hit = keys.filter(pc.is_in(keys["nik_hash"], value_set=hashes))
        if not hit.num_rows:
            continue
        whole = pc.is_in(keys["family_entry_id"], value_set=hit["family_entry_id"].combine_chunks())
        extra += int(pc.sum(whole).as_py() or 0) - hit.num_rows
        facts = release.file(f"registry_{name}", path.stem)
        known = scanning.read(facts, None, regions) if facts is not None else None
        told: dict[int, dict[str, Any]] = {}
        if known is not None:
            told = {
                r["entry_id"]: r
                for r in known.filter(
                    pc.is_in(known["entry_id"], value_set=hit["entry_id"].combine_chunks())
                ).to_pylist()
            }
        found += [key | told.get(key["entry_id"], {}) for key in hit.to_pylist()]
    found.sort(key=lambda e: (not str(e["village_code"]).startswith(part), e["entry_id"]))
    entries: dict[int, dict[str, Any]] = {}
    for entry in found:
        entries.setdefault(by_hash[entry["nik_hash"]]["person_id"], entry)
    names = _names(reader, name, entries.values()) if reader is not None else {}
    differences = [
        difference
        for person, entry in entries.items()
        for difference in _differences(
            next(m for m in members if m["person_id"] == person), entry, names.get(entry["entry_id"])
        )
    ]
    first = next(iter(entries.values()), {})
    return Entry(
        name,
        LABELS.get(name, Text(name, name)),
        tuple(m["person_id"] for m in members if m["person_id"] in entries),
        tuple(m["person_id"] for m in members if m["person_id"] not in entries),
        extra,
        first.get("desil"),
        first.get("persentil"),
        str(first.get("unit") or ""),
        tuple(differences),
    )


def _names(reader: VaultReader, name: str, entries: Any) -> dict[int, str | None]:
    """Names of entries, village by village, from the vault."""
    found: dict[int, str | None] = {}
    villages: dict[str, list[int]] = {}
    for entry in entries:
        villages.setdefault(entry["village_code"], []).append(entry["entry_id"])
    for village, ids in sorted(villages.items()):
        data = reader.read(f"registry_{name}", village=village, columns=("entry_id", "nama"), only=("entry_id", ids))
        if data.num_rows:
            found |= dict(zip(data["entry_id"].to_pylist(), data["nama"].to_pylist(), strict=True))
    return found


def _differences(member: Mapping[str, Any], entry: Mapping[str, Any], name: str | None) -> list[Difference]:
    person = int(member["person_id"])
    found = []
    if name and member.get("nama") and _folded(name) != _folded(member["nama"]):
        found.append(Difference(person, Text("Nama", "Name"), member["nama"], name))
    sex = catalogue.codelist("sex")
    for column, label, show in (
        ("jenis_kelamin", Text("Jenis kelamin", "Sex"), lambda v: str(sex.label(v))),
        ("tanggal_lahir", Text("Tanggal lahir", "Birth date"), long_date),
        ("village_code", Text("Desa/kelurahan", "Village"), str),
    ):
        ours, theirs = member.get(column), entry.get(column)
        if ours is not None and theirs is not None and ours != theirs:
            found.append(Difference(person, label, show(ours), show(theirs)))
    ours, theirs = member.get("kk_hash"), entry.get("kk_hash")
    if ours is not None and theirs is not None and ours != theirs:
        same = Text("nomor lain", "another number")
        found.append(Difference(person, Text("Nomor Kartu Keluarga", "Family card"), "…", str(same)))
    return found


def _folded(name: str) -> str:
    return _NOT_LETTERS.sub("", name.casefold())
