"""Targeting errors of a programme: who is wrongly out and wrongly in, with the range of what is truly so; by cause,
by field of error, by group, by part of the region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat import catalogue
from sepakat.analysis.scope import PLURAL
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.documents import tabled, worded
from sepakat.documents.making import Ask
from sepakat.documents.narrative.phrases import upper
from sepakat.documents.parts import Paragraph, Part
from sepakat.targeting import errors
from sepakat.targeting.errors.causes import FIELDS
from sepakat.targeting.errors.fairness import words as group_words
from sepakat.targeting.errors.rates import SHORT
from sepakat.targeting.errors.shares import KINDS
from sepakat.targeting.errors.studies import Study

LABEL = Text("Galat sasaran", "Targeting errors")
OPTIONS: Mapping[str, Text] = {
    "program": Text("Satu program (pkh).", "One programme."),
    "ukuran": Text("Ukuran galat, dipisah koma; `semua` untuk semuanya.", "Definitions of error; `semua`: all."),
    "isi": Text(
        "`galat` (biasa), `sebab`, `bidang`, `kelompok`, atau `wilayah`.",
        "`galat` (usual), `sebab`: causes, `bidang`: fields, `kelompok`: groups, or `wilayah`: parts.",
    ),
    "baris": Text("Baris tabel paling banyak (60).", "Most rows of the table (60)."),
}
MOST = 60
USUAL = ("exclusion", "inclusion_of_beneficiaries", "accuracy")
PARTS = {
    "galat": "",
    "sebab": "menurut sebab",
    "bidang": "menurut bidang galat",
    "kelompok": "antarkelompok",
    "wilayah": "menurut wilayah",
}
_WAYS = {
    "exclusion": "dari yang berhak tidak tercatat menerima",
    "inclusion_of_beneficiaries": "dari yang tercatat menerima tidak berhak menurut simulasi",
}
_LEAVE = ("n", "numerator", "denominator", "sign", "release", "version")
_ABOUT = {
    "kind": (Text("Jenis galat", "Kind of error"), lambda row: KINDS[row["kind"]][0].id),
    "cause": (Text("Sebab", "Cause"),
              lambda row: next(c.label.id for c in KINDS[row["kind"]][1] if c.id == row["cause"])),
    "field": (Text("Bidang", "Field"), lambda row: FIELDS[row["field"]].id),
    "definition": (Text("Ukuran", "Definition"), lambda row: SHORT[row["definition"]].id),
}  # fmt: skip


def make(ask: Ask) -> tuple[Part, ...]:
    programme = catalogue.programme(ask.text("program", "pkh"))
    by = worded.part(ask, PARTS, "galat")
    study = errors.study(ask.release, programme, ask.region)
    facts: dict[str, Any] = {
        "measure": programme.id,
        "version": study.units.rule.since.isoformat(),
        "period": f"rilis {ask.release.id}",
        "label": f"Galat sasaran {programme.short.id}",
        "source": "Registri dan daftar penerima",
    }
    found, keys, leave = _table(ask, study, by)
    caption = " ".join(filter(None, ("Galat sasaran", programme.short.id, PARTS[by])))
    caption = f"{caption if by != 'wilayah' else f'{caption[:-7]}{PLURAL[worded.below(ask)].id}'}, {ask.name}"
    made = tabled.table(
        ask, found, keys, caption=caption, leave=leave, facts=facts, most=ask.whole("baris", MOST),
        always=("value", "n") if by != "kelompok" else (),
        names={"difference": "Selisih, rata-rata ulangan (poin persen)"},
    )  # fmt: skip
    said = _sentences(ask, found, programme.short.id, facts) if by == "galat" else []
    return (*said, worded.seen(ask, made))


def _table(ask: Ask, study: Study, by: str) -> tuple[Table, tuple[str, ...], tuple[str, ...]]:
    """The table of one part, what names its rows, and columns to leave out."""
    wanted = () if ask.text("ukuran") == "semua" else ask.listed("ukuran") or USUAL
    if by == "galat":
        found = errors.rates(study, ask.region, definitions=wanted)
        return _said(found, "definition"), ("definition",), _LEAVE
    if by == "wilayah":
        found = errors.rates(study, ask.region, level=worded.below(ask), definitions=ask.listed("ukuran") or USUAL[:2])
        return worded.placed(_said(found, "definition")), ("region", "definition"), _LEAVE
    if by == "sebab":
        found = errors.cause_table(study, ask.region)
        return _said(found, "kind", "cause", "field"), ("kind", "cause"), _LEAVE[1:]
    if by == "bidang":
        return _said(errors.field_table(study, ask.region), "kind", "field"), ("kind", "field"), _LEAVE
    found = errors.fairness(study, ask.region)
    shown = _said(found, "definition") if not len(found) else worded.worded(
        worded.kept(found, lambda row: not row["sign"]),
        {"group": (Text("Kelompok", "Group"), lambda row: upper(group_words(dict(row)).id)),
         "definition": _ABOUT["definition"],
         "real": (Text("Nyata", "Real"), lambda row: {None: "", True: "nyata", False: "tidak nyata"}[row["real"]])},
    )  # fmt: skip
    keys = ("group", "class", "group2", "class2", "definition")
    return shown, keys, (*_LEAVE, "class", "group2", "class2")


def _said(found: Table, *names: str) -> Table:
    return worded.worded(found, {name: _ABOUT[name] for name in names})


def _sentences(ask: Ask, found: Table, short: str, facts: Mapping[str, Any]) -> list[Part]:
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
                    (f"{short}: sekitar ", one, f" persen {_WAYS[row['definition']]} di {ask.name}."),
                    key=f"galat:{row['definition']}",
                )
            )
    return parts
