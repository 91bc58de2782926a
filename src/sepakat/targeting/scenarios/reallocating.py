"""Before and after: who enters and who leaves when recipients are chosen anew, where, why, and how money moves.

Compares the recipients of the list with those whom a scenario would serve. Causes follow from the rule itself; what a
registry cannot know (a list not kept up, a family that moved) is not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat.core.cellkey import Noise
from sepakat.core.errors import UserError
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine.places import LENGTH
from sepakat.engine.tabulating import noise_rule
from sepakat.engine.tabulating.answer import place as place_name
from sepakat.targeting.scenarios import notes
from sepakat.targeting.scenarios.base import Bools
from sepakat.targeting.scenarios.running import Result
from sepakat.targeting.scenarios.showing import FEW, parts_level
from sepakat.targeting.scenarios.tallying import HAS, SELECTED, Tally, noised, tally

IN, OUT, STAY = "masuk", "keluar", "tetap"
MOVES = {
    IN: Text("Masuk", "Enter"),
    OUT: Text("Keluar", "Leave"),
    STAY: Text("Tetap", "Stay"),
}
CAUSES = {
    "belum_terdaftar": Text("Memenuhi aturan, belum ada di daftar", "Meets the rule, not on the list"),
    "desil_tinggi": Text("Desil di atas batas", "Decile above the cut"),
    "syarat": Text("Syarat program tidak terpenuhi", "The programme's conditions are not met"),
    "tanpa_peringkat": Text("Tidak dapat diperingkat", "Cannot be ranked"),
    "kelompok": Text("Bukan kelompok yang dimaksud", "Not one of the groups meant"),
    "batas_uang": Text("Kuota atau plafon tidak cukup", "The quota or the ceiling does not reach"),
    "ditanggung_lain": Text("Ditanggung pihak lain", "Covered by another insurer"),
}
FLAGS: dict[str, dict[str, int]] = {
    IN: {"all_": SELECTED, "none": HAS},
    OUT: {"all_": HAS, "none": SELECTED},
    STAY: {"all_": HAS | SELECTED},
}
_SCHEMA = pa.schema(
    [
        ("part", pa.string()), ("code", pa.string()), ("label", pa.string()), ("move", pa.string()),
        ("value", pa.float64()), ("unit", pa.string()), ("sign", pa.string()), ("suppressed", pa.bool_()),
        ("release", pa.string()),
    ]
)  # fmt: skip


def reallocation(result: Result, level: str | None = None) -> Table:
    """Rows: part (`semua`, `wilayah`, `desil`, `sebab`), code, label, move (`masuk`, `keluar`, `tetap`; `uang_sebelum`,
    `uang_sesudah`, `uang_pindah`), value, unit, sign. Every count is noised; money is count × cost × months, the
    take-up left aside, so that before and after are of one kind. UserError scenario-list: there is no recipient list.
    """
    base, scenario = result.base, result.scenario
    if not base.listed:
        raise UserError(
            Text("Rilis ini tidak memuat daftar penerima program itu.", "The release holds no list of its recipients."),
            hint=Text(
                "Unggah daftar penerimanya, lalu susun rilis baru.", "Upload the list, then build a new release."
            ),
            code="scenario-list",
        )
    noise = noise_rule(base.day)
    state = base.has * np.int8(HAS) + result.selected * np.int8(SELECTED)
    rows: list[dict[str, Any]] = []
    money = scenario.cost * scenario.months if not scenario.per_person else 0.0
    codes, place = base.parts(LENGTH[parts_level(base.region, level)])
    by_place = tally(state, place, len(codes), base.keys)
    _part(rows, result, noise, "semua", [("", place_name(base.region))], by_place.total(), money)
    _part(rows, result, noise, "wilayah", [(c, place_name(c)) for c in codes], by_place, money)
    decile = tally(state, base.deciles[scenario.scale], 11, base.keys)
    unranked = str(Text("Tanpa peringkat", "Unranked"))
    names = [(str(d), f"{Text('Desil', 'Decile')} {d}" if d else unranked) for d in range(11)]
    _part(rows, result, noise, "desil", names, decile, 0.0)
    _causes(rows, result, noise)
    return Table(
        data=pa.Table.from_pylist(rows, _SCHEMA),
        title=Text(
            f"Sebelum dan sesudah: {scenario.about.label.id}, {place_name(base.region)}",
            f"Before and after: {scenario.about.label.en}, {place_name(base.region)}",
        ),
        columns=_COLUMNS,
        release=base.release,
        protected=True,
        sample=base.sample,
        notes=(*notes.general(noise), *base.notes, *notes.of(result)),
        meta={"region": base.region, "scenario": scenario},
    )


def _part(
    rows: list[dict[str, Any]],
    result: Result,
    noise: Noise,
    part: str,
    names: Sequence[tuple[str, str]],
    found: Tally,
    money: float,
) -> None:
    base = result.base
    shown = {move: noised(noise, *found.of(**flags), base.secret) for move, flags in FLAGS.items()}
    for i, (code, label) in enumerate(names):
        n = {move: int(counts[i]) for move, counts in shown.items()}
        if not any(v >= noise.minimum for v in n.values()) and part != "semua":
            continue
        for move, value in n.items():
            rows.append(_row(base.release, part, code, label, move, value, base.unit, value >= noise.minimum))
        if money:
            before, after = (n[OUT] + n[STAY]) * money, (n[IN] + n[STAY]) * money
            told = min(n[OUT] + n[STAY], n[IN] + n[STAY]) >= noise.minimum
            for move, value_ in (("uang_sebelum", before), ("uang_sesudah", after), ("uang_pindah", after - before)):
                rows.append(_row(base.release, part, code, label, move, value_, "rupiah", told))


def _causes(rows: list[dict[str, Any]], result: Result, noise: Noise) -> None:
    base, scenario = result.base, result.scenario
    leaves, enters = base.has & ~result.selected, result.selected & ~base.has
    decile = base.deciles[scenario.scale]
    highest = max(scenario.decile_max, scenario.category_decile or 0)
    causes: dict[str, Bools] = {
        "ditanggung_lain": base.elsewhere,
        "tanpa_peringkat": decile == 0,
        "syarat": ~base.due,
        "desil_tinggi": decile > highest,
        "kelompok": ~result.chosen.rule,
        "batas_uang": result.left,
    }
    taken = np.zeros(len(base), bool)  # one cause each, the first that holds
    sets: list[tuple[str, str, Bools]] = [("belum_terdaftar", IN, enters)]
    for name, holds in causes.items():
        mine = leaves & holds & ~taken
        taken |= mine
        sets.append((name, OUT, mine))
    for name, move, units in sets:
        with np.errstate(over="ignore"):
            key = np.array([base.keys[units].sum(dtype=np.uint64)], np.uint64)
        n = int(noised(noise, np.array([int(units.sum())]), key, base.secret)[0])
        if n >= noise.minimum:
            rows.append(_row(base.release, "sebab", name, str(CAUSES[name]), move, n, base.unit, True))


def _row(
    release: str, part: str, code: str, label: str, move: str, value: float, unit: str, told: bool
) -> dict[str, Any]:
    return {"part": part, "code": code, "label": label, "move": move, "value": float(value) if told else None,
            "unit": unit, "sign": "" if told else FEW, "suppressed": not told, "release": release}  # fmt: skip


_COLUMNS = (
    Column("part", Text("Bagian", "Part"), kind="text"),
    Column("code", Text("Kode", "Code"), kind="code"),
    Column("label", Text("Keterangan", "Meaning"), kind="text"),
    Column("move", Text("Perpindahan", "Move"), kind="text"),
    Column("value", Text("Nilai", "Value")),
    Column("unit", Text("Satuan", "Unit"), kind="text"),
    Column("sign", Text("Tanda", "Sign"), kind="text"),
    Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
    Column("release", Text("Rilis", "Release"), kind="code"),
)
