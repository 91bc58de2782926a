"""Which villages the sample fills, with how many families: the plan, made before anyone is born.

All codes are real. Every regency of the province is in the plan while there are families enough (`MIN_REGENCY`);
each has at least two villages in at least two districts, and villages hold about 110 families, up to the number of
villages there are. Villages without a known BPS code are left out, because most raw files carry BPS codes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from sepakat import regions
from sepakat.sample import targets
from sepakat.sample.seeds import stream

VILLAGE_FAMILIES = 110  # families that a village of the sample holds, about
BLOCK_FAMILIES = 2500  # families that are in memory at once, about
MIN_REGENCY = 8  # fewer families than this per regency, and some regencies stay empty


@dataclass(frozen=True)
class Village:
    """One filled village. code: Kemendagri; bps: 10 digits; households: dwellings shared by one or more families."""

    code: str
    name: str
    bps: str
    urban: bool
    families: int
    households: int


@dataclass(frozen=True)
class Block:
    """Consecutive villages of one regency, generated together from their own streams. number: within the regency."""

    regency: str
    number: int
    of: int
    serial: int  # within the province
    villages: tuple[Village, ...]

    @property
    def families(self) -> int:
        return sum(v.families for v in self.villages)


@dataclass(frozen=True)
class Plan:
    """A province: its filled villages in blocks, and the class of every village (code → urban?)."""

    province: str
    seed: int
    blocks: tuple[Block, ...]
    urban: dict[str, bool]
    districts: dict[str, list[str]] = field(repr=False)  # regency → codes of its districts
    children: float = 1.0  # factor on the number of children

    @property
    def families(self) -> int:
        return sum(b.families for b in self.blocks)

    @property
    def villages(self) -> list[Village]:
        return [v for b in self.blocks for v in b.villages]


@cache
def bps_villages() -> dict[str, str]:
    """Kemendagri village code → BPS code (10 digits, series 2017), where the crosswalk knows one, and only one.

    A village whose BPS code begins with another regency's number (it moved) is left out too: its raw rows would
    say two things about where it lies.
    """
    regency = bps_regencies()
    table = regions.bps.table("desa").select(["kemendagri_code", "bps_code"]).to_pydict()
    out: dict[str, str] = {}
    seen: set[str] = set()
    for code, number in zip(table["kemendagri_code"], table["bps_code"], strict=True):
        if number not in seen and regency.get(code[:5]) == number[:4]:
            out.setdefault(code, number)
            seen.add(number)
    return out


@cache
def bps_regencies() -> dict[str, str]:
    """Kemendagri regency code → BPS regency code (4 digits, series 2017)."""
    table = regions.bps.table("kabupaten").select(["kemendagri_code", "bps_code"]).to_pydict()
    return dict(zip(table["kemendagri_code"], table["bps_code"], strict=True))


@cache
def village_names(province: str) -> dict[str, str]:
    """Code → name of every village of a province, in code order."""
    return {r.code: r.name for r in regions.load().descendants(province, "desa")}


def share_out(total: int, weights: np.ndarray, least: int = 1) -> np.ndarray:
    """`total` in whole parts, `least` each and the rest by weight (largest remainder): int64, sums to total."""
    rest = total - least * len(weights)
    if rest < 0:
        raise ValueError("total is smaller than the least share of all")
    exact = rest * weights / weights.sum()
    out = np.floor(exact).astype(np.int64)
    short = rest - int(out.sum())
    out[np.argsort(-(exact - out), kind="stable")[:short]] += 1
    return out + least


def classify(province: str, seed: int) -> dict[str, bool]:
    """Urban or rural for every village of a province: by chance from its kind (see anggapan.toml)."""
    facts = targets.province(province).assumptions
    codes = list(village_names(province))
    draw = stream(seed, province, "klasifikasi").random(len(codes))
    kelurahan = np.array([c[9] == "1" for c in codes])
    city = np.array([c[3:5] >= "71" for c in codes])
    chance = np.where(kelurahan, facts["kelurahan_kota"], facts["desa_kota"])
    chance = np.where(city, 0.97, chance)
    return dict(zip(codes, (draw < chance).tolist(), strict=True))


def make_plan(province: str, families: int, seed: int, block: int = BLOCK_FAMILIES) -> Plan:
    """The plan of a province for about this many families, in blocks of about `block` families."""
    facts = targets.province(province)
    known = bps_villages()
    villages: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code in village_names(province):
        if code in known:
            villages[code[:5]][code[:8]].append(code)
    chosen = sorted(villages)[: max(1, families // MIN_REGENCY)]
    weights = np.array([float(facts.regencies[c].population) for c in chosen])
    counts = share_out(families, weights, least=min(MIN_REGENCY, families // len(chosen)))
    urban = classify(province, seed)
    blocks: list[Block] = []
    for regency, count in zip(chosen, counts.tolist(), strict=True):
        filled = _fill(regency, villages[regency], count, seed, urban, facts.assumptions["keluarga_serumah"])
        parts = _split(filled, block)
        blocks += [Block(regency, i, len(parts), len(blocks) + i, tuple(part)) for i, part in enumerate(parts)]
    districts = {regency: sorted(villages[regency]) for regency in sorted(villages)}
    return Plan(province, seed, tuple(blocks), urban, districts)


def _fill(
    regency: str, districts: dict[str, list[str]], families: int, seed: int, urban: dict[str, bool], shared: float
) -> list[Village]:
    """The villages of a regency that get families, in code order: round-robin over its districts."""
    rng = stream(seed, regency, "desa")
    available = sum(len(v) for v in districts.values())
    wanted = min(available, families, max(2, round(families / VILLAGE_FAMILIES)))
    queues = [list(rng.permutation(districts[k])) for k in sorted(districts)]
    queues = [queues[i] for i in rng.permutation(len(queues))]
    codes: list[str] = []
    while len(codes) < wanted:
        for queue in queues:
            if queue and len(codes) < wanted:
                codes.append(str(queue.pop()))
    codes.sort()
    weights = rng.lognormal(0, 0.2, len(codes)) * np.array([1.5 if urban[c] else 1.0 for c in codes])
    counts = share_out(families, weights)
    names = village_names(regency[:2])
    known = bps_villages()
    out = []
    for code, count in zip(codes, counts.tolist(), strict=True):
        pairs = min(int(shared * count + rng.random()), count // 2)
        out.append(Village(code, names[code], known[code], urban[code], count, count - pairs))
    return out


def thinned(plan: Plan, families: int, children: float = 1.0) -> Plan:
    """A plan of about this many families in some of the villages of another: in each regency its part of urban and of
    rural families, and a few of either (`MIN_REGENCY`) where its part is none."""
    villages: dict[str, list[Village]] = defaultdict(list)
    for village in plan.villages:
        villages[village.code[:5]].append(village)
    held = np.array([sum(v.families for v in vs) for vs in villages.values()], float)
    counts = np.maximum(share_out(families, held, least=0), 2 * MIN_REGENCY)
    shared = targets.province(plan.province).assumptions["keluarga_serumah"]
    blocks: list[Block] = []
    for (regency, every), count in zip(villages.items(), counts.tolist(), strict=True):
        rng = stream(plan.seed, regency, "kolam")
        strata = [v for v in ([x for x in every if x.urban == town] for town in (False, True)) if v]
        sizes = np.array([sum(v.families for v in stratum) for stratum in strata], float)
        filled: list[Village] = []
        parts_of = np.maximum(share_out(count, sizes, least=0), MIN_REGENCY // 2)
        for stratum, share in zip(strata, parts_of.tolist(), strict=True):
            wanted = min(len(stratum), max(1, round(share / VILLAGE_FAMILIES)))
            chosen = [stratum[i] for i in rng.permutation(len(stratum))[:wanted]]
            weights = np.array([float(v.families) for v in chosen])
            for village, part in zip(chosen, share_out(share, weights).tolist(), strict=True):
                pairs = min(int(shared * part + rng.random()), part // 2)
                filled.append(replace(village, families=part, households=part - pairs))
        parts = _split(sorted(filled, key=lambda v: v.code), BLOCK_FAMILIES)
        blocks += [Block(regency, i, len(parts), len(blocks) + i, tuple(part)) for i, part in enumerate(parts)]
    return Plan(plan.province, plan.seed, tuple(blocks), plan.urban, plan.districts, children)


def _split(villages: list[Village], most: int) -> list[list[Village]]:
    parts: list[list[Village]] = [[]]
    size = 0
    for village in villages:
        if parts[-1] and size + village.families > most:
            parts.append([])
            size = 0
        parts[-1].append(village)
        size += village.families
    return parts
