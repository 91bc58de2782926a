"""Population: men and women add up to all, and so do the ages where every age is given."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table != "population":
        return
    yield Rule(f"{plan.raw('jumlah')} IS NULL", Text("{kolom} kosong; wajib diisi.", "{kolom} is empty."), "jumlah")
    if plan.has("laki_laki", "perempuan"):
        yield Rule(
            "laki_laki + perempuan <> jumlah",
            Text("Laki-laki dan perempuan tidak sama dengan jumlahnya.", "Men and women do not add up to all."),
            "jumlah",
        )
    ages = [f.to for f in plan.role.fields if f.to.startswith("umur_")]
    if plan.has(*ages):
        yield Rule(
            f"{' + '.join(ages)} <> jumlah",
            Text("Jumlah menurut umur tidak sama dengan jumlah penduduk.", "Ages do not add up to the population."),
            "jumlah",
        )


CHECK = Check(
    "penduduk", REJECT,
    Text("Jumlah penduduk", "Population adds up"),
    Text("Perbaiki angka yang tertukar atau kurang.", "Mend the figure that is off."),
    rows=rows,
)  # fmt: skip
