"""Is a difference real? A test where errors are known; a rule that is named as a rule where they are not.

z or t: difference over the root of the summed squared errors, two-sided, 5 percent (methods book 1.9). The two figures
are taken as independent. Without any error the rule of work `perubahan_berarti_min` only says whether the difference is
large enough to speak of, which is not a test; the words say so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sepakat.analysis.values import CHANCE, Figure
from sepakat.core import laws
from sepakat.core.text import Text, number

TEST, RULE, NONE = "uji", "aturan", "tidak diuji"
LEVEL = 0.95
OF_SAMPLE, OF_CHANCE = Text("kebetulan sampel", "chance of the sample"), Text("kebetulan", "chance")
OF_SCATTER = Text("naik-turun antartahun", "ups and downs between years")


@dataclass(frozen=True)
class Verdict:
    """difference: second minus first; se, statistic, p, low, high: of it, None where not known. real: whether it is
    more than chance (or large enough by the rule), None where nothing can be said. rule: TEST, RULE or NONE."""

    difference: float | None
    se: float | None
    statistic: float | None
    p: float | None
    low: float | None
    high: float | None
    real: bool | None
    rule: str
    words: Text


def judged(difference: float, se: float | None, *, degrees: int | None = None, of: Text = OF_SAMPLE) -> Verdict:
    """A difference with its standard error; degrees: of freedom (None: normal). of: what the error is that of, in
    words."""
    if se is None or not math.isfinite(se) or se <= 0 or (degrees is not None and degrees < 1):
        return untested(difference)
    t = difference / se
    p = laws.two_sided(t, degrees)
    reach = laws.reach(LEVEL, degrees) * se
    real = p < 1 - LEVEL
    return Verdict(difference, se, t, p, difference - reach, difference + reach, real, TEST, _said(real, p, of))


def untested(difference: float | None) -> Verdict:
    """A difference of which nothing can be said."""
    words = Text("belum dapat diuji karena galat bakunya tidak diketahui", "not tested, because its error is not known")
    return Verdict(difference, None, None, None, None, None, None, NONE, words)


def by_rule(first: float, difference: float, smallest: float) -> Verdict:
    """The rule for figures without an error: at least `smallest` percent of the first one counts as notable."""
    limit = abs(first) * smallest / 100
    real = abs(difference) >= limit and difference != 0
    said_id, said_en = number(smallest, 0, "id"), number(smallest, 0, "en")
    words = Text(
        f"{'berarti' if real else 'terlalu kecil untuk disebut berarti'} menurut aturan kerja ({said_id}% dari nilai "
        "awal; galat baku tidak diketahui, jadi bukan uji statistik)",
        f"{'notable' if real else 'too small to call notable'} by a rule of work ({said_en}% of the first value; its "
        "error is not known, so this is no test)",
    )
    return Verdict(difference, None, None, None, None, None, real, RULE, words)


def difference(first: Figure, second: Figure, *, smallest: float) -> Verdict:
    """Second minus first. Where one of them has an error the other is taken as exact; where neither has, `smallest`
    (percent of the first) decides by rule."""
    if first.value is None or second.value is None:
        words = Text("tidak dapat dibandingkan: angkanya tidak ditampilkan", "not compared: a figure is not shown")
        return replace(untested(None), words=words)
    apart = second.value - first.value
    errors = [f.se for f in (first, second) if f.se is not None and math.isfinite(f.se)]
    if not errors:
        return by_rule(first.value, apart, smallest)
    degrees = [f.degrees for f in (first, second) if f.degrees is not None]
    return judged(apart, math.hypot(*errors), degrees=min(degrees) if degrees else None, of=told(first, second))


def adjusted(verdict: Verdict, comparisons: int) -> Verdict:
    """The verdict where the pair was picked from so many comparisons after seeing them (Bonferroni): p times their
    number, at most 1."""
    if verdict.p is None or comparisons <= 1:
        return verdict
    p = min(1.0, verdict.p * comparisons)
    real = p < 1 - LEVEL
    words = _said(real, p, OF_CHANCE)
    many = Text(
        f"{words.id}, sesudah disesuaikan dengan {comparisons} perbandingan",
        f"{words.en}, adjusted for {comparisons} comparisons",
    )
    return replace(verdict, p=p, real=real, words=many)


def p_words(p: float, lang: str) -> str:
    """`p = 0,03`; `p < 0,001`."""
    return "p < " + number(0.001, 3, lang) if p < 0.001 else "p = " + number(p, 3 if p < 0.01 else 2, lang)


def told(*figures: Figure) -> Text:
    """What the errors of these figures are errors of: chance in a full count, or the sample."""
    return OF_CHANCE if any(f.basis == CHANCE for f in figures) else OF_SAMPLE


def _said(real: bool, p: float, of: Text) -> Text:
    if real:
        return Text(f"nyata, bukan {of.id} ({p_words(p, 'id')})", f"real, not {of.en} ({p_words(p, 'en')})")
    return Text(
        f"tidak nyata: bisa jadi hanya {of.id} ({p_words(p, 'id')})",
        f"not real: it may be only {of.en} ({p_words(p, 'en')})",
    )
