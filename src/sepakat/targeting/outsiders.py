"""Lists of people whom only other registries know: in DTKS or P3KE, and not among the release's own persons.

They have no facts of the base, so they are chosen by pattern and region alone, and told by what their registry says:
name, number, address, sex, date of birth. Who is who comes from the last matching run (`matching.overlap`); an entry
that nobody has linked is here too, so the list is one of people to look for, not of people known to be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Lake, Release
from sepakat.lake.vault import VaultReader
from sepakat.targeting import patterns

if TYPE_CHECKING:
    from sepakat.targeting.selection import Selection

KEYS = ("entry_id", "village_code")
HIDDEN = ("nama", "nik", "no_kk", "alamat")  # in every registry's vault table
SHOWN = ("jenis_kelamin", "tanggal_lahir")  # facts of every registry's entries


def chosen_so(chosen: Selection) -> bool:
    """Whether a selection is of people outside the release's own persons."""
    return bool(chosen.overlap) and patterns.read(chosen.overlap).beyond


def check(chosen: Selection) -> None:
    """UserError list-outsiders where a choice needs facts that other registries do not have."""
    plain = chosen.decile is None and chosen.receipt == "semua" and not chosen.conditions and not chosen.programme
    if chosen.unit != "orang" or not plain or set(chosen.columns) - {*HIDDEN, *SHOWN}:
        raise UserError(
            Text(
                "Orang di luar daftar dasar hanya dikenal dari registrinya sendiri.",
                "People outside the base registry are known by their own registry only.",
            ),
            hint=Text(
                "Pilih satuan orang, tanpa desil, program dan syarat; kolom nama, NIK, No KK, alamat, jenis kelamin, "
                "tanggal lahir.",
                "Choose persons, no decile, programme or condition; columns name, NIK, family card, address, sex, "
                "date of birth.",
            ),
            code="list-outsiders",
        )


def tables(chosen: Selection) -> tuple[str, ...]:
    """The vault tables that their names are read from."""
    return tuple(f"registry_{name}" for name in patterns.read(chosen.overlap).inside)


def entries(release: Release, chosen: Selection) -> pa.Table:
    """source, entry_id, village_code: one row a person, of the first registry of the pattern that has them, in order of
    villages and ids."""
    from sepakat.matching import overlap
    from sepakat.matching.overlap.lists import REGISTRY

    pattern = patterns.read(chosen.overlap)
    registries = {one.id for one in overlap.listings(release).values() if one.kind == REGISTRY}
    if set(pattern.inside) - registries:
        raise patterns.amiss(
            Text(
                "Di luar daftar dasar hanya registri lain yang punya nama.",
                "Outside the base only other registries have names.",
            )
        )
    known = overlap.memberships(Lake.open(release.path.parent.parent), release, pattern.sources, "orang", least=1)
    mask = pc.is_null(known["person_id"])
    for name in pattern.inside:
        mask = pc.and_(mask, known[name])
    for name in pattern.outside:
        mask = pc.and_(mask, pc.invert(known[name]))
    if chosen.region != "00":
        village = known["village_code"]
        here = pc.or_(pc.equal(village, chosen.region), pc.starts_with(village, pattern=f"{chosen.region}."))
        mask = pc.and_(mask, here)
    found = known.filter(mask)
    parts = pc.split_pattern(found["id"], ":")
    return pa.table(
        {
            "source": pc.list_element(parts, 0),
            "entry_id": pc.list_element(parts, 1).cast(pa.int64()),
            "village_code": found["village_code"],
        }
    ).sort_by([("village_code", "ascending"), ("source", "ascending"), ("entry_id", "ascending")])


def read(release: Release, reader: VaultReader, chosen: Selection, found: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of `entries` with the chosen columns, in that order; names under the reader's grant."""
    values: dict[tuple[str, int], dict[str, Any]] = {}
    hidden = [name for name in chosen.columns if name in HIDDEN]
    for source in pc.unique(found["source"]).to_pylist():
        ids = found.filter(pc.equal(found["source"], source))["entry_id"]
        con = duck.connect()
        try:
            con.register("ids", pa.table({"entry_id": ids}))
            facts = duck.arrow(
                con,
                f"SELECT entry_id, {', '.join(SHOWN)} FROM {duck.parquet(release.files(f'registry_{source}'))} "
                "SEMI JOIN ids USING (entry_id)",
            ).to_pylist()
        finally:
            con.close()
        values |= {(source, row["entry_id"]): row for row in facts}
        if hidden:
            names = reader.read(f"registry_{source}", columns=("entry_id", *hidden), only=("entry_id", ids.to_pylist()))
            for row in names.to_pylist():
                values[source, row["entry_id"]] |= row
    for row in found.to_pylist():
        yield row | values[row["source"], row["entry_id"]]
