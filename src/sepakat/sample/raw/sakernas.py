"""Sakernas: persons aged five and over of another draw of households; work questions from fifteen.

`,`, UTF-8, names of the file of August 2020, BPS numbers. `k4` (sex) and `k6` (age) stand where the public description
leaves gaps. Difficulty is 1 = none .. 4 = cannot, the other way round than in Regsosek.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample import columns
from sepakat.sample.people import NA, People
from sepakat.sample.raw.susenas import households
from sepakat.sample.sink import Sink
from sepakat.sample.survey import Unit

FILE = "sakernas.csv"
# Level reached → r6a (1 not finished primary .. 16 doctorate).
_SCHOOL = np.array([1, 2, 4, 6, 10, 12, 14, 16])
_STATUS = np.array([0, 1, 2, 3, 4, 4, 5, 6, 7])
_SECTION = np.array([0, *[1] * 6, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 13, 14, 15, 16, 17, 17, 17, 17])
_JOB = np.array(
    [0, 61, 61, 61, 62, 61, 61, 81, 75, 31, 96, 71, 52, 83, 51, 25, 33, 33, 24, 41, 41, 23, 22, 26, 53, 91, 24]
)


def write(people: People, sink: Sink, drawn: dict[str, list[Unit]]) -> None:
    """Append the drawn persons of one block. Fills fam: sk_kunci (household number in the survey, or 0)."""
    sample = households(people, drawn)
    people.fam["sk_kunci"] = np.zeros(people.families, np.int64)
    if sample is None:
        return
    rng = people.rng("sakernas")
    fam, per = people.fam, people.per
    k = len(sample["household"])
    order = np.full(int(fam["household"][-1]) + 1, NA)
    order[sample["household"]] = np.arange(k)
    of_family = order[fam["household"]]
    key = sink.take("sakernas", k) + np.arange(k)
    fam["sk_kunci"] = np.where(of_family >= 0, key[of_family.clip(0)], 0)
    rows = np.nonzero((of_family[per["fam"]] >= 0) & per["here"] & (per["age"] >= 5))[0]
    home = of_family[per["fam"][rows]]
    n = len(rows)
    get = lambda name: per[name][rows].astype(int)  # noqa: E731
    age = get("age")
    adult = age >= 15
    ask = lambda which, values: np.where(which, values, NA)  # noqa: E731
    works = per["bekerja"][rows] & adult
    jobless = per["tenaga_kerja"][rows] & ~works & adult
    away = works & (rng.random(n) < 0.03)
    helps = works & ~away & (get("status") == 8)
    paid = np.isin(get("status"), (4, 5))
    skill = np.add(0.33 * fam["welfare"][per["fam"][rows]], 0.09 * get("tamat"))
    wage = np.exp(rng.normal(14.35 + skill, 0.35))
    bps = np.array([int(v.bps[:4]) for v in people.block.villages])[fam["village"][per["fam"][rows]]]
    seeks = jobless & (rng.random(n) < 0.88)
    table = columns.table(
        {
            "kode_prov": bps // 100,
            "kode_kab": bps % 100,
            "klasifikas": np.where(fam["urban"][per["fam"][rows]], 1, 2),
            "id_nks": sample["psu"][home],
            "no_dsrt": sample["ssu"][home],
            "strata": sample["stratum"][home],
            "k1": np.arange(n)
            - np.maximum.accumulate(np.where(np.r_[True, home[1:] != home[:-1]], np.arange(n), 0))
            + 1,
            "k3": np.where(fam["first"][per["fam"][rows]], get("hub"), 8),
            "k4": get("sex"),
            "k6": np.minimum(age, 98),
            "r4": get("kawin"),
            "r5": get("sekolah"),
            "r6a": _SCHOOL[get("tamat")],
            "r8a": 5 - get("sulit_a"),
            "r8b": 5 - get("sulit_b"),
            "r8c": 5 - get("sulit_c"),
            "r8e": 5 - np.abs(get("sulit_i")),
            "r9a": ask(adult, np.where(works & ~helps & ~away, 1, 2)),
            "r9b": ask(adult, np.where(works & ~away & (get("status") <= 3), 1, 2)),
            "r9c": ask(adult, np.where(helps, 1, 2)),
            "r10a": ask(adult & (~works | away), np.where(away, 1, 2)),
            "r12a": ask(works, _STATUS[get("status").clip(0)]),
            "r13a_kateg": ask(works, _SECTION[get("lapangan").clip(0)]),
            "r13b_kbji2": ask(works, _JOB[get("lapangan").clip(0)]),
            "r14a1": ask(works & paid, (wage / 1000).round().astype(int) * 1000),
            "r14a2": ask(works & paid, np.where(rng.random(n) < 0.1, 150_000, 0)),
            "r16a": ask(works, np.where(away, 0, get("jam"))),
            "r22a": ask(adult, np.where(seeks, 1, 2)),
            "r22b": ask(adult, np.where(jobless & ~seeks, 1, 2)),
            "final_weig": sample["weight"][home].round(6),
        }
    )
    sink.csv(FILE, table, delimiter=",")
