"""A release from intakes: facts, lists, registries, official deciles, vault; with a tiny cast that a reader can follow.

The welfare and measuring steps have tests of their own rooms; here they are left out.
"""

from __future__ import annotations

import datetime as dt
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import releasing
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.lake import Lake, verify
from sepakat.releasing import conductor
from tests.releasing_people import FAR, OTHER, VILLAGE, family, keep, person

A = family("A", kk="5301040101100001", lantai=1, lat=-10.1, lon=123.6)
B = family("B", OTHER, kk="5301040101100002", lantai=9)
C = family("C", FAR, kk="5302040101100003")
ADE = person(A, 1, "5301010101800001", "1980-01-01", keberadaan=1)
BUDI = person(A, 2, "5301014202820002", "1982-02-02", 2, keberadaan=1)
GONE = person(A, 3, "5301010303400003", "1940-03-03", keberadaan=2)
DODI = person(B, 1, "5301010404700004", "1970-04-04", keberadaan=5)
FANI = person(C, 1, None, "1960-06-06")
BASE = {"family": [A, B, C], "person": [ADE, BUDI, GONE, DODI, FANI]}


@pytest.fixture(scope="module", autouse=True)
def _only_facts():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conductor, "rank", lambda *_: None)
        patch.setattr(conductor.measuring, "write_profile", lambda *_: None)
        yield


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """One release of the cast, only to be read."""
    lake = Lake.create(tmp_path_factory.mktemp("baca") / "lake")
    keep(lake, "regsosek2022k", BASE)
    return lake, releasing.build(lake, on=dt.date(2026, 3, 1)).release


def read(release, table):
    files = release.files(table)
    return pa.concat_tables([pq.read_table(f) for f in files]).to_pylist() if files else []


def vault(lake, release, table):
    grant = Grant("uji", "uji", "menguji rilis", (table,))
    return lake.vault.open(grant, release.id).read(table).to_pylist()


def receipt(one, programme, village=VILLAGE, **more):
    numbers = {"nik": one.get("nik"), "no_kk": one.get("no_kk"), "nama": "NAMA RAHASIA"}
    return {"village_code": village, "programme": programme, "period": "2024-01", **numbers, **more}


def test_members_who_left_are_kept_apart(plain):
    release = plain[1]
    assert [p["person_id"] for p in read(release, "person")] == [1, 2, 4, 5]
    assert [p["person_id"] for p in read(release, "departed")] == [3]
    assert [(f["family_id"], f["village_code"], f["lantai"]) for f in read(release, "family")] == [
        (1, VILLAGE, 1), (2, OTHER, 9), (3, FAR, None),
    ]  # fmt: skip
    assert release.kabupaten() == ["53.01", "53.02"]
    assert [f["members"] for f in read(release, "family")] == [2, 1, 1]


def test_nobodys_name_or_number_is_plain_anywhere_in_the_lake(lake):
    keep(lake, "regsosek2022k", BASE)
    keep(
        lake,
        "p3ke",
        {"registry": [{"entry_key": "1", "village_code": VILLAGE, "nik": ADE["nik"], "nama": ADE["nama"]}]},
    )
    keep(lake, "penerima_program", {"receipt": [receipt(ADE, "pkh")]})
    releasing.build(lake)
    secrets = [ADE["nik"], A["no_kk"], "RAHASIA", DODI["nik"]]
    for path in lake.path.rglob("*"):
        raw = path.read_bytes() if path.is_file() else b""
        assert not [s for s in secrets if s.encode() in raw], path


def test_the_vault_holds_identities_under_stable_ids(plain):
    lake, release = plain
    first = vault(lake, release, "identity")[0]
    assert first == {
        "person_id": 1, "family_id": 1, "village_code": VILLAGE, "nik": ADE["nik"], "no_kk": A["no_kk"],
        "nama": ADE["nama"], "alamat": A["alamat"], "dusun": None, "rw": None, "rt": None,
    }  # fmt: skip
    assert vault(lake, release, "location") == [{"family_id": 1, "village_code": VILLAGE, "lat": -10.1, "lon": 123.6}]
    assert len(vault(lake, release, "identity")) == 5


def test_coordinates_from_a_file_of_their_own_win(lake):
    keep(lake, "regsosek2022k", BASE)
    places = [{"family_key": "A", "village_code": VILLAGE, "lat": -9.9, "lon": 120.0},
              {"family_key": "B", "village_code": OTHER, "lat": -9.8, "lon": 120.1},
              {"family_key": "LAIN", "village_code": OTHER, "lat": -9.7, "lon": 120.2}]  # fmt: skip
    keep(lake, "koordinat", {"location": places})
    found = vault(lake, releasing.build(lake).release, "location")
    assert [(p["family_id"], p["lat"]) for p in found] == [(1, -9.9), (2, -9.8)]


def test_lists_are_matched_by_exact_numbers_and_absence_from_no_list_says_nothing(lake):
    keep(lake, "regsosek2022k", BASE)
    keep(
        lake,
        "penerima_program",
        {
            "receipt": [
                receipt(ADE, "PKH"),  # by NIK
                receipt({"nik": "5301010101800099", "no_kk": B["no_kk"]}, "PKH"),  # by family card only
                receipt({"nik": "5301010101800098"}, "PKH"),  # nobody
                receipt(BUDI, "PIP"),
            ]
        },
    )
    release = releasing.build(lake).release
    families = read(release, "family")
    assert [f["penerima_pkh"] for f in families] == [1, 1, None]  # no PKH list covers the other regency
    assert [f["penerima_sembako"] for f in families] == [None, None, None]
    assert [p["penerima_pip"] for p in read(release, "person")] == [2, 1, 2, None]
    entries = {(r["programme"], r["person_id"], r["family_id"], r["cocok"]) for r in read(release, "receipt")}
    assert entries == {("PKH", 1, 1, 1), ("PKH", None, 2, 3), ("PKH", None, None, None), ("PIP", 2, 1, 1)}
    assert release.manifest["matched"] == {"entries": 4, "by_nik": 2, "by_person": 0, "by_family": 1}
    assert release.manifest["listed"] == ["penerima_pip", "penerima_pkh"]


def test_insurance_membership_by_segment(lake):
    keep(lake, "regsosek2022k", BASE)
    card = {"no_kk": A["no_kk"], "tanggal_lahir": BUDI["tanggal_lahir"], "jenis_kelamin": 2}
    members = [
        receipt(ADE, "JKN", segment=1, status="AKTIF"),
        {**receipt(card, "JKN", segment=2, status="AKTIF"), **card},  # by card, birth date and sex
        receipt(DODI, "JKN", segment=4, status="NONAKTIF"),
    ]
    keep(lake, "jkn", {"receipt": members})
    release = releasing.build(lake).release
    assert [p["segmen_jkn"] for p in read(release, "person")] == [1, 2, 0, None]


def test_other_registries_keep_their_entries_and_bring_the_official_decile(lake):
    keep(lake, "regsosek2022k", BASE)
    day = dt.date(2025, 7, 31)
    first = family("5301040101100001", VILLAGE, "5301040101100001", desil_resmi=3, tanggal_desil_resmi=day)
    second = family("5301040101100002", VILLAGE, "5301040101100002", desil_resmi=8, tanggal_desil_resmi=day)
    people = [person(first, 1, ADE["nik"], "1980-01-01"), person(first, 2, BUDI["nik"], "1982-02-02", 2),
              person(second, 1, "5301010404700099", "1970-04-04")]  # fmt: skip
    keep(lake, "dtsen_extract", {"family": [first, second], "person": people})
    entry = {"entry_key": "9", "family_entry_key": "1", "village_code": OTHER, "desil": 1, "status": "Sangat miskin",
             "unit": "household", "nik": ADE["nik"], "nama": "NAMA RAHASIA"}  # fmt: skip
    keep(lake, "dtks_bdt", {"registry": [entry]})
    release = releasing.build(lake).release
    assert [(f["desil_resmi"], f["tanggal_desil_resmi"]) for f in read(release, "family")] == [
        (3, day), (None, None), (None, None),
    ]  # fmt: skip
    assert [(e["entry_id"], e["family_entry_id"], e["desil"], e["unit"]) for e in read(release, "registry_dtsen")] == [
        (1, 1, 3, "family"), (2, 1, 3, "family"), (3, 3, 8, "family"),
    ]  # fmt: skip
    assert [(e["desil"], e["status"], e["unit"]) for e in read(release, "registry_dtks")] == [
        (1, "Sangat miskin", "household")
    ]
    assert vault(lake, release, "registry_dtks")[0]["nik"] == ADE["nik"]
    assert [e["nik"] for e in vault(lake, release, "registry_dtsen")] == [p["nik"] for p in people]
    assert not {"nik", "nama", "no_kk", "alamat"} & set(read(release, "registry_dtks")[0])


def test_urban_or_rural_comes_from_an_imported_classification(lake):
    keep(lake, "regsosek2022k", BASE)
    keep(lake, "klasifikasi_desa", {"village": [{"village_code": VILLAGE, "klasifikasi": 1},
                                                {"village_code": OTHER, "klasifikasi": 2}]})  # fmt: skip
    release = releasing.build(lake).release
    assert [f["tipe_daerah"] for f in read(release, "family")] == [1, 2, None]
    assert [p["tipe_daerah"] for p in read(release, "person")] == [1, 1, 2, None]


def test_two_equal_builds_are_identical_and_share_their_files(lake):
    keep(lake, "regsosek2022k", BASE)
    first = releasing.build(lake).release
    lake.publish(first.id)
    second = releasing.build(lake).release
    assert second.logical == first.logical
    assert second.manifest["logical_vault"] == first.manifest["logical_vault"]
    assert verify(lake, second).ok
    assert all(p.samefile(q) for p, q in zip(first.files("person"), second.files("person"), strict=True))
    assert second.manifest["base"] == first.id


def test_a_change_in_one_regency_leaves_the_files_of_the_others_shared(lake):
    keep(lake, "regsosek2022k", BASE)
    first = releasing.build(lake).release
    lake.publish(first.id)
    releasing.intake_undo(lake, releasing.intake_ids(lake)[0])
    keep(lake, "regsosek2022k", {**BASE, "family": [A | {"lantai": 2}, B, C]})
    second = releasing.build(lake).release
    assert not first.file("family", "53.01").samefile(second.file("family", "53.01"))
    assert first.file("family", "53.02").samefile(second.file("family", "53.02"))
    found = releasing.diff(first, second)
    assert [(r["column"], r["changed"]) for r in found.fields.rows()] == [("lantai", 1)]


MOVED = A | {"village_code": FAR, "family_key": "A"}
NEWBORN = person(C, 2, "5302010101240009", "2024-01-01", keberadaan=1)
CHANGES = {
    "a name": ({"family": [C], "person": [FANI | {"nama": "NAMA RAHASIA LAIN"}]}, {"53.02"}),
    "a family that moves, a newborn": (
        {"family": [MOVED, C], "person": [ADE | {"village_code": FAR}, BUDI | {"village_code": FAR}, FANI, NEWBORN]},
        {"53.01", "53.02"},
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_release_from_changes_is_the_same_as_a_whole_one_and_makes_the_touched_regencies_only(lake, what):
    changes, touched = CHANGES[what]
    lists = {"receipt": [receipt(ADE, "PKH"), receipt(FANI, "PKH", FAR), receipt(DODI, "JKN", OTHER, segment=1)]}
    kept = [keep(lake, "regsosek2022k", BASE).id, keep(lake, "penerima_program", lists).id]
    first = releasing.build(lake).release
    lake.publish(first.id)
    later = keep(lake, "regsosek2022k", changes).id
    whole = elsewhere(lake, [*kept, later])
    built = releasing.build(lake, [*kept, later])
    for one in ("logical", "logical_vault"):
        assert built.release.manifest[one] == whole.release.manifest[one]
    assert built.release.manifest["logical_vault"] != first.manifest["logical_vault"]
    assert verify(lake, built.release).ok and verify(lake, first).ok
    assert {p for p in ("53.01", "53.02") if not _taken(built, p)} == touched
    steps = built.as_dict()["work"]["steps"]
    assert steps["facts"] == {"units": 2, "shared": 2 - len(touched)}
    assert steps["receipts"]["shared"] == (what == "a name")  # who is known by which number is as it was
    assert not any(s["shared"] for s in whole.as_dict()["work"]["steps"].values())
    for folder in ("releases", "vault"):  # what is shared are links: the release before may go
        shutil.rmtree(lake.path / folder / first.id)
    assert verify(lake, built.release).ok


def elsewhere(lake, intakes):
    """A whole build of these intakes in a copy of the lake, so that it takes no number away from another build."""
    copy = lake.path.with_name(f"copy-{len(list(lake.path.parent.iterdir()))}")
    return releasing.build(Lake.open(shutil.copytree(lake.path, copy)), intakes, from_scratch=True)


def _taken(built, part):
    """Whether facts, keys and identities of a regency are the files of the base release."""
    files = built.release.manifest["files"]
    return all("shared_with" in files[f"{t}/{part}.parquet"] for t in ("family", "person", "key_person"))


def test_a_whole_delivery_is_compared_with_the_one_before(lake):
    first = keep(lake, "regsosek2022k", BASE)
    lake.publish(releasing.build(lake, [first.id]).release.id)
    # Another family comes before the others, so that every row of the regency that did not change has a new number.
    extra = family("0", VILLAGE, kk="5301040101100009")
    again = keep(lake, "regsosek2022k", {**BASE, "family": [extra, A, B, C]})
    whole = elsewhere(lake, [again.id])
    built = releasing.build(lake, [again.id])
    assert built.as_dict()["work"]["steps"]["facts"] == {"units": 2, "shared": 1} and _taken(built, "53.02")
    assert built.release.logical == whole.release.logical
    lake.publish(built.release.id)
    later = keep(lake, "penerima_program", {"receipt": [receipt(FANI, "PKH", FAR, nik=None, no_kk=C["no_kk"])]})
    listed = releasing.build(lake, [again.id, later.id])  # a list alone: facts of one regency from the new delivery
    assert listed.as_dict()["work"]["steps"]["facts"] == {"units": 2, "shared": 1}
    assert [f["penerima_pkh"] for f in read(listed.release, "family")] == [None, None, None, 1]
    assert listed.release.logical == releasing.build(lake, [again.id, later.id], from_scratch=True).release.logical


def test_who_comes_back_in_another_regency_keeps_the_number_and_leaves_the_old_file(lake):
    first = keep(lake, "regsosek2022k", BASE)
    lake.publish(releasing.build(lake, [first.id]).release.id)
    without = keep(lake, "regsosek2022k", {"family": [B, C], "person": [DODI, FANI]})
    whole = elsewhere(lake, [without.id]).release
    left = releasing.build(lake, [without.id]).release
    assert left.logical == whole.logical  # a family that is no longer delivered
    lake.publish(left.id)
    back = keep(lake, "regsosek2022k", {"family": [C, MOVED | {"family_key": "M"}], "person": [
        FANI, ADE | {"family_key": "M", "person_key": "M-1", "village_code": FAR}]})  # fmt: skip
    built = releasing.build(lake, [without.id, back.id])
    keys = {k["person_id"]: (k["village_code"], k["aktif"]) for k in read(built.release, "key_person")}
    assert keys[1] == (FAR, True) and keys[2] == (VILLAGE, False)
    assert built.release.logical == releasing.build(lake, [without.id, back.id], from_scratch=True).release.logical


def test_undo_takes_an_intake_back_whole(lake):
    kept = keep(lake, "regsosek2022k", BASE)
    release = releasing.build(lake).release
    assert [i.used_by for i in releasing.intake_list(lake)] == [(release.id,)]
    releasing.intake_undo(lake, kept.id)
    assert releasing.intake_list(lake) == []
    assert not (lake.path / "vault" / kept.id).exists() and not (lake.path / "intake" / kept.id).exists()
    assert verify(lake, release).ok  # what was built from it stands on its own
    with pytest.raises(UserError) as caught:
        releasing.intake_undo(lake, kept.id)
    assert caught.value.code == "intake-unknown"


def test_without_a_registry_there_is_no_release(lake):
    keep(lake, "penerima_program", {"receipt": [receipt(ADE, "PKH")]})
    with pytest.raises(UserError) as caught:
        releasing.build(lake)
    assert caught.value.code == "release-no-base"


def test_the_census_form_comes_before_other_registries(lake):
    other = family("5301040101100001", VILLAGE, "5301040101100001")
    keep(lake, "dtsen_extract", {"family": [other], "person": [person(other, 1, ADE["nik"], "1980-01-01")]})
    assert [f["family_id"] for f in read(releasing.build(lake).release, "family")] == [1]
    keep(lake, "regsosek2022k", BASE)
    release = releasing.build(lake).release
    assert len(read(release, "family")) == 3
    assert [s["base"] for s in release.manifest["sources"]] == [False, True]


def test_the_manifest_tells_where_it_came_from(plain):
    manifest = plain[1].manifest
    assert manifest["release"] == "20260301-01"
    assert manifest["checks"] == {"read": 8, "accepted": 8, "rejected": 0}
    assert manifest["tables"]["person"] == {"rows": 4, "files": 2}
    assert set(manifest["catalogue"]) == {"indicators", "variables", "codelists", "parameters"}
    assert manifest["parameters"]["dasar_desil"] == "orang"
    assert manifest["sources"][0]["files"][0]["name"] == "family.csv"


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet", "json", "xlsx"])
def test_export(plain, tmp_path, ending):
    release = plain[1]
    out = tmp_path / f"keluarga.{ending}"
    assert releasing.export(release, "family", ["family_id", "village_code", "lantai"], out) == 3
    wanted = [(1, VILLAGE, 1), (2, OTHER, 9), (3, FAR, None)]
    if ending == "parquet":
        assert [tuple(r.values()) for r in pq.read_table(out).to_pylist()] == wanted
    elif ending == "json":
        import json

        assert [tuple(r.values()) for r in json.loads(out.read_text())] == wanted
    elif ending == "xlsx":
        from openpyxl import load_workbook

        lines = list(load_workbook(out).active.values)
        assert lines == [("family_id", "village_code", "lantai"), *wanted]
    else:
        import gzip

        text = gzip.decompress(out.read_bytes()) if ending == "csv.gz" else out.read_bytes()
        assert text.decode().splitlines() == [
            "family_id,village_code,lantai", f'1,"{VILLAGE}",1', f'2,"{OTHER}",9', f'3,"{FAR}",',
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "columns", "code"),
    [
        ("identity", None, "identity-column"),
        ("family", ["family_id", "alamat"], "identity-column"),
        ("key_person", ["person_id", "nik_hash"], "identity-column"),
        ("famili", None, "table-unknown"),
        ("family", ["lantay"], "column-unknown"),
    ],
)
def test_export_refuses(plain, tmp_path, table, columns, code):
    release = plain[1]
    with pytest.raises(UserError) as caught:
        releasing.export(release, table, columns, tmp_path / "x.csv")
    assert caught.value.code == code
    assert not list(tmp_path.glob("*x.csv*"))
