"""A published figure belongs to a series of the catalogue, by a definition that is known for its year."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.catalogue.published import figure_series
from sepakat.core.duck import literal
from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table != "figure" or not plan.has("_seri"):
        return
    yield Rule(
        "seri IS NULL",
        Text(
            "{kolom} “{isi}” tidak menyebut seri yang dikenal. Lihat daftarnya: `sepakat figure list`.",
            "{kolom} “{isi}” names no known series. See the list: `sepakat figure list`.",
        ),
        "_seri",
    )
    named = plan.raw("_definisi") if plan.has("_definisi") else "NULL"
    yield Rule(
        f"seri IS NOT NULL AND periode IS NOT NULL AND definisi IS NULL AND {named} IS NOT NULL",
        Text(
            "{kolom} “{isi}” bukan definisi seri ini. Lihat: `sepakat figure show`.",
            "{kolom} “{isi}” is no definition of this series. See `sepakat figure show`.",
        ),
        "_definisi" if plan.has("_definisi") else "_seri",
    )
    yield Rule(
        f"seri IS NOT NULL AND periode IS NOT NULL AND definisi IS NULL AND {named} IS NULL",
        Text(
            "Seri “{isi}” punya lebih dari satu definisi untuk tahun ini; isi kolom `definisi`.",
            "Series “{isi}” has more than one definition for this year; fill column `definisi`.",
        ),
        "_seri",
    )
    yield Rule(
        f"nilai IS NOT NULL AND ({_beyond()})",
        Text("{kolom} “{isi}” di luar batas seri ini.", "{kolom} “{isi}” is beyond the range of this series."),
        "nilai",
    )


def _beyond() -> str:
    """SQL: the value lies outside the range that its series can have."""
    tests = []
    for one in figure_series().values():
        low = [f"nilai < {one.low}"] if one.low is not None else []
        high = [f"nilai > {one.high}"] if one.high is not None else []
        if low or high:
            tests.append(f"WHEN {literal(one.id)} THEN {' OR '.join(low + high)}")
    return f"CASE seri {' '.join(tests)} ELSE FALSE END"


CHECK = Check(
    "seri_angka", REJECT,
    Text("Seri dan definisi angka", "Series and definition of a figure"),
    Text("Pakai nama seri dan definisi dari katalog.", "Use the catalogue's names of series and definitions."),
    rows=rows,
)  # fmt: skip
