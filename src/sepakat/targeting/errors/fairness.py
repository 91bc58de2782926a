"""Whether the errors weigh more on some: sex of the head, disability, the elderly, remote villages, and two at once.

The registry is a full count, so a difference between groups is there without any sampling; what is uncertain is who
truly is due. So the test asks whether the difference holds over the draws of model and matching: z = mean difference
over its standard deviation between draws, two-sided normal p, corrected for all comparisons of the table (Holm 1979).
A difference is called real where the corrected p is below 0.05. It does not see an error of the model that is the same
for a whole group; the calibration by group in the model's report does.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import regions
from sepakat.core.laws import ndtr
from sepakat.core.table import Column, Table
from sepakat.core.text import Text, number
from sepakat.engine import request
from sepakat.engine.tabulating.choices import Attribute
from sepakat.targeting.errors.counting import rows_of
from sepakat.targeting.errors.groups import ATTRIBUTES
from sepakat.targeting.errors.rates import SHORT, notes, stamped
from sepakat.targeting.errors.studies import Floats, Study, rates_of

TESTED = ("exclusion", "inclusion_of_beneficiaries")
LEVEL = 0.05
_ORDER = tuple(ATTRIBUTES)


def fairness(study: Study, region: str = "00") -> Table:
    """A row per definition and group: its rate, that of everybody else, the difference and whether it is real.

    Columns: programme, region, group, class, group2, class2 (of intersections; empty else), definition, value, other
    (noised rates, percent), difference, low, high (percentage points over the draws), p, p_adjusted (Holm, over the
    table), real, n, sign, suppressed, release, version. Groups that are too small, here or in what is left, have no
    figures and take no part in the correction. UserError: region-empty.
    """
    code = regions.parse(region)
    u = study.units
    held = [ATTRIBUTES[name] for name in _ORDER if name in u.codes]
    joint, count = _joint(study, code, held)
    drawn = study.counted(joint, count)
    rows = []
    for chosen in [*((a,) for a in held), *itertools.combinations(held, 2)]:
        rows += _compare(study, code, chosen, held, None if drawn is None else drawn[0])
    request.check_inside(code, bool(study.counter.places(code, regions.level_of(code))[0]), u.release.id)
    tested = [r for r in rows if r["p"] is not None]
    for row, p in zip(tested, holm([r["p"] for r in tested]), strict=True):
        row["p_adjusted"], row["real"] = p, p < LEVEL
    return _table(study, rows, code)


def holm(p: Sequence[float]) -> list[float]:
    """p-values corrected for how many there are by Holm's step-down rule (1979), in the order given."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    found, running = [0.0] * len(p), 0.0
    for rank, i in enumerate(order):
        running = max(running, min(1.0, (len(p) - rank) * p[i]))
        found[i] = running
    return found


def _joint(study: Study, region: str, held: Sequence[Attribute]) -> tuple[NDArray[np.int64], int]:
    """The cell of each unit by all groups at once (each class, unknown last); -1 outside the region."""
    return study.counter.cells(region, regions.level_of(region), tuple(held))


def _compare(
    study: Study, region: str, chosen: tuple[Attribute, ...], held: Sequence[Attribute], table: Floats | None
) -> list[dict[str, Any]]:
    u, level = study.units, regions.level_of(region)
    asked = {
        "exclusion": (u.eligible, u.eligible & ~u.has),
        "inclusion_of_beneficiaries": (u.has, u.has & ~u.eligible),
    }
    sizes = [len(a.classes) + 1 for a in held]
    rows = []
    for name, (counted, trait) in asked.items():
        place, cells = study.counter.figure(counted, trait, region, level, chosen, study.weighted)
        combos = [combo for _, combo in rows_of(place, chosen)]
        known = [i for i, combo in enumerate(combos) if None not in combo]
        if len(chosen) == 1:
            known = known[:1]  # of two classes one difference says all
        for i in known:
            rest = [j for j in range(len(combos)) if j != i]
            sign = str(cells.sign[i])
            den, num = float(cells.den[rest].sum()), float(cells.num[rest].sum())
            if not sign and den < max(study.counter.noise.base, study.counter.noise.minimum):
                sign = "near"
            row: dict[str, Any] = {
                "programme": u.programme.id,
                "region": region,
                "group": chosen[0].name,
                "class": combos[i][0],
                "group2": chosen[1].name if len(chosen) > 1 else "",
                "class2": combos[i][1] if len(chosen) > 1 else None,
                "definition": name,
                "value": None if sign else 100 * float(cells.num[i]) / float(cells.den[i]),
                "other": None if sign else 100 * num / den,
                **dict.fromkeys(("difference", "low", "high", "p", "p_adjusted", "real")),
                "n": None if sign else int(cells.n[i]),
                "sign": sign,
                "suppressed": bool(sign),
            }
            if not sign and table is not None:
                row |= _tested(_difference(table, sizes, held, chosen, combos[i], name))
            rows.append(row)
    return rows


def _difference(
    table: Floats,
    sizes: Sequence[int],
    held: Sequence[Attribute],
    chosen: tuple[Attribute, ...],
    combo: tuple[int | None, ...],
    name: str,
) -> Floats:
    """By draw: the rate of one group less that of everybody else."""
    cube = table.reshape(len(table), *sizes, 4)
    mine = cube
    for attribute, code in zip(chosen, combo, strict=True):
        axis = 1 + list(held).index(attribute)
        at = [next(iter(k.codes)) for k in attribute.classes].index(code)  # type: ignore[arg-type]
        mine = np.take(mine, [at], axis=axis)
    axes = tuple(range(1, 1 + len(sizes)))
    inside, whole = mine.sum(axis=axes), cube.sum(axis=axes)
    found: Floats = rates_of(inside)[name] - rates_of(whole - inside)[name]
    return found


def _tested(difference: Floats) -> dict[str, Any]:
    known = difference[np.isfinite(difference)]
    if len(known) < 2:
        return {}
    mean, sd = float(known.mean()), float(known.std(ddof=1))
    z = abs(mean) / sd if sd > 0 else (np.inf if mean else 0.0)
    low, high = np.quantile(known, [0.025, 0.975], method="weibull")
    return {
        "difference": round(100 * mean, 1),
        "low": round(100 * float(low), 1),
        "high": round(100 * float(high), 1),
        "p": float(2 * ndtr(-z)),
    }


def _table(study: Study, rows: list[dict[str, Any]], region: str) -> Table:
    kinds = {
        **dict.fromkeys(("programme", "region", "group"), pa.string()),
        "class": pa.int64(),
        "group2": pa.string(),
        "class2": pa.int64(),
        "definition": pa.string(),
        **dict.fromkeys(("value", "other", "difference", "low", "high", "p", "p_adjusted"), pa.float64()),
        "real": pa.bool_(),
        "n": pa.int64(),
        "sign": pa.string(),
        "suppressed": pa.bool_(),
    }
    data = pa.table({name: pa.array([r[name] for r in rows], kind) for name, kind in kinds.items()})
    u = study.units
    told = Text(
        "Uji: selisih atas ulangan acak model dan pencocokan, nilai p dua sisi, dikoreksi Holm atas semua "
        f"perbandingan; “nyata” bila p terkoreksi di bawah {number(LEVEL, 2, 'id')}. Registri adalah cacah lengkap, "
        "jadi tidak ada galat sampel.",
        f"Test: the difference over draws of model and matching, two-sided p, Holm-corrected over all comparisons; "
        f"“real” where the corrected p is below {LEVEL}. The registry is a full count: no sampling error.",
    )
    return Table(
        data=stamped(data, study),
        title=Text(
            f"Salah sasaran {u.programme.label.id} menurut kelompok", f"Errors of {u.programme.label.en} by group"
        ),
        columns=(
            Column("group", Text("Kelompok", "Group"), kind="text"),
            Column("class", Text("Kelas", "Class"), kind="code"),
            Column("group2", Text("Kelompok kedua", "Second group"), kind="text"),
            Column("class2", Text("Kelas kedua", "Second class"), kind="code"),
            Column("definition", Text("Definisi", "Definition"), kind="text"),
            Column("value", Text("Kelompok ini", "This group"), "persen", 1),
            Column("other", Text("Selainnya", "Everybody else"), "persen", 1),
            Column("difference", Text("Selisih", "Difference"), "poin", 1),
            Column("low", Text("Batas bawah", "Lower"), "poin", 1),
            Column("high", Text("Batas atas", "Upper"), "poin", 1),
            Column("p_adjusted", Text("p terkoreksi", "Corrected p"), "", 3),
            Column("real", Text("Nyata", "Real"), kind="text"),
            Column("n", Text("n", "n"), study.counter.unit),
            Column("sign", Text("Tanda", "Sign"), kind="text"),
            Column("release", Text("Rilis", "Release"), kind="code"),
        ),
        release=u.release.id,
        protected=True,
        sample=bool(getattr(u.release, "sample", False)),
        notes=(told, *notes(study)),
        meta={"programme": u.programme.id, "region": region, "weight": study.weight},
    )


def words(row: dict[str, Any]) -> Text:
    """The group of a row in words: `kepala keluarga perempuan, ada lansia`."""
    parts = []
    for group, klass in ((row["group"], row["class"]), (row["group2"], row["class2"])):
        if group:
            label = next(k.label for k in ATTRIBUTES[group].classes if klass in k.codes)
            parts.append(label)
    return Text(", ".join(p.id for p in parts), ", ".join(p.en for p in parts))


__all__ = ["LEVEL", "SHORT", "TESTED", "fairness", "holm", "words"]
