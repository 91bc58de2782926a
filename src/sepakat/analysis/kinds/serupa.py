"""A region beside the regions most like it: how alike they are, and who does better."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import INDICATORS, NUMBER, Field, Takes
from sepakat.analysis.similar import sentence, similar
from sepakat.analysis.tables import NAME, REGION, STATEMENT, Spec, apart, build, real, text
from sepakat.analysis.values import Figure, sign
from sepakat.analysis.verdicts import difference
from sepakat.core.text import Text, number

LABEL = Text("Wilayah yang serupa", "Similar regions")
ASKS = Text(
    "Bagaimana {indikator} di {wilayah} dibanding wilayah yang serupa?",
    "How does {wilayah} do on {indikator} beside regions like it?",
)
WHY = Text("Perbandingan yang adil: kemiripannya diperlihatkan.", "A fair comparison: how alike they are is shown.")
READ = (
    Text(
        "Wilayah serupa dipilih menurut ciri yang Anda sebut, bukan menurut nilai indikatornya. Jarak 0 berarti sama "
        "pada semua ciri; makin besar makin berbeda.",
        "Similar regions are chosen by the features named, not by the indicator. A distance of 0 means alike in every "
        "feature; the larger, the less alike.",
    ),
    Text(
        "Bila wilayah serupa banyak yang lebih baik, ada yang dapat ditiru; tanyakan apa yang mereka kerjakan.",
        "Where many of them do better there is something to learn: ask what they do.",
    ),
)
LIKE = ("pekerja_pertanian", "rata_rata_anggota", "proporsi_lansia", "tamat_sma_19")
TAKES = Takes(usual=("penduduk_desil_1_4",), levels=("kabupaten", "kecamatan", "desa"))
FIELDS = (
    Field("ciri", Text("Ciri kemiripan", "Features"), INDICATORS),
    Field("banyak", Text("Berapa wilayah serupa", "How many similar regions"), NUMBER, low=1, high=20),
)
OPTIONS: Mapping[str, Text] = {
    "ciri": Text("Indikator yang menjadi ciri kemiripan.", "Indicators by which regions are alike."),
    "banyak": Text("Berapa wilayah serupa.", "How many similar regions."),
}
COLUMNS: tuple[Spec, ...] = (
    REGION,
    NAME,
    real("distance", "Jarak kemiripan (simpangan baku; 0 = sama)", "Distance (standard deviations; 0: the same)"),
    text("features", "Beda tiap ciri dalam simpangan baku", "Difference by feature, in standard deviations"),
    real("value", "Nilai indikator", "Value of the indicator", own=True),
    apart(
        "gap",
        "Selisih wilayah ini dengannya (di bawah 0: lebih buruk)",
        "Gap of this region to it (below 0: worse)",
    ),
    real("p", "Nilai p", "p", 3),
    STATEMENT,
)


def run(ask: Ask) -> Answer:
    """The region first (distance 0), then those most like it."""
    indicator = catalogue.indicator(ask.question.indicators[0])
    subject, at = feeding.subject(indicator), ask.focus
    own, wanted = (
        str(at.own),
        [catalogue.indicator(name) for name in ask.listed("ciri") or LIKE if name != indicator.id],
    )
    inside = at.inside
    found = feeding.across(ask.release, [indicator.id, *(i.id for i in wanted)], inside, at.level)
    features = {i.id: {c: f.value for c, f in found[i.id].items()} for i in wanted}
    alike = similar(own, features, max(1, int(ask.number("banyak", 5))))
    names = feeding.names([own, *(s.region for s in alike)])
    mine = found[indicator.id].get(own, Figure(None))
    smallest, turn = ask.rule("perubahan_berarti_min"), sign(subject.direction) or 1
    rows = [{"region": own, "name": names[own], "distance": 0.0, "value": mine.value, "features": "", "statement": ""}]
    better = sure = 0
    for one in alike:
        other = found[indicator.id].get(one.region, Figure(None))
        verdict = difference(other, mine, smallest=smallest)
        gap = None if verdict.difference is None else turn * verdict.difference
        better += gap is not None and gap < 0
        sure += gap is not None and gap < 0 and bool(verdict.real)
        told = "; ".join(f"{catalogue.indicator(n).label}: {number(v, 2)}" for n, v in one.apart.items())
        rows.append({"region": one.region, "name": names[one.region], "distance": one.distance, "features": told,
                     "value": other.value, "gap": gap, "p": verdict.p, "statement": verdict.words})  # fmt: skip
    labels = {i.id: i.label for i in wanted}
    head = sentence(alike, names, names[own], labels)
    real = Text(f", {sure} di antaranya dengan beda yang berarti", f", {sure} of them by more than a trifle")
    tail = real if better else Text("", "")
    said = Text(
        f"{subject.label.id} di {names[own]}: {subject.show(mine.value, 'id')}; {better} dari {len(alike)} wilayah "
        f"serupa lebih baik{tail.id}. {head.id}",
        f"{subject.label.en} in {names[own]}: {subject.show(mine.value, 'en')}; {better} of {len(alike)} similar "
        f"regions do better{tail.en}. {head.en}",
    )
    notes = [
        Text(
            "Aturan wilayah setara yang resmi tidak punya sumber terbuka; ini pilihan kerja SEPAKAT.",
            "The official rule of equivalent regions has no public source; this one is ours.",
        ),
        *([at.note] if at.note else []),
    ]
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"own": own})  # fmt: skip
    return Answer(ask.question, table, said)
