"""What a kind of analysis takes, in words that forms, the API and blocks of documents read."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.core.text import Text

# How a field is filled in.
NUMBER, CHOICE, BREAKDOWN, INDICATORS, PREDICTORS, RELEASE = (
    "angka", "pilihan", "rincian", "indikator", "penjelas", "rilis"
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """An option that an address may carry. form: one of those above; low, high: of a number; hint: an example."""

    name: str
    label: Text
    form: str
    choices: tuple[tuple[str, Text], ...] = ()
    low: float | None = None
    high: float | None = None
    hint: Text | None = None


@dataclass(frozen=True)
class Takes:
    """least, most: how many indicators a free question names; series: published series may stand for them; usual: those
    that stand where nothing is chosen; levels: that it has at most (all unless said); nation: also of the nation;
    parts: of the parts of a region, so that their level can be chosen."""

    least: int = 1
    most: int = 1
    series: bool = False
    usual: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    nation: bool = False
    parts: bool = False


SOURCE = Field(
    "sumber",
    Text("Sumber", "Source"),
    CHOICE,
    (
        ("registri", Text("registri (hitungan lengkap)", "registry (full count)")),
        ("susenas", Text("Susenas (sampel)", "Susenas (sample)")),
        ("sakernas", Text("Sakernas (sampel)", "Sakernas (sample)")),
    ),
)
ROUND = Field(
    "putaran",
    Text("Putaran angka terbitan", "Round of published figures"),
    CHOICE,
    (
        ("02", Text("Februari", "February")),
        ("03", Text("Maret", "March")),
        ("08", Text("Agustus", "August")),
        ("09", Text("September", "September")),
    ),
)
