"""A small draft made up by hand, with every kind of part, for tests of what is written from a draft."""

from __future__ import annotations

from dataclasses import replace

from sepakat.documents import COMPLETE, Chapter, Draft, Heading, Missing, Number, Paragraph, Picture, Query, Tabulated
from sepakat.documents.plans import plans

HASH, RELEASE = "ab" * 16, "20260101-01"
HOSTILE = '<script>alert("x")</script> #panic() & \\textbf{a} [b](c) *d* _e_ `f` $g$ @h ~i~ {j} "k"'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120" role="img" font-family="system-ui,sans-serif">'
    '<title>Gambar</title><rect width="300" height="60" fill="#0b5394"/><text x="10" y="90">Miskin 20,24</text></svg>'
)


def number(key: str, shown: str, slot: str = "nilai", *, measure: str = "p0", **facts: str) -> Number:
    query = Query(f"indikator?id={measure}", "53.01", slot, RELEASE, HASH, measure=measure, version="baku",
                  label=f"Ukuran {measure}", region="53.01", formula="Orang miskin dibagi penduduk, kali 100.",
                  unit="persen", source="BPS", **facts)  # fmt: skip
    return Number(key, shown, None, query)


def table(
    columns: int = 3, rows: int = 2, *, wide: bool = False, caption: str = "Kemiskinan", at: int = 0
) -> Tabulated:
    heads = ("Wilayah", *(f"Tahun {2020 + i}" for i in range(1, columns)))
    body = tuple(
        ("Kabupaten Kupang", *(number(f"t{at}r{r}c{c}", f"{r}{c},5", f"sel:{at}:{r}:{c}") for c in range(1, columns)))
        for r in range(rows)
    )
    return Tabulated(caption, heads, body, "… tidak tersedia.", wide)


def draft(*parts: object, shown: str = "20,24", release: str = RELEASE) -> Draft:
    """A chapter II of an RKPD. shown: its first number."""
    first = number("sa1", shown, "baca:p0:nilai")
    whole = (
        Heading(2, "Kemiskinan"),
        Paragraph(("Persentase penduduk miskin adalah ", first, " persen."), key="k1"),
        Paragraph(
            ("Satu butir, ", number("sb2", "1.234", measure="jumlah_miskin"), " orang."), style="butir", key="k2"
        ),
        table(),
        Picture("Perkembangan kemiskinan", SVG, "Turun dari 22 ke 20 persen."),
        Heading(3, "Rincian"),
        table(14, 3, wide=True, caption="Tabel lebar", at=1),
        Paragraph(("Baca dulu.",), style="petunjuk", key="k3"),
        Paragraph(("Disunting orang: ", number("sc3", "7"), "."), key="k4", edited=True, stale=True, fresh=("Baru.",)),
        Missing("Angka stunting", "Dinas Kesehatan", "Minta datanya (`stunting`)."),
    )
    chapter = Chapter("2", "II", "Gambaran Umum", parts or whole, COMPLETE)  # type: ignore[arg-type]
    plan = replace(plans()["rkpd"], chapters=plans()["rkpd"].chapters[:2])
    return Draft(plan, "53.01", "Kabupaten Kupang", "RKPD Kabupaten Kupang Tahun 2027", release, {release: HASH}, True,
                 (chapter,), ("DATA CONTOH.",))  # fmt: skip
