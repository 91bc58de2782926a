"""Where a region stands among its siblings, and against province and nation (TNP2K: relative position)."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import regions
from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import ROUND, SOURCE, Takes
from sepakat.analysis.position import places, position
from sepakat.analysis.tables import NAME, REGION, STATEMENT, apart, build, real, whole
from sepakat.analysis.values import Figure, sign
from sepakat.analysis.verdicts import difference
from sepakat.core.text import Text

LABEL = Text("Posisi relatif", "Relative position")
ASKS = Text("Di mana posisi {wilayah} untuk {indikator}?", "Where does {wilayah} stand on {indikator}?")
WHY = Text(
    "Langkah pertama diagnosis: apakah kita lebih baik atau lebih buruk daripada tetangga.",
    "The first step of a diagnosis: better or worse than the neighbours.",
)
READ = (
    Text(
        "Semua wilayah setingkat diurutkan; urutan 1 yang terbaik. Garis putus-putus adalah wilayah di atasnya.",
        "All regions of the level are ranked; place 1 is the best. The dashed line is the region above.",
    ),
    Text(
        "Beda kecil dapat terjadi kebetulan. Kolom pernyataan mengatakan apakah bedanya nyata; bila tidak nyata, "
        "jangan menyebut satu wilayah lebih baik daripada yang lain.",
        "A small difference can be chance. The statement says whether it is real; where it is not, do not call one "
        "region better than another.",
    ),
)
TAKES = Takes(series=True, usual=("penduduk_desil_1_4",))
FIELDS = (SOURCE, ROUND)
OPTIONS: Mapping[str, Text] = {
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "putaran": Text("Putaran seri angka terbitan.", "Round of a published series."),
}
COLUMNS = (
    whole("place", "Urutan (1 = terbaik)", "Place (1: best)"),
    REGION,
    NAME,
    real("value", "Nilai", "Value", own=True),
    apart("se", "Galat baku", "Standard error"),
    apart(
        "gap",
        "Jarak ke wilayah di atasnya (di bawah 0: lebih buruk)",
        "Gap to the region above (below 0: worse)",
    ),
    real("p", "Nilai p bedanya dengan wilayah di atasnya", "p of that gap", 3),
    STATEMENT,
)


def run(ask: Ask) -> Answer:
    """The siblings ranked, the region's own reading as the sentence."""
    one = ask.variables[0]
    subject, at, source, month = one.subject, ask.focus, ask.source(one), ask.text("putaran")
    found = variables.across(ask.release, one, at.inside, at.level, source, month)
    above = [code for code in (at.inside, regions.NATION) if code != at.own]
    references = {code: variables.at(ask.release, one, code, source, month) for code in dict.fromkeys(above)}
    names = feeding.names([*found, *references, str(at.own)])
    smallest = ask.rule("perubahan_berarti_min")
    assert at.own is not None
    reading = position(subject, at.own, found, names=names, references=references, smallest=smallest)
    parent = references.get(at.inside, Figure(None))
    placed = places({c: f.value for c, f in found.items()}, subject.direction)
    turn = sign(subject.direction) or 1
    rows = []
    for code in sorted(found, key=lambda c: (placed.get(c, len(found) + 1), c)):
        f, verdict = found[code], difference(parent, found[code], smallest=smallest)
        gap = None if verdict.difference is None else turn * verdict.difference
        rows.append(
            {"place": placed.get(code), "region": code, "name": names[code], "value": f.value, "se": f.se, "gap": gap,
             "p": verdict.p, "statement": verdict.words if f.value is not None else ""}
        )  # fmt: skip
    notes = [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"reading": dict(reading.numbers), "own": at.own, "reference": parent.value,
    "reference_name": names[at.inside]})  # fmt: skip
    return Answer(ask.question, table, reading.sentence)
