"""A rule as sentences: deciles, what is computed, what is to be verified, who waits first."""

from __future__ import annotations

from sepakat.catalogue import Programme, Rule
from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.schemes import Benefit
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.text import Text, long_date, number

SCOPES = {
    "desil_nasional": Text("desil nasional", "national deciles"),
    "desil_provinsi": Text("desil provinsi", "provincial deciles"),
    "desil_kabupaten": Text("desil kabupaten/kota", "regency deciles"),
}
STATUS_EN = {"sekunder": "secondary source", "belum dikonfirmasi": "unconfirmed"}
PERIODS = {
    "bulan": Text("per bulan", "a month"),
    "tahun": Text("per tahun", "a year"),
    "sekali": Text("sekali", "once"),
}


def lead(programme: Programme, rule: Rule) -> Text:
    """`Untuk keluarga dalam desil nasional 1–4 (simulasi), sejak 1 Januari 2022.`"""
    unit = UNIT_WORDS[programme.unit]
    scope, low, high = SCOPES[rule.scope], rule.decile_min, rule.decile_max
    some = Text(f"{low}–{high}", f"{low}–{high}") if low != high else Text(f"{low}", f"{low}")
    last = Text("", "")
    if rule.until is not None:
        last = Text(f" sampai {long_date(rule.until, 'id')}", f" until {long_date(rule.until, 'en')}")
    return Text(
        f"Untuk {unit.id} dalam {scope.id} {some.id} (simulasi), sejak {long_date(rule.since, 'id')}{last.id}.",
        f"For {unit.en} in {scope.en} {some.en} (simulation), since {long_date(rule.since, 'en')}{last.en}.",
    )


def benefit(held: Benefit | None) -> Text:
    if held is None or held.amount is None:
        return Text("besarnya belum punya sumber terbuka", "its amount has no public source")
    period, amount = PERIODS[held.period], number(float(held.amount))
    told = Text("", "")
    if held.status != STATUSES[0]:
        told = Text(f" ({held.status}; {held.source})", f" ({STATUS_EN[held.status]}; {held.source})")
    return Text(f"Rp{amount} {period.id}{told.id}", f"Rp{amount} {period.en}{told.en}")
