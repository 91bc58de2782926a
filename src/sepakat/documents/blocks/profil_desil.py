"""How a region's people spread over the welfare deciles of the nation (our simulation): picture, table, sentence."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text, number
from sepakat.documents import counted
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.parts import Number, Paragraph, Part, Run, Tabulated

LABEL = Text("Profil desil", "Decile profile")
OPTIONS: Mapping[str, Text] = {}
PERSONS, BY = "rata_rata_anggota", "desil_nasional"  # members over families: by decile its numerators are the persons
LOW, EVEN = 4, 40  # the lowest deciles, and the percent of all people in them


def make(ask: Ask) -> tuple[Part, ...]:
    held = counted.counts(ask, [PERSONS], ask.region, ask.level, BY)
    rows = {d: held.row(PERSONS, ask.region, d) for d in range(1, 11)}
    hidden = [d for d, row in rows.items() if row is not None and row["suppressed"]]
    persons = {
        d: float(row["numerator"] or 0) if row is not None else 0.0 for d, row in rows.items() if d not in hidden
    }
    whole = counted.counts(ask, [PERSONS], ask.region, ask.level).row(PERSONS, ask.region)
    unranked = held.row(PERSONS, ask.region, None)
    if whole is None or whole["numerator"] is None or all(row is None for row in rows.values()):
        raise no_figure("desil", ask.name)
    if len(hidden) == 10:
        raise no_figure("tiap desil", ask.name, hidden=True)
    total = float(whole["numerator"]) - float((unranked or {}).get("numerator") or 0)
    share = {d: 100 * n / total for d, n in persons.items()} if total else {}

    def give(slot: str, said: str, value: float | None, klass: int | None, unit: str) -> Number:
        return ask.number(
            slot,
            said,
            value,
            measure="desil_nasional",
            version="",
            label="Desil nasional (simulasi)",
            formula="Orang dalam desil dibagi semua orang yang dapat diperingkat, kali 100"
            if unit == "persen"
            else "Orang yang keluarganya berada dalam desil itu",
            breakdown="" if klass is None else f"desil {klass}",
            period=f"rilis {ask.release.id}",
            unit=unit,
            hidden=len(hidden),
            source=counted.SOURCES["registri"],
        )

    body: list[tuple[Run, ...]] = []
    for d in range(1, 11):
        n, part = persons.get(d), share.get(d)
        body.append(
            (
                str(d),
                give(f"orang:{d}", "#" if n is None else number(n, 0, "id"), n, d, "orang"),
                give(f"bagian:{d}", "#" if part is None else number(part, 1, "id"), part, d, "persen"),
            )
        )
    parts: list[Part] = []
    if not set(hidden) & set(range(1, LOW + 1)) and share:
        low = round(sum(share[d] for d in range(1, LOW + 1)), 1)
        way = "lebih banyak" if low > EVEN else "lebih sedikit"
        beside = f", {way} daripada empat persepuluh bagian seandainya keadaannya sama dengan seluruh data"
        runs = (
            "Menurut simulasi peringkat, ",
            give("desil_1_4", number(low, 1, "id"), low, None, "persen"),
            f" persen orang di {ask.name} berada di desil 1–4 nasional{beside if low != EVEN else ''}.",
        )
        parts.append(Paragraph(runs, key="desil"))
    title = Text(f"Sebaran orang menurut desil nasional (simulasi), {ask.name}", "Persons by decile")
    shares = [share.get(d) for d in range(1, 11)]
    alt = "; ".join(f"desil {d}: {number(v, 1, 'id') if v is not None else '#'}" for d, v in enumerate(shares, 1))
    parts.append(ask.draw("deciles", title.id, f"{alt} (persen).", shares, title=title, release=ask.release.id))
    note = counted.note(held, [PERSONS])
    parts.append(Tabulated(title.id, ("Desil nasional", "Orang", "Bagian (persen)"), tuple(body), note))
    return tuple(parts)
