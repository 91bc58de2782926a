"""Trend (perkembangan antarwaktu): how the own series moved, and whether that is more than chance.

Step of the TNP2K diagnosis (system book 4.1). Total change: last minus first. Yearly change: slope of a straight line
(least squares; weighted by 1/se² where every point has a standard error). Test of the slope: with errors, z on the
known variances; without, Student's t on the scatter around the line (n - 2 degrees of freedom), for which three points
are needed. Two points with errors: their difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sepakat.analysis.reading import Reading, moved, state
from sepakat.analysis.values import Point, Subject, known, sign
from sepakat.analysis.verdicts import OF_SCATTER, Verdict, difference, judged, told
from sepakat.core.errors import UserError
from sepakat.core.text import Text


@dataclass(frozen=True)
class Line:
    """A straight line through points: value = level + slope * (year - middle). se: of the slope; degrees: of freedom
    (None: known variances); scatter: standard deviation around it, None where the errors were given."""

    slope: float
    level: float
    middle: float
    se: float | None
    degrees: int | None
    scatter: float | None
    spread: float
    n: int

    def at(self, year: float) -> float:
        return self.level + self.slope * (year - self.middle)


def line(series: Sequence[Point]) -> Line:
    """The straight line through the points that have a value. UserError `analysis-points` below two."""
    have = known(series)
    if len(have) < 2:
        raise few(2, len(have))
    t = np.array([p.year for p in have])
    y = np.array([p.figure.value for p in have], float)
    errors = [p.figure.se for p in have]
    weighted = all(e is not None and e > 0 for e in errors)
    w = 1 / np.array(errors, float) ** 2 if weighted else np.ones(len(t))
    middle, level = float(np.average(t, weights=w)), float(np.average(y, weights=w))
    spread = float(np.sum(w * (t - middle) ** 2))
    slope = float(np.sum(w * (t - middle) * (y - level)) / spread)
    if weighted:
        return Line(slope, level, middle, spread**-0.5, None, None, spread, len(t))
    degrees = len(t) - 2
    if degrees < 1:
        return Line(slope, level, middle, None, None, None, spread, len(t))
    scatter = float(np.sqrt(np.sum((y - level - slope * (t - middle)) ** 2) / degrees))
    return Line(slope, level, middle, scatter / spread**0.5, degrees, scatter, spread, len(t))


def trend(subject: Subject, where: str, series: Sequence[Point], *, smallest: float) -> Reading:
    """How a series moved. Numbers: first, last, change, per_year, n, from, to. UserError `analysis-points`."""
    have = known(series)
    found = line(have)
    first, last = have[0], have[-1]
    change = float(last.figure.value or 0) - float(first.figure.value or 0)
    verdict = _verdict(found, first, last, smallest)
    numbers = {
        "first": first.figure.value, "last": last.figure.value, "change": change, "per_year": found.slope, "n": found.n,
        "from": first.period, "to": last.period,
    }  # fmt: skip
    return Reading("perkembangan", numbers, verdict, _sentence(subject, where, first, last, change, found, verdict))


def _verdict(found: Line, first: Point, last: Point, smallest: float) -> Verdict:
    if found.n == 2:
        return difference(first.figure, last.figure, smallest=smallest)
    of = OF_SCATTER if found.scatter is not None else told(*(p.figure for p in (first, last)))
    return judged(found.slope, found.se, degrees=found.degrees, of=of)


def few(needed: int, have: int) -> UserError:
    return UserError(
        Text(
            f"Perlu sekurangnya {needed} titik waktu; yang ada {have}.",
            f"{needed} points in time are needed; {have} here.",
        ),
        detail=Text("Garis melalui titik yang lebih sedikit tidak dapat diuji.", "Fewer cannot be tested."),
        hint=Text("Masukkan angka tahun lain dengan definisi yang sama.", "Add years by the same definition."),
        code="analysis-points",
    )


def _sentence(
    subject: Subject, where: str, first: Point, last: Point, change: float, found: Line, verdict: Verdict
) -> Text:
    turn = sign(subject.direction)
    how = state(turn * change) if turn else moved(change)
    said = []
    for lang in ("id", "en"):
        begin, end = subject.show(first.figure.value, lang), subject.show(last.figure.value, lang)
        pace = subject.apart(found.slope, lang)
        up = ("naik" if found.slope > 0 else "turun") if lang == "id" else ("up" if found.slope > 0 else "down")
        said.append(
            f"{subject.label.id} di {where} {how.id} dari {begin} ({first.said(lang)}) menjadi "
            f"{end} ({last.said(lang)}), rata-rata {up} {pace} setahun; perubahan itu {verdict.words.id}."
            if lang == "id"
            else f"{subject.label.en} in {where} {how.en}, from {begin} ({first.said(lang)}) to {end} "
            f"({last.said(lang)}), on average {up} {pace} a year; that change is {verdict.words.en}."
        )
    return Text(*said)
