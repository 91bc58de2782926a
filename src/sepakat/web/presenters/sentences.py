"""Sentences made from figures by fixed rules. Every word that a page says about a number is made here, and tested."""

from __future__ import annotations

from sepakat.core.text import Text, number
from sepakat.web.data import IndicatorView
from sepakat.web.presenters.cells import Cell
from sepakat.web.presenters.compare import Gap, Rank

_UNITS = {"persen": "percent", "orang": "persons", "keluarga": "families", "tahun": "years", "rupiah": "rupiah"}


def unit(indicator: IndicatorView) -> Text:
    """The unit as printed in a sentence."""
    return Text(indicator.unit, _UNITS.get(indicator.unit, indicator.unit))


def value(indicator: IndicatorView, cell: Cell) -> str:
    """`41,2 persen`; the sign alone where there is no figure."""
    if cell.state != "value":
        return cell.words(indicator)
    return f"{cell.words(indicator)} {unit(indicator)}".strip()


def difference(points: float, indicator: IndicatorView) -> Text:
    """`5,2 poin lebih tinggi` / `5.2 points higher`, from a signed difference to the reference."""
    size = abs(points)
    if round(size, indicator.decimals) == 0:
        return Text("sama", "the same")
    id_word, en_word = ("lebih tinggi", "higher") if points > 0 else ("lebih rendah", "lower")
    return Text(
        f"{number(size, indicator.decimals, 'id')} poin {id_word}",
        f"{number(size, indicator.decimals, 'en')} points {en_word}",
    )


def against(gap: Gap, reference_name: str) -> Text:
    """`12,3 poin lebih tinggi daripada Nusa Tenggara Timur (28,9 persen).`"""
    signed = gap.points if gap.indicator.direction == "turun" else -gap.points
    words = difference(signed, gap.indicator)
    ref_id = number(gap.reference.value, gap.indicator.decimals, "id")
    ref_en = number(gap.reference.value, gap.indicator.decimals, "en")
    return Text(
        f"{words.id} daripada {reference_name} ({ref_id} persen).",
        f"{words.en} than {reference_name} ({ref_en} percent).",
    )


def placed(rank: Rank, siblings: Text) -> Text:
    """`Terburuk ke-3 dari 22 kabupaten/kota.`; in the better half the place is told from the best end."""
    if rank.place == 1:
        return Text(f"Terburuk dari {rank.among} {siblings.id}.", f"Worst of {rank.among} {siblings.en}.")
    if rank.place == rank.among:
        return Text(f"Terbaik dari {rank.among} {siblings.id}.", f"Best of {rank.among} {siblings.en}.")
    if rank.place > (rank.among + 1) / 2:
        best = rank.among - rank.place + 1
        return Text(
            f"Terbaik ke-{best} dari {rank.among} {siblings.id}.",
            f"{_ordinal(best).capitalize()} best of {rank.among} {siblings.en}.",
        )
    return Text(
        f"Terburuk ke-{rank.place} dari {rank.among} {siblings.id}.",
        f"{_ordinal(rank.place).capitalize()} worst of {rank.among} {siblings.en}.",
    )


def _ordinal(place: int) -> str:
    if place % 100 in (11, 12, 13):
        return f"{place}th"
    return f"{place}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th') }"


def worse_count(worse: int, among: int, children: Text, name: str) -> Text:
    """`12 dari 24 kecamatan lebih buruk daripada angka Kabupaten Kupang.`"""
    if worse == 0:
        return Text(
            f"Tidak ada dari {among} {children.id} yang lebih buruk daripada angka {name}.",
            f"None of {among} {children.en} is worse than {name}.",
        )
    return Text(
        f"{worse} dari {among} {children.id} lebih buruk daripada angka {name}.",
        f"{worse} of {among} {children.en} are worse than {name}.",
    )
