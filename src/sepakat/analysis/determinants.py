"""Determinants: what goes with an outcome among people or families. Association, never cause.

One regression on microdata with all predictors together (`regression`), so that each effect is at equal values of the
others. What cannot be told apart is dropped, and said: predictors that follow from the ones before; classes with few
rows (or, of a condition, fewer than ten with or without it), which are taken together, or left out: effects of small
classes would tell their counts. A model needs at least a hundred rows and ten of each outcome for every term, and is
made for regencies and above, so that no two models differ by a village. It leaves no table of counts behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import catalogue, regions
from sepakat.analysis import designs
from sepakat.analysis.regression import Effect, Fit, Floats, Term, fit, independent
from sepakat.catalogue import Indicator, Variable
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text, number
from sepakat.engine import frames
from sepakat.engine.frames import ReleaseLike

FEWEST_ROWS, FEWEST_EVENTS = 100, 10
NO_CAUSE = Text(
    "Ciri lainnya dianggap sama; ini keterkaitan, bukan sebab-akibat.",
    "The other traits are held equal; these go together, and that is no cause.",
)
LEVELS = ("nasional", "provinsi", "kabupaten")
_NUMBERS = ("bilangan", "nyata", "rupiah", "angka")


@dataclass(frozen=True)
class Predictor:
    """One predictor on the rows: codes with their labels, or numbers (labels None). NaN: unknown."""

    name: str
    label: Text
    values: Floats
    labels: Mapping[int, Text] | None


@dataclass(frozen=True)
class Determinants:
    """fit: of the model; references: the class that others are held against, by predictor; said: what was taken
    together or left out; note: what the errors mean."""

    outcome: Indicator | None
    fit: Fit
    references: Mapping[str, Text]
    said: tuple[Text, ...]


def explain(
    y: Floats,
    predictors: Sequence[Predictor],
    weights: Floats,
    plan: Any,
    inside: NDArray[np.bool_],
    *,
    logit: bool,
    rare: int,
) -> tuple[Fit, dict[str, Text], list[Text]]:
    """The model on rows `inside` whose outcome and predictors are all known: fit, reference classes, sentences.

    rare: fewest rows of a class of its own. UserError `analysis-few`, `analysis-fit`.
    """
    said: list[Text] = []
    keep = inside & np.isfinite(y) & (weights > 0)
    for p in predictors:
        keep &= np.isfinite(p.values)
    used, before = list(predictors), -1
    while before != int(keep.sum()):  # what one predictor leaves out may make a class of another small
        before = int(keep.sum())
        for i, p in enumerate(used):
            if p.labels is not None:
                used[i], keep = _classes(p, keep, y if logit else None, rare, said)
    rows = np.flatnonzero(keep)
    columns, terms, references = _matrix(used, rows, said)
    _check_size(y[rows], len(terms), logit)
    x = np.column_stack(columns) if columns else np.zeros((len(rows), 0))
    kept = independent(x, weights[rows])
    for j in sorted(set(range(len(terms))) - set(kept)):
        label = terms[j].label
        said.append(
            Text(
                f"{label.id} tidak dinilai sendiri: sudah ditentukan oleh ciri lain.",
                f"{label.en} is not judged by itself: it follows from other predictors.",
            )
        )
    if not kept:
        raise _few()
    found = fit(y[rows], x[:, kept], [terms[j] for j in kept], weights[rows], rows, plan, logit=logit)
    return found, references, said


def determinants(
    release: ReleaseLike, outcome: str, predictors: Sequence[str], region: str = "00", *, source: str = "registri"
) -> Determinants:
    """What goes with an indicator's condition (or number) among the people it counts, in a region.

    predictors: columns of the same frame. source: `registri`, `susenas`, `sakernas`. UserError `unknown-column`,
    `predictor-own`, `analysis-region`, `analysis-few`, `analysis-fit`, those of `engine.frames`.
    """
    indicator = catalogue.indicator(outcome)
    if regions.level_of(regions.parse(region)) not in LEVELS:
        raise UserError(
            Text("Model ini dibuat untuk kabupaten/kota ke atas.", "This model is made for regencies and above."),
            hint=Text("Pilih kabupaten/kotanya.", "Choose its regency."),
            code="analysis-region",
        )
    on = frames.day(release)
    frame = frames.frame(release, indicator.satuan_analisis, source)
    variables = {n: _variable(n, frame, indicator) for n in predictors}
    most = int(catalogue.parameter("penjelas_baris_maks", on).value)
    data = designs.rows(release, indicator, list(predictors), region, source, on, most)
    made = [_predictor(v, data.table.column(n)) for n, v in variables.items()]
    logit = indicator.numerator.kind == "boolean"
    y = data.table.column("y").to_numpy(zero_copy_only=False)
    rare = int(catalogue.parameter("penjelas_kelas_min", on).value)
    found, references, said = explain(y, made, data.weights, data.plan, data.inside, logit=logit, rare=rare)
    if data.part > 1:
        part = number(data.part, 0)
        said.append(Text(f"Dihitung dari satu di antara {part} keluarga.", f"One family in {part} was taken."))
    said += [data.note] if data.note is not None else []
    return Determinants(indicator, found, references, tuple(said))


def sentence(found: Fit, label: Text, unit: str, where: str) -> Text:
    """The strongest real associations in words."""
    # so many terms are looked at together: each has to pass a stricter test (Bonferroni)
    real = [e for e in found.effects if e.p is not None and e.p < 0.05 / len(found.effects)]
    real.sort(key=lambda e: -abs(e.value / e.se))
    if not real:
        return Text(
            f"Di {where}, tidak ada penjelas yang kaitannya dengan {label.id} nyata.",
            f"In {where} none of these goes with {label.en} beyond chance.",
        )

    def told(lang: str) -> str:
        return "; ".join(_effect(e, found, unit, lang) for e in real[:3])

    return Text(
        f"Di {where}, yang paling berkaitan dengan {label.id}: {told('id')}. {NO_CAUSE.id}",
        f"In {where}, what goes most with {label.en}: {told('en')}. {NO_CAUSE.en}",
    )


def _effect(effect: Effect, found: Fit, unit: str, lang: str) -> str:
    """`Tipe daerah: Perkotaan (3,2 poin lebih rendah)`; of a number, for one more of it."""
    scale = 100 if found.kind == "logit" else 1
    size = number(abs(scale * effect.value), 1, lang)
    of = {"id": "poin", "en": "points"}[lang] if found.kind == "logit" else unit
    way = {"id": ("lebih tinggi", "lebih rendah"), "en": ("higher", "lower")}[lang][effect.value < 0]
    each = {"id": " tiap tambah satu", "en": " for each one more"}[lang] if effect.term.kind == "angka" else ""
    return f"{effect.term.label.in_(lang)} ({size} {of} {way}{each})"


def _variable(name: str, frame: Any, indicator: Indicator) -> Variable:
    closed = catalogue.vault_columns()
    known = {
        n: v
        for n, v in frame.variables.items()
        if n in frame.columns and n not in closed and (v.type in ("kode", "ya_tidak", *_NUMBERS))
    }
    if name not in known:
        raise unknown_name(Text("Penjelas", "Predictor"), name, known, "unknown-column")
    if name in indicator.numerator.columns:
        raise UserError(
            Text(
                f"`{name}` ada dalam rumus `{indicator.id}` sendiri.", f"`{name}` is part of `{indicator.id}` itself."
            ),
            hint=Text("Pilih penjelas lain.", "Choose another predictor."),
            code="predictor-own",
        )
    return known[name]


def _predictor(variable: Variable, column: pa.ChunkedArray) -> Predictor:
    values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    labels = None
    codes = variable.codes() if variable.codelist else None
    if codes is not None:
        labels = {c: t for c, t in codes.rows.items() if isinstance(c, int)}
    elif variable.type == "ya_tidak":
        labels = {0: Text("tidak", "no"), 1: Text("ya", "yes"), 2: Text("tidak", "no")}
    return Predictor(variable.name, variable.label, values, labels)


def _classes(
    p: Predictor, keep: NDArray[np.bool_], y: Floats | None, rare: int, said: list[Text]
) -> tuple[Predictor, NDArray[np.bool_]]:
    """Classes with few rows taken together as -1; left out (and no longer in `keep`) where they are still few. y: the
    condition, of which a class needs both sides; None for a number."""
    assert p.labels is not None
    codes = np.unique(p.values[keep])
    small = [_few_in(keep & (p.values == code), y, rare) for code in codes]
    few = codes[small] if codes.size else codes
    if not few.size:
        return p, keep
    listed = [p.labels.get(int(c), Text(str(int(c)), str(int(c)))) for c in few]
    words = Text(", ".join(t.id for t in listed), ", ".join(t.en for t in listed))
    mine = np.isin(p.values, few)
    together = few.size > 1 and not _few_in(keep & mine, y, rare)
    if not together:
        said.append(
            Text(
                f"{p.label.id}: kelas yang terlalu sedikit orangnya tidak dinilai ({words.id}).",
                f"{p.label.en}: classes with too few rows are left out ({words.en}).",
            )
        )
        return p, keep & ~mine
    said.append(
        Text(
            f"{p.label.id}: kelas yang sedikit orangnya digabung ({words.id}).",
            f"{p.label.en}: classes with few rows are taken together ({words.en}).",
        )
    )
    labels = {**p.labels, -1: Text("kelas lain yang digabung", "other classes, taken together")}
    return Predictor(p.name, p.label, np.where(mine, -1.0, p.values), labels), keep


def _few_in(mine: NDArray[np.bool_], y: Floats | None, rare: int) -> bool:
    """Whether a class is too small: fewer rows than `rare`, or too few on one side of the condition."""
    n = int(mine.sum())
    if y is None:
        return n < rare
    hits = float(y[mine].sum())
    return n < rare or min(hits, n - hits) < FEWEST_EVENTS


def _matrix(
    predictors: Sequence[Predictor], rows: NDArray[np.int64], said: list[Text]
) -> tuple[list[Floats], list[Term], dict[str, Text]]:
    """Columns of the model; the most frequent class of a predictor is its reference."""
    columns: list[Floats] = []
    terms: list[Term] = []
    references: dict[str, Text] = {}
    for p in predictors:
        values = p.values[rows]
        if p.labels is None:
            terms.append(Term(p.name, p.name, "angka", p.label))
            columns.append(values)
            continue
        codes, counts = np.unique(values, return_counts=True)
        if len(codes) < 2:
            said.append(
                Text(
                    f"{p.label.id} tidak dipakai: semua yang dihitung sama.",
                    f"{p.label.en} is not used: all rows are alike.",
                )
            )
            continue
        base = codes[counts.argmax()]
        references[p.name] = p.labels.get(int(base), Text(str(int(base)), str(int(base))))
        for code in codes[codes != base]:
            own = p.labels.get(int(code), Text(str(int(code)), str(int(code))))
            label = Text(f"{p.label.id}: {own.id}", f"{p.label.en}: {own.en}")
            terms.append(Term(f"{p.name}={int(code)}", p.name, "kelas", label))
            columns.append((values == code).astype(float))
    return columns, terms, references


def _check_size(y: Floats, terms: int, logit: bool) -> None:
    needed = max(FEWEST_ROWS, FEWEST_EVENTS * max(terms, 1))
    events = min(float(y.sum()), float(len(y) - y.sum())) if logit else float(len(y))
    if len(y) < needed or events < FEWEST_EVENTS * max(terms, 1):
        raise _few()


def _few() -> UserError:
    return UserError(
        Text("Terlalu sedikit data untuk model ini.", "There are too few data for this model."),
        detail=Text(
            f"Perlu sekurangnya {FEWEST_ROWS} baris, dan {FEWEST_EVENTS} kejadian (dan bukan kejadian) untuk tiap "
            "penjelas.",
            f"It takes {FEWEST_ROWS} rows, and {FEWEST_EVENTS} of each outcome for every term.",
        ),
        hint=Text(
            "Pilih wilayah yang lebih luas, atau penjelas yang lebih sedikit.", "A wider region or fewer predictors."
        ),
        code="analysis-few",
    )
