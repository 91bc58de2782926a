"""Families that the indicators say are poor, and that are in none of the lists: by place, for several named sets.

Each set is a condition over the base family's facts, made of the catalogue's own definitions; what it means is told on
the page. All are simulations or working assumptions, none an official status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sepakat import catalogue
from sepakat.core.errors import UserError
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import Frame
from sepakat.engine.tabulating.answer import place
from sepakat.engine.tabulating.cells import Shown
from sepakat.lake import Lake, Release
from sepakat.matching.overlap.counting import count
from sepakat.matching.overlap.lists import BASE, choose
from sepakat.matching.overlap.tables import linked

LACKS = (
    "rtlh_bahan",
    "luas_lantai_kurang",
    "sanitasi_layak",
    "air_minum_layak",
    "bahan_bakar_padat",
    "keluarga_semua_anak_sekolah",
    "keluarga_tanpa_pekerja",
)


@dataclass(frozen=True)
class PoorSet:
    """One named set. sql: a condition over the base family's frame row `f`."""

    id: str
    label: Text
    meaning: Text
    sql: str


def poor_sets(release: Release) -> dict[str, PoorSet]:
    """The sets that this release can tell."""
    frame = frames.frame(release, "keluarga", "registri")
    found = {}
    for high, name in ((1, "desil_1"), (2, "desil_1_2"), (4, "desil_1_4")):
        label = Text(f"Desil 1–{high}", f"Deciles 1–{high}") if high > 1 else Text("Desil 1", "Decile 1")
        found[name] = PoorSet(
            name,
            label,
            Text("Menurut desil nasional (simulasi).", "By national decile (simulation)."),
            f"f.desil_nasional BETWEEN 1 AND {high}",
        )
    if "desil_nasional" not in frame.columns:
        found.clear()
    on = frames.day(release)
    lacks = _lacks(frame, on)
    least = int(catalogue.parameter("kekurangan_ganda_min", on).value)
    if len(lacks) > least:
        total = " + ".join(f"coalesce(({sql}), FALSE)::INTEGER" for _, sql in lacks)
        names_id = "; ".join(label.id for label, _ in lacks)
        names_en = "; ".join(label.en for label, _ in lacks)
        found["kekurangan"] = PoorSet(
            "kekurangan",
            Text(f"Kekurangan {least} hal atau lebih", f"Lacking {least} things or more"),
            Text(
                f"Paling sedikit {least} dari {len(lacks)}: {names_id}. Susunan ini andaian kerja, belum dikonfirmasi.",
                f"At least {least} of {len(lacks)}: {names_en}. This set is a working assumption, unconfirmed.",
            ),
            f"(({total}) >= {least})",
        )
    return found


def _lacks(frame: Frame, on: dt.date) -> list[tuple[Text, str]]:
    """(what is lacked, condition) of each indicator that this frame can tell."""
    found = []
    for name in LACKS:
        indicator = catalogue.indicators().get(name)
        if indicator is None or not frames.runs(indicator, frame):
            continue
        values = catalogue.numbers(indicator.parameters, on)
        has, counts = indicator.numerator.sql(values, alias="f"), indicator.denominator.sql(values, alias="f")
        good = indicator.arah == "naik"
        label = indicator.label
        if good:
            label = Text(f"tidak memenuhi “{label.id}”", f"not “{label.en}”")
        found.append((label, f"({counts}) AND {'NOT ' if good else ''}({has})"))
    return found


def poor_in_none(
    lake: Lake, release: Release, sources: Iterable[str], region: str = "00", *, level: str | None = None
) -> Table:
    """Families of the base that are poor by each set, and those of them in none of the lists; noised counts.

    sources: the lists; the base itself is left out of them. Rows: region, level, set, poor, none, share (percent of
    the poor), sign, suppressed, release. UserError: overlap-none where only the base was asked for; those of `count`.
    """
    lists = [one.id for one in choose(release, sources, least=1) if one.kind != BASE]
    if not lists:
        raise UserError(
            Text("Pilih paling sedikit satu daftar selain registri dasar.", "Choose a list beside the base registry."),
            code="overlap-none",
        )
    sets = poor_sets(release)
    marks = {name: one.sql for name, one in sets.items()}
    counted = count(lake, release, lists, region, unit="keluarga", level=level, marks=marks, least=1)
    nobody = next(k for k in counted.patterns().classes if k.codes == {0})
    rows = []
    for name in sets:
        cube, all_ = counted.cells(parted=False, marked=[name])
        none = counted.cells(nobody, marked=[name])[1]
        rows += [_row(code, name, all_, none, i) for i, code in enumerate(cube.codes)]
    rows.sort(key=lambda r: r["region"])
    kinds = {"region": pa.string(), "level": pa.string(), "set": pa.string(), "poor": pa.int64(), "none": pa.int64()}
    kinds |= {"share": pa.float64(), "sign": pa.string(), "suppressed": pa.bool_(), "release": pa.string()}
    full = [r | {"level": counted.level, "release": release.id} for r in rows]
    most = counted.noise.most
    names = [one.label for one in counted.lists]
    where, keluarga = place(counted.region), "keluarga"
    return Table(
        data=pa.table({n: pa.array([r[n] for r in full], kind) for n, kind in kinds.items()}),
        title=Text(
            f"Keluarga miskin yang tidak ada di {' atau '.join(n.id for n in names)}, {where}",
            f"Poor families in none of {', '.join(n.en for n in names)}, {where}",
        ),
        columns=(
            Column("region", Text("Kode wilayah", "Region code"), kind="region"),
            Column("set", Text("Ukuran miskin", "Measure of the poor"), kind="code"),
            Column("poor", Text("Keluarga miskin", "Poor families"), keluarga),
            Column("none", Text("Tidak di daftar mana pun", "In none of the lists"), keluarga),
            Column("share", Text("Bagian", "Share"), "persen", 1),
            Column("sign", Text("Tanda", "Sign"), kind="text"),
            Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
            Column("release", Text("Rilis", "Release"), kind="code"),
        ),
        release=release.id,
        protected=True,
        sample=release.sample,
        notes=(
            linked(counted),
            *(Text(f"{s.label.id}: {s.meaning.id}", f"{s.label.en}: {s.meaning.en}") for s in sets.values()),
            Text(
                f"Angka diberi gangguan kecil yang konsisten (paling banyak ±{most}).",
                f"Figures carry small consistent noise (at most ±{most}).",
            ),
        ),
        meta={
            "lists": lists,
            "region": counted.region,
            "level": counted.level,
            "labels": {n: (s.label.id, s.label.en) for n, s in sets.items()},
        },
    )


def _row(code: str, name: str, all_: Shown, none: Shown, i: int) -> dict[str, Any]:
    """One place and set: a hidden whole hides its part."""
    sign = str(all_.sign[i]) or str(none.sign[i])
    poor = None if all_.sign[i] else int(all_.n[i])
    found = None if sign else min(int(none.n[i]), int(all_.n[i]))
    share = 100.0 * found / poor if found is not None and poor else None
    return {"region": code, "set": name, "poor": poor, "none": found, "share": share, "sign": sign,
            "suppressed": sign != ""}  # fmt: skip
