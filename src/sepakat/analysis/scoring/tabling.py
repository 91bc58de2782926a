"""A month of scores as Tables: the league, and one region's components."""

from __future__ import annotations

from collections.abc import Iterable

from sepakat.analysis.scoring.history import Kept, Line
from sepakat.analysis.tables import NAME, REGION, Spec, build, real, text, whole
from sepakat.catalogue.scores import ScoreFormula
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.engine.tabulating.answer import place

LEAGUE: tuple[Spec, ...] = (
    REGION,
    NAME,
    real("score", "Skor (0–100)", "Score (0-100)", 1),
    real("low", "Paling rendah", "Lowest", 1),
    real("high", "Paling tinggi", "Highest", 1),
    real("peer_mean", "Rata-rata wilayah setara", "Mean of its peers", 1),
    real("gap", "Di atas (+) atau di bawah (-) wilayah setara", "Above (+) or below (-) its peers", 1),
    whole("best", "Urutan terbaik yang mungkin", "Best place possible"),
    whole("worst", "Urutan terburuk yang mungkin", "Worst place possible"),
    text("mark", "Tanda kepercayaan", "Mark of trust"),
    text("signs", "Yang perlu diperiksa", "To be looked into"),
    text("peers", "Wilayah setara (jarak)", "Peers (distance)"),
)
COMPONENTS: tuple[Spec, ...] = (
    text("component", "Bagian", "Component"),
    real("weight", "Bobot", "Weight", 2),
    real("value", "Nilai (0–1)", "Value (0-1)", 3),
    real("low", "Paling rendah", "Lowest", 3),
    real("high", "Paling tinggi", "Highest", 3),
    whole("hits", "Terhitung", "Counted"),
    whole("of", "Dari", "Of"),
    text("meaning", "Artinya", "Meaning"),
)


def notes(formula: ScoreFormula, found: Kept) -> list[Text]:
    """What must stand under every figure of a score."""
    return [
        Text("Usulan, bukan penilaian resmi.", "A proposal, not an official assessment."),
        Text(
            f"Bulan {found.month}; rumus {formula.id} versi {found.version}, {formula.status}.",
            f"Month {found.month}; formula {formula.id}, version {found.version}, {formula.status}.",
        ),
        Text(
            "Hitungan keluarga diberi gangguan kecil yang konsisten; batas bawah dan atas dari yang belum diketahui "
            "dan dari gangguan itu, bukan galat sampel.",
            "Counts of families carry small consistent noise; the bounds come from what is not known and "
            "from that noise, not from sampling.",
        ),
    ]


def league(formula: ScoreFormula, found: Kept, lines: Iterable[Line]) -> Table:
    """The regions in the order given."""
    rows = []
    for line in lines:
        signs = "; ".join(str(rule.label) for rule in formula.gaming if rule.id in line.flags)
        peers = "; ".join(f"{place(code)} ({number(far, 2)})" for code, far in line.peers)
        rows.append({"region": line.region, "name": place(line.region), "score": line.value, "low": line.low,
                     "high": line.high, "peer_mean": line.peer_mean, "gap": line.gap, "best": line.best,
                     "worst": line.worst, "mark": line.mark, "signs": signs, "peers": peers})  # fmt: skip
    title = Text(f"{formula.label.id}, {found.month}", f"{formula.label.en}, {found.month}")
    return build(LEAGUE, rows, title, _Of(found), notes=notes(formula, found), meta={"month": found.month})


def components(formula: ScoreFormula, found: Kept, region: str) -> Table:
    """The parts of one region's score. KeyError where the month has no such region."""
    line = found.lines[region]
    rows = []
    for component in formula.components:
        given = line.inputs[component.id]
        rows.append({"component": component.label, "weight": component.weight, "value": given.value,
                     "low": given.low, "high": given.high, "hits": given.hits, "of": given.of,
                     "meaning": component.meaning})  # fmt: skip
    where = place(region)
    title = Text(f"{formula.label.id}: {where}, {found.month}", f"{formula.label.en}: {where}, {found.month}")
    return build(COMPONENTS, rows, title, _Of(found), notes=notes(formula, found), meta={"region": region})


class _Of:
    """The release that a month rests on, as `build` asks for it."""

    def __init__(self, found: Kept) -> None:
        self.id, self.sample = found.release, found.sample
