"""Who is meant by a scenario's rule, and who is served with the money there is. Exact, and the same every time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting.scenarios.base import Base, Bools, Floats, Ints
from sepakat.targeting.scenarios.categories import categories, mask
from sepakat.targeting.scenarios.model import SHIFT, Scenario, wrong


@dataclass(frozen=True)
class Chosen:
    """rule: those meant; candidates: those who could be served, in turn; served: how many of them are; places: how
    many the money or the quota is enough for (None: no limit); short: the limit left candidates unserved."""

    rule: Bools
    candidates: Ints
    served: int
    limit: str

    @property
    def selected(self) -> Ints:
        return self.candidates[: self.served]

    @property
    def left(self) -> Ints:
        return self.candidates[self.served :]


def meant(base: Base, scenario: Scenario) -> Bools:
    """Units that the rule means. UserError where the release cannot tell one of its categories."""
    for name in (*scenario.categories, *scenario.first):
        if name not in base.known:
            label = categories()[name].label
            raise UserError(
                Text(
                    f"Rilis ini tidak memuat keterangan {label.id.lower()}.", f"This release cannot tell: {label.en}."
                ),
                hint=Text("Lepas kategori itu.", "Leave that category out."),
                where="kategori",
                code="scenario-field",
            )
    decile = base.deciles[scenario.scale]
    low, high = scenario.decile_min, scenario.decile_max
    found = (decile >= low) & (decile <= high)
    if scenario.categories:
        some = (base.bits & mask(scenario.categories)) != 0
        if scenario.category_decile is None:
            found &= some
        else:
            found |= some & (decile >= low) & (decile <= scenario.category_decile)
    if scenario.condition:
        if base.condition is None:
            raise wrong("syarat", "memerlukan sebuah rilis", "needs a release")
        found &= base.condition(scenario.condition)
    return found & base.due


def monthly(base: Base, scenario: Scenario) -> Floats | float:
    """Rupiah a month that one served unit costs: one number, or one per unit where members are paid for."""
    if scenario.per_person:
        return scenario.cost * base.members.astype(np.float64)
    return scenario.cost


def choose(base: Base, scenario: Scenario, step: int = 1) -> Chosen:
    """Those whom the scenario serves.

    In turn: with SHIFT those who receive already; units of the categories named first, then the others; inside each
    the programme's own order (its `urutan`, then the poorest, then the smallest ids), which leaves no ties. A quota and
    a ceiling each end the line; the ceiling
    where the expected cost of the next would pass it. step: places are cut to whole steps (public figures).
    """
    rule = meant(base, scenario)
    open_ = rule & ~base.elsewhere
    if not scenario.anew:
        open_ &= ~base.has
    line = base.order[open_[base.order]].astype(np.int64)
    if scenario.first:
        ahead = (base.bits[line] & mask(scenario.first)) != 0
        line = np.concatenate([line[ahead], line[~ahead]])
    if scenario.scope == SHIFT:
        line = np.concatenate([line[base.has[line]], line[~base.has[line]]])
    served, limit = len(line), ""
    if scenario.quota is not None and scenario.quota < served:
        served, limit = scenario.quota, "kuota"
    if scenario.ceiling is not None:
        fits = _fit(base, scenario, line)
        if fits < served:
            served, limit = fits, "plafon"
    if limit:
        served -= served % max(step, 1)
    return Chosen(rule, line, served, limit)


def _fit(base: Base, scenario: Scenario, line: Ints) -> int:
    """How many of the line the ceiling pays for."""
    assert scenario.ceiling is not None
    factor = scenario.months * scenario.take_up / 100
    if not scenario.per_person:
        return int(scenario.ceiling / (scenario.cost * factor) + 1e-9)
    spent = np.cumsum(base.members[line].astype(np.float64)) * scenario.cost * factor
    return int(np.searchsorted(spent, scenario.ceiling * (1 + 1e-12), side="right"))
