"""From a survey table to the numbers a fit needs: features by SQL, target, weights, clusters.

Rows that cannot be used (a feature unanswered, no consumption, no line, no weight) are left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.welfare.features import Feature, Spec

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_REQUIRED = ("regency_code", "psu", "members", "penimbang", "pengeluaran_kapita", "garis_kemiskinan")
TYPES = {1: "perkotaan", 2: "perdesaan", 0: "semua"}


@dataclass(frozen=True)
class Design:
    """One row per usable survey household.

    values: int64 n × features, level indices or whole numbers. y: ln(consumption per head over the poverty line).
    weight: household weight × members, mean 1. household: household weight. kind: 1 urban, 2 rural, 0 where the model
    does without. regency: index into `regencies`; cluster: index of the primary sampling unit.
    """

    spec: Spec
    values: Ints
    y: Floats
    weight: Floats
    household: Floats
    members: Ints
    kind: Ints
    regency: Ints
    regencies: tuple[str, ...]
    cluster: Ints
    fold: Ints
    groups: dict[str, Ints]
    read: int
    dropped: dict[str, int]

    @property
    def n(self) -> int:
        return len(self.y)

    def province(self) -> tuple[Ints, tuple[str, ...]]:
        """Index of each row's province, and the codes."""
        codes = sorted({r[:2] for r in self.regencies})
        of_regency = np.array([codes.index(r[:2]) for r in self.regencies], dtype=np.int64)
        return of_regency[self.regency], tuple(codes)


def available(table: pa.Table, columns: tuple[str, ...]) -> set[str]:
    """The columns that the table holds and that are answered at least once."""
    held = set(table.column_names)
    return {c for c in columns if c in held and table.column(c).null_count < table.num_rows}


def usable_spec(spec: Spec, survey: pa.Table, registry: set[str] | None) -> tuple[Spec, tuple[str, ...]]:
    """The features that both sides can answer, and the names of those left out.

    registry: columns answered at least once in the registry; None = all.
    """
    columns = available(survey, spec.columns)
    if registry is not None:
        columns &= registry
    kept = spec.only(columns)
    left_out = tuple(f.name for f in spec.features if f.name not in {k.name for k in kept.features})
    if len(kept.features) < 3:
        raise UserError(
            Text("Model tidak dapat dicocokkan: peubah bersama terlalu sedikit.", "Too few shared variables to fit."),
            detail=Text(
                f"Hanya {len(kept.features)} fitur terjawab di survei dan registri.",
                f"Only {len(kept.features)} features are answered in both survey and registry.",
            ),
            hint=Text("Periksa kolom survei Susenas rumah tangga.", "Check the survey's household columns."),
            code="welfare-few-features",
        )
    return kept, left_out


def _require(table: pa.Table) -> None:
    lacking = [c for c in _REQUIRED if c not in table.column_names]
    if lacking:
        raise UserError(
            Text("Tabel survei belum lengkap untuk model.", "The survey table lacks columns for a model."),
            detail=Text("Kolom yang belum ada: " + ", ".join(lacking), "Missing columns: " + ", ".join(lacking)),
            hint=Text("Gabungkan Susenas Kor dan Konsumsi lebih dahulu.", "Join Susenas Kor and consumption first."),
            code="welfare-survey-columns",
        )


def build(table: pa.Table, spec: Spec, *, folds: int, by_type: bool) -> Design:
    """The design matrix of a survey table with canonical column names.

    folds: number of groups of clusters that are held out in turn (clusters never split). by_type: separate urban and
    rural coefficients; rows without `tipe_daerah` are then dropped.
    """
    _require(table)
    held = set(table.column_names)
    kind = "tipe_daerah" if by_type else "0"
    groups = [c for c in ("jenis_kelamin_kk", "jumlah_disabilitas") if c in held]
    features = ", ".join(f"{f.sql()} AS f{i}" for i, f in enumerate(spec.features))
    con = duck.connect()
    try:
        # The order of rows is fixed, so that sums of floats are the same to the last bit on every run.
        con.register("survey", table.append_column("_urut", pa.array(np.arange(table.num_rows))))
        rows = duck.arrow(
            con,
            f"""SELECT {features}, CAST({kind} AS BIGINT) AS kind, regency_code, CAST(psu AS BIGINT) AS psu,
                CAST(members AS BIGINT) AS members, CAST(penimbang AS DOUBLE) AS penimbang,
                CAST(pengeluaran_kapita AS DOUBLE) AS spending, CAST(garis_kemiskinan AS DOUBLE) AS line
                {"".join(f", CAST({c} AS BIGINT) AS g_{c}" for c in groups)} FROM survey ORDER BY _urut""",
        )
    finally:
        con.close()

    def ints(name: str) -> Ints:
        # -1 marks unknown; every feature value is 0 or more
        return rows.column(name).combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)

    def floats(name: str) -> Floats:
        return rows.column(name).combine_chunks().fill_null(float("nan")).to_numpy(zero_copy_only=False)

    values = np.column_stack([ints(f"f{i}") for i in range(len(spec.features))])
    spending, line, weight = floats("spending"), floats("line"), floats("penimbang")
    members = ints("members")
    code = np.array(rows.column("regency_code").to_pylist(), dtype=object)
    placed = np.array([isinstance(c, str) and len(c) == 5 for c in code], dtype=bool)
    reasons: dict[str, npt.NDArray[np.bool_]] = {
        "wilayah": ~placed,
        "pengeluaran": ~(spending > 0),
        "garis_kemiskinan": ~(line > 0),
        "penimbang": ~(weight > 0),
        "tipe_daerah": ints("kind") < 0,
        **{f.name: values[:, i] < 0 for i, f in enumerate(spec.features)},
    }
    keep = ~np.logical_or.reduce(list(reasons.values()))
    if keep.sum() < 50:
        raise UserError(
            Text("Model tidak dapat dicocokkan: survei terlalu kecil.", "The survey is too small to fit a model."),
            detail=Text(f"Baris lengkap: {int(keep.sum())}.", f"Complete rows: {int(keep.sum())}."),
            hint=Text("Periksa kolom yang kosong di survei.", "Check empty columns of the survey."),
            code="welfare-small-survey",
        )
    regencies, regency = np.unique(code[keep].astype(str), return_inverse=True)
    place = np.array([f"{c}/{p}" for c, p in zip(code[keep], ints("psu")[keep], strict=True)])
    _, cluster = np.unique(place, return_inverse=True)
    person = weight[keep] * members[keep]
    return Design(
        spec=spec,
        values=values[keep],
        y=np.log(spending[keep] / line[keep]),
        weight=person / person.mean(),
        household=weight[keep] / weight[keep].mean(),
        members=members[keep],
        kind=ints("kind")[keep],
        regency=regency.astype(np.int64),
        regencies=tuple(str(r) for r in regencies),
        cluster=cluster.astype(np.int64),
        fold=_folds(cluster.astype(np.int64), folds),
        groups={c: ints(f"g_{c}")[keep] for c in groups},
        read=table.num_rows,
        dropped={name: int(mask.sum()) for name, mask in reasons.items() if mask.any()},
    )


def _folds(cluster: Ints, folds: int) -> Ints:
    """Clusters dealt to folds, largest first to the emptiest: no cluster is split, the same input deals the same."""
    sizes = np.bincount(cluster)
    if len(sizes) < folds:
        raise UserError(
            Text("Blok sensus terlalu sedikit untuk uji silang.", "Too few clusters for cross-validation."),
            hint=Text("Kurangi jumlah lipatan.", "Use fewer folds."),
            code="welfare-few-clusters",
        )
    load = np.zeros(folds, dtype=np.int64)
    of_cluster = np.zeros(len(sizes), dtype=np.int64)
    # A fixed shuffle first, so that equal-sized clusters of one region do not fall into the same fold.
    order = np.random.default_rng(20220).permutation(len(sizes))
    for c in order[np.argsort(-sizes[order], kind="stable")]:
        target = int(np.argmin(load))
        of_cluster[c] = target
        load[target] += sizes[c]
    return of_cluster[cluster]


def merge_rare(design: Design, minimum: int) -> dict[str, dict[str, str]]:
    """For each feature, which levels take another level's coefficient: those with fewer than `minimum` households."""
    merged: dict[str, dict[str, str]] = {}
    for i, feature in enumerate(design.spec.features):
        if not feature.levels:
            continue
        counts = np.bincount(design.values[:, i], minlength=len(feature.levels))
        count = {lv.name: int(c) for lv, c in zip(feature.levels, counts, strict=True)}
        target = {lv.name: lv.merge for lv in feature.levels}
        found: dict[str, str] = {}
        for name in count:
            to = name
            while count[to] < minimum and target[to]:
                to = target[to]
            if to != name:
                found[name] = to
        if found:
            merged[feature.name] = found
    return merged


def columns_of(feature: Feature, merged: dict[str, str]) -> list[tuple[str, Any]]:
    """(term, how to compute it) for each free coefficient: sets of level indices, or a knot (None = linear)."""
    if feature.value:
        return [(feature.name, None), *((f"{feature.name}>{k}", k) for k in feature.knots)]
    found: list[tuple[str, Any]] = []
    for level in feature.levels:
        if level.name == feature.reference or level.name in merged:
            continue
        members = {j for j, lv in enumerate(feature.levels) if merged.get(lv.name, lv.name) == level.name}
        found.append((f"{feature.name}={level.name}", members))
    return found


def matrix(design: Design, merged: dict[str, dict[str, str]]) -> tuple[tuple[str, ...], Floats]:
    """Names of the free terms and their columns, float64 n × terms (whole numbers)."""
    names: list[str] = []
    columns: list[Floats] = []
    for i, feature in enumerate(design.spec.features):
        value = design.values[:, i]
        for name, how in columns_of(feature, merged.get(feature.name, {})):
            names.append(name)
            if isinstance(how, set):
                columns.append(np.isin(value, list(how)).astype(np.float64))
            elif how is None:
                columns.append(value.astype(np.float64))
            else:
                columns.append(np.maximum(value - how, 0).astype(np.float64))
    return tuple(names), np.column_stack(columns)
