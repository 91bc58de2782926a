"""The quality report: what was read, accepted, refused and why, by check, column and region. JSON all through.

Keys are part of the public interface (`docs/explanation/sources.md`): `sumber`, `berkas` (role → `nama`, `dibaca`,
`diterima`, `ditolak`, `diperingatkan`, `lolos`, `tidak_utuh`, `kolom_tidak_ada`), `pemeriksaan` (one entry per check,
file and column), `wilayah`, `hasil` (`lolos`, `peringatan`, `tolak`), `above_ceiling`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sepakat.core import duck
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.quality import sqlmarks
from sepakat.quality.checks import di_luar_wewenang
from sepakat.quality.model import Context
from sepakat.sources.model import Source

if TYPE_CHECKING:
    from sepakat.quality.run import _Run
    from sepakat.sources.plan import Plan

MOST_VILLAGES = 5_000


def make(source: Source, run: _Run, context: Context) -> dict[str, Any]:
    """The report of one run. Totals add up to the row: dibaca = diterima + ditolak."""
    files: dict[str, Any] = {}
    checks: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    for role in run.plans:
        files[role], found, many = _file(run, role, context.examples)
        checks += found
        places += _places(run, role, many)
    read = sum(f["dibaca"] for f in files.values())
    refused = sum(f["ditolak"] for f in files.values())
    outside = sum(f["di_luar_wewenang"] for f in files.values())  # of other regions: says nothing of the file's quality
    share = (refused - outside) / (read - outside) if read > outside else 0.0
    warned = sum(f["diperingatkan"] for f in files.values())
    return {
        "sumber": source.id,
        "judul": {"id": source.title.id, "en": source.title.en},
        "berkas": files,
        "dibaca": read,
        "diterima": read - refused,
        "ditolak": refused,
        "diperingatkan": warned,
        "di_luar_wewenang": outside,
        "bagian_ditolak": round(share, 6),
        "plafon": context.ceiling,
        "above_ceiling": share > context.ceiling,
        "hasil": "tolak" if refused else "peringatan" if warned or not read else "lolos",
        "pemeriksaan": sorted(checks, key=lambda c: (c["tingkat"] != "tolak", -c["jumlah"], c["id"], c["kolom"] or "")),
        "wilayah": places,
    }


def _region_column(plan: Plan) -> str | None:
    return next((c for c in ("village_code", "regency_code", "region_code") if c in plan.columns()), None)


def _file(run: _Run, role: str, examples: int) -> tuple[dict[str, Any], list[dict[str, Any]], int]:
    """Facts of one file, its failures by check, and how many regions it speaks of."""
    plan, marks = run.plans[role], run.marks(role)
    warns = sqlmarks.any_of([m for m in marks if not m.rejects])
    beyond = sqlmarks.any_of([m for m in marks if m.check is di_luar_wewenang.CHECK])
    code = _region_column(plan)
    many = f"count(DISTINCT {code})" if code else "0"
    words = sorted({m.word for m in marks})
    seen = "".join(f", bit_or({word}) AS {word}" for word in words)
    first = duck.arrow(
        run.con,
        f"SELECT count(*) AS dibaca, {many} AS wilayah, count_if({run.rejects(role)}) AS ditolak, "
        f"count_if({beyond}) AS luar, "
        f"count_if(({warns}) AND NOT ({run.rejects(role)})) AS diperingatkan{seen} FROM {run.marked(role)}",
    ).to_pylist()[0]
    row = {k: int(v or 0) for k, v in first.items()}  # aggregates over no rows are NULL
    hit = [i for i, m in enumerate(marks) if row[m.word] & (1 << m.bit)]
    run.hit[role] = [marks[i] for i in hit]
    tallies: dict[str, Any] = {}
    if hit:  # of the hundred and more conditions few are met: only those are counted and get examples
        wanted = ", ".join(
            f"count_if({marks[i].test}) AS n{i}, min(_row, {examples}) FILTER ({marks[i].test}) AS e{i}" for i in hit
        )
        tallies = duck.arrow(run.con, f"SELECT {wanted} FROM {run.marked(role)}").to_pylist()[0]
    file = {
        "nama": plan.staged.name,
        "tabel": plan.role.table,
        "dibaca": row["dibaca"],
        "diterima": row["dibaca"] - row["ditolak"],
        "ditolak": row["ditolak"],
        "diperingatkan": row["diperingatkan"],
        "di_luar_wewenang": row["luar"],
        "lolos": row["dibaca"] - row["ditolak"] - row["diperingatkan"],
        "tidak_utuh": plan.staged.broken,
        "kolom_tidak_ada": sorted({f.names[0] for f in plan.absent}),
        "catatan": dict(plan.staged.notes),
        "edisi": plan.role.edition,
    }
    return file, _by_check(run, role, hit, tallies, examples), row["wilayah"]


def _by_check(run: _Run, role: str, hit: list[int], tallies: dict[str, Any], examples: int) -> list[dict[str, Any]]:
    """One entry per check and column; rules of one check on one column are added up."""
    plan = run.plans[role]
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    marks = run.marks(role)
    for i in hit:
        mark = marks[i]
        column = mark.rule.column
        words = sqlmarks.column_words(plan, column) if column is not None else None
        entry = found.setdefault(
            (mark.check.id, column),
            {
                "id": mark.check.id,
                "berkas": role,
                "tingkat": mark.check.severity,
                "judul": {"id": mark.check.title.id, "en": mark.check.title.en},
                "saran": {"id": mark.check.hint.id, "en": mark.check.hint.en},
                "kolom": plan.header(column) if column is not None and plan.has(column) else column,
                "nama_kolom": None if words is None else {"id": words.id, "en": words.en},
                "jumlah": 0,
                "contoh_baris": [],
            },
        )
        entry["jumlah"] += int(tallies[f"n{i}"])
        entry["contoh_baris"] = sorted({*entry["contoh_baris"], *tallies[f"e{i}"]})[:examples]
    return list(found.values())


def _places(run: _Run, role: str, many: int) -> list[dict[str, Any]]:
    """Rows per village (per district where there are too many villages to read), each with its counts by check."""
    marks = run.hit[role]
    code = _region_column(run.plans[role])
    if code is None:
        return []
    wanted = f"left({code}, 8)" if many > MOST_VILLAGES else code
    warns = sqlmarks.any_of([m for m in marks if not m.rejects])
    checks: dict[str, list[str]] = {}
    for mark in marks:
        checks.setdefault(mark.check.id, []).append(mark.test)
    tallies = "".join(f", count_if({' OR '.join(tests)}) AS {duck.identifier(id_)}" for id_, tests in checks.items())
    rows = duck.arrow(
        run.con,
        f"SELECT {wanted} AS _kode, count(*) AS _dibaca, count_if({run.rejects(role)}) AS _ditolak, "
        f"count_if(({warns}) AND NOT ({run.rejects(role)})) AS _warn{tallies} FROM {run.marked(role)} "
        "GROUP BY 1 ORDER BY 1 NULLS LAST",
    ).to_pylist()
    return [
        {
            "kode": r["_kode"],
            "berkas": role,
            "dibaca": int(r["_dibaca"]),
            "diterima": int(r["_dibaca"] - (r["_ditolak"] or 0)),
            "ditolak": int(r["_ditolak"] or 0),
            "diperingatkan": int(r["_warn"] or 0),
            "pemeriksaan": {id_: int(r[id_]) for id_ in checks if r[id_]},
        }
        for r in rows
    ]


def report_table(report: dict[str, Any], lang: str | None = None) -> Table:
    """The checks of a report as a Table: one row per check, file and column, refusals first."""
    rows = report["pemeriksaan"]

    def words(value: dict[str, str] | None) -> str:
        return "" if value is None else str(Text(value["id"], value["en"]) if lang is None else value[lang])

    data = pa.table(
        {
            "pemeriksaan": pa.array([r["id"] for r in rows], pa.string()),
            "judul": pa.array([words(r["judul"]) for r in rows], pa.string()),
            "berkas": pa.array([report["berkas"][r["berkas"]]["nama"] for r in rows], pa.string()),
            "kolom": pa.array([words(r["nama_kolom"]) for r in rows], pa.string()),
            "tingkat": pa.array([r["tingkat"] for r in rows], pa.string()),
            "jumlah": pa.array([r["jumlah"] for r in rows], pa.int64()),
            "contoh_baris": pa.array([", ".join(map(str, r["contoh_baris"])) for r in rows], pa.string()),
            "saran": pa.array([words(r["saran"]) for r in rows], pa.string()),
        }
    )
    columns = (
        Column("judul", Text("Pemeriksaan", "Check"), kind="text"),
        Column("berkas", Text("Berkas", "File"), kind="text"),
        Column("kolom", Text("Kolom", "Column"), kind="text"),
        Column("tingkat", Text("Tingkat", "Severity"), kind="text"),
        Column("jumlah", Text("Jumlah baris", "Rows"), unit="baris"),
        Column("contoh_baris", Text("Contoh baris", "Rows such as"), kind="text"),
        Column("saran", Text("Saran", "How to mend"), kind="text"),
    )
    title = Text(f"Laporan mutu: {report['judul']['id']}", f"Quality report: {report['judul']['en']}")
    note = Text(
        f"Dibaca {report['dibaca']}, diterima {report['diterima']}, ditolak {report['ditolak']}, "
        f"diterima dengan peringatan {report['diperingatkan']}.",
        f"Read {report['dibaca']}, accepted {report['diterima']}, rejected {report['ditolak']}, "
        f"accepted with a warning {report['diperingatkan']}.",
    )
    # The report counts rows of the file, not persons of a region: it leaves no figure about people to protect.
    return Table(data, title, columns, protected=True, notes=(note,))
