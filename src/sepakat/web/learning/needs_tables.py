"""The tables of a goal as files: its indicators in a region, and the data to find."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sepakat.core.errors import unknown_name
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.learning.needs import Needs
from sepakat.web.presenters import places

_KINDS = {"value": pa.float64(), "n": pa.int64()}


def table(found: Needs, name: str) -> Table:
    """`indikator` or `data`; UserError `page-unknown` for another name."""
    makers = {"indikator": _indicators, "data": _datasets}
    if name not in makers:
        raise unknown_name(Text("Tabel", "Table"), name, makers, code="page-unknown")
    return makers[name](found)


def _where(found: Needs) -> dict[str, Any]:
    region = found.region
    return {
        "goal": str(found.goal.label),
        "region": region.code if region else None,
        "region_name": places.title(region) if region else None,
    }


_BASE = (
    Column("goal", Text("Tujuan", "Goal"), kind="text"),
    Column("region", Text("Kode wilayah", "Region code"), kind="code"),
    Column("region_name", Text("Wilayah", "Region"), kind="region"),
)


def _made(found: Needs, title: Text, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> Table:
    release = data.current_view()
    schema = pa.schema([(c.name, _KINDS.get(c.name, pa.string())) for c in columns])
    made = pa.Table.from_pylist([{c.name: row.get(c.name) for c in columns} for row in rows], schema=schema)
    return Table(made, title, columns, release.id if release else "", True, bool(release and release.sample))


def _title(found: Needs, id_: str, en: str) -> Text:
    at = f", {places.title(found.region)}" if found.region else ""
    return Text(f"{id_}: {found.goal.label.id}{at}", f"{en}: {found.goal.label.en}{at}")


def _indicators(found: Needs) -> Table:
    columns = (
        *_BASE,
        Column("section", Text("Bagian", "Section"), kind="text"),
        Column("indicator", Text("Id indikator", "Indicator id"), kind="code"),
        Column("indicator_name", Text("Indikator", "Indicator"), kind="text"),
        Column("value", Text("Nilai", "Value"), "", 1),
        Column("unit", Text("Satuan", "Unit"), kind="text"),
        Column("n", Text("n", "n")),
        Column("sign", Text("Tanda", "Sign"), kind="text"),
        Column("remark", Text("Keterangan", "Remark"), kind="text"),
        Column("data", Text("Data yang diperlukan", "Data needed"), kind="text"),
        Column("status", Text("Status rumus", "Status of the formula"), kind="text"),
    )
    rows: list[dict[str, Any]] = [
        _where(found)
        | {
            "section": str(section.label), "indicator": row.indicator.id, "indicator_name": str(row.indicator.name),
            "value": row.cell.value, "unit": row.unit, "n": row.cell.n, "sign": "" if row.ready else row.words,
            "remark": row.remark, "data": "; ".join(str(d.label) for d in row.needs), "status": row.indicator.status,
        }
        for section in found.sections
        for row in section.rows
    ]  # fmt: skip
    rows += [
        _where(found)
        | {
            "section": str(Text("Belum ada di katalog", "Not in the catalogue")), "indicator_name": str(wish.label),
            "remark": str(wish.reason), "data": "; ".join(str(d.label) for d in wish.datasets),
        }
        for wish in found.wishes
    ]  # fmt: skip
    return _made(found, _title(found, "Indikator untuk tujuan", "Indicators for the goal"), columns, rows)


def _datasets(found: Needs) -> Table:
    columns = (
        *_BASE,
        Column("dataset", Text("Data", "Data set"), kind="text"),
        Column("state", Text("Keadaan", "State"), kind="text"),
        Column("owner", Text("Pemilik", "Owner"), kind="text"),
        Column("ask", Text("Minta kepada", "Ask"), kind="text"),
        Column("file", Text("Berkas yang diminta", "File to ask for"), kind="text"),
        Column("how", Text("Langkah", "Next step"), kind="text"),
        Column("every", Text("Pembaruan", "Renewed"), kind="text"),
        Column("used_by", Text("Dipakai untuk", "Used for"), kind="text"),
        Column("status", Text("Status keterangan", "Status of this note"), kind="text"),
    )
    rows = [
        _where(found)
        | {
            "dataset": row.label, "state": str(row.state_words), "owner": _joined(row, "owner"),
            "ask": _joined(row, "local"), "file": _joined(row, "file"), "how": _joined(row, "how"),
            "every": _joined(row, "every"), "used_by": "; ".join(str(name) for name in row.used_by),
            "status": "; ".join(dict.fromkeys(d.status for d in row.choices)),
        }
        for row in found.data
    ]  # fmt: skip
    return _made(found, _title(found, "Kebutuhan data", "Data needed"), columns, rows)


def _joined(row: Any, field: str) -> str:
    return "; ".join(dict.fromkeys(str(getattr(d, field)) for d in row.choices))
