"""Indicators on a survey: the same definitions, with weights, strata and clusters, and a standard error for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sepakat import catalogue, regions, survey
from sepakat.catalogue import Indicator
from sepakat.core import duck
from sepakat.core.duck import identifier
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import protecting, request, result
from sepakat.engine.estimators import estimator
from sepakat.engine.frames import Frame, ReleaseLike
from sepakat.engine.places import LENGTH
from sepakat.engine.request import Request
from sepakat.engine.runners.duckdb import DuckRunner

LEVELS = ("nasional", "provinsi", "kabupaten")
EXTRA: Mapping[str, pa.DataType] = {
    "se": pa.float64(),
    "rse": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "df": pa.int64(),
    "sign": pa.string(),
}
APPROXIMATE = Text(
    "Galat baku hanya perkiraan: berkas survei tidak memuat strata dan satuan sampelnya.",
    "Standard errors are approximate: the survey file does not tell its strata and sampling units.",
)
SAMPLED = Text(
    "Angka dari survei sampel: * RSE di atas batas hati-hati, ** RSE terlalu besar sehingga tidak ditampilkan.",
    "Figures from a sample: * RSE calls for care, ** RSE too large, so the figure is withheld.",
)


@dataclass(frozen=True)
class _Rules:
    """Dated limits: smallest n, RSE that calls for care, RSE above which a figure is withheld."""

    smallest: int
    care: float
    limit: float


def compute(release: ReleaseLike, asked: Request, source: str, *, protect: bool, on: dt.date) -> Table:
    """Estimates for every region at `asked.level` (regency and above) that the survey reached.

    numerator, denominator: weighted; n: rows of the sample; se, low, high in the unit of value (95 %; shares on the
    logit scale). Withheld when protected: RSE over the limit, or n below the minimum for tables other than the
    registry's. UserError: survey-level, region-empty.
    """
    if asked.level not in LEVELS:
        raise UserError(
            Text(f"{source} tidak mewakili tingkat {asked.level}.", f"{source} does not reach {asked.level}."),
            detail=Text(
                "Survei sampel hanya cukup untuk kabupaten/kota ke atas.", "A sample suffices for regencies and above."
            ),
            hint=Text(
                "Pilih tingkat kabupaten, provinsi, atau nasional; untuk desa pakai --source registri.",
                "Choose kabupaten, provinsi or nasional; for villages use --source registri.",
            ),
            code="survey-level",
        )
    rules = _Rules(
        protecting.minimum("lain", on),
        float(catalogue.parameter("rse_hati_hati", on).value),
        float(catalogue.parameter("rse_batas", on).value),
    )
    figures, known = [], True
    with DuckRunner(release.path) as runner:
        data = {unit: _Data(runner, frame, asked, on) for unit, frame in asked.frames.items()}
    for indicator in asked.indicators:
        one = data[indicator.satuan_analisis]
        request.check_inside(asked.region, bool(one.inside.any()), release.id)
        known &= one.design.known
        figures.append(_figures(one, indicator, asked, rules, protect))
    notes = [SAMPLED] if known else [SAMPLED, APPROXIMATE]
    return result.table(
        figures, level=asked.level, by=asked.by, release=release, protected=protect, notes=notes, extra=EXTRA
    )


class _Data:
    """The rows of a survey table that the figures need, as arrays. All its rows: a domain never cuts the sample."""

    def __init__(self, runner: DuckRunner, frame: Frame, asked: Request, on: dt.date) -> None:
        mine = [i for i in asked.indicators if i.satuan_analisis == frame.unit]
        values = catalogue.numbers({name for i in mine for name in i.parameters}, on)
        told = {"strata", "psu"} <= frame.columns
        parts = ["regency_code", "COALESCE(penimbang, 0)::DOUBLE AS penimbang"]
        parts += ["strata", "psu"] if told else []
        parts += [identifier(name) for name in asked.by]
        for i in mine:
            x, weight = i.numerator.sql(values), identifier(i.penimbang) if i.penimbang else "1"
            parts.append(f"({x})::DOUBLE AS {identifier('x_' + i.id)}")
            # A weight of the indicator (members) multiplies the weight of the household (methods book 0.2).
            parts.append(
                f"COALESCE(CASE WHEN {i.denominator.sql(values)} THEN {weight} END, 0)::DOUBLE "
                f"AS {identifier('d_' + i.id)}"
            )
        found = runner.run(f"SELECT {', '.join(parts)} FROM {duck.parquet(list(frame.files))}")
        self.table = found
        self.weight = found.column("penimbang").to_numpy()
        region = np.array(found.column("regency_code").to_pylist(), dtype=str)
        length = LENGTH[asked.level]
        self.region = np.array([code[:length] for code in region]) if length else np.full(len(region), regions.NATION)
        self.inside = np.ones(len(region), bool)
        if asked.region != regions.NATION:
            self.inside = np.char.startswith(region, asked.region)
        self.design = design(found, region, told)
        self.domains = _domains(self, asked)

    def column(self, name: str) -> np.ndarray:
        return self.table.column(name).to_numpy(zero_copy_only=False)


def design(found: pa.Table, region: np.ndarray, told: bool) -> survey.Sampling:
    """The sampling of a survey table. region: regency of each row; told: whether it has columns `strata` and `psu`."""
    if not told or found.column("strata").null_count or found.column("psu").null_count:
        return survey.sampling(None, None, len(region))
    # Provinces are sampled separately, so the same stratum number in two provinces is two strata.
    _, province = np.unique([code[:2] for code in region], return_inverse=True)
    _, strata = np.unique(found.column("strata").to_numpy(), return_inverse=True)
    return survey.sampling(province * (strata.max(initial=0) + 1) + strata, found.column("psu").to_numpy(), len(region))


def _domains(data: _Data, asked: Request) -> list[tuple[str, tuple[int | None, ...], np.ndarray]]:
    """(region, classes, its rows) of every combination that the sample holds inside the region asked for, in order,
    unknown classes last."""
    rows = np.flatnonzero(data.inside)
    regions_held, region = np.unique(data.region[rows], return_inverse=True)
    unknown = np.iinfo(np.int64).max
    columns = [data.table.column(name).cast(pa.int64()).fill_null(unknown).to_numpy()[rows] for name in asked.by]
    keys = np.stack([region, *columns])
    order = np.lexsort(keys[::-1])
    keys, rows = keys[:, order], rows[order]
    starts = np.flatnonzero(np.r_[len(rows) > 0, (keys[:, 1:] != keys[:, :-1]).any(axis=0)])
    found = []
    for part, key in zip(np.split(rows, starts[1:]), keys[:, starts].T.tolist(), strict=False):
        found.append((str(regions_held[key[0]]), tuple(None if c == unknown else c for c in key[1:]), part))
    return found


def _figures(data: _Data, indicator: Indicator, asked: Request, rules: _Rules, protect: bool) -> result.Figures:
    x, d = data.column(f"x_{indicator.id}"), data.column(f"d_{indicator.id}")
    answered = ~np.isnan(x)
    x, d = np.where(answered, x, 0.0), np.where(answered, d, 0.0)
    linear = estimator(indicator.penaksir).linear
    share = indicator.numerator.kind == "boolean" and indicator.penaksir == "rasio"
    rows: list[dict[str, object]] = []
    for region, combo, own in data.domains:
        counted = own[d[own] > 0]
        found = linear(x[own], data.weight[own], d[own]).estimate(data.design, rows=own)
        value, se = found.value * indicator.pengali, found.se * indicator.pengali
        relative = survey.relative(se, value)
        mark = survey.sign(relative, rules.care, rules.limit)
        n = len(counted)
        hidden = protect and (0 < n < rules.smallest or mark == survey.WITHHELD)
        degrees = data.design.degrees(counted)
        ends = survey.interval(value, se, degrees=degrees, share=share, scale=indicator.pengali) or (None, None)
        extra = {"se": se, "rse": relative, "low": ends[0], "high": ends[1], "df": degrees}
        shown = {k: None if hidden or (k == "se" and not np.isfinite(se)) else v for k, v in extra.items()}
        rows.append(
            {"region": region, "combo": combo, "num": found.numerator, "den": found.denominator, "n": n,
             "hidden": hidden, **shown, "sign": mark}
        )  # fmt: skip

    def listed(name: str) -> list:
        return [row[name] for row in rows]

    return result.Figures(
        indicator=indicator,
        regions=listed("region"),
        classes={name: [combo[i] for combo in listed("combo")] for i, name in enumerate(asked.by)},
        num=np.array(listed("num"), float),
        den=np.array(listed("den"), float),
        n=np.array(listed("n"), np.int64),
        hits=np.zeros(len(rows), np.int64),
        hidden=np.array(listed("hidden"), bool),
        extra={name: listed(name) for name in EXTRA},
    )
