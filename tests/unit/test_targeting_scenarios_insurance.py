"""Health insurance: who is insured by whom decides who may be paid for. Written as rows, to be read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.targeting.scenarios import Scenario, figures, run
from sepakat.targeting.scenarios.arrays import _employed
from sepakat.targeting.scenarios.base import BY_EMPLOYEE, EMPLOYEE, NOBODY, PBI, PBI_REGION, SELF
from tests.scenario_people import base

FAMILIES = """
person_id | family_id | hubungan | no_urut | segmen_jkn | employer
        1 |         1 |        1 |       1 |          3 | yes
        2 |         1 |        2 |       2 |          0 | yes
        3 |         1 |        3 |       3 |          0 | yes
        4 |         1 |        3 |       4 |          0 | yes
        5 |         1 |        3 |       5 |          0 | yes
        6 |         1 |        3 |       6 |          0 | no
        7 |         1 |        8 |       7 |          0 | no
        8 |         2 |        1 |       1 |          0 | no
        9 |         2 |        3 |       2 |          3 | no
       10 |         3 |        1 |       1 |          1 | no
       11 |         3 |        2 |       2 |          0 | no
"""


def test_an_employee_covers_spouse_and_children_up_to_the_limit(tmp_path):
    """Family 1: the employee, the spouse and three children make five; the fourth child and the grandparent do not.
    Family 2: a working child covers neither parent. Family 3: nobody is employed."""
    lines = [[c.strip() for c in line.split("|")] for line in FAMILIES.strip().splitlines()]
    head, rows = lines[0][:-1], lines[1:]
    table = {name: pa.array([int(r[i]) for r in rows], pa.int64()) for i, name in enumerate(head)}
    pq.write_table(pa.table(table), tmp_path / "p.parquet")
    con = duck.connect()
    sql = _employed(duck.parquet(tmp_path / "p.parquet"), "", 5)
    found = {r[0] for r in con.sql(f"SELECT person_id FROM ({sql})").fetchall()}
    con.close()
    assert found == {int(r[0]) for r in rows if r[-1] == "yes"}


def people(insurers: list[int]):
    """One family of each, all in decile 1, all due."""
    size = len(insurers)
    arrays = base(size, 1, "pbi_jkn")
    ones = np.ones(size, np.int8)
    codes = np.array(insurers, np.int8)
    return replace(
        arrays,
        deciles=dict.fromkeys(("nasional", "provinsi", "kabupaten"), ones),
        due=np.ones(size, bool),
        order=np.arange(size, dtype=np.int32),
        chance=np.full(size, 0.9),
        seen=np.full(size, 0.9),
        insurer=codes,
        has=np.isin(codes, (PBI, PBI_REGION)),
    )


def test_covering_deciles_1_to_4_never_pays_twice_for_a_workers_family():
    insurers = [EMPLOYEE, BY_EMPLOYEE, SELF, PBI, PBI_REGION, NOBODY]
    arrays = people(insurers)
    for scope, paid in (("tambahan", [NOBODY]), ("ulang", [PBI, PBI_REGION, NOBODY])):
        result = run(arrays, Scenario("a", "pbi_jkn", 4, cost=42_000, scope=scope))
        assert sorted(arrays.insurer[result.chosen.selected].tolist()) == sorted(paid), scope
        assert result.cost == len(paid) * 42_000 * 12


def test_a_workers_family_is_no_exclusion_error():
    arrays = people([EMPLOYEE, BY_EMPLOYEE, PBI, PBI])
    now = run(arrays, Scenario("a", "pbi_jkn", 4, cost=1.0)).errors_now
    assert now["exclusion"].value == 0.0


def test_a_regional_scheme_counts_the_national_one_as_another_insurer():
    arrays = replace(people([PBI, PBI_REGION, NOBODY]), insured_by_programme=(PBI_REGION,))
    arrays = replace(arrays, has=arrays.insurer == PBI_REGION)
    result = run(arrays, Scenario("a", "pbi_jkn", 4, cost=1.0))
    assert arrays.insurer[result.chosen.selected].tolist() == [NOBODY]


def test_the_table_says_who_insures_whom():
    insurers = [EMPLOYEE] * 40 + [PBI] * 60 + [NOBODY] * 30 + [SELF] * 3
    table = figures([run(people(insurers), Scenario("a", "pbi_jkn", 4, cost=1.0))])
    told = {r["code"]: r["value"] for r in table.rows() if r["part"] == "segmen"}
    for code, true in ((EMPLOYEE, 40), (PBI, 60), (NOBODY, 30)):
        assert abs(told[str(code)] - true) <= 8
    assert told[str(SELF)] is None, "three people are too few to be told"
