"""A comparison of scenarios on a page: one sentence, tables with a column for each scenario, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sepakat import charts
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.targeting.scenarios import PAYERS
from sepakat.targeting.scenarios.model import Scenario
from sepakat.targeting.scenarios.saying import headline
from sepakat.targeting.scenarios.showing import ITEMS
from sepakat.web.scenarios.presenters.words import SHELF, cell

_MOST_REGIONS = 60


@dataclass(frozen=True)
class Grid:
    """One table: a column a figure, a row a thing."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    more: int = 0


@dataclass(frozen=True)
class View:
    sentence: str
    rules: tuple[tuple[str, str], ...]
    summary: Grid
    errors: Grid
    payers: Grid
    regions: Grid
    deciles: Grid
    groups: Grid
    segments: Grid | None
    pictures: tuple[str, ...]
    notes: tuple[str, ...]


def view(table: Table) -> View:
    """The page of `scenarios.figures`. A scenario whose cost is not filled in has no money on it, rather than Rp0."""
    asked: Sequence[Scenario] = table.meta["scenarios"]
    rows = [r for r in table.rows() if asked[r["scenario"] - 1].cost or not r["item"].startswith("biaya")]
    names = tuple(s.name for s in asked)
    last = asked[-1]
    return View(
        str(headline(rows, asked)),
        tuple((s.name, str(s.rule_words)) for s in asked),
        _summary(rows, names),
        _errors(rows, names),
        _across(rows, names, "pembayar", Text("Biaya menurut pembayar", "Cost by payer")),
        _regions(rows, last, len(asked)),
        _parts(rows, len(asked), "desil", Text("Siapa yang terlayani dan siapa yang tersisa, menurut desil",
                                                "Who is served and who is left, by decile")),
        _parts(rows, len(asked), "kelompok", Text("Menurut kelompok (satu keluarga dapat masuk beberapa)",
                                                   "By group (one family may be in several)")),
        _across(rows, names, "segmen", Text("Siapa menanggung siapa di desil itu",
                                            "Who insures whom in those deciles"))
        if last.insurance else None,
        _pictures(rows, table, asked),
        tuple(str(n) for n in table.notes),
    )  # fmt: skip


def _pick(rows: Sequence[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
    return [r for r in rows if all(r[k] == v for k, v in wanted.items())]


def _summary(rows: Sequence[dict[str, Any]], names: tuple[str, ...]) -> Grid:
    made = []
    for item, label in ITEMS.items():
        held = _pick(rows, part="ringkasan", item=item)
        if held:
            unit = UNIT_WORDS.get(held[0]["unit"])
            said = f"{label} ({unit})" if unit else str(label)
            made.append((said, tuple(cell(_of(held, i)) for i in range(1, len(names) + 1))))
    return Grid(str(Text("Ringkasan", "Summary")), names, tuple(made))


def _errors(rows: Sequence[dict[str, Any]], names: tuple[str, ...]) -> Grid:
    now = {r["item"]: r for r in _pick(rows, part="galat_sekarang", scenario=1)}
    made = []
    for item, row in now.items():
        held = _pick(rows, part="galat", item=item)
        made.append((row["label"], (cell(row), *(cell(_of(held, i)) for i in range(1, len(names) + 1)))))
    caption = Text("Galat dalam persen, dengan pita 90 persen", "Errors in percent, with 90 % bands")
    return Grid(str(caption), (str(Text("Sekarang", "Now")), *names), tuple(made))


def _across(rows: Sequence[dict[str, Any]], names: tuple[str, ...], part: str, caption: Text) -> Grid:
    """One row a code of the part, one column a scenario."""
    held = _pick(rows, part=part)
    codes = list(dict.fromkeys((r["code"], r["label"]) for r in held))
    made = [(label, tuple(cell(_of(_pick(held, code=c), i)) for i in range(1, len(names) + 1))) for c, label in codes]
    return Grid(str(caption), names, tuple(made))


def _regions(rows: Sequence[dict[str, Any]], last: Scenario, number_: int) -> Grid:
    items = ["sasaran", "sudah", "terpilih", "tersisa"]
    if last.cost:
        items += ["biaya", *(f"biaya_{p}" for p in last.payers)]
    heads = [
        str(ITEMS[i]) if i in ITEMS else f"{Text('Biaya', 'Cost')}: {PAYERS[i.removeprefix('biaya_')]}" for i in items
    ]
    grid = _table(rows, number_, "wilayah", items, heads, Text("Menurut wilayah", "By region"))
    return Grid(grid.caption, grid.heads, grid.rows[:_MOST_REGIONS], max(len(grid.rows) - _MOST_REGIONS, 0))


def _parts(rows: Sequence[dict[str, Any]], number_: int, part: str, caption: Text) -> Grid:
    items = ["sasaran", "terpilih", "tersisa"]
    return _table(rows, number_, part, items, [str(ITEMS[i]) for i in items], caption)


def _table(
    rows: Sequence[dict[str, Any]], number_: int, part: str, items: list[str], heads: list[str], caption: Text
) -> Grid:
    """One row a code, one column an item, of one scenario."""
    held = _pick(rows, part=part, scenario=number_)
    by = {(r["code"], r["item"]): r for r in held}
    labels = {r["code"]: r["label"] for r in held}
    made = tuple((label, tuple(cell(by.get((code, item))) for item in items)) for code, label in labels.items())
    name = f"{caption}, {held[0]['name']}" if held and number_ > 1 else str(caption)
    return Grid(name, tuple(heads), made)


def _of(rows: Sequence[dict[str, Any]], scenario: int) -> dict[str, Any] | None:
    return next((r for r in rows if r["scenario"] == scenario), None)


def _pictures(rows: Sequence[dict[str, Any]], table: Table, asked: Sequence[Scenario]) -> tuple[str, ...]:
    payers = _pick(rows, part="pembayar", scenario=len(asked))
    cost = [(r["label"], None if r["value"] is None else r["value"] / 1e6) for r in payers]
    title = Text("Biaya menurut pembayar (juta rupiah)", "Cost by payer (million rupiah)")
    words = str(Text("juta rupiah", "million rupiah"))
    made = [charts.draw("bars", cost, title=title, unit=words, release=table.release + SHELF) if cost else ""]
    errors = [(str(Text("Sekarang", "Now")), _value(rows, 1, "galat_sekarang"))]
    errors += [(s.name, _value(rows, i, "galat")) for i, s in enumerate(asked, 1)]
    title = Text("Galat eksklusi (persen)", "Exclusion error (percent)")
    made.append(charts.draw("bars", errors, title=title, unit=str(UNIT_WORDS["persen"]), release=table.release + SHELF))
    return tuple(made)


def _value(rows: Sequence[dict[str, Any]], scenario: int, part: str) -> float | None:
    found = _pick(rows, scenario=scenario, part=part, item="exclusion")
    return float(found[0]["value"]) if found and found[0]["value"] is not None else None
