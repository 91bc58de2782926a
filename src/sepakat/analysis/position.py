"""Relative position (posisi relatif): where the latest value stands beside peers, province and nation.

Step of the poverty diagnosis taught by TNP2K (handbooks 2011-2015; system book 4.1); rank and gap rules are ours:
rank 1 is the best by the good direction, ties share the better place, gap = s (x - reference) with s = +1 where higher
is better, -1 where lower is, so that a gap below 0 is always worse. Without a good direction the highest comes first
and gaps keep their sign.
"""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.analysis.reading import Reading
from sepakat.analysis.values import Figure, Subject, sign
from sepakat.analysis.verdicts import Verdict, difference
from sepakat.core.errors import UserError
from sepakat.core.text import Text


def places(values: Mapping[str, float | None], direction: str) -> dict[str, int]:
    """The place of every region that has a value: 1 is best (highest without direction); ties share the better."""
    have = {code: v for code, v in values.items() if v is not None}
    turn = sign(direction) or 1
    return {code: 1 + sum(turn * other > turn * v for other in have.values()) for code, v in have.items()}


def position(
    subject: Subject,
    own: str,
    peers: Mapping[str, Figure],
    *,
    names: Mapping[str, str],
    references: Mapping[str, Figure],
    smallest: float,
) -> Reading:
    """Where a region stands. peers: figures by region, its own among them; references: figures of regions above, the
    nearest first (parts of which the region is one: the test takes them as independent). names: of all these.

    Numbers: place, of, value, `gap_<region>` for each reference, worse, better (peers whose difference from it is
    real). UserError `analysis-hidden` where the region's own figure is not shown.
    """
    mine = peers.get(own)
    if mine is None or mine.value is None:
        raise hidden(names.get(own, own))
    turn = sign(subject.direction)
    place = places({c: f.value for c, f in peers.items()}, subject.direction)
    against = {code: difference(f, mine, smallest=smallest) for code, f in references.items() if f.value is not None}
    beside = [
        difference(f, mine, smallest=smallest) for code, f in peers.items() if code != own and f.value is not None
    ]
    ahead = [v for v in beside if v.real and v.difference is not None]
    numbers = {
        "place": place[own],
        "of": len(place),
        "value": mine.value,
        **{f"gap_{code}": (turn or 1) * (v.difference or 0.0) for code, v in against.items()},
        "better": sum((turn or 1) * (v.difference or 0.0) > 0 for v in ahead),
        "worse": sum((turn or 1) * (v.difference or 0.0) < 0 for v in ahead),
    }
    first = next(iter(against.items()), None)
    said = _sentence(subject, names, own, mine.value, place[own], len(place), first)
    return Reading("posisi", numbers, first[1] if first else None, said)


def hidden(name: str) -> UserError:
    return UserError(
        Text(f"Angka {name} tidak ditampilkan.", f"The figure of {name} is not shown."),
        detail=Text(
            "Terlalu sedikit orang, galatnya terlalu besar, atau tidak ada yang dihitung.",
            "Too few people, too large an error, or nobody to count.",
        ),
        hint=Text("Pilih wilayah yang lebih luas atau indikator lain.", "Choose a wider region or another indicator."),
        code="analysis-hidden",
    )


def _sentence(
    subject: Subject,
    names: Mapping[str, str],
    own: str,
    value: float,
    place: int,
    of: int,
    first: tuple[str, Verdict] | None,
) -> Text:
    said = []
    for lang in ("id", "en"):
        best = (
            {"id": "1 = terbaik", "en": "1 = best"}
            if sign(subject.direction)
            else {"id": "1 = tertinggi", "en": "1 = highest"}
        )
        text = {
            "id": f"{subject.label.id} di {names[own]}: {subject.show(value, lang)}, urutan {place} dari {of} "
            f"({best['id']})",
            "en": f"{subject.label.en} in {names[own]}: {subject.show(value, lang)}, place {place} of {of} "
            f"({best['en']})",
        }[lang]
        if first is not None and first[1].difference is not None:
            code, verdict = first
            how = compared(subject, verdict.difference or 0.0, lang)
            text += f"; {how.format(names.get(code, code))}"
            if verdict.difference:
                text += f", {_that(lang)} {verdict.words.in_(lang)}"
        said.append(text + ".")
    return Text(*said)


def _that(lang: str) -> str:
    return "dan bedanya" if lang == "id" else "and the difference is"


def compared(subject: Subject, apart: float, lang: str) -> str:
    """`3,2 poin lebih buruk daripada {}`: a difference in words, with a place for the other's name."""
    if apart == 0:
        return "sama dengan {}" if lang == "id" else "the same as {}"
    turn = sign(subject.direction)
    if turn:
        how = ("lebih baik", "better") if turn * apart > 0 else ("lebih buruk", "worse")
    else:
        how = ("lebih tinggi", "higher") if apart > 0 else ("lebih rendah", "lower")
    than = how[0] + " daripada {}" if lang == "id" else how[1] + " than {}"
    return f"{subject.apart(apart, lang)} {than}"
