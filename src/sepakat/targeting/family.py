"""The page of one family as data: who lives there, facts, sources and conflicts, decile with its reasons, programmes.

NIK leave this module masked; `reveal` gives a single one, with a read of the vault of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from sepakat import welfare
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.text import Text, masked
from sepakat.lake import Lake, Release
from sepakat.targeting import conflicts, due, scanning
from sepakat.targeting.lookup import place_of_family, unknown_family

TABLES = ("identity",)
_IDENTITY = ("person_id", "nik", "no_kk", "nama", "alamat", "dusun", "rw", "rt")


@dataclass(frozen=True)
class Member:
    """One person of the family. facts: their row of the person table; masked: the NIK as shown."""

    person_id: int
    name: str
    masked: str
    facts: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.facts.get(name)


@dataclass(frozen=True)
class Family:
    """One family of a release. facts: its row of the family table; rank: of the rank table; card: masked No KK."""

    family_id: int
    village_code: str
    release: str
    sample: bool
    facts: Mapping[str, Any]
    rank: Mapping[str, Any]
    members: tuple[Member, ...]
    address: str
    card: str
    explanation: welfare.Explanation | None
    entries: tuple[conflicts.Entry, ...] = ()
    standings: tuple[due.Standing, ...] = ()
    receipts: tuple[Mapping[str, Any], ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)


def grant_tables(release: Release) -> tuple[str, ...]:
    """Vault tables that the page of a family reads."""
    return (*TABLES, *(f"registry_{name}" for name in conflicts.registries(release)))


def family(lake: Lake, release: Release, grant: Grant, family_id: int) -> Family:
    """Everything the release knows of a family inside the grant's regions.

    UserError `family-unknown`, alike for a family elsewhere and for none.
    """
    grant.check("identity")
    regions = scanning.regions_of(grant)
    village = place_of_family(release, regions, family_id)
    facts = (scanning.rows(release, "family", village, "family_id", family_id) or [{}])[0]
    rank = (scanning.rows(release, "rank", village, "family_id", family_id) or [{}])[0]
    persons = {r["person_id"]: r for r in scanning.rows(release, "person", village, "family_id", family_id)}
    if not facts and not persons:
        raise unknown_family()
    keys = {r["person_id"]: r for r in scanning.rows(release, "key_person", village, "family_id", family_id)}
    reader = lake.vault.open(grant, release.id)
    known = reader.read("identity", village=village, columns=(*_IDENTITY, "family_id"), only=("family_id", [family_id]))
    identity = {r["person_id"]: r for r in known.to_pylist()}
    members = tuple(
        Member(i, identity.get(i, {}).get("nama") or "", masked(identity.get(i, {}).get("nik")), row)
        for i, row in sorted(persons.items(), key=lambda item: (item[1].get("no_urut") or 99, item[0]))
    )
    compared = [
        persons[i]
        | {"nama": identity.get(i, {}).get("nama")}
        | {h: keys.get(i, {}).get(h) for h in ("nik_hash", "kk_hash")}
        for i in persons
    ]
    head: dict[str, Any] = next(iter(identity.values()), {})
    return Family(
        family_id,
        village,
        release.id,
        release.sample,
        facts,
        rank,
        members,
        _address(head),
        masked(head.get("no_kk")),
        _explained(release, facts | rank),
        tuple(conflicts.compare(release, regions, reader, compared)) if compared else (),
        tuple(due.standings(facts, list(persons.values()), rank, day_of(release))),
        _receipts(release, regions, village, family_id),
        {m.person_id: m.name for m in members},
    )


def reveal(lake: Lake, release: Release, grant: Grant, family_id: int, person_id: int) -> str:
    """The NIK of one member, in full; one line in the vault's log. UserError `family-unknown` where there is none."""
    village = place_of_family(release, scanning.regions_of(grant), family_id)
    data = lake.vault.open(grant, release.id).read(
        "identity", village=village, columns=("person_id", "family_id", "nik"), only=("person_id", [person_id])
    )
    rows = [r for r in data.to_pylist() if r["family_id"] == family_id]
    if not rows:
        raise unknown_family()
    if not rows[0]["nik"]:
        raise UserError(
            Text("NIK anggota ini tidak tercatat.", "This member has no NIK on file."),
            hint=Text("Perbaiki lewat pemutakhiran data desa.", "Mend it through the village's updates."),
            code="nik-none",
        )
    return str(rows[0]["nik"])


def day_of(release: Release) -> dt.date:
    """The day of a release: that of its parameters, else today."""
    try:
        return dt.date.fromisoformat(str(release.manifest.get("parameters", {}).get("tanggal")))
    except ValueError:
        return dt.date.today()


def _address(row: Mapping[str, Any]) -> str:
    parts = [str(row[k]) for k in ("alamat", "dusun") if row.get(k)]
    parts += [f"{k.upper()} {row[k]}" for k in ("rt", "rw") if row.get(k)]
    return ", ".join(parts)


def _receipts(release: Release, regions: Sequence[str], village: str, family_id: int) -> tuple[Mapping[str, Any], ...]:
    """Entries of recipient lists; an entry may stand under another village of the regency than the family."""
    path = release.file("receipt", village[:5])
    if path is None:
        return ()
    data = scanning.read(path, None, regions)
    return tuple(data.filter(pc.equal(data["family_id"], family_id)).to_pylist())


@lru_cache(maxsize=2)
def _model(path: Path) -> welfare.Model | None:
    return welfare.Model.load(path) if path.exists() else None


def _explained(release: Release, row: Mapping[str, Any]) -> welfare.Explanation | None:
    model = _model(release.path / "model.json")
    return welfare.explain(model, row) if model is not None and row else None
