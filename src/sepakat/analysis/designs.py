"""Rows of people for regression and evaluation: a registry's or a survey's, with what tells their error."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import catalogue, regions
from sepakat.analysis.evaluation import Sample
from sepakat.catalogue import Indicator
from sepakat.core import duck
from sepakat.core.duck import identifier, literal
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import Frame, ReleaseLike
from sepakat.engine.runners.duckdb import DuckRunner
from sepakat.engine.surveys import design
from sepakat.survey import Sampling, sampling

FULL_COUNT = Text(
    "Data registri adalah cacah lengkap; kesalahan bakunya menggambarkan variasi antardesa, bukan penarikan sampel.",
    "The registry is a full count; errors describe variation between villages, not sampling.",
)
APPROXIMATE = Text(
    "Berkas survei tidak memuat strata dan satuan sampelnya; kesalahan baku hanya perkiraan.",
    "The survey file does not tell strata and sampling units; errors are approximate.",
)


@dataclass(frozen=True)
class Rows:
    """table: outcome `y` (NULL: unknown or outside), the columns asked for; weights; plan: the design of all rows;
    inside: rows of the region. note: what the errors mean."""

    table: pa.Table
    weights: NDArray[np.float64]
    plan: Sampling
    inside: NDArray[np.bool_]
    note: Text | None
    part: int


def rows(
    release: ReleaseLike, outcome: Indicator, columns: list[str], region: str, source: str, on: dt.date, most: int
) -> Rows:
    """The rows on which an outcome is explained. A registry is read inside the region only, and above `most` rows the
    same fixed part of its families is taken (`part`: one in so many); a survey whole, because a domain never cuts a
    sample. UserError of `engine.frames`."""
    frame = frames.frame(release, outcome.satuan_analisis, source)
    frames.check_runs(outcome, frame)
    values = catalogue.numbers(outcome.parameters, on)
    y = f"(CASE WHEN {outcome.denominator.sql(values)} THEN {outcome.numerator.sql(values)} END)::DOUBLE AS y"
    # A weight of the indicator (members) multiplies that of the household, as everywhere (methods book 0.2).
    weight = f"COALESCE({identifier(outcome.penimbang)}, 0)" if outcome.penimbang else "1"
    y = f"{y}, {weight}::DOUBLE AS _m"
    listed = [identifier(c) for c in columns]
    with DuckRunner(release.path) as runner:
        if source == "registri":
            return _registry(runner, frame, [y, *listed], region, most)
        return _survey(runner, frame, [y, *listed], region)


def _registry(runner: DuckRunner, frame: Frame, parts: list[str], region: str, most: int) -> Rows:
    files = [
        p for p in frame.files if region == regions.NATION or p.stem.startswith(region[:5]) or not p.stem[:2].isdigit()
    ]
    if not files:
        raise nobody(region)
    where = "TRUE"
    if region != regions.NATION:
        where = f"(village_code = {literal(region)} OR village_code LIKE {literal(region + '.%')})"
    source = f"FROM {duck.parquet(files)} WHERE {where}"
    count = int(runner.run(f"SELECT count(*) AS n {source}").column("n")[0].as_py())
    part = max(1, -(-count // most))
    taken = f" AND family_id % {part} = 0" if part > 1 else ""
    found = runner.run(f"SELECT village_code, {', '.join(parts)} {source}{taken}")
    if not found.num_rows:
        raise nobody(region)
    village = np.array(found.column("village_code").to_pylist(), dtype=str)
    plan = sampling(np.array([v[:5] for v in village]), village, len(village))
    return Rows(found, found.column("_m").to_numpy(), plan, np.ones(len(village), bool), FULL_COUNT, part)


def _survey(runner: DuckRunner, frame: Frame, parts: list[str], region: str) -> Rows:
    told = {"strata", "psu"} <= frame.columns
    own = [p for p in ("strata", "psu") if told and identifier(p) not in parts]
    found = runner.run(
        f"SELECT {', '.join(['regency_code', 'COALESCE(penimbang, 0)::DOUBLE AS _w', *own, *parts])} "
        f"FROM {duck.parquet(list(frame.files))}"
    )
    code = np.array(found.column("regency_code").to_pylist(), dtype=str)
    plan = design(found, code, told)
    inside = np.ones(len(code), bool) if region == regions.NATION else np.char.startswith(code, region)
    if not inside.any():
        raise nobody(region)
    note = None if plan.known else APPROXIMATE
    weights = found.column("_w").to_numpy() * found.column("_m").to_numpy()
    return Rows(found, weights, plan, inside, note, 1)


def nobody(region: str) -> UserError:
    return UserError(
        Text(f"Rilis ini tidak memuat wilayah `{region}`.", f"This release holds nothing of `{region}`."),
        hint=Text("Lihat wilayah yang ada: `sepakat release show`.", "See its regions: `sepakat release show`."),
        code="region-empty",
    )


def welfare(release: ReleaseLike, region: str) -> Sample:
    """Spending per head over the household's poverty line, with person weights, of the Susenas of a release."""
    frame = frames.frame(release, "keluarga", "susenas")
    told = {"strata", "psu"} <= frame.columns
    columns = ["regency_code", "penimbang", "members", "pengeluaran_kapita", "garis_kemiskinan"]
    columns += ["strata", "psu"] if told else []
    with DuckRunner(release.path) as runner:
        found = runner.run(f"SELECT {', '.join(columns)} FROM {duck.parquet(list(frame.files))}")
    code = np.array(found.column("regency_code").to_pylist(), dtype=str)
    plan = design(found, code, told)
    y, line, w, m = (_floats(found, n) for n in ("pengeluaran_kapita", "garis_kemiskinan", "penimbang", "members"))
    inside = np.isfinite(y) & np.isfinite(line) & np.isfinite(w) & np.isfinite(m) & (line > 0)
    if region != regions.NATION:
        inside &= np.char.startswith(code, region)
    if not inside.any():
        raise nobody(region)
    kept = np.flatnonzero(inside)
    return Sample(y[kept] / line[kept], (w * m)[kept], plan if plan.known else None, kept)


def _floats(found: pa.Table, name: str) -> NDArray[np.float64]:
    return found.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
