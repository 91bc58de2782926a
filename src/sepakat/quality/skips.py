"""Who is asked what on the form REGSOSEK2022.K: the skips, as data.

Each line: the question's canonical column, the columns that decide, SQL that is TRUE where the question is asked, and
the rule in words. An undecided condition (age unknown) blames nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sepakat.core.text import Text
from sepakat.sources.plan import Plan

FORM = "REGSOSEK2022.K"
BASIC = ("sulit_lihat", "sulit_dengar", "sulit_jalan", "sulit_tangan", "sulit_belajar", "sulit_perilaku")
FROM_FIVE = ("sulit_bicara", "sulit_rawat_diri", "sulit_ingat", "sedih")
SCHOOL = ("jenjang", "kelas", "ijazah")
BUSINESS = (
    "jumlah_usaha", "lapangan_usaha_usaha", "pekerja_dibayar", "pekerja_tak_dibayar", "izin_usaha", "omzet",
    "internet_usaha",
)  # fmt: skip
PROGRAMMES = ("sembako", "pkh", "blt_desa", "subsidi_listrik", "bantuan_pemda", "subsidi_pupuk", "subsidi_lpg")
# Answers that follow 404 in blocks B to F; a member who is not there has none of them.
AFTER_404 = (
    "partisipasi_sekolah", *SCHOOL, "bekerja", "jam_kerja", "lapangan_usaha", "status_pekerjaan", "punya_usaha",
    *BUSINESS, "gizi", *BASIC, *FROM_FIVE, "caregiver", "penyakit", "jaminan_kesehatan", "prakerja", "kur", "umi",
    "pip", "jaminan_kerja",
)  # fmt: skip


@dataclass(frozen=True)
class Skip:
    """column: the question. needs: columns that decide. asked: SQL. words: who is asked. must: an empty answer of
    someone who is asked is worth a warning."""

    column: str
    needs: tuple[str, ...]
    asked: str
    words: Text
    must: bool = True


def _difficulty(plan: Plan) -> str:
    marks = [f"coalesce({c} IN (1, 2), FALSE)" for c in (*BASIC, *FROM_FIVE) if plan.has(c)]
    return " OR ".join(["umur >= 60", *marks])


def _family() -> Iterator[Skip]:
    yield Skip(
        "bukti_tanah",
        ("status_kepemilikan",),
        "status_kepemilikan = 1",
        Text("hanya bila 301a = 1", "only if 301a = 1"),
    )
    yield Skip(
        "jarak_tinja", ("air_minum",), "air_minum BETWEEN 4 AND 8", Text("hanya bila 306a = 4–8", "only if 306a is 4–8")
    )
    for column in ("daya_1", "daya_2", "daya_3"):
        yield Skip(
            column,
            ("penerangan",),
            "penerangan = 1",
            Text("hanya bila 307a = 1", "only if 307a = 1"),
            column == "daya_1",
        )
    for column in ("kloset", "tinja"):
        yield Skip(
            column,
            ("fasilitas_bab",),
            "fasilitas_bab BETWEEN 1 AND 3",
            Text("hanya bila 309a = 1–3", "only if 309a is 1–3"),
        )
    for name in PROGRAMMES:
        for part in ("bulan", "tahun"):
            words = Text("hanya bila menerima bantuannya", "only if the aid was received")
            yield Skip(f"_{part}_{name}", (f"terima_{name}",), f"terima_{name} = 1", words)


def _ages(columns: tuple[str, ...], low: int, high: int | None, must: bool = True) -> Iterator[Skip]:
    if high is None:
        words, sql = Text(f"untuk umur {low} tahun ke atas", f"for age {low} and over"), f"umur >= {low}"
    else:
        words, sql = Text(f"untuk umur {low}–{high} tahun", f"for ages {low}–{high}"), f"umur BETWEEN {low} AND {high}"
    for column in columns:
        yield Skip(column, ("umur",), sql, words, must)


def _member(plan: Plan) -> Iterator[Skip]:
    yield Skip(
        "hamil", ("jenis_kelamin", "umur", "status_kawin"),
        "jenis_kelamin = 2 AND umur BETWEEN 10 AND 54 AND status_kawin IN (2, 3, 4)",
        Text("untuk perempuan 10–54 tahun yang pernah kawin", "for women aged 10–54 who ever married"),
    )  # fmt: skip
    yield from _ages(("partisipasi_sekolah", "bekerja", "punya_usaha"), 5, None)
    for column in SCHOOL:
        yield Skip(
            column, ("partisipasi_sekolah",), "partisipasi_sekolah IN (2, 3)",
            Text("hanya bila 412 = 2 atau 3", "only if 412 is 2 or 3"),
        )  # fmt: skip
    for column in BUSINESS:
        yield Skip(column, ("punya_usaha",), "punya_usaha = 1", Text("hanya bila 420a = 1", "only if 420a = 1"))
    yield from _ages(BASIC, 2, None)
    yield from _ages(FROM_FIVE, 5, None)
    yield Skip(
        "caregiver", ("umur", "sulit_lihat"), _difficulty(plan),
        Text("untuk umur 60+ atau yang punya kesulitan (428a–j = 1 atau 2)", "for age 60+ or a difficulty"),
        must=False,
    )  # fmt: skip
    yield from _ages(("gizi",), 0, 4, must=False)
    yield from _ages(("prakerja", "kur", "umi"), 5, None)
    yield from _ages(("pip",), 5, 30)
    yield from _ages(("jaminan_kerja",), 15, None)


def skips(plan: Plan) -> Iterator[Skip]:
    """The skips that can be judged on this file."""
    if plan.source.form != FORM:
        return
    found = _family() if plan.role.table == "family" else _member(plan) if plan.role.table == "person" else ()
    known = plan.columns()
    for skip in found:
        if plan.has(skip.column) and known.issuperset(skip.needs):
            yield skip


def interviewed(plan: Plan) -> str:
    """SQL: questions were put at all (the family was met; the member is there)."""
    if plan.has("hasil_pendataan"):
        return "coalesce(hasil_pendataan IN (1, 2), TRUE)"
    if plan.has("keberadaan"):
        return "coalesce(keberadaan IN (1, 5), TRUE)"
    return "TRUE"
