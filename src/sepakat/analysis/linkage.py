"""Linkage (keterkaitan): does the outcome go with a determinant, over areas or over years? Never proof of cause.

Step of the TNP2K diagnosis (system book 4.1). Pearson's r with an interval by Fisher's z (atanh r, error 1/sqrt(n -
3)); Student's t on n - 2 degrees of freedom tests r = 0; Spearman's rank correlation beside it, which single extreme
areas do not pull.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from sepakat.analysis.reading import Reading
from sepakat.analysis.values import Subject
from sepakat.analysis.verdicts import LEVEL, TEST, Verdict, p_words
from sepakat.core import laws
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number

FEWEST = 4


def linkage(
    outcome: Subject, other: Subject, pairs: Mapping[str, tuple[float | None, float | None]], what: Text
) -> Reading:
    """Correlation of two figures. pairs: (outcome, determinant) by area or period; what: the word for those (Text).

    Numbers: r, low, high, rank, n. UserError `analysis-pairs` below four pairs, or where one does not vary.
    """
    have = [(a, b) for a, b in pairs.values() if a is not None and b is not None]
    x, y = (np.array([p[i] for p in have], float) for i in (1, 0))
    if len(have) < FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
        raise UserError(
            Text(
                f"Keterkaitan perlu sekurangnya {FEWEST} pasangan angka yang berbeda; yang ada {len(have)}.",
                f"A linkage needs {FEWEST} pairs of figures that differ; there are {len(have)}.",
            ),
            hint=Text("Pilih wilayah yang lebih luas atau tingkat lain.", "Choose a wider region or another level."),
            code="analysis-pairs",
        )
    from scipy.stats import spearmanr  # slow to load: only for whoever asks

    n = len(have)
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    rank = float(spearmanr(x, y).statistic)
    low = high = r
    p, t = 0.0, math.inf
    if abs(r) < 1 - 1e-12:
        reach = laws.reach(LEVEL) / math.sqrt(n - 3)
        low, high = math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach)
        t = r * math.sqrt((n - 2) / (1 - r**2))
        p = laws.two_sided(t, n - 2)
    real = p < 1 - LEVEL
    words = Text(
        f"{'nyata' if real else 'tidak nyata'} ({p_words(p, 'id')})",
        f"{'real' if real else 'not real'} ({p_words(p, 'en')})",
    )
    verdict = Verdict(r, None, t, p, low, high, real, TEST, words)
    said = _sentence(outcome, other, r, low, high, n, real, words, what)
    return Reading("keterkaitan", {"r": r, "low": low, "high": high, "rank": rank, "n": n}, verdict, said)


def strength(r: float) -> Text:
    """Words of a correlation's size: below 0.3 weak, below 0.6 moderate (ours)."""
    size = abs(r)
    return Text("lemah", "weak") if size < 0.3 else Text("sedang", "moderate") if size < 0.6 else Text("kuat", "strong")


def _sentence(
    outcome: Subject, other: Subject, r: float, low: float, high: float, n: int, real: bool, words: Text, what: Text
) -> Text:
    how = strength(r)
    way = Text("lebih tinggi", "higher") if r > 0 else Text("lebih rendah", "lower")

    def figure(lang: str) -> str:
        return f"r = {number(r, 2, lang)}; 95%: {number(low, 2, lang)} – {number(high, 2, lang)}; n = {n}"

    if not real:
        return Text(
            f"Di antara {what.id}, belum terlihat kaitan {outcome.label.id} dengan {other.label.id}: {words.id}; "
            f"{figure('id')}.",
            f"Among {what.en} no link shows between {outcome.label.en} and {other.label.en}: {words.en}; "
            f"{figure('en')}.",
        )
    return Text(
        f"Di antara {what.id}, bila {other.label.id} lebih tinggi, {outcome.label.id} cenderung {way.id} (kaitan "
        f"{how.id}, "
        f"{words.id}; {figure('id')}). Ini keterkaitan, bukan bukti sebab-akibat.",
        f"Among {what.en}, where {other.label.en} is higher, {outcome.label.en} tends to be {way.en} ({how.en} link, "
        f"{words.en}; {figure('en')}). They go together; that is no proof of cause.",
    )
