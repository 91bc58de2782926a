"""One month's scores for every regency and province of a release: counted, judged, compared with peers, kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sepakat import regions
from sepakat.analysis.scoring import alike, counting, formula, freshness, gaming, history, ranking
from sepakat.analysis.scoring.formula import NOT_KNOWN, Input, Score
from sepakat.analysis.scoring.gaming import Flag
from sepakat.analysis.scoring.history import Kept, Line
from sepakat.catalogue.scores import OURS, ScoreFormula, score_formula
from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.files import sha256_file
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.lake import Lake, Release

LEVELS = ("kabupaten", "provinsi")


@dataclass(frozen=True)
class SiteFacts:
    """What the lake does not know. use: region → kinds of work done (of `of`); gates: met or not, for all regions;
    recheck: region → (right, checked) of a re-verification sample."""

    use: Mapping[str, int] | None = None
    of: int = 0
    gates: Mapping[str, bool] = field(default_factory=dict)
    recheck: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def run(
    lake: Lake,
    month: str,
    *,
    today: dt.date,
    site: SiteFacts | None = None,
    formula_id: str = OURS,
    progress: Progress = SILENT,
) -> Kept:
    """Compute and keep a month.

    A month that is over and kept is given as it is. UserError score-month, score-future, score-before, unknown-score,
    release-none, cell-key-missing.
    """
    chosen, facts = _complete(score_formula(formula_id)), site or SiteFacts()
    on = _day(month, today)
    release = release_of(lake, on)
    earlier = [m for m in history.months(lake, chosen.id) if m < month]
    before = history.kept(lake, earlier[-1], chosen.id) if earlier else None
    old = history.kept(lake, month, chosen.id)
    if old is not None and month < f"{today:%Y-%m}":
        return old
    chain = freshness.chain(lake, release)
    flags = signs(chain, chosen)
    counts = counting.count(chain, chosen, on, progress=progress)
    lines: dict[str, Line] = {}
    for level in LEVELS:
        codes = [c for c in counts.regions if regions.level_of(c) == level]
        lines |= _level(release, chosen, level, codes, counts, facts, flags, before, on)
    made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    found = Kept(chosen.id, month, release.id, release.sample, sha256_file(chosen.path)[:12], made, lines)
    history.keep(lake, found)
    return found


def look(lake: Lake, month: str, *, today: dt.date, formula_id: str = OURS) -> list[Flag]:
    """The signs of gaming as of a month, with their villages: for the server's operator, kept nowhere."""
    release = release_of(lake, _day(month, today))
    return signs(freshness.chain(lake, release), _complete(score_formula(formula_id)))


def _complete(chosen: ScoreFormula) -> ScoreFormula:
    """What a formula does not say about measuring is as in ours: one way to date a family."""
    return replace(chosen, settings={**score_formula(OURS).settings, **chosen.settings})


def release_of(lake: Lake, on: dt.date) -> Release:
    """The published release as it was on a day: the current one, or the nearest before it that is old enough.
    UserError score-before."""
    release = lake.release("current")
    while frames.day(release) > on:
        if not release.base or release.base not in lake.release_ids():
            raise UserError(
                Text("Belum ada rilis pada bulan itu.", "There was no release in that month."),
                hint=Text(f"Rilis pertama: {frames.day(release)}.", f"The first release: {frames.day(release)}."),
                where="bulan",
                code="score-before",
            )
        release = lake.release(release.base)
    return release


def signs(chain: Sequence[Release], chosen: ScoreFormula) -> list[Flag]:
    """Signs of gaming in every regency of the newest of a chain."""
    con = duck.connect()
    try:
        return [flag for part in chain[0].kabupaten() for flag in gaming.look(con, chain, part, chosen)]
    finally:
        con.close()


def measured(measure: str, region: str, counts: counting.Counts, facts: SiteFacts) -> Input:
    """One component of a region, by the name of its measure; what nobody holds is not known."""
    if measure == "kesegaran":
        return counts.share(region, "segar", "semua", "tak_tahu")
    if measure == "kesegaran_miskin":
        return counts.share(region, "miskin_segar", "miskin", "miskin_tak_tahu")
    if measure == "kelengkapan":
        return counts.share(region, "lengkap", "semua")
    if measure == "cakupan":
        return counts.coverage(region)
    if measure == "keabsahan":
        found = counts.share(region, "sah", "semua")
        if found.value is None or region not in facts.recheck:
            return found
        low, high = formula.wilson(*facts.recheck[region])
        lower = min(found.value, low)
        return Input(lower, min(lower, found.low), max(lower, min(found.high, high)), found.hits, found.of)
    if measure == "pemanfaatan" and facts.use is not None and facts.of:
        share = min(1.0, facts.use.get(region, 0) / facts.of)
        return Input(share, share, share, facts.use.get(region, 0), facts.of)
    return NOT_KNOWN


def _level(
    release: Release,
    chosen: ScoreFormula,
    level: str,
    codes: Sequence[str],
    counts: counting.Counts,
    facts: SiteFacts,
    flags: Sequence[Flag],
    before: Kept | None,
    on: dt.date,
) -> dict[str, Line]:
    """The lines of one level, each beside its peers."""
    inputs = {c: {k.id: measured(k.measure, c, counts, facts) for k in chosen.components} for c in codes}
    scores = {c: formula.score(chosen, inputs[c], facts.gates, on) for c in codes}
    near = alike.peers(release, level, int(chosen.settings.get("serupa", {}).get("banyak", 5)))
    bounds = {c: (s.low, s.high) for c, s in scores.items() if s.value is not None}
    placed = ranking.places(bounds)
    lines = {}
    for code in codes:
        mine = [f for f in flags if f.region == code or f.region.startswith(code + ".")]
        old = before.lines[code].value if before is not None and code in before.lines else None
        leap = gaming.leap(chosen, code, scores[code].value, old)
        alike_ = [(s.region, round(s.distance, 3)) for s in near.get(code, ()) if s.region in bounds]
        lines[code] = _line(code, level, scores[code], inputs[code], chosen, [*mine, *([leap] if leap else [])],
                            alike_, scores, placed, code in facts.recheck)  # fmt: skip
    return lines


def _line(
    code: str,
    level: str,
    found: Score,
    inputs: Mapping[str, Input],
    chosen: ScoreFormula,
    flags: Sequence[Flag],
    near: Sequence[tuple[str, float]],
    scores: Mapping[str, Score],
    placed: Mapping[str, tuple[int, int]],
    rechecked: bool,
) -> Line:
    told = [v for c, _ in near if (v := scores[c].value) is not None]
    by_rule: dict[str, tuple[float, int]] = {}
    for flag in flags:
        size, many = by_rule.get(flag.rule, (0.0, 0))
        by_rule[flag.rule] = max(size, flag.size), many + len(flag.villages)
    best, worst = placed.get(code, (None, None))
    return Line(
        code, level, found.value, found.low, found.high, found.known,
        formula.mark(chosen, found, flags, rechecked), inputs, found.gates, found.short, by_rule,
        tuple(near), sum(told) / len(told) if told else None, best, worst, len(placed),
    )  # fmt: skip


def _day(month: str, today: dt.date) -> dt.date:
    """The last day of a month, or today while it runs. UserError score-month, score-future."""
    year, number = (int(part) for part in history.check_month(month).split("-"))
    if (year, number) > (today.year, today.month):
        raise UserError(
            Text("Bulan itu belum tiba.", "That month is yet to come."),
            hint=Text(f"Bulan berjalan: {today:%Y-%m}.", f"The running month: {today:%Y-%m}."),
            where="bulan",
            code="score-future",
        )
    first = dt.date(year + number // 12, number % 12 + 1, 1)
    return min(first - dt.timedelta(days=1), today)
