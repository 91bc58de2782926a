"""The words of the screens with their meaning, a subset of GLOSSARY.md (a test holds the two together)."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.core.text import Text


@dataclass(frozen=True)
class Term:
    """id: anchor on the page. name: the word. meaning: two sentences at most, for someone who meets it first."""

    id: str
    name: Text
    meaning: Text


def _term(name: str, name_en: str, meaning: str, meaning_en: str) -> Term:
    return Term(name.lower().replace(" ", "-"), Text(name, name_en), Text(meaning, meaning_en))


TERMS = (
    _term(
        "desil", "decile",
        "Sepersepuluh penduduk menurut tingkat kesejahteraan. Desil 1 adalah 10 persen orang dengan kesejahteraan "
        "terendah, desil 10 yang tertinggi.",
        "A tenth of persons by welfare. Decile 1 holds the 10 percent with the lowest welfare, decile 10 the highest.",
    ),
    _term(
        "simulasi", "simulation",
        "Hasil model di laman ini, bukan peringkat resmi pemerintah.",
        "What the model of this site says; not the government's official ranking.",
    ),
    _term(
        "rilis", "release",
        "Keadaan seluruh data pada satu waktu, diberi nomor dan tidak pernah berubah. Setiap angka menyebut rilisnya.",
        "The state of all data at one time, numbered and never changed. Every figure names its release.",
    ),
    _term(
        "disembunyikan", "hidden",
        "Angka yang tidak ditampilkan agar tidak ada orang yang dapat dikenali; bertanda #.",
        "A figure that is not shown, so that no person can be recognised; marked #.",
    ),
    _term(
        "keluarga", "family",
        "Orang-orang dalam satu Kartu Keluarga yang tinggal bersama; satuan peringkat kesejahteraan.",
        "Persons on one family card who live together; the unit that is ranked by welfare.",
    ),
    _term(
        "rumah tangga", "household",
        "Orang-orang yang makan dari satu dapur; satuan survei Susenas. Tidak selalu sama dengan keluarga.",
        "Persons who eat from one kitchen; the unit of the Susenas survey. Not always the same as a family.",
    ),
    _term(
        "wilayah", "region",
        "Provinsi, kabupaten atau kota, kecamatan, desa atau kelurahan, dengan kode Kemendagri bertitik.",
        "Province, regency or city, district, village, with Kemendagri's dotted code.",
    ),
    _term(
        "pembilang, penyebut", "numerator, denominator",
        "Yang dihitung, dan dari berapa. 30 dari 120 keluarga: pembilang 30, penyebut 120, nilai 25 persen.",
        "What is counted, and out of how many. 30 of 120 families: numerator 30, denominator 120, value 25 percent.",
    ),
    _term(
        "kesenjangan", "gap",
        "Jarak angka suatu wilayah ke pembandingnya, misalnya rata-rata provinsi, dalam poin persen.",
        "Distance of a region's figure to its reference, such as the province, in percentage points.",
    ),
    _term(
        "garis kemiskinan", "poverty line",
        "Pengeluaran per orang per bulan yang ditetapkan BPS; di bawahnya orang dihitung miskin.",
        "Spending per person per month set by BPS; below it a person counts as poor.",
    ),
    _term(
        "RTLH", "uninhabitable house",
        "Rumah tidak layak huni. Ada beberapa batasan; nama indikator menyebut yang dipakai.",
        "A house unfit to live in. There are several definitions; the indicator's name says which is used.",
    ),
    _term(
        "data contoh", "sample data",
        "Data buatan untuk mencoba dan berlatih. Tidak ada orang nyata di dalamnya.",
        "Made-up data for trying and training. No real person is in it.",
    ),
)  # fmt: skip
