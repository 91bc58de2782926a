"""What of a change of poverty came from growth, what from redistribution: two Susenas, of two releases."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import regions
from sepakat.analysis import designs
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.evaluation import POVERTY, evaluate, sentence
from sepakat.analysis.tables import STATEMENT, build, real, text
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

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
    before = ask.options.get("sebelum")
    if before is None:
        raise UserError(
            Text("Evaluasi memerlukan dua Susenas.", "An evaluation needs two Susenas."),
            detail=Text("Rilis ini memuat satu.", "This release holds one."),
            hint=Text(
                "Sebutkan rilis sebelumnya: --option sebelum=RILIS.", "Name the earlier one: --option sebelum=RELEASE."
            ),
            code="analysis-before",
        )
    region = ask.region
    if len(region) > len("53.01"):
        region = regions.at_level(region, "kabupaten")
    samples = [designs.welfare(release, region) for release in (before, ask.release)]
    found = evaluate(*samples, alpha=ask.number("alfa", 0), method=ask.text("cara", "shapley"))
    rows = [
        {"part": n, "part_name": PARTS[n], "value": found.parts[n], "se": found.errors.get(n),
         "p": found.verdicts[n].p if n in found.verdicts else None,
         "statement": found.verdicts[n].words if n in found.verdicts else ""}
        for n in PARTS
    ]  # fmt: skip
    least = min(len(s.weights) for s in samples)
    if least < _fewest(ask):
        raise UserError(
            Text("Sampelnya terlalu kecil.", "The sample is too small."),
            hint=Text("Pilih wilayah yang lebih luas.", "Choose a wider region."),
            code="analysis-few",
        )
    notes = [
        Text(
            f"Cara: {found.method}; kesejahteraan = pengeluaran per kapita dibagi garis kemiskinan rumah tangga itu.",
            f"Form: {found.method}; welfare is spending per head over the household's own poverty line.",
        ),
        Text(
            "Galat baku: bootstrap satuan sampel, tiap tahun sendiri-sendiri.", "Errors: bootstrap of sampling units."
        ),
    ]
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=POVERTY.unit, notes=notes,
                  meta={"own": region, "before": str(getattr(before, "id", ""))})  # fmt: skip
    return Answer(ask.question, table, sentence(found, place(region)))


def _fewest(ask: Ask) -> float:
    """Fewest households of each year."""
    return max(ask.rule("sel_minimum_lain"), 30.0)
