"""Monitoring: achievement against a target, effort since the baseline, a colour with its word, and what to do next.

Score (LAKIP practice; methods book 8.5, unconfirmed): real / target where higher is better (maximal), (2 target -
real) / target where lower is better (minimal), in percent, not capped; no score for a target of 0. Effort (ours,
labelled so; the official formula of the effort variance has no public source): (real - baseline) / (target -
baseline), one formula for both kinds. Where the target lies in a later year, the effort is held against the part of
the way that time has gone: baseline + (target - baseline) x years gone / years in all. Green, yellow, red by dated,
unconfirmed thresholds; grey where something is missing or the target equals the baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.analysis.values import Subject, sign
from sepakat.core.text import Text, number, percent
from sepakat.measures import target_score

GREEN, YELLOW, RED, GREY = "hijau", "kuning", "merah", "abu-abu"
WORDS = {
    GREEN: Text("sesuai rencana", "on track"),
    YELLOW: Text("perlu dorongan", "needs a push"),
    RED: Text("perlu perbaikan", "needs correction"),
    GREY: Text("belum dapat dinilai", "cannot be judged yet"),
}


@dataclass(frozen=True)
class Target:
    """What was promised. document: RPJMD, RKPD, SDG …; year: of the target; baseline, since: where it began; status:
    how far it may be trusted."""

    document: str
    year: float
    target: float
    baseline: float | None = None
    since: float | None = None
    status: str = ""


@dataclass(frozen=True)
class Progress:
    """score: percent, None where it does not apply. expected: where a steady path would be by now; effort: share of the
    expected way gone; pace, needed: per year so far and from now on, in the indicator's unit (above 0 is better)."""

    score: float | None
    expected: float | None
    effort: float | None
    colour: str
    pace: float | None
    needed: float | None
    sentence: Text


def progress(
    subject: Subject, where: str, real: float | None, year: float, target: Target, *, green: float, yellow: float
) -> Progress:
    """How a region stands against one target. green, yellow: smallest effort of each colour."""
    if real is None:
        return Progress(None, None, None, GREY, None, None, _grey(subject, where, target))
    turn = sign(subject.direction) or 1
    scored = target_score(real, target.target, "turun" if turn < 0 else "naik")["score"]
    score = None if scored != scored else scored
    expected, effort = _effort(real, year, target)
    pace = needed = None
    if target.baseline is not None and target.since is not None and year > target.since:
        pace = turn * (real - target.baseline) / (year - target.since)
    if target.year > year:
        needed = max(0.0, turn * (target.target - real)) / (target.year - year)
    reached = turn * (real - target.target) >= 0
    colour = _colour(effort, reached, green, yellow)
    said = _sentence(subject, where, real, target, score, colour, pace, needed, reached)
    return Progress(score, expected, effort, colour, pace, needed, said)


def _effort(real: float, year: float, target: Target) -> tuple[float | None, float | None]:
    if target.baseline is None or target.target == target.baseline:
        return None, None
    gone = 1.0
    if target.since is not None and target.year > target.since:
        gone = min(1.0, (year - target.since) / (target.year - target.since))
    if gone <= 0:
        return None, None
    way = (target.target - target.baseline) * gone
    return target.baseline + way, (real - target.baseline) / way


def _colour(effort: float | None, reached: bool, green: float, yellow: float) -> str:
    if effort is None:
        return GREEN if reached else GREY
    slack = 1e-12  # exactly on a threshold is inside it, also after division
    return GREEN if reached or effort >= green - slack else YELLOW if effort >= yellow - slack else RED


def _grey(subject: Subject, where: str, target: Target) -> Text:
    return Text(
        f"{subject.label.id} di {where}: {WORDS[GREY].id}, karena angkanya tidak ditampilkan ({target.document}).",
        f"{subject.label.en} in {where}: {WORDS[GREY].en}, because its figure is not shown ({target.document}).",
    )


def _sentence(
    subject: Subject,
    where: str,
    real: float,
    target: Target,
    score: float | None,
    colour: str,
    pace: float | None,
    needed: float | None,
    reached: bool,
) -> Text:
    said = []
    for lang in ("id", "en"):
        aim, year = subject.show(target.target, lang), number_year(target.year)
        text = (
            f"{subject.label.id} di {where}: {subject.show(real, lang)} terhadap sasaran {target.document} {aim} "
            f"({year}); "
            f"{WORDS[colour].id} ({colour})"
            if lang == "id"
            else f"{subject.label.en} in {where}: {subject.show(real, lang)} against the {target.document} target of "
            f"{aim} "
            f"({year}); {WORDS[colour].en} ({_EN[colour]})"
        )
        if score is not None:
            text += f"; {'capaian' if lang == 'id' else 'achievement'} {percent(score, 1, lang)}"
        text += "." + _next(subject, pace, needed, reached, lang)
        said.append(text)
    return Text(*said)


_EN = {GREEN: "green", YELLOW: "yellow", RED: "red", GREY: "grey"}


def _next(subject: Subject, pace: float | None, needed: float | None, reached: bool, lang: str) -> str:
    """The corrective suggestion."""
    if reached:
        return (
            " Sasaran tercapai: jaga capaiannya, dan pertimbangkan sasaran yang lebih tinggi."
            if lang == "id"
            else " The target is reached: keep it, and consider a higher one."
        )
    if needed is None:
        return (
            " Tahun sasaran sudah tiba dan sasarannya belum tercapai: tinjau penyebabnya di pohon masalah."
            if lang == "id"
            else " The target year has come and it is not reached: review its causes in the problem tree."
        )
    each = subject.apart(needed, lang)
    if pace is None:
        return f" Perlu perbaikan {each} setahun." if lang == "id" else f" It takes {each} better a year."
    if pace <= 0:
        return (
            f" Perlu perbaikan {each} setahun, sedangkan sejak awal belum membaik: tinjau program dan sasarannya."
            if lang == "id"
            else f" It takes {each} better a year, and it has not got better so far: review programmes and whom they "
            "reach."
        )
    times = number(needed / pace, 1, lang)
    return (
        f" Perlu perbaikan {each} setahun, {times} kali laju sejauh ini."
        if lang == "id"
        else f" It takes {each} better a year, {times} times the pace so far."
    )


def number_year(year: float) -> str:
    return str(int(year))
