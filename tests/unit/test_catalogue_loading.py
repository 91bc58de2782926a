"""The catalogue loads whole, its parts refer to each other rightly, and broken files say what is wrong and where."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from sepakat import catalogue
from sepakat.catalogue.definitions import DIRECTIONS, ESTIMATORS, read_indicator
from sepakat.catalogue.reading import HOME
from sepakat.catalogue.tables import load_tables
from sepakat.core.errors import UserError

THEMES = [
    "kemiskinan",
    "kesehatan",
    "pendidikan",
    "ketenagakerjaan",
    "perumahan",
    "air_sanitasi",
    "perlindungan_sosial",
    "disabilitas",
    "lansia",
    "anak",
    "perempuan",
]
FIRST_EDITION = dt.date(2026, 11, 22)


def test_tables_hold_what_the_house_rests_on() -> None:
    assert {"family", "person", "rank", "identity", "location", "frame_family", "frame_person"} <= set(
        catalogue.tables()
    )
    family = catalogue.table("family").variables
    assert family["lantai"].arrow == pa.int8()
    assert family["lantai"].codes() is catalogue.codelist("rg_floor")
    assert catalogue.table("person").variables["jaminan_kesehatan"].arrow == pa.int16()
    assert [name for name, spec in catalogue.tables().items() if spec.vault] == ["identity", "location"]
    assert catalogue.table("frame_family").schema().field("desil_nasional").type == pa.int8()


def test_the_same_name_means_the_same_thing_in_every_frame() -> None:
    seen: dict[str, catalogue.Variable] = {}
    for spec in catalogue.frames().values():
        for name, variable in spec.variables.items():
            first = seen.setdefault(name, variable)
            assert (first.type, first.codelist) == (variable.type, variable.codelist), name


def test_no_frame_holds_a_vault_column() -> None:
    assert {"nik", "no_kk", "nama", "alamat", "lat", "lon"} <= catalogue.vault_columns()
    for spec in catalogue.frames().values():
        assert not set(spec.variables) & catalogue.vault_columns()


def test_every_code_list_that_is_named_exists() -> None:
    for spec in catalogue.tables().values():
        for variable in spec.variables.values():
            if variable.codelist:
                assert catalogue.codelist(variable.codelist).rows
            coded = variable.type in ("kode", "ya_tidak", "bit")
            assert coded == (variable.codelist is not None), (spec.name, variable.name)


def test_codes_keep_their_meaning() -> None:
    assert catalogue.codelist("rg_roof").rows[5].en == "Bamboo"  # some software swaps 5 and 6: the form decides
    assert catalogue.codelist("rg_roof").rows[6].en == "Wood/shingle"
    assert catalogue.codelist("rg_fuel").rows[0].id == "Tidak memasak di rumah"
    assert catalogue.codelist("sex").label(9).id == "9"
    assert catalogue.codelist("sex").label(None).id == "Tidak diketahui"


def test_standard_breakdowns() -> None:
    found = catalogue.dimensions()
    assert found["disabilitas"].units == ("orang",)
    assert found["desil_kabupaten"].units == ("orang", "keluarga")
    assert list(found["kelompok_umur"].codes().rows) == [1, 2, 3, 4, 5]
    assert "lantai" in catalogue.breakdown_columns("keluarga")
    assert "jaminan_kesehatan" not in catalogue.breakdown_columns("orang")  # several answers, not one class


def test_the_catalogue_is_as_wide_as_promised() -> None:
    items = catalogue.indicators().values()
    assert list(catalogue.themes()) == THEMES
    counts = Counter(item.tema for item in items)
    assert sum(counts.values()) >= 70
    assert all(counts[theme] >= 5 for theme in THEMES), counts
    both = [item.id for item in items if {"registri", "susenas"} <= set(item.sources)]
    assert len(both) >= 15, both


def test_uninhabitable_housing_has_several_named_definitions() -> None:
    named = [item.nama for item in catalogue.indicators().values() if item.id.startswith("rtlh_")]
    assert len(named) >= 3
    assert all("definisi" in name or "komponen" in name for name in named)


@pytest.mark.parametrize("id_", sorted(catalogue.indicators()))
def test_every_field_is_filled_and_sensible(id_: str) -> None:
    item = catalogue.indicator(id_)
    assert item.label.en != item.label.id
    for text in (item.mengapa, item.konsep, item.definisi, item.klasifikasi, item.ukuran, item.contoh.penjelasan):
        assert len(text) > 10
        assert text.endswith("."), text
    assert item.arah in DIRECTIONS
    assert item.penaksir in ESTIMATORS
    assert item.pengali == (100 if item.satuan == "persen" else 1)
    assert item.frames
    assert item.tinjau_lagi > FIRST_EDITION
    assert item.diperiksa_oleh
    assert item.path.parent.name == item.tema
    for name in item.parameters:
        assert catalogue.parameter(name, item.contoh.on).source
    if item.penaksir == "jumlah":
        assert item.satuan in ("orang", "keluarga")


def test_overdue_reviews_are_listed() -> None:
    assert catalogue.overdue(FIRST_EDITION) == []
    assert len(catalogue.overdue(dt.date(2100, 1, 1))) == len(catalogue.indicators())


def test_a_mistyped_indicator_gets_the_nearest_one() -> None:
    with pytest.raises(UserError) as caught:
        catalogue.indicator("penduduk_miskn")
    assert caught.value.code == "unknown-indicator"
    assert "`penduduk_miskin`" in caught.value.render("id")


GOOD = (HOME / "indicators/perumahan/lantai_tanah.toml").read_text(encoding="utf-8")


def put(folder: Path, text: str, name: str = "lantai_tanah_kami.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_region_adds_its_own_indicators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, GOOD)
    assert "lantai_tanah_kami" in catalogue.indicators(tmp_path)
    assert "lantai_tanah_kami" not in catalogue.indicators()
    monkeypatch.setenv("SEPAKAT_INDICATORS", str(tmp_path))
    assert catalogue.indicator("lantai_tanah_kami").tema == "perumahan"


def test_an_own_indicator_cannot_take_a_packaged_name(tmp_path: Path) -> None:
    put(tmp_path, GOOD, "lantai_tanah.toml")
    with pytest.raises(UserError) as caught:
        catalogue.indicators(tmp_path)
    assert "sudah ada" in caught.value.render("id")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        catalogue.indicators(tmp_path / "tidak_ada")
    assert caught.value.code == "catalogue-file"


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ('nama = "', 'nma = "', "nma", "catalogue-file"),
        ('satuan = "persen"', "", "satuan", "catalogue-file"),
        ('satuan = "persen"', "satuan = 3", "satuan", "catalogue-file"),
        ("desimal = 1", "desimal = true", "desimal", "catalogue-file"),
        ("desimal = 1", "desimal = 9", "desimal", "catalogue-file"),
        ('arah = "turun"', 'arah = "bawah"', "arah", "catalogue-file"),
        ('tema = "perumahan"', 'tema = "rumah"', "tema", "catalogue-file"),
        ('status = "terverifikasi"', 'status = "valid"', "status", "catalogue-file"),
        ('penaksir = "rasio"', 'penaksir = "rata_rata"', "hitung.pembilang", "catalogue-file"),
        ('penyebut = "TRUE"', 'penyebut = "members"', "hitung.penyebut", "catalogue-file"),
        ('penyebut = "TRUE"', 'penyebut = "TRUE"\npenimbang = "anggota"', "hitung.penimbang", "catalogue-file"),
        ('pembilang = "lantai = 8"', 'pembilang = "lantay = 8"', "hitung.pembilang", "unknown-column"),
        ('pembilang = "lantai = 8"', 'pembilang = "nik = 8"', "hitung.pembilang", "identity-column"),
        ('pembilang = "lantai = 8"', 'pembilang = "lantai > $batas"', "hitung.pembilang", "unknown-parameter"),
        (
            'pembilang = "lantai = 8"',
            'pembilang = "lantai > $garis_kemiskinan"',
            "hitung.pembilang",
            "unknown-parameter",
        ),
        (
            'pembilang = "lantai = 8"',
            'pembilang = "skor > 0 AND pengeluaran_kapita > 0"',
            "hitung.pembilang",
            "catalogue-file",
        ),
        ("tinjau_lagi = ", "ditinjau = ", "tinjau.ditinjau", "catalogue-file"),
        ("| lantai |", "| dinding |", "contoh.data", "catalogue-file"),
        ("| 8      |", "| 8 | 1 |", "contoh.data", "catalogue-file"),
        ("[hitung]", "[hitung", None, "catalogue-file"),
    ],
)
def test_a_broken_file_names_file_and_field(tmp_path: Path, old: str, new: str, field: str | None, code: str) -> None:
    assert old in GOOD
    path = put(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(UserError) as caught:
        read_indicator(path, catalogue.themes())
    assert caught.value.code == code
    assert str(path) in (caught.value.where or "")
    assert field is None or (caught.value.where or "").endswith(field)


def test_bytes_that_are_not_text(tmp_path: Path) -> None:
    path = tmp_path / "rusak.toml"
    path.write_bytes(b"nama = '\xff\xfe'")
    with pytest.raises(UserError) as caught:
        read_indicator(path, catalogue.themes())
    assert "UTF-8" in caught.value.render("id")


def test_a_table_cannot_take_columns_that_do_not_exist(tmp_path: Path) -> None:
    put(tmp_path, 'tabel="a"\njudul="A"\nbaris="x"\n[variabel.satu]\nlabel="Satu"\ntipe="bilangan"\n', "a.toml")
    put(tmp_path, 'tabel="b"\njudul="B"\nbaris="x"\n[pakai]\na=["saru"]\n', "b.toml")
    with pytest.raises(UserError) as caught:
        load_tables(tmp_path)
    assert "`satu`" in caught.value.render("id")
    put(tmp_path, 'tabel="b"\njudul="B"\nbaris="x"\n[pakai]\nb=["*"]\n', "b.toml")
    with pytest.raises(UserError):
        load_tables(tmp_path)
