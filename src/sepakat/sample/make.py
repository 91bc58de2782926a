"""Making the sample: plan, calibrate, block by block through every writer, then the files that need a whole.

`generate` writes into a folder what the agencies of a province (or all provinces) would deliver, and `truth/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import sepakat
from sepakat.core.errors import UserError
from sepakat.core.files import write_atomic, write_json
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.sample import (
    assets,
    calibrate,
    culture,
    health,
    housing,
    labels,
    nik,
    places,
    programmes,
    survey,
    targets,
    wealth,
    work,
)
from sepakat.sample.formats import dbf, dta, sav
from sepakat.sample.people import People
from sepakat.sample.places import Block, Plan
from sepakat.sample.raw import (
    dapodik,
    dtks,
    dtsen,
    geography,
    hazards,
    lists,
    p3ke,
    podes,
    population,
    published,
    regsosek,
    sakernas,
    spm,
    susenas,
    truth,
)
from sepakat.sample.sink import Sink, resume
from sepakat.sample.wealth import Calibration

README = "BACA-DULU.txt"
FACTS = "sampel.json"
DEFAULT_PROVINCE, DEFAULT_FAMILIES, DEFAULT_SEED = "53", 3000, 7


@dataclass(frozen=True)
class SampleReport:
    """What was written. files: name → data rows; provinces: codes; families, persons: as Regsosek holds them."""

    out: Path
    provinces: tuple[str, ...]
    families: int
    persons: int
    villages: int
    files: dict[str, int] = field(default_factory=dict)


def generate(
    out: Path,
    *,
    province: str = DEFAULT_PROVINCE,
    families: int = DEFAULT_FAMILIES,
    seed: int = DEFAULT_SEED,
    nation: bool = False,
    progress: Progress = SILENT,
) -> SampleReport:
    """Write a synthetic province (or, with `nation`, all 38) into `out`: raw files and `truth/`.

    The same province, families and seed give the same bytes. A run of the nation that was cut short goes on from the
    last whole province. UserError: `sample-province-unknown`, `sample-families`, `sample-folder` (a folder with files
    that are not of a sample).
    """
    codes = targets.codes() if nation else [province]
    for code in codes:
        targets.province(code)
    stamp = {"provinsi": codes, "keluarga": families, "benih": seed, "versi": sepakat.__version__, "nasional": nation}
    _prepare(out, stamp)
    shares = _shares(codes, families)
    sink = resume(out, stamp)
    plans = {code: places.make_plan(code, shares[code], seed) for code in codes}
    cuts = _national(plans, progress) if nation else {}
    try:
        for code in codes:
            if code not in sink.done:
                _province(plans[code], sink, cuts.get(code), progress)
                sink.commit(code, stamp)
        report = _finish(out, sink, plans, stamp, progress)
    finally:
        sink.close()
    sink.clean()
    return report


def _prepare(out: Path, stamp: dict[str, object]) -> None:
    """An empty folder, one with an unfinished run of the same sample, or one with a finished sample (made anew)."""
    out.mkdir(parents=True, exist_ok=True)
    if not any(out.iterdir()) or (out / ".sampel-berjalan.json").exists():
        return
    if not (out / FACTS).exists():
        raise UserError(
            Text("Folder tujuan berisi berkas lain.", "The target folder holds other files."),
            hint=Text("Pilih folder kosong dengan --out.", "Choose an empty folder with --out."),
            where=str(out),
            code="sample-folder",
        )
    for path in sorted(out.rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()


def _shares(codes: list[str], families: int) -> dict[str, int]:

    people = np.array([float(targets.province(c).population) for c in codes])
    least = min(families // len(codes), places.MIN_REGENCY) if len(codes) > 1 else families
    counts = places.share_out(families, people, least=max(0, least))
    return dict(zip(codes, counts.tolist(), strict=True))


def people_of(plan: Plan, block: Block, c: Calibration) -> People:
    """Everything that is true of the people of one block, before any registry sees them."""
    facts = targets.province(plan.province)
    people = calibrate.grow(plan, block)
    work.employ(people, c.part_cut, c.jobless_cut)
    wealth.raw_welfare(people)
    wealth.spend(people, c, facts.line_urban, facts.line_rural)
    health.ail(people)
    housing.dwell(people, c)
    assets.own(people)
    nik.number(people)
    culture.christen(people)
    programmes.entitle(people)
    programmes.receive_2022(people)
    programmes.receive_2025(people)
    people.cuts = {"official": c.official}
    return people


def _province(plan: Plan, sink: Sink, given: Calibration | None, progress: Progress) -> None:
    c = given or calibrate.calibrate(plan, progress)
    sink.begin(plan.province)
    geography.write_classes(plan, sink)
    households = sum(v.households for v in plan.villages)
    asked = survey.draw(plan, survey.size_for(households), "susenas")
    working = survey.draw(plan, survey.size_for(households), "sakernas")
    name = targets.province(plan.province).name
    with progress.step(f"Membuat data contoh {name}", total=plan.families) as step:
        for block in plan.blocks:
            people = people_of(plan, block, c)
            regsosek.write(people, sink)
            dtsen.write(people, sink)
            dtks.write(people, sink)
            p3ke.write(people, sink)
            lists.write(people, sink)
            susenas.write(people, sink, asked)
            sakernas.write(people, sink, working)
            geography.write(people, sink)
            truth.write(people, sink)
            dapodik.write(people, sink)
            podes.write(people, sink)
            hazards.write(people, sink)
            population.write(people, sink)
            spm.add(people, sink)
            published.add(people, sink)
            step.advance(block.families)


def _national(plans: dict[str, Plan], progress: Progress) -> dict[str, Calibration]:
    """Calibrations of all provinces with cuts of deciles taken over the nation."""

    found, ratios = {}, {}
    with progress.step("Menyetel 38 provinsi", total=len(plans)) as step:
        for code, plan in plans.items():
            found[code], ratios[code] = calibrate.with_scores(plan, most=30_000)
            step.advance()
    weights = {code: targets.province(code).population / ratios[code]["members"].sum() for code in plans}
    members = np.concatenate([ratios[code]["members"] * weights[code] for code in plans])
    tenths, hundredths = np.arange(1, 10) / 10, np.arange(1, 100) / 100
    for name, column, shares in (
        ("deciles", "ratio", tenths),
        ("official", "official_score", tenths),
        ("old", "old_score", hundredths),
    ):
        values = np.concatenate([ratios[code][column] for code in plans])
        cut = calibrate.weighted_quantile(values, members, shares).tolist()
        for c in found.values():
            setattr(c, name, cut)
    return found


def _read(sink: Sink, name: str) -> tuple[pa.Schema, int, Iterator[pa.Table]]:
    files = [pq.ParquetFile(p) for p in sink.parts(name)]
    schema = files[0].schema_arrow
    rows = sum(f.metadata.num_rows for f in files)
    return schema, rows, (f.read_row_group(i) for f in files for i in range(f.num_row_groups))


def _finish(
    out: Path, sink: Sink, plans: dict[str, Plan], stamp: dict[str, object], progress: Progress
) -> SampleReport:
    """SPSS, Stata, DBF and Parquet from the spooled parts, and the papers that go with the sample."""
    with progress.step("Menutup berkas survei", total=5) as step:
        schema, rows, tables = _read(sink, susenas.HOUSEHOLDS)
        sav.write(
            out / "susenas_kor_rt.sav",
            schema,
            tables,
            rows,
            labels=labels.susenas(),
            title="Susenas Kor RT (data contoh)",
        )
        step.advance()
        schema, rows, tables = _read(sink, susenas.MEMBERS)
        dta.write(out / "susenas_kor_individu.dta", schema, tables, rows, title="Susenas Kor individu (data contoh)")
        step.advance()
        schema, rows, tables = _read(sink, susenas.CONSUMPTION)
        dbf.write(out / "susenas_kp.dbf", schema, tables, rows)
        step.advance()
        (out / "truth").mkdir(exist_ok=True)
        for name in truth.FILES:
            schema, rows, tables = _read(sink, name)
            with pq.ParquetWriter(out / "truth" / f"{name}.parquet", schema, compression="zstd") as writer:
                for table in tables:
                    writer.write_table(table)
        step.advance()
        seed = int(str(stamp["benih"]))
        spm.write(out, sink, seed)
        published.write(out, sink, pq.read_table(out / "truth" / "families.parquet"), seed)
        step.advance()
    families, persons = sink.rows[regsosek.FAMILY_FILE], sink.rows[regsosek.MEMBER_FILE]
    villages = sum(len(p.villages) for p in plans.values())
    report = SampleReport(out, tuple(plans), families, persons, villages, dict(sorted(sink.rows.items())))
    facts = {**stamp, "contoh": True, "keluarga": families, "orang": persons, "desa": villages, "berkas": report.files}
    facts |= {"seed": stamp["benih"], "province": list(plans), "families": families, "version": stamp["versi"]}
    write_atomic(out / README, _readme(report))
    write_json(out / FACTS, facts)
    return report


def _readme(report: SampleReport) -> str:
    names = ", ".join(targets.province(code).name for code in report.provinces[:3])
    more = f" dan {len(report.provinces) - 3} provinsi lain" if len(report.provinces) > 3 else ""
    return (
        "DATA CONTOH, BUATAN\n\n"
        f"Berkas di folder ini dibuat oleh program sepakat untuk {names}{more}. Tidak seorang pun di dalamnya nyata:\n"
        "nama, NIK, Nomor KK, alamat dan letak rumah dirakit acak. Kode wilayah nyata. Angka agregatnya diarahkan ke\n"
        "angka terbitan BPS (lihat docs/explanation/sample.md), tetapi bukan statistik resmi; jangan dikutip.\n\n"
        "Folder truth/ berisi kunci jawaban (siapa sama dengan siapa, siapa miskin) untuk menilai pencocokan dan\n"
        "penyasaran; program tidak membacanya.\n"
    )


__all__ = ["SampleReport", "generate", "people_of"]
