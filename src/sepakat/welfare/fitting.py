"""Fit a proxy means test on a survey: choose penalties on held-out clusters, estimate, judge, calibrate, write down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from sepakat import catalogue
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.welfare import calibration, evaluation
from sepakat.welfare.design import Design, Floats, available, build, matrix, merge_rare, usable_spec
from sepakat.welfare.features import Spec
from sepakat.welfare.features import spec as spec_named
from sepakat.welfare.levels import ALPHAS, INFINITE, SHRINK, Estimate, Levels, Tuning
from sepakat.welfare.model import NATION, Cell, Model, Regency, contribution
from sepakat.welfare.moments import half, sandwich
from sepakat.welfare.targeting import smearing

MICRO = 1_000_000


def fit(
    household: pa.Table,
    *,
    spec: Spec | str | None = None,
    registry_columns: set[str] | None = None,
    folds: int = 5,
    alphas: tuple[float, ...] = ALPHAS,
    shrink: tuple[float, ...] = SHRINK,
    small: int = 400,
    rare: int = 30,
    author: str = "sepakat",
    on: dt.date | None = None,
    source: str = "",
    period: str = "",
    progress: Progress = SILENT,
) -> Model:
    """A model of ln(consumption per head ÷ poverty line) from a survey of households.

    household: table `survey_susenas_household` (canonical names; `regency_code`, `psu`, `members`, `penimbang`,
    `pengeluaran_kapita`, `garis_kemiskinan` required). spec: feature list or its name. registry_columns: columns that
    the registry answers at all; features that need others are left out. folds: groups of clusters held out in turn.
    alphas, shrink: penalties tried. small: regencies with fewer households have an effect, no slopes of their own.
    rare: levels with fewer households take the coefficient of the level they merge into. on: date of the fit.
    source, period: told in the file. Raises UserError where the survey does not suffice.
    """
    chosen = spec if isinstance(spec, Spec) else spec_named(spec) if spec else spec_named()
    kept, left_out = usable_spec(chosen, household, registry_columns)
    by_type = bool(available(household, ("tipe_daerah",))) and (
        registry_columns is None or "tipe_daerah" in registry_columns
    )
    title = str(Text("Mencocokkan model kesejahteraan", "Fitting the welfare model"))
    # One thread for linear algebra: systems of two hundred unknowns gain nothing from more, threads that wait for each
    # other cost much on a busy machine, and the last bits of a sum then never depend on the number of cores.
    with threadpool_limits(1, user_api="blas"), progress.step(title, total=4) as step:
        day = on or dt.date.today()
        design = build(household, kept, folds=folds, by_type=by_type)
        prepared = prepare(design, small=small, rare=rare)
        levels, merged = prepared.levels, prepared.merged
        step.advance()
        tuning, tried = levels.choose(alphas, shrink)
        step.advance()
        estimate = levels.estimate(tuning)
        held_out = levels.held_out(tuning)
        step.advance()
        writer = _Writer(prepared)
        cells = writer.cells(estimate, tuning)
        regencies = writer.regencies(estimate)
        model = Model(
            spec=kept,
            cells=cells,
            regencies=regencies,
            means={},
            chance={},
            merged=merged,
            facts={},
            date=day.isoformat(),
            author=author,
            band=near_cut_band(day),
        )
        facts, chance = _judge(design, levels.predict(estimate), held_out)
        facts["data"] = _data(design, left_out, source, period)
        facts["penyetelan"] = {
            "alpha": tuning.alpha,
            "tipe_daerah": _penalty(tuning.kind) if len(levels.kinds) > 1 else None,
            "provinsi": _penalty(tuning.province) if len(levels.province_codes) > 1 else None,
            "kabupaten": _penalty(tuning.regency),
            "lipatan": folds,
            "batas_kabupaten_kecil": small,
            "batas_tingkat_jarang": rare,
            "rugi": {key: round(float(value / design.weight.sum()), 8) for key, value in tried.items()},
        }
        found = replace(model, means=_means(model, design), chance=chance, facts=facts)
        step.advance()
    return found


@dataclass(frozen=True)
class Prepared:
    """Standardised terms ready to fit: (x − centre) / scale per free term; merged: rare levels that share one."""

    levels: Levels
    names: tuple[str, ...]
    centre: Floats
    scale: Floats
    merged: dict[str, dict[str, str]]


def prepare(design: Design, *, small: int = 400, rare: int = 30) -> Prepared:
    """Merge rare levels, lay out the terms, standardise them (weighted mean 0, sd 1)."""
    merged = merge_rare(design, rare)
    names, x = matrix(design, merged)
    centre = np.average(x, axis=0, weights=design.weight)
    spread = np.sqrt(np.average((x - centre) ** 2, axis=0, weights=design.weight))
    scale = np.where(spread > 0, spread, 1.0)
    x -= centre
    x /= scale
    return Prepared(Levels(design, x, small), names, centre, scale, merged)


def near_cut_band(on: dt.date) -> tuple[float, float]:
    """Chances between which a family is near the 4/5 cut, from the catalogue's dated parameters."""
    lower, upper = (catalogue.parameter(f"pita_dekat_batas_{end}", on).value for end in ("bawah", "atas"))
    return float(lower), float(upper)


def _penalty(value: float) -> float | str:
    return "tak hingga" if value >= INFINITE else value


class _Writer:
    """Turns standardised coefficients into whole micro-logs per unit of each term."""

    def __init__(self, prepared: Prepared) -> None:
        self.levels, self.names, self.merged = prepared.levels, prepared.names, prepared.merged
        self.centre, self.scale = prepared.centre, prepared.scale
        self.spec = prepared.levels.design.spec

    def _terms(self, slopes: Floats) -> dict[str, int]:
        free = dict(zip(self.names, (round(float(b) * MICRO) for b in slopes / self.scale), strict=True))
        found: dict[str, int] = {}
        for feature in self.spec.features:
            merged = self.merged.get(feature.name, {})
            for term in feature.terms():
                level = term.partition("=")[2]
                to = merged.get(level)
                # A rare level merged into the reference adds nothing; into another, what that one adds.
                found[term] = free.get(f"{feature.name}={to}", 0) if to else free[term]
        return found

    def _constant(self, beta: Floats) -> int:
        return round((float(beta[0]) - float((beta[1:] * self.centre / self.scale).sum())) * MICRO)

    def cells(self, estimate: Estimate, tuning: Tuning) -> dict[str, dict[int, Cell]]:
        levels = self.levels
        found = {NATION: self._region(estimate.common, None, tuning)}
        if len(levels.province_codes) > 1:
            for p, code in enumerate(levels.province_codes):
                found[code] = self._region(estimate.province[p], p, tuning)
        return found

    def _region(self, by_kind: dict[int, Floats], province: int | None, tuning: Tuning) -> dict[int, Cell]:
        errors = self._errors(by_kind, province, tuning)
        return {
            kind: Cell(self._constant(beta), self._terms(beta[1:]), self._terms(errors[kind]))
            for kind, beta in by_kind.items()
        }

    def _errors(self, by_kind: dict[int, Floats], province: int | None, tuning: Tuning) -> dict[int, Floats]:
        levels, design = self.levels, self.levels.design
        rows = np.ones(design.n, dtype=bool) if province is None else levels.provinces == province
        residual = np.zeros(design.n)
        for kind, beta in by_kind.items():
            part = rows & (design.kind == kind)
            residual[part] = design.y[part] - beta[0] - levels.x[part] @ beta[1:]
        folds = list(range(levels.folds))
        if province is None:
            penalty = levels.penalty(tuning.alpha, tuning.kind)
        else:
            penalty = levels.penalty(tuning.province, tuning.province, constant=1.0)
        covariance = sandwich(
            levels.part(province, folds), penalty, levels.z()[rows], residual[rows], design.weight[rows],
            design.cluster[rows],
        )  # fmt: skip
        found: dict[int, Floats] = {}
        width = levels.width
        for kind in by_kind:
            if len(covariance) == width:
                variance = np.diag(covariance)
            else:
                h = half(kind)
                a, b, c = covariance[:width, :width], covariance[:width, width:], covariance[width:, width:]
                variance = np.diag(a) + 2 * h * np.diag(b) + h * h * np.diag(c)
            found[kind] = np.sqrt(np.maximum(variance, 0))[1:]
        return found

    def regencies(self, estimate: Estimate) -> dict[str, Regency]:
        design = self.levels.design
        counts = np.bincount(design.regency, minlength=len(design.regencies))
        found: dict[str, Regency] = {}
        for r, code in enumerate(design.regencies):
            slopes: dict[str, int] = {}
            if r in estimate.slopes:
                beta = estimate.slopes[r]
                slopes = {"": self._constant(beta), **{t: c for t, c in self._terms(beta[1:]).items() if c}}
            found[code] = Regency(
                int(counts[r]),
                round(float(estimate.effect[r]) * MICRO),
                round(float(estimate.effect_error[r]) * MICRO),
                slopes,
            )
        return found


def _data(design: Design, left_out: tuple[str, ...], source: str, period: str) -> dict[str, Any]:
    _, provinces = design.province()
    counts = np.bincount(design.regency, minlength=len(design.regencies))
    return {
        "sumber": source,
        "periode": period,
        "dibaca": design.read,
        "dipakai": design.n,
        "gugus": len(np.unique(design.cluster)),
        "orang_dalam_sampel": int(design.members.sum()),
        "provinsi": list(provinces),
        "kabupaten_terkecil": int(counts.min()),
        "tidak_dipakai": design.dropped,
        "fitur_tidak_dipakai": list(left_out),
        "sasaran": "ln(pengeluaran per kapita / garis kemiskinan)",
        "penimbang": "penimbang rumah tangga x anggota",
    }


def _judge(
    design: Design, fitted: Floats, held_out: Floats
) -> tuple[dict[str, Any], dict[int, tuple[tuple[int, int], ...]]]:
    """Fit, errors at each cut, and the chance curve, all from predictions of held-out clusters."""
    y, w = design.y, design.weight
    curve = calibration.fit_curve(held_out, y, design.household, w, design.kind)
    table = calibration.knots(curve, held_out)
    honest = calibration.cross_fitted(held_out, y, design.household, w, design.kind, design.fold)
    groups: dict[str, np.ndarray] = {}
    if set(np.unique(design.kind)) - {0}:
        groups["tipe_daerah"] = design.kind
    for name, values in design.groups.items():
        groups[name] = (values > 0).astype(np.int64) if name == "jumlah_disabilitas" else values
    facts: dict[str, Any] = {
        "kecocokan": {
            "uji_silang": evaluation.fit_figures(y, held_out, w),
            "dalam_sampel": evaluation.fit_figures(y, fitted, w),
        },
        "galat_sasaran": evaluation.error_rows(held_out, y, w, groups),
        "smearing": round(smearing(y - held_out, w), 6),
        "kalibrasi": {
            "batas_ln": round(curve.cut, 6),
            "bagian": calibration.SHARE,
            "dasar": "keluarga",
            "simpangan": {str(k): [round(a, 6), round(b, 6)] for k, (a, b) in curve.sd.items()},
            "tabel": [
                {key: round(value, 6) for key, value in row.items()}
                for row in calibration.reliability(honest, y < curve.cut, design.household)
            ],
        },
    }
    return facts, {k: tuple(points) for k, points in table.items()}


def _means(model: Model, design: Design) -> dict[str, dict[str, int]]:
    """Mean contribution of every feature among persons, per province and for all: what "average" means in words."""
    per_row = np.zeros((design.n, len(model.spec.features) + 1))
    for r, code in enumerate(design.regencies):
        for kind in model.kinds:
            rows = (design.regency == r) & (design.kind == kind)
            if not rows.any():
                continue
            cell = model.leaf(code, kind)
            per_row[rows, -1] = cell.constant
            for i, feature in enumerate(model.spec.features):
                distinct, where = np.unique(design.values[rows, i], return_inverse=True)
                per_row[rows, i] = np.array([contribution(feature, cell, int(v)) for v in distinct])[where]
    province, codes = design.province()
    names = [*(f.name for f in model.spec.features), ""]
    found: dict[str, dict[str, int]] = {}
    for region, rows in [(NATION, np.ones(design.n, dtype=bool))] + [(c, province == i) for i, c in enumerate(codes)]:
        mean = np.average(per_row[rows], axis=0, weights=design.weight[rows])
        found[region] = {name: round(float(m)) for name, m in zip(names, mean, strict=True)}
    return found
