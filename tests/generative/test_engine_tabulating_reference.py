"""Free tables against the slow, obvious way: sets of persons, one by one."""

from __future__ import annotations

import itertools

import pytest

from sepakat import engine
from tests.tabulating_people import CLASSES, SECRET, Slow, people, registry


@pytest.fixture(scope="module")
def rows():
    return people(700, seed=4)


@pytest.fixture(scope="module")
def release(rows, tmp_path_factory):
    return registry(tmp_path_factory.mktemp("r"), rows)


QUESTIONS = [
    ((), "00", "kabupaten", ()),
    ((), "53.01", "kabupaten", ("jenis_kelamin",)),
    (("disabilitas:2",), "53.01", "desa", ("jenis_kelamin",)),
    (("disabilitas:1",), "00", "kecamatan", ()),
    (("desil_nasional:1-4",), "53", "kecamatan", ("kelompok_umur",)),
    (("kelompok_umur:3",), "53.01.05", "desa", ("jenis_kelamin",)),
    (("desil_nasional:1-2", "jenis_kelamin:2"), "00", "provinsi", ("kelompok_umur",)),
    (("kelompok_umur:15-59",), "53.02", "desa", ("kelompok_umur", "jenis_kelamin")),
    ((), "53.01.05.2001", "desa", ("desil_nasional",)),
    ((), "53.02.01", "kecamatan", ("jenis_kelamin", "kelompok_umur", "disabilitas")),
]


@pytest.mark.parametrize(("for_whom", "where", "level", "by"), QUESTIONS)
def test_every_cell_is_what_counting_people_one_by_one_gives(release, rows, for_whom, where, level, by):
    slow = Slow(rows)
    unions = {"1-2": {1, 2}, "1-4": {1, 2, 3, 4}, "15-59": {3, 4}}
    chosen = {}
    for one in for_whom:
        name, _, klass = one.partition(":")
        chosen[name] = frozenset(unions.get(klass, {int(klass)} if klass.isdigit() else set()))
    table = engine.tabulate(release, "orang", for_whom, where, by, level=level, secret=SECRET)
    found = {(r["region"], *(r[b] for b in by)): (r["n"], r["sign"]) for r in table.rows()}
    wanted = {}
    for region in {r["region"] for r in table.rows()}:
        for codes in itertools.product(*((*CLASSES[b], None) for b in by)):
            own = dict(chosen)
            if any(b in chosen and c not in chosen[b] for b, c in zip(by, codes, strict=True)):
                continue
            own |= {b: frozenset([c]) for b, c in zip(by, codes, strict=True)}
            wanted[(region, *codes)] = slow.cell(region, own)
    assert found, "an empty table would prove nothing"
    for key, cell in found.items():
        assert cell == wanted[key], key
    assert all(cell[1] == "few" for key, cell in wanted.items() if key not in found)
    whole, sign = slow.cell(where, chosen)
    assert (table.meta["whole"]["n"], table.meta["whole"]["sign"]) == (whole, sign)
