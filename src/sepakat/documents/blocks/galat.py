"""Targeting errors of a programme: who is wrongly out and wrongly in, with the range of what is truly so."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from sepakat import catalogue
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.documents import tabled
from sepakat.documents.making import Ask
from sepakat.documents.parts import Paragraph, Part
from sepakat.targeting import errors
from sepakat.targeting.errors.rates import SHORT

LABEL = Text("Galat sasaran", "Targeting errors")
OPTIONS: Mapping[str, Text] = {
    "program": Text("Satu program (pkh).", "One programme."),
    "ukuran": Text("Ukuran galat, dipisah koma.", "Definitions of error."),
}
USUAL = ("exclusion", "inclusion_of_beneficiaries", "accuracy")
_WAYS = {
    "exclusion": "dari yang berhak tidak tercatat menerima",
    "inclusion_of_beneficiaries": "dari yang tercatat menerima tidak berhak menurut simulasi",
}


def make(ask: Ask) -> tuple[Part, ...]:
    id_ = ask.text("program", "pkh")
    programme = catalogue.programme(id_)
    study = errors.study(ask.release, programme, ask.region)
    found = errors.rates(study, ask.region, definitions=ask.listed("ukuran") or USUAL)
    facts = {
        "measure": id_,
        "version": found.rows()[0]["version"],
        "period": f"rilis {ask.release.id}",
        "label": f"Galat sasaran {programme.short.id}",
        "source": "Registri dan daftar penerima",
    }
    parts: list[Part] = []
    for row in found.rows():
        if row["definition"] in _WAYS and row["value"] is not None:
            shown = number(row["value"], 1, "id")
            one = ask.number(
                f"kalimat:{row['definition']}",
                shown,
                row["value"],
                unit="persen",
                formula=SHORT[row["definition"]].id,
                **facts,
            )
            parts.append(
                Paragraph(
                    (f"{programme.short.id}: sekitar ", one, f" persen {_WAYS[row['definition']]} di {ask.name}."),
                    key=f"galat:{row['definition']}",
                )
            )
    words = [{**r, "definition": SHORT[r["definition"]].id} for r in found.rows()]
    parts.append(
        tabled.table(
            ask,
            _rewritten(found, words),
            ("definition",),
            caption=f"Galat sasaran {programme.short.id}, {ask.name}",
            leave=("n", "numerator", "denominator", "sign", "release", "version"),
            facts=facts,
        )
    )
    return tuple(parts)


def _rewritten(found: Table, rows: list[dict[str, object]]) -> Table:
    return found.with_data(pa.Table.from_pylist(rows, found.data.schema))
