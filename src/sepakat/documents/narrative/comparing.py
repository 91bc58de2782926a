"""How a region stands beside the regions above it and among its siblings."""

from __future__ import annotations

from collections.abc import Sequence

from sepakat.analysis.values import Subject, sign
from sepakat.documents.narrative.changes import Give
from sepakat.documents.narrative.phrases import apart_with_unit, joined, printed, shown, with_unit
from sepakat.documents.parts import Runs

HIGHER, LOWER, EQUAL = "lebih tinggi", "lebih rendah", "sama"


def against(subject: Subject, own: float, other: float) -> str:
    """HIGHER, LOWER or EQUAL, as printed."""
    mine, theirs = printed(subject, own), printed(subject, other)
    return EQUAL if mine == theirs else HIGHER if mine > theirs else LOWER


def beside(subject: Subject, own: float, name: str, code: str, other: float, give: Give) -> Runs:
    """`1,64 poin persen lebih tinggi daripada Provinsi X (18,60 persen)`."""
    theirs = give(f"pembanding:{code}", shown(subject, other), other)
    way = against(subject, own, other)
    if way == EQUAL:
        return (f"sama dengan {name} (", *with_unit(subject, theirs), ")")
    size = abs(printed(subject, own) - printed(subject, other))
    apart = give(f"jarak:{code}", shown(subject, size), size)
    return (*apart_with_unit(subject, apart), f" {way} daripada {name} (", *with_unit(subject, theirs), ")")


def beside_all(
    subject: Subject, own: float, others: Sequence[tuple[str, str, float]], give: Give, *, judge: bool = True
) -> Runs:
    """`Angka itu … daripada provinsi dan … daripada nasional, jadi …`. others: (code, name, value), the nearest first;
    without any there are no words. judge: whether to say who is ahead (not where the difference may be chance)."""
    if not others:
        return ()
    said = [beside(subject, own, name, code, value, give) for code, name, value in others]
    return ("Angka itu ", *joined(said), worse_words(subject, own, others) if judge else "", ".")


def worse_words(subject: Subject, own: float, others: Sequence[tuple[str, str, float]]) -> str:
    """`, jadi masih tertinggal` where it is worse than all of them; `, jadi lebih baik` where better than all."""
    turn = sign(subject.direction)
    ways = [against(subject, own, value) for _, _, value in others]
    if not turn or EQUAL in ways:
        return ""
    good = [(way == HIGHER) == (turn > 0) for way in ways]
    if all(good):
        return ", jadi lebih baik"
    return "" if any(good) else ", jadi masih tertinggal"


def rank(subject: Subject, place: int, of: int, siblings: str, give: Give) -> Runs:
    """`Di antara 22 kabupaten/kota, wilayah ini berada di urutan ke-5 (urutan 1 terbaik).`"""
    best = "terbaik" if sign(subject.direction) else "tertinggi"
    many, mine = give("banyak", str(of), of), give("urutan", str(place), place)
    return (
        "Di antara ",
        many,
        f" {siblings} yang angkanya ada, wilayah ini berada di urutan ke-",
        mine,
        f" (urutan 1 = {best}).",
    )
