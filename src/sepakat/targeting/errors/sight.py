"""How much a recipient list knows of a family beyond our score: what makes errors of the model look like errors of aid.

A family that our model calls better off than it is, and that the list holds rightly, would count as wrongly in. How
often that happens depends on whether the list errs where our model errs. Let the model's standardised error be e, and
let the list hold a family where w < a + b·z, z being the family's margin to the cut by the model, w and e standard
normal. Were the list to follow true welfare with errors of its own, the correlation of w and e would be exactly b, the
slope of a probit regression of the list on z; did it know nothing beyond our score, it would be 0. The truth lies
between: r = k·b. In the survey, where consumption is known and families say what they receive, k is measured; without
a survey it is drawn evenly between 0 and 1. (A model of selection with normal errors: Heckman 1979; that errors
independent of the outcome identify the slope: the classical errors-in-variables argument.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.laws import ndtr, ndtri
from sepakat.engine import frames
from sepakat.engine.frames import ReleaseLike
from sepakat.targeting.errors.chances import LEAST
from sepakat.welfare.calibration import SHARE, chance_at
from sepakat.welfare.model import Model
from sepakat.welfare.scoring import score_sql
from sepakat.welfare.targeting import weighted_quantile

Floats = NDArray[np.float64]
_GRID = (np.arange(16) + 0.5) / 16
_CORRELATIONS = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
_GROUPS = 10  # of the jackknife
_MOST = 100_000  # families that a slope is fitted on
STEEPEST = 0.95
MOST_KNOWN = 1.3  # k passes one where the score was fitted on few households: its own noise flattens b


@dataclass(frozen=True)
class Listing:
    """The probit of a list on the margin: a + b·z. b is 0 where the list cannot be told from the score."""

    a: float
    b: float


@dataclass(frozen=True)
class Sight:
    """k and its standard error (`survey`: measured; else drawn evenly from 0 to 1), and the correlation of model errors
    within a village. households: of the survey. regencies: standard error of the model's level in each regency, in
    units of the model's error (from the model file)."""

    k: float
    error: float
    survey: bool
    village: float
    households: int = 0
    regencies: Mapping[str, float] = field(default_factory=dict)

    def drawn(self, rng: np.random.Generator) -> float:
        """One k. Its error is itself known from few groups only, so it is drawn from Student's t."""
        if not self.survey:
            return float(rng.random())
        return float(np.clip(self.k + self.error * rng.standard_t(_GROUPS - 1), 0.0, MOST_KNOWN))

    def regency_errors(self, codes: Sequence[str]) -> Floats:
        """The error of each regency's level; of one that the model does not name, the middle of the others."""
        usual = float(np.median(list(self.regencies.values()))) if self.regencies else 0.0
        return np.array([self.regencies.get(code, usual) for code in codes], np.float64)


def listing(z: Floats, listed: NDArray[np.bool_], weight: Floats | None = None) -> Listing:
    """Fit the probit by Newton's method on (at most 100,000) families; slopes below 0 count as 0."""
    step = max(1, len(z) // _MOST)
    z, y = np.asarray(z, np.float64)[::step], np.asarray(listed, np.float64)[::step]
    w = np.ones(len(z)) if weight is None else weight[::step] / weight[::step].mean()
    share = float(np.average(y, weights=w)) if len(y) else 0.0
    if not 0 < share < 1 or np.ptp(z) < 1e-9:
        return Listing(float(ndtri(np.clip(share, LEAST, 1 - LEAST))), 0.0)
    x = np.column_stack([np.ones(len(z)), z])
    beta = np.array([float(ndtri(share)), 0.0])
    for _ in range(50):
        line = np.clip(x @ beta, -6, 6)
        chance = np.clip(ndtr(line), 1e-9, 1 - 1e-9)
        density = np.exp(-(line**2) / 2) / np.sqrt(2 * np.pi)
        gradient = x.T @ (w * density * (y - chance) / (chance * (1 - chance)))
        hessian = x.T @ (x * (w * density**2 / (chance * (1 - chance)))[:, None]) + np.diag([1e-9, 1e-9])
        move = np.linalg.solve(hessian, gradient)
        beta = beta + move
        if float(np.abs(move).max()) < 1e-9:
            break
    return Listing(float(beta[0]), float(np.clip(beta[1], 0.0, STEEPEST)))


def sight(release: ReleaseLike) -> Sight:
    """What this release's survey says; without one, an even spread and the village correlation of the parameters."""
    surveys = release.files("survey_susenas_household")
    model = release.path / "model.json"
    assumed = float(catalogue.parameter("galat_sasaran_korelasi_desa", frames.day(release)).value)
    if not surveys or not model.exists():
        return Sight(0.5, 0.0, False, assumed)
    return _measured(model, tuple(surveys), assumed)


@lru_cache(maxsize=4)
def _measured(model_path: Path, surveys: tuple[Path, ...], assumed: float) -> Sight:
    model = Model.load(model_path)
    received = sorted({p.received for p in catalogue.programmes().values() if p.unit == "keluarga" and p.received})
    con = duck.connect(allowed=[model_path.parent])
    try:
        held = duck.arrow(con, f"SELECT * FROM {duck.parquet(list(surveys))} LIMIT 0").column_names
        received = [c for c in received if c in held]
        needed = {"pengeluaran_kapita", "garis_kemiskinan", "members", "penimbang", "psu", *model.columns()}
        if not received or not needed <= set(held):
            return Sight(0.5, 0.0, False, assumed)
        shown = ", ".join(f"({c} = 1)::INTEGER AS {c}" for c in received)
        kind = "0" if model.kinds == (0,) else "tipe_daerah"
        rows = duck.arrow(
            con,
            f"SELECT * FROM (SELECT {score_sql(model, regency='regency_code')}::DOUBLE AS skor, "
            f"ln(pengeluaran_kapita / garis_kemiskinan) AS y, members::DOUBLE AS members, penimbang::DOUBLE AS w, "
            f"coalesce({kind}, 0)::BIGINT AS kind, psu::BIGINT AS psu, {shown} "
            f"FROM {duck.parquet(list(surveys))} WHERE pengeluaran_kapita > 0) "
            "WHERE skor IS NOT NULL AND y IS NOT NULL AND w > 0 ORDER BY psu, skor, y",
        )
    finally:
        con.close()
    if rows.num_rows < 100:
        return Sight(0.5, 0.0, False, assumed, rows.num_rows)
    t = {name: rows.column(name).to_numpy() for name in rows.column_names}
    poor = t["y"] < weighted_quantile(t["y"], t["w"] * t["members"], SHARE)
    chance = np.full(rows.num_rows, SHARE)
    for kind_of, points in model.chance.items():
        mine = t["kind"] == kind_of
        chance[mine] = chance_at(list(points), t["skor"][mine])
    z: Floats = ndtri(np.clip(chance, LEAST, 1 - LEAST))
    k, error = _share_known(z, poor, t, [t[c] == 1 for c in received])
    residual = t["y"] - t["skor"] / 1e6
    size = float(residual.std()) or 1.0
    regencies = {code: r.error / 1e6 / size for code, r in model.regencies.items()}
    return Sight(k, error, True, _within(residual, t["psu"]), rows.num_rows, regencies)


def _share_known(
    z: Floats, poor: NDArray[np.bool_], t: dict[str, NDArray[np.float64]], lists: list[NDArray[np.bool_]]
) -> tuple[float, float]:
    """k over all lists together, and its jackknife error by groups of census blocks."""
    parts = []
    for listed in lists:
        fitted = listing(z, listed, t["w"])
        if fitted.b > 0.05 and listed.any():
            said = np.stack([truly(z, listed, fitted, r) for r in _CORRELATIONS])
            parts.append((fitted.b, listed, said))
    if not parts:
        return 0.5, 0.5
    _, block = np.unique(t["psu"], return_inverse=True)

    def estimate(keep: NDArray[np.bool_]) -> float:
        found, weights = [], []
        for b, listed, said in parts:
            rows = keep & listed
            w = t["w"][rows]
            curve = (said[:, rows] * w).sum(axis=1)
            seen = float((w * poor[rows]).sum())
            found.append(float(np.interp(seen, curve, _CORRELATIONS)) / b)
            weights.append(float(w.sum()))
        return float(np.average(found, weights=weights))

    whole = estimate(np.ones(len(z), bool))
    left = [estimate(block % _GROUPS != g) for g in range(_GROUPS)]
    error = float(np.sqrt((_GROUPS - 1) / _GROUPS * np.sum((np.array(left) - np.mean(left)) ** 2)))
    return float(np.clip(whole, 0.0, MOST_KNOWN)), error


def truly(z: Floats, listed: NDArray[np.bool_], fitted: Listing, r: float) -> Floats:
    """Chance that each family truly lies below the cut, given its margin and whether the list holds it."""
    held = np.clip(ndtr(fitted.a + fitted.b * z), 1e-6, 1 - 1e-6)[:, None]
    w = ndtri(np.where(listed[:, None], _GRID * held, held + _GRID * (1 - held)))
    found: Floats = ndtr((z[:, None] - r * w) / np.sqrt(1 - r * r)).mean(axis=1)
    return found


def _within(residual: Floats, cluster: NDArray[np.float64]) -> float:
    """Intra-cluster correlation of the residuals by the analysis of variance, between 0 and 0.9."""
    _, at = np.unique(cluster, return_inverse=True)
    size = np.bincount(at).astype(np.float64)
    n, k = float(len(residual)), float(len(size))
    if k < 2 or n <= k:
        return 0.0
    mean = np.bincount(at, residual) / size
    between = float((size * (mean - residual.mean()) ** 2).sum()) / (k - 1)
    inner = float(((residual - mean[at]) ** 2).sum()) / (n - k)
    usual = (n - float((size**2).sum()) / n) / (k - 1)
    found = (between - inner) / (between + (usual - 1) * inner) if between > 0 else 0.0
    return float(np.clip(found, 0.0, 0.9))
