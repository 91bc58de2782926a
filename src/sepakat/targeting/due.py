"""Programmes of one family: which it has by the lists, which it is due by the rules, and why.

The verdict is that of the query which answers for a region, over this family's rows alone: the two cannot differ.
Deciles are a simulation; what no registry knows is told as to be verified, never guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sepakat import catalogue
from sepakat.catalogue import Programme, Rule
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting import few
from sepakat.targeting.compiling import IN_DECILES, NO_RANK, NOT_KNOWN, NOT_MET
from sepakat.targeting.eligibility import reason_words

RECEIVES, NOT, UNKNOWN = "menerima", "tidak", "tidak_diketahui"
INSIDE, OUTSIDE, NO_RANK_KNOWN, NO_RULE = "dalam", "di_luar", "tanpa_peringkat", "tanpa_aturan"


@dataclass(frozen=True)
class Unit:
    """The verdict of one unit: the family, or one member. known: whether the rule could be answered at all."""

    unit_id: int
    eligible: bool
    has: bool | None
    known: bool
    reasons: Text


@dataclass(frozen=True)
class Standing:
    """How a family stands to one programme. listed: by the recipient list; told: by the family's own answer; limit: the
    decile against the rule's limits; units: the verdicts. members: how many receive, for programmes of persons."""

    programme: Programme
    listed: str
    told: str
    limit: str
    rule: Rule | None
    members: int | None = None
    units: tuple[Unit, ...] = ()

    @property
    def due(self) -> tuple[Unit, ...]:
        """Units that the rule is for."""
        return tuple(u for u in self.units if u.eligible)

    @property
    def gap(self) -> bool:
        """Due, and a list there is does not name it."""
        return any(u.has is False for u in self.due)

    @property
    def outside(self) -> bool:
        """Named by the list, though the rule is not for it."""
        return any(u.has and u.known and not u.eligible for u in self.units)

    @property
    def verdict(self) -> Text:
        """The verdict in a few words; whatever cannot be computed is said."""
        if self.rule is None:
            return Text("Aturan untuk tanggal rilis ini belum ada.", "There is no rule for the day of this release.")
        if not any(u.known for u in self.units):
            return Text("Belum dapat dinilai", "Cannot be judged")
        some = Text("", "")
        if self.programme.unit == "orang" and self.due:
            n, of = len(self.due), len(self.units)
            some = Text(f" ({n} dari {of} anggota)", f" ({n} of {of} members)")
        if self.gap:
            return Text(f"Seharusnya dapat, belum{some.id}", f"Due, not receiving{some.en}")
        if self.outside:
            return Text("Menerima, tidak memenuhi aturan", "Receiving, not due by the rule")
        if not self.due:
            return Text("Tidak termasuk sasaran", "Not due")
        if all(u.has for u in self.due):
            return Text(f"Berhak dan menerima{some.id}", f"Due and receiving{some.en}")
        return Text(f"Berhak{some.id}", f"Due{some.en}")

    @property
    def words(self) -> Text:
        """Verdict and, for programmes of families, the reasons."""
        if self.rule is None or self.programme.unit == "orang" or not self.units:
            return self.verdict
        reasons = self.units[0].reasons
        return Text(f"{self.verdict.id}: {reasons.id}.", f"{self.verdict.en}: {reasons.en}.")


def standings(
    family: Mapping[str, Any], persons: Sequence[Mapping[str, Any]], rank: Mapping[str, Any], on: dt.date
) -> list[Standing]:
    """Every programme of the catalogue that is given where the family lives."""
    village = str(family.get("village_code") or rank.get("village_code") or "")
    whole = {"family_id": 0, "village_code": village} | dict(family) | dict(rank)
    scopes = {k: rank.get(k) for k in ("desil_nasional", "desil_provinsi", "desil_kabupaten")}
    members = [
        {"person_id": n, "village_code": village} | dict(p) | scopes | {"family_id": whole["family_id"]}
        for n, p in enumerate(persons, 1)
    ]
    given = [p for p in catalogue.programmes().values() if (p.given(village) if village else p.region == "00")]
    with few.held([whole], members) as held:
        return [_standing(p, whole, members, held, on) for p in given]


def _standing(
    programme: Programme, family: Mapping[str, Any], persons: Sequence[Mapping[str, Any]], held: few.Few, on: dt.date
) -> Standing:
    rows = [family] if programme.unit == "keluarga" else list(persons)
    listed, count = _received(rows, programme.listed, programme.listed_codes)
    told, _ = _received(rows, programme.received, (1,))
    many = count if programme.unit == "orang" else None
    try:
        rule = programme.rule(on)
    except UserError:
        return Standing(programme, listed, told, NO_RULE, None, many)
    found = held.judge(programme, rule, on)
    decile = family.get(rule.scope)
    limit = NO_RANK_KNOWN if decile is None else INSIDE if rule.decile_min <= decile <= rule.decile_max else OUTSIDE
    units = tuple(
        Unit(
            row["unit_id"],
            row["eligible"],
            row["has"],
            _known(row["reasons"]),
            reason_words(programme, row["reasons"], row[rule.scope], rule=rule, verify=False),
        )
        for row in found
    )
    return Standing(programme, listed, told, limit, rule, many, units)


def _known(bits: int) -> bool:
    """Whether the rule could be answered: an unknown part matters only where the other part does not refuse."""
    if bits & NO_RANK:
        return bool(bits & NOT_MET)
    return not (bits & IN_DECILES and bits & NOT_KNOWN)


def _received(rows: Iterable[Mapping[str, Any]], column: str | None, codes: Sequence[int]) -> tuple[str, int]:
    if column is None:
        return UNKNOWN, 0
    known = [v for row in rows if (v := row.get(column)) is not None]
    yes = sum(v in codes for v in known)
    if yes:
        return RECEIVES, yes
    return (NOT if known else UNKNOWN), 0
