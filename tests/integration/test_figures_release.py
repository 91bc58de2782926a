"""Tables of sectors in a release: later deliveries, one authority for schools, pupils without names, own figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.engine import figures
from sepakat.lake import Build, Lake, Release
from sepakat.releasing import pupils, receipts, sectors
from sepakat.releasing.standing import standing
from tests.releasing_people import OTHER, VILLAGE, keep

Row = dict[str, Any]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


@pytest.fixture
def build(lake: Lake) -> Iterator[Build]:
    with lake.begin(on=dt.date(2025, 1, 1)) as under_way:
        yield under_way


def figure(value: float, period: str = "2024", place: str = "53.01", **more: Any) -> Row:
    return {"seri": "rls", "definisi": "rls_25", "region_code": place, "periode": period, "nilai": value,
            "sumber": "BPS", **more}  # fmt: skip


def held(build: Build, table: str) -> list[Row]:
    return [row for path in build.files(table) for row in pq.read_table(path).to_pylist()]


def test_a_revised_figure_takes_the_place_of_the_one_before(lake: Lake, tmp_path: Path) -> None:
    first = keep(lake, "angka_terbitan", {"figure": [figure(7.1), figure(7.0, "2023")]})
    second = keep(lake, "angka_terbitan", {"figure": [figure(7.3, status_angka="revisi")]})
    with lake.begin(on=dt.date(2025, 1, 1)) as under_way:
        con = duck.connect(tmp_path / "spill")
        assert sectors.write_sectors(con, under_way, [first, second]) == {"figure": 2}
        assert {(r["periode"], r["nilai"], r["status_angka"]) for r in held(under_way, "figure")} == {
            ("2024", 7.3, "revisi"), ("2023", 7.0, None),
        }  # fmt: skip
        assert under_way.manifest["superseded"] == {"figure": 1}
        con.close()


def test_events_without_a_number_are_never_taken_for_one_another(lake: Lake, tmp_path: Path) -> None:
    event = {"event_key": "baris-1", "regency_code": "53.01", "tahun": 2021, "jumlah_kejadian": 1.0}
    numbered = {**event, "event_key": "77"}
    first = keep(lake, "dibi", {"event": [event, numbered]})
    second = keep(lake, "dibi", {"event": [event, {**numbered, "meninggal": 2}]})
    with lake.begin(on=dt.date(2025, 1, 1)) as under_way:
        con = duck.connect(tmp_path / "spill")
        assert sectors.write_sectors(con, under_way, [first, second]) == {"event": 3}
        assert [r["meninggal"] for r in held(under_way, "event") if r["event_key"] == "77"] == [2]
        con.close()


def test_schools_are_dapodiks_where_it_lists_that_kind(lake: Lake, tmp_path: Path) -> None:
    far = "53.02.01.2003"
    listed = [
        {"facility_id": "F1", "jenis": "SD", "village_code": VILLAGE},
        {"facility_id": "F2", "jenis": "SMP", "village_code": VILLAGE},  # Dapodik lists none of this kind here
        {"facility_id": "F3", "jenis": "SD", "village_code": far},  # another regency, without Dapodik
        {"facility_id": "F4", "jenis": "pustu", "village_code": VILLAGE},
    ]
    school = {"facility_id": "npsn-1", "jenis": "SD", "village_code": OTHER, "sumber": "dapodik", "kapasitas": 168}
    lists = [keep(lake, "fasilitas", {"facility": listed}), keep(lake, "dapodik", {"facility": [school]})]
    with lake.begin(on=dt.date(2025, 1, 1)) as under_way:
        con = duck.connect(tmp_path / "spill")
        sectors.write_sectors(con, under_way, lists)
        found = {r["facility_id"]: r["sumber"] for r in held(under_way, "facility")}
        con.close()
    assert found == {"F2": "fasilitas", "F3": "fasilitas", "F4": "fasilitas", "npsn-1": "dapodik"}


def test_pupils_match_by_number_or_card_and_leave_their_names_behind(lake: Lake, tmp_path: Path) -> None:
    school = {"facility_id": "npsn-1", "jenis": "SD", "village_code": VILLAGE, "sumber": "dapodik"}
    born = dt.date(2015, 5, 1)
    pupil = {"village_code": VILLAGE, "npsn": "1", "jenis_kelamin": 1, "tanggal_lahir": born}
    one = keep(
        lake,
        "dapodik",
        {
            "facility": [school],
            "pupil": [
                {**pupil, "nik": "5301054101800001", "nama": "NAMA RAHASIA", "nisn": "0151234501"},
                {**pupil, "no_kk": "5301050101200002", "nama": "NAMA RAHASIA"},
                {**pupil, "nik": "5301054101809999", "nama": "NAMA RAHASIA"},
            ],
        },
    )
    assert not {"nik", "nama", "nisn", "no_kk"} & set(pq.read_schema(one.files("pupil")[0]).names)
    kept = lake.vault.open(Grant("releasing", "sistem", "uji", ("pupil",)), one.id).read("pupil")
    assert set(kept["nama"].to_pylist()) == {"NAMA RAHASIA"}
    assert "0151234501" in kept["nisn"].to_pylist()
    con = duck.connect(tmp_path / "spill")
    hashes = lake.vault.nik_hash(pa.array(["5301054101800001", "5301050101200002"]))
    con.register("h", pa.table({"n": pa.array([1, 2]), "h": hashes}))
    con.execute(
        "CREATE TEMP TABLE person_ids AS SELECT n AS person_id, 10 + n AS family_id, '53.01.04.2001' AS village_code, "
        "CASE WHEN n = 1 THEN h END AS nik_hash, CASE WHEN n = 2 THEN h END AS kk_hash, DATE '2015-05-01' AS "
        "tanggal_lahir, 1::TINYINT AS jenis_kelamin FROM h"
    )
    con.execute("CREATE TEMP TABLE family_ids AS SELECT family_id, village_code, kk_hash FROM person_ids")
    receipts.load_lookups(con)
    with lake.begin(on=dt.date(2025, 1, 1)) as under_way:
        done = pupils.write_pupils(con, under_way, [one])
        found = held(under_way, "pupil")
    con.close()
    assert (done.entries, done.by_nik, done.by_birth) == (3, 1, 1)
    assert sorted(((r["person_id"], r["family_id"], r["cocok"]) for r in found), key=str) == [
        (1, 11, 1), (2, 12, 2), (None, None, None),
    ]  # fmt: skip
    assert {r["bentuk_sekolah"] for r in found} == {"SD"}
    assert not {"nik", "nama", "nisn", "no_kk", "tanggal_lahir", "nik_hash"} & set(found[0])


def _release(lake: Lake, intake: str, table: pa.Table) -> Release:
    with lake.begin(on=dt.date(2025, 1, 1)) as under_way:
        under_way.describe(sources=[{"intake": intake}])
        under_way.write_arrow("figure", "all", table)
        return under_way.seal()


def test_own_figures_are_in_use_only_once_the_steward_has_published(lake: Lake) -> None:
    own = figure(80.0, seri="daerah:k6", definisi="rumus_a", rumus="a / b", satuan="persen", nama_seri="K6")
    one = keep(lake, "data_daerah", {"figure": [own, {**own, "region_code": "53.02"}]})

    def state(region: str = "00") -> list[tuple[str, Any]]:
        return [(line["state"], line["release"]) for line in standing(lake, region)]

    assert state() == [("masuk", None)]
    release = _release(lake, one.id, pq.read_table(one.files("figure")[0]))
    assert state() == [("menunggu", release.id)]
    with pytest.raises(UserError):
        lake.release("current")  # nobody reads it before
    lake.publish(release.id)
    assert state() == [("berlaku", release.id)]
    assert figures.trend(lake.release("current"), "daerah:k6", region="53.01").column("nilai") == [80.0]
    assert state("11") == []
    assert standing(lake, "53.02")[0]["formula"] == "a / b"


def test_the_sample_release_holds_every_table_of_sectors(release: Release) -> None:
    tables = {*sectors.KEYS, "pupil"}
    assert tables <= set(release.tables())
    matched = release.manifest["pupils"]
    assert matched["by_nik"] + matched["by_birth"] > 0.95 * matched["entries"]
    persons = set(_column(release, "person", "person_id"))
    assert {p for p in _column(release, "pupil", "person_id") if p is not None} <= persons


def test_published_poverty_of_the_sample_is_its_truth_rounded(release: Release, raw_files: Path) -> None:
    truth = pq.read_table(raw_files / "truth" / "families.parquet", columns=["village_code", "members", "poor"])
    people: dict[str, list[float]] = {}
    for row in truth.to_pylist():
        entry = people.setdefault(row["village_code"][:5], [0.0, 0.0])
        entry[0] += row["members"] * row["poor"]
        entry[1] += row["members"]
    found = figures.latest(release, "p0", region="53", level="kabupaten")
    assert {r["region_code"]: r["nilai"] for r in found} == {k: round(100 * a / b, 2) for k, (a, b) in people.items()}


def test_podes_and_dapodik_of_the_sample_tell_of_the_same_schools(release: Release) -> None:
    schools: dict[str, int] = {}
    for path in release.files("facility"):
        for row in pq.read_table(path).to_pylist():
            if row["jenis"] == "SMP" and row["sumber"] == "dapodik":
                schools[row["village_code"]] = schools.get(row["village_code"], 0) + 1
    villages = pq.read_table(release.files("village_profile")[0]).to_pylist()
    assert len(villages) > 20
    for row in villages:
        count = schools.get(row["village_code"], 0)
        assert row["smp_negeri"] + row["smp_swasta"] == count
        assert (row["smp_jarak"] is None) == (count > 0)


def test_the_two_ipm_of_the_sample_overlap_and_are_refused_together(release: Release) -> None:
    with pytest.raises(UserError) as problem:
        figures.trend(release, "ipm", region="53.01")
    assert problem.value.code == "figure-break"
    new = figures.trend(release, "ipm@uhh_lf_sp2020", region="53.01")
    old = figures.trend(release, "ipm@uhh_sp2010", region="53.01")
    both = {r["periode"]: r["nilai"] for r in new}.items() & {r["periode"]: r["nilai"] for r in old}.items()
    assert {r["periode"] for r in new} & {r["periode"] for r in old} == {"2021", "2022"}
    assert not both  # the same year, another figure


def _column(release: Release, table: str, name: str) -> list[Any]:
    return [v for path in release.files(table) for v in pq.read_table(path, columns=[name]).column(name).to_pylist()]
