"""The figures of scenarios that may leave: one long Table, every count with cell-key noise (`core.cellkey`).

Whoever may change a quota can subtract, as with free tables; so each set of units carries the small consistent noise
of its record keys, money is worked out from noised counts, and quotas go in whole steps. Rows: scenario (1-4), name,
part, item, code, label, value, low, high, unit, sign, release. Signs: `few` where fewer than the smallest cell remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.core.cellkey import Noise
from sepakat.core.errors import UserError
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine.places import LENGTH
from sepakat.engine.tabulating import noise_rule
from sepakat.engine.tabulating.answer import place as place_name
from sepakat.targeting.scenarios import notes, weighing
from sepakat.targeting.scenarios.base import INSURERS
from sepakat.targeting.scenarios.categories import categories
from sepakat.targeting.scenarios.judging import DEFINITIONS
from sepakat.targeting.scenarios.model import MOST, PAYERS
from sepakat.targeting.scenarios.running import Result
from sepakat.targeting.scenarios.tallying import ELSEWHERE, HAS, LEFT, RULE, SELECTED, Tally, noised, states, tally

SCHEMA = pa.schema(
    [
        ("scenario", pa.int64()), ("name", pa.string()), ("part", pa.string()), ("item", pa.string()),
        ("code", pa.string()), ("label", pa.string()), ("value", pa.float64()), ("low", pa.float64()),
        ("high", pa.float64()), ("unit", pa.string()), ("sign", pa.string()), ("suppressed", pa.bool_()),
        ("release", pa.string()),
    ]
)  # fmt: skip
ITEMS = {
    "sasaran": Text("Yang dimaksud aturan", "Meant by the rule"),
    "sudah": Text("Sudah menerima", "Receiving already"),
    "ditanggung_lain": Text("Sudah ditanggung pihak lain", "Covered by another insurer"),
    "terpilih": Text("Terlayani skenario ini", "Served by this scenario"),
    "tersisa": Text("Belum terlayani", "Left unserved"),
    "di_luar_aturan": Text("Menerima di luar aturan", "Receiving outside the rule"),
    "cakupan_sekarang": Text("Cakupan sekarang", "Coverage now"),
    "cakupan": Text("Cakupan sesudahnya", "Coverage afterwards"),
    "biaya": Text("Biaya", "Cost"),
    "celah": Text("Celah kemiskinan sebulan, sebelum", "Poverty gap a month, before"),
    "celah_tertutup": Text("Celah yang tertutup sebulan", "Gap closed a month"),
    "celah_persen": Text("Bagian celah yang tertutup", "Share of the gap closed"),
}
FEW = "few"


@dataclass
class _Rows:
    """Rows of one scenario under way."""

    result: Result
    number: int
    noise: Noise
    made: list[dict[str, Any]]

    def add(self, part: str, item: str, label: Text | str, value: float | None, unit: str, **more: Any) -> None:
        row = {"scenario": self.number, "name": self.result.scenario.name, "part": part, "item": item, "code": "",
               "label": str(label), "value": value, "low": None, "high": None, "unit": unit,
               "sign": FEW if value is None else "", "suppressed": value is None,
               "release": self.result.base.release}  # fmt: skip
        self.made.append(row | more)

    def count(self, n: int) -> float | None:
        """A noised count as shown: too few (zero among them) is not."""
        return float(n) if n >= self.noise.minimum else None

    def left(self, n: int) -> float | None:
        """Those unserved: nobody where nothing limits the scenario, which its own settings tell."""
        return self.count(n) if self.result.chosen.limit else 0.0

    def shown(self, item: str, n: int) -> float | None:
        return self.left(n) if item == "tersisa" else self.count(n)

    def counts(self, found: Tally, **flags: int) -> np.ndarray:
        n, key = found.of(**flags)
        return noised(self.noise, n, key, self.result.base.secret)


def step(result_day: Any) -> int:
    """Quotas of public figures go in steps of this many units (a dated parameter)."""
    return int(catalogue.parameter("skenario_langkah_kuota", result_day).value)


def figures(results: Sequence[Result], level: str | None = None) -> Table:
    """The Table of up to four scenarios of one release, side by side. level: of the regional rows (default: one below
    the region's own). UserError scenario-many, scenario-level."""
    if not 1 <= len(results) <= MOST:
        raise UserError(
            Text(f"Bandingkan satu sampai {MOST} skenario.", f"Compare one to {MOST} scenarios."),
            hint=Text("Lepas sebagian skenario.", "Drop some of them."),
            code="scenario-many",
        )
    first = results[0].base
    rows: list[dict[str, Any]] = []
    for number, result in enumerate(results, 1):
        _one(_Rows(result, number, noise_rule(result.base.day), rows), parts_level(result.base.region, level))
    told = {n: None for r in results for n in (*r.base.notes, *notes.of(r))}
    return Table(
        data=pa.Table.from_pylist(rows, SCHEMA),
        title=_title(results),
        columns=_COLUMNS,
        release=first.release,
        protected=True,
        sample=first.sample,
        notes=(*notes.general(noise_rule(first.day)), *told),
        meta={"region": first.region, "scenarios": [r.scenario for r in results]},
    )


def _one(rows: _Rows, level: str) -> None:
    result, base = rows.result, rows.result.base
    state = states(base, result.chosen.rule, result.selected, result.left)
    codes, place = base.parts(LENGTH[level])
    by_place = tally(state, place, len(codes), base.keys)
    _summary(rows, by_place.total())
    _judged(rows)
    weights = _payers(rows)
    _regions(rows, codes, by_place, level, weights)
    decile = base.deciles[result.scenario.scale]
    highest = max(result.scenario.decile_max, result.scenario.category_decile or 0)
    by_decile = tally(state, decile, 11, base.keys)
    for item, flags in _GROUPS:
        for d, n in enumerate(rows.counts(by_decile, **flags)):
            if result.scenario.decile_min <= d <= highest:  # no other is meant, as the rule says
                rows.add(
                    "desil", item, f"{Text('Desil', 'Decile')} {d}", rows.shown(item, int(n)), base.unit, code=str(d)
                )
    every = len(categories())
    by_bits = tally(state, base.bits, 1 << every, base.keys)
    for one in (categories()[name] for name in base.known):
        mine = by_bits.rows((np.arange(1 << every) >> one.bit & 1).astype(bool))
        for item, flags in _GROUPS:
            n = int(rows.counts(mine, **flags)[0])
            rows.add("kelompok", item, one.label, rows.shown(item, n), base.unit, code=one.id)
    if result.scenario.insurance:
        inside = (decile >= result.scenario.decile_min) & (decile <= result.scenario.decile_max)
        _insurers(rows, tally(inside * np.int8(RULE), base.insurer + np.int8(1), 7, base.keys))


_GROUPS: tuple[tuple[str, dict[str, int]], ...] = (
    ("sasaran", {"all_": RULE}),
    ("terpilih", {"all_": SELECTED}),
    ("tersisa", {"all_": LEFT}),
)


def _summary(rows: _Rows, whole: Tally) -> None:
    result, unit = rows.result, rows.result.base.unit
    sets = {
        "sasaran": {"all_": RULE},
        "sudah": {"all_": RULE | HAS},
        "ditanggung_lain": {"all_": RULE | ELSEWHERE, "none": HAS},
        "terpilih": {"all_": SELECTED},
        "tersisa": {"all_": LEFT},
        "di_luar_aturan": {"all_": HAS, "none": RULE},
    }
    n = {item: int(rows.counts(whole, **flags)[0]) for item, flags in sets.items()}
    for item, value in n.items():
        if item != "ditanggung_lain" or result.scenario.insurance:
            rows.add("ringkasan", item, ITEMS[item], rows.shown(item, value), unit)
    due = n["sasaran"] - (n["ditanggung_lain"] if result.scenario.insurance else 0)
    kept = 0 if result.scenario.anew else n["sudah"]
    come = n["terpilih"] * result.scenario.take_up / 100
    for item, reached in (("cakupan_sekarang", n["sudah"]), ("cakupan", kept + come)):
        share = min(100.0 * reached / due, 100.0) if due >= rows.noise.base else None
        rows.add("ringkasan", item, ITEMS[item], share, "persen")
    gap = weighing.gap(result, whole, rows.noise)
    if gap is not None:
        before, closed = gap
        rows.add("ringkasan", "celah", ITEMS["celah"], before, "rupiah")
        rows.add("ringkasan", "celah_tertutup", ITEMS["celah_tertutup"], closed, "rupiah")
        rows.add(
            "ringkasan", "celah_persen", ITEMS["celah_persen"], 100 * closed / before if before else None, "persen"
        )


def _judged(rows: _Rows) -> None:
    result = rows.result
    for part, reach in (("galat_sekarang", result.base.has.astype(np.float64)), ("galat", result.reach)):
        found = weighing.errors(result, reach, rows.noise)
        for item, label in DEFINITIONS.items():
            figure = found.get(item)
            if figure is None or figure.value is None:
                rows.add(part, item, label, None, "persen")
            else:
                low, high = 100 * (figure.low or 0.0), 100 * (figure.high or 0.0)
                rows.add(part, item, label, 100 * figure.value, "persen", low=low, high=high)


def _payers(rows: _Rows) -> dict[str, float]:
    """Cost in all and by payer, where it is filled in; gives each regency's noised payments (number of units or members
    paid for)."""
    result, base = rows.result, rows.result.base
    codes, place = base.parts(LENGTH["kabupaten"])
    paid = dict(zip(codes, weighing.payments(result, place, len(codes), rows.noise), strict=True))
    if not result.scenario.cost:  # not known is not nought
        return paid
    total = float(weighing.payments(result, np.zeros(len(base), np.int64), 1, rows.noise)[0])
    cost = total * result.per_payment if total >= rows.noise.minimum else None
    rows.add("ringkasan", "biaya", ITEMS["biaya"], cost, "rupiah")
    shown = {code: n for code, n in paid.items() if n >= rows.noise.minimum}
    shares = weighing.shares(result.scenario, shown)
    for payer in result.scenario.payers:
        value = None if cost is None else cost * shares[payer] / 100
        rows.add("pembayar", "biaya", PAYERS[payer], value, "rupiah", code=payer)
    return paid


def _regions(rows: _Rows, codes: Sequence[str], found: Tally, level: str, paid: dict[str, float]) -> None:
    result, base = rows.result, rows.result.base
    items = (*_GROUPS, ("sudah", {"all_": RULE | HAS}))
    shown = {item: rows.counts(found, **flags) for item, flags in items}
    _, place = base.parts(LENGTH[level])
    payments = weighing.payments(result, place, len(codes), rows.noise)
    for i, code in enumerate(codes):
        name = place_name(code)
        for item, counts in shown.items():
            rows.add("wilayah", item, name, rows.shown(item, int(counts[i])), base.unit, code=code)
        if not result.scenario.cost:
            continue
        cost = payments[i] * result.per_payment if payments[i] >= rows.noise.minimum else None
        rows.add("wilayah", "biaya", name, cost, "rupiah", code=code)
        inside = (
            {k: n for k, n in paid.items() if n >= rows.noise.minimum and k.startswith(code)} if len(code) < 5 else {}
        )
        shares = weighing.shares(result.scenario, inside or {code: 1.0})
        for payer in result.scenario.payers:
            value = None if cost is None else cost * shares[payer] / 100
            rows.add("wilayah", f"biaya_{payer}", name, value, "rupiah", code=code)


def _insurers(rows: _Rows, found: Tally) -> None:
    """Who insures whom in the deciles of the rule, whatever else it asks (segments of the membership list)."""
    for code, label in INSURERS.items():
        n = int(rows.counts(found, all_=RULE)[code + 1])
        rows.add("segmen", "sasaran", label, rows.count(n), rows.result.base.unit, code=str(code))


def parts_level(region: str, level: str | None = None) -> str:
    """The level of the parts of a region: `level`, or the one below its own (a village is its own part).

    UserError scenario-level for a level above the region's own.
    """
    levels = list(LENGTH)
    own = levels.index(regions.level_of(region))
    if level is None:
        return levels[min(own + 1, len(levels) - 1)]
    if levels.index(level) < own:
        raise UserError(
            Text(f"Tingkat {level} lebih luas daripada {region}.", f"Level {level} is wider than {region}."),
            hint=Text("Pilih tingkat wilayah itu sendiri atau di bawahnya.", "Choose its own level or one below."),
            code="scenario-level",
        )
    return level


def _title(results: Iterable[Result]) -> Text:
    made = list(results)
    name, about = place_name(made[0].base.region), made[0].scenario.about.label
    if len(made) == 1:
        return Text(f"{made[0].scenario.name}: {about.id}, {name}", f"{made[0].scenario.name}: {about.en}, {name}")
    return Text(f"{len(made)} skenario {about.id}, {name}", f"{len(made)} scenarios of {about.en}, {name}")


_COLUMNS = (
    Column("scenario", Text("Skenario", "Scenario")),
    Column("name", Text("Nama", "Name"), kind="text"),
    Column("part", Text("Bagian", "Part"), kind="text"),
    Column("item", Text("Ukuran", "Measure"), kind="text"),
    Column("code", Text("Kode", "Code"), kind="code"),
    Column("label", Text("Keterangan", "Meaning"), kind="text"),
    Column("value", Text("Nilai", "Value"), decimals=1),
    Column("low", Text("Batas bawah", "Low"), decimals=1),
    Column("high", Text("Batas atas", "High"), decimals=1),
    Column("unit", Text("Satuan", "Unit"), kind="text"),
    Column("sign", Text("Tanda", "Sign"), kind="text"),
    Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
    Column("release", Text("Rilis", "Release"), kind="code"),
)
