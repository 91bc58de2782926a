"""What parameters and fields mean, in both languages: the document and the page say it from here."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text

WORDS: Mapping[str, Text] = {
    "bahasa": Text("Bahasa jawaban: `id` atau `en`. Tanpa ini berlaku kepala Accept-Language.",
                   "Language of the answer: `id` or `en`. Without it the header Accept-Language decides."),
    "code": Text("Kode wilayah Kemendagri bertitik, misalnya 53.01; `00` nasional. Pada galat: nama tetap galatnya.",
                 "Kemendagri's dotted region code, such as 53.01; `00` is the nation. In an error: its stable name."),
    "region": Text("Kode wilayah Kemendagri bertitik; `00` nasional.", "Kemendagri's dotted code; `00` is the nation."),
    "region_name": Text("Nama wilayah.", "Name of the region."),
    "inside": Text("Hanya wilayah di dalam wilayah ini.", "Only regions inside this one."),
    "level": Text("Tingkat wilayah.", "Level of regions."),
    "q": Text("Kata yang dicari; ejaan yang mirip ikut ditemukan.", "Words to search; near spellings are found too."),
    "limit": Text("Paling banyak baris dalam satu jawaban.", "Most rows in one answer."),
    "offset": Text("Baris yang dilewati dari awal.", "Rows skipped from the beginning."),
    "total": Text("Banyak baris seluruhnya.", "Number of rows in all."),
    "next": Text("Alamat baris berikutnya; null bila sudah habis.", "Address of the next rows; null after the last."),
    "rows": Text("Baris-barisnya.", "The rows."),
    "ok": Text("Berhasil atau tidak.", "Whether it worked."),
    "error": Text("Apa yang terjadi, satu kalimat.", "What happened, one sentence."),
    "detail": Text("Sebabnya.", "Why."),
    "hint": Text("Langkah berikutnya.", "The next step."),
    "where": Text("Isian atau tempat galat.", "The parameter or place."),
    "status": Text("Status; pada galat: status HTTP.", "Status; in an error: the HTTP status."),
    "indicator": Text("Id indikator; boleh berulang.", "Indicator id; may be repeated."),
    "theme": Text("Tema indikator.", "Theme of the indicator."),
    "by": Text("Rincian (lihat /api/v1/breakdowns); kosong = seluruhnya.",
               "Breakdown (see /api/v1/breakdowns); empty = in total."),
    "class": Text("Kode kelas dari rincian.", "Code of the class of the breakdown."),
    "class_name": Text("Nama kelas dari rincian.", "Name of the class of the breakdown."),
    "value": Text("Nilai; null bila tidak ditampilkan.", "Value; null where it is not shown."),
    "numerator": Text("Pembilang.", "Numerator."),
    "denominator": Text("Penyebut.", "Denominator."),
    "n": Text("Banyak keluarga atau orang yang dihitung.", "Families or persons counted."),
    "state": Text(
        "`value` ada; `hidden` disembunyikan demi kerahasiaan (#); `empty` tidak berlaku (–); `withheld` RSE di atas "
        "batas (**); `none` belum ada data (…).",
        "`value` shown; `hidden` for confidentiality (#); `empty` not applicable (–); `withheld` RSE over the limit "
        "(**); `none` no data (…).",
    ),
    "sign": Text("Tanda: `*` kurang teliti, `**` tidak ditampilkan.", "Sign: `*` weak, `**` withheld."),
    "rse": Text("Galat baku relatif, persen; hanya survei.", "Relative standard error, percent; surveys only."),
    "sampled": Text("Perkiraan survei, bukan pendataan penuh.", "A survey's estimate, not a full count."),
    "version": Text("Versi indikator.", "Version of the indicator."),
    "release": Text("Rilis yang mendasari angka.", "The release that the figures rest on."),
    "sample": Text("Data contoh: tidak ada orang nyata.", "Sample data: no real person is in it."),
    "unit": Text("Satuan.", "Unit."),
    "direction": Text("`naik` makin tinggi makin baik, `turun` makin rendah makin baik, `netral`.",
                      "`naik` higher is better, `turun` lower is better, `netral`."),
    "rank": Text("Peringkat di antara saudaranya; 1 terburuk.", "Place among siblings; 1 is worst."),
    "ranked": Text("Banyak wilayah yang diperingkat.", "How many are ranked."),
    "reference": Text("Kode wilayah pembanding.", "Code of the reference region."),
    "reference_value": Text("Nilai pembanding.", "Value of the reference."),
    "points_worse": Text("Berapa poin lebih buruk dari pembanding; negatif = lebih baik.",
                         "Points worse than the reference; negative = better."),
    "release_id": Text("Id rilis.", "Release id."),
    "purpose": Text("Tujuan, dengan kata-kata.", "The purpose, in words."),
}  # fmt: skip

# What an example shows, by the name of the field; invented values.
SAMPLES: Mapping[str, object] = {
    "id": "lantai_tanah", "date": "2026-03-01", "bahasa": "id",
    "code": "53.01", "region": "53.01", "region_name": "Kabupaten Kupang", "name": "Kabupaten Kupang",
    "inside": "53", "level": "kabupaten", "kind": "kabupaten", "parent": "53", "figures": True, "q": "kupang",
    "limit": 100, "offset": 0, "total": 1, "children": 24, "indicator": "lantai_tanah", "theme": "perumahan",
    "theme_name": "Perumahan", "value": 12.3, "numerator": 123.0, "denominator": 1000.0, "n": 1000, "state": "value",
    "sampled": False, "sign": "", "version": "1.0", "sample": True, "unit": "persen", "direction": "turun",
    "decimals": 1, "rank": 3, "ranked": 22, "reference": "53", "reference_value": 10.1, "points_worse": 2.2,
    "estimator": "rasio", "multiplier": 100.0, "counts": "keluarga",
}  # fmt: skip
