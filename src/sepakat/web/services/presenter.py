"""What the SPM page says, without Django: affairs and services, regions beside each other, the unserved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sepakat import charts, regions
from sepakat.analysis import standards_tables
from sepakat.analysis.standards import EMPTY, MISSING, REPORTED, WRONG, Group, Line, Standing
from sepakat.analysis.standards_seen import Count, Cut
from sepakat.catalogue.services import Affair
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.text import Text, number
from sepakat.web.presenters import places
from sepakat.web.scenarios.presenters.words import money

MOST_PARTS = 30
NOTHING = {
    EMPTY: Text("Tidak berlaku: tahun ini tidak ada yang berhak.", "Not applicable: nobody is entitled this year."),
    MISSING: Text("Belum dilaporkan.", "Not reported."),
    WRONG: Text(
        "Laporannya keliru: terlayani melebihi yang berhak.", "Its report is wrong: more served than entitled."
    ),
}
HEADS = (
    Text("Berhak", "Entitled"), Text("Terlayani", "Served"), Text("Belum", "Not served"),
    Text("Capaian (persen)", "Achievement (percent)"), Text("Mutu (persen)", "Quality (percent)"),
    Text("Indeks", "Index"), Text("Biaya menutup", "Cost to close"),
)  # fmt: skip


@dataclass(frozen=True)
class ServiceRow:
    """cells: entitled, served, not served, achievement, quality, index, cost; remark: in place of cells."""

    name: Text
    of: Text
    cells: tuple[str, ...]
    category: str
    remark: str
    strong: bool

    @property
    def told(self) -> list[tuple[Text, str]]:
        """Each cell with its head."""
        return list(zip(HEADS, self.cells, strict=True)) if self.cells else []


@dataclass(frozen=True)
class AffairView:
    id: str
    label: Text
    index: str
    category: str
    cost: str
    judged: str
    rows: tuple[ServiceRow, ...]


@dataclass(frozen=True)
class RegionRow:
    code: str
    name: str
    cells: tuple[str, ...]
    here: bool


@dataclass(frozen=True)
class CountRow:
    head: str
    code: str
    unserved: str
    share: str
    bar: str


def affairs(found: Standing) -> list[AffairView]:
    """The affairs with their services, in order; nothing of an affair that has no service at this level."""
    return [_affair(affair, group) for affair, group in found.affairs if group.lines]


def _affair(affair: Affair, group: Group) -> AffairView:
    judged, known = standards_tables.total(group)
    return AffairView(
        affair.id, affair.label, number(group.index, 1), group.category, money(group.cost) if group.costed else "…",
        str(Text(f"{judged} dari {known} layanan dinilai", f"{judged} of {known} services judged")),
        tuple(service(one) for one in group.lines),
    )  # fmt: skip


def service(one: Line) -> ServiceRow:
    """One service as printed; `#` for a hidden count, `…` for what is not known."""
    unit = UNIT_WORDS.get(one.service.of, Text(one.service.of, one.service.of))
    if one.state in NOTHING:
        return ServiceRow(one.service.label, unit, (), "", str(NOTHING[one.state]), False)
    sign = "#" if one.counts_hidden else "…"

    def count(value: int | None) -> str:
        return sign if value is None else number(value)

    cost = sign if one.cost is None else money(one.cost)
    cells = (
        count(one.entitled), count(one.served), count(one.gap), standards_tables.shown(one),
        number(one.quality, 1) if one.state == REPORTED else sign, number(one.index, 1) if one.index is not None
        else sign if one.state != REPORTED else "…", cost,
    )  # fmt: skip
    return ServiceRow(one.service.label, unit, cells, one.category, "", False)


def picture(found: Standing, where: str, release: str) -> str:
    """Index by affair as bars, with the region's own as a line; empty without any."""
    values = [(str(affair.label), group.index) for affair, group in found.affairs if group.index is not None]
    if not values:
        return ""
    title = Text(f"Indeks SPM menurut urusan, {where}, {found.period}", f"SPM index by affair, {where}, {found.period}")
    unit = str(Text("indeks 0–100", "index 0-100"))
    return charts.draw("bars", values, title=title, unit=unit, release=release, mark=found.whole.index)


def beside(found: Mapping[str, Standing], here: str) -> tuple[list[Text], list[RegionRow]]:
    """(affairs, rows): the lowest index first."""
    if not found:
        return [], []
    labels = [affair.label for affair, _ in next(iter(found.values())).affairs]
    tree = regions.load()

    def cells(one: Standing) -> tuple[str, ...]:
        parts = tuple(number(group.index, 1) for _, group in one.affairs)
        cost = money(one.whole.cost) if one.whole.costed else "…"
        return (number(one.whole.index, 1), one.whole.category, *parts, cost)

    ordered = sorted(found.items(), key=lambda item: (item[1].whole.index is None, item[1].whole.index or 0, item[0]))
    rows = [RegionRow(code, places.short(tree.get(code)), cells(one), code == here) for code, one in ordered]
    return labels, rows


def decile_rows(cut: Cut) -> list[CountRow]:
    """By decile, in order."""
    return _rows([(str(Text(f"Desil {d}", f"Decile {d}")), "", count) for d, count in cut.counts.items()])


def part_rows(cut: Cut) -> tuple[list[CountRow], int]:
    """By part, most unserved first, hidden last; and how many are only in the file."""
    tree = regions.load()
    ordered = sorted(cut.counts.items(), key=lambda item: (item[1].hidden, -(item[1].unserved or 0), item[0]))
    rows = _rows([(places.short(tree.get(code)), code, count) for code, count in ordered[:MOST_PARTS]])
    return rows, max(0, len(ordered) - MOST_PARTS)


def _rows(found: Sequence[tuple[str, str, Count]]) -> list[CountRow]:
    top = max((count.unserved or 0 for _, _, count in found), default=0)
    made = []
    for head, code, count in found:
        bar = charts.draw("cellbar", float(count.unserved or 0), top=float(top)) if top and not count.hidden else ""
        share = "#" if count.hidden else number(count.share, 1) if count.share is not None else "–"
        made.append(CountRow(head, code, "#" if count.hidden else number(count.unserved), share, bar))
    return made


def seen_sentence(name: str, where: str, count: Count | None, deciles: Cut) -> Text:
    """How many the registry sees unserved, and how many of those shown are in deciles 1 to 4."""
    if count is None or count.hidden:
        return Text(
            f"{name}, {where}: hitungan registrinya disembunyikan; pilih wilayah yang lebih luas.",
            f"{name}, {where}: the registry's count is hidden; choose a wider region.",
        )
    id_ = f"{name}, {where}: {number(count.unserved, 0, 'id')} dari {number(count.counted, 0, 'id')} belum terlayani "
    en = f"{name}, {where}: {number(count.unserved, 0, 'en')} of {number(count.counted, 0, 'en')} are not served "
    id_, en = id_ + "menurut registri", en + "by the registry"
    known: dict[int, int] = {d: c.unserved for d, c in deciles.counts.items() if c.unserved is not None}
    if len(known) == len(deciles.counts) and any(known.values()):
        low = 100 * sum(n for d, n in known.items() if d <= 4) / sum(known.values())
        id_ += f"; {number(low, 0, 'id')}% di antaranya di desil 1–4 (simulasi)"
        en += f"; {number(low, 0, 'en')}% of them in deciles 1-4 (simulated)"
    return Text(id_ + ".", en + ".")
