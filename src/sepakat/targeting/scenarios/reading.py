"""Scenario files: TOML with one scenario, or up to four under `[[skenario]]` that share what stands above them.

    nama = "JKN untuk desil 1-4"
    program = "pbi_jkn"
    biaya = 42000            # rupiah a month for each person (or family)
    bulan = 12
    [aturan]
    desil_maks = 4
    [pembayar]               # percent
    provinsi = 40
    kabupaten = 60
    [pembayar_wilayah."75.01"]
    provinsi = 30
    kabupaten = 70

Every field is described in docs/howto/scenario.md; a field that is not known is refused with the nearest one.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sepakat import catalogue
from sepakat.catalogue.reading import Node, read
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting.scenarios.model import MOST, NEW, SCALES, SCOPES, Scenario

_PLAIN = {"nama", "program", "cakupan", "kuota", "plafon", "biaya", "biaya_per", "bulan", "penyerapan", "nilai_manfaat"}
_TABLES = {"aturan", "pembayar", "pembayar_wilayah"}
_RULE = {"desil_min", "desil_maks", "skala", "kategori", "desil_maks_kategori", "syarat", "dahulukan"}


def load_file(path: Path, on: dt.date | None = None) -> list[Scenario]:
    """The scenarios of a file, checked. on: the day whose programme rules fill what the file leaves out (today).

    UserError `scenario-file` (the file cannot be read; which field and why), `scenario-field`, `unknown-programme`.
    """
    try:
        node = read(path)
        node.only(_PLAIN | _TABLES | {"skenario"})
        parts = list(node.children("skenario"))
        if len(parts) > MOST:
            raise node.error(
                "skenario", f"Paling banyak {MOST} skenario dalam satu berkas.", f"At most {MOST} scenarios."
            )
        for part in parts:
            part.only(_PLAIN | _TABLES)
        shared = {k: v for k, v in node.data.items() if k != "skenario"}
        merged = [Node(path, _over(shared, part.data), part.prefix) for part in parts] or [Node(path, shared)]
        return [_scenario(one, on or dt.date.today()).check() for one in merged]
    except UserError as error:
        if error.code != "catalogue-file":
            raise
        raise UserError(
            Text(f"Berkas skenario `{path.name}` belum dapat dipakai.", f"Scenario file `{path.name}` cannot be used."),
            error.detail,
            Text("Perbaiki berkas itu, lalu coba lagi.", "Mend that file, then try again."),
            error.where,
            "scenario-file",
        ) from None


def _over(shared: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """A scenario's own fields over the shared ones; of tables, field by field (payers as a whole)."""
    merged = shared | own
    mine, theirs = own.get("aturan"), shared.get("aturan")
    if isinstance(mine, dict) and isinstance(theirs, dict):
        merged["aturan"] = theirs | mine
    return merged


def _scenario(node: Node, on: dt.date) -> Scenario:
    programme = catalogue.programme(node.text("program"))
    rule = node.child("aturan", {})
    rule.only(_RULE)
    try:
        usual = programme.rule(on)
        low, high = usual.decile_min, usual.decile_max
    except UserError:
        low, high = 1, 10
    payers = node.child("pembayar", {})
    regional = node.child("pembayar_wilayah", {})
    return Scenario(
        name=node.text("nama"),
        programme=programme.id,
        decile_min=rule.integer("desil_min", low),
        decile_max=rule.integer("desil_maks", high),
        scale=rule.choice("skala", tuple(SCALES), "nasional"),
        categories=rule.texts("kategori", []),
        category_decile=rule.integer("desil_maks_kategori", None),
        condition=rule.text("syarat", ""),
        first=rule.texts("dahulukan", []),
        scope=node.choice("cakupan", tuple(SCOPES), NEW),
        quota=node.integer("kuota", None),
        ceiling=node.number("plafon", None),
        cost=float(node.number("biaya", 0)),
        per_person=node.choice("biaya_per", ("orang", "keluarga"), programme.unit) == "orang"
        and programme.unit == "keluarga",
        months=node.integer("bulan", 12),
        take_up=float(node.number("penyerapan", 100)),
        benefit=node.number("nilai_manfaat", None),
        shares={p: float(payers.number(p)) for p in payers.data} or {"kabupaten": 100.0},
        regional={
            code: {p: float(regional.child(code).number(p)) for p in regional.child(code).data}
            for code in regional.data
        },
    )
