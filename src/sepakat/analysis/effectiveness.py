"""Effectiveness (efektivitas): is the change of each period better or worse than the one before?

Step of the TNP2K diagnosis; the rule is ours (system book 4.1): d_t = s (x_t - x_(t-1)); a period is *better* where
d_t > d_(t-1), *worse* where below; it is *consistent* where both have one sign, *reversing* where the sign changed, 0
is flat. Test of the last step: x_t - 2 x_(t-1) + x_(t-2), whose error is sqrt(se_t² + 4 se_(t-1)² + se_(t-2)²).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from sepakat.analysis.reading import Reading, state
from sepakat.analysis.trend import few
from sepakat.analysis.values import Point, Subject, known, sign
from sepakat.analysis.verdicts import Verdict, by_rule, judged, told
from sepakat.core.text import Text

BETTER, WORSE, SAME = "lebih baik", "lebih buruk", "sama"
CONSISTENT, REVERSING, FLAT = "searah", "berbalik", "datar"
_PACE = {
    BETTER: Text("lajunya lebih baik", "the pace was better"), WORSE: Text("lajunya lebih buruk", "the pace was worse"),
    SAME: Text("lajunya sama", "the pace was the same"),
}  # fmt: skip
_TURN = {
    CONSISTENT: Text(" dan arahnya tetap", " and the direction the same"),
    REVERSING: Text(" dan arahnya berbalik", " and the direction was reversed"), FLAT: Text("", ""),
}  # fmt: skip


def steps(series: Sequence[Point], direction: str) -> list[dict[str, object]]:
    """Each period from the second on: period, change (turned so that above 0 is better), per year; against the period
    before: `better` and `consistent` (empty for the first change). Changes are per year, so that gaps compare."""
    have, turn = known(series), sign(direction) or 1
    out: list[dict[str, object]] = []
    before: float | None = None
    for one, two in itertools.pairwise(have):
        d = turn * (float(two.figure.value or 0) - float(one.figure.value or 0)) / (two.year - one.year)
        out.append({"period": two.period, "change": d, "better": _better(before, d), "consistent": _way(before, d)})
        before = d
    return out


def effectiveness(subject: Subject, where: str, series: Sequence[Point], *, smallest: float) -> Reading:
    """The last change against the one before. Numbers: last, before (per year, above 0 is better), better, consistent,
    periods, times_better. UserError `analysis-points` below three points."""
    have = known(series)
    if len(have) < 3:
        raise few(3, len(have))
    found = steps(have, subject.direction)
    last, before = float(str(found[-1]["change"])), float(str(found[-2]["change"]))
    verdict = _verdict(have[-3:], last - before, smallest)
    better, way = str(found[-1]["better"]), str(found[-1]["consistent"])
    numbers = {
        "last": last, "before": before, "better": better, "consistent": way, "periods": len(found),
        "times_better": sum(step["better"] == BETTER for step in found),
    }  # fmt: skip
    told = state(last)
    said = Text(
        f"Antara {have[-2].said('id')} dan {have[-1].said('id')} {subject.label.id} di {where} {told.id}; dibanding "
        f"perubahan sebelumnya {_PACE[better].id}{_TURN[way].id}. Beda laju itu {verdict.words.id}.",
        f"Between {have[-2].said('en')} and {have[-1].said('en')} {subject.label.en} in {where} {told.en}; against "
        f"the change before, {_PACE[better].en}{_TURN[way].en}. That difference of pace is {verdict.words.en}.",
    )
    return Reading("efektivitas", numbers, verdict, said)


def _verdict(three: Sequence[Point], apart: float, smallest: float) -> Verdict:
    first, middle, last = three
    errors = [p.figure.se for p in three]
    if all(e is not None for e in errors):
        a, b = middle.year - first.year, last.year - middle.year
        parts = (float(errors[0] or 0) / a, float(errors[1] or 0) * (1 / a + 1 / b), float(errors[2] or 0) / b)
        return judged(apart, math.hypot(*parts), of=told(*(p.figure for p in three)))
    return by_rule(float(first.figure.value or 0), apart, smallest)


def _better(before: float | None, d: float) -> str:
    if before is None:
        return ""
    return SAME if d == before else BETTER if d > before else WORSE


def _way(before: float | None, d: float) -> str:
    if before is None:
        return ""
    if d == 0 or before == 0:
        return FLAT
    return CONSISTENT if (d > 0) == (before > 0) else REVERSING
