"""Solving for the published figures, on the sample's own villages (at most `MOST_FAMILIES` of them).

The people of the chosen blocks are drawn as they will be, up to welfare; then each unknown is found by bisection or
as a weighted quantile. With a sample of up to 150,000 families this is the whole sample, so the figures are met to
rounding; larger samples are met to the sampling error of 150,000.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from sepakat.core.progress import SILENT, Progress
from sepakat.sample import culture, families, health, schooling, targets, wealth, work
from sepakat.sample.people import Columns, People, settle
from sepakat.sample.places import Block, Plan
from sepakat.sample.targets import ProvinceTargets
from sepakat.sample.wealth import LASTING, Calibration

MOST_FAMILIES = 150_000


def grow(plan: Plan, block: Block) -> People:
    """The people of a block up to schooling and the wish to work: what does not need calibrating."""
    people = People(plan, block)
    settle(people)
    culture.belong(people)
    families.form(people)
    health.impair(people)
    schooling.attend(people)
    work.propensities(people)
    return people


def calibrate(plan: Plan, progress: Progress = SILENT) -> Calibration:
    """All that must be solved for a province, from its plan."""
    return with_scores(plan, progress)[0]


def with_scores(plan: Plan, progress: Progress = SILENT, most: int = MOST_FAMILIES) -> tuple[Calibration, Columns]:
    """`calibrate`, and per family of the calibrating blocks: members, ratio, official_score, old_score."""
    facts = targets.province(plan.province)
    grown = []
    blocks = _chosen(plan, most)
    with progress.step(f"Menyetel data contoh {facts.name}", total=len(blocks)) as step:
        for block in blocks:
            grown.append(_thin(grow(plan, block)))
            step.advance()
    c = Calibration()
    _labour(grown, facts, c)
    for people in grown:
        work.employ(people, c.part_cut, c.jobless_cut)
        wealth.raw_welfare(people)
    _expenditure(grown, facts, c)
    _services(grown, facts, c)
    return c, {name: _all(grown, name) for name in ("members", "ratio", "official_score", "old_score")}


def _chosen(plan: Plan, most: int) -> list[Block]:
    """Every k-th block of each regency, the first always: about `most` families at most."""
    every = max(1, -(-plan.families // most))
    return [b for b in plan.blocks if b.number % every == 0]


def _thin(people: People) -> People:
    """Drop what calibration does not read."""
    keep = ["fam", "hub", "sex", "age", "here", "sekolah", "tamat", "severe", "takes_part", "jobless"]
    people.per = {k: people.per[k] for k in keep}
    return people


def _all(grown: list[People], column: str, table: str = "fam") -> np.ndarray:
    return np.concatenate([getattr(p, table)[column] for p in grown])


def probit(shares: np.ndarray | float) -> np.ndarray:
    """The standard normal quantile of each share."""
    inverse = NormalDist().inv_cdf
    return np.array([inverse(float(p)) for p in np.atleast_1d(shares)])


def bisect(f: Callable[[float], float], low: float, high: float, steps: int = 50) -> float:
    """Where a rising f crosses zero between low and high; the nearer end if it does not."""
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if f(middle) > 0 else (middle, high)
    return (low + high) / 2


def weighted_quantile(values: np.ndarray, weights: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """Values below which `share` of the weight lies."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    at = np.searchsorted(cumulative, np.asarray(share) * cumulative[-1])
    return values[order][np.minimum(at, len(values) - 1)]


def _labour(grown: list[People], facts: ProvinceTargets, c: Calibration) -> None:
    adult = (_all(grown, "age", "per") >= 15) & _all(grown, "here", "per")
    part, loss = _all(grown, "takes_part", "per")[adult], _all(grown, "jobless", "per")[adult]
    c.part_cut = float(np.quantile(part, 1 - facts.participation))
    c.jobless_cut = float(np.quantile(loss[part > c.part_cut], 1 - facts.unemployment))


def regency_targets(facts: ProvinceTargets, codes: list[str], column: str, level: float) -> np.ndarray:
    """Shares per regency: the pattern of 2021 moved on the logit scale until the mean over persons is `level`."""
    rows = [facts.regencies[k] for k in codes]
    values = np.array([getattr(r, column) if getattr(r, column) else np.nan for r in rows], float) / 100
    people = np.array([r.population for r in rows], float)
    if np.isnan(values).all():
        return np.full(len(codes), level)
    values = np.where(np.isnan(values), np.nanmean(values), values).clip(0.004, 0.996)
    return _moved(values, people, level)


def _moved(shares: np.ndarray, weights: np.ndarray, level: float) -> np.ndarray:
    """Shares shifted by one number on the logit scale, so that their weighted mean is `level`."""
    logit = np.log(shares / (1 - shares))

    def gap(shift: float) -> float:
        return float(np.average(1 / (1 + np.exp(-logit - shift)), weights=weights) - level)

    return np.asarray(1 / (1 + np.exp(-logit - bisect(gap, -12, 12))))


def _expenditure(grown: list[People], facts: ProvinceTargets, c: Calibration) -> None:
    codes = sorted({p.block.regency for p in grown})
    index = {k: i for i, k in enumerate(codes)}
    place = np.concatenate([np.full(p.families, index[p.block.regency]) for p in grown])
    wanted = regency_targets(facts, codes, "p0", facts.p0)
    members = _all(grown, "members").astype(float)
    urban = _all(grown, "urban")
    raw, moment = _all(grown, "raw"), _all(grown, "moment")
    weight = np.bincount(place, members)
    # The targets of the filled regencies, weighted as the sample is, are moved to the province's level again.
    wanted = wanted * facts.p0 / np.average(wanted, weights=weight)
    wanted = wanted.clip(0.004, 0.75)
    mean = np.bincount(place, members * raw) / weight
    spread = float(np.sqrt(np.average((raw - mean[place]) ** 2, weights=members)))
    shift = (probit(facts.p0) - probit(wanted)) * spread - mean + np.average(mean, weights=weight)
    moved = raw + shift[place]
    c.center = float(np.average(moved, weights=members))
    c.scale = float(np.sqrt(np.average((moved - c.center) ** 2, weights=members)))
    c.shift = dict(zip(codes, shift.tolist(), strict=True))
    log_line = np.log(np.where(urban, facts.line_urban, facts.line_rural))
    base = LASTING * (moved - c.center) / c.scale + np.sqrt(1 - LASTING**2) * moment
    nudge = np.zeros(len(codes))
    for _ in range(8):
        score = base + nudge[place]
        c.level, c.low, c.high = _spreads(score, members, log_line, facts)
        log_pc = c.level + np.where(score < 0, c.low, c.high) * score
        poor = log_pc < log_line
        half = 0.5 / np.bincount(place)
        found = np.bincount(place, members * poor) / weight
        nudge += 0.8 * (probit(found.clip(half, 1 - half)) - probit(wanted))
        nudge -= np.average(nudge, weights=weight)
    score = base + nudge[place]
    c.level, c.low, c.high = _spreads(score, members, log_line, facts)
    c.nudge = dict(zip(codes, nudge.tolist(), strict=True))
    tenths = np.arange(1, 10) / 10
    for people in grown:
        wealth.spend(people, c, facts.line_urban, facts.line_rural)
    c.deciles = weighted_quantile(_all(grown, "ratio"), members, tenths).tolist()
    c.official = weighted_quantile(_all(grown, "official_score"), members, tenths).tolist()
    c.old = weighted_quantile(_all(grown, "old_score"), members, np.arange(1, 100) / 100).tolist()


def _spreads(
    score: np.ndarray, members: np.ndarray, log_line: np.ndarray, facts: ProvinceTargets
) -> tuple[float, float, float]:
    """Median (log rupiah) and the two spreads that give P0, Gini and, as near as the shape allows, the mean."""
    order = np.argsort(score, kind="stable")
    z, w, line = score[order], members[order], log_line[order]
    share = w / w.sum()
    rank = np.cumsum(share) - share / 2

    def shape(high: float, skew: float) -> np.ndarray:
        return np.where(z < 0, high * skew, high) * z

    def gini_gap(high: float, skew: float) -> float:
        y = np.exp(shape(high, skew))
        return 2 * float((share * y * rank).sum()) / float((share * y).sum()) - 1 - facts.gini

    def level_for(x: np.ndarray) -> float:
        return bisect(lambda level: facts.p0 - float(share[x + level < line].sum()), 8, 20, 40)

    def mean_gap(log_skew: float) -> float:
        skew = float(np.exp(log_skew))
        x = shape(bisect(lambda high: gini_gap(high, skew), 0.05, 2.5, 22), skew)
        return float((share * np.exp(x + level_for(x))).sum()) - facts.expenditure

    skew = float(np.exp(bisect(mean_gap, np.log(0.45), np.log(1.6), 12)))
    high = bisect(lambda value: gini_gap(value, skew), 0.05, 2.5, 30)
    return level_for(shape(high, skew)), high * skew, high


def _services(grown: list[People], facts: ProvinceTargets, c: Calibration) -> None:
    from sepakat.sample import housing  # housing reads wealth; imported here to keep the order of the stages readable

    codes = sorted({p.block.regency for p in grown})
    counts = np.array([sum(p.families for p in grown if p.block.regency == k) for k in codes], float)
    for name in ("sanitation", "water"):
        level = getattr(facts, name)
        wanted = _moved(regency_targets(facts, codes, name, level), counts, level)
        cuts = getattr(c, name)
        for code, share in zip(codes, wanted.tolist(), strict=True):
            scores = np.concatenate([housing.scores(p)[name] for p in grown if p.block.regency == code])
            cuts[code] = float(np.quantile(scores, 1 - share))
    light = np.concatenate([housing.scores(p)["electricity"] for p in grown])
    c.electricity = float(np.quantile(light, 1 - facts.assumptions["listrik"]))
