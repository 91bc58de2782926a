"""One programme in a region: by its parts, by the reasons of its rule, and what its rule chose on earlier releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sepakat import catalogue
from sepakat.analysis.scope import PLURAL
from sepakat.analysis.scoring.freshness import chain
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.documents import tabled, worded
from sepakat.documents.blocks.sasaran import COUNTED
from sepakat.documents.making import Ask
from sepakat.documents.parts import Missing, Part
from sepakat.engine import frames
from sepakat.targeting import due_for, trying
from sepakat.targeting.counts import reasons_for

LABEL = Text("Program menurut wilayah dan alasan", "A programme by region and reason")
OPTIONS: Mapping[str, Text] = {
    "program": Text("Satu program (pkh).", "One programme."),
    "isi": Text("`wilayah` (biasa), `alasan`, atau `lalu`: pada rilis sebelumnya.",
                "`wilayah` (usual), `alasan`: reasons, or `lalu`: on the release before."),
    "tingkat": Text("Untuk `wilayah`: tingkat bagiannya.", "For `wilayah`: level of the parts."),
    "baris": Text("Baris tabel paling banyak (60).", "Most rows (60)."),
}  # fmt: skip
PARTS = {
    "wilayah": "",
    "alasan": "Alasan, dan berapa yang mengalaminya",
    "lalu": "Bila aturan ini dipakai pada rilis sebelumnya",
}


def make(ask: Ask) -> tuple[Part, ...]:
    """UserErrors of `targeting`."""
    programme = catalogue.programme(ask.text("program", "pkh"))
    what = worded.part(ask, PARTS, "wilayah")
    rule = programme.rule(frames.day(ask.release))
    level = ask.text("tingkat") or (worded.below(ask) if what == "wilayah" else "")
    if what == "wilayah":
        found, keys = worded.placed(due_for(ask.release, programme, ask.region, level)), ("region",)
    elif what == "alasan":
        found, keys = _reasons(reasons_for(ask.release, programme, ask.region), programme.unit), ("reason",)
    else:
        held = chain(ask.lake, ask.release)[:2][::-1]
        if len(held) < 2:
            said = f"Rilis sebelum {ask.release.id} tidak ada, jadi aturan {programme.short.id} belum dapat dicoba."
            return (Missing(said, ask.owner(programme.id), "Coba lagi sesudah rilis berikutnya."),)
        found, keys = _past(trying.backtest(held, programme, rule, ask.region)), ("release",)
    facts: dict[str, Any] = {
        "measure": programme.id, "version": rule.since.isoformat(), "label": programme.label.id, "formula": COUNTED,
        "period": f"rilis {ask.release.id}", "source": "Registri dan daftar penerima",
    }  # fmt: skip
    title = PARTS[what] or f"Sasaran menurut {PLURAL[level].id}"
    made = tabled.table(ask, found, keys, caption=f"{title}, {programme.short.id}, {ask.name}", facts=facts,
                        leave=("sign", "suppressed", "rule"), most=ask.whole("baris", 60))  # fmt: skip
    return (worded.seen(ask, made),)


def _reasons(found: Table, unit: str) -> Table:
    columns = (
        Column("reason", Text("Alasan", "Reason"), kind="text"),
        Column("against", Text("Pengaruh", "Effect"), kind="text"),
        Column("due", Text("Di antara yang berhak", "Among those due"), unit),
        Column("waiting", Text("Di antara yang menunggu", "Among those waiting"), unit),
        Column("others", Text("Di antara yang tidak berhak", "Among those not due"), unit),
    )
    effect = (columns[1].label, lambda row: "mengecualikan" if row["against"] else "memasukkan")
    return worded.worded(replace(found, columns=columns), {"against": effect})


def _past(found: Table) -> Table:
    return worded.worded(found, {"release": (Text("Rilis", "Release"), lambda r: r["release"]),
                                 "next": (Text("Rilis berikutnya", "Next release"), lambda r: r["next"])})  # fmt: skip
