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
from sepakat.quality.model import Context
from sepakat.sources.model import Source

if TYPE_CHECKING:
    from sepakat.quality.run import _Run

EXAMPLES = 5
MOST_VILLAGES = 5_000


def make(source: Source, run: _Run, context: Context) -> dict[str, Any]:
    """The report of one run. Totals add up to the row: dibaca = diterima + ditolak."""
    files: dict[str, Any] = {}
    checks: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    for role in run.plans:
        files[role], found = _file(run, role)
        checks += found
        places += _places(run, role)
    read = sum(f["dibaca"] for f in files.values())
    refused = sum(f["ditolak"] for f in files.values())
    share = refused / read if read else 0.0
    warned = sum(f["diperingatkan"] for f in files.values())
    return {
        "sumber": source.id,
        "judul": {"id": source.title.id, "en": source.title.en},
        "berkas": files,
        "dibaca": read,
        "diterima": read - refused,
        "ditolak": refused,
        "diperingatkan": warned,
        "bagian_ditolak": round(share, 6),
        "plafon": context.ceiling,
        "above_ceiling": share > context.ceiling,
        "hasil": "tolak" if refused else "peringatan" if warned or not read else "lolos",
        "pemeriksaan": sorted(checks, key=lambda c: (c["tingkat"] != "tolak", -c["jumlah"], c["id"], c["kolom"] or "")),
        "wilayah": places,
    }


def _file(run: _Run, role: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    plan, marks = run.plans[role], run.marks(role)
    warns = sqlmarks.any_of([m for m in marks if not m.rejects])
    tallies = "".join(f", count_if({m.test}) AS n{i}" for i, m in enumerate(marks))
    row = duck.arrow(
        run.con,
        f"SELECT count(*) AS dibaca, count_if({run.rejects(role)}) AS ditolak, "
        f"count_if(({warns}) AND NOT ({run.rejects(role)})) AS diperingatkan{tallies} FROM {run.marked(role)}",
    ).to_pylist()[0]
    row = {k: int(v or 0) for k, v in row.items()}  # count_if over no rows is NULL
    hit = [i for i in range(len(marks)) if row[f"n{i}"]]
    examples: dict[str, list[int]] = {}
    if hit:  # only for what was found: this aggregate costs far more than counting
        wanted = ", ".join(f"min(_row, {EXAMPLES}) FILTER ({marks[i].test}) AS e{i}" for i in hit)
        examples = duck.arrow(run.con, f"SELECT {wanted} FROM {run.marked(role)}").to_pylist()[0]
    file = {
        "nama": plan.staged.name,
        "tabel": plan.role.table,
        "dibaca": row["dibaca"],
        "diterima": row["dibaca"] - row["ditolak"],
        "ditolak": row["ditolak"],
        "diperingatkan": row["diperingatkan"],
        "lolos": row["dibaca"] - row["ditolak"] - row["diperingatkan"],
        "tidak_utuh": plan.staged.broken,
        "kolom_tidak_ada": sorted({f.names[0] for f in plan.absent}),
        "catatan": dict(plan.staged.notes),
        "edisi": plan.role.edition,
    }
    return file, _by_check(run, role, row, examples)


def _by_check(
    run: _Run, role: str, row: dict[str, int], examples: dict[str, list[int]]
) -> list[dict[str, Any]]:
    """One entry per check and column; rules of one check on one column are added up."""
    plan = run.plans[role]
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    for i, mark in enumerate(run.marks(role)):
        if not row[f"n{i}"]:
            continue
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
        entry["jumlah"] += row[f"n{i}"]
        entry["contoh_baris"] = sorted({*entry["contoh_baris"], *examples[f"e{i}"]})[:EXAMPLES]
    return list(found.values())


def _places(run: _Run, role: str) -> list[dict[str, Any]]:
    """Rows per village (per district where there are too many villages to read), each with its counts by check."""
    plan, marks = run.plans[role], run.marks(role)
    code = next((c for c in ("village_code", "regency_code") if c in plan.columns()), None)
    if code is None:
        return []
    many = duck.arrow(run.con, f"SELECT count(DISTINCT {code}) AS n FROM {duck.parquet(run.checked[role])}")
    wanted = f"left({code}, 8)" if many.to_pylist()[0]["n"] > MOST_VILLAGES else code
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
