"""The best rule under a ceiling: every cut and every set of categories tried, nothing hidden in the search.

A rule is "deciles up to d; with one of these groups, up to e" (0 <= d <= e <= 10). Units are counted once by decile and
by the groups they belong to; each rule is a union of those cells, so thousands of rules cost no more than one. A rule's
cost is that of all whom it means and who are not covered yet. Figures are noised as everywhere (`showing`); the search
runs on the noised ones, so what is picked follows from what is shown. Ties: smaller cost, fewer groups, lower cuts.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sepakat.core.cellkey import Noise
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating import noise_rule
from sepakat.targeting.scenarios import shortfall, weighing
from sepakat.targeting.scenarios.base import Base, Floats
from sepakat.targeting.scenarios.categories import categories
from sepakat.targeting.scenarios.choosing import meant, monthly
from sepakat.targeting.scenarios.model import Scenario, wrong
from sepakat.targeting.scenarios.running import Result, run
from sepakat.targeting.scenarios.tallying import halves, noised

GOALS = {
    "eksklusi": Text("galat eksklusi terkecil", "smallest exclusion error"),
    "inklusi": Text("jumlah galat eksklusi dan inklusi terkecil", "smallest sum of exclusion and inclusion errors"),
    "celah": Text("celah kemiskinan yang tertutup terbesar", "largest poverty gap closed"),
}
MOST_GROUPS = 5
CHOICE = ("disabilitas", "hamil", "balita", "lansia", "perdesaan")


@dataclass(frozen=True)
class Try:
    """One rule with its noised figures. cost: rupiah of the period; errors: shares 0-1; closed: Rp a month."""

    decile: int
    groups: tuple[str, ...]
    group_decile: int | None
    units: int
    cost: float
    exclusion: float
    inclusion: float
    closed: float

    def score(self, goal: str) -> float:
        """The smaller the better."""
        return {"eksklusi": self.exclusion, "inklusi": self.exclusion + self.inclusion, "celah": -self.closed}[goal]

    def rank(self, goal: str) -> tuple[Any, ...]:
        return (
            round(self.score(goal), 6),
            self.cost,
            len(self.groups),
            self.decile,
            self.group_decile or 0,
            self.groups,
        )

    def applied(self, scenario: Scenario) -> Scenario:
        """The scenario with this rule and without a limit of its own but the ceiling."""
        return replace(scenario, decile_min=1, decile_max=self.decile, categories=self.groups,
                       category_decile=self.group_decile)  # fmt: skip


@dataclass(frozen=True)
class Best:
    """tried: how many rules; pareto: those that no other beats in cost and goal, cheapest first; picked: the best that
    the ceiling pays for (None: not even the smallest)."""

    base: Base
    scenario: Scenario
    goal: str
    tried: int
    pareto: tuple[Try, ...]
    picked: Try | None

    def result(self) -> Result | None:
        """The picked rule run as a scenario of its own."""
        return run(self.base, self.picked.applied(self.scenario)) if self.picked is not None else None


def best(base: Base, scenario: Scenario, goal: str = "eksklusi", groups: Sequence[str] = CHOICE) -> Best:
    """The best rule under the scenario's ceiling. Its quota and priorities play no part; its condition does.

    UserError: scenario-field (no ceiling, an unknown goal, too many groups), scenario-goal.
    """
    scenario.check()
    if scenario.ceiling is None:
        raise wrong("plafon", "harus diisi untuk mencari aturan terbaik", "is needed to search for the best rule")
    if goal not in GOALS or (goal == "celah" and not scenario.cash):
        raise UserError(
            Text(f"Tujuan `{goal}` tidak dapat dipakai.", f"The goal `{goal}` cannot be used."),
            hint=Text(
                "Pilih eksklusi, inklusi, atau (untuk bantuan uang) celah.",
                "Choose eksklusi, inklusi or (for cash) celah.",
            ),
            code="scenario-goal",
        )
    chosen = tuple(g for g in groups if g in base.known)
    if len(chosen) > MOST_GROUPS:
        raise wrong("kategori", f"paling banyak {MOST_GROUPS} untuk dicari", f"takes at most {MOST_GROUPS} in a search")
    noise = noise_rule(base.day)
    cells = _cells(base, scenario, chosen, noise)
    tries = [t for t in _tries(base, scenario, chosen, cells, noise) if t is not None]
    pareto: list[Try] = []
    for one in sorted(tries, key=lambda t: (t.cost, t.rank(goal))):
        if not pareto or one.score(goal) < pareto[-1].score(goal) - 1e-9:
            pareto.append(one)
    within = [t for t in tries if t.cost <= scenario.ceiling]
    return Best(base, scenario, goal, len(tries), tuple(pareto), min(within, key=lambda t: t.rank(goal), default=None))


@dataclass(frozen=True)
class _Cells:
    """Sums by decile (0-10) and set of groups: units to be served and their keys, payments; units reached, chances
    reached, chances of all, gap closed. already: of those who are covered whatever the rule."""

    n: Floats
    low: Floats
    high: Floats
    paid: Floats
    p: Floats
    closed: Floats
    due: float
    kept: float
    kept_p: float
    top: float
    most: float


def _cells(base: Base, scenario: Scenario, groups: tuple[str, ...], noise: Noise) -> _Cells:
    counted = base.ranked & ~base.elsewhere
    open_ = meant(base, replace(scenario, decile_min=1, decile_max=10, categories=(), category_decile=None)) & counted
    kept = counted & base.has
    if scenario.anew:
        kept = np.zeros(len(base), bool)
    open_ &= ~kept
    bits = np.zeros(len(base), np.int64)
    for i, name in enumerate(groups):
        bits |= ((base.bits >> categories()[name].bit) & 1).astype(np.int64) << i
    at = base.deciles[scenario.scale].astype(np.int64) * (1 << len(groups)) + bits
    size = 11 << len(groups)
    low, high = halves(base.keys)
    units = np.flatnonzero(open_)
    place = at[units]
    pay = monthly(base, scenario)
    each = pay[units] / scenario.cost if scenario.per_person else np.ones(len(units))  # type: ignore[index]
    close = np.zeros(len(units))
    if scenario.cash:
        close = np.nan_to_num(shortfall.closed(base, units, scenario.cash, whole=open_))

    def added(weight: Floats) -> Floats:
        return np.bincount(place, weight, size).reshape(11, -1).astype(np.float64)

    p = base.truly
    return _Cells(
        np.bincount(place, minlength=size).reshape(11, -1).astype(np.float64),
        added(low[units]),
        added(high[units]),
        added(each),
        added(p[units]),
        added(close),
        weighing.noised(base, noise, float(p[counted].sum()), counted & base.due, 1.0),
        weighing.noised(base, noise, float(kept.sum()), kept, 1.0),
        weighing.noised(base, noise, float(p[kept].sum()), kept, 1.0),
        float(each.max()) if len(each) else 0.0,
        float(close.max()) if len(close) else 0.0,
    )


def _tries(base: Base, scenario: Scenario, groups: tuple[str, ...], cells: _Cells, noise: Noise) -> list[Try | None]:
    """Every rule: plain cuts, and for each set of groups each wider cut."""
    plain: list[tuple[int, tuple[str, ...], int | None]] = [(d, (), None) for d in range(1, 11)]
    for size in range(1, len(groups) + 1):
        for some in itertools.combinations(groups, size):
            plain += [(d, some, e) for d in range(10) for e in range(d + 1, 11)]
    index = np.arange(1 << len(groups))
    deciles = np.arange(11)[:, None]
    inside = np.zeros((len(plain), 11 << len(groups)), bool)
    for row, (d, some, e) in enumerate(plain):
        wide = sum(1 << groups.index(g) for g in some)
        keep = (deciles >= 1) & ((deciles <= d) | (((index & wide) != 0)[None, :] & (deciles <= (e or 0))))
        inside[row] = keep.ravel()
    number = inside.astype(np.float64)
    n, low, high, paid, p, closed = (
        number @ part.ravel() for part in (cells.n, cells.low, cells.high, cells.paid, cells.p, cells.closed)
    )
    with np.errstate(over="ignore"):
        key = low.astype(np.uint64) + (high.astype(np.uint64) << np.uint64(24))
    shown = noised(noise, n.astype(np.int64), key, base.secret)
    come = scenario.take_up / 100
    payments = noise.sums(paid, np.full(len(n), cells.top), key, base.secret) if scenario.per_person else shown
    chances = noise.sums(p, np.ones(len(n)), key, base.secret)
    gap = noise.sums(closed, np.full(len(n), cells.most), key, base.secret)
    made: list[Try | None] = []
    for i, (d, some, e) in enumerate(plain):
        if shown[i] < noise.minimum or cells.due <= 0:
            made.append(None)
            continue
        reached = cells.kept + come * shown[i]
        hit = min(cells.kept_p + come * max(float(chances[i]), 0.0), cells.due, reached)
        made.append(
            Try(d, some, e, int(shown[i]), float(payments[i]) * scenario.cost * scenario.months * come,
                1 - hit / cells.due, 1 - hit / reached, max(float(gap[i]), 0.0) * come)
        )  # fmt: skip
    return made
