"""Who is due a programme, who has it, who waits: one row per unit of a region, from one query.

Deciles are the release's simulation. What no registry knows is said (`reason_words`), never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue, regions
from sepakat.catalogue import Programme, Rule
from sepakat.core import duck
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import ReleaseLike
from sepakat.targeting import compiling, holding, ranks, scanning
from sepakat.targeting.compiling import HAS, HAS_NOT, IN_DECILES, NO_LIST, NO_RANK, NOT_KNOWN, NOT_MET, OUT_OF_DECILES

SCHEMA = pa.schema(
    [
        ("unit_id", pa.int64()),
        ("family_id", pa.int64()),
        ("village_code", pa.string()),
        ("members", pa.int32()),
        ("desil_nasional", pa.int8()),
        ("desil_provinsi", pa.int8()),
        ("desil_kabupaten", pa.int8()),
        ("peringkat", pa.float64()),
        ("peluang_d14", pa.float64()),
        ("eligible", pa.bool_()),
        ("has", pa.bool_()),
        ("place", pa.int32()),
        ("reasons", pa.int64()),
    ]
)


def programme_frame(
    release: ReleaseLike, programme: str | Programme, region: str = "00", *, rule: Rule | None = None
) -> pa.Table:
    """One row per unit (family, or person for programmes of persons) of a region; columns of `SCHEMA`.

    peringkat: 0-1 from the poorest, national, by persons. has: NULL where no recipient list covers the place. place:
    1..n on the region's waiting list, of those eligible who are not known to have it; NULL for others. reasons: bits
    (`reason_words`). rule: another rule than the one in force on the release's day. Rows by village, then unit.
    UserError: unknown-programme, parameter-missing (no rule that day), frame-missing, region codes, region-large.
    """
    found = catalogue.programme(programme) if isinstance(programme, str) else programme
    on = frames.day(release)
    held = rule if rule is not None else found.rule(on)
    code = regions.parse(region)
    sources = sources_of(release, code)
    if sources is None:
        return SCHEMA.empty_table()
    holding.check(release, "frame_person" if found.unit == "orang" else "frame_family", code, holding.FRAME)
    con = duck.connect(allowed=[release.path])
    try:
        data = duck.arrow(con, compiling.query(found, held, on, sources))
    finally:
        con.close()
    data = data.append_column("peringkat", ranks.positions(release, data.column("skor")))
    return data.select(SCHEMA.names).cast(SCHEMA).combine_chunks()


def sources_of(release: ReleaseLike, region: str) -> compiling.Sources | None:
    """The frames of a region as SQL; None where the release has no file of it. UserError (code frame-missing)."""
    family, person = (frames.frame(release, unit, "registri") for unit in ("keluarga", "orang"))
    family_files, person_files = _files(family.files, region), _files(person.files, region)
    if not family_files or not person_files:
        return None
    where = ""
    if region != scanning.NATION and any(p.stem != region for p in family_files):
        low, high = duck.literal(region + "."), duck.literal(region + "/")
        where = f"(village_code = {duck.literal(region)} OR (village_code >= {low} AND village_code < {high}))"
    return compiling.Sources(
        duck.parquet(family_files),
        duck.parquet(person_files),
        frozenset(pq.read_schema(family_files[0]).names),
        frozenset(pq.read_schema(person_files[0]).names),
        where,
    )


def batches(release: ReleaseLike, region: str, most: int) -> list[compiling.Sources]:
    """`sources_of` in pieces: whole files, in order, with together about `most` families each. One piece where families
    and persons are not cut alike. Empty where the release has no file of the region."""
    whole = sources_of(release, region)
    if whole is None:
        return []
    families, persons = (
        {p.stem: p for p in sorted(_files(frames.frame(release, unit, "registri").files, region))}
        for unit in ("keluarga", "orang")
    )
    if set(families) != set(persons):
        return [whole]
    pieces: list[list[str]] = [[]]
    rows = 0
    for part, path in families.items():
        rows += pq.read_metadata(path).num_rows
        if pieces[-1] and rows > most:
            pieces.append([])
            rows = pq.read_metadata(path).num_rows
        pieces[-1].append(part)
    return [
        replace(
            whole, family=duck.parquet([families[p] for p in piece]), person=duck.parquet([persons[p] for p in piece])
        )
        for piece in pieces
    ]


def _files(paths: Sequence[Path], region: str) -> list[Path]:
    """Files that may hold villages of a region; a file that is not cut by regency may."""
    if region == scanning.NATION:
        return list(paths)
    return [
        p
        for p in paths
        if p.stem == region
        or p.stem.startswith(region + ".")
        or region.startswith(p.stem + ".")
        or not p.stem[:2].isdigit()
    ]


def reason_words(
    programme: Programme, bits: int, decile: int | None, *, rule: Rule | None = None, verify: bool = True
) -> Text:
    """The reasons of one row in words: "desil 2; ibu hamil; belum terdaftar PKH; perlu diverifikasi: …".

    rule: the one that the bits were made with (default: the newest). The words of what is to be verified follow only
    for a unit that is eligible as far as the registry knows, and not without `verify`.
    """
    held = rule if rule is not None else programme.rules[-1]
    said = [_decile_words(held, bits, decile)]
    said += [r.label for i, r in enumerate(held.alasan) if bits & (1 << (compiling.OWN + i))]
    if bits & NOT_MET:
        said.append(Text("syarat lain tidak terpenuhi", "another condition is not met"))
    if bits & NOT_KNOWN:
        said.append(Text("keterangan belum lengkap", "answers are missing"))
    name = programme.short
    if bits & HAS:
        said.append(Text(f"sudah terdaftar {name.id}", f"on the list of {name.en}"))
    if bits & HAS_NOT:
        said.append(Text(f"belum terdaftar {name.id}", f"not on the list of {name.en}"))
    if bits & NO_LIST:
        said.append(Text("daftar penerima belum ada", "there is no list of recipients"))
    if verify and bits & IN_DECILES and not bits & (NOT_MET | NOT_KNOWN) and held.perlu_diverifikasi:
        words = ", ".join(held.perlu_diverifikasi)
        said.append(Text(f"perlu diverifikasi: {words}", f"to be verified: {words}"))
    return Text("; ".join(t.id for t in said), "; ".join(t.en for t in said))


def _decile_words(rule: Rule, bits: int, decile: int | None) -> Text:
    if bits & NO_RANK or decile is None:
        return Text("desil tidak diketahui", "decile unknown")
    if bits & OUT_OF_DECILES:
        low, high = rule.decile_min, rule.decile_max
        return Text(f"desil {decile}, di luar batas {low}–{high}", f"decile {decile}, outside {low}–{high}")
    return Text(f"desil {decile}", f"decile {decile}")
