"""Whether two indicators go together over the parts of a region (TNP2K: linkage)."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import ROUND, SOURCE, Takes
from sepakat.analysis.linkage import linkage
from sepakat.analysis.scope import PLURAL
from sepakat.analysis.tables import NAME, REGION, build, real
from sepakat.core.text import Text, number

LABEL = Text("Keterkaitan dua indikator", "Linkage of two indicators")
ASKS = Text("Apakah {satu} dan {dua} bergerak bersama di {wilayah}?", "Do {satu} and {dua} go together in {wilayah}?")
WHY = Text(
    "Wilayah dengan masalah yang satu sering punya masalah yang lain.", "A region with one problem often has another."
)
READ = (
    Text(
        "r adalah ukuran kaitan dari −1 sampai 1: dekat 0 tidak berkaitan, dekat 1 naik bersama, dekat −1 berlawanan. "
        "Angka sesudah 95% adalah rentang yang masih mungkin; bila memuat 0, kaitannya belum tentu ada. n banyaknya "
        "wilayah.",
        "r measures the link from −1 to 1: near 0 none, near 1 both rise together, near −1 one rises as the other "
        "falls. What follows 95% is the range that is still possible; where it holds 0 there may be no link. n is the "
        "number of regions.",
    ),
    Text(
        "Tiap titik satu wilayah. Bila titik-titiknya naik ke kanan, keduanya tinggi bersama; bila turun, yang satu "
        "tinggi saat yang lain rendah; bila menyebar, tidak berkaitan.",
        "Each dot is a region. Where dots rise to the right both are high together; where they fall one is high as the "
        "other is low; where they scatter there is no link.",
    ),
    Text(
        "Keterkaitan bukan sebab-akibat: hal ketiga bisa berada di belakang keduanya.",
        "A link is no cause: a third thing may stand behind both.",
    ),
)
TAKES = Takes(2, 2, series=True, usual=("penduduk_desil_1_4", "pekerja_informal"), parts=True)
FIELDS = (SOURCE, ROUND)
OPTIONS: Mapping[str, Text] = {
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "putaran": Text("Putaran seri angka terbitan.", "Round of a published series."),
}
COLUMNS = (
    REGION,
    NAME,
    real("outcome", "Hasil", "Outcome"),
    real("determinant", "Yang mungkin berkaitan", "What may go with it"),
)


def run(ask: Ask) -> Answer:
    """The pairs, and their correlation as the sentence."""
    first, second = ask.variables[:2]
    at, month = ask.parts, ask.text("putaran")
    found = [variables.across(ask.release, v, at.inside, at.level, ask.source(v), month) for v in (first, second)]
    codes = [c for c in found[0] if c in found[1]]
    pairs = {c: (found[0][c].value, found[1][c].value) for c in codes}
    reading = linkage(first.subject, second.subject, pairs, PLURAL[at.level])
    names = feeding.names(codes)
    rows = [
        {"region": c, "name": names[c], "outcome": a, "determinant": b}
        for c, (a, b) in pairs.items()
        if a is not None and b is not None
    ]
    rank = reading.numbers["rank"]
    notes = [
        Text(
            f"Korelasi urutan (Spearman): {number(rank, 2, 'id')}.",
            f"Rank correlation (Spearman): {number(rank, 2, 'en')}.",
        )
    ]
    notes += [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={
        "reading": dict(reading.numbers), "labels": [first.subject.label, second.subject.label],
        "units": [first.subject.unit, second.subject.unit], "own": at.own,
        "heads": feeding.heads(("outcome", first.subject), ("determinant", second.subject)),
    })  # fmt: skip
    return Answer(ask.question, table, reading.sentence)
