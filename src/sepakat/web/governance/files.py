"""The audit as a file: CSV to read, JSON lines to check. Streamed, so that no size is too large.

The JSON of the whole chain can be checked by `sepakat audit verify --file`; its last line is the head, the anchor to
keep elsewhere. A part of the chain (a region's, a month's) says so and carries the hashes as they stand.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from django.db.models import QuerySet

from sepakat.access.audit import Head, as_line
from sepakat.exports import _cells
from sepakat.web.governance.audit import entries
from sepakat.web.governance.models import AuditEntry

COLUMNS = (
    "nomor",
    "waktu",
    "akun",
    "peran",
    "tindakan",
    "wilayah",
    "tujuan",
    "sasaran",
    "hasil",
    "subjek",
    "rincian",
    "hash",
)


def as_csv(rows: QuerySet[AuditEntry]) -> Iterator[str]:
    """Semicolons and a byte-order mark, as every table of this site; text that could be a formula is defused."""
    yield "\ufeff" + _row(COLUMNS)
    for entry, said in entries(rows):
        yield _row(
            (
                str(entry.number),
                entry.at.isoformat(timespec="seconds"),
                entry.by,
                entry.role,
                entry.action,
                entry.region,
                entry.purpose,
                entry.target,
                entry.outcome,
                str(len(entry.subjects)),
                json.dumps(dict(entry.facts), ensure_ascii=False),
                said,
            )
        )


def as_json_lines(rows: QuerySet[AuditEntry], *, whole: bool) -> Iterator[str]:
    """One entry a line, and a last line with the head of the chain."""
    for entry, said in entries(rows):
        yield as_line(entry, said) + "\n"
    last = AuditEntry.objects.order_by("-number").first()
    head = Head(last.number, last.hash) if last else Head(0, "")
    yield json.dumps({"kepala": {"nomor": head.number, "hash": head.hash}, "utuh": whole}) + "\n"


def _row(values: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([_cells.defuse(v) for v in values])
    return out.getvalue()
