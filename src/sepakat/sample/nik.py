"""NIK and No KK of the right form, unique in the sample.

NIK: six digits of the district of first registration (Kemendagri), DDMMYY of birth with 40 added to the day for
women, four digits of serial. Most people were registered in their own district, some in another of the regency, a
few elsewhere. Uniqueness without any look at other blocks: the serial of a block's own regency is k·B + b + 1 (b the
block among B), and births elsewhere take districts and serials that no other block uses.
No KK: six digits of the district, DDMMYY of recording, four digits of serial.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from sepakat import regions
from sepakat.sample import targets
from sepakat.sample.people import People

_ELSEWHERE = 5000  # serials from here on are of people registered in another regency
_PER_PROVINCE = 130
_PER_LAYER = 30


@cache
def all_districts() -> np.ndarray:
    """Six-digit numbers of every district of the country, in order."""
    return np.array([int(c.replace(".", "")) for c in regions.load().codes("kecamatan")], np.int64)


def ddmmyy(days: np.ndarray) -> np.ndarray:
    """Days since 1970 as the number DDMMYY."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months).astype(int) + 1
    month = months.astype(int) % 12 + 1
    year = (months.astype(int) // 12 + 1970) % 100
    return day * 10_000 + month * 100 + year


def repeat_rank(keys: np.ndarray) -> np.ndarray:
    """How many equal keys stand before each: 0 for the first."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    start = np.r_[True, ordered[1:] != ordered[:-1]]
    begin = np.maximum.accumulate(np.where(start, np.arange(len(keys)), 0))
    out = np.empty(len(keys), np.int64)
    out[order] = np.arange(len(keys)) - begin
    return out


def number(people: People) -> None:
    """Fills per["nik"] and fam["kk"] (int64, 16 digits, the true ones), and per["lahir_di"] (district number)."""
    rng = people.rng("nomor")
    per, block = people.per, people.block
    n = people.persons
    home = np.array([int(v.code[:8].replace(".", "")) for v in block.villages], np.int64)[people.fam["village"]]
    home_person = home[per["fam"]]
    nearby = np.array([int(c.replace(".", "")) for c in people.plan.districts[block.regency]], np.int64)
    draw = rng.random(n)
    district = np.where(draw < 0.86, home_person, nearby[rng.integers(0, len(nearby), n)])
    parts = min(len(people.plan.blocks), 2400)
    away = all_districts()[block.serial % parts :: parts]
    away = away[away // 100 != int(block.regency.replace(".", ""))]
    elsewhere = (draw > 0.965) & bool(len(away))
    if len(away):
        district = np.where(elsewhere, away[rng.integers(0, len(away), n)], district)
    per["lahir_di"] = district
    body = district * 1_000_000 + ddmmyy(per["birth"]) + np.where(per["sex"] == 2, 400_000, 0)
    rank = repeat_rank(body)
    province = targets.codes().index(people.plan.province)
    layer = min(block.serial // parts, _PER_PROVINCE // _PER_LAYER - 1)
    far = _ELSEWHERE + province * _PER_PROVINCE + layer * _PER_LAYER + rank % _PER_LAYER
    per["nik"] = body * 10_000 + np.where(elsewhere, far, rank * block.of + block.number + 1)
    people.fam["kk"] = card_numbers(people, rng, home, np.datetime64("2009-01-01"), np.datetime64("2022-06-30"))


def card_numbers(
    people: People, rng: np.random.Generator, district: np.ndarray, since: np.datetime64, until: np.datetime64
) -> np.ndarray:
    """New family card numbers recorded between two dates, one per family: int64, unique over calls whose spans of
    dates do not meet."""
    first, last = int(since.astype("datetime64[D]").astype(int)), int(until.astype("datetime64[D]").astype(int))
    body = district * 1_000_000 + ddmmyy(rng.integers(first, last, len(district)))
    return body * 10_000 + repeat_rank(body) * people.block.of + people.block.number + 1
