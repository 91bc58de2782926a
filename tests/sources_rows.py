"""Small delivered files for tests of sources and quality: one good family as the form gives it, and ways to spoil it.

Names are invented; NIK and No KK are of district 53.01.05 with serials of no one.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sepakat import quality, sources
from sepakat.quality import Context, QualityResult
from sepakat.sources.adapters import regsosek2022k
from sepakat.sources.plan import edition

Row = dict[str, Any]
PLACE: Row = {
    "R101": "53", "R102": "03", "R103": "142", "R104": "001", "R105": "0001", "R105A": "00", "R109": "001",
    "R110": "001",
}  # fmt: skip
FAMILY: Row = {
    **PLACE, "R107": "Dusun I", "R108": "MARIA CONTOH", "R112": 2, "R114": "5301050101200001", "R115": 0,
    "R201": "20/10/2022", "R205": 1, "R301A": 1, "R301B": 5, "R302": 40, "R303": 6, "R304": 1, "R305": 3, "R306A": 4,
    "R306B": 2, "R307A": 1, "R307B1": 1, "R308": 10, "R309A": 1, "R309B": 1, "R310": 1,
    **{f"R501{x}": 2 for x in "ABCDEFG"}, **{f"R502{x}": 2 for x in "ABCDEFGHIJKLMN"}, "R503A": 2, "R503B": 2,
    **{f"R504{x}": 0 for x in "ABCDE"}, "R505": 3, "R506": 4,
}  # fmt: skip
_ADULT: Row = {
    **PLACE, "R404": 1, "R408": 2, "R411": 4, "R412": 3, "R413": 3, "R414": 8, "R415": 3, "R416A": 1, "R416B": 40,
    "R417": 1, "R418": 1, "R419": 3, "R420A": 2, **{f"R428{x}": 4 for x in "ABCDEFGHIJ"}, "R430": 1, "R431A": 1,
    "R431B": 2, "R431C": 2, "R431D": 2, "R431F": 0,
}  # fmt: skip
HEAD: Row = {
    **_ADULT, "R401": 1, "R402": "MARIA CONTOH", "R403": "5301054101800001", "R405": 2, "R406": "01/01/1980",
    "R407": 42, "R409": 1, "R410": 2,
}  # fmt: skip
SPOUSE: Row = {
    **_ADULT, "R401": 2, "R402": "YOSEF CONTOH", "R403": "5301050203780001", "R405": 1, "R406": "02/03/1978",
    "R407": 44, "R409": 2,
}  # fmt: skip
FAMILY_COLUMNS = [f.names[0] for f in regsosek2022k.FAMILY.fields]
MEMBER_COLUMNS = [f.names[0] for f in regsosek2022k.PERSON.fields]


def csv_text(columns: list[str], rows: list[Row], delimiter: str = ";") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row.get(c, "") for c in columns] for row in rows)
    return out.getvalue()


def check_files(folder: Path, source_id: str, files: dict[str, Path], context: Context | None = None) -> QualityResult:
    """Stage and check files of one source, by role."""
    source = sources.source(source_id)
    staged = {}
    for role, path in files.items():
        headers = sources.stage(path, source, role, folder / f"{role}.parquet").columns
        chosen = edition(source, role, headers)
        staged[role] = sources.stage(path, source, chosen, folder / f"{role}.parquet")
    return quality.run(source, staged, folder / "mutu", context)


def check_text(
    folder: Path, source_id: str, context: Context | None = None, name: str = "berkas.csv", **texts: str
) -> QualityResult:
    """`check_files` on texts, one per role."""
    files = {}
    for role, text in texts.items():
        files[role] = folder / (f"{role}_{name}" if len(texts) > 1 else name)
        files[role].write_text(text, encoding="utf-8", newline="")
    return check_files(folder, source_id, files, context)


def regsosek(
    folder: Path, families: list[Row] | None = None, members: list[Row] | None = None, context: Context | None = None
) -> QualityResult:
    """Check a Regsosek delivery of these rows (default: one good family of two)."""
    return check_text(
        folder,
        "regsosek2022k",
        context,
        family=csv_text(FAMILY_COLUMNS, [FAMILY] if families is None else families),
        member=csv_text(MEMBER_COLUMNS, [HEAD, SPOUSE] if members is None else members),
    )


class Delivery:
    """Many families in one delivery, so that a table of cases costs one run. Each case is a family with its members.

    `add` takes changes to the good family and to its two members (and further members) and gives the case's number:
    its family row is that number, its members' rows follow `member_row`.
    """

    def __init__(self) -> None:
        self.families: list[Row] = []
        self.members: list[Row] = []
        self.first_member: list[int] = []
        self.result: QualityResult | None = None

    def add(self, family: Row | None = None, head: Row | None = None, spouse: Row | None = None, *more: Row) -> int:
        number = len(self.families) + 1
        place = {"R110": f"{number:03}"}
        self.first_member.append(len(self.members) + 1)
        serial = f"{number:04}"
        people = [{**HEAD, "R403": "530105410180" + serial}, {**SPOUSE, "R403": "530105020378" + serial}]
        people[0] |= head or {}
        people[1] |= spouse or {}
        self.members += [{**person, **place} for person in [*people, *more]]
        size = {"R112": len(people) + len(more), "R114": "530105010120" + serial}
        self.families.append({**FAMILY, **size, **place, **(family or {})})
        return number

    def member_row(self, case: int, serial: int = 1) -> int:
        return self.first_member[case - 1] + serial - 1

    def run(self, folder: Path) -> QualityResult:
        self.result = regsosek(folder, self.families, self.members)
        return self.result

    def marks(self, role: str, row: int) -> set[tuple[str, str | None]]:
        """(check, header) that stand on a row, as far as the report gives examples (five a check and column)."""
        assert self.result is not None
        return {
            (c["id"], c["kolom"])
            for c in self.result.report["pemeriksaan"]
            if c["berkas"] == role and row in c["contoh_baris"]
        }

    def is_refused(self, role: str, row: int) -> bool:
        assert self.result is not None
        return any(int(r["_baris"]) == row for r in rejected(self.result, role))


def found(result: QualityResult, severity: str | None = None) -> dict[tuple[str, str | None], int]:
    """(check, header) → rows, of one severity or all."""
    return {
        (c["id"], c["kolom"]): c["jumlah"] for c in result.report["pemeriksaan"] if severity in (None, c["tingkat"])
    }


def refused(result: QualityResult) -> set[str]:
    """Ids of the checks that refused something."""
    return {check for check, _ in found(result, "tolak")}


def accepted(result: QualityResult, table: str) -> list[Row]:
    return pq.read_table(result.accepted[table]).to_pylist()


def rejected(result: QualityResult, role: str) -> list[Row]:
    """Rows of the file of refused rows."""
    text = result.rejected_files[role].read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def adds_up(result: QualityResult) -> bool:
    """read = accepted + rejected, to the row, in the report and on disk."""
    for role, file in result.report["berkas"].items():
        if file["dibaca"] != file["diterima"] + file["ditolak"]:
            return False
        if file["diterima"] != file["lolos"] + file["diperingatkan"]:
            return False
        if file["diterima"] != pq.read_metadata(result.accepted[file["tabel"]]).num_rows:
            return False
        if file["ditolak"] != (len(rejected(result, role)) if role in result.rejected_files else 0):
            return False
    return True
