"""The village (or regency) is known, and was valid at the date of the data."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan

_PLACES = {
    "desa": Text("desa/kelurahan", "village"),
    "kabupaten": Text("kabupaten/kota", "regency"),
    "wilayah": Text("wilayah", "region"),
}


def rows(plan: Plan) -> Iterator[Rule]:
    region = plan.role.region
    if region is None or not region.needed or plan.region_digits() is None:
        return
    column = plan.column_of(region.parts[-1][0])
    place = _PLACES[region.level]
    kind = "BPS" if region.kind == "bps" else "Kemendagri"
    yield Rule(
        "_digit IS NOT NULL AND _wilayah IS NULL",
        Text(
            f"Kode {place.id} {kind} “{{digit}}” tidak ada dalam daftar.",
            f"{kind} {place.en} code “{{digit}}” is not in the list.",
        ),
        column,
    )
    yield Rule(
        "_wilayah = 'tanpa padanan'",
        Text(
            f"Kode BPS “{{digit}}” belum punya padanan Kemendagri. Impor tabel padanan untuk {place.id} ini.",
            f"BPS code “{{digit}}” has no Kemendagri partner yet. Import a crosswalk for this {place.en}.",
        ),
        column,
    )
    yield Rule(
        "_wilayah = 'berakhir'",
        Text(
            f"Kode {place.id} “{{digit}}” tidak berlaku lagi pada tanggal data ini.",
            f"{place.en.capitalize()} code “{{digit}}” no longer held at the date of these data.",
        ),
        column,
    )


CHECK = Check(
    "wilayah", REJECT,
    Text("Kode wilayah dikenal dan berlaku", "Region known and valid"),
    Text("Cocokkan dengan daftar kode wilayah terbaru.", "Compare with the current list of region codes."),
    rows=rows,
)  # fmt: skip
