"""`unlisted`: people in none of three lists, estimated by capture-recapture from the public counts of an overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place
from sepakat.engine.tabulating.cells import FEW
from sepakat.matching.overlap import capture
from sepakat.matching.overlap.capture import CELLS, Average, Pair
from sepakat.matching.overlap.lists import label

AVERAGE = "rata_rata"
ASSUMPTIONS = (
    Text(
        "Penduduk tertutup: selama ketiga daftar disusun, tidak ada yang lahir, meninggal, atau pindah. Daftar yang "
        "berjarak tahun melanggar ini.",
        "A closed population: while the three lists were made nobody was born, died or moved. Lists years apart break "
        "this.",
    ),
    Text(
        "Setiap orang dikenali di semua daftar. Pasangan yang terlewat membuat perkiraan terlalu besar; karena itu "
        "dipakai angka terkoreksi bila ada.",
        "Everybody is recognised in every list. Missed pairs make the estimate too large; corrected counts are used "
        "where there are any.",
    ),
    Text(
        "Setiap orang punya peluang untuk masuk setiap daftar. Orang yang tidak mungkin terdaftar (tanpa alamat, "
        "misalnya) tidak ikut terhitung.",
        "Everyone has some chance of being in each list. People who cannot be listed (without an address, say) are "
        "not counted.",
    ),
    Text(
        "Kebergantungan hanya antara dua daftar. Ketiga daftar yang sama-sama memilih orang miskin membuat perkiraan "
        "terlalu kecil.",
        "Lists depend on each other two at a time at most. Three lists that all choose the poor make the estimate too "
        "small.",
    ),
)


def unlisted(overlap: Table) -> Table:
    """The estimate for the whole region of an overlap of three lists of persons.

    Rows: one per model (model: `bebas` or its interactions such as `dtks*p3ke`; `rata_rata` the average by AIC), with
    estimate, low, high (95 percent), total (seen and unseen), aic, bic, weight, release. `meta["average"]`:
    seen, unseen, low, high; `meta["basis"]`: `terkoreksi`, `mentah`, or `tanpa_koreksi` (no correction was worth
    making). A part too few to show counts as half the smallest figure; the interval then starts at nought, and ends
    where it would if every such part just missed being shown. Without rows, and with a note that says why, where no run
    has matched the lists, a part is hidden for another reason or no model has an estimate. UserError capture-lists
    unless there are three lists.
    """
    lists = tuple(overlap.meta["lists"])
    if len(lists) != 3 or overlap.meta["unit"] != "orang":
        raise UserError(
            Text(
                "Perkiraan orang yang tidak terdaftar memerlukan tiga daftar orang.",
                "An estimate of people in no list takes three lists of persons.",
            ),
            hint=Text(
                "Pilih tiga daftar, misalnya Regsosek, DTKS, dan P3KE.", "Choose three, e.g. Regsosek, DTKS, P3KE."
            ),
            code="capture-lists",
        )
    counts, basis, few = _counts(overlap, lists)
    linked = bool(overlap.meta["run"]) or basis == "terkoreksi"
    found = _estimate(counts, few, overlap) if counts is not None and linked else None
    rows = _rows(found, lists) if found else []
    columns = {
        "model": pa.array([r["model"] for r in rows], pa.string()),
        **{n: pa.array([r[n] for r in rows], pa.float64()) for n in (*_FIGURES, "aic", "bic", "weight")},
        "release": pa.array([overlap.release] * len(rows), pa.string()),
    }
    meta: dict[str, Any] = {"lists": list(lists), "region": overlap.meta["region"], "basis": basis}
    if found:
        meta["average"] = {n: float(np.round(getattr(found, n))) for n in ("seen", "unseen", "low", "high")}
        meta["labels"] = {r["model"]: r["label"] for r in rows}
    where, orang = place(overlap.meta["region"]), "orang"
    return Table(
        data=pa.table(columns),
        title=Text(f"Orang yang tidak ada di daftar mana pun, {where}", f"People in none of the lists, {where}"),
        columns=(
            Column("model", Text("Model", "Model"), kind="code"),
            Column("estimate", Text("Tidak di daftar mana pun", "In no list"), orang),
            Column("low", Text("Batas bawah", "Lower bound"), orang),
            Column("high", Text("Batas atas", "Upper bound"), orang),
            Column("total", Text("Perkiraan seluruhnya", "Estimated total"), orang),
            Column("aic", Text("AIC", "AIC"), "", 1),
            Column("bic", Text("BIC", "BIC"), "", 1),
            Column("weight", Text("Bobot", "Weight"), "", 3),
            Column("release", Text("Rilis", "Release"), kind="code"),
        ),
        release=overlap.release,
        protected=True,
        sample=overlap.sample,
        notes=_notes(counts, basis, found, lists, linked, bool(few)),
        meta=meta,
    )


_FIGURES = ("estimate", "low", "high", "total")


def _counts(overlap: Table, lists: Sequence[str]) -> tuple[np.ndarray | None, str, list[int]]:
    """The seven counts of the whole region, corrected where there are such, and which are too few to show; no counts
    where one is hidden for another reason."""
    counts, raw = np.zeros(CELLS), np.zeros(CELLS)
    fixed, few = True, []
    for row in overlap.meta["whole"]:
        flags = [row[name] for name in lists]
        if None in flags or row["irisan"].startswith("+"):
            continue
        bits = sum(1 << i for i, yes in enumerate(flags) if yes)
        if bits == 0:
            continue
        if row["sign"] == FEW:
            few.append(bits)
            raw[bits] = counts[bits] = overlap.meta["least"] / 2
            continue
        if row["sign"]:
            return None, "mentah", few
        raw[bits] = row["value"]
        fixed = fixed and row["corrected"] is not None
        counts[bits] = row["corrected"] or 0.0
    if overlap.meta["needless"]:
        return raw, "tanpa_koreksi", few
    return (counts, "terkoreksi", few) if fixed else (raw, "mentah", few)


def _estimate(counts: np.ndarray, few: Sequence[int], overlap: Table) -> Average | None:
    """The average of the models, with an interval that holds what parts too few to show may be."""
    found = capture.average(counts.tolist(), overlap.meta["draws"])
    if found is None or not few:
        return found
    most = counts.copy()
    most[list(few)] = overlap.meta["least"] - 1
    top = capture.average(most.tolist(), overlap.meta["draws"])
    return replace(found, low=0.0, high=max(found.high, top.high if top else found.high))


def _rows(found: Average, lists: Sequence[str]) -> list[dict[str, Any]]:
    def rounded(value: float) -> float:
        return float(np.round(value))

    rows = [
        {
            "model": model_id(f.pairs, lists), "label": model_words(f.pairs, lists), "estimate": rounded(f.unseen),
            "low": rounded(f.low), "high": rounded(f.high), "total": rounded(found.seen + f.unseen), "aic": f.aic,
            "bic": f.bic, "weight": f.weight,
        }
        for f in found.fits
    ]  # fmt: skip
    mean = {"estimate": found.unseen, "low": found.low, "high": found.high, "total": found.seen + found.unseen}
    words = ("Rata-rata menurut AIC", "Average by AIC")
    return [*rows, {"model": AVERAGE, "label": words, "aic": None, "bic": None, "weight": None}
            | {n: rounded(v) for n, v in mean.items()}]  # fmt: skip


def model_id(pairs: Sequence[Pair], lists: Sequence[str]) -> str:
    return "+".join(f"{lists[i]}*{lists[j]}" for i, j in pairs) or "bebas"


def model_words(pairs: Sequence[Pair], lists: Sequence[str]) -> tuple[str, str]:
    """What a model takes for granted, in words (id, en)."""
    if not pairs:
        return ("Ketiga daftar saling bebas", "The three lists are independent")
    id_ = " dan ".join(f"{label(lists[i]).id}–{label(lists[j]).id}" for i, j in pairs)
    en = " and ".join(f"{label(lists[i]).en}–{label(lists[j]).en}" for i, j in pairs)
    return (f"{id_} saling bergantung", f"{en} depend on each other")


def _notes(
    counts: np.ndarray | None, basis: str, found: Average | None, lists: Sequence[str], linked: bool, few: bool
) -> tuple[Text, ...]:
    if not linked:
        return (
            Text(
                "Belum diperkirakan: pencocokan belum dijalankan untuk rilis ini. Tanpa pencocokan, pasangan yang "
                "terlewat membuat perkiraan ini berlipat terlalu besar.",
                "No estimate yet: no matching run exists for this release. Without one, missed pairs make the "
                "estimate many times too large.",
            ),
        )
    if counts is None:
        return (
            Text(
                "Tidak dapat diperkirakan: ada bagian irisan yang disembunyikan.",
                "No estimate: a part of the overlap is hidden.",
            ),
        )
    if found is None:
        return (
            Text(
                "Tidak dapat diperkirakan: irisannya terlalu kecil atau kosong untuk semua model.",
                "No estimate: the overlaps are too small or empty for every model.",
            ),
        )
    said = [
        Text(
            "Perkiraan tangkap-ulang dengan model log-linear; batasnya 95 persen. Ini perkiraan, bukan hitungan.",
            "A capture-recapture estimate with log-linear models; 95 percent bounds. An estimate, not a count.",
        )
    ]
    if basis == "mentah":
        said.append(
            Text(
                "Dari angka mentah, belum dikoreksi: pasangan yang terlewat membuat perkiraan ini terlalu besar.",
                "From raw counts, not corrected: pairs that were missed make this estimate too large.",
            )
        )
    if few:
        said.append(
            Text(
                "Ada bagian irisan yang terlalu sedikit untuk ditampilkan: ketiga daftar hampir saling memuat. Bagian "
                "itu dihitung setengah angka terkecil; batas bawahnya nol.",
                "A part of the overlap is too few to show: the lists nearly contain each other. It counts as half the "
                "smallest figure; the lower bound is nought.",
            )
        )
    if found.dropped:
        left = ", ".join(model_id(p, lists) for p in found.dropped)
        said.append(Text(f"Model tanpa perkiraan terhingga: {left}.", f"Models without a finite estimate: {left}."))
    return (*said, *ASSUMPTIONS)
