"""Relevance (relevansi perkembangan): do region, province and nation move the same way?

Step of the TNP2K diagnosis; the rule is ours (system book 4.1): the signs of the change over one common window of
periods; the same sign is relevant. 0 is flat and agrees with nothing but 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sepakat.analysis.reading import Reading, moved, state
from sepakat.analysis.trend import few
from sepakat.analysis.values import Point, Subject, known, sign
from sepakat.analysis.verdicts import difference
from sepakat.core.text import Text


def relevance(
    subject: Subject, own: str, lines: Mapping[str, Sequence[Point]], *, names: Mapping[str, str], smallest: float
) -> Reading:
    """Whether the region moved as those above it. lines: series by region, its own among them.

    Numbers: from, to (the first and last period that all have), `change_<region>` (above 0 is better), same (how many
    of the others moved the same way), of. UserError `analysis-points` where fewer than two periods are common.
    """
    have = {code: {p.year: p for p in known(points)} for code, points in lines.items()}
    common = sorted(set.intersection(*(set(years) for years in have.values()))) if have else []
    if len(common) < 2:
        raise few(2, len(common))
    turn = sign(subject.direction) or 1
    first, last = common[0], common[-1]
    change = {}
    for code, held in have.items():
        change[code] = turn * (float(held[last].figure.value or 0) - float(held[first].figure.value or 0))
    others = [code for code in have if code != own]
    same = [code for code in others if _way(change[code]) == _way(change[own])]
    mine = have[own]
    verdict = difference(mine[first].figure, mine[last].figure, smallest=smallest)
    numbers = {
        "from": mine[first].period, "to": mine[last].period, **{f"change_{c}": v for c, v in change.items()},
        "same": len(same), "of": len(others),
    }  # fmt: skip
    how = state(change[own]) if sign(subject.direction) else moved(change[own])
    said = _sentence(subject, names, own, (mine[first], mine[last]), how, others, same, verdict.words)
    return Reading("relevansi", numbers, verdict, said)


def _way(change: float) -> int:
    return (change > 0) - (change < 0)


def _sentence(
    subject: Subject,
    names: Mapping[str, str],
    own: str,
    ends: tuple[Point, Point],
    how: Text,
    others: Sequence[str],
    same: Sequence[str],
    sure: Text,
) -> Text:
    apart = [code for code in others if code not in same]
    listed = {True: ", ".join(names.get(c, c) for c in same), False: ", ".join(names.get(c, c) for c in apart)}
    id_, en = [], []
    if same:
        id_.append(f"searah dengan {listed[True]}")
        en.append(f"the same way as {listed[True]}")
    if apart:
        id_.append(f"tidak searah dengan {listed[False]}")
        en.append(f"not as {listed[False]}")
    if not others:
        id_, en = ["tanpa wilayah di atasnya sebagai pembanding"], ["with no region above to compare with"]
    window = {lang: "–".join(one.said(lang) for one in ends) for lang in ("id", "en")}
    return Text(
        f"{subject.label.id} di {names[own]} {how.id} selama {window['id']}, {' dan '.join(id_)}; perubahan itu "
        f"{sure.id}.",
        f"{subject.label.en} in {names[own]} {how.en} over {window['en']}, {' and '.join(en)}; that change is "
        f"{sure.en}.",
    )
