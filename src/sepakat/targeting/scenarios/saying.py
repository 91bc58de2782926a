"""What figures of scenarios say in one sentence, with money in words; pages and documents say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.text import Text, language, number
from sepakat.targeting.scenarios.model import Scenario

_STEPS = (
    (1e12, Text("triliun", "trillion")),
    (1e9, Text("miliar", "billion")),
    (1e6, Text("juta", "million")),
)


def money(value: float, lang: str | None = None) -> str:
    """`145656000` → `Rp145,7 juta`: large amounts in words."""
    lang = lang or language()
    sign, size = ("−" if value < 0 else ""), abs(value)
    for least, word in _STEPS:
        if size >= least:
            return f"{sign}Rp{number(size / least, 1, lang)} {word.in_(lang)}"
    return f"{sign}Rp{number(size, 0, lang)}"


def headline(rows: Sequence[Mapping[str, Any]], asked: Sequence[Scenario]) -> Text:
    """Rows of `figures`, for the scenario that was typed last: its money, whom it serves, how well aimed."""
    told = {(r["part"], r["item"]): r for r in rows if r["scenario"] == len(asked) and not r["code"]}
    last = asked[-1]
    unit = UNIT_WORDS[last.unit]
    cost, served = (
        told[("ringkasan", i)]["value"] if ("ringkasan", i) in told else None for i in ("biaya", "terpilih")
    )
    if served is None or (cost is None and last.cost):
        return Text("Terlalu sedikit yang terlayani untuk ditampilkan.", "Too few would be served to show figures.")
    before, after = (told[("ringkasan", i)]["value"] for i in ("cakupan_sekarang", "cakupan"))
    wrong_before, wrong_after = (told[(p, "exclusion")]["value"] for p in ("galat_sekarang", "galat"))
    months = last.months
    period = Text("setahun", "a year") if months == 12 else Text(f"untuk {months} bulan", f"for {months} months")
    head = (
        Text(
            f"Biaya belum diisi. Sekitar {number(served, 0, 'id')} {unit.id} terlayani.",
            f"The cost is not filled in. About {number(served, 0, 'en')} {unit.en} are served.",
        )
        if cost is None
        else Text(
            f"Dengan {money(cost, 'id')} {period.id}, sekitar {number(served, 0, 'id')} {unit.id} terlayani.",
            f"{money(cost, 'en')} {period.en} serves about {number(served, 0, 'en')} {unit.en}.",
        )
    )
    if before is None or after is None or wrong_before is None or wrong_after is None:
        return head
    return Text(
        f"{head.id} Cakupan {_from_to(before, after, 'id')} persen; "
        f"galat eksklusi {_from_to(wrong_before, wrong_after, 'id')} persen.",
        f"{head.en} Coverage {_from_to(before, after, 'en')} percent; "
        f"exclusion error {_from_to(wrong_before, wrong_after, 'en')} percent.",
    )


def _from_to(before: float, after: float, lang: str) -> str:
    a, b = number(before, 1, lang), number(after, 1, lang)
    if a == b:
        return f"tetap {a}" if lang == "id" else f"stays at {a}"
    up = Text("naik", "rises") if after > before else Text("turun", "falls")
    return f"{up.in_(lang)} {'dari' if lang == 'id' else 'from'} {a} {'menjadi' if lang == 'id' else 'to'} {b}"


def moved(rows: Sequence[Mapping[str, Any]], unit: Text) -> Text:
    """Rows of `reallocation`: how many enter and leave, and how much money moves between regions. unit: in words."""
    by = {(r["part"], r["code"], r["move"]): r for r in rows}
    into, out = (by[("semua", "", m)]["value"] for m in ("masuk", "keluar"))
    if into is None or out is None:
        return Text("Terlalu sedikit yang berpindah untuk ditampilkan.", "Too few would move to show figures.")
    head = Text(
        f"Sekitar {number(into, 0, 'id')} {unit.id} masuk dan {number(out, 0, 'id')} keluar.",
        f"About {number(into, 0, 'en')} {unit.en} enter and {number(out, 0, 'en')} leave.",
    )
    if ("semua", "", "uang_sebelum") not in by:
        return head
    before, after = (by[("semua", "", m)]["value"] for m in ("uang_sebelum", "uang_sesudah"))
    gains = [r["value"] for r in rows if r["part"] == "wilayah" and r["move"] == "uang_pindah"]
    more = sum(float(v) for v in gains if isinstance(v, float) and v > 0)
    if not isinstance(before, float) or not isinstance(after, float) or not more:
        return head
    return Text(
        f"{head.id} Uang seluruhnya dari {money(before, 'id')} menjadi {money(after, 'id')}; wilayah yang bertambah "
        f"mendapat {money(more, 'id')} lebih.",
        f"{head.en} Money in all goes from {money(before, 'en')} to {money(after, 'en')}; regions that gain get "
        f"{money(more, 'en')} more.",
    )
