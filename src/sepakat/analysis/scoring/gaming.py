"""Signs that data were made to please the score. A sign is a reason to look, not a verdict: it lowers the mark of trust
and says why, never the score.

Each detector reads one regency. How many villages show a sign is told; which ones only on the server (`sepakat score
--signs`), because a village's sign may come down to few families.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from sepakat.analysis.scoring import freshness
from sepakat.catalogue.scores import GamingRule, ScoreFormula
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, parquet
from sepakat.lake import Release

AGES = (23, 62)  # of Whipple's index: full ages 23 to 62, endings 0 and 5 (UN Demographic Yearbook)


@dataclass(frozen=True)
class Flag:
    """One sign in a regency. villages: where (empty: the whole regency); size: how far, in the rule's own measure."""

    rule: str
    region: str
    size: float
    villages: tuple[str, ...] = ()


Detector = Callable[[Connection, Sequence[Release], str, GamingRule, ScoreFormula], "Flag | None"]


def look(con: Connection, releases: Sequence[Release], part: str, formula: ScoreFormula) -> list[Flag]:
    """All signs in one regency. releases: the chain, newest first."""
    found = (DETECTORS[r.id](con, releases, part, r, formula) for r in formula.gaming if r.id in DETECTORS)
    return [flag for flag in found if flag is not None]


def leap(formula: ScoreFormula, region: str, now: float | None, before: float | None) -> Flag | None:
    """A score that rose further than the rule allows within a month."""
    rule = next((r for r in formula.gaming if r.id == "lonjakan"), None)
    if rule is None or now is None or before is None or now - before <= rule.threshold:
        return None
    return Flag(rule.id, region, now - before)


def copied(
    con: Connection, releases: Sequence[Release], part: str, rule: GamingRule, formula: ScoreFormula
) -> Flag | None:
    """Villages where too large a share of families answers exactly as another family does: same answers of the form,
    floor space and members. Families that left much empty are not counted as alike."""
    path = releases[0].file("family", part)
    if path is None:
        return None
    held = frozenset(pq.read_schema(path).names)
    columns = [c for c in formula.settings.get("kesegaran", {}).get("keluarga", ()) if c in held]
    if "luas_lantai" not in columns:
        return None
    told = ", ".join(identifier(c) for c in columns)
    rows = con.execute(
        f"WITH a AS (SELECT village_code, count(*) OVER (PARTITION BY village_code, members, {told}) AS alike "
        f"FROM {parquet(path)} WHERE luas_lantai IS NOT NULL) "
        "SELECT village_code, avg((alike > 1)::INT) AS share FROM a GROUP BY 1 "
        f"HAVING count(*) >= {rule.least} AND avg((alike > 1)::INT) >= {duck.literal(rule.threshold)} ORDER BY 1"
    ).fetchall()
    return _villages(rule, part, rows)


def one_answer(
    con: Connection, releases: Sequence[Release], part: str, rule: GamingRule, formula: ScoreFormula
) -> Flag | None:
    """Villages where nearly all families changed since the release before changed in one and the same answer only."""
    if len(releases) < 2 or freshness.same_files(releases[0], releases[1], part):
        return None
    path = releases[0].file("family", part)
    freshness.changed(con, releases[0], releases[1], part, formula.settings.get("kesegaran", {}), "renewed")
    rows = con.execute(
        "WITH c AS (SELECT f.village_code, r.one, count(*) OVER (PARTITION BY f.village_code) AS n "
        f"FROM renewed r JOIN {parquet(path or [])} f USING (family_id)) "
        "SELECT village_code, count(*) / any_value(n) AS share FROM c WHERE one IS NOT NULL GROUP BY village_code, one "
        f"HAVING any_value(n) >= {rule.least} AND count(*) / any_value(n) >= {duck.literal(rule.threshold)} ORDER BY 1"
    ).fetchall()
    return _villages(rule, part, rows)


def rounded_ages(
    con: Connection, releases: Sequence[Release], part: str, rule: GamingRule, formula: ScoreFormula
) -> Flag | None:
    """Whipple's index of a regency: 100 no preference for 0 and 5, 500 nothing else."""
    path = releases[0].file("person", part)
    if path is None or "umur" not in pq.read_schema(path).names:
        return None
    low, high = AGES
    ends, n = con.execute(
        f"SELECT count(*) FILTER (WHERE umur % 5 = 0), count(*) FROM {parquet(path)} "
        f"WHERE umur BETWEEN {low} AND {high}"
    ).fetchall()[0]
    index = 500.0 * ends / n if n else 0.0
    return Flag(rule.id, part, index) if n >= rule.least and index >= rule.threshold else None


def gone(
    con: Connection, releases: Sequence[Release], part: str, rule: GamingRule, formula: ScoreFormula
) -> Flag | None:
    """The share of the families of the release before that this one no longer holds in the regency."""
    if len(releases) < 2 or freshness.same_files(releases[0], releases[1], part):
        return None
    now, before = releases[0].file("family", part), releases[1].file("family", part)
    if now is None or before is None:
        return None
    left, n = con.execute(
        f"SELECT count(*) FILTER (WHERE a.family_id IS NULL), count(*) FROM {parquet(before)} b "
        f"LEFT JOIN {parquet(now)} a USING (family_id)"
    ).fetchall()[0]
    share = left / n if n else 0.0
    return Flag(rule.id, part, share) if n >= rule.least and share >= rule.threshold else None


DETECTORS: Mapping[str, Detector] = {
    "salinan": copied,
    "satu_isian": one_answer,
    "umur_bulat": rounded_ages,
    "keluarga_hilang": gone,
}


def _villages(rule: GamingRule, part: str, rows: Sequence[tuple[str, float]]) -> Flag | None:
    if not rows:
        return None
    return Flag(rule.id, part, max(float(share) for _, share in rows), tuple(code for code, _ in rows))
