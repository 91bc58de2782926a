"""Running a scenario on its arrays: exact results, which leave as figures through `showing` only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting.scenarios import judging, shortfall
from sepakat.targeting.scenarios.base import Base, Bools, Floats, Ints
from sepakat.targeting.scenarios.choosing import Chosen, choose
from sepakat.targeting.scenarios.judging import Figure
from sepakat.targeting.scenarios.model import Scenario


@dataclass(frozen=True)
class Gap:
    """Expected poverty gap in Rp a month: before, of all families of the region; closed by the scenario. per_month."""

    before: float
    closed: float
    largest: float  # what one unit adds at most, for the noise

    @property
    def share(self) -> float:
        return self.closed / self.before if self.before else 0.0


@dataclass(frozen=True)
class Result:
    """A scenario with whom it serves. Units are those of the programme."""

    base: Base
    scenario: Scenario
    chosen: Chosen

    @cached_property
    def selected(self) -> Bools:
        found = np.zeros(len(self.base), bool)
        found[self.chosen.selected] = True
        return found

    @cached_property
    def left(self) -> Bools:
        """Meant, without cover, and out of reach of the money."""
        found = np.zeros(len(self.base), bool)
        found[self.chosen.left] = True
        return found

    @cached_property
    def reach(self) -> Floats:
        """Chance that each unit receives in the end: 1 for who keeps it, the take-up for who is offered it."""
        kept = np.zeros(len(self.base)) if self.scenario.anew else self.base.has.astype(np.float64)
        kept[self.chosen.selected] = self.scenario.take_up / 100
        return kept

    @cached_property
    def errors(self) -> dict[str, Figure]:
        return judging.judge(judging.sums(self.base, self.reach), self.base.calibration.miss)

    @cached_property
    def errors_now(self) -> dict[str, Figure]:
        """The same errors of the recipients there are today."""
        return judging.judge(judging.sums(self.base, self.base.has.astype(np.float64)), self.base.calibration.miss)

    @cached_property
    def cost(self) -> float:
        """Expected rupiah of the whole period."""
        units = self.chosen.selected
        each = float(self.base.members[units].sum()) if self.scenario.per_person else float(len(units))
        return each * self.per_payment

    @property
    def per_payment(self) -> float:
        """Rupiah of the whole period for one unit (one member, where members are paid for), with the take-up."""
        return self.scenario.cost * self.scenario.months * self.scenario.take_up / 100

    @cached_property
    def gap(self) -> Gap | None:
        """None where the scenario brings no cash, or no line is known."""
        if not self.scenario.cash:
            return None
        before = self.base.shortfall
        known = ~np.isnan(before)
        if not known.any():
            return None
        units: Ints = self.chosen.selected
        each = np.nan_to_num(shortfall.closed(self.base, units, self.scenario.cash))
        return Gap(
            float(before[known].sum()),
            float(each.sum()) * self.scenario.take_up / 100,
            float(each.max()) if len(each) else 0.0,
        )


def run(base: Base, scenario: Scenario, *, step: int = 1) -> Result:
    """Whom the scenario serves and what that means. The same input gives the same result, whoever asks.

    step: places under a limit are cut to whole steps, as public figures are. UserError: scenario-field,
    scenario-programme (the arrays are of another programme).
    """
    scenario.check()
    if scenario.programme != base.programme:
        raise UserError(
            Text("Skenario ini untuk program lain.", "This scenario is of another programme."),
            hint=Text("Muat data program itu dahulu.", "Load the data of that programme first."),
            code="scenario-programme",
        )
    return Result(base, scenario, choose(base, scenario, step))
