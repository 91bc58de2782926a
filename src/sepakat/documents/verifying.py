"""Checking a document after people have had it: every number worked out again and set beside what stands there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.documents.kept import recompute
from sepakat.documents.output import marks
from sepakat.documents.output.marks import Found
from sepakat.documents.parts import Query
from sepakat.regions import place

FINE, BY_HAND, CHANGED, GONE, UNKNOWN = "sesuai", "diubah tangan", "berubah di rilis", "hilang", "tidak dapat dihitung"
OUTCOMES: Mapping[str, Text] = {
    FINE: Text("Sesuai rilis", "As in the release"),
    BY_HAND: Text("Diubah tangan setelah naskah disusun", "Changed by hand after the document was made"),
    CHANGED: Text("Hitungan ulang berbeda dari yang dicetak", "Worked out again, it differs from what was printed"),
    GONE: Text("Angkanya tidak ada lagi di naskah", "The number no longer stands in the document"),
    UNKNOWN: Text("Tidak dapat dihitung ulang", "Cannot be worked out again"),
}


@dataclass(frozen=True)
class Finding:
    """One number. written: as the document was made; now: as it stands in the file, None where it is gone; again: as
    worked out from the release now, None where that failed, with `why`."""

    key: str
    outcome: str
    query: Query
    written: str
    now: str | None
    again: str | None
    why: str = ""

    @property
    def fine(self) -> bool:
        return self.outcome == FINE


@dataclass(frozen=True)
class Checked:
    """All numbers of a document, in the order of the document. template, region, release: of its making."""

    template: str
    region: str
    release: str
    findings: tuple[Finding, ...]

    @property
    def fine(self) -> bool:
        return all(one.fine for one in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """How many have each outcome, in the order of `OUTCOMES`."""
        return {name: sum(f.outcome == name for f in self.findings) for name in OUTCOMES}

    def table(self) -> Table:
        """What needs a person: every number that is not fine."""
        rows = [
            (OUTCOMES[f.outcome].id, f.query.label, place(f.query.region) if f.query.region else "", f.query.breakdown,
             f.query.period, f.written, f.now, f.again, f.why, f.key)
            for f in self.findings if not f.fine
        ]  # fmt: skip
        data = {c.name: pa.array([row[i] for row in rows], pa.string()) for i, c in enumerate(_COLUMNS)}
        said = ", ".join(f"{OUTCOMES[name].id.lower()}: {many}" for name, many in self.counts.items() if many)
        title = Text(f"Angka naskah yang perlu diperiksa ({said})", "Numbers of the document to look at")
        return Table(pa.table(data), title, _COLUMNS, self.release, protected=True)


_COLUMNS = tuple(
    Column(name, label, kind="text")
    for name, label in {
        "hasil": Text("Hasil", "Outcome"),
        "angka": Text("Angka", "Number"),
        "wilayah": Text("Wilayah", "Region"),
        "kelompok": Text("Kelompok", "Group"),
        "periode": Text("Periode", "Period"),
        "semula": Text("Semula", "As made"),
        "di_naskah": Text("Di naskah", "In the document"),
        "hitung_ulang": Text("Hitung ulang", "Worked out again"),
        "sebab": Text("Sebab", "Why"),
        "kunci": Text("Kunci", "Key"),
    }.items()
)


def verify(file: Path | bytes | BinaryIO, lake: Any, *, progress: Progress = SILENT) -> Checked:
    """Check a DOCX made from a draft. A number whose release the lake lacks, or has with other contents, cannot be
    worked out again and says so. UserError `document-file`, `document-trace`."""
    found = marks.read(file.read_bytes() if isinstance(file, Path) else file)
    held = found.record.numbers
    findings = []
    refused: dict[str, UserError] = {}
    with progress.step(Text("Menghitung ulang angka", "Working the numbers out again"), len(held)) as step:
        for key in held:
            findings.append(_finding(found, key, lake, refused))
            step.advance()
    return Checked(found.record.template, found.record.region, found.record.release, tuple(findings))


def _finding(found: Found, key: str, lake: Any, refused: dict[str, UserError]) -> Finding:
    kept, now = found.record.numbers[key], found.words.get(key)
    again, why = None, ""
    try:
        if kept.query.release in refused:
            raise refused[kept.query.release]
        again = recompute(lake, kept.query)
    except UserError as problem:
        if problem.code in ("document-release", "release-unknown"):
            refused[kept.query.release] = problem
        why = problem.title.id
    return Finding(key, _outcome(kept.shown, now, again), kept.query, kept.shown, now, again, why)


def _outcome(written: str, now: str | None, again: str | None) -> str:
    if now is None or (written and not now):
        return GONE
    if now != written:
        return BY_HAND
    if again is None:
        return UNKNOWN
    return FINE if again == written else CHANGED
