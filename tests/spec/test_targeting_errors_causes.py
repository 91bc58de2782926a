"""One family for every cause, each told apart by the lists alone."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.targeting import errors
from sepakat.targeting.errors import causes, studies
from sepakat.targeting.errors.causes import EXCLUSION, INCLUSION
from sepakat.targeting.errors.linked import Linked
from sepakat.targeting.errors.matching import Matched
from tests.errors_people import LISTED, NOT, SECRET, SILENT, entry, family, nik, registered, release


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr(studies, "noise_rule", lambda on: SILENT)


def named(found) -> dict[int, str]:
    """Family (or person) → its cause."""
    out = {int(i): EXCLUSION[c].id for i, c in zip(found.units.id, found.causes.out, strict=True) if c >= 0}
    inn = {int(i): INCLUSION[c].id for i, c in zip(found.units.id, found.causes.inn, strict=True) if c >= 0}
    assert not out.keys() & inn.keys()
    return out | inn


def everything(path):
    families = [
        # wrongly out (deciles 1-5, not listed)
        family(1, 2, NOT, desil_resmi=2),  # an entry that is no longer active
        family(2, 2, NOT, desil_resmi=2),  # its member 70 is listed, and now of family 7
        family(3, 2, NOT),  # in no registry
        family(4, 2, NOT, desil_resmi=7),  # the registry's decile is outside
        family(5, 2, NOT, desil_resmi=1),  # inside, not listed
        family(6, 2, NOT),  # in a registry that says no decile
        # wrongly in (deciles 6-10, listed)
        family(7, 9, LISTED, desil_resmi=9),  # holds the entry of family 2
        family(8, 9, LISTED, desil_resmi=9),  # its listed person died
        family(9, 9, LISTED, desil_resmi=9),  # listed in another village: moved
        family(10, 9, LISTED, desil_resmi=9),  # listed twice in one period
        family(11, 9, LISTED, desil_resmi=3),  # the registry's decile is inside
        family(12, 9, LISTED, desil_resmi=8),  # the registry's decile is outside too
        family(13, 9, LISTED),  # nothing known
        # right
        family(14, 1, LISTED, desil_resmi=1),
        family(15, 9, NOT, desil_resmi=9),
    ]
    people = [{"person_id": 10 * f["family_id"], **{c: f[c] for c in ("family_id", "village_code")}} for f in families]
    receipt = [
        entry(1, 10, status="NONAKTIF"),
        entry(7, 70),
        entry(8, 81),
        entry(9, 90, village_code="53.01.09.2001"),
        entry(10, 100),
        entry(10, 100),
        entry(11, 110),
        entry(11, 110, period="2024-06"),  # twice in a year, but in two periods: not twice
        entry(12, 120),
        entry(13, 130),
        entry(14, 140),
        entry(None),
    ]
    # DTKS: 70 and 20 were one family there; 60 is in it without a percentile; everybody else but 30 and 130
    entries = [registered(70, 1, 1), registered(20, 2, 1), registered(60, 3, 3)]
    entries += [registered(p, 10 + i, 10 + i) for i, p in enumerate((10, 40, 50, 80, 90, 100, 110, 120, 140))]
    keys, facts = zip(*entries, strict=True)
    own = [{"person_id": p["person_id"], "family_id": p["family_id"], "nik_hash": nik(p["person_id"]), "aktif": True}
           for p in people]  # fmt: skip
    return release(
        path,
        families,
        people,
        receipt=receipt,
        key_registry_dtks=keys,
        registry_dtks=facts,
        key_person=own,
        departed=[{"person_id": 81, "family_id": 8, "keberadaan": 3}],
    )


def test_each_family_has_the_cause_that_was_written_for_it(tmp_path):
    found = errors.study(everything(tmp_path), "sembako", "53", secret=SECRET)
    assert named(found) == {
        1: "tidak_aktif",
        2: "keluarga_lain",
        3: "di_luar_registri",
        4: "desil_registri",
        5: "tidak_terdaftar",
        6: "registri_tanpa_desil",
        7: "keluarga_lain",
        8: "meninggal_pindah",
        9: "meninggal_pindah",
        10: "ganda",
        11: "desil_registri",
        12: "desil_tinggi",
        13: "tidak_diketahui",
    }


def test_the_table_counts_each_cause_once_and_shares_add_up(tmp_path):
    found = errors.study(everything(tmp_path), "sembako", "53", secret=SECRET)
    rows = errors.cause_table(found, "53").rows()
    out = {r["cause"]: (r["n"], r["value"], r["field"]) for r in rows if r["kind"] == "exclusion" and r["n"]}
    assert out["di_luar_registri"] == (1, pytest.approx(100 / 6), "registri")
    assert out["tidak_terdaftar"][2] == "pelaksanaan" and out["keluarga_lain"][2] == "perubahan"
    assert sum(n for n, _, _ in out.values()) == 6
    inn = {r["cause"]: r["n"] for r in rows if r["kind"] == "inclusion" and r["n"]}
    assert inn == {
        "meninggal_pindah": 2, "keluarga_lain": 1, "ganda": 1, "desil_registri": 1, "desil_tinggi": 1,
        "tidak_diketahui": 1,
    }  # fmt: skip
    assert found.matched.entries == 12 and found.matched.unmatched == 1


def test_without_other_registries_and_official_deciles_causes_are_unknown(tmp_path):
    bare = release(tmp_path, [family(1, 2, NOT), family(2, 9, LISTED), family(3, 1, LISTED)])
    found = errors.study(bare, "sembako", "53", secret=SECRET)
    assert named(found) == {1: "tidak_diketahui", 2: "tidak_diketahui"}
    assert "Belum ada pencocokan antarregistri" in found.matched.words.id


def test_a_condition_that_is_not_met_is_a_cause_of_its_own(tmp_path):
    """PKH asks for a component; a listed family inside the deciles without one is wrongly in by the condition."""
    families = [family(1, 2, NOT, penerima_pkh=LISTED), family(2, 2, NOT, penerima_pkh=NOT)]
    people = [
        {"person_id": 10, "family_id": 1, "village_code": families[0]["village_code"], "umur": 40, "disabilitas": 2,
         "hamil": 2, "partisipasi_sekolah": 3, "jenjang": None},
        {"person_id": 20, "family_id": 2, "village_code": families[0]["village_code"], "umur": 70, "disabilitas": 2,
         "hamil": 2, "partisipasi_sekolah": 3, "jenjang": None},
    ]  # fmt: skip
    found = errors.study(release(tmp_path, families, people), "pkh", "53", secret=SECRET)
    assert named(found) == {1: "syarat", 2: "tidak_diketahui"}


def test_a_programme_of_persons_tells_causes_by_person(tmp_path):
    families = [family(1, 2, NOT, desil_resmi=2), family(2, 9, NOT, desil_resmi=9)]
    village = families[0]["village_code"]
    people = [
        {"person_id": 10, "family_id": 1, "village_code": village, "segmen_jkn": 0, "desil_nasional": 2},
        {"person_id": 11, "family_id": 1, "village_code": village, "segmen_jkn": 0, "desil_nasional": 2},
        {"person_id": 12, "family_id": 1, "village_code": village, "segmen_jkn": 1, "desil_nasional": 2},
        {"person_id": 20, "family_id": 2, "village_code": village, "segmen_jkn": 2, "desil_nasional": 9},
        {"person_id": 21, "family_id": 2, "village_code": village, "segmen_jkn": 3, "desil_nasional": 9},
    ]
    jkn = {"programme": "JKN", "period": None}
    receipt = [
        entry(1, 10, segment=1, status="NONAKTIF", **jkn),
        entry(1, 12, segment=1, **jkn),
        entry(2, 20, segment=2, **jkn),
        entry(2, 20, segment=2, **jkn),
        entry(2, 21, segment=3, **jkn),  # paid by an employer: not an entry of PBI
    ]
    keys, facts = zip(*[registered(11, 1, 1)], strict=True)
    made = release(tmp_path, families, people, receipt=receipt, key_registry_dtks=keys, registry_dtks=facts)
    found = errors.study(made, "pbi_jkn", "53", secret=SECRET)
    assert named(found) == {10: "tidak_aktif", 11: "tidak_terdaftar", 20: "ganda"}
    assert found.matched.entries == 4


def test_a_matching_run_finds_in_a_registry_whom_the_number_does_not(tmp_path):
    """Family 3's member has no NIK there; a run that links it to an entry of DTKS moves it from "in no registry"."""
    found = errors.study(everything(tmp_path), "sembako", "53", secret=SECRET)
    clusters = pa.table(
        {
            "source": ["regsosek", "dtks", "regsosek"],
            "id": pa.array([30, 3, 50], pa.int64()),
            "cluster_id": pa.array([1, 1, 2], pa.int64()),
        }
    )
    pq.write_table(clusters, tmp_path / "clusters.parquet")
    linked = Linked("R-padan-001", "regsosek", ("dtks",), tmp_path / "clusters.parquet", 0.99, 0.001, 0.98)
    again = causes.causes(found.units, linked)
    named_again = {int(i): EXCLUSION[c].id for i, c in zip(found.units.id, again.out, strict=True) if c >= 0}
    assert named_again[3] == "registri_tanpa_desil"
    assert named_again[6] == "di_luar_registri"  # the run, not the number, says who is in DTKS
    words = Matched(12, 1, linked).words
    assert "kecermatan 99,0 persen, kelengkapan 98,0 persen" in words.id
