"""The door of this app to the library: months that were computed, by release and by what was written since."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sepakat.analysis import scoring
from sepakat.analysis.scoring import Kept
from sepakat.analysis.scoring.history import check_month
from sepakat.catalogue.scores import OURS, ScoreFormula, score_formula
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.web import data


def formula() -> ScoreFormula:
    return score_formula(OURS)


def lake() -> Lake:
    return Lake.open(Path(data.opened().path).parents[1])


def months() -> list[str]:
    """Months that were computed, newest first."""
    return scoring.months(lake())[::-1]


def month(wanted: str = "") -> Kept | None:
    """A month's scores, the newest by default; None before the first. UserError score-month, score-none."""
    if not wanted:
        return _month(data.stamp(), None)
    found = _month(data.stamp(), check_month(wanted))
    if found is None:
        raise UserError(
            Text(f"Skor bulan {wanted} belum dihitung.", f"The score of {wanted} has not been computed."),
            hint=Text("Pilih bulan lain dari daftar.", "Choose another month from the list."),
            code="page-unknown",
        )
    return found


@lru_cache(maxsize=24)
def _month(_stamp: str, wanted: str | None) -> Kept | None:
    return scoring.kept(lake(), wanted)
