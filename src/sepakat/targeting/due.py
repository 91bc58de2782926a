"""Programmes of one family: which it receives by the lists, and which it is due as far as the rules can be computed.

The decile limits of a programme are computed (simulation); its other conditions are words, which are told, not guessed.
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

RECEIVES, NOT, UNKNOWN = "menerima", "tidak", "tidak_diketahui"
INSIDE, OUTSIDE, NO_RANK, NO_RULE = "dalam", "di_luar", "tanpa_peringkat", "tanpa_aturan"
_PBI = (1, 2)  # segments of the membership list that a government pays for


@dataclass(frozen=True)
class Standing:
    """How a family stands to one programme. listed: by the recipient list; told: by the family's own answer;
    limit: the decile against the rule's limits. members: how many members receive, for programmes of persons."""

    programme: Programme
    listed: str
    told: str
    limit: str
    rule: Rule | None
    members: int | None = None

    @property
    def gap(self) -> bool:
        """Inside the decile limits, and a list there is does not name it."""
        return self.limit == INSIDE and self.listed == NOT

    @property
    def outside(self) -> bool:
        """Named by the list, beyond the decile limits."""
        return self.limit == OUTSIDE and self.listed == RECEIVES

    @property
    def words(self) -> Text:
        """The verdict in one sentence; whatever cannot be computed is said."""
        if self.rule is None:
            return Text("Aturan untuk tanggal rilis ini belum ada.", "There is no rule for the day of this release.")
        low, high = self.rule.decile_min, self.rule.decile_max
        limit = {
            INSIDE: Text(f"Dalam batas desil {low}–{high}", f"Inside deciles {low}–{high}"),
            OUTSIDE: Text(f"Di luar batas desil {low}–{high}", f"Outside deciles {low}–{high}"),
            NO_RANK: Text("Desil tidak diketahui", "Decile unknown"),
        }[self.limit]
        listed = {
            RECEIVES: Text("tercatat menerima", "listed as receiving"),
            NOT: Text("tidak tercatat menerima", "not listed as receiving"),
            UNKNOWN: Text("daftar penerima belum ada", "there is no list of recipients"),
        }[self.listed]
        return Text(f"{limit.id}; {listed.id}.", f"{limit.en}; {listed.en}.")


def standings(
    family: Mapping[str, Any], persons: Sequence[Mapping[str, Any]], rank: Mapping[str, Any], on: dt.date
) -> list[Standing]:
    """Every programme of the catalogue for one family."""
    return [_standing(p, family, persons, rank, on) for p in catalogue.programmes().values()]


def _standing(
    programme: Programme,
    family: Mapping[str, Any],
    persons: Sequence[Mapping[str, Any]],
    rank: Mapping[str, Any],
    on: dt.date,
) -> Standing:
    try:
        rule = programme.rule(on)
    except UserError:
        rule = None
    rows = [family] if programme.unit == "keluarga" else list(persons)
    listed, count = _received(rows, programme.listed)
    told, _ = _received(rows, programme.received)
    decile = rank.get("desil_nasional")
    if rule is None:
        limit = NO_RULE
    elif decile is None:
        limit = NO_RANK
    else:
        limit = INSIDE if rule.decile_min <= decile <= rule.decile_max else OUTSIDE
    return Standing(programme, listed, told, limit, rule, count if programme.unit == "orang" else None)


def _received(rows: Iterable[Mapping[str, Any]], column: str | None) -> tuple[str, int]:
    if column is None:
        return UNKNOWN, 0
    values = [row.get(column) for row in rows]
    known = [v for v in values if v is not None]
    yes = [v for v in known if v in (_PBI if column == "segmen_jkn" else (1,))]
    if yes:
        return RECEIVES, len(yes)
    return (NOT if known else UNKNOWN), 0
