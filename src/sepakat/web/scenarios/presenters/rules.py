"""The page of the best rule, and that of who enters and who leaves."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat import charts
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.targeting.scenarios import Best, explained
from sepakat.targeting.scenarios.reallocating import MOVES
from sepakat.targeting.scenarios.saying import money, moved
from sepakat.web.scenarios.presenters.results import Grid
from sepakat.web.scenarios.presenters.words import SHELF, cell

MOST_ROWS = 12
_MOST_BARS = 25


@dataclass(frozen=True)
class RuleView:
    """picked: the picked rule's settings for a scenario of its own (decile, groups, their decile), or None."""

    sentence: str
    grid: Grid
    picture: str
    picked: tuple[str, tuple[str, ...], str] | None
    notes: tuple[str, ...]


def rule_view(found: Best, table: Table) -> RuleView:
    """The page of `scenarios.curve(found)`. Of a long curve those near the pick are shown; the file has them all."""
    rows = table.rows()
    at = next((i for i, r in enumerate(rows) if r["picked"]), 0)
    start = max(0, min(at - MOST_ROWS // 2, len(rows) - MOST_ROWS))
    shown = rows[start : start + MOST_ROWS]
    unit = UNIT_WORDS[found.base.unit]
    heads = [Text(f"Terlayani ({unit.id})", f"Served ({unit.en})"), Text("Biaya", "Cost"),
             Text("Galat eksklusi (persen)", "Exclusion error (percent)"),
             Text("Galat inklusi (persen)", "Inclusion error (percent)")]  # fmt: skip
    gap = bool(found.scenario.cash)
    heads += [Text("Celah tertutup sebulan", "Gap closed a month")] if gap else []
    made = tuple(
        (
            ("★ " if r["picked"] else "") + r["rule"],
            (
                number(r["served"]),
                money(r["cost"]),
                number(r["exclusion"], 1),
                number(r["inclusion"], 1),
                *((money(r["gap_closed"]),) if gap else ()),
            ),
        )
        for r in shown
    )
    goal = "gap_closed" if found.goal == "celah" else "exclusion"
    scale = 1e6 if found.goal == "celah" else 1.0
    height = (
        Text("celah tertutup sebulan, juta rupiah", "gap closed a month, million rupiah")
        if found.goal == "celah"
        else Text("galat eksklusi, persen", "exclusion error, percent")
    )
    dots = [(r["cost"] / 1e6, r[goal] / scale, bool(r["picked"])) for r in rows]
    ceiling = (found.scenario.ceiling or 0.0) / 1e6
    picture = charts.draw(
        "tradeoff",
        dots,
        title=Text("Biaya dan hasil tiap aturan", "Cost and outcome of each rule"),
        cost=Text("biaya, juta rupiah", "cost, million rupiah"),
        height=height,
        ceiling=ceiling,
        release=table.release + SHELF,
    )
    caption = Text(
        "Aturan yang tidak dikalahkan aturan lain, dari yang termurah; ★ yang terpilih",
        "Rules that no other beats, the cheapest first; ★ the picked one",
    )
    best = found.picked
    picked = (str(best.decile), best.groups, str(best.group_decile or "")) if best is not None else None
    return RuleView(
        str(explained(found)),
        Grid(str(caption), tuple(str(h) for h in heads), made, len(rows) - len(shown)),
        picture if len(dots) > 1 else "",
        picked,
        tuple(str(n) for n in table.notes[1:]),
    )


@dataclass(frozen=True)
class MovesView:
    sentence: str
    regions: Grid
    deciles: Grid
    causes: Grid
    picture: str
    notes: tuple[str, ...]


def moves_view(table: Table) -> MovesView:
    """The page of `scenarios.reallocation`."""
    rows = table.rows()
    by = {(r["part"], r["code"], r["move"]): r for r in rows}
    unit = UNIT_WORDS[table.meta["scenario"].unit]
    has_money = ("semua", "", "uang_pindah") in by

    def grid(part: str, caption: Text, with_money: bool) -> Grid:
        codes = list(dict.fromkeys((r["code"], r["label"]) for r in rows if r["part"] == part))
        heads = [f"{words} ({unit})" for words in MOVES.values()]
        moves = list(MOVES)
        if with_money:
            moves += ["uang_sebelum", "uang_sesudah", "uang_pindah"]
            heads += [
                str(Text("Uang sebelum", "Money before")),
                str(Text("Uang sesudah", "Money after")),
                str(Text("Berpindah", "Moved")),
            ]
        made = tuple((label, tuple(cell(by.get((part, code, m))) for m in moves)) for code, label in codes)
        return Grid(str(caption), tuple(heads), made)

    causes = tuple((r["label"], (str(MOVES[r["move"]]), cell(r))) for r in rows if r["part"] == "sebab")
    regions = [
        (r["label"], by[("wilayah", r["code"], "keluar")]["value"], by[("wilayah", r["code"], "masuk")]["value"])
        for r in rows
        if r["part"] == "wilayah" and r["move"] == "masuk"
    ]
    picture = (
        charts.draw(
            "moves",
            regions[:_MOST_BARS],
            title=Text("Yang masuk dan keluar menurut wilayah", "Who enters and who leaves, by region"),
            unit=str(unit),
            release=table.release + SHELF,
        )
        if regions
        else ""
    )
    return MovesView(
        str(moved(rows, unit)),
        grid("wilayah", Text("Menurut wilayah", "By region"), has_money),
        grid("desil", Text("Menurut desil", "By decile"), False),
        Grid(str(Text("Menurut sebab", "By cause")), (str(Text("Perpindahan", "Move")), str(unit)), causes),
        picture,
        tuple(str(n) for n in table.notes),
    )
