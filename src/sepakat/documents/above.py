"""The figures of a draft, those of the regions above it, and how they stand to each other: rows of `consistency`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sepakat import catalogue, regions
from sepakat.analysis import feeding
from sepakat.analysis.monitoring import Target
from sepakat.analysis.values import Subject, sign
from sepakat.catalogue.published import figure_series
from sepakat.core.errors import UserError
from sepakat.documents import counted, published
from sepakat.documents.block import Block
from sepakat.documents.consistency import BETTER, DIFFERENT, ELSEWHEN, LACKING, QUOTED, SAME, WORSE
from sepakat.documents.drafting import Draft
from sepakat.documents.making import GAPS, Ask
from sepakat.documents.narrative import period, phrases
from sepakat.documents.parts import Number
from sepakat.regions import place


@dataclass(frozen=True)
class _Own:
    """The region's latest figure of a measure in the draft."""

    number: Number
    subject: Subject
    series: bool


def rows(draft: Draft, lake: Any, targets: Path | None) -> list[dict[str, Any]]:
    """By name of the columns of `consistency.COLUMNS`. UserErrors of the lake, `targets-file`."""
    ask = Ask(lake, lake.release(draft.release), Block("isian"), draft.region, draft.plan.owners, pictures=False)
    held = list(_own(draft))
    made = [row for own in held for row in _rows(ask, own)]
    return made + (_targets(ask, held, feeding.targets(targets)) if targets else [])


def _own(draft: Draft) -> Iterable[_Own]:
    """The draft's own figures of indicators and series, the latest of each definition, in the order of the draft."""
    found: dict[tuple[str, str], _Own] = {}
    for number in draft.numbers.values():
        q = number.query
        if q.region != draft.region or q.breakdown or number.value is None:
            continue
        series = q.measure in figure_series() and q.source != "" and q.version in figure_series()[q.measure].definitions
        plain = q.formula.startswith("Angka terbitan") if series else q.formula == _ukuran(q.measure)
        if not plain or (not series and q.measure not in catalogue.indicators()):
            continue
        key = (q.measure, q.version)
        subject = _subject(q.measure, series)
        if key not in found or (series and _when(q.slot) > _when(found[key].number.query.slot)):
            found[key] = _Own(number, subject, series)
    return found.values()


def _ukuran(id_: str) -> str:
    return catalogue.indicators()[id_].ukuran if id_ in catalogue.indicators() else ""


def _subject(id_: str, series: bool) -> Subject:
    return feeding.subject_of_series(id_) if series else counted.subject(id_)


def _when(slot: str) -> str:
    """The period at the end of a slot of a published figure."""
    return slot.partition("~")[0].rpartition(":")[2]


def _rows(ask: Ask, own: _Own) -> list[dict[str, Any]]:
    q, value = own.number.query, float(own.number.value or 0)
    common = {
        "measure": q.measure,
        "name": own.subject.label.id,
        "definition": q.version,
        "period": q.period,
        "unit": q.unit,
        "shown": own.number.shown,
    }
    rows = []
    for code in [ask.region, *ask.above]:
        theirs, when = _figure(ask, own, code)
        row: dict[str, Any] = {**common, "other": place(code), "other_shown": "…", "difference": None}
        if theirs is None:
            state = LACKING
        else:
            row["other_shown"] = phrases.shown(own.subject, theirs)
            apart = phrases.printed(own.subject, value) - phrases.printed(own.subject, theirs)
            state = _state(own.subject, round(apart, 6))
            if when != q.period:
                row["other_shown"], state = f"{row['other_shown']} ({when})", ELSEWHEN
            else:
                row["difference"] = round(apart, 6) + 0.0
        if code == ask.region:
            if state == SAME or theirs is None:
                continue
            state = QUOTED
        rows.append({**row, "state": state})
    return rows


def _state(subject: Subject, apart: float) -> str:
    turn = sign(subject.direction)
    if apart == 0:
        return SAME
    return DIFFERENT if not turn else BETTER if turn * apart > 0 else WORSE


def _figure(ask: Ask, own: _Own, code: str) -> tuple[float | None, str]:
    """A region's figure by the same definition, of the same period where there is one, with that period."""
    q = own.number.query
    if code == regions.NATION and not own.series and len({k[:2] for k in ask.release.kabupaten()}) < 2:
        return None, ""  # one province is not the nation
    try:
        if own.series:
            found = published.line(ask, f"seri:{q.measure}@{q.version}", [code])
            held: Mapping[str, float | None] = {period(at): found.at(code, at) for at in found.periods([code])}
            if held.get(q.period) is not None:
                return held[q.period], q.period
            last = found.last(code)
            return (last[1], period(last[0])) if last else (None, "")
        source = next(name for name, words in counted.SOURCES.items() if words == q.source)
        figures = counted.counts(ask, [q.measure], code, regions.level_of(code), source=source)
        return figures.figure(q.measure, code).value, q.period
    except UserError as problem:
        if problem.code not in GAPS:
            raise
        return None, ""


def _targets(ask: Ask, held: list[_Own], given: Mapping[tuple[str, str], list[Target]]) -> list[dict[str, Any]]:
    """The region's targets beside those of the regions above for the same year."""
    rows = []
    for own in held:
        q = own.number.query
        for mine in given.get((q.measure, ask.region), ()):
            for code in ask.above:
                for theirs in (t for t in given.get((q.measure, code), ()) if t.year == mine.year):
                    apart = phrases.printed(own.subject, mine.target) - phrases.printed(own.subject, theirs.target)
                    rows.append(
                        {
                            "measure": q.measure,
                            "name": f"Sasaran: {own.subject.label.id}",
                            "definition": q.version,
                            "period": f"{mine.year:.0f}",
                            "unit": q.unit,
                            "shown": phrases.shown(own.subject, mine.target),
                            "other": f"{place(code)} ({theirs.document})",
                            "other_shown": phrases.shown(own.subject, theirs.target),
                            "difference": round(apart, 6) + 0.0,
                            "state": _state(own.subject, round(apart, 6)),
                        }
                    )
    return rows
