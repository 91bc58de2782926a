"""`overlap`: the parts of the picture as a Table, raw and corrected for linkage error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import regions
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import LEVEL_WORDS, place
from sepakat.engine.tabulating.cells import FEW
from sepakat.engine.tabulating.choices import Klass
from sepakat.lake import Lake, Release
from sepakat.matching.overlap import runs
from sepakat.matching.overlap.attributes import PATTERN, attributes
from sepakat.matching.overlap.correcting import Quality, Repair, repair
from sepakat.matching.overlap.counting import Counted, count
from sepakat.matching.overlap.lists import RECIPIENTS
from sepakat.matching.overlap.runs import Known
from sepakat.matching.registered import base_source

ALL = "semua"
DRAWN = 60  # draws of the whole region that an estimate of people in no list goes through


def overlap(
    lake: Lake,
    release: Release,
    sources: Iterable[str],
    region: str = "00",
    *,
    unit: str = "orang",
    level: str | None = None,
    by: Sequence[str] = (),
    quality: Quality | None = None,
) -> Table:
    """How many are in which of the lists, by place and breakdown; with the noise of free tables.

    Rows: region, level, <by> (code, None unknown), irisan (`regsosek+dtks-p3ke`: in the first two, not in the third;
    `+dtks`: in DTKS, whatever else; `semua`: everybody counted), <one bool per list, None for whatever>, value,
    corrected, corrected_low, corrected_high, sign, suppressed, release, version. corrected: for persons, where a run
    has linked the lists (quality: precision and recall other than the run's), and where no part of the place and class
    is hidden save those that are too few, and the correction is more than the noise of the figures (else
    `meta["needless"]`). UserError: those of `counting.count`.
    """
    counted = count(lake, release, sources, region, unit=unit, level=level, by=by)
    known = Known(quality, True) if quality is not None else _quality(lake, counted)
    lists = [one.id for one in counted.lists]
    full = repair(lists, known.pairs) if known else None
    drawn = _draws(counted, full)
    needless = full is not None and _needless(counted, full)
    if needless:
        full = None
    inner = repair(lists, known.pairs, counted.base) if known and full and counted.inner() is not None else full
    rows = _worth(_rows(counted, inner), counted.by)
    whole = _rows(counted, full, whole=True)
    return _table(counted, rows, whole, known, drawn, needless)


def _needless(counted: Counted, mend: Repair) -> bool:
    """Whether the correction moves no part of the whole region by more than the noise may: then it would say less of
    the links than of the noise."""
    _, cells = counted.cells(whole=True)
    parts = len(counted.patterns(whole=True).classes)
    n, sign = cells.n[None, :parts], cells.sign[None, :parts]
    counts = _by_bits(counted, n, sign, True)
    return bool(np.abs(mend.correct(counts)[0] - counts).max() <= counted.noise.most)


def _quality(lake: Lake, counted: Counted) -> Known | None:
    """How well the run of this release linked each pair of these lists; None where nothing tells."""
    if counted.unit != "orang" or counted.zero or any(one.kind == RECIPIENTS for one in counted.lists):
        return None
    return runs.quality(lake, counted.release, [one.id for one in counted.lists])


def _rows(counted: Counted, mend: Repair | None, *, whole: bool = False) -> list[dict[str, Any]]:
    cube, cells = counted.cells(whole=whole)
    by = () if whole else counted.by
    kinds = counted.patterns(whole)
    shape = cube.shape
    n = cells.n.reshape(-1, shape[-1])[:, : len(kinds.classes)]
    sign = cells.sign.reshape(-1, shape[-1])[:, : len(kinds.classes)]
    wholes = [(union, counted.cells(union, whole=whole)[1]) for union in kinds.unions]
    everyone = Klass(ALL, Text("Semua", "All"), frozenset(next(iter(k.codes)) for k in kinds.classes))
    wholes.append((everyone, counted.cells(parted=False, whole=whole)[1]))
    fixed = _corrected(counted, n, sign, mend, whole)
    rows = []
    for i in range(len(n)):
        at = np.unravel_index(i, shape[:-1])
        head = {"region": cube.codes[at[0]]} | {x: _code(counted, x, int(at[j + 1])) for j, x in enumerate(by)}
        for j, kind in enumerate(kinds.classes):
            bits = next(iter(kind.codes))
            flags = {one.id: bool(bits >> b & 1) for b, one in enumerate(counted.lists)}
            figure = _figure(int(n[i, j]), str(sign[i, j]))
            rows.append(head | {"irisan": kind.id} | flags | figure | _of(fixed, i, bits, str(sign[i, j])))
        for union, shown in wholes:
            figure = _figure(int(shown.n[i]), str(shown.sign[i]))
            rows.append(head | {"irisan": union.id} | _flags(counted, union) | figure | _sum(fixed, i, union))
    return rows


def _worth(rows: list[dict[str, Any]], by: Sequence[str]) -> list[dict[str, Any]]:
    """Without the classes `unknown` of which nothing is shown anywhere."""
    dead = {n for n in by if not any(r["value"] is not None for r in rows if r[n] is None)}
    return [r for r in rows if not any(r[n] is None for n in dead)]


def _code(counted: Counted, name: str, index: int) -> int | None:
    classes = attributes(counted.release, counted.unit)[name].classes
    return next(iter(classes[index].codes)) if index < len(classes) else None


def _flags(counted: Counted, union: Klass) -> dict[str, bool | None]:
    return {one.id: True if union.id == f"+{one.id}" else None for one in counted.lists}


def _figure(n: int, sign: str) -> dict[str, Any]:
    return {"value": None if sign else n, "sign": sign}


Fixed = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None
_NONE = {"corrected": None, "corrected_low": None, "corrected_high": None}


def _by_bits(counted: Counted, n: np.ndarray, sign: np.ndarray, whole: bool) -> np.ndarray:
    """Counts by rows and bits. What is too few to show counts as half the smallest figure, so that corrected numbers
    tell nothing of it."""
    counts = np.zeros((len(n), 1 << len(counted.lists)))
    for j, kind in enumerate(counted.patterns(whole).classes):
        counts[:, next(iter(kind.codes))] = np.where(sign[:, j] == FEW, counted.noise.minimum / 2, n[:, j])
    return counts


def _corrected(counted: Counted, n: np.ndarray, sign: np.ndarray, mend: Repair | None, whole: bool) -> Fixed:
    """(corrected, low, high, known) by row and bits; rows where a larger part is hidden are not known."""
    if mend is None:
        return None
    return (*mend.correct(_by_bits(counted, n, sign, whole)), ((sign == "") | (sign == FEW)).all(axis=1))


def _of(fixed: Fixed, i: int, bits: int, sign: str) -> dict[str, Any]:
    if fixed is None or not fixed[3][i] or sign:
        return dict(_NONE)
    return {name: float(np.round(fixed[j][i, bits])) for j, name in enumerate(_NONE)}


def _sum(fixed: Fixed, i: int, union: Klass) -> dict[str, Any]:
    """The corrected number of a union, without an interval: its parts move against each other."""
    if fixed is None or not fixed[3][i]:
        return dict(_NONE)
    return _NONE | {"corrected": float(np.round(sum(fixed[0][i, b] for b in union.codes)))}


def _draws(counted: Counted, mend: Repair | None) -> list[list[float]]:
    """Corrected counts of the whole region under draws of the linkage quality; empty where there is none to show."""
    cells = counted.cells(whole=True)[1]
    parts = len(counted.patterns(whole=True).classes)
    n, sign = cells.n[None, :parts], cells.sign[None, :parts]
    if mend is None or ((sign != "") & (sign != FEW)).any():
        return []
    found = mend.draws(_by_bits(counted, n, sign, True))
    made: list[list[float]] = np.maximum(found[:DRAWN, 0, :], 0.0).tolist()
    return made


def _table(
    counted: Counted,
    rows: list[dict[str, Any]],
    whole: list[dict[str, Any]],
    quality: Known | None,
    drawn: list[list[float]],
    needless: bool,
) -> Table:
    lists = [one.id for one in counted.lists]
    ints = pa.int64()
    kinds: dict[str, pa.DataType] = {"region": pa.string(), "level": pa.string()}
    kinds |= dict.fromkeys(counted.by, ints) | {"irisan": pa.string()} | dict.fromkeys(lists, pa.bool_())
    kinds |= {"value": ints} | dict.fromkeys(_NONE, pa.float64())
    kinds |= {"sign": pa.string(), "suppressed": pa.bool_(), "release": pa.string(), "version": pa.string()}
    extra = {"level": counted.level, "release": counted.release.id, "version": counted.run}
    full = [r | extra | {"suppressed": r["sign"] != ""} for r in rows]
    data = pa.table({name: pa.array([r[name] for r in full], kind) for name, kind in kinds.items()})
    known = attributes(counted.release, counted.unit)
    named = counted.patterns(whole=True)
    labels = {k.id: _pair(k.label) for k in (*named.classes, *named.unions)}
    return Table(
        data=data,
        title=title(counted),
        columns=(
            Column("region", Text("Kode wilayah", "Region code"), kind="region"),
            *(Column(n, known[n].label, kind="code") for n in counted.by),
            Column("irisan", Text("Irisan", "Overlap"), kind="code"),
            *(Column(one.id, one.label, kind="text") for one in counted.lists),
            Column("value", Text("Jumlah", "Number"), counted.unit),
            Column("corrected", Text("Terkoreksi galat pencocokan", "Corrected for linkage error"), counted.unit),
            Column("corrected_low", Text("Batas bawah", "Lower bound"), counted.unit),
            Column("corrected_high", Text("Batas atas", "Upper bound"), counted.unit),
            Column("sign", Text("Tanda", "Sign"), kind="text"),
            Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
            Column("release", Text("Rilis", "Release"), kind="code"),
            Column("version", Text("Pencocokan", "Matching run"), kind="code"),
        ),
        release=counted.release.id,
        protected=True,
        sample=counted.release.sample,
        notes=notes(counted, quality, bool(data["suppressed"].to_numpy(zero_copy_only=False).any()), needless),
        meta={
            "unit": counted.unit,
            "region": counted.region,
            "level": counted.level,
            "by": list(counted.by),
            "lists": lists,
            "labels": {ALL: ("Semua yang dihitung", "Everybody counted")} | labels,
            "whole": whole,
            "run": counted.run,
            "base": base_source(counted.release),
            "corrected": quality is not None and not needless,
            "needless": needless,
            "least": counted.noise.minimum,
            "draws": drawn,
        },
    )


def _pair(text: Text) -> tuple[str, str]:
    return (text.id, text.en)


def title(counted: Counted) -> Text:
    """`Irisan Regsosek, DTKS, dan P3KE (orang) menurut kecamatan, Kabupaten Kupang`."""
    names = [one.label for one in counted.lists]
    known = attributes(counted.release, counted.unit)
    by = [known[n].label for n in counted.by]
    if counted.level != regions.level_of(counted.region):
        by.insert(0, LEVEL_WORDS[counted.level])
    unit, where = UNIT_WORDS[counted.unit], place(counted.region)

    def said(lang: str, over: str, joined: str) -> str:
        lists = ", ".join(n.in_(lang) for n in names)
        split = joined + ", ".join(b.in_(lang) for b in by) if by else ""
        return f"{over} {lists} ({unit.in_(lang)}){split}, {where}"

    return Text(said("id", "Irisan", " menurut "), said("en", "Overlap of", " by "))


def notes(counted: Counted, quality: Known | None, signs: bool, needless: bool = False) -> tuple[Text, ...]:
    """What a reader must know to use the figures."""
    most, least = counted.noise.most, counted.noise.minimum
    said = [linked(counted)]
    said.append(
        Text(
            f"Angka diberi gangguan kecil yang konsisten (paling banyak ±{most}), agar tidak ada orang yang dapat "
            "dikenali; bagian tidak selalu berjumlah sama dengan keseluruhannya.",
            f"Figures carry small consistent noise (at most ±{most}), so that nobody can be recognised; parts need not "
            "add up to their whole.",
        )
    )
    if needless:
        said.append(
            Text(
                "Tidak dikoreksi: menurut presisi dan recall hasil pencocokan, pasangan yang terlewat atau salah "
                f"mengubah setiap bagian paling banyak {most} orang, tidak lebih dari gangguan angkanya.",
                "Not corrected: by the run's precision and recall, pairs missed or wrong change each part by at most "
                f"{most} persons, no more than the noise of the figures.",
            )
        )
    if quality is not None and not needless:
        said.append(
            Text(
                "Terkoreksi: perkiraan bila tidak ada pasangan yang terlewat atau salah, dari presisi dan recall hasil "
                "pencocokan; batasnya memuat 95 persen ketidakpastian ukuran itu. Bagian yang terlalu sedikit dihitung "
                "sebagai setengah angka terkecil yang boleh tampil.",
                "Corrected: an estimate had no pair been missed or wrong, from the run's precision and recall; the "
                "bounds hold 95 percent of their uncertainty. What is too few counts as half the smallest "
                "figure shown.",
            )
        )
    if quality is not None and not quality.measured:
        said.append(
            Text(
                "Presisi dan recall itu menurut peluang pencocokan sendiri, belum diukur dengan memeriksa pasangan; "
                "pasangan yang tidak pernah dibandingkan tidak terhitung.",
                "That precision and recall are by the run's own probabilities, not yet measured by reviewing pairs; "
                "pairs that were never compared are not in them.",
            )
        )
    if signs:
        said.append(
            Text(
                f"Tanda: few = terlalu sedikit (di bawah {least}); near = hampir sama dengan kelompok yang lebih "
                "besar.",
                f"Signs: few = too few (below {least}); near = nearly the same people as in a larger group.",
            )
        )
    if any(one.kind == RECIPIENTS for one in counted.lists):
        said.append(
            Text(
                "Daftar penerima dihitung pada keluarga dan orang di registri dasar; penerima yang tidak ditemukan di "
                "sana tidak ikut. Program untuk keluarga dihitung pada semua anggotanya.",
                "Recipient lists are counted on families and persons of the base registry; recipients not found there "
                "are left out. A programme of families counts for all of their members.",
            )
        )
    if counted.inner() is not None:
        base = counted.lists[counted.inner() or 0].label
        said.append(
            Text(
                f"Rincian hanya untuk yang ada di {base.id}: ciri yang dirinci tidak diketahui bagi yang lain.",
                f"Broken down for those in {base.en} only: of others the facts are not known.",
            )
        )
    if any("desil" in n for n in counted.by):
        said.append(Text("Desil adalah simulasi, bukan peringkat resmi.", "Deciles are a simulation, not official."))
    return tuple(said)


def linked(counted: Counted) -> Text:
    """What told who is who."""
    if counted.run:
        return Text(
            f"Siapa sama dengan siapa menurut pencocokan {counted.run}. Orang yang menurut registri dasar meninggal "
            "atau pindah tidak dihitung; yang barisnya ditolak saat pemeriksaan tetap dihitung di registri dasar.",
            f"Who is who by matching run {counted.run}. People whom the base registry tells to have died or moved are "
            "not counted; those whose row was refused when it was taken in still count in the base registry.",
        )
    return Text(
        "Pencocokan belum dijalankan untuk rilis ini: siapa sama dengan siapa hanya menurut NIK yang persis sama, "
        "sehingga irisan terlalu kecil. Orang yang menurut registri dasar meninggal atau pindah tidak dihitung.",
        "No matching run exists for this release: who is who rests on exactly equal NIK alone, so overlaps are too "
        "small. People whom the base registry tells to have died or moved are not counted.",
    )


__all__ = ["ALL", "PATTERN", "overlap"]
