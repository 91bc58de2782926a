"""What a free table may be asked, and what its shares and means are made of."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat import engine
from sepakat.catalogue.unions import bands
from sepakat.core.errors import UserError
from sepakat.engine import tabulating
from sepakat.engine.tabulating import counting, question
from tests.engine_release import write
from tests.tabulating_people import NOISE, SECRET, people, record_key, registry

PEOPLE = people(600, seed=3)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return registry(tmp_path_factory.mktemp("q"), PEOPLE)


def ask(release, *args, **named):
    return engine.tabulate(release, *args, secret=SECRET, **named)


@pytest.mark.parametrize(
    ("args", "named", "code"),
    [
        (("orangg",), {}, "table-what"),
        (("orang", ["sex:1"]), {}, "dimension-unknown"),
        (("orang", ["jenis_kelamin:9"]), {}, "class-unknown"),
        (("orang", ["desil_nasional:1-3"]), {}, "class-unknown"),
        (("orang", ["jenis_kelamin"]), {}, "condition-form"),
        (("orang", ["jenis_kelamin:1", "jenis_kelamin:2"]), {}, "condition-twice"),
        (("orang", [], "53.01"), {"level": "provinsi"}, "region-level"),
        (("orang", [], "5301"), {}, "region-code-undotted"),
        (("orang", [], "53.22"), {}, "region-empty"),
        (("orang", (), "00", ["jenis_kelamin", "kelompok_umur", "disabilitas", "bekerja"]), {}, "dimension-many"),
        (("orang", (), "00", ["nik"]), {}, "dimension-unknown"),
        (("orang", (), "00", ["person_id"]), {}, "dimension-unknown"),
        (("keluarga",), {}, "frame-missing"),
    ],
)
def test_a_question_that_cannot_be_answered_says_which_part_and_what_to_do(release, args, named, code):
    with pytest.raises(UserError) as caught:
        ask(release, *args, **named)
    assert caught.value.code == code
    assert caught.value.hint is not None


def test_persons_attributes_are_refused_for_families_with_the_one_to_use(tmp_path):
    rows = [{"family_id": i, "village_code": "53.01.05.2001", "jenis_kelamin_kk": 1} for i in range(40)]
    families = write(tmp_path, "frame_family", rows)
    with pytest.raises(UserError, match="jenis_kelamin_kk") as caught:
        ask(families, "keluarga", ["jenis_kelamin:2"])
    assert caught.value.code == "dimension-person"


def test_no_identity_and_no_key_can_be_chosen_or_read(release):
    known = tabulating.attributes(release, "orang")
    assert not {"nik", "no_kk", "nama", "person_id", "family_id", "village_code"} & set(known)
    asked = question.check(release, "orang", ["jenis_kelamin:2"], "53.01", "desa", ["kelompok_umur"], 4)
    sql = counting.query(asked, "53", asked.frame.files, question.day(release)).sql(dialect="duckdb")
    assert SECRET.hex() not in sql
    assert "$secret" in sql
    for name in ("nik", "nama", "alamat", "no_kk", "family_id"):
        assert name not in sql


def test_the_record_key_of_the_sql_is_that_of_the_definition(release):
    asked = question.check(release, "orang", (), "53.02.01.2002", "desa", (), 4)
    groups = counting.count(asked, release.path, SECRET, question.day(release))
    mine = [r["person_id"] for r in PEOPLE if r["village_code"] == "53.02.01.2002"]
    at = groups.regions.index("53.02.01.2002")
    key = groups.key[groups.region == at].sum() % 2**48
    assert int(key) == sum(record_key(SECRET, "orang", n) for n in mine) % 2**48


def test_a_share_is_made_of_two_noised_counts(release):
    row = ask(release, "prevalensi_disabilitas", (), "00").rows()[0]
    young = [r["person_id"] for r in PEOPLE if r["umur"] >= 2]
    with_it = [r["person_id"] for r in PEOPLE if r["umur"] >= 2 and r["disabilitas"] == 1]
    n, y = _figure(young), _figure(with_it)
    assert len(with_it) > 10
    assert (row["numerator"], row["denominator"], row["n"]) == (y, n, n)
    assert row["value"] == pytest.approx(100 * y / n)


def test_a_share_that_is_too_small_or_too_large_to_show_says_so_and_keeps_its_denominator(tmp_path):
    rows = [
        {"person_id": i, "family_id": i, "village_code": f"53.0{1 + i % 2}.05.2001", "umur": 40, "bekerja": 1}
        for i in range(200)
    ]
    rare = [{**r, "disabilitas": 1 if r["person_id"] == 7 else 2} for r in rows]
    release = registry(tmp_path, rare)
    low = ask(release, "prevalensi_disabilitas", (), "53.02").rows()[0]
    assert (low["sign"], low["value"], low["numerator"]) == ("low", None, None)
    assert low["n"] > 50
    high = ask(release, "bekerja_15", (), "53.01").rows()[0]
    assert (high["sign"], high["value"]) == ("high", None)


def test_a_share_of_whom_a_condition_leaves_out_too_few_keeps_its_n(tmp_path):
    """All who work are women: without the condition the same people would be counted, so the figure is not shown."""
    rows = [
        {"person_id": i, "family_id": i, "village_code": f"53.0{1 + i % 2}.05.2001", "umur": 40,
         "jenis_kelamin": 1 + i // 200, "bekerja": 1 if i // 200 and i % 3 else 2}
        for i in range(400)
    ]  # fmt: skip
    row = ask(registry(tmp_path, rows), "bekerja_15", ["jenis_kelamin:2"], "53.01").rows()[0]
    assert (row["sign"], row["value"], row["numerator"]) == ("near", None, None)
    assert abs(row["n"] - 100) <= 8


def test_shares_of_fewer_than_fifty_are_not_shown(tmp_path):
    rows = [
        {
            "person_id": i,
            "family_id": i,
            "village_code": f"53.0{1 + i % 2}.05.2001",
            "umur": 40,
            "bekerja": 1 + i % 3 % 2,
        }
        for i in range(70)
    ]
    row = ask(registry(tmp_path, rows), "bekerja_15", (), "53.01").rows()[0]
    assert (row["sign"], row["value"], row["n"]) == ("few", None, None)


def test_a_mean_carries_noise_of_its_largest_contributor(tmp_path):
    sizes = [1 + i % 7 for i in range(400)]
    rows = [
        {"family_id": i, "village_code": f"53.0{1 + i // 200}.05.2001", "members": s, "lantai": 1 + i % 3}
        for i, s in enumerate(sizes)
    ]
    row = ask(write(tmp_path, "frame_family", rows), "rata_rata_anggota", (), "53.01").rows()[0]
    mine = [(r["family_id"], r["members"]) for r in rows if r["village_code"].startswith("53.01")]
    step = _figure([i for i, _ in mine], "keluarga") - len(mine)
    assert row["denominator"] == len(mine) + step
    assert row["numerator"] == sum(m for _, m in mine) + step * 7
    assert abs(row["value"] - sum(m for _, m in mine) / len(mine)) <= 8 * 7 / (len(mine) - 8)


def test_a_class_of_which_nothing_is_shown_has_no_rows_and_is_named(tmp_path):
    table = ask(registry(tmp_path, people(150, seed=7)), "orang", (), "00", ["jenis_kelamin"])
    assert {r["jenis_kelamin"] for r in table.rows()} == {1, 2}
    assert table.meta["left_out"]["jenis_kelamin"] == ["Tidak diketahui"]
    assert any("Tidak diketahui" in note.id for note in table.notes)


def test_the_order_of_breakdowns_and_of_conditions_changes_no_figure(release):
    one = ask(release, "orang", (), "00", ["jenis_kelamin", "kelompok_umur"]).rows()
    two = ask(release, "orang", (), "00", ["kelompok_umur", "jenis_kelamin"]).rows()
    figures = [{(r["jenis_kelamin"], r["kelompok_umur"]): r["n"] for r in rows} for rows in (one, two)]
    assert figures[0] == figures[1]
    first = ask(release, "orang", ["jenis_kelamin:2", "kelompok_umur:4"], "53.01").rows()[0]
    second = ask(release, "orang", {"kelompok_umur": 4, "jenis_kelamin": "2"}, "53.01").rows()[0]
    third = next(
        r for r in ask(release, "orang", ["jenis_kelamin:2"], "53", ["kelompok_umur"], level="kabupaten").rows()
        if r["region"] == "53.01" and r["kelompok_umur"] == 4
    )  # fmt: skip
    assert first["n"] == second["n"] == third["n"]
    assert first["n"] is not None


def test_every_table_says_its_release_and_its_noise(release):
    table = ask(release, "orang")
    assert table.release == release.id == table.rows()[0]["release"]
    assert table.protected
    assert "±8" in table.notes[0].id
    assert table.meta["noise"]["most"] == 8


def test_a_table_too_large_is_refused_before_any_work(release, monkeypatch):
    monkeypatch.setattr(question, "MOST_CELLS", 5)
    with pytest.raises(UserError) as caught:
        ask(release, "orang", (), "00", ["kelompok_umur"], level="desa")
    assert caught.value.code == "table-large"


def test_declared_unions_hold_classes_of_their_list():
    assert [b.id for b in bands("desil")] == ["1-2", "1-4", "5-10"]
    assert bands("sex") == ()


def test_the_rule_in_force_is_the_catalogues(release):
    rule = tabulating.noise_rule(question.day(release))
    assert (rule.most, rule.variance, rule.never, rule.minimum, rule.base) == (8, 16.0, 2, 10, 50)
    assert rule == NOISE


def _figure(ids, unit="orang"):
    key = sum(record_key(SECRET, unit, n) for n in ids) % 2**64
    return int(NOISE.counts(np.array([len(ids)]), np.array([key], np.uint64), SECRET)[0])
