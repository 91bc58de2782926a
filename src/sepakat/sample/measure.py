"""How close the sample comes to what it aims at: the table of docs/explanation/sample.md.

`python -m sepakat.sample.measure 53 20000 7` prints it (province, families, seed).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from sepakat.sample import calibrate, make, places, targets
from sepakat.sample.people import People


@dataclass(frozen=True)
class Figure:
    """One figure. found and wanted in the same unit; wanted is None where nothing is published."""

    name: str
    unit: str
    found: float
    wanted: float | None
    calibrated: bool


def gini(values: np.ndarray, weights: np.ndarray) -> float:
    """Gini index of weighted positive values, 0..1 (twice the covariance with the rank, over the mean)."""
    order = np.argsort(values, kind="stable")
    x, share = values[order], weights[order] / weights.sum()
    rank = np.cumsum(share) - share / 2
    return 2 * float((share * x * rank).sum()) / float((share * x).sum()) - 1


def measure(province: str, families: int, seed: int) -> list[Figure]:
    """Figures of the true population of a sample (as `truth/` has it), against the targets. Writes nothing."""
    plan = places.make_plan(province, families, seed)
    c = calibrate.calibrate(plan)
    blocks = [make.people_of(plan, block, c) for block in plan.blocks]
    facts = targets.province(province)
    fam = lambda name: np.concatenate([p.fam[name] for p in blocks])  # noqa: E731
    per = lambda name: np.concatenate([p.per[name] for p in blocks])  # noqa: E731
    members = fam("members").astype(float)
    here, age = per("here"), per("age")
    adult = here & (age >= 15)
    force = per("tenaga_kerja")[adult]
    at_school = lambda low, high: float((per("sekolah")[here & (age >= low) & (age <= high)] == 2).mean()) * 100  # noqa: E731
    percent = lambda x: float(np.mean(x)) * 100  # noqa: E731
    poor = float(np.average(fam("poor"), weights=members)) * 100
    spent = float(np.average(fam("pc"), weights=members))
    jobless = (1 - float(per("bekerja")[adult].sum()) / float(force.sum())) * 100
    women = percent(np.concatenate([p.head("sex") for p in blocks]) == 2)
    size = facts.assumptions["anggota_per_keluarga"]
    aimed = [
        ("Penduduk miskin (P0)", "%", poor, facts.p0 * 100),
        ("Rasio Gini", "", gini(fam("pc"), members), facts.gini),
        ("Rata-rata pengeluaran per kapita", "ribu rupiah", spent / 1e3, facts.expenditure / 1e3),
        ("Sanitasi layak", "% keluarga", percent(fam("sanitation")), facts.sanitation * 100),
        ("Air minum layak", "% keluarga", percent(fam("water")), facts.water * 100),
        ("Partisipasi angkatan kerja (TPAK)", "%", percent(force), facts.participation * 100),
        ("Pengangguran terbuka (TPT)", "%", jobless, facts.unemployment * 100),
        ("Penerangan listrik", "% keluarga", percent(fam("R307A") <= 3), facts.assumptions["listrik"] * 100),
        ("Simpangan P0 antarkabupaten (akar rerata kuadrat)", "poin", _regency_error(blocks, facts), 0.0),
    ]
    free = [
        ("Anggota per keluarga", "orang", float(members.mean()), size),
        ("Angka partisipasi sekolah 7–12", "%", at_school(7, 12), None),
        ("Angka partisipasi sekolah 13–15", "%", at_school(13, 15), None),
        ("Angka partisipasi sekolah 16–18", "%", at_school(16, 18), None),
        ("Penyandang disabilitas", "%", percent(per("disabilitas")[here & (age >= 2)]), None),
        ("Kepala keluarga perempuan", "%", women, None),
    ]
    return [Figure(*row, calibrated=True) for row in aimed] + [Figure(*row, calibrated=False) for row in free]


def _regency_error(blocks: list[People], facts: targets.ProvinceTargets) -> float:
    """Distance between regencies' P0 and the pattern of 2021 moved to the province's level, in points."""
    codes = sorted({p.block.regency for p in blocks})
    wanted = calibrate.regency_targets(facts, codes, "p0", facts.p0)
    persons = np.array([sum(p.fam["members"].sum() for p in blocks if p.block.regency == k) for k in codes], float)
    poor = [sum((p.fam["members"] * p.fam["poor"]).sum() for p in blocks if p.block.regency == k) for k in codes]
    gap = np.array(poor) / persons - wanted * facts.p0 / np.average(wanted, weights=persons)
    return float(np.sqrt(np.average(gap**2, weights=persons))) * 100


def markdown(figures: list[Figure]) -> str:
    """The figures as a Markdown table in Bahasa, decimals with a comma."""
    rows = ["| angka | satuan | tujuan | tercapai | disetel |", "|---|---|---:|---:|---|"]
    for f in figures:
        digits = 3 if f.name == "Rasio Gini" else 2
        wanted = "tidak ada" if f.wanted is None else f"{f.wanted:.{digits}f}"
        line = f"| {f.name} | {f.unit} | {wanted} | {f.found:.{digits}f} | {'ya' if f.calibrated else 'tidak'} |"
        rows.append(line.replace(".", ","))
    return "\n".join(rows) + "\n"


def main(argv: list[str]) -> None:
    given = [*argv, *(make.DEFAULT_PROVINCE, str(make.DEFAULT_FAMILIES), str(make.DEFAULT_SEED))[len(argv) :]]
    sys.stdout.write(markdown(measure(given[0], int(given[1]), int(given[2]))))


if __name__ == "__main__":
    main(sys.argv[1:])
