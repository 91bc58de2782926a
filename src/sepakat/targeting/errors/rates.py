"""The error rates of a programme by region and group: every definition, noised figure and interval side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import regions
from sepakat.core.errors import unknown_name
from sepakat.core.table import Column, Table
from sepakat.core.text import Text, number
from sepakat.engine import request
from sepakat.engine.tabulating.cells import FEW, Shown
from sepakat.targeting.errors import groups
from sepakat.targeting.errors.counting import rows_of
from sepakat.targeting.errors.groups import ATTRIBUTES
from sepakat.targeting.errors.studies import Floats, Study, spread
from sepakat.welfare.targeting import DEFINITIONS as NAMED

DEFINITIONS: Mapping[str, Text] = {
    **NAMED,
    "cgh": Text(
        "CGH: bagian penerima yang ada di desil 1–4, dibagi 0,40 (di atas 1: berpihak kepada yang termiskin)",
        "CGH: share of recipients in deciles 1–4, over 0.40 (above 1: favours the poorest)",
    ),
}
SHORT: Mapping[str, Text] = {
    "exclusion": Text("Galat eksklusi", "Exclusion error"),
    "inclusion_of_beneficiaries": Text("Galat inklusi", "Inclusion error"),
    "inclusion_of_non_poor": Text("Galat inklusi dari yang tidak berhak", "Inclusion of non-eligible"),
    "inclusion_of_poor": Text("Galat inklusi dibanding yang berhak", "Inclusion over the eligible"),
    "accuracy": Text("Ketepatan", "Accuracy"),
    "bpac": Text("BPAC", "BPAC"),
    "cgh": Text("CGH", "CGH"),
}
RATIO = {"cgh"}  # not a share: printed as it is, the others in percent


def checked(definitions: Sequence[str]) -> tuple[str, ...]:
    """Definitions asked for, all where none is named; UserError error-definition naming the nearest."""
    for name in definitions:
        if name not in DEFINITIONS:
            raise unknown_name(Text("Definisi", "Definition"), name, DEFINITIONS, "error-definition")
    return tuple(dict.fromkeys(definitions)) or tuple(DEFINITIONS)


def rates(
    study: Study,
    region: str = "00",
    *,
    level: str | None = None,
    by: Sequence[str] = (),
    definitions: Sequence[str] = (),
) -> Table:
    """A row per region, group class and definition.

    Columns: programme, region, level, <by> (class code, None unknown), definition, value (against our simulated
    deciles), expected, low, high (what it truly is: mean and middle 95 of 100 draws), numerator, denominator, n
    (noised), sign (why a figure is not shown, as in free tables), suppressed, release, version (day of the rule).
    Shares in percent; `cgh` is a ratio. UserError: error-definition, dimension-unknown, dimension-many, region-level,
    region-empty.
    """
    u = study.units
    code = regions.parse(region)
    deep = level or regions.level_of(code)
    wanted, names = checked(definitions), groups.checked(by)
    attributes = tuple(ATTRIBUTES[n] for n in names if n in u.codes)
    check_known(study, names)
    place, figures = _figures(study, code, deep, attributes)
    request.check_inside(code, bool(place), u.release.id)
    cell, count = study.counter.cells(code, deep, attributes)
    drawn = study.drawn(cell, count)
    rows = []
    cells = rows_of(place, attributes)
    for i, (where, classes) in enumerate(cells):
        if attributes and not figures["all"].n[i] and None in classes:
            continue  # nobody is of an unknown class: no row
        for name in wanted:
            row = _row(figures, name, i)
            rows.append(
                {
                    "programme": u.programme.id,
                    "region": where,
                    "level": deep,
                    **dict(zip(names, classes, strict=True)),
                    "definition": name,
                    **row,
                    **_interval(drawn, name, i, row["sign"]),
                }
            )
    return _table(study, rows, code, deep, names)


def check_known(study: Study, names: Sequence[str]) -> None:
    """UserError (code dimension-frame) for a group that this release cannot tell."""
    from sepakat.core.errors import UserError

    for name in names:
        if name not in study.units.codes:
            label = ATTRIBUTES[name].label
            raise UserError(
                Text(f"Kelompok `{name}` tidak dapat dibaca dari rilis ini.", f"This release cannot tell `{name}`."),
                detail=Text(f"Data untuk “{label.id}” tidak ada.", f"There are no data on “{label.en}”."),
                hint=Text("Pilih kelompok lain.", "Choose another group."),
                code="dimension-frame",
            )


def _figures(study: Study, region: str, level: str, by: tuple[Any, ...]) -> tuple[list[str], dict[str, Shown]]:
    u, counter, weighted = study.units, study.counter, study.weighted
    due, has = u.eligible, u.has
    everyone = np.ones(len(u), bool)
    asked = {
        "exclusion": (due, due & ~has),
        "inclusion_of_beneficiaries": (has, has & ~due),
        "inclusion_of_non_poor": (~due, has & ~due),
        "accuracy": (everyone, due == has),
        "cgh": (has, has & (u.national <= 4)),
        "all": (everyone, None),
    }
    made: dict[str, Shown] = {}
    place: list[str] = []
    for name, (counted, trait) in asked.items():
        place, made[name] = counter.figure(counted, trait, region, level, by, weighted)
    return place, made


def _row(figures: dict[str, Shown], name: str, i: int) -> dict[str, Any]:
    """value, numerator, denominator, n, sign of one definition in one cell."""
    if name in ("inclusion_of_poor", "bpac"):
        out, inn = figures["exclusion"], figures["inclusion_of_beneficiaries"]
        sign = str(out.sign[i]) if str(out.sign[i]) in ("few", "near") else str(inn.sign[i])
        if name == "bpac":
            sign = sign or str(out.sign[i])
        den = float(out.den[i])
        if sign or den <= 0:
            return _hidden(sign or FEW)
        over = float(inn.num[i]) / den
        if name == "inclusion_of_poor":
            return _shown(over, float(inn.num[i]), den, int(out.n[i]))
        missed = min(float(out.num[i]) / den, 1.0)
        return _shown(1 - missed - abs(missed - over), None, den, int(out.n[i]))
    cells = figures[name]
    sign, den = str(cells.sign[i]), float(cells.den[i])
    if sign or den <= 0:
        return _hidden(sign or FEW, int(cells.n[i]) if cells.counted[i] else None)
    share = min(float(cells.num[i]) / den, 1.0)
    value = share / 0.4 if name == "cgh" else share
    return _shown(value, float(cells.num[i]), den, int(cells.n[i]), ratio=name in RATIO)


def _shown(value: float, num: float | None, den: float, n: int, *, ratio: bool = False) -> dict[str, Any]:
    scaled = value if ratio else 100 * value
    return {"value": scaled, "numerator": num, "denominator": den, "n": n, "sign": "", "suppressed": False}


def _hidden(sign: str, n: int | None = None) -> dict[str, Any]:
    return {"value": None, "numerator": None, "denominator": None, "n": n, "sign": sign, "suppressed": True}


def _interval(drawn: dict[str, Floats] | None, name: str, i: int, sign: str) -> dict[str, float | None]:
    """expected, low, high: only where the figure itself is shown, and rounded so that they tell no more than it."""
    if drawn is None or sign:
        return {"expected": None, "low": None, "high": None}
    mean, low, high = spread(drawn[name][:, [i]])
    scale, digits = (1.0, 2) if name in RATIO else (100.0, 1)

    def said(v: float) -> float | None:
        return None if np.isnan(v) else round(scale * float(v), digits)

    return {"expected": said(mean[0]), "low": said(low[0]), "high": said(high[0])}


def _table(study: Study, rows: list[dict[str, Any]], region: str, level: str, names: tuple[str, ...]) -> Table:
    u = study.units
    kinds: dict[str, pa.DataType] = {
        "programme": pa.string(),
        "region": pa.string(),
        "level": pa.string(),
        **dict.fromkeys(names, pa.int64()),
        "definition": pa.string(),
        **dict.fromkeys(("value", "expected", "low", "high", "numerator", "denominator"), pa.float64()),
        "n": pa.int64(),
        "sign": pa.string(),
        "suppressed": pa.bool_(),
    }
    data = pa.table({name: pa.array([r[name] for r in rows], kind) for name, kind in kinds.items()})
    data = stamped(data, study)
    return Table(
        data=data,
        title=Text(f"Salah sasaran {u.programme.label.id}", f"Targeting errors of {u.programme.label.en}"),
        columns=(
            Column("region", Text("Kode wilayah", "Region code"), kind="region"),
            *(Column(n, ATTRIBUTES[n].label, kind="code") for n in names),
            Column("definition", Text("Definisi", "Definition"), kind="text"),
            Column("value", Text("Menurut desil simulasi", "By simulated decile"), "persen", 1),
            Column("expected", Text("Perkiraan sebenarnya", "Estimate of the truth"), "persen", 1),
            Column("low", Text("Batas bawah", "Lower"), "persen", 1),
            Column("high", Text("Batas atas", "Upper"), "persen", 1),
            Column("numerator", Text("Pembilang", "Numerator"), study.weight),
            Column("denominator", Text("Penyebut", "Denominator"), study.weight),
            Column("n", Text("n", "n"), study.counter.unit),
            Column("sign", Text("Tanda", "Sign"), kind="text"),
            Column("release", Text("Rilis", "Release"), kind="code"),
            Column("version", Text("Aturan sejak", "Rule since"), kind="code"),
        ),
        release=u.release.id,
        protected=True,
        sample=bool(getattr(u.release, "sample", False)),
        notes=notes(study),
        meta={"programme": u.programme.id, "region": region, "level": level, "by": list(names), "weight": study.weight,
              "draws": study.draws.count if study.draws else 0},
    )  # fmt: skip


def stamped(data: pa.Table, study: Study) -> pa.Table:
    """The rows with the release and the day of the rule they rest on."""
    for name, value in (("release", study.units.release.id), ("version", study.units.rule.since.isoformat())):
        data = data.append_column(name, pa.array([value] * data.num_rows, pa.string()))
    return data


def notes(study: Study) -> tuple[Text, ...]:
    """What stands under every table of errors: rule, simulation, interval, matching, noise, who is left out."""
    u, noise = study.units, study.counter.noise
    unsure = u.rule.status
    told = [
        Text(
            f"Berhak: desil {u.rule.decile_min}–{u.rule.decile_max} menurut simulasi, aturan sejak "
            f"{u.rule.since.isoformat()} ({unsure}).",
            f"Due: deciles {u.rule.decile_min}–{u.rule.decile_max} of the simulation, rule since "
            f"{u.rule.since.isoformat()} ({unsure}).",
        ),
        Text(
            "Desil adalah simulasi, bukan penetapan resmi.",
            "Deciles are a simulation, not an official determination.",
        ),
        interval_words(study),
        study.matched.words,
        Text(
            f"Hitungan diberi gangguan kecil yang konsisten, paling banyak ±{noise.most}; yang terlalu sedikit tidak "
            "ditampilkan.",
            f"Counts carry small consistent noise of at most ±{noise.most}; those too small are not shown.",
        ),
    ]
    if u.rule.perlu_diverifikasi:
        words = "; ".join(u.rule.perlu_diverifikasi)
        told.append(
            Text(
                f"Syarat yang tidak diketahui registri dan belum dihitung: {words}.",
                f"Conditions that no registry knows, not counted: {words}.",
            )
        )
    if u.unranked or u.uncovered:
        told.append(
            Text(
                f"Tidak dihitung: {number(u.unranked, 0, 'id')} tanpa desil; kabupaten tanpa daftar penerima: "
                f"{len(u.uncovered)}.",
                f"Not counted: {number(u.unranked, 0, 'en')} without a decile; regencies without a list: "
                f"{len(u.uncovered)}.",
            )
        )
    if u.remote:
        told.append(
            Text(
                f"Desa terpencil: desa perdesaan dengan paling banyak {u.remote.most} jenis fasilitas "
                f"({u.remote.status}).",
                f"Remote: rural villages with at most {u.remote.most} kinds of facility ({u.remote.status}).",
            )
        )
    return tuple(told)


def interval_words(study: Study) -> Text:
    """Where the interval comes from."""
    if study.draws is None:
        return Text(
            "Selang tidak dapat dihitung: rilis ini tidak memuat peluang desil.",
            "There is no interval: this release holds no chances of deciles.",
        )
    s, count = study.sight, study.draws.count
    if s.survey:
        return Text(
            f"Perkiraan dan selang: {count} ulangan acak dari galat model peringkat dan pencocokan; seberapa jauh "
            f"daftar tahu lebih dari simulasi diukur pada {number(s.households, 0, 'id')} rumah tangga survei "
            f"({number(s.k, 2, 'id')} ± {number(s.error, 2, 'id')}).",
            f"Estimate and interval: {count} random draws of ranking and matching errors; how much the list knows "
            f"beyond the simulation is measured on {number(s.households, 0, 'en')} survey households "
            f"({number(s.k, 2, 'en')} ± {number(s.error, 2, 'en')}).",
        )
    return Text(
        f"Perkiraan dan selang: {count} ulangan acak dari galat model peringkat dan pencocokan; tanpa survei, seberapa "
        "jauh daftar tahu lebih dari simulasi tidak diketahui, sehingga selangnya lebar.",
        f"Estimate and interval: {count} random draws of ranking and matching errors; without a survey, how much the "
        "list knows beyond the simulation is unknown, so the interval is wide.",
    )
