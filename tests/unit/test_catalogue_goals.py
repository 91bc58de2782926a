"""Goals and data sets: every reference exists, every need is derived, every sentence has two languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepakat import catalogue
from sepakat.catalogue import goals as room
from sepakat.catalogue.goals import datasets, goal, goals
from sepakat.core.errors import UserError
from sepakat.releasing import BASE_SOURCES, supply
from sepakat.sources import discover

GOAL = """
nama = "Uji"
nama_en = "Trial"
jenis = "tujuan"
urutan = 1
mengapa = "Agar ada."
mengapa_en = "So that it is."
[[rujukan]]
judul = "Rujukan"
status = "sekunder"
[[bagian]]
nama = "Satu"
nama_en = "One"
indikator = ["lantai_tanah"]
"""


def test_there_are_enough_goals_and_the_documents_that_planners_write() -> None:
    kinds = [g.kind for g in goals().values()]
    assert kinds.count("tujuan") >= 12
    assert {"rpjmd", "rkpd", "rpkd", "rad_disabilitas", "rencana_aksi_spm"} <= set(goals())
    assert len(kinds) >= 14


@pytest.mark.parametrize("name", goals())
def test_a_goal_names_what_exists_and_says_where_it_comes_from(name: str) -> None:
    found = goal(name)
    assert found.references
    assert found.sections
    assert set(found.indicators) <= set(catalogue.indicators())
    assert len(found.indicators) >= 5
    for section in found.sections:
        assert len(set(section.indicators)) == len(section.indicators), section.label
    assert all(set(w.datasets) <= set(datasets()) for w in found.wishes)
    for text in (found.label, found.why, *(s.label for s in found.sections), *(w.reason for w in found.wishes)):
        assert text.id
        assert text.en
        assert text.id != text.en or text.id in {"RPJMD", "RKPD"}, text
    assert found.kind == "dokumen" or found.serves, "a goal feeds some chapter"


def test_every_source_has_an_owner_and_every_data_set_a_use() -> None:
    wished = {name for g in goals().values() for w in g.wishes for name in w.datasets}
    assert set(discover()) <= set(datasets())
    assert set(datasets()) <= set(discover()) | wished
    assert all(d.label.en and d.owner.en and d.how.en for d in datasets().values())


def test_what_an_indicator_needs_follows_from_its_columns() -> None:
    """Nothing of this is written in a goal: columns of the formula, rules of derivation, fields of the adapters."""

    def routes(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
        return {r.name: r.needs for r in supply.routes(catalogue.indicator(name))}

    assert routes("lantai_tanah") == {"registri": (BASE_SOURCES,), "susenas": (("susenas_kor",),)}
    # no age and no birth certificate in the DTSEN extract
    assert routes("balita_tanpa_akta") == {"registri": (("regsosek2022k", "opensid_regsosek"),)}
    assert ("penerima_program",) in routes("cakupan_pkh_daftar")["registri"]
    assert ("jkn",) in routes("kepesertaan_jkn_daftar")["registri"]
    assert ("susenas_kp",) in routes("penduduk_desil_1_4")["registri"]  # the model behind the ranks
    assert routes("penduduk_miskin") == {"susenas": (("susenas_kor",), ("susenas_kp",))}
    assert routes("tpt") == {"sakernas": (("sakernas",),)}


@pytest.mark.parametrize("name", catalogue.indicators())
def test_every_indicator_can_be_traced_to_sources_that_have_an_owner(name: str) -> None:
    indicator = catalogue.indicator(name)
    routes = supply.routes(indicator)
    assert [r.name for r in routes] == list(indicator.sources)
    assert all(group for route in routes for group in route.needs)
    assert set(supply.sources_of(indicator)) <= set(datasets())


def test_derived_columns_are_followed_to_what_files_bring() -> None:
    assert supply.asked(frozenset({"jumlah_disabilitas"})) >= {"sulit_lihat", "umur"}
    assert supply.asked(frozenset({"jenis_kelamin_kk"})) == {"hubungan", "jenis_kelamin"}
    assert supply.asked(frozenset({"lantai", "village_code"})) == {"lantai"}


def test_a_route_tells_what_is_missing() -> None:
    route = supply.Route("registri", (("a", "b"), ("c",)))
    assert route.complete(frozenset({"b", "c"}))
    assert not route.complete(frozenset({"c"}))
    assert route.missing(frozenset({"c"})) == (("a", "b"),)


def test_an_unknown_goal_names_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        goal("turunkan_stuntin")
    assert caught.value.code == "unknown-goal"
    assert "turunkan_stunting" in caught.value.render()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["lantai_tanah"]', '["lantay_tanah"]', "lantai_tanah"),
        ('jenis = "tujuan"', 'jenis = "sasaran"', "tujuan"),
        ('status = "sekunder"', 'status = "pasti"', "terverifikasi"),
        ("urutan = 1", "urutan = 1\nurutn = 2", "urutan"),
        ('nama_en = "One"', 'nama_en = "One"\nbobot = 1', "bobot"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "uji.toml"
    path.write_text(GOAL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        room._goal(path)
    assert caught.value.code == "catalogue-file"
    assert says in caught.value.render("id")


def test_a_chapter_that_a_document_does_not_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "uji.toml"
    path.write_text(GOAL + '[[melayani]]\ndokumen = "rkpd"\nbab = "XII Lain"\n', encoding="utf-8")
    with pytest.raises(UserError, match="XII Lain"):
        room._chapters_exist(room._goal(path), goals())
