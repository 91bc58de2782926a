"""Programmes and who is due them, dated and sourced (`programmes/*.toml`).

Each rule's decile limits are also parameters (`pkh_desil_min`, `pkh_desil_maks`), so that indicators and targeting
read the same number from the same place.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES, Number, Parameter, Series
from sepakat.catalogue.reading import HOME, Node, files, read, shown
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text, long_date


@dataclass(frozen=True)
class Rule:
    """One rule. decile_min, decile_max: inclusive; conditions: what else is asked, in words. status: of the source."""

    since: dt.date
    decile_min: int
    decile_max: int
    conditions: tuple[str, ...]
    source: str
    status: str
    note: str | None


@dataclass(frozen=True)
class Programme:
    """One programme. unit: who receives (`keluarga`, `orang`). received: the survey answer column; listed: the column
    filled from its recipient list. rules: oldest first."""

    id: str
    label: Text
    agency: str
    unit: str
    received: str | None
    listed: str | None
    allocation: str | None
    rules: tuple[Rule, ...]
    path: Path

    def rule(self, on: dt.date) -> Rule:
        """The rule that holds on a day; UserError (code parameter-missing) naming the file."""
        for rule in reversed(self.rules):
            if rule.since <= on:
                return rule
        raise UserError(
            Text(
                f"Aturan program `{self.id}` untuk {long_date(on, 'id')} belum ada.",
                f"There is no rule of programme `{self.id}` for {long_date(on, 'en')}.",
            ),
            hint=Text(f"Lengkapi berkas `{shown(self.path)}`.", f"Complete the file `{shown(self.path)}`."),
            where=shown(self.path),
            code="parameter-missing",
        )


def _rule(node: Node) -> Rule:
    node.only({"sejak", "desil_min", "desil_maks", "syarat", "sumber", "status", "catatan"})
    low, high = node.integer("desil_min"), node.integer("desil_maks")
    if not 1 <= low <= high <= 10:
        raise node.error("desil_maks", "Desil berjalan dari 1 sampai 10.", "Deciles run from 1 to 10.")
    return Rule(
        since=node.date("sejak"),
        decile_min=low,
        decile_max=high,
        conditions=node.texts("syarat", []),
        source=node.text("sumber"),
        status=node.choice("status", STATUSES),
        note=node.optional_text("catatan"),
    )


@functools.lru_cache(maxsize=1)
def programmes() -> Mapping[str, Programme]:
    """All programmes by id."""
    found: dict[str, Programme] = {}
    for path in files(HOME / "programmes"):
        node = read(path)
        node.only({"nama", "nama_en", "penyelenggara", "satuan", "kolom_terima", "kolom_daftar", "alokasi", "aturan"})
        rules = sorted((_rule(item) for item in node.children("aturan")), key=lambda rule: rule.since)
        found[path.stem] = Programme(
            id=path.stem,
            label=node.label("nama", "nama_en"),
            agency=node.text("penyelenggara"),
            unit=node.choice("satuan", ("keluarga", "orang")),
            received=node.optional_text("kolom_terima"),
            listed=node.optional_text("kolom_daftar"),
            allocation=node.optional_text("alokasi"),
            rules=tuple(rules),
            path=path,
        )
    return MappingProxyType(found)


def programme(id_: str) -> Programme:
    """One programme; UserError (code unknown-programme) with the nearest id."""
    try:
        return programmes()[id_]
    except KeyError:
        raise unknown_name(Text("Program", "Programme"), id_, programmes(), "unknown-programme") from None


def rule_parameters() -> dict[str, Series]:
    """`<program>_desil_min` and `<program>_desil_maks` of every programme, as dated series."""
    found: dict[str, Series] = {}
    for item in programmes().values():
        for suffix, word, limit in (
            ("desil_min", Text("desil terendah", "lowest decile"), lambda rule: rule.decile_min),
            ("desil_maks", Text("desil tertinggi", "highest decile"), lambda rule: rule.decile_max),
        ):
            name = f"{item.id}_{suffix}"
            label = Text(f"{item.label.id}: {word.id}", f"{item.label.en}: {word.en}")
            entries = []
            for rule in item.rules:
                value: Number = limit(rule)
                entry = Parameter(name, label, value, "desil", rule.source, rule.status, rule.since, rule.note)
                entries.append((rule.since, None, entry))
            found[name] = Series(name, label, "desil", (), tuple(entries), item.path)
    return found
