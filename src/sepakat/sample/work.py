"""Work: who is in the labour force, who has a job, in which industry and status.

Participation and unemployment are two numbers per person (a propensity against a draw); calibration shifts each by one
constant per province until the published rates (TPAK, TPT) are met. Industry and status follow town or village,
schooling, sex and age.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample.people import NA, People
from sepakat.sample.schooling import ATTENDS
from sepakat.sample.seeds import pick_rows

FARM = (1, 2, 3, 4, 5, 6)
# Industry (codes of 417) by group; columns: rural low schooling, rural upper secondary+, urban low, urban upper+.
_INDUSTRY = np.array(
    [
        [38, 14, 7, 1.5],
        [8, 3, 2, 0.6],
        [12, 5, 2, 0.6],
        [5, 2, 3, 0.8],
        [5, 2, 2, 0.6],
        [3, 1, 0.6, 0.2],
        [1.2, 1, 1, 0.8],
        [7, 5, 12, 9],
        [0.05, 0.3, 0.1, 0.6],
        [0.1, 0.2, 0.7, 0.5],
        [5, 5, 11, 6],
        [7, 11, 24, 20],
        [3, 4, 8, 6],
        [1.2, 2.5, 9, 7],
        [0.05, 0.6, 0.3, 2],
        [0.05, 1, 0.3, 3],
        [0.01, 0.05, 0.2, 0.4],
        [0.05, 0.6, 0.4, 2.2],
        [0.1, 0.4, 1, 1.8],
        [0.7, 14, 1.5, 12],
        [0.4, 14, 0.7, 11],
        [0.2, 6, 0.7, 6],
        [0.1, 0.3, 0.4, 0.7],
        [1, 2, 4, 4],
        [1, 0.5, 5, 0.7],
        [0, 0, 0, 0.01],
    ]
)


def propensities(people: People) -> None:
    """Fills per: takes_part (higher: likelier in the labour force) and jobless (higher: likelier without a job)."""
    rng = people.rng("kerja")
    per = people.per
    age, woman = per["age"].astype(float), per["sex"] == 2
    score = np.interp(age, [15, 19, 25, 35, 50, 58, 65, 75], [-0.6, 0.3, 1.5, 2.0, 2.0, 1.5, 0.6, -0.9])
    score = score - np.where(woman, 1.15, 0) + np.where(woman & (per["tamat"] >= 5), 0.9, 0)
    score = score + np.where(people.of_family("urban"), -0.2, 0.2) - np.where(per["sekolah"] == ATTENDS, 1.9, 0)
    score = score + np.where(per["hub"] == 1, 0.8, 0) - np.where(per["severe"], 1.6, 0)
    per["takes_part"] = score + rng.logistic(0, 0.75, people.persons)
    loss = np.interp(age, [15, 20, 25, 35, 60], [1.3, 1.2, 0.7, -0.4, -0.8])
    loss = loss + np.where(per["tamat"] >= 3, 0.7, 0) + np.where(people.of_family("urban"), 0.5, 0)
    per["jobless"] = loss - np.where(per["hub"] == 1, 0.9, 0) + rng.logistic(0, 1, people.persons)


def employ(people: People, part_cut: float, jobless_cut: float) -> None:
    """Fills per: tenaga_kerja (in the labour force), bekerja (bool), lapangan, status, jam, and for families
    formal_share and farm (head works the land). Cuts come from calibration."""
    rng = people.rng("pekerjaan")
    per, n = people.per, people.persons
    age, adult = per["age"], per["age"] >= 15
    force = adult & (per["takes_part"] > part_cut)
    works = force & ~(per["jobless"] > jobless_cut)
    child = (age >= 10) & (age < 15) & ~people.of_family("urban") & (rng.random(n) < 0.035)
    works |= child
    urban, schooled = people.of_family("urban"), per["tamat"] >= 3
    weights = _INDUSTRY.T[2 * urban.astype(int) + schooled]
    high = per["tamat"] >= 4
    services = np.isin(np.arange(1, 27), (16, 18, 20, 21, 22))
    weights = weights * np.where(high[:, None] & services[None, :], 4.5, 1.0)
    same = rng.random(n) < 0.45  # members of a family often work in the same trade as the head
    industry = pick_rows(rng, weights) + 1
    industry = np.where(same & (age >= 10), industry[people.fam["head"]][per["fam"]], industry)
    industry = np.where(child, 1, industry)
    per["tenaga_kerja"] = force
    per["bekerja"] = works
    per["lapangan"] = np.where(works, industry, NA).astype(np.int16)
    per["status"] = np.where(works, _status(rng, people, industry, child), NA).astype(np.int16)
    base = np.where(np.isin(industry, FARM), 30, 42) - np.where(per["sex"] == 2, 5, 0)
    hours = (base + rng.normal(0, 12, n)).round().clip(3, 98)
    hours = np.where(per["sekolah"] == ATTENDS, np.minimum(hours, 18), hours)
    per["jam"] = np.where(works, hours, NA).astype(np.int16)
    formal = works & np.isin(per["status"], (3, 4, 5))
    people.fam["formal"] = people.count(formal & per["here"])
    people.fam["public"] = people.count(works & (per["status"] == 5) & per["here"])
    people.fam["workers"] = people.count(works & per["here"])
    people.fam["farm"] = people.head("bekerja") & np.isin(people.head("lapangan"), FARM)


def _status(rng: np.random.Generator, people: People, industry: np.ndarray, child: np.ndarray) -> np.ndarray:
    """Codes of 418 by industry, place in the family and schooling."""
    per, n = people.per, people.persons
    farm, official = np.isin(industry, FARM), np.isin(industry, (20, 21, 22))
    head, schooled = per["hub"] == 1, per["tamat"] >= 3
    weights = np.zeros((n, 8))
    weights[:] = [22, 9, 3.5, 44, 3, 0, 11, 7]
    weights[schooled] = [18, 7, 5, 56, 5, 0, 5, 4]
    weights[np.isin(industry, (12, 14))] = [40, 17, 5, 23, 0.2, 0, 2, 13]
    weights[industry == 11] = [9, 2, 4, 28, 0.3, 0, 56, 1]
    weights[farm] = [20, 36, 2.5, 5, 0.1, 13, 0, 24]
    weights[farm & ~head & (per["hub"] != 1)] = [9, 10, 0.6, 4, 0.1, 14, 0, 62]
    weights[official] = [1, 0.3, 0.5, 52, 44, 0, 2, 0.3]
    weights[official & ~schooled] = [2, 1, 0.3, 76, 8, 0, 12, 1]
    weights[industry == 25] = [2, 0, 0, 92, 0, 0, 6, 0]
    status = pick_rows(rng, weights) + 1
    young = per["age"] < 18
    return np.where(child, 8, np.where(young & np.isin(status, (3, 5)), 7, status))
