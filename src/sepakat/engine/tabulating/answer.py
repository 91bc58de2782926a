"""The Table of a free table: rows, words, notes."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import regions
from sepakat.core.cellkey import Noise
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine.estimators import estimator
from sepakat.engine.tabulating.cells import FEW, Cube, Shown
from sepakat.engine.tabulating.choices import UNITS
from sepakat.engine.tabulating.question import Question

place = regions.place

LEVEL_WORDS = {
    "nasional": Text("nasional", "nation"),
    "provinsi": Text("provinsi", "province"),
    "kabupaten": Text("kabupaten/kota", "regency or city"),
    "kecamatan": Text("kecamatan", "district"),
    "desa": Text("desa/kelurahan", "village"),
}


def table(release: Any, asked: Question, cube: Cube, cells: Shown, whole: Shown, noise: Noise) -> Table:
    """Rows in order of region and class; classes of which nothing is shown anywhere are left out."""
    kept, left_out = _kept(cube, cells)
    names = [part.name for part in cube.by]
    axes = [range(len(cube.codes)), *([i for i, k in enumerate(keep) if k] for keep in kept)]
    combos = list(itertools.product(*axes))
    flat = [int(np.ravel_multi_index(c, cube.shape)) for c in combos] if combos else []
    rows = [_row(asked, cells, i) for i in flat]
    classes = {n: [_code(p, c[j + 1]) for c in combos] for j, (n, p) in enumerate(zip(names, cube.by, strict=True))}
    amount = pa.float64()
    columns: dict[str, pa.Array] = {
        "what": pa.array([asked.what] * len(rows), pa.string()),
        "region": pa.array([cube.codes[c[0]] for c in combos], pa.string()),
        "level": pa.array([asked.level] * len(rows), pa.string()),
        **{name: pa.array(codes, pa.int64()) for name, codes in classes.items()},
        **{name: pa.array([r[name] for r in rows], amount) for name in ("value", "numerator", "denominator")},
        "n": pa.array([r["n"] for r in rows], pa.int64()),
        "sign": pa.array([r["sign"] for r in rows], pa.string()),
        "suppressed": pa.array([r["sign"] != "" for r in rows], pa.bool_()),
        "release": pa.array([release.id] * len(rows), pa.string()),
        "version": pa.array([asked.indicator.versi if asked.indicator else ""] * len(rows), pa.string()),
    }
    return Table(
        data=pa.table(columns),
        title=title(asked),
        columns=_columns(asked, cube),
        release=release.id,
        protected=True,
        sample=bool(getattr(release, "sample", False)),
        notes=_notes(asked, noise, bool((cells.sign != "").any()), left_out),
        meta={
            "what": asked.what,
            "unit": asked.unit,
            "level": asked.level,
            "region": asked.region,
            "by": names,
            "for_whom": {p.name: p.chosen.id for p in asked.conditions if p.chosen},
            "noise": {"most": noise.most, "minimum": noise.minimum, "base": least_of(asked, noise)},
            "whole": _row(asked, whole, 0),
            "left_out": {n: [str(label) for label in labels] for n, labels in left_out.items()},
        },
    )


def _kept(cube: Cube, cells: Shown) -> tuple[list[np.ndarray], dict[str, list[Text]]]:
    few = (cells.sign == FEW).reshape(cube.shape)
    kept, left_out = [], {}
    for axis, part in enumerate(cube.by, 1):
        others = tuple(i for i in range(few.ndim) if i != axis)
        keep = ~few.all(axis=others)
        labels = [k.label for k in part.classes] + [Text("Tidak diketahui", "Unknown")] * (part.chosen is None)
        gone = [label for label, k in zip(labels, keep, strict=True) if not k]
        if gone:
            left_out[part.name] = gone
        kept.append(keep)
    return kept, left_out


def _code(part: Any, index: int) -> int | None:
    return next(iter(part.classes[index].codes)) if index < len(part.classes) else None


def _row(asked: Question, cells: Shown, i: int) -> dict[str, Any]:
    """One cell: value, numerator, denominator, n, sign. What a sign withholds is None; the bound of a share that is too
    small or too large to show follows from n and the smallest figure alone."""
    sign = str(cells.sign[i])
    n, num, den = int(cells.n[i]), float(cells.num[i]), float(cells.den[i])
    if asked.indicator is None:
        shown = sign == ""
        return {"value": float(n) if shown else None, "numerator": float(n) if shown else None, "denominator": None,
                "n": n if shown else None, "sign": sign}  # fmt: skip
    if not cells.counted[i]:
        return {"value": None, "numerator": None, "denominator": None, "n": None, "sign": sign}
    if sign or den <= 0:
        return {"value": None, "numerator": None, "denominator": den, "n": n, "sign": sign or FEW}
    return {"value": value(asked, num, den), "numerator": num, "denominator": den, "n": n, "sign": ""}


def value(asked: Question, num: float, den: float) -> float:
    """The figure of noised parts, kept inside what it can be."""
    indicator = asked.indicator
    assert indicator is not None
    made = float(estimator(indicator.penaksir).value(np.array([num]), np.array([den]), indicator.pengali)[0])
    if indicator.numerator.kind == "boolean" and indicator.penaksir != "jumlah":
        return min(max(made, 0.0), float(indicator.pengali))
    return made


def least_of(asked: Question, noise: Noise) -> int:
    """The smallest count of which a figure is shown."""
    shares = asked.indicator is not None and asked.indicator.penaksir != "jumlah"
    return max(noise.base, noise.minimum) if shares else noise.minimum


def title(asked: Question) -> Text:
    """`Jumlah orang (60 tahun ke atas; Desil 1–4) menurut kecamatan dan Jenis kelamin, Kabupaten Kupang`."""
    what = asked.indicator.label if asked.indicator else UNITS[asked.unit]
    name = place(asked.region)
    by_id, by_en = [p.attribute.label.id for p in asked.breakdowns], [p.attribute.label.en for p in asked.breakdowns]
    if asked.level != regions.level_of(asked.region):
        by_id, by_en = [LEVEL_WORDS[asked.level].id, *by_id], [LEVEL_WORDS[asked.level].en, *by_en]

    def said(lang: str, by: list[str], joined: str) -> str:
        chosen = [f"{p.attribute.label.in_(lang)}: {p.chosen.label.in_(lang)}" for p in asked.conditions if p.chosen]
        some = f" ({'; '.join(chosen)})" if chosen else ""
        return f"{what.in_(lang)}{some}{joined + ', '.join(by) if by else ''}, {name}"

    return Text(said("id", by_id, " menurut "), said("en", by_en, " by "))


def _columns(asked: Question, cube: Cube) -> tuple[Column, ...]:
    indicator = asked.indicator
    unit, decimals = (indicator.satuan, indicator.desimal) if indicator else (asked.unit, 0)
    parts = (
        (Column("numerator", Text("Pembilang", "Numerator")), Column("denominator", Text("Penyebut", "Denominator")))
        if indicator
        else ()
    )
    return (
        Column("region", Text("Kode wilayah", "Region code"), kind="region"),
        *(Column(p.name, p.attribute.label, kind="code") for p in cube.by),
        Column("value", Text("Nilai", "Value"), unit, decimals),
        *parts,
        Column("n", Text("n", "n")),
        Column("sign", Text("Tanda", "Sign"), kind="text"),
        Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
        Column("release", Text("Rilis", "Release"), kind="code"),
        Column("version", Text("Versi indikator", "Indicator version"), kind="code"),
    )


def _notes(asked: Question, noise: Noise, signs: bool, left_out: dict[str, list[Text]]) -> tuple[Text, ...]:
    most, least = noise.most, least_of(asked, noise)
    said = [
        Text(
            f"Angka ini diberi gangguan kecil yang konsisten, paling banyak ±{most} {asked.unit} pada tiap hitungan, "
            "agar tidak ada orang yang dapat dikenali. Karena itu jumlah bagian tidak selalu sama dengan "
            "keseluruhannya, dan angka dapat sedikit berbeda dari laman indikator.",
            f"These figures carry small consistent noise, at most ±{most} on each count, so that nobody can be "
            "recognised. Parts therefore need not add up to their whole, and figures may differ a little from the "
            "indicator's own page.",
        )
    ]
    if asked.indicator is not None and (asked.indicator.numerator.kind != "boolean" or asked.indicator.penimbang):
        said.append(
            Text(
                f"Jumlah nilai diganggu paling banyak {most} kali penyumbang terbesarnya.",
                f"Sums carry noise of at most {most} times their largest contributor.",
            )
        )
    if signs:
        said.append(
            Text(
                f"Tanda: few = terlalu sedikit (di bawah {least}); near = hampir sama dengan kelompok yang lebih "
                "besar; low = terlalu sedikit yang memilikinya; high = hampir semua memilikinya.",
                f"Signs: few = too few (below {least}); near = nearly the same people as in a larger group; low = too "
                "few have it; high = nearly all have it.",
            )
        )
    labelled = {part.name: part.attribute.label for part in asked.breakdowns}
    for name, labels in left_out.items():
        about = labelled[name]
        said.append(
            Text(
                f"{about.id}: kelas tanpa angka yang dapat ditampilkan: {', '.join(label.id for label in labels)}.",
                f"{about.en}: classes of which nothing can be shown: {', '.join(label.en for label in labels)}.",
            )
        )
    if any("desil" in p.name for p in asked.parts):
        said.append(Text("Desil adalah simulasi, bukan peringkat resmi.", "Deciles are a simulation, not official."))
    return tuple(said)
