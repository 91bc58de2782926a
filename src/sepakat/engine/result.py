"""From counts to the Table that leaves the engine: one row per indicator, region and class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import catalogue
from sepakat.catalogue import Indicator
from sepakat.core import disclosure
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine.estimators import estimator

Code = int | None


@dataclass
class Figures:
    """Rows of one indicator, in order. num: exact, in units of 1/scale; hits: rows that make up the numerator."""

    indicator: Indicator
    regions: Sequence[str]
    classes: Mapping[str, Sequence[Code]]
    num: np.ndarray
    den: np.ndarray
    n: np.ndarray
    hits: np.ndarray
    hidden: np.ndarray
    scale: int = 1
    extra: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def table(
    figures: Sequence[Figures],
    *,
    level: str,
    by: Sequence[str],
    release: Any,
    protected: bool,
    k: int = 0,
    notes: Sequence[Text] = (),
    extra: Mapping[str, pa.DataType] | None = None,
) -> Table:
    """A Table of `figures`. k: smallest cell, to flag 0 % and 100 % of a whole group (`meta["all_or_none"]`: rows)."""
    data = _data(figures, level, by, release.id, extra or {})
    empty, flagged = _remarks(data, figures, k)
    said = [*notes, *_sentences(data, bool(empty), bool(flagged))]
    return Table(
        data=data,
        title=_title(figures),
        columns=_columns(figures, by, extra or {}),
        release=release.id,
        protected=protected,
        sample=bool(getattr(release, "sample", False)),
        notes=tuple(said),
        meta={"level": level, "by": list(by), "empty": empty, "all_or_none": flagged},
    )


def _schema(by: Sequence[str], amount: pa.DataType, extra: Mapping[str, pa.DataType]) -> pa.Schema:
    fields = [("indicator", pa.string()), ("region", pa.string()), ("level", pa.string())]
    fields += [(name, pa.int64()) for name in by]
    fields += [("value", pa.float64()), ("numerator", amount), ("denominator", amount), ("n", pa.int64())]
    fields += list(extra.items())
    return pa.schema([*fields, ("suppressed", pa.bool_()), ("release", pa.string()), ("version", pa.string())])


def _data(
    figures: Sequence[Figures], level: str, by: Sequence[str], release: str, extra: Mapping[str, pa.DataType]
) -> pa.Table:
    # One column has one type: counts are whole unless a sum of a number, or a weighted estimate, goes along.
    whole = all(f.scale == 1 and f.num.dtype.kind == "i" and f.den.dtype.kind == "i" for f in figures)
    amount = pa.int64() if whole else pa.float64()
    schema = _schema(by, amount, extra)
    if not figures:
        return schema.empty_table()
    kind = np.int64 if whole else np.float64
    num = np.concatenate([f.num if f.scale == 1 else f.num / f.scale for f in figures]).astype(kind)
    den, n = np.concatenate([f.den for f in figures]).astype(kind), np.concatenate([f.n for f in figures])
    hidden = np.concatenate([f.hidden for f in figures])
    value = np.concatenate([_value(f) for f in figures])
    lengths = [len(f.regions) for f in figures]
    columns = [
        _repeated([f.indicator.id for f in figures], lengths),
        pa.array(list(chain.from_iterable(f.regions for f in figures)), pa.string()),
        pa.repeat(level, len(n)),
        *(pa.array(list(chain.from_iterable(f.classes[name] for f in figures)), pa.int64()) for name in by),
        pa.array(value, pa.float64(), mask=hidden | np.isnan(value)),
        pa.array(num, amount, mask=hidden),
        pa.array(den, amount, mask=hidden),
        pa.array(n.astype(np.int64), mask=hidden),
        *(pa.array(list(chain.from_iterable(f.extra[name] for f in figures)), kind) for name, kind in extra.items()),
        pa.array(hidden),
        pa.repeat(release, len(n)),
        _repeated([f.indicator.versi for f in figures], lengths),
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _repeated(names: Sequence[str], lengths: Sequence[int]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(np.repeat(np.arange(len(names)), lengths)))


def _value(f: Figures) -> np.ndarray:
    num, den = np.asarray(f.num, float) / f.scale, np.asarray(f.den, float)
    return estimator(f.indicator.penaksir).value(num, den, f.indicator.pengali)


def _remarks(data: pa.Table, figures: Sequence[Figures], k: int) -> tuple[list[int], list[int]]:
    """Rows without anyone to count, and rows that say something about everyone in a group."""
    if not figures:
        return [], []
    hidden = np.concatenate([f.hidden for f in figures])
    empty = np.concatenate([f.den == 0 for f in figures])
    both = [f.indicator.numerator.kind == "boolean" for f in figures]
    whole = np.concatenate(
        [disclosure.all_or_none(f.n, f.hits, k) & b & (k > 0) for f, b in zip(figures, both, strict=True)]
    )
    return np.flatnonzero(empty & ~hidden).tolist(), np.flatnonzero(whole & ~hidden).tolist()


def _sentences(data: pa.Table, empty: bool, flagged: bool) -> list[Text]:
    said = []
    if pa.compute.any(data.column("suppressed")).as_py():
        said.append(
            Text(
                "Sel dengan sedikit keluarga atau orang disembunyikan, bersama sel lain yang dapat membukanya.",
                "Cells with few families or persons are hidden, with the cells that would give them away.",
            )
        )
    if empty:
        said.append(
            Text(
                "Nilai kosong dengan n = 0 berarti tidak berlaku: tidak ada yang dihitung, bukan nol.",
                "An empty value with n = 0 means not applicable: there is nobody to count, which is not zero.",
            )
        )
    if flagged:
        said.append(
            Text(
                "Nilai 0% atau 100% berlaku bagi semua anggota kelompok itu; pakai dengan hati-hati.",
                "A value of 0% or 100% holds for everyone in that group; use with care.",
            )
        )
    return said


def _title(figures: Sequence[Figures]) -> Text:
    if len(figures) == 1:
        return figures[0].indicator.label
    return Text(f"{len(figures)} indikator", f"{len(figures)} indicators")


def _columns(figures: Sequence[Figures], by: Sequence[str], extra: Mapping[str, pa.DataType]) -> tuple[Column, ...]:
    units = {f.indicator.satuan for f in figures}
    unit = units.pop() if len(units) == 1 else ""
    decimals = max((f.indicator.desimal for f in figures), default=0)
    decimal = any(f.scale != 1 or f.num.dtype.kind == "f" for f in figures)
    known: Mapping[str, Any] = {}
    if by:
        known = catalogue.breakdown_columns("orang") | catalogue.breakdown_columns("keluarga")  # type: ignore[operator]
    return (
        Column("indicator", Text("Indikator", "Indicator"), kind="text"),
        Column("region", Text("Wilayah", "Region"), kind="region"),
        Column("level", Text("Tingkat", "Level"), kind="text"),
        *(Column(name, known[name].label, kind="code") for name in by),
        Column("value", Text("Nilai", "Value"), unit, decimals),
        Column("numerator", Text("Pembilang", "Numerator"), decimals=2 if decimal else 0),
        Column("denominator", Text("Penyebut", "Denominator")),
        Column("n", Text("n", "n")),
        *(Column(name, *_EXTRA[name]) for name in extra),
        Column("suppressed", Text("Disembunyikan", "Suppressed"), kind="text"),
        Column("release", Text("Rilis", "Release"), kind="text"),
        Column("version", Text("Versi indikator", "Indicator version"), kind="text"),
    )


_EXTRA: Mapping[str, tuple[Text, str, int]] = {
    "se": (Text("Galat baku", "Standard error"), "", 2),
    "rse": (Text("RSE", "RSE"), "persen", 1),
    "low": (Text("Batas bawah 95%", "Lower bound, 95%"), "", 2),
    "high": (Text("Batas atas 95%", "Upper bound, 95%"), "", 2),
    "df": (Text("Derajat bebas", "Degrees of freedom"), "", 0),
    "sign": (Text("Tanda", "Sign"), "", 0),
}
