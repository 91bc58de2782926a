"""Counts of a release by regency, with the noise of free tables: families, fresh ones, complete ones, valid ones.

Each count carries the sum of the record keys of the families in it, so that provinces and the nation get the noise of
their own sums and the same families get the same noise everywhere (see `core.cellkey`). Whether an answer is there, or
when it was given, says nothing about anybody's traits, so shares near 0 or 1 are shown; regions too small for a share
are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.analysis.scoring import freshness
from sepakat.analysis.scoring.formula import Input
from sepakat.catalogue.expressions import check
from sepakat.catalogue.scores import ScoreFormula
from sepakat.core import cellkey, duck
from sepakat.core.cellkey import Noise
from sepakat.core.duck import identifier, parquet
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.tabulating import noise_rule
from sepakat.lake import Release
from sepakat.lake import cells as lake_cells

WHAT = ("semua", "segar", "tak_tahu", "miskin", "miskin_segar", "miskin_tak_tahu", "lengkap", "sah", "berkartu")
_MOD = 1 << cellkey.KEY_BITS


@dataclass(frozen=True)
class Counts:
    """True counts and key sums by region and kind; `shown` gives noised ones. cards: family cards of the civil
    registry in villages that have both."""

    true: Mapping[tuple[str, str], int]
    keys: Mapping[tuple[str, str], int]
    cards: Mapping[str, int]
    noise: Noise
    secret: bytes

    def shown(self, region: str, kind: str) -> int:
        true, key = self.true.get((region, kind), 0), self.keys.get((region, kind), 0)
        return int(self.noise.counts(np.array([true], np.int64), np.array([key], np.uint64), self.secret)[0])

    def share(self, region: str, hits: str, of: str, unknown: str = "") -> Input:
        """A noised share; not known where the region is too small. unknown: counted in, for the upper bound."""
        whole = self.shown(region, of)
        if whole < max(self.noise.base, self.noise.minimum):
            return Input(None)
        found = min(self.shown(region, hits), whole)
        doubtful = self.shown(region, unknown) if unknown else 0
        return self._input(found, whole, doubtful)

    def coverage(self, region: str) -> Input:
        """Families held against family cards; not known without such figures."""
        cards = self.cards.get(region, 0)
        if cards < max(self.noise.base, self.noise.minimum):
            return Input(None)
        found = min(self.shown(region, "berkartu"), cards)
        return self._input(found, cards, 0)

    def _input(self, found: int, whole: int, doubtful: int) -> Input:
        """A share with bounds as wide as the noise may be, so that small regions are not told apart by it."""
        low, high = (found - self.noise.most) / whole, (found + doubtful + self.noise.most) / whole
        return Input(found / whole, max(0.0, low), min(1.0, high), found, whole)

    @property
    def regions(self) -> list[str]:
        return sorted({region for region, kind in self.true if kind == "semua"})


def count(releases: Sequence[Release], formula: ScoreFormula, on: dt.date, *, progress: Progress = SILENT) -> Counts:
    """Counts of the newest of a chain of releases (`freshness.chain`), as things stood on a day."""
    release = releases[0]
    secret = lake_cells.of_release(release.path)
    true: dict[tuple[str, str], int] = {}
    keys: dict[tuple[str, str], int] = {}
    cards = _cards(release)
    con = duck.connect()
    parts = release.kabupaten()
    try:
        with progress.step(Text("Menghitung indeks data", "Counting the data index"), total=len(parts)) as step:
            for part in parts:
                freshness.dated(con, releases, part, formula.settings.get("kesegaran", {}))
                for kind, (n, key) in _part(con, release, part, formula, on, secret).items():
                    for region in ("00", part[:2], part):
                        true[region, kind] = true.get((region, kind), 0) + n
                        keys[region, kind] = (keys.get((region, kind), 0) + key) % _MOD
                step.advance()
    finally:
        con.close()
    total = {r: sum(n for v, n in cards.items() if r == "00" or v.startswith(r + ".")) for r in {r for r, _ in true}}
    return Counts(true, keys, total, noise_rule(frames.day(release)), secret)


def _part(
    con: duck.Connection, release: Release, part: str, formula: ScoreFormula, on: dt.date, secret: bytes
) -> dict[str, tuple[int, int]]:
    frame, person = release.file("frame_family", part), release.file("person", part)
    if frame is None:
        return {}
    rule = formula.settings.get("kesegaran", {})
    held = frozenset(pq.read_schema(frame).names)
    low = int(rule.get("desil_bawah", 4))
    limit = (
        f"CASE WHEN f.desil_nasional <= {low} THEN {int(rule.get('bulan_desil_1_4', 12))} "
        f"ELSE {int(rule.get('bulan_desil_5_10', 24))} END"
    )
    poor_months = int(formula.settings.get("kesegaran_miskin", {}).get("bulan", 24))
    day = f"DATE {duck.literal(on.isoformat())}"
    poor = f"coalesce(f.desil_nasional <= {low}, false)"
    population = release.files("population")
    kinds = {
        "semua": "true",
        "segar": f"d.day IS NOT NULL AND d.day + to_months({limit}) >= {day}",
        "tak_tahu": "d.day IS NULL",
        "miskin": poor,
        "miskin_segar": f"{poor} AND d.day IS NOT NULL AND d.day + to_months({poor_months}) >= {day}",
        "miskin_tak_tahu": f"{poor} AND d.day IS NULL",
        "lengkap": _complete(formula, held, person is not None),
        "sah": _valid(formula, held),
        "berkartu": "v.village_code IS NOT NULL",
    }
    members = _members(formula, release, part)
    villages = f"(SELECT DISTINCT village_code FROM {parquet(population)})" if population else (
        "(SELECT NULL::VARCHAR AS village_code WHERE false)"
    )  # fmt: skip
    sums = ", ".join(f"count(*) FILTER (WHERE {k}), coalesce(sum(key) FILTER (WHERE {k}), 0) % {_MOD}" for k in WHAT)
    flags = ", ".join(f"({kinds[k]}) AS {k}" for k in WHAT)
    row = con.execute(
        f"SELECT {sums} FROM (SELECT {flags}, "
        f"{cellkey.record_sql('f.family_id')} AS key "
        f"FROM {parquet(frame)} f LEFT JOIN dated d USING (family_id) LEFT JOIN {members} m USING (family_id) "
        f"LEFT JOIN {villages} v USING (village_code))",
        {"secret": cellkey.record_salt(secret, "keluarga")},
    ).fetchall()[0]
    return {kind: (int(row[2 * i]), int(row[2 * i + 1])) for i, kind in enumerate(WHAT)}


def _complete(formula: ScoreFormula, held: frozenset[str], people: bool) -> str:
    wanted = [c for c in formula.settings.get("kelengkapan", {}).get("keluarga", ()) if c in held]
    own = " AND ".join(f"f.{identifier(c)} IS NOT NULL" for c in wanted) or "true"
    return f"{own} AND coalesce(m.whole, true)" if people else own


def _members(formula: ScoreFormula, release: Release, part: str) -> str:
    """SQL of `(family_id, whole)`: whether every member has every mandatory answer."""
    path = release.file("person", part)
    if path is None:
        return "(SELECT NULL::BIGINT AS family_id, true AS whole WHERE false)"
    held = frozenset(pq.read_schema(path).names)
    wanted = [c for c in formula.settings.get("kelengkapan", {}).get("anggota", ()) if c in held]
    told = " AND ".join(f"{identifier(c)} IS NOT NULL" for c in wanted) or "true"
    return f"(SELECT family_id, bool_and({told}) AS whole FROM {parquet(path)} GROUP BY 1)"


def _valid(formula: ScoreFormula, held: frozenset[str]) -> str:
    """Every rule of the file holds; an unknown answer contradicts nothing. Rules pass the catalogue's own checks."""
    variables = catalogue.table("frame_family").variables
    rules = []
    for text in formula.settings.get("keabsahan", {}).get("aturan", ()):
        made = check(text, variables, field="aturan", where=f"catalogue/scores/{formula.id}.toml", table="keluarga")
        if made.columns <= held:
            rules.append(f"coalesce({made.sql(alias='f')}, true)")
    return " AND ".join(rules) or "true"


def _cards(release: Release) -> dict[str, int]:
    """Family cards by village at the newest period."""
    paths = release.files("population")
    if not paths:
        return {}
    newest: dict[str, tuple[str, int]] = {}
    for path in paths:
        for row in pq.read_table(path, columns=["village_code", "periode", "kartu_keluarga"]).to_pylist():
            if row["kartu_keluarga"] is not None:
                found: tuple[str, int] = (str(row["periode"]), int(row["kartu_keluarga"]))
                newest[row["village_code"]] = max(found, newest.get(row["village_code"], found))
    return {village: cards for village, (_, cards) in newest.items()}
