"""Evaluation: what of a change of poverty came from growth, what from sharing, and whether growth favoured the poor.

Datt and Ravallion 1992 and McCulloch and Baulch 2000, named by SEPAKAT's evaluation module (system book 2.6, 4.4, 4.5);
worked out by `sepakat.measures`. Welfare is spending per head over the household's own poverty line, so that prices of
places and years are taken out and the line is 1. Errors by bootstrap of sampling units (Rao and Wu), each year by
itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sepakat.analysis.values import DOWN, Subject
from sepakat.analysis.verdicts import Verdict, judged, untested
from sepakat.core.text import Text
from sepakat.measures import datt_ravallion, poverty_bias_of_growth
from sepakat.survey import Sampling
from sepakat.survey.replicates import factors

Floats = NDArray[np.float64]
POVERTY = Subject(Text("kemiskinan", "poverty"), DOWN, "persen", 2)
MEASURES: Mapping[float, Text] = {
    0.0: Text("Kemiskinan (P0)", "Poverty (P0)"),
    1.0: Text("Kedalaman kemiskinan (P1)", "The poverty gap (P1)"),
    2.0: Text("Keparahan kemiskinan (P2)", "Poverty severity (P2)"),
}


@dataclass(frozen=True)
class Sample:
    """Welfare (line = 1) and weights of persons, and the design (None: errors unknown). rows are those of a domain."""

    welfare: Floats
    weights: Floats
    plan: Sampling | None = None
    rows: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Evaluation:
    """parts: p_before, p_after, change, growth, redistribution, residual (in percent points), bias; errors: their
    standard errors by name, empty where no design is known; verdicts: of change, growth, redistribution and bias."""

    parts: dict[str, float]
    errors: dict[str, float]
    verdicts: dict[str, Verdict]
    method: str


def evaluate(
    before: Sample, after: Sample, *, alpha: float = 0, method: str = "shapley", replicates: int = 200, seed: int = 1
) -> Evaluation:
    """A change of poverty taken apart. method: `shapley` (no residual) or `residual` (base: the first year)."""
    parts = _parts(before, after, before.weights, after.weights, alpha, method)
    errors: dict[str, float] = {}
    if before.plan is not None and after.plan is not None:
        errors = _errors(before, after, alpha, method, replicates, seed)
    names = ("change", "growth", "redistribution", "bias")
    verdicts = {n: judged(parts[n], errors[n]) if n in errors else untested(parts[n]) for n in names}
    return Evaluation(parts, errors, verdicts, method)


def _parts(before: Sample, after: Sample, w1: Floats, w2: Floats, alpha: float, method: str) -> dict[str, float]:
    told: dict[str, Any] = {"line": 1.0, "alpha": alpha}
    way: Any = method
    found = datt_ravallion(before.welfare, after.welfare, w1, w2, method=way, **told)
    bias = poverty_bias_of_growth(before.welfare, after.welfare, w1, w2, **told)["bias"]
    return {name: 100 * value for name, value in {**found, "bias": bias}.items()}


def _errors(before: Sample, after: Sample, alpha: float, method: str, replicates: int, seed: int) -> dict[str, float]:
    moved = []
    for at, sample in enumerate((before, after)):
        assert sample.plan is not None
        way = factors(sample.plan, "bootstrap", replicates, seed + at)
        rows = sample.rows if sample.rows is not None else np.arange(len(sample.weights))
        moved.append(way.factor[sample.plan.psu[rows]])
    names: tuple[str, ...] = ()
    out = []
    for r in range(replicates):
        parts = _parts(before, after, before.weights * moved[0][:, r], after.weights * moved[1][:, r], alpha, method)
        names = tuple(parts)
        out.append(list(parts.values()))
    spread = np.nanstd(np.array(out), axis=0, ddof=1)
    return dict(zip(names, spread.tolist(), strict=True))


def sentence(found: Evaluation, where: str, alpha: float = 0) -> Text:
    """How far poverty moved, by what, and what of it a test bears out; the advice that SEPAKAT's evaluation module
    attaches to redistribution is given only where redistribution is tested and real, or where nothing can be tested."""
    p, of = found.parts, MEASURES.get(alpha, MEASURES[0.0])
    said = {lang: {n: POVERTY.apart(v, lang) for n, v in p.items()} for lang in ("id", "en")}
    both = {lang: (POVERTY.show(p["p_before"], lang), POVERTY.show(p["p_after"], lang)) for lang in ("id", "en")}
    if p["change"] == 0:
        return Text(
            f"{of.id} di {where} tidak berubah ({both['id'][0]}).",
            f"{of.en} in {where} did not change ({both['en'][0]}).",
        )
    way = Text("turun", "fell") if p["change"] < 0 else Text("naik", "rose")
    moved = Text(
        f"{of.id} di {where} {way.id} {said['id']['change']}, dari {both['id'][0]} menjadi {both['id'][1]}: "
        f"pertumbuhan {_signed(p['growth'], said['id']['growth'])}, pemerataan "
        f"{_signed(p['redistribution'], said['id']['redistribution'])}.",
        f"{of.en} in {where} {way.en} by {said['en']['change']}, from {both['en'][0]} to {both['en'][1]}: growth "
        f"{_signed(p['growth'], said['en']['growth'])}, redistribution "
        f"{_signed(p['redistribution'], said['en']['redistribution'])}.",
    )
    tested = found.verdicts["change"]
    sure = Text(f"Perubahan itu {tested.words.id}.", f"The change is {tested.words.en}.")
    return Text(
        f"{moved.id} {sure.id} {_bias(found).id} {_advice(found).id}",
        f"{moved.en} {sure.en} {_bias(found).en} {_advice(found).en}",
    )


def _bias(found: Evaluation) -> Text:
    """Whether growth favoured the poor, as far as a test bears it out."""
    if found.verdicts["bias"].real is False:
        return Text(
            "Belum terbukti apakah pertumbuhannya memihak penduduk miskin.",
            "Whether growth favoured the poor is not shown.",
        )
    if found.parts["bias"] > 0:
        return Text("Pertumbuhannya memihak penduduk miskin.", "Growth was in favour of the poor.")
    return Text("Pertumbuhannya tidak memihak penduduk miskin.", "Growth was not in favour of the poor.")


def _advice(found: Evaluation) -> Text:
    if found.verdicts["redistribution"].real is False:
        return Text(
            "Bagian pemerataan tidak dapat dibedakan dari kebetulan sampel: jangan ubah kebijakan atas dasar angka ini "
            "saja; lihat wilayah yang lebih luas, atau Susenas berikutnya.",
            "The part of redistribution cannot be told from the chance of samples: change no policy on this figure "
            "alone; look at a wider region, or at the next Susenas.",
        )
    if found.parts["redistribution"] < 0:
        return Text(
            "Pemerataan membantu; pertahankan instrumen yang menjangkau penduduk miskin.",
            "Redistribution helped; keep the instruments that reach the poor.",
        )
    return Text(
        "Pemerataan tidak membantu: pakai instrumen fiskal daerah, dan periksa lagi akses layanan dasar (pemerataan) "
        "serta ekonomi produktif dan pekerjaan (pertumbuhan).",
        "Redistribution did not help: use local fiscal instruments, and look again at access to basic services "
        "(redistribution) and at productive economy and work (growth).",
    )


def _signed(value: float, said: str) -> str:
    return ("−" if value < 0 else "+") + said
