"""What the comparison of two definitions says: one sentence, a picture, classes by region and by decile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat import catalogue, charts, regions
from sepakat.catalogue import Indicator
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text, language, number, percent
from sepakat.engine.comparing import BOTH, CLASS, FIRST, NEITHER, OUT, SECOND
from sepakat.web.presenters import places

SHOWN = (BOTH, FIRST, SECOND, NEITHER)
NAMES = {
    BOTH: Text("Keduanya", "Both"),
    FIRST: Text("Hanya yang pertama", "Only the first"),
    SECOND: Text("Hanya yang kedua", "Only the second"),
    NEITHER: Text("Tidak satu pun", "Neither"),
}


@dataclass(frozen=True)
class Row:
    """code: of the region, empty for a decile; cells: counts of the classes, then the share on which both differ."""

    code: str
    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """heads: of the classes; whole: counts of the region; out: those in the base of neither."""

    sentence: str
    heads: tuple[str, ...]
    picture: str
    whole: tuple[str, ...]
    out: str
    deciles: tuple[Row, ...]
    parts: tuple[Row, ...]
    notes: tuple[str, ...]


def like(indicator: Indicator) -> list[Indicator]:
    """Indicators that it can be compared with: conditions over the same unit, its own theme first."""
    found = [
        i for i in catalogue.indicators().values()
        if i.id != indicator.id and i.satuan_analisis == indicator.satuan_analisis and i.numerator.kind == "boolean"
        and "registri" in i.sumber
    ]  # fmt: skip
    return sorted(found, key=lambda i: (i.tema != indicator.tema, str(i.label).lower()))


def view(first: Indicator, second: Indicator, code: str, whole: Table, deciles: Table, parts: Table | None) -> View:
    """Tables of `engine.comparing.compare`: the region, by decile, by part."""
    counts = {row[CLASS]: row for row in whole.rows()}
    where = places.title(regions.load().get(code))
    unit = UNIT_WORDS.get(first.satuan_analisis, Text("baris", "rows"))
    tree = regions.load()
    by_region = _grouped(parts, "region") if parts is not None else {}
    return View(
        sentence=str(_sentence(first, second, where, unit, counts)),
        heads=tuple(str(NAMES[c]) for c in SHOWN),
        picture=_picture(counts, where, unit, whole.release),
        whole=_cells(counts),
        out=_count(counts.get(OUT)),
        deciles=tuple(
            Row("", str(Text(f"Desil {d}", f"Decile {d}")), _cells(rows))
            for d, rows in _grouped(deciles, "desil_nasional").items()
            if d is not None
        ),
        parts=tuple(Row(c, places.short(tree.get(c)), _cells(rows)) for c, rows in by_region.items()),
        notes=tuple(str(note) for note in whole.notes),
    )


def _grouped(table: Table, by: str) -> dict[Any, dict[int, Mapping[str, Any]]]:
    found: dict[Any, dict[int, Mapping[str, Any]]] = {}
    for row in table.rows():
        found.setdefault(row[by], {})[row[CLASS]] = row
    return found


def _value(row: Mapping[str, Any] | None) -> float | None:
    """The count; None where it is withheld: a class without a row is one that has no count to show."""
    return None if row is None else row["value"]


def _count(row: Mapping[str, Any] | None) -> str:
    value = _value(row)
    return "#" if value is None else number(value)


def _cells(rows: Mapping[int, Mapping[str, Any]]) -> tuple[str, ...]:
    differ = _differ(rows)
    return (*(_count(rows.get(c)) for c in SHOWN), "#" if differ is None else number(differ, 1))


def _differ(rows: Mapping[int, Mapping[str, Any]]) -> float | None:
    """Percent of those counted in a base on which the two definitions differ."""
    values = {c: _value(rows.get(c)) for c in SHOWN}
    if any(v is None for v in values.values()) or not sum(v or 0 for v in values.values()):
        return None
    return 100 * ((values[FIRST] or 0) + (values[SECOND] or 0)) / sum(v or 0 for v in values.values())


def _sentence(
    first: Indicator, second: Indicator, where: str, unit: Text, rows: Mapping[int, Mapping[str, Any]]
) -> Text:
    differ = _differ(rows)
    if all(_value(rows.get(c)) is None for c in SHOWN[:3]):
        return Text(
            f"Hitungan di {where} terlalu kecil untuk ditampilkan; pilih wilayah yang lebih luas.",
            f"Counts in {where} are too small to show; choose a wider region.",
        )
    said = []
    for lang in ("id", "en"):
        few = "terlalu sedikit untuk ditampilkan" if lang == "id" else "too few to show"
        both, one, other = (
            few if (v := _value(rows.get(c))) is None else number(v, 0, lang) for c in (BOTH, FIRST, SECOND)
        )
        a, b = first.label.in_(lang), second.label.in_(lang)
        said.append(
            f"Dihitung keduanya di {where}: {both} ({unit.id}); hanya oleh “{a}”: {one}; hanya oleh “{b}”: {other}."
            if lang == "id"
            else f"Counted by both in {where}: {both} ({unit.en}); only by “{a}”: {one}; only by “{b}”: {other}."
        )
    if differ is not None:
        said[0] += f" Keduanya berbeda tentang {percent(differ, 1, 'id')} dari yang dinilai."
        said[1] += f" They differ on {percent(differ, 1, 'en')} of those judged."
    return Text(*said)


def _picture(rows: Mapping[int, Mapping[str, Any]], where: str, unit: Text, release: str) -> str:
    values = [(str(NAMES[c]), _value(rows.get(c))) for c in SHOWN]
    if all(v is None for _, v in values):
        return ""
    title = Text(f"Siapa yang dihitung, {where}", f"Who is counted, {where}")
    return charts.draw("bars", values, title=title, unit=unit.in_(language()), release=release, decimals=0)


def refused(problem: UserError) -> dict[str, Any]:
    return dict(problem.as_dict(language()))
