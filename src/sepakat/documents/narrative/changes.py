"""How a figure moved over time, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Callable

from sepakat.analysis.values import Subject, sign
from sepakat.analysis.verdicts import RULE, TEST, Verdict
from sepakat.core.text import number
from sepakat.documents.narrative.phrases import apart_with_unit, period, printed, shown, upper, with_unit
from sepakat.documents.parts import Number, Runs

Give = Callable[[str, str, float], Number]
UP, DOWN, SAME = "naik", "turun", "tetap"


def direction(subject: Subject, first: float, last: float) -> str:
    """UP, DOWN or SAME, as printed."""
    before, after = printed(subject, first), printed(subject, last)
    return SAME if before == after else UP if after > before else DOWN


def change(
    subject: Subject, where: str, first: tuple[str, float], last: tuple[str, float], verdict: Verdict | None, give: Give
) -> Runs:
    """`… di … turun dari 22,68 persen (Maret 2021) menjadi 20,24 persen (Maret 2025), atau 2,44 poin persen; perubahan
    itu membaik dan nyata …`. first, last: (period, value); give: a number by (slot, as shown, value)."""
    (begin, before), (end, after) = first, last
    way = direction(subject, before, after)
    start = give(f"dari:{begin}", shown(subject, before), before)
    now = give(f"menjadi:{end}", shown(subject, after), after)
    head = f"{upper(subject.label.id)} di {where} "
    if way == SAME:
        return (head, f"tetap pada {period(begin)} dan {period(end)}, yaitu ", *with_unit(subject, now), ".")
    size = abs(printed(subject, after) - printed(subject, before))
    apart = give(f"selisih:{begin}:{end}", shown(subject, size), size)
    runs: Runs = (
        head,
        f"{way} dari ",
        *with_unit(subject, start),
        f" ({period(begin)}) menjadi ",
        *with_unit(subject, now),
        f" ({period(end)}), atau {way} ",
        *apart_with_unit(subject, apart),
    )
    turn = sign(subject.direction)
    if turn:
        better = (turn > 0) == (way == UP)
        runs = (*runs, f". Arah itu {'membaik' if better else 'memburuk'}")
    return (*runs, "." if verdict is None else "; ", *(real(verdict, give) if verdict else ()))


def real(verdict: Verdict, give: Give, what: str = "perubahannya") -> Runs:
    """Whether a difference is real, in words that end the sentence."""
    if verdict.rule == TEST and verdict.p is not None:
        p = give("p", number(max(verdict.p, 0.001), 3, "id"), verdict.p)
        sign_ = "p < " if verdict.p < 0.001 else "p = "
        if verdict.real:
            return (f"{what} nyata menurut uji statistik ({sign_}", p, ").")
        return (f"{what} belum dapat disebut nyata: bisa jadi hanya kebetulan ({sign_}", p, ").")
    if verdict.rule == RULE:
        size = "cukup besar untuk disebut berarti" if verdict.real else "terlalu kecil untuk disebut berarti"
        return (f"{what} {size} menurut aturan kerja (bukan uji statistik).",)
    return (f"{what} belum dapat diuji karena galat bakunya tidak diketahui.",)
