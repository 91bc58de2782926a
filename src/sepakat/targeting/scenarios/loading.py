"""Reading the arrays of a programme and a region from a release (`load`), whatever is asked later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from sepakat import catalogue, regions
from sepakat.catalogue import Programme, rules
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.lake import Release
from sepakat.lake import cells as lake_cells
from sepakat.targeting import holding
from sepakat.targeting.scenarios import arrays
from sepakat.targeting.scenarios.arrays import Arrays
from sepakat.targeting.scenarios.base import BANDS, Base, Bools, Calibration, Floats
from sepakat.targeting.scenarios.knowing import knowing
from sepakat.welfare import model_of


def load(release: Release, programme: str, region: str = "00", *, secret: bytes | None = None) -> Base:
    """The arrays of one programme in one region. secret: of the noise; by default the lake's.

    UserError: unknown-programme, region codes, frame-missing, welfare-no-model, scenario-empty (nobody there),
    parameter-missing (no rule on the release's day), cell-key-missing, region-large.
    """
    found = catalogue.programme(programme)
    on = frames.day(release)
    code = regions.parse(region)
    holding.check(release, "frame_person" if found.unit == "orang" else "frame_family", code, holding.SCENARIO)
    key = secret if secret is not None else lake_cells.of_release(release.path)
    held = arrays.read(release, found, code, on, key)
    if held is None:
        raise UserError(
            Text(f"Rilis ini tidak memuat keluarga di {code}.", f"This release holds no family in {code}."),
            hint=Text("Pilih wilayah yang ada dalam rilis.", "Choose a region that the release holds."),
            code="scenario-empty",
        )
    made = _base(release, found, code, on, key, held)
    _ = made.truly, made.band, made.elsewhere, made.shortfall  # so that the first scenario is as quick
    return made


def _base(release: Release, programme: Programme, region: str, on: dt.date, secret: bytes, held: Arrays) -> Base:
    facts = model_of(release).facts["kalibrasi"]
    line, said = _lines(held.villages, held.village, held.kind, on)
    told = {int(k): float(v[0]) for k, v in facts["simpangan"].items()}
    seen, swing = knowing(release, held.chance, held.has, held.covered)
    spread = np.array([told.get(k, max(told.values())) for k in range(3)])
    return Base(
        release=release.id,
        day=on,
        sample=release.sample,
        programme=programme.id,
        region=region,
        unit=programme.unit,
        villages=held.villages,
        unit_id=held.unit_id,
        village=held.village,
        family=held.family,
        members=held.members,
        deciles=held.deciles,
        due=held.due,
        order=held.order,
        has=held.has,
        listed=bool(held.covered.any()),
        chance=held.chance,
        seen=seen,
        swing=swing,
        score=held.score,
        line=line,
        sigma=spread[held.kind],
        bits=held.bits,
        known=held.known,
        insurer=held.insurer,
        insured_by_programme=programme.listed_codes if programme.listed == "segmen_jkn" else (),
        keys=held.keys,
        secret=secret,
        calibration=_calibration(facts["tabel"]),
        notes=(*said, *_rule_notes(programme, on)),
        condition=condition(release, programme, region, on),
    )


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
        return arrays.eligible(release, programme, region, rule, on)

    return answer
