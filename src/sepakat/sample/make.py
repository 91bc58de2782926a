"""Making the sample: plan, calibrate, block by block through every writer, then the files that need a whole.

`generate` writes into a folder what the agencies of a province (or all provinces) would deliver, and `truth/`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import sepakat
from sepakat.core.errors import UserError
from sepakat.core.files import read_json, write_atomic, write_json
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
from sepakat.sample.sink import STATE, Sink, resume
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
    progress: Progress = SILENT,
) -> SampleReport:
    """Write a synthetic province into `out`: raw files and `truth/`. The nation is made by `sepakat.sample.nation`.

    The same province, families and seed give the same bytes. UserError: `sample-province-unknown`, `sample-families`,
    `sample-folder` (a folder with files that are not of a sample).
    """
    targets.province(province)
    stamp: dict[str, object] = {"provinsi": [province], "keluarga": families, "benih": seed, "nasional": False}
    stamp["versi"] = sepakat.__version__
    prepare(out, stamp)
    sink = resume(out, stamp)
    plan = places.make_plan(province, enough(families), seed)
    try:
        if province not in sink.done:
            _province(plan, sink, progress)
            sink.commit(province, stamp)
        report = _finish(out, sink, {province: plan}, stamp, progress)
    finally:
        sink.close()
    sink.clean()
    return report


def enough(families: int) -> int:
    """The number of families, if there are any. UserError `sample-families`."""
    if families < 1:
        raise UserError(
            Text("Jumlah keluarga harus 1 atau lebih.", "The number of families must be 1 or more."),
            hint=Text("Contoh: --families 3000.", "For example: --families 3000."),
            code="sample-families",
        )
    return families


def prepare(out: Path, stamp: dict[str, object]) -> None:
    """An empty folder, one with an unfinished run of the same sample, or one with another sample (made anew)."""
    out.mkdir(parents=True, exist_ok=True)
    state = out / STATE
    if not any(out.iterdir()) or (state.exists() and read_json(state)["stempel"] == stamp):
        return
    if not state.exists() and not (out / FACTS).exists():
        raise UserError(
            Text("Folder tujuan berisi berkas lain.", "The target folder holds other files."),
            hint=Text("Pilih folder kosong dengan --out.", "Choose an empty folder with --out."),
            where=str(out),
            code="sample-folder",
        )
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


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


def _province(plan: Plan, sink: Sink, progress: Progress) -> None:
    c = calibrate.calibrate(plan, progress)
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


def _read(files: list[Path]) -> tuple[pa.Schema, int, Iterator[pa.Table]]:
    parts = [pq.ParquetFile(p) for p in files]
    rows = sum(f.metadata.num_rows for f in parts)
    return parts[0].schema_arrow, rows, (f.read_row_group(i) for f in parts for i in range(f.num_row_groups))


def surveys(out: Path, parts: Callable[[str], list[Path]], done: Callable[[], None]) -> dict[str, int]:
    """Susenas in SPSS, Stata and DBF from spooled parts. parts: files by name. Gives rows per file."""
    schema, homes, tables = _read(parts(susenas.HOUSEHOLDS))
    sav.write(
        out / "susenas_kor_rt.sav",
        schema,
        tables,
        homes,
        labels=labels.susenas(),
        title="Susenas Kor RT (data contoh)",
    )
    done()
    schema, members, tables = _read(parts(susenas.MEMBERS))
    dta.write(out / "susenas_kor_individu.dta", schema, tables, members, title="Susenas Kor individu (data contoh)")
    done()
    schema, spent, tables = _read(parts(susenas.CONSUMPTION))
    dbf.write(out / "susenas_kp.dbf", schema, tables, spent)
    done()
    return {susenas.HOUSEHOLDS: homes, susenas.MEMBERS: members, susenas.CONSUMPTION: spent}


def _finish(
    out: Path, sink: Sink, plans: dict[str, Plan], stamp: dict[str, object], progress: Progress
) -> SampleReport:
    """SPSS, Stata, DBF and Parquet from the spooled parts, and the papers that go with the sample."""
    with progress.step("Menutup berkas survei", total=5) as step:
        surveys(out, sink.parts, step.advance)
        (out / "truth").mkdir(exist_ok=True)
        for name in truth.FILES:
            schema, _, tables = _read(sink.parts(name))
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
    papers(report, stamp)
    return report


def papers(report: SampleReport, stamp: dict[str, object]) -> None:
    """What says that the folder holds a sample: for people, and for programs."""
    counts = {"keluarga": report.families, "orang": report.persons, "desa": report.villages, "berkas": report.files}
    facts = {**stamp, "contoh": True, **counts, "seed": stamp["benih"], "province": list(report.provinces)}
    facts |= {"families": report.families, "version": stamp["versi"]}
    write_atomic(report.out / README, _readme(report))
    write_json(report.out / FACTS, facts)


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
