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
    _term(
        "persentil", "percentile",
        "Seperseratus penduduk menurut tingkat kesejahteraan; lebih halus daripada desil.",
        "A hundredth of persons by welfare; finer than a decile.",
    ),
    _term(
        "desil resmi", "official decile",
        "Desil yang ditetapkan BPS dalam DTSEN, dibawa oleh berkas, dan disimpan di samping simulasi.",
        "The decile that BPS sets in DTSEN, brought by a file and kept beside the simulation.",
    ),
    _term(
        "peluang D1–4", "chance of D1–4",
        "Seberapa besar kemungkinan sebuah keluarga benar-benar berada di desil 1–4.",
        "How likely a family truly is in deciles 1–4.",
    ),
    _term(
        "dekat batas", "near the cut",
        "Peluangnya hampir imbang, sehingga desil saja tidak cukup untuk memutuskan; periksa di lapangan.",
        "The chance is nearly even, so that the decile alone does not decide; look on the ground.",
    ),
    _term(
        "tidak dapat diperingkat", "not rankable",
        "Keluarga yang keterangannya kurang untuk dihitung skornya; bukan berarti sejahtera.",
        "A family that lacks the facts for a score; it does not mean well off.",
    ),
    _term(
        "PMT", "proxy means test",
        "Model yang memperkirakan pengeluaran dari rumah, aset, pendidikan, dan pekerjaan.",
        "A model that estimates spending from house, assets, schooling and work.",
    ),
    _term(
        "sel minimum", "minimum cell",
        "Banyaknya keluarga atau orang terkecil yang boleh ditampilkan; di bawahnya angka disembunyikan.",
        "The smallest number of families or persons that may be shown; below it a figure is hidden.",
    ),
    _term(
        "galat eksklusi", "exclusion error",
        "Bagian yang berhak tetapi tidak terpilih atau tidak menerima.",
        "The share of those due who are not selected or do not receive.",
    ),
    _term(
        "galat inklusi", "inclusion error",
        "Bagian penerima yang sebenarnya di luar sasaran.",
        "The share of recipients who are outside the target.",
    ),
    _term(
        "NIK", "national identity number",
        "Nomor induk kependudukan, 16 angka. Tampil tersamar kecuali bagi yang berhak dengan maksud yang tercatat.",
        "The national identity number, 16 digits. Masked, except for those who may see it, with a recorded purpose.",
    ),
    _term(
        "brankas", "vault",
        "Berkas terenkripsi tempat nama, NIK, dan alamat disimpan; setiap pembacaan dicatat.",
        "Encrypted files that hold names, NIK and addresses; each reading is recorded.",
    ),
    _term(
        "ditolak, peringatan", "rejected, warned",
        "Baris yang tidak dimasukkan oleh pemeriksaan, dan baris yang masuk dengan catatan.",
        "A row that a check keeps out, and a row that comes in with a note.",
    ),
    _term(
        "walidata, produsen data", "data steward, data producer",
        "Yang memeriksa dan menerbitkan data daerah, dan yang menghasilkannya.",
        "Who checks and publishes regional data, and who produces them.",
    ),
    _term(
        "musdes", "village deliberation",
        "Musyawarah desa, tempat warga memeriksa dan memutuskan data desanya.",
        "The village meeting, where people check and decide on their village's data.",
    ),
    _term(
        "kebutuhan data", "data needs",
        "Data yang diperlukan agar suatu tujuan atau bab rencana dapat dijawab, beserta pemiliknya.",
        "The data that a goal or a chapter of a plan takes, with who holds them.",
    ),
    _term(
        "latihan", "practice",
        "Bagian pelatihan dengan satu pertanyaan yang jawabannya dihitung dari data contoh.",
        "A part of the course with one question, whose answer is computed from sample data.",
    ),
)  # fmt: skip
