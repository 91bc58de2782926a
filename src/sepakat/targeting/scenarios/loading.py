"""Reading the arrays of a programme and a region from a release (`load`): two queries, whatever is asked later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.catalogue import Programme, rules
from sepakat.core import cellkey, duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.lake import Release
from sepakat.lake import cells as lake_cells
from sepakat.targeting import eligibility, holding
from sepakat.targeting.scenarios import categories
from sepakat.targeting.scenarios.base import BANDS, UNKNOWN, Base, Bools, Calibration, Floats
from sepakat.targeting.scenarios.knowing import knowing
from sepakat.welfare import model_of

SCALES = ("nasional", "provinsi", "kabupaten")
MICRO = 1e6


def load(release: Release, programme: str, region: str = "00", *, secret: bytes | None = None) -> Base:
    """The arrays of one programme in one region. secret: of the noise; by default the lake's.

    UserError: unknown-programme, region codes, frame-missing, welfare-no-model, scenario-empty (nobody there),
    parameter-missing (no rule on the release's day), cell-key-missing, region-large.
    """
    found = catalogue.programme(programme)
    on = frames.day(release)
    code = regions.parse(region)
    holding.check(release, "frame_person" if found.unit == "orang" else "frame_family", code, holding.SCENARIO)
    wide = replace(found.rule(on), decile_min=1, decile_max=10)
    # without its list every eligible unit has a place, also those who receive already
    frame = eligibility.programme_frame(release, replace(found, listed=None), code, rule=wide)
    if not frame.num_rows:
        raise UserError(
            Text(f"Rilis ini tidak memuat keluarga di {code}.", f"This release holds no family in {code}."),
            hint=Text("Pilih wilayah yang ada dalam rilis.", "Choose a region that the release holds."),
            code="scenario-empty",
        )
    key = secret if secret is not None else lake_cells.of_release(release.path)
    more, known = _more(release, found, code, on, key)
    if not frame["unit_id"].equals(more["unit_id"]):
        raise RuntimeError("the two readings of one release differ")
    made = _base(release, found, code, on, key, frame, more, known)
    _ = made.truly, made.band, made.elsewhere, made.key_parts, made.shortfall  # so that the first scenario is as quick
    return made


def _base(
    release: Release,
    programme: Programme,
    region: str,
    on: dt.date,
    secret: bytes,
    frame: pa.Table,
    more: pa.Table,
    known: tuple[str, ...],
) -> Base:
    villages = frame["village_code"].combine_chunks().dictionary_encode()
    codes = tuple(villages.dictionary.to_pylist())
    place = frame["place"].combine_chunks()
    waiting = np.flatnonzero(place.is_valid().to_numpy(zero_copy_only=False)).astype(np.int32)
    order = np.empty(len(waiting), np.int32)
    order[place.drop_null().to_numpy() - 1] = waiting
    deciles = {s: _filled(frame[f"desil_{s}"], 0).astype(np.int8) for s in SCALES}
    kind = _filled(more["kind"], 0).astype(np.int8)
    facts = model_of(release).facts["kalibrasi"]
    line, said = _lines(codes, villages.indices.to_numpy(), kind, on)
    told = {int(k): float(v[0]) for k, v in facts["simpangan"].items()}
    chance = frame["peluang_d14"].to_numpy().astype(np.float64)
    has = _filled(more["has"], False).astype(bool)
    seen, swing = knowing(release, chance, has, more["has"].is_valid().to_numpy())
    spread = np.array([told.get(k, max(told.values())) for k in range(3)])
    return Base(
        release=release.id,
        day=on,
        sample=release.sample,
        programme=programme.id,
        region=region,
        unit=programme.unit,
        villages=codes,
        unit_id=frame["unit_id"].to_numpy(),
        village=villages.indices.to_numpy().astype(np.int32),
        family=np.unique(frame["family_id"].to_numpy(), return_inverse=True)[1].astype(np.int32),
        members=np.maximum(_filled(frame["members"], 1), 1).astype(np.int32),
        deciles=deciles,
        due=_filled(frame["eligible"], False).astype(bool),
        order=order,
        has=has,
        listed=more["has"].null_count < more.num_rows,
        chance=chance,
        seen=seen,
        swing=swing,
        score=more["skor"].cast(pa.float64()).to_numpy() / MICRO,
        line=line,
        sigma=spread[kind],
        bits=more["bits"].to_numpy().astype(np.int32),
        known=known,
        insurer=_filled(more["insurer"], UNKNOWN).astype(np.int8),
        insured_by_programme=programme.listed_codes if programme.listed == "segmen_jkn" else (),
        keys=more["key"].to_numpy().astype(np.uint64),
        secret=secret,
        calibration=_calibration(facts["tabel"]),
        notes=(*said, *_rule_notes(programme, on)),
        condition=condition(release, programme, region, on),
    )


def _more(
    release: Release, programme: Programme, region: str, on: dt.date, secret: bytes
) -> tuple[pa.Table, tuple[str, ...]]:
    """What scenarios need beside the programme's frame: unit_id, has, kind, skor, bits, insurer, key; groups told."""
    sources = eligibility.sources_of(release, region)
    assert sources is not None  # the programme's frame had rows
    known = categories.available(sources.person_columns)
    listed = [categories.categories()[name] for name in known]
    bit = [f"(CASE WHEN {c.sql(on)} THEN {1 << c.bit} ELSE 0 END)" for c in listed]
    where = f" WHERE {sources.where}" if sources.where else ""
    persons = programme.unit == "orang"
    insured = programme.listed == "segmen_jkn" and "segmen_jkn" in sources.person_columns
    names = sources.person_columns if persons else sources.family_columns
    has = "NULL::BOOLEAN"
    if programme.listed and programme.listed in names:
        accepted = ", ".join(str(int(code)) for code in programme.listed_codes)
        has = f"CASE WHEN u.{duck.identifier(programme.listed)} IS NOT NULL THEN " \
              f"u.{duck.identifier(programme.listed)} IN ({accepted}) END"  # fmt: skip
    unit = "person_id" if persons else "family_id"
    frame = sources.person if persons else sources.family
    score = "f.skor" if persons else "u.skor"
    joined = f" LEFT JOIN (SELECT family_id, skor FROM {sources.family}{where}) f USING (family_id)" if persons else ""
    bits, extra = (" | ".join(bit) or "0", "") if persons else ("coalesce(m.bits, 0)", "")
    if not persons and bit:
        each = ", ".join(f"max({b}) AS b{i}" for i, b in enumerate(bit))
        total = " + ".join(f"b{i}" for i in range(len(bit)))
        grouped = f"SELECT family_id, {each} FROM {sources.person}{where} GROUP BY family_id"
        extra = f" LEFT JOIN (SELECT family_id, {total} AS bits FROM ({grouped})) m USING (family_id)"
    elif not persons:
        bits = "0"
    insurer = "0"
    if persons and insured:
        most = int(catalogue.parameter("jkn_ppu_peserta_maks", on).value)
        extra += f" LEFT JOIN ({_employed(sources.person, where, most)}) e ON e.person_id = u.person_id"
        insurer = "CASE WHEN u.segmen_jkn IN (1, 2, 3, 4) THEN u.segmen_jkn WHEN e.person_id IS NOT NULL THEN 5 " \
                  "ELSE u.segmen_jkn END"  # fmt: skip
    sql = (
        f"SELECT u.{unit} AS unit_id, {has} AS has, u.tipe_daerah AS kind, {score} AS skor, ({bits})::INTEGER AS bits, "
        f"({insurer})::TINYINT AS insurer, "
        f"{cellkey.record_sql(f'u.{unit}')} AS key "
        f"FROM (SELECT * FROM {frame}{where}) u{joined}{extra} ORDER BY u.village_code, u.{unit}"
    )
    con = duck.connect(allowed=[release.path])
    try:
        return con.sql(sql, params={"secret": cellkey.record_salt(secret, programme.unit)}).to_arrow_table(), known
    finally:
        con.close()


def _employed(persons: str, where: str, most: int) -> str:
    """Persons of an employee's nearest family (head, spouse, children), as many as one employee's contribution covers:
    the employee first, then spouse and children in the order of the family card."""
    near = f"SELECT person_id, family_id, segmen_jkn, hubungan, no_urut FROM {persons}{where or ' WHERE TRUE'}"
    return (
        f"SELECT person_id FROM (SELECT *, row_number() OVER (PARTITION BY family_id ORDER BY "
        f"(segmen_jkn = 3) DESC NULLS LAST, hubungan, no_urut, person_id) AS turn, "
        f"max(CASE WHEN segmen_jkn = 3 AND hubungan IN (1, 2) THEN 1 ELSE 0 END) OVER (PARTITION BY family_id) "
        f"AS worker "
        f"FROM ({near} AND hubungan IN (1, 2, 3))) WHERE worker = 1 AND turn <= {most}"
    )


def _filled(column: pa.ChunkedArray, value: Any) -> np.ndarray:
    return np.asarray(column.fill_null(value).to_numpy())


def _lines(
    villages: tuple[str, ...], village: np.ndarray, kind: np.ndarray, on: dt.date
) -> tuple[Floats, tuple[Text, ...]]:
    """The poverty line of each unit (Rp per person a month), and what is to be said where there is none."""
    provinces = sorted({v[:2] for v in villages})
    table = np.full((len(provinces), 3), np.nan)
    for i, province in enumerate(provinces):
        for k in range(3):
            try:
                table[i, k] = float(catalogue.poverty_line(province, k or None, on).value)
            except UserError:
                continue
    place = np.array([provinces.index(v[:2]) for v in villages])
    found = table[place[village], np.clip(kind, 0, 2)]
    if not np.isnan(found).any():
        return found, ()
    return found, (
        Text(
            "Garis kemiskinan belum ada untuk sebagian wilayah; celah kemiskinan di sana tidak dihitung.",
            "Some places have no poverty line; their poverty gap is not counted.",
        ),
    )


def _rule_notes(programme: Programme, on: dt.date) -> tuple[Text, ...]:
    rule = programme.rule(on)
    said = []
    if rule.status != "terverifikasi":
        said.append(
            Text(
                f"Aturan {programme.label.id}: {rule.status} ({rule.source}).",
                f"Rule of {programme.label.en}: {rule.status} ({rule.source}).",
            )
        )
    if rule.perlu_diverifikasi:
        words = "; ".join(rule.perlu_diverifikasi)
        said.append(
            Text(f"Tidak dapat dihitung dari registri: {words}.", f"Cannot be told from the registry: {words}.")
        )
    return tuple(said)


def _calibration(rows: list[dict[str, float]]) -> Calibration:
    middle = (np.arange(BANDS) + 0.5) / BANDS
    said, true, n = middle.copy(), middle.copy(), np.zeros(BANDS)
    for row in rows:
        at = min(round(row["dari"] * BANDS), BANDS - 1)
        said[at], true[at], n[at] = row["disebut"], row["nyata"], row["n"]
    return Calibration(said, true, n)


def condition(release: Release, programme: Programme, region: str, on: dt.date) -> Callable[[str], Bools]:
    """Answers an expression over the unit's own columns: true for each unit that meets it. Asked once each."""

    @lru_cache(maxsize=16)
    def answer(text: str) -> Bools:
        found = rules.expression(
            text, programme.unit, programme.rule(on).anggota, field="syarat", where="aturan.syarat"
        )
        if found.kind != "boolean":
            raise UserError(
                Text("Isian `syarat` harus berupa ya/tidak.", "The field `syarat` must be true or false."),
                hint=Text("Misalnya: jumlah_lansia > 0", "For example: jumlah_lansia > 0"),
                where="aturan.syarat",
                code="scenario-field",
            )
        rule = replace(programme.rule(on), decile_min=1, decile_max=10, syarat_ekspresi=found, alasan=(), urutan=())
        frame = eligibility.programme_frame(release, replace(programme, listed=None), region, rule=rule)
        return _filled(frame["eligible"], False).astype(bool)

    return answer
