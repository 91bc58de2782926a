"""What changed between two releases, kept once worked out: whole for those who build, guarded for the public.

The public form names counts of the release as a whole only, none below the minimum cell, and hides both of two counts
of which one follows from the other (families new and families gone differ by a figure that is public).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from sepakat.core.files import read_json, write_json
from sepakat.core.progress import SILENT, Progress
from sepakat.lake import Diff, Lake, diff

MOST_FIELDS = 40
# Counts of which each pair (with the totals of both releases, which are public) gives away the other.
PAIRS = (("keluarga_baru", "keluarga_hilang"), ("orang_baru", "orang_hilang"))
PUBLIC = (
    "keluarga_sebelum", "keluarga_sesudah", "keluarga_baru", "keluarga_hilang", "keluarga_berubah",
    "keluarga_pindah_kabupaten", "orang_sebelum", "orang_sesudah", "orang_baru", "orang_hilang", "orang_berubah",
    "orang_pindah_kabupaten", "keluarga_pindah_desil_nasional", "keluarga_naik_melewati_d4_d5",
    "keluarga_turun_melewati_d4_d5",
)  # fmt: skip
TOTALS = ("keluarga_sebelum", "keluarga_sesudah", "orang_sebelum", "orang_sesudah")


def compare(lake: Lake, before: str, after: str, progress: Progress = SILENT) -> dict[str, Any]:
    """Compare two releases of the lake; the guarded form is left for the public pages."""
    with lake.scratch("diff") as spill:
        found = diff(lake.release(before), lake.release(after), spill=spill, progress=progress)
    whole = _whole(found)
    write_json(_place(before, after), {"before": before, "after": after, **guarded(whole)})
    return whole


def _place(before: str, after: str) -> Path:
    return Path(settings.STATE) / "perbandingan" / f"{before}_{after}.json"


def public(before: str, after: str) -> dict[str, Any] | None:
    """The guarded comparison of two releases, or None where none was worked out."""
    try:
        found = read_json(_place(before, after))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _whole(found: Diff) -> dict[str, Any]:
    """A comparison as it is kept: by regency where that helps who builds, summed where not."""
    fields: dict[tuple[str, str], int] = {}
    for row in found.fields:
        key = (str(row["table"]), str(row["column"]))
        fields[key] = fields.get(key, 0) + int(row["changed"])
    moves: dict[tuple[Any, Any], int] = {}
    for row in found.deciles:
        if row["level"] == "nasional":
            moves[(row["from"], row["to"])] = moves.get((row["from"], row["to"]), 0) + int(row["families"])
    return {
        "before": found.before,
        "after": found.after,
        "summary": {str(r["ukuran"]): int(r["jumlah"]) for r in found.summary},
        "units": found.units.rows(),
        "cuts": [r for r in found.cuts.rows() if r["level"] == "nasional" and r["cut"] == 4],
        "moves": [
            {"from": a, "to": b, "families": n}
            for (a, b), n in sorted(moves.items(), key=lambda m: -m[1])[:MOST_FIELDS]
        ],
        "fields": [
            {"table": t, "column": c, "changed": n} for (t, c), n in sorted(fields.items(), key=lambda f: -f[1])
        ],
    }


def guarded(whole: Mapping[str, Any]) -> dict[str, Any]:
    """The public form of a comparison; None stands for a hidden count."""
    from sepakat.web.intake import limits

    least = limits.minimum_cell()
    counts: dict[str, int | None] = {n: whole["summary"][n] for n in PUBLIC if n in whole["summary"]}
    for name, count in list(counts.items()):
        if name not in TOTALS and count is not None and 0 < count < least:
            counts[name] = None
    for one, other in PAIRS:
        if counts.get(one, 0) is None or counts.get(other, 0) is None:
            counts[one] = counts[other] = None
    fields = [f for f in whole["fields"] if f["changed"] >= least][:MOST_FIELDS]
    return {"summary": counts, "fields": fields, "least": least}
