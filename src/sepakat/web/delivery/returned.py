"""A list file that came back, read whole: outcomes by row, and every problem with its row number, none of them a stop.

Columns are found by their heads (`Kode baris`, `Hasil`, `Periode`, `Jumlah (Rp)`, `Tanggal`), wherever they stand; all
others, names among them, are not looked at.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting import contents
from sepakat.web.delivery import entries
from sepakat.web.delivery.entries import Entry

MOST_BYTES = 20_000_000
MOST_UNPACKED = 400_000_000
MOST_ROWS = 200_000
HEAD_ROWS = 10  # the heads stand among the first
_MONTH = re.compile(r"^(20[0-9]{2}-[0-9]{2})-01(?: 00:00:00)?$")  # a spreadsheet makes a day of a typed `2026-01`
FIELDS = {
    "kode": ("kode baris", "row code", "kode"),
    "hasil": ("hasil", "outcome"),
    "periode": ("periode", "period"),
    "jumlah": ("jumlah (rp)", "amount (rp)", "jumlah", "amount"),
    "tanggal": ("tanggal", "date"),
}


@dataclass
class Returned:
    """entries: (row number of the list, outcome); problems: (row of the file, sentence); empty: rows without one.
    copy: the recipient whose copy the last row was of."""

    entries: list[tuple[int, Entry]] = field(default_factory=list)
    problems: list[tuple[int, Text]] = field(default_factory=list)
    empty: int = 0
    copy: int = 0


@dataclass(frozen=True)
class Known:
    """What a file is read against. secrets: recipient → key of their copy; villages: row number → village; mine:
    whether the sender may record in a village."""

    secrets: Mapping[int, bytes]
    villages: Mapping[int, str]
    mine: Callable[[str], bool]
    today: dt.date


def read(name: str, content: bytes, known: Known) -> Returned:
    """UserError `delivery-file` for a file that is no table with row codes; all else is told row by row."""
    rows = enumerate(cells(name, content), 1)
    places = _heads(rows)
    found = Returned()
    seen: dict[tuple[int, str, str], int] = {}
    for at, row in rows:
        if at > MOST_ROWS:
            raise _amiss(Text(f"Berkas ini melebihi {MOST_ROWS} baris.", f"This file exceeds {MOST_ROWS} rows."))
        told = {key: row[place].strip() if place < len(row) else "" for key, place in places.items()}
        if not any(told.values()):
            continue
        if not any(told.get(key) for key in ("hasil", "periode", "jumlah", "tanggal")):
            found.empty += 1
            continue
        _row(at, told, known, seen, found)
    return found


def _row(at: int, told: dict[str, str], known: Known, seen: dict[tuple[int, str, str], int], found: Returned) -> None:
    first = {found.copy: known.secrets[found.copy]} if found.copy in known.secrets else {}
    code = contents.number_of(told["kode"], first | dict(known.secrets))  # a file is one recipient's copy
    if code is None or code[0] not in known.villages:
        found.problems.append(
            (
                at,
                Text(
                    "Kode baris tidak ada dalam daftar ini; salin dari berkas aslinya, angka dan tiga hurufnya.",
                    "No such row code in this list; copy it from the file as it was handed over, letters too.",
                ),
            )
        )
        return
    number, found.copy = code
    if not known.mine(known.villages[number]):
        found.problems.append((at, Text("Baris ini di luar wilayah Anda.", "This row is outside your region.")))
        return
    period = _MONTH.sub(r"\1", told.get("periode", ""))
    entry, problems = entries.read(told["hasil"], period, told.get("jumlah", ""), told.get("tanggal", ""), known.today)
    if entry is None:
        found.problems += [(at, problem.title) for problem in problems.values()]
        return
    key = (number, "dibayar" if entry.amount else "keadaan", entry.period)
    if key in seen:
        found.problems.append(
            (
                at,
                Text(
                    f"Sama dengan baris {seen[key]}: satu hasil untuk tiap kode baris dan periode.",
                    f"The same as row {seen[key]}: one outcome for each row code and period.",
                ),
            )
        )
        return
    seen[key] = at
    found.entries.append((number, entry))


def cells(name: str, content: bytes) -> Iterator[Sequence[str]]:
    """Rows of a CSV or XLSX file as words."""
    if len(content) > MOST_BYTES:
        raise _amiss(Text("Berkas ini lebih dari 20 MB.", "This file is larger than 20 MB."))
    ending = name.lower().rsplit(".", 1)[-1]
    if ending == "xlsx":
        return _workbook(content)
    if ending == "csv":
        return _text(content)
    raise _amiss(Text("Kirim berkas CSV atau XLSX.", "Send a CSV or XLSX file."))


def _text(content: bytes) -> Iterator[Sequence[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    start = "\n".join(text.splitlines()[:HEAD_ROWS])
    mark = max(";,\t", key=start.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error:
        raise _amiss(Text("Berkas CSV ini tidak terbaca.", "This CSV file cannot be read.")) from None


def _workbook(content: bytes) -> Iterator[Sequence[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise _amiss(Text("Isi berkas ini terlalu besar.", "This file unpacks to too much."))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)  # rows keep the numbers that a spreadsheet shows
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError):
        raise _amiss(Text("Berkas XLSX ini tidak terbaca.", "This XLSX file cannot be read.")) from None
    for row in rows:
        yield [str(int(c)) if isinstance(c, float) and c.is_integer() else str(c) for c in row]


def _heads(rows: Iterator[tuple[int, Sequence[str]]]) -> dict[str, int]:
    for _, row in itertools.islice(rows, HEAD_ROWS):
        plain = [" ".join(cell.lower().split()) for cell in row]
        places = {}
        for key, words in FIELDS.items():
            place = next((plain.index(w) for w in words if w in plain), None)
            if place is not None:
                places[key] = place
        if "kode" in places and "hasil" in places:
            return places
    raise _amiss(
        Text("Kolom “Kode baris” dan “Hasil” tidak ditemukan.", "The columns “Kode baris” and “Hasil” are not there.")
    )


def _amiss(title: Text) -> UserError:
    return UserError(
        title,
        hint=Text(
            "Isi kolom Hasil pada berkas daftar yang Anda unduh, simpan, lalu unggah lagi.",
            "Fill in the column Hasil of the list you downloaded, save it, and upload it again.",
        ),
        code="delivery-file",
    )
