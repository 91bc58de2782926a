"""Target proposals: trend with an interval, the best quarter of peers, what nation's and province's targets imply.

Laid side by side for whoever decides; none is "the" target. Trend: straight line through at least three points, with a
95 percent prediction interval, t (n - 2) x s x sqrt(1 + 1/n + (year - middle)² / spread). Peers: the quartile on the
good side of their latest figures. Implied: the target of the region above as it stands, and the same relative way:
for a measure that should fall, own x target / reference; for a percentage that should rise, the same share of the way
to 100. The choice of methods is ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sepakat.analysis.trend import few, line
from sepakat.analysis.values import Figure, Point, Subject, known, sign
from sepakat.core import laws
from sepakat.core.text import Text

LEVEL = 0.95


@dataclass(frozen=True)
class Proposal:
    """One way to a target. value: None where it cannot be made (why: in `basis`); low, high: only of the trend."""

    way: str
    label: Text
    value: float | None
    low: float | None
    high: float | None
    basis: Text


def extrapolated(subject: Subject, series: Sequence[Point], year: float) -> Proposal:
    """The line's value in a year. UserError `analysis-points` below three points. Percentages stay within 0 and 100."""
    have = [Point(p.period, p.year, _bare(p)) for p in known(series)]
    if len(have) < 3:
        raise few(3, len(have))
    found = line(have)
    assert found.scatter is not None and found.degrees is not None
    value = found.at(year)
    reach = laws.reach(LEVEL, found.degrees) * found.scatter
    reach *= math.sqrt(1 + 1 / found.n + (year - found.middle) ** 2 / found.spread)
    low, value, high = (_inside(v, subject) for v in (value - reach, value, value + reach))
    first, last = have[0].period, have[-1].period
    basis = Text(
        f"Garis lurus melalui {found.n} titik ({first}–{last}); anggapannya laju selama itu berlanjut. Rentang 95% "
        "memuat "
        "sebaran titik di sekitar garis, bukan perubahan kebijakan.",
        f"A straight line through {found.n} points ({first}–{last}), supposing that pace goes on. The 95% range "
        "holds the "
        "scatter around the line, not changes of policy.",
    )
    return Proposal("tren", Text("Kelanjutan tren", "Trend goes on"), value, low, high, basis)


def _bare(point: Point) -> Figure:
    return Figure(point.figure.value)  # the scatter around the line, not the errors of the points, tells the future


def best_quarter(subject: Subject, own: str, peers: Mapping[str, float | None]) -> Proposal:
    """The figure that the best quarter of the other regions has reached; at least four needed."""
    have = [v for code, v in peers.items() if v is not None and code != own]
    label = Text("Seperempat terbaik di antara wilayah setara", "Best quarter of peers")
    if len(have) < 4:
        why = Text(f"Perlu empat pembanding; yang ada {len(have)}.", f"Four peers are needed; there are {len(have)}.")
        return Proposal("setara", label, None, None, None, why)
    share = 0.75 if sign(subject.direction) >= 0 else 0.25
    value = float(np.quantile(have, share))
    basis = Text(
        f"Kuartil dari {len(have)} wilayah setara: seperempatnya sudah mencapai angka ini.",
        f"A quartile of {len(have)} peers: a quarter of them have reached it.",
    )
    return Proposal("setara", label, value, None, None, basis)


def implied(subject: Subject, own: float, name: str, now: float | None, target: float | None) -> list[Proposal]:
    """What the target of a region above implies: its level, and the same relative way. Empty without a target."""
    if target is None:
        return []
    same = Proposal(
        "sama",
        Text(f"Sama dengan sasaran {name}", f"As the target of {name}"),
        target,
        None,
        None,
        Text(f"Sasaran {name} apa adanya.", f"The target of {name} as it stands."),
    )
    if now is None:
        return [same]
    value, how = _same_way(subject, own, now, target)
    if value is None:
        return [same]
    pace = Proposal("laju", Text(f"Laju yang sama dengan {name}", f"The same pace as {name}"), value, None, None, how)
    return [same, pace]


def _same_way(subject: Subject, own: float, now: float, target: float) -> tuple[float | None, Text]:
    if subject.unit == "persen" and sign(subject.direction) > 0 and now < 100:
        value = 100 - (100 - own) * (100 - target) / (100 - now)
        return value, Text(
            "Bagian yang sama dari jarak ke 100% ditutup.", "The same share of the distance to 100% is closed."
        )
    if now == 0:
        return None, Text("", "")
    return own * target / now, Text("Perubahan relatif yang sama.", "The same relative change.")


def _inside(value: float, subject: Subject) -> float:
    return min(100.0, max(0.0, value)) if subject.unit == "persen" else value


def sentence(subject: Subject, where: str, found: Sequence[Proposal], year: float) -> Text:
    """The range of proposals in words."""
    have = [p for p in found if p.value is not None]
    if not have:
        return Text(
            f"Belum ada usulan sasaran {subject.label.id} untuk {where}.", f"No target can be proposed for {where} yet."
        )

    def said(lang: str) -> str:
        out = []
        for p in have:
            span = f" ({subject.show(p.low, lang)} – {subject.show(p.high, lang)})" if p.low is not None else ""
            out.append(f"{p.label.in_(lang).lower() if p.way in ('tren', 'setara') else p.label.in_(lang)}: "
                       f"{subject.show(p.value, lang)}{span}")  # fmt: skip
        return "; ".join(out)

    at = str(int(year))
    return Text(
        f"Usulan sasaran {at} untuk {subject.label.id} di {where}: {said('id')}. Pilih dengan pertimbangan, bukan "
        "rata-ratanya.",
        f"Proposals for {at}, {subject.label.en} in {where}: {said('en')}. Choose with judgement, not their mean.",
    )
