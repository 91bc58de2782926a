"""What goes with an outcome among people or families: a regression with design, worded as association."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, regions
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.determinants import NO_CAUSE, determinants, sentence
from sepakat.analysis.fields import PREDICTORS, SOURCE, Field, Takes
from sepakat.analysis.tables import STATEMENT, apart, build, real, text
from sepakat.analysis.verdicts import OF_CHANCE, OF_SAMPLE, judged
from sepakat.catalogue.tables import frames
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.text import Text, number
from sepakat.engine.tabulating.answer import place

LABEL = Text("Apa yang berkaitan (penjelas)", "What goes with it (determinants)")
ASKS = Text("Apa yang berkaitan dengan {indikator} di {wilayah}?", "What goes with {indikator} in {wilayah}?")
WHY = Text(
    "Menunjuk kelompok yang lebih sering mengalaminya, pada keadaan lain yang sama.",
    "Points to the groups that have it more often, the rest being equal.",
)
READ = (
    Text(
        "Tiap baris membandingkan dua keadaan yang selebihnya sama. Titik di kanan garis tengah: lebih sering; di "
        "kiri: lebih jarang. Garis mendatar adalah rentang 95 persen; bila menyentuh garis tengah, kaitannya tidak "
        "nyata.",
        "Each row compares two states, the rest being equal. A dot right of the middle line: more often; left: less. "
        "The bar is the 95 percent range; where it touches the middle line the link is not real.",
    ),
    Text(
        "Contoh: “Perkotaan, dibandingkan dengan Perdesaan, −3” berarti di antara yang ciri lainnya sama, hasilnya 3 "
        "poin persen lebih jarang di kota. Ini keterkaitan, bukan sebab-akibat: mengubah cirinya belum tentu mengubah "
        "hasilnya. Langkah berikutnya: tanyakan mengapa, lalu periksa di lapangan sebelum memilih program.",
        "Such as “urban, against rural, −3”: among those alike in the other traits the outcome is 3 points rarer in "
        "towns. These go together; that is no cause, and changing the one need not change the other. Next: ask why, "
        "and look on the ground before choosing a programme.",
    ),
)
USUAL: Mapping[str, tuple[str, ...]] = {
    "orang": ("jenis_kelamin", "kelompok_umur", "disabilitas", "tingkat_ijazah_kk", "tipe_daerah"),
    "keluarga": ("jenis_kelamin_kk", "tingkat_ijazah_kk", "pertanian_kk", "tipe_daerah"),
}
TAKES = Takes(usual=("anak_tidak_sekolah_7_18",), levels=("kabupaten", "provinsi"))
FIELDS = (Field("penjelas", Text("Penjelas", "What may go with it"), PREDICTORS), SOURCE)
OPTIONS: Mapping[str, Text] = {
    "penjelas": Text("Kolom yang mungkin berkaitan.", "Columns that may go with it."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
}
COLUMNS = (
    text("term", "Penjelas", "Term", "code"),
    text("term_name", "Ciri", "Trait"),
    text("against", "Dibandingkan dengan", "Against"),
    apart("effect", "Beda hasil", "Difference of the outcome"),
    apart("se", "Galat baku", "Standard error"),
    apart("low", "Batas bawah 95%", "Lower bound, 95%"),
    apart("high", "Batas atas 95%", "Upper bound, 95%"),
    real("p", "Nilai p", "p", 3),
    STATEMENT,
)


def run(ask: Ask) -> Answer:
    """One row a term, with what was taken together or left out under the table."""
    indicator = catalogue.indicator(ask.question.indicators[0])
    source = ask.source(ask.variables[0])
    region, note = ask.region, None
    if len(region) > len("53.01"):
        region = regions.at_level(region, "kabupaten")
        note = Text(f"Dijawab untuk {place(region)}.", f"Answered for {place(region)}.")
    chosen = ask.listed("penjelas") or usual(indicator, source)
    found = determinants(ask.release, indicator.id, chosen, region, source=source)
    logit = found.fit.kind == "logit"
    scale = 100.0 if logit else 1.0
    rows = []
    for e in found.fit.effects:
        sure = judged(e.value, e.se, degrees=found.fit.degrees, of=OF_CHANCE if source == "registri" else OF_SAMPLE)
        shown = {"effect": e.value, "se": e.se, "low": e.low, "high": e.high}
        against = found.references.get(e.term.group, Text("satu lebih sedikit", "one less"))
        rows.append(
            {"term": e.term.id, "term_name": e.term.label, "against": against, "p": e.p,
             "statement": sure.words,
             **{k: None if v is None else scale * v for k, v in shown.items()}}
        )  # fmt: skip
    about, unit = round(found.fit.n, -1), UNIT_WORDS[indicator.satuan_analisis]
    notes = [
        Text(
            f"Dihitung dari sekitar {number(about, 0, 'id')} {unit.id}. {NO_CAUSE.id}",
            f"Worked out from about {number(about, 0, 'en')} {unit.en}. {NO_CAUSE.en}",
        ),
        *found.said,
        *([note] if note else []),
    ]
    table = build(
        COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={"model": found.fit.kind, "own": region},
        unit="persen" if logit else indicator.satuan, decimals=1 if logit else 2,
    )  # fmt: skip
    label = feeding.subject(indicator).label
    return Answer(ask.question, table, sentence(found.fit, label, indicator.satuan, place(region)))


def offered(indicator: catalogue.Indicator, source: str) -> dict[str, Text]:
    """Columns that may stand as predictors: those with classes, or yes and no, beside the indicator's own."""
    closed, found = catalogue.vault_columns(), dict[str, Text]()
    for name, spec in frames(indicator.satuan_analisis).items():
        if spec.source == source and name in indicator.frames:
            for column in spec.variables.values():
                if column.type in ("kode", "ya_tidak") and column.name not in closed | indicator.columns:
                    found.setdefault(column.name, column.label)
    return found


def usual(indicator: catalogue.Indicator, source: str) -> list[str]:
    known = offered(indicator, source)
    return [name for name in USUAL[indicator.satuan_analisis] if name in known]
