"""Weights brought to known totals: post-stratification, raking, linear calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from sepakat.core.text import Text
from sepakat.measures._columns import Floats
from sepakat.survey.columns import codes, numbers, wrong
from sepakat.survey.design import Calibration, Design

Margins = Mapping[str, Mapping[Any, float] | float]


def calibrate(
    frame: Any,
    design: Design,
    margins: Margins,
    *,
    method: Literal["auto", "linear", "raking"] = "auto",
    rounds: int = 200,
    tolerance: float = 1e-10,
) -> Design:
    """The design with weights that add up to known totals.

    margins: a column of classes -> {class: population}; a column of numbers -> its total. method: `linear` (totals of
    any kind, weights may turn negative: refused), `raking` (classes only, always positive), `auto` = one column of
    classes: post-stratification, several: raking, with a numeric total: linear. Standard errors then rest on the
    residuals of the regression on the margins. UserError for a class without rows or without a total, for totals of
    classes that contradict each other, and where no weights fit.
    """
    bound = design.bind(frame)
    w = bound.weights
    blocks: list[tuple[str, Floats, Floats]] = []  # name, rows x totals, totals
    for name, wanted in margins.items():
        if isinstance(wanted, Mapping):
            blocks.append((name, *_classes(frame, name, wanted)))
        else:
            blocks.append((name, numbers(frame, name)[:, None], np.array([float(wanted)])))
    x = np.hstack([b[1] for b in blocks])
    totals = np.concatenate([b[2] for b in blocks])
    if np.isnan(x).any():
        raise wrong(
            Text("Kolom kalibrasi memuat nilai kosong.", "A column of the margins has missing values."),
            Text("Lengkapi dahulu kolom itu.", "Complete that column first."),
            "survey-margins",
        )
    classes_only = all(isinstance(m, Mapping) for m in margins.values())
    rake = method == "raking" or (method == "auto" and classes_only)
    if rake and not classes_only:
        raise wrong(
            Text("Raking hanya untuk kolom berkelas.", "Raking takes columns of classes only."),
            Text('Pakai method="linear".', 'Use method="linear".'),
            "survey-margins",
        )
    sums = [b[2].sum() for b, m in zip(blocks, margins.values(), strict=True) if isinstance(m, Mapping)]
    if len(sums) > 1 and max(sums) - min(sums) > 1e-6 * max(sums):
        raise wrong(
            Text("Jumlah penduduk antarkolom tidak sama.", "The totals of the columns contradict each other."),
            Text("Samakan jumlah seluruh kelas di tiap kolom.", "Make each column's classes add up to the same."),
            "survey-margins",
        )

    def again(before: Floats) -> Floats:
        return _raked(before, [b[1:] for b in blocks], rounds, tolerance) if rake else _linear(before, x, totals)

    new = again(w)
    if not np.allclose(new @ x, totals, rtol=1e-6) or (new < 0).any():
        raise wrong(
            Text("Tidak ada bobot yang memenuhi semua jumlah itu.", "No weights meet all those totals."),
            Text("Gabungkan kelas kecil, atau kurangi kolomnya.", "Merge small classes, or use fewer columns."),
            "survey-margins",
        )
    return replace(design, weights=new, calibration=Calibration(x, w, again))


def _classes(frame: Any, name: str, wanted: Mapping[Any, float]) -> tuple[Floats, Floats]:
    code, labels = codes(frame, name)
    missing = [k for k in wanted if k not in labels]
    unknown = [label for label in labels if label not in wanted]
    if missing or unknown:
        raise wrong(
            Text(f"Kelas kolom `{name}` tidak cocok dengan jumlahnya.", f"Classes of `{name}` and totals differ."),
            Text("Beri satu jumlah untuk tiap kelas yang ada di data.", "Give one total for each class of the data."),
            "survey-margins",
        )
    return (code[:, None] == np.arange(len(labels))).astype(float), np.array([float(wanted[k]) for k in labels])


def _linear(w: Floats, x: Floats, totals: Floats) -> Floats:
    inner = x.T @ (x * w[:, None])
    push, *_ = np.linalg.lstsq(inner, totals - w @ x, rcond=None)
    return np.asarray(w * (1 + x @ push))


def _raked(w: Floats, blocks: list[tuple[Floats, Floats]], rounds: int, tolerance: float) -> Floats:
    found = w.copy()
    for _ in range(rounds):
        moved = 0.0
        for x, totals in blocks:
            have = found @ x
            factor = np.divide(totals, have, out=np.ones_like(totals), where=have > 0)
            found = found * (x @ factor)
            moved = max(moved, float(np.abs(factor - 1).max()))
        if moved < tolerance:
            break
    return found
