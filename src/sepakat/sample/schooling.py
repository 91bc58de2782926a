"""Schooling: how far each person goes in life, how far they are now, and the answers 412-415 that follow from it.

One number per person, the years of school they reach in the end, comes from the cohort, the published mean years of
schooling of the regency, town or village, sex, and a talent that members of a family share. A child of ten who will
reach twelve years is at school in grade 4; one who will reach three has left.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample import targets
from sepakat.sample.people import NA, Columns, People

NEVER, ATTENDS, LEFT = 1, 2, 3
# Levels 1-7: primary, lower secondary, upper secondary, diploma, bachelor, master, doctorate.
START = np.array([0, 0, 6, 9, 12, 12, 16, 18], float)  # years of school when a level begins
LENGTH = np.array([0, 6, 3, 3, 3, 4, 2, 3], float)
NO_CERTIFICATE = 23
YEARS_OF_LEVEL = np.array([0, 6, 9, 12, 15, 16, 18, 21], np.int16)


def attend(people: People) -> None:
    """Fills per: talent (family and own), sekolah (412), tingkat (level now or last, 0-7), tamat (certificate level,
    0-7), R413, R414, R415."""
    rng = people.rng("sekolah")
    per = people.per
    n = people.persons
    facts = targets.province(people.plan.province)
    mean_years = facts.regencies[people.block.regency].schooling
    age = per["age"].astype(float)
    family = rng.normal(0, 1, people.families)
    village = rng.normal(0, 1, len(people.block.villages))[people.fam["village"]]
    people.fam["talent"] = 0.93 * family + 0.37 * village
    talent = 0.68 * people.of_family("talent") + 0.73 * rng.normal(0, 1, n)
    urban = people.of_family("urban")
    # Means by cohort: the youngest go some three years further than those of sixty; published means are of ages 15+.
    cohort = np.interp(age, [15, 18, 25, 40, 60, 75], [4.6, 4.1, 2.6, 0.5, -2.2, -3.8])
    mean = mean_years + cohort + np.where(urban, 0.9, -0.35) - np.where(per["sex"] == 2, 0.25, 0) * (age > 35)
    reach = (mean + np.interp(age, [15, 60], [3.0, 3.9]) * talent).clip(-2, 20)
    reach = np.where(per["severe"], np.minimum(reach, 5 * rng.random(n)), reach)
    reach = np.where(age < 13, reach + 2.0, reach)  # nearly all children go to primary school today
    end = _heap(rng, reach)
    began = 6.4 + 0.5 * rng.random(n) + np.where(rng.random(n) < 0.12, 1, 0)
    exact = age + rng.random(n)
    spent = np.floor(exact - began + 1).clip(0, None)
    spent = np.where((age < 5) | (exact < began), 0, spent)
    attends = (end >= 1) & (spent >= 1) & (spent <= end) & (age >= 5) & (age < 30)
    done = np.where(attends, spent, np.where(age >= 5, np.minimum(end, spent), 0))
    per |= _answers(rng, people, attends, done)


def _heap(rng: np.random.Generator, reach: np.ndarray) -> np.ndarray:
    """Years reached, as whole years that bunch where levels end: 0, 1-5, 6, 7-8, 9, 10-11, 12, 15, 16, 18."""
    edges = np.array([0.2, 0.8, 1.5, 2.2, 2.9, 3.5, 6.7, 7.05, 7.4, 9.3, 9.65, 10.0, 13.2, 14.0, 18.2])
    years = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 18], float)
    return years[np.searchsorted(edges, reach + rng.normal(0, 0.3, len(reach)))]


def _answers(rng: np.random.Generator, people: People, attends: np.ndarray, done: np.ndarray) -> Columns:
    """412-415 from years begun (attending) or ended (left)."""
    age = people.per["age"]
    asked = age >= 5
    status = np.where(attends, ATTENDS, np.where(done >= 1, LEFT, NEVER))
    # The level: someone in year 7 is in lower secondary; someone who left after 6 years left primary.
    year = np.where(attends, done, np.maximum(done, 1))
    level = np.searchsorted([6, 9, 12], year, side="left") + 1
    diploma = rng.random(len(age)) < 0.22
    level = np.where(level == 4, np.where(diploma & (done <= 15), 4, 5), level)
    level = np.where(~attends & (done == 15), 4, level)
    level = np.where(done > 16, 6, level)
    level = np.where(status == NEVER, 0, level)
    grade = (done - START[level]).clip(1, None)
    finished = ~attends & (status == LEFT) & (done >= START[level] + LENGTH[level])
    grade = np.where(finished, 8, np.minimum(grade, np.where(level == 1, 6, np.where(level <= 3, 3, 4))))
    certified = np.where(finished, level, np.maximum(level - 1, 0))
    certified = np.where((level == 5) & ~finished, 3, certified)  # a bachelor student holds upper secondary
    certified = np.where((level == 6) & ~finished, 5, certified)
    kind = _kinds(rng, people)
    reached = np.where(certified == 0, NO_CERTIFICATE, kind[np.arange(len(age)), certified])
    in_school = asked & (status != NEVER)
    return {
        "sekolah": np.where(asked, status, NA).astype(np.int16),
        "tingkat": level.astype(np.int16),
        "tamat": certified.astype(np.int16),
        "jenjang": np.where(in_school, kind[np.arange(len(age)), level], NA).astype(np.int16),
        "kelas": np.where(in_school, grade, NA).astype(np.int16),
        "ijazah": np.where(in_school, reached, NA).astype(np.int16),
    }


def _kinds(rng: np.random.Generator, people: People) -> np.ndarray:
    """Which school of each level (codes of 413) a person goes to: state school, madrasah, package, vocational."""
    muslim = people.of_family("islam")
    draw = rng.random(people.persons)
    package = rng.random(people.persons) < 0.025
    special = people.per["severe"] & (rng.random(people.persons) < 0.5)
    madrasah = muslim & (draw < 0.16)
    pesantren = muslim & (draw > 0.992)
    vocational = rng.random(people.persons) < 0.36
    primary = np.select([special, pesantren, madrasah, package], [2, 5, 4, 1], 3)
    lower = np.select([special, pesantren, madrasah, package], [7, 10, 9, 6], 8)
    upper = np.select([special, pesantren, madrasah, package, vocational], [12, 17, 14, 11, 15], 13)
    same = np.ones(people.persons, int)
    return np.stack([same * NA, primary, lower, upper, same * 18, same * 19, same * 21, same * 22], axis=1)
