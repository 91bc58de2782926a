"""Priority problems: indicators of one region by their gap to the target, made comparable across units.

Ranking by the gap to a target is SEPAKAT's (wiki, priority indicators: target 100 percent; system book 4.7). To compare
percent with years or rupiah the gap is also given in standard deviations among the region's peers, and in people:
gap x denominator for shares of people. Ours; a gap on the good side of the target is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sepakat.analysis.values import Subject, sign
from sepakat.core.text import Text, number

FEWEST_PEERS = 3


@dataclass(frozen=True)
class Problem:
    """One indicator of a region. gap: how far it falls short of the target, in its unit (0: reached); deviations: gap
    over the standard deviation among peers, None where fewer than three have figures or they do not differ; people:
    gap in people or families, None where the indicator is not a share. unit: whom `people` counts."""

    id: str
    subject: Subject
    value: float | None
    target: float
    gap: float | None
    deviations: float | None
    people: float | None
    unit: str
    place: int | None = None


def gap(value: float, target: float, direction: str) -> float:
    """How far a value falls short of a target by the good direction; 0 where reached."""
    return max(0.0, (sign(direction) or 1) * (target - value))


def problem(
    id_: str,
    subject: Subject,
    value: float | None,
    target: float,
    peers: Sequence[float | None],
    *,
    denominator: float | None = None,
    scale: float | None = None,
    unit: str = "",
) -> Problem:
    """One problem, not yet ranked. denominator, scale: of a share (value = scale x part / denominator); else None."""
    if value is None:
        return Problem(id_, subject, None, target, None, None, None, unit)
    short = gap(value, target, subject.direction)
    have = np.array([v for v in peers if v is not None], float)
    spread = float(have.std(ddof=1)) if have.size >= FEWEST_PEERS else 0.0
    people = short / scale * denominator if scale and denominator is not None else None
    return Problem(id_, subject, value, target, short, short / spread if spread > 0 else None, people, unit)


def ranked(problems: Sequence[Problem], by: str = "deviations") -> list[Problem]:
    """The problems, largest gap first; those that cannot be compared last, without a place."""
    have = [p for p in problems if getattr(p, by) is not None]
    have.sort(key=lambda p: (-float(getattr(p, by)), p.id))
    sizes = [float(getattr(p, by)) for p in have]
    placed = [Problem(**{**p.__dict__, "place": 1 + sum(s > sizes[i] for s in sizes)}) for i, p in enumerate(have)]
    return [*placed, *(p for p in problems if getattr(p, by) is None)]


def sentence(found: Sequence[Problem], where: str) -> Text:
    """The first three problems in words."""
    top = [p for p in found if p.place is not None and p.gap][:3]
    if not top:
        return Text(f"Di {where} tidak ada jarak ke sasaran yang dapat diurutkan.", f"No gap can be ranked in {where}.")

    def said(lang: str) -> str:
        out = []
        for p in top:
            people = ""
            if p.people is not None and p.people >= 1:
                unit = {"orang": "people", "keluarga": "families"}.get(p.unit, p.unit) if lang == "en" else p.unit
                about = "jaraknya sekitar" if lang == "id" else "a gap of about"
                people = f"; {about} {number(round(p.people), 0, lang)} {unit}"
            aim = f"{'sasaran' if lang == 'id' else 'target'} {p.subject.show(p.target, lang)}"
            out.append(f"{p.subject.label.in_(lang)} ({p.subject.show(p.value, lang)}, {aim}{people})")
        return "; ".join(out)

    return Text(
        f"Masalah prioritas di {where}, menurut jarak ke sasaran: {said('id')}.",
        f"Priority problems in {where}, by gap to target: {said('en')}.",
    )
