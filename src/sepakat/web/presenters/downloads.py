"""The tables of the pages as Tables, for files. Every row says its release, its indicator's version and n."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import places, sentences
from sepakat.web.presenters.areas import Areas
from sepakat.web.presenters.breakdowns import Breakdown
from sepakat.web.presenters.cells import LEGEND, Cell
from sepakat.web.presenters.deciles import DIM, Deciles
from sepakat.web.presenters.scorecard import Scorecard

_TEXT, _REAL, _WHOLE = pa.string(), pa.float64(), pa.int64()
SIMULATION = Text(
    "Desil adalah simulasi dari model sepakat, bukan peringkat resmi.",
    "Deciles are a simulation by sepakat's model, not the official ranking.",
)


def _columns(value: Column, *, with_region: bool = True) -> list[tuple[Column, pa.DataType]]:
    """The columns that every table of figures has, after its own."""
    region = [
        (Column("region", Text("Kode wilayah", "Region code"), kind="code"), _TEXT),
        (Column("region_name", Text("Wilayah", "Region"), kind="region"), _TEXT),
    ]
    rest = [
        (Column("indicator", Text("Id indikator", "Indicator id"), kind="code"), _TEXT),
        (Column("indicator_name", Text("Indikator", "Indicator"), kind="text"), _TEXT),
        (value, _REAL),
        (Column("unit", Text("Satuan", "Unit"), kind="text"), _TEXT),
        (Column("numerator", Text("Pembilang", "Numerator")), _REAL),
        (Column("denominator", Text("Penyebut", "Denominator")), _REAL),
        (Column("n", Text("n", "n")), _WHOLE),
        (Column("sign", Text("Tanda", "Sign"), kind="text"), _TEXT),
        (Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"), pa.bool_()),
        (Column("release", Text("Rilis", "Release"), kind="code"), _TEXT),
        (Column("version", Text("Versi indikator", "Indicator version"), kind="code"), _TEXT),
    ]
    return (region if with_region else []) + rest


def _facts(indicator: IndicatorView, cell: Cell) -> dict[str, Any]:
    return {
        "indicator": indicator.id,
        "indicator_name": str(indicator.name),
        "value": cell.value,
        "unit": str(sentences.unit(indicator)),
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "n": cell.n,
        "sign": "" if cell.state == "value" else cell.words(indicator),
        "suppressed": cell.state == "hidden",
        "release": data.release().id,
        "version": cell.version or indicator.version,
    }


def _table(title: Text, columns: Iterable[tuple[Column, pa.DataType]], rows: Sequence[Mapping[str, Any]]) -> Table:
    pairs = list(columns)
    schema = pa.schema([(c.name, kind) for c, kind in pairs])
    made = pa.Table.from_pylist([{c.name: row.get(c.name) for c, _ in pairs} for row in rows], schema=schema)
    release = data.release()
    signs = "; ".join(f"{sign} {words.id}" for sign, words in LEGEND[:3])
    signs_en = "; ".join(f"{sign} {words.en}" for sign, words in LEGEND[:3])
    notes = (Text(f"Tanda: {signs}.", f"Signs: {signs_en}."), SIMULATION)
    return Table(
        made, title, tuple(c for c, _ in pairs), release.id, protected=True, sample=release.sample, notes=notes
    )


def _value(decimals: int, unit: str = "") -> Column:
    return Column("value", Text("Nilai", "Value"), unit, decimals)


def scorecard_table(card: Scorecard) -> Table:
    """Kartu skor, one row per indicator, with reference and rank."""
    own = [(Column("theme", Text("Tema", "Theme"), kind="text"), _TEXT)]
    decimals = max([r.indicator.decimals for r in card.rows], default=1)
    extra = [
        (Column("direction", Text("Baik bila", "Good when"), kind="text"), _TEXT),
        (Column("reference", Text("Kode pembanding", "Reference code"), kind="code"), _TEXT),
        (Column("reference_value", Text("Nilai pembanding", "Reference value"), "", decimals), _REAL),
        (Column("points_worse", Text("Selisih: lebih buruk (poin)", "Points worse"), "", decimals), _REAL),
        (Column("rank", Text("Peringkat (1 = terburuk)", "Rank (1 = worst)")), _WHOLE),
        (Column("ranked", Text("Dari", "Of")), _WHOLE),
    ]
    rows = [
        {
            "theme": str(theme.label), "region": card.region.code, "region_name": places.title(card.region),
            **_facts(row.indicator, row.cell), "direction": row.direction_words,
            "reference": card.reference.code if card.reference else None,
            "reference_value": row.reference.value if row.reference else None,
            "points_worse": row.points, "rank": row.rank.place if row.rank else None,
            "ranked": row.rank.among if row.rank else None,
        }
        for theme in card.themes
        for row in theme.rows
    ]  # fmt: skip
    name = places.title(card.region)
    return _table(Text(f"Kartu skor {name}", f"Score card of {name}"), own + _columns(_value(decimals)) + extra, rows)


def areas_table(region: Region, found: Areas) -> Table:
    """One indicator for the parts of a region."""
    decimals = found.indicator.decimals
    letter = [(Column("class", Text("Kelas peta", "Map class"), kind="text"), _TEXT)]
    rows = [
        {
            "region": r.region.code,
            "region_name": places.title(r.region),
            **_facts(found.indicator, r.cell),
            "class": r.letter,
        }
        for r in found.rows
    ]
    name, level = places.title(region), places.LEVEL[found.level]
    title = Text(
        f"{found.indicator.name.id} menurut {level.id}, {name}", f"{found.indicator.name.en} by {level.en}, {name}"
    )
    return _table(title, _columns(_value(decimals)) + letter, rows)


def deciles_table(region: Region, found: Deciles) -> Table:
    """Persons by national decile."""
    columns = [
        (Column("region", Text("Kode wilayah", "Region code"), kind="code"), _TEXT),
        (Column("region_name", Text("Wilayah", "Region"), kind="region"), _TEXT),
        (Column(DIM, Text("Desil nasional (simulasi)", "National decile (simulation)")), _WHOLE),
        (Column("value", Text("Bagian", "Share"), str(Text("persen", "percent")), 1), _REAL),
        (Column("n", Text("Orang", "Persons")), _REAL),
        (Column("sign", Text("Tanda", "Sign"), kind="text"), _TEXT),
        (Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"), pa.bool_()),
        (Column("release", Text("Rilis", "Release"), kind="code"), _TEXT),
        (Column("version", Text("Versi indikator", "Indicator version"), kind="code"), _TEXT),
    ]
    name = data.source().decile_indicator()
    version = data.indicator(name).version if name else ""
    rows: list[Mapping[str, Any]] = [
        {
            "region": region.code, "region_name": places.title(region), DIM: r.decile, "value": r.share,
            "n": r.persons, "sign": "" if r.state == "value" else r.share_words, "suppressed": r.state == "hidden",
            "release": data.release().id, "version": version,
        }
        for r in found.rows
    ]  # fmt: skip
    title = places.title(region)
    return _table(Text(f"Orang menurut desil, {title}", f"Persons by decile, {title}"), columns, rows)


def breakdown_table(region: Region, indicator: IndicatorView, found: Breakdown) -> Table:
    """One indicator of one region by the classes of a breakdown."""
    own = [
        (Column("class_code", Text(f"Kode {found.label.id}", f"{found.label.en}, code"), kind="code"), _TEXT),
        (Column("class_name", found.label, kind="text"), _TEXT),
    ]
    rows = [
        {
            "class_code": str(r.klass), "class_name": str(r.label), "region": region.code,
            "region_name": places.title(region), **_facts(indicator, r.cell),
        }
        for r in found.rows
    ]  # fmt: skip
    name = places.title(region)
    title = Text(
        f"{indicator.name.id} menurut {found.label.id.lower()}, {name}",
        f"{indicator.name.en} by {found.label.en.lower()}, {name}",
    )
    return _table(title, own + _columns(_value(indicator.decimals)), rows)
