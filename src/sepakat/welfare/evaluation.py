"""How well a score finds the poor: fit, rank agreement and targeting errors, against a survey or a known truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sepakat import catalogue
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.welfare.calibration import reliability
from sepakat.welfare.targeting import (
    DEFINITIONS,
    Floats,
    pearson,
    r_squared,
    rmse,
    share_below,
    spearman,
    targeting_errors,
)

CUTS = (5, 10, 15, 20, 25, 30, 35, 40)


def _rounded(value: float | None, digits: int = 6) -> float | None:
    return None if value is None else round(value, digits)


def fit_figures(y: Floats, predicted: Floats, weight: Floats) -> dict[str, float | None]:
    """r2, rmse (of the log), spearman; weighted."""
    return {
        "r2": _rounded(r_squared(y, predicted, weight)),
        "rmse": _rounded(rmse(y, predicted, weight)),
        "spearman": _rounded(spearman(y, predicted, weight)),
    }


def error_rows(
    score: Floats, truth: Floats, weight: Floats, groups: Mapping[str, npt.NDArray[Any]], cuts: tuple[int, ...] = CUTS
) -> list[dict[str, Any]]:
    """One row per cut and group: every named error, as shares of weight.

    Eligible and selected are those below the cut by the decile rule (share strictly lower < cut), both on the whole
    population; a group's errors are counted inside it. Groups with an empty side have None there.
    """
    below_truth, below_score = share_below(truth, weight), share_below(score, weight)
    bottom = below_truth < 0.4
    rows: list[dict[str, Any]] = []
    everyone = np.ones(len(score), dtype=bool)
    parts: list[tuple[str, int | None, npt.NDArray[np.bool_]]] = [("semua", None, everyone)]
    for name, values in groups.items():
        parts += [(name, int(code), values == code) for code in np.unique(values) if code >= 0]
    # Groups of a handful of families say nothing of the model and something of the families.
    least = catalogue.parameter("sel_minimum_registri", dt.date.today()).value
    parts = [part for part in parts if part[1] is None or int(part[2].sum()) >= least]
    for cut in cuts:
        eligible, selected = below_truth < cut / 100, below_score < cut / 100
        for name, code, inside in parts:
            found = targeting_errors(eligible[inside], selected[inside], weight[inside])
            total = sum(float(found[k] or 0) for k in ("tp", "fp", "fn", "tn"))
            benefits = float(weight[inside & selected].sum())
            reached = float(weight[inside & selected & bottom].sum())
            rows.append(
                {
                    "batas": cut,
                    "kelompok": name,
                    "kode": code,
                    "n": int(inside.sum()),
                    "berhak": _rounded((float(found["tp"] or 0) + float(found["fn"] or 0)) / total if total else None),
                    "terpilih": _rounded(benefits / total if total else None),
                    **{key: _rounded(found[key]) for key in DEFINITIONS},
                    # Coady-Grosh-Hoddinott: share of (equal) benefits reaching the poorest 40 %, over 0.40
                    "cgh": _rounded(reached / benefits / 0.4 if benefits and name == "semua" else None),
                }
            )
    return rows


def evaluate(
    score: npt.NDArray[Any],
    truth: npt.NDArray[Any],
    weight: npt.NDArray[Any],
    *,
    groups: Mapping[str, npt.NDArray[Any]] | None = None,
    chance: npt.NDArray[Any] | None = None,
    families: npt.NDArray[Any] | None = None,
    log_ratio: bool = False,
    cuts: tuple[int, ...] = CUTS,
    release: str = "",
    sample: bool = False,
) -> Table:
    """Errors of a score against the truth, as a Table; fit and calibration in `meta`.

    score: lower = poorer (micro-logs or any rank), NaN = not rankable (left out and counted). truth: consumption per
    head, or its ratio to the line. weight: persons. groups: code arrays (`tipe_daerah`, `jenis_kelamin_kk`, …; −1
    unknown). chance: stated chance of D1-4, judged with weight `families` (default 1 each). log_ratio: truth is the
    ratio to the poverty line and score is its micro-log, so that R² and RMSE are meaningful; else R² is the squared
    correlation with ln(truth).
    """
    s, t, w = (np.asarray(v, dtype=np.float64) for v in (score, truth, weight))
    use = np.isfinite(s) & np.isfinite(t) & (t > 0) & (w > 0)
    y = np.log(t[use])
    kept = {name: np.asarray(values)[use] for name, values in (groups or {}).items()}
    rows = error_rows(s[use], t[use], w[use], kept, cuts)
    meta: dict[str, Any] = {"dinilai": int(use.sum()), "tidak_dinilai": int((~use).sum())}
    if log_ratio:
        meta |= fit_figures(y, s[use] / 1e6, w[use])
    else:
        r = pearson(y, s[use], w[use])
        meta |= {"r2": _rounded(None if r is None else r * r), "spearman": _rounded(spearman(y, s[use], w[use]))}
    if chance is not None:
        f = np.ones(len(s)) if families is None else np.asarray(families, dtype=np.float64)
        poor = share_below(t[use], w[use]) < 0.4
        meta["kalibrasi"] = reliability(np.asarray(chance, dtype=np.float64)[use], poor, f[use])
    return Table(
        data=pa.Table.from_pylist(rows),
        title=Text("Galat sasaran menurut definisi (simulasi)", "Targeting errors by definition (simulation)"),
        columns=_columns(),
        release=release,
        protected=True,  # shares over whole populations or large groups, no counts of a region
        sample=sample,
        notes=tuple(DEFINITIONS.values()),
        meta=meta,
    )


def _columns() -> tuple[Column, ...]:
    shares = [Column(key, words, "bagian", 3) for key, words in DEFINITIONS.items()]
    return (
        Column("batas", Text("Batas (persen termiskin)", "Cut (poorest per cent)"), "persen", 0),
        Column("kelompok", Text("Kelompok", "Group"), kind="text"),
        Column("kode", Text("Kode", "Code"), kind="code"),
        Column("n", Text("Jumlah keluarga", "Families"), "keluarga", 0),
        *shares,
        Column("cgh", Text("Kinerja sasaran (CGH)", "Targeting performance (CGH)"), "", 2),
    )
