"""The waiting list of a programme: who is due and does not have it, in order, with reasons and what else is due.

It holds internal ids and no name, yet tells of single families: it is made under a grant, inside the grant's regions,
and each making is a line in the vault's access record. Names are joined to it only by the lists of names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sepakat import catalogue, regions
from sepakat.catalogue import Programme, Rule
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.lake import Lake, Release, access_log
from sepakat.lake.vault.reader import ACCESS_LOG
from sepakat.targeting import scanning
from sepakat.targeting.eligibility import programme_frame, reason_words

TABLE = "antrean"  # what a grant has to name
SCHEMA = pa.schema(
    [
        ("place", pa.int32()),
        ("unit_id", pa.int64()),
        ("family_id", pa.int64()),
        ("village_code", pa.string()),
        ("decile", pa.int8()),
        ("position", pa.float64()),
        ("chance", pa.float64()),
        ("reasons", pa.string()),
        ("also_due", pa.string()),
        ("release", pa.string()),
    ]
)
COLUMNS = (
    Column("place", Text("Urutan", "Place")),
    Column("unit_id", Text("Nomor internal", "Internal id"), kind="code"),
    Column("family_id", Text("Nomor keluarga", "Family id"), kind="code"),
    Column("village_code", Text("Desa/kelurahan", "Village"), kind="region"),
    Column("decile", Text("Desil (simulasi)", "Decile (simulation)")),
    Column("position", Text("Posisi dari termiskin (0-1)", "Position from the poorest (0-1)"), decimals=4),
    Column("chance", Text("Peluang desil 1-4", "Chance of deciles 1-4"), decimals=2),
    Column("reasons", Text("Alasan", "Reasons"), kind="text"),
    Column("also_due", Text("Seharusnya dapat juga, belum", "Also due, not receiving"), kind="text"),
    Column("release", Text("Rilis", "Release"), kind="code"),
)


def waiting_list(
    lake: Lake,
    release: Release,
    grant: Grant,
    programme: str | Programme,
    region: str,
    *,
    rule: Rule | None = None,
    most: int | None = None,
) -> Table:
    """Rows of `SCHEMA` in waiting order, at most `most`; the same release and rule give the same rows (`meta["hash"]`).

    also_due: ids of other programmes that the family, or for programmes of persons the person or their family, is due
    and does not have. UserError: grant-…, waiting-region (beyond the grant), and those of `programme_frame`.
    """
    grant.check(TABLE)
    code = regions.parse(region)
    if not any(held in (scanning.NATION, code) or code.startswith(held + ".") for held in scanning.regions_of(grant)):
        raise UserError(
            Text("Wilayah itu di luar izin Anda.", "That region is beyond your grant."),
            hint=Text("Minta izin untuk wilayah itu.", "Ask for a grant for that region."),
            code="waiting-region",
        )
    found = catalogue.programme(programme) if isinstance(programme, str) else programme
    held_rule = rule if rule is not None else found.rule(frames.day(release))
    frame = programme_frame(release, found, code, rule=held_rule)
    rows = frame.filter(pc.is_valid(frame["place"])).sort_by("place")
    rows = rows.slice(0, most) if most is not None else rows
    also = _also(release, found, code, pc.unique(rows["family_id"]))
    decile, reasons = rows[held_rule.scope].to_pylist(), rows["reasons"].to_pylist()
    pairs = list(zip(reasons, decile, strict=True))
    words = {pair: reason_words(found, *pair, rule=held_rule).id for pair in set(pairs)}
    units = zip(rows["unit_id"].to_pylist(), rows["family_id"].to_pylist(), strict=True)
    data = pa.table(
        {
            "place": rows["place"],
            "unit_id": rows["unit_id"],
            "family_id": rows["family_id"],
            "village_code": rows["village_code"],
            "decile": pa.array(decile, pa.int8()),
            "position": pc.round(rows["peringkat"], 6),
            "chance": pc.round(rows["peluang_d14"], 4),
            "reasons": pa.array([words[pair] for pair in pairs], pa.string()),
            "also_due": pa.array([also.of(*pair) for pair in units], pa.string()),
            "release": pa.array([release.id] * rows.num_rows, pa.string()),
        },
        schema=SCHEMA,
    )
    access_log.append(
        lake.vault.path / ACCESS_LOG,
        {
            "by": grant.by, "role": grant.role, "purpose": grant.purpose, "table": TABLE, "release": release.id,
            "regions": [code], "columns": SCHEMA.names, "rows": data.num_rows,
        },
    )  # fmt: skip
    return Table(
        data,
        Text(f"Daftar tunggu {found.label.id}", f"Waiting list of {found.label.en}"),
        COLUMNS,
        release.id,
        sample=release.sample,
        notes=(Text("Desil adalah simulasi, bukan peringkat resmi.", "Deciles are a simulation, not official."),),
        meta={"programme": found.id, "region": code, "rule": held_rule.since.isoformat(), "hash": content_hash(data)},
    )


def content_hash(data: pa.Table) -> str:
    """SHA-256 (hex) of the rows as written, whatever file they go to."""
    told = hashlib.sha256()
    for row in data.to_pylist():
        told.update("\x1f".join("" if v is None else str(v) for v in row.values()).encode() + b"\n")
    return told.hexdigest()


@dataclass(frozen=True)
class _Also:
    """Other programmes due and not had, by family and (for programmes of persons both) by person."""

    families: dict[int, list[str]]
    persons: dict[int, list[str]]

    def of(self, unit: int, family: int) -> str:
        return " ".join(sorted([*self.families.get(family, ()), *self.persons.get(unit, ())]))


def _also(release: Release, programme: Programme, region: str, families: pa.Array) -> _Also:
    """A programme of persons counts for that person; in a list of families, for any member."""
    found = _Also({}, {})
    on = frames.day(release)
    for other in catalogue.programmes().values():
        if other.id == programme.id or not other.given(region) or not any(r.since <= on for r in other.rules):
            continue
        frame = programme_frame(release, other, region)
        mine = pc.is_in(frame["family_id"], value_set=families)
        hit = frame.filter(pc.and_(mine, pc.is_valid(frame["place"])))
        persons = other.unit == programme.unit == "orang"
        held = found.persons if persons else found.families
        for key in pc.unique(hit["unit_id" if persons else "family_id"]).to_pylist():
            held.setdefault(key, []).append(other.id)
    return found
