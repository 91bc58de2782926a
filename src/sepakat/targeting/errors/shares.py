"""The wrongly out and the wrongly in by cause, and by the four fields: model, registry, implementation, churn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import regions
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import request
from sepakat.targeting.errors.causes import EXCLUSION, FIELDS, INCLUSION, Cause
from sepakat.targeting.errors.rates import notes, stamped
from sepakat.targeting.errors.studies import Ints, Study, spread

KINDS: dict[str, tuple[Text, tuple[Cause, ...]]] = {
    "exclusion": (Text("Galat eksklusi", "Wrongly out"), EXCLUSION),
    "inclusion": (Text("Galat inklusi", "Wrongly in"), INCLUSION),
}


def _mine(study: Study, kind: str) -> Ints:
    return study.causes.out if kind == "exclusion" else study.causes.inn


def cause_table(study: Study, region: str = "00", *, level: str | None = None) -> Table:
    """A row per region, kind (`exclusion`, `inclusion`) and cause, those with the largest figures first.

    Columns: programme, region, level, kind, cause, field, n (noised units of the cause), value (percent of all wrongly
    out or in), sign, suppressed, release, version. A cause with too few has no figure.
    """
    code = regions.parse(region)
    deep = level or regions.level_of(code)
    rows: list[dict[str, Any]] = []
    for kind, (_, causes) in KINDS.items():
        mine = _mine(study, kind)
        wrong = mine >= 0
        made = {}
        for c in range(len(causes)):
            place, made[c] = study.counter.figure(wrong, mine == c, code, deep, weighted=study.weighted)
        request.check_inside(code, bool(place), study.units.release.id)
        # the largest shown first; hidden ones in the order of the list, which tells nothing of their size
        seen = {c: float(cells.num[cells.sign == ""].sum()) for c, cells in made.items()}
        order = sorted(seen, key=lambda c: (-seen[c], c))
        for i, where in enumerate(place):
            for c in order:
                cells = made[c]
                sign, den = str(cells.sign[i]), float(cells.den[i])
                shown = not sign and den > 0
                rows.append(
                    {
                        "programme": study.units.programme.id,
                        "region": where,
                        "level": deep,
                        "kind": kind,
                        "cause": causes[c].id,
                        "field": causes[c].field,
                        "n": round(float(cells.num[i])) if shown else None,
                        "value": 100 * min(float(cells.num[i]) / den, 1.0) if shown else None,
                        "sign": sign,
                        "suppressed": not shown,
                    }
                )
    return _table(study, rows, "cause", code, deep, Text("sebab", "by cause"))


def field_table(study: Study, region: str = "00") -> Table:
    """A row per kind and field: how much of the wrongly out (in) is expected to be an error of the model, of matching,
    or, as far as it is real, of registry, implementation, churn or unknown.

    Columns: programme, region, level, kind, field, value (expected percent), low, high (middle 95 of 100 draws), n
    (noised count of the whole kind), sign (`low`: too few to show), suppressed, release, version. The fields of a kind
    add up to 100.
    """
    code = regions.parse(region)
    deep = regions.level_of(code)
    inside = study.units.inside(code)
    rows: list[dict[str, Any]] = []
    for kind, (_, causes) in KINDS.items():
        mine = np.where(inside, _mine(study, kind), -1)
        wrong = mine >= 0
        place, cells = study.counter.figure(wrong, None, code, deep)
        request.check_inside(code, bool(place), study.units.release.id)
        noise = study.counter.noise
        n = int(cells.n[0]) if place else 0
        sign = str(cells.sign[0]) if place else "few"
        sign = sign or ("few" if n < max(noise.base, noise.minimum) else "")
        shares = None if sign else field_draws(study, kind, causes, mine)
        for j, name in enumerate(FIELDS):
            mean, low, high = spread(shares[:, [j]]) if shares is not None else (None, None, None)
            few = mean is not None and float(mean[0]) * n < noise.minimum
            if few:
                mean = low = high = None
            rows.append(
                {
                    "programme": study.units.programme.id,
                    "region": code,
                    "level": deep,
                    "kind": kind,
                    "field": name,
                    "value": None if mean is None else round(100 * float(mean[0]), 1),
                    "low": None if low is None else round(100 * float(low[0]), 1),
                    "high": None if high is None else round(100 * float(high[0]), 1),
                    "n": None if sign else n,
                    "sign": sign or ("low" if few else ""),
                    "suppressed": mean is None,
                }
            )
    return _table(study, rows, "field", code, deep, Text("bidang galat", "by field"))


def field_draws(study: Study, kind: str, causes: Sequence[Cause], mine: Ints) -> NDArray[np.float64] | None:
    """Shares of the units of a kind by field (draws × `FIELDS`); each row adds up to 1. None without draws."""
    draws = study.draws
    wrong = np.flatnonzero(mine >= 0)
    if draws is None or not len(wrong):
        return None
    names = list(FIELDS)
    field = np.array([names.index(c.field) for c in causes])[mine[wrong]]
    weight = study.weights[wrong].astype(np.float64)
    out = np.zeros((draws.count, len(names)))
    for i, (truly, _, has) in enumerate(draws.each()):
        t, h = truly[wrong], has[wrong]
        by_model = ~t if kind == "exclusion" else t
        by_match = h if kind == "exclusion" else ~h
        at = np.where(by_model, names.index("model"), np.where(by_match, names.index("padanan"), field))
        out[i] = np.bincount(at, weight, len(names))
    return out / out.sum(axis=1, keepdims=True)


def _table(study: Study, rows: list[dict[str, Any]], what: str, region: str, level: str, words: Text) -> Table:
    names = list(rows[0]) if rows else []
    floats = {"value", "low", "high"}
    kinds = {n: pa.float64() if n in floats else pa.int64() if n == "n" else pa.string() for n in names}
    kinds["suppressed"] = pa.bool_()
    data = pa.table({n: pa.array([r[n] for r in rows], kinds[n]) for n in names})
    u = study.units
    interval = (
        Column("low", Text("Batas bawah", "Lower"), "persen", 1),
        Column("high", Text("Batas atas", "Upper"), "persen", 1),
    )
    return Table(
        data=stamped(data, study),
        title=Text(
            f"Salah sasaran {u.programme.label.id} menurut {words.id}", f"Errors of {u.programme.label.en} {words.en}"
        ),
        columns=(
            Column("region", Text("Kode wilayah", "Region code"), kind="region"),
            Column("kind", Text("Jenis", "Kind"), kind="text"),
            Column(what, Text("Sebab", "Cause") if what == "cause" else Text("Bidang", "Field"), kind="text"),
            *((Column("field", Text("Bidang", "Field"), kind="text"),) if what == "cause" else ()),
            Column("value", Text("Bagian", "Share"), "persen", 1),
            *(interval if what == "field" else ()),
            Column("n", Text("Jumlah", "Number"), study.weight),
            Column("sign", Text("Tanda", "Sign"), kind="text"),
            Column("release", Text("Rilis", "Release"), kind="code"),
            Column("version", Text("Aturan sejak", "Rule since"), kind="code"),
        ),
        release=u.release.id,
        protected=True,
        sample=bool(getattr(u.release, "sample", False)),
        notes=notes(study),
        meta={"programme": u.programme.id, "region": region, "level": level, "weight": study.weight},
    )
