"""Columns of a list that are worked out: the place on the waiting list, the reasons, and what else a family is due.

Programmes' rules are read through `targeting.eligibility`, registries' overlap through `matching`. What is worked out
here are ids and words of rules; names come later, from the vault.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from sepakat import catalogue
from sepakat.catalogue.rules import Rule
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.lake import Lake, Release
from sepakat.targeting import patterns, serving

if TYPE_CHECKING:
    from sepakat.targeting.selection import Selection

ORDER, REASONS, ELSEWHERE = "urutan_antrean", "alasan", "hak_lain"
ORDERED = ("antrean", "skenario")  # choices whose units have a place
KEY = {"keluarga": "family_id", "orang": "person_id"}


def units(release: Release, chosen: Selection) -> pa.Table | None:
    """Ids of the units that the rule or the pattern of `chosen` takes: unit_id int64, place int32 (None outside a
    waiting list), words string (reasons, where they are asked for). None: neither rule nor pattern was chosen.
    """
    found = _by_rule(release, chosen) if chosen.by_rule else None
    if not chosen.overlap:
        return found
    ids = _by_overlap(release, chosen)
    if found is None:
        count = len(ids)
        empty = {"place": pa.nulls(count, pa.int32()), "words": pa.nulls(count, pa.string())}
        return pa.table({"unit_id": ids, **empty})
    return found.filter(pc.is_in(found["unit_id"], value_set=ids))


def _by_rule(release: Release, chosen: Selection) -> pa.Table:
    from sepakat.targeting import eligibility

    programme = chosen.ruled()
    rule = programme.rule(frames.day(release))
    frame = eligibility.programme_frame(release, programme, chosen.region, rule=rule)
    if chosen.scenario:
        served = serving.served(release, chosen)
        frame = frame.drop_columns("place").join(served, "unit_id", join_type="inner")
    eligible, has = frame["eligible"], pc.fill_null(frame["has"], False)
    if chosen.receipt == "menerima_tidak_berhak":
        mask = pc.and_(has, pc.invert(eligible))
    elif chosen.scenario:
        mask = pc.is_valid(frame["place"])
    else:
        mask = pc.and_(eligible, pc.invert(has))
    if chosen.first is not None:
        mask = pc.and_(mask, pc.fill_null(pc.less_equal(frame["place"], chosen.first), False))
    kept = frame.filter(mask)
    words = pa.nulls(kept.num_rows, pa.string())
    if REASONS in chosen.columns:
        told: dict[tuple[int, int | None], str] = {}  # few differ
        pairs = zip(kept["reasons"].to_pylist(), kept["desil_nasional"].to_pylist(), strict=True)
        made = [told.setdefault(p, eligibility.reason_words(programme, *p, rule=rule).id) for p in pairs]
        words = pa.array(made, pa.string())
    return pa.table({"unit_id": kept["unit_id"], "place": kept["place"], "words": words})


def rule_text(rule: Rule) -> str:
    """All that decides who is due and in which order, as one text; the same in every process."""
    parts = [
        rule.since.isoformat(), f"{rule.scope} {rule.decile_min}-{rule.decile_max}",
        rule.syarat_ekspresi.text if rule.syarat_ekspresi else "",
        *(f"{name} = {by.text}" for name, by in sorted(rule.anggota.items())),
        *(f"{'+' if by.rising else '-'} {by.expression.text}" for by in rule.urutan),
        *(f"? {why.label.id}: {why.expression.text}" for why in rule.alasan),
    ]  # fmt: skip
    return "\n".join(parts)


def _by_overlap(release: Release, chosen: Selection) -> pa.Array:
    """Units of the release in every registry that the pattern names and in none that it leaves out."""
    from sepakat.matching.overlap import memberships

    pattern = patterns.read(chosen.overlap)
    lake = Lake.open(release.path.parent.parent)
    known = memberships(lake, release, pattern.sources, chosen.unit, least=1)
    key = KEY[chosen.unit]
    mask = pc.is_valid(known[key])
    for name in pattern.inside:
        mask = pc.and_(mask, known[name])
    for name in pattern.outside:
        mask = pc.and_(mask, pc.invert(known[name]))
    return pc.unique(known.filter(mask)[key]).cast(pa.int64())


def elsewhere(release: Release, chosen: Selection, families: pa.Array, on: dt.date) -> dict[int, str]:
    """Family → the other programmes that it, or a member, is due and does not have: `PKH; PIP (2 orang)`.

    Programmes without a rule for the day, or whose rule asks for columns that the release lacks, are left out.
    """
    from sepakat.targeting import eligibility

    found: dict[int, list[str]] = {}
    for programme in catalogue.programmes().values():
        if programme.id == chosen.programme:
            continue
        try:
            programme.rule(on)
            frame = eligibility.programme_frame(release, programme, chosen.region)
        except UserError:
            continue
        due = pc.and_(frame["eligible"], pc.invert(pc.fill_null(frame["has"], False)))
        mine = frame.filter(pc.and_(due, pc.is_in(frame["family_id"], value_set=families)))
        counts = mine.group_by("family_id").aggregate([("unit_id", "count")])
        for family, many in zip(*(counts[c].to_pylist() for c in ("family_id", "unit_id_count")), strict=True):
            told = f" ({many} orang)" if programme.unit == "orang" else ""
            found.setdefault(family, []).append(short(programme.label).id + told)
    return {family: "; ".join(names) for family, names in found.items()}


def short(label: Text) -> Text:
    """`Program Keluarga Harapan (PKH)` → `PKH`: what stands in brackets, else the whole label."""
    made = [words.rsplit("(", 1)[1].rstrip(") ") if words.endswith(")") and "(" in words else words for words in label]
    return Text(made[0], made[1])
