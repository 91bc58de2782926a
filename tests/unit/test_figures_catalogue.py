"""Series of published figures and services of SPM: reviewed files that say where a trend breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepakat import catalogue
from sepakat.catalogue import published, services
from sepakat.core.errors import UserError


@pytest.mark.parametrize("name", published.figure_series())
def test_a_series_says_what_it_is_in_two_languages(name: str) -> None:
    one = published.one_series(name)
    assert one.label.id != one.label.en
    assert one.titles
    assert one.low is None or one.high is None or one.low < one.high
    assert one.indicator is None or one.indicator in catalogue.indicators()
    for definition in one.definitions.values():
        assert definition.why.id != definition.why.en
        assert definition.source
    if one.rounds:
        assert one.round_why is not None
        assert all(len(part) == 2 for part in one.rounds)


def test_years_with_two_definitions_have_no_default() -> None:
    ipm = published.one_series("ipm")
    assert ipm.only_one(2019).id == "uhh_sp2010"  # type: ignore[union-attr]
    assert ipm.only_one(2021) is None
    assert ipm.only_one(2024).id == "uhh_lf_sp2020"  # type: ignore[union-attr]
    assert published.one_series("rtlh").only_one(2024) is None
    assert published.one_series("aps_7_12").only_one(2006).id == "tanpa_paket"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("title", "series", "definition"),
    [
        ("Persentase Penduduk Miskin (P0) Menurut Kabupaten/Kota (Persen), 2020-2024", "p0", None),
        ("Persentase Penduduk Miskin Ekstrem (Persen)", "miskin_ekstrem", None),
        ("Jumlah Penduduk Miskin (Ribu Jiwa)", "jumlah_miskin", None),
        ("[Metode Baru] Indeks Pembangunan Manusia", "ipm", None),
        ("Indeks Pembangunan Manusia (Umur Harapan Hidup Hasil Long Form SP2020)", "ipm", "uhh_lf_sp2020"),
        ("Angka Partisipasi Sekolah 7-12 Tahun", "aps_7_12", None),
        ("Produksi padi (ton)", None, None),
    ],
)
def test_titles_of_tables_tell_the_series(title: str, series: str | None, definition: str | None) -> None:
    found = published.by_title(title)
    assert (found.id if found else None) == series
    if found:
        told = found.told_by(title)
        assert (told.id if told else None) == definition


def test_a_series_without_a_definition_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tanpa.toml"
    path.write_text(
        'nama = "A"\nnama_en = "B"\nsatuan = "persen"\ndesimal = 1\ntingkat = ["provinsi"]\nsumber = "S"\n'
        'status = "sekunder"\njudul = ["a"]\n',
        encoding="utf-8",
    )
    with pytest.raises(UserError, match="katalog") as problem:
        published._series(path)
    assert "definisi" in str(problem.value.detail)


def test_unknown_names_come_with_the_nearest() -> None:
    with pytest.raises(UserError) as problem:
        published.one_series("ipmm")
    assert problem.value.code == "unknown-series"
    assert "ipm" in str(problem.value.hint)
    with pytest.raises(UserError) as problem:
        services.service("kes_ibuhamil")
    assert "kes_ibu_hamil" in str(problem.value.hint)


def test_a_regency_has_twenty_nine_services_in_six_affairs() -> None:
    held = [s for s in services.services().values() if s.level == "kabupaten"]
    by_affair = {a.id: sum(s.level == "kabupaten" for s in a.services) for a in services.affairs().values()}
    assert len(held) == 29
    assert by_affair == {
        "pendidikan": 3, "kesehatan": 12, "pekerjaan_umum": 2, "perumahan": 2, "trantibum": 5, "sosial": 5,
    }  # fmt: skip
    assert all(s.status != "terverifikasi" for s in services.services().values())  # no public annex: marked so
