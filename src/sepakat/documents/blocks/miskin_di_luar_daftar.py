"""Families that are poor by several measures and in none of the lists."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text
from sepakat.documents import tabled, worded
from sepakat.documents.making import Ask
from sepakat.documents.parts import Part
from sepakat.matching.overlap import poor_in_none, usual

LABEL = Text("Keluarga miskin di luar daftar", "Poor families in none of the lists")
OPTIONS: Mapping[str, Text] = {
    "daftar": Text("Daftar, dipisah koma (dtks,p3ke); bila kosong, yang biasa.", "Lists (dtks,p3ke)."),
    "tingkat": Text("Bagian wilayah pada tingkat ini.", "Parts of the region at this level."),
    "baris": Text("Baris tabel paling banyak (60).", "Most rows (60)."),
}
FORMULA = "Keluarga miskin menurut ukuran itu yang anggotanya tidak ditemukan di daftar mana pun, dengan gangguan kecil"


def make(ask: Ask) -> tuple[Part, ...]:
    """UserErrors of `matching.overlap`."""
    lists = ask.listed("daftar") or usual(ask.release)
    found = poor_in_none(ask.lake, ask.release, lists, ask.region, level=ask.text("tingkat") or None)
    words = {name: label[0] for name, label in found.meta["labels"].items()}
    said = worded.worded(found, {"set": (Text("Ukuran miskin", "Measure"), lambda row: words[row["set"]])})
    made = tabled.table(
        ask,
        worded.placed(said) if ask.text("tingkat") else said,
        ("region", "set"),
        caption=f"{found.title.id.rpartition(', ')[0]}, {ask.name}",
        leave=("sign", "suppressed", "release"),
        always=("poor", "none", "share"),
        most=ask.whole("baris", 60),
        facts={"measure": "miskin_di_luar_daftar", "formula": FORMULA, "period": f"rilis {ask.release.id}",
               "source": f"Registri dan daftar dalam rilis {ask.release.id}"},
    )  # fmt: skip
    return (worded.seen(ask, made),)
