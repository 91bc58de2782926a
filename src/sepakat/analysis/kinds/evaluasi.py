"""What of a change of poverty came from growth, what from redistribution: two Susenas, of two releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat import regions
from sepakat.analysis import designs, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.evaluation import POVERTY, evaluate, sentence
from sepakat.analysis.fields import CHOICE, RELEASE, Field, Takes
from sepakat.analysis.tables import STATEMENT, build, real, text
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place
from sepakat.survey import WITHHELD, relative, sign

LABEL = Text("Pertumbuhan dan pemerataan (evaluasi)", "Growth and redistribution (evaluation)")
ASKS = Text(
    "Perubahan kemiskinan di {wilayah} berasal dari pertumbuhan atau pemerataan?",
    "Did poverty in {wilayah} change by growth or by redistribution?",
)
WHY = Text(
    "Menentukan apakah instrumen fiskal atau ekonomi yang perlu diperiksa.",
    "Tells whether fiscal or economic instruments need a look.",
)
READ = (
    Text(
        "Perubahan kemiskinan dibagi dua: karena semua pengeluaran naik (pertumbuhan) dan karena jarak antara yang "
        "kaya dan yang miskin berubah (pemerataan). Di bawah 0 berarti menurunkan kemiskinan.",
        "The change of poverty is split: because all spending rose (growth), and because the distance between rich and "
        "poor changed (redistribution). Below 0 lowers poverty.",
    ),
    Text("Bias di atas 0 berarti pertumbuhan memihak yang miskin.", "A bias above 0 means growth favoured the poor."),
)
SURVEY = "survey_susenas_household"
TAKES = Takes(0, 0, levels=("kabupaten", "provinsi"))
FIELDS = (
    Field("sebelum", Text("Rilis sebelumnya", "The earlier release"), RELEASE),
    Field(
        "alfa",
        Text("Ukuran", "Measure"),
        CHOICE,
        (
            ("0", Text("banyaknya (P0)", "headcount (P0)")),
            ("1", Text("kedalaman (P1)", "depth (P1)")),
            ("2", Text("keparahan (P2)", "severity (P2)")),
        ),
    ),
    Field(
        "cara",
        Text("Cara membagi", "Form"),
        CHOICE,
        (
            ("shapley", Text("Shapley (tanpa sisa)", "Shapley (no residual)")),
            ("residual", Text("dengan sisa", "with residual")),
        ),
    ),
)
OPTIONS: Mapping[str, Text] = {
    "sebelum": Text("Rilis sebelumnya yang memuat Susenas.", "The earlier release, with a Susenas."),
    "alfa": Text("0 (P0), 1 (P1), atau 2 (P2).", "0 (P0), 1 (P1) or 2 (P2)."),
    "cara": Text("`shapley` atau `residual`.", "`shapley` or `residual`."),
}
COLUMNS = (
    text("part", "Bagian", "Part", "code"),
    text("part_name", "Nama bagian", "Name of the part"),
    real("value", "Nilai (poin persen)", "Value (percent points)", 2),
    real("se", "Galat baku", "Standard error", 2),
    real("p", "Nilai p", "p", 3),
    STATEMENT,
)
LEVELS = ("p_before", "p_after")
PARTS: Mapping[str, Text] = {
    "p_before": Text("Kemiskinan sebelumnya", "Poverty before"),
    "p_after": Text("Kemiskinan sesudahnya", "Poverty after"),
    "change": Text("Perubahan", "Change"),
    "growth": Text("Karena pertumbuhan", "By growth"),
    "redistribution": Text("Karena pemerataan", "By redistribution"),
    "residual": Text("Sisa", "Residual"),
    "bias": Text("Bias pertumbuhan (di atas 0: memihak yang miskin)", "Poverty bias of growth (above 0: pro-poor)"),
}


def run(ask: Ask) -> Answer:
    """A row a part, with errors by bootstrap of the sampling units."""
    before = _before(ask)
    if before is None:
        raise UserError(
            Text("Evaluasi memerlukan dua Susenas.", "An evaluation needs two Susenas."),
            detail=Text(
                "Rilis ini memuat satu, dan tidak ada rilis sebelumnya yang memuat Susenas lain.",
                "This release holds one, and no earlier release holds another.",
            ),
            hint=Text(
                "Masukkan Susenas tahun berikutnya, susun rilis baru, lalu bandingkan.",
                "Take in the next Susenas, build a release, then compare.",
            ),
            code="analysis-before",
        )
    region = ask.region
    if len(region) > len("53.01"):
        region = regions.at_level(region, "kabupaten")
    samples = [designs.welfare(release, region) for release in (before, ask.release)]
    if min(len(s.weights) for s in samples) < _fewest(ask):
        raise _too_few(Text("Sampelnya terlalu kecil.", "The sample is too small."))
    alpha = ask.number("alfa", 0)
    found = evaluate(*samples, alpha=alpha, method=ask.text("cara", "shapley"))
    signs = {n: _sign(ask, found.errors.get(n), found.parts[n]) for n in LEVELS}
    if WITHHELD in signs.values():
        most = f"{ask.rule('rse_batas'):.0f}"
        raise _too_few(
            Text(
                f"Galat baku relatif kemiskinan wilayah ini di atas {most} persen: angkanya tidak ditampilkan.",
                f"The relative standard error of poverty here is above {most} per cent: the figure is not shown.",
            )
        )
    limit = f"{ask.rule('rse_hati_hati'):.0f}%"
    care = Text(f"pakai dengan hati-hati: galat baku relatif di atas {limit}", f"use with care: RSE above {limit}")
    rows = [
        {"part": n, "part_name": PARTS[n], "value": found.parts[n], "se": found.errors.get(n),
         "p": found.verdicts[n].p if n in found.verdicts else None,
         "statement": found.verdicts[n].words if n in found.verdicts else care if signs.get(n) else ""}
        for n in PARTS if n != "residual" or found.method == "residual"
    ]  # fmt: skip
    old, new = (str(getattr(r, "id", "")) for r in (before, ask.release))
    notes = [
        Text(
            f"Susenas rilis {old} dibanding rilis {new}; {len(samples[0].weights)} dan {len(samples[1].weights)} rumah "
            "tangga sampel.",
            f"Susenas of release {old} against release {new}; {len(samples[0].weights)} and {len(samples[1].weights)} "
            "sampled households.",
        ),
        Text(
            f"Cara: {found.method}; kesejahteraan = pengeluaran per kapita dibagi garis kemiskinan rumah tangga itu, "
            "sehingga kenaikan harga sudah keluar.",
            f"Form: {found.method}; welfare is spending per head over the household's own poverty line, so that rising "
            "prices are taken out.",
        ),
        Text(
            "Galat baku: bootstrap satuan sampel, tiap tahun sendiri-sendiri.",
            "Errors: bootstrap of sampling units, each year by itself.",
        ),
    ]
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=POVERTY.unit, notes=notes,
                  meta={"own": region, "before": str(getattr(before, "id", ""))})  # fmt: skip
    return Answer(ask.question, table, sentence(found, place(region), alpha))


def _sign(ask: Ask, se: float | None, value: float) -> str:
    """The sign of the publication rule for a level."""
    return sign(relative(se, value), ask.rule("rse_hati_hati"), ask.rule("rse_batas"))


def _too_few(title: Text) -> UserError:
    return UserError(title, hint=Text("Pilih wilayah yang lebih luas.", "Choose a wider region."), code="analysis-few")


def _before(ask: Ask) -> Any:
    """The earlier release: as given, else the last before this one with a Susenas of its own."""
    given = ask.options.get("sebelum")
    if given is not None and not isinstance(given, str):
        return given
    here = variables.sample_of(ask.release, "susenas")
    for one in reversed(variables.chain(ask.release)[:-1]):
        if given in (None, "", one.id) and one.has(SURVEY) and (given or variables.sample_of(one, "susenas") != here):
            return one
    return None


def _fewest(ask: Ask) -> float:
    """Fewest households of each year."""
    return max(ask.rule("sel_minimum_lain"), 30.0)
