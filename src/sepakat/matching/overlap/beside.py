"""Two entries side by side, as a reviewer sees them: what each list says, and in words what agrees.

Names and addresses come from the release's vault under the reviewer's grant, and only of these two entries; NIK and
family card numbers leave masked, with how they compare.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rapidfuzz import fuzz

from sepakat import catalogue
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.text import Text, long_date, masked
from sepakat.lake import Lake, Release
from sepakat.matching.overlap.lists import label
from sepakat.matching.registered import base_source

Entry = tuple[str, int]  # source, id
SAME, NEAR, DIFFERENT, UNKNOWN = "sama", "mirip", "berbeda", "kosong"
ALIKE = 85  # of 100, for names and addresses
_NOT_LETTERS = re.compile(r"[^a-z ]+")


@dataclass(frozen=True)
class Line:
    """One fact of both entries. verdict: `sama`, `mirip`, `berbeda` or `kosong`; words: the verdict as shown."""

    field: Text
    left: str
    right: str
    verdict: str
    words: Text


@dataclass(frozen=True)
class Beside:
    """Two entries. left_label, right_label: their lists; person_ids: those of the base among them (for the audit)."""

    left_label: Text
    right_label: Text
    lines: tuple[Line, ...]
    person_ids: tuple[int, ...]


def tables(release: Release) -> tuple[str, ...]:
    """The vault tables that a reviewer's grant must cover."""
    found = [t.removeprefix("key_") for t in release.tables() if t.startswith("key_registry_")]
    return ("identity", *found)


def villages(release: Release, entries: Iterable[Entry]) -> dict[Entry, str]:
    """The village of each entry; entries that this release does not have are left out. No name is read."""
    wanted: dict[str, set[int]] = {}
    for source, number in entries:
        wanted.setdefault(source, set()).add(number)
    found: dict[Entry, str] = {}
    for source, numbers in wanted.items():
        table, column, _ = _tables(release, source)
        ids = pa.array(sorted(numbers), pa.int64())
        for path in release.files(table):
            data = pq.read_table(path, columns=[column, "village_code"], filters=pc.field(column).isin(ids))
            pairs = zip(data[column].to_pylist(), data["village_code"].to_pylist(), strict=True)
            found |= {(source, number): village for number, village in pairs}
    return found


def side_by_side(lake: Lake, release: Release, grant: Grant, left: Entry, right: Entry) -> Beside:
    """Both entries, read under the grant. UserError pair-unknown where one is not in this release or region."""
    places = villages(release, (left, right))
    if left not in places or right not in places:
        raise unknown_pair()
    a, b = (_read(lake, release, grant, one, places[one]) for one in (left, right))
    base = base_source(release)
    return Beside(
        label(left[0]), label(right[0]), tuple(_lines(a, b)), tuple(n for source, n in (left, right) if source == base)
    )


def unknown_pair() -> UserError:
    return UserError(
        Text("Pasangan itu tidak ada di rilis dan wilayah Anda.", "There is no such pair in your release and region."),
        hint=Text("Kembali ke antrean pasangan.", "Go back to the queue of pairs."),
        code="pair-unknown",
    )


def _tables(release: Release, source: str) -> tuple[str, str, str]:
    """(key table, id column, vault table) of a list's entries."""
    if source == base_source(release):
        return "key_person", "person_id", "identity"
    return f"key_registry_{source}", "entry_id", f"registry_{source}"


def _read(lake: Lake, release: Release, grant: Grant, entry: Entry, village: str) -> dict[str, Any]:
    source, number = entry
    key, column, vault = _tables(release, source)
    reader = lake.vault.open(grant, release.id)
    shown = (column, "nik", "no_kk", "nama", "alamat")
    found = reader.read(vault, village=village, columns=shown, only=(column, [number])).to_pylist()
    if not found:
        raise unknown_pair()
    path = release.file(key, village[:5])
    only = pc.field(column) == number
    facts = pq.read_table(path, columns=["tanggal_lahir", "jenis_kelamin"], filters=only).to_pylist() if path else []
    return {**found[0], **(facts[0] if facts else {}), "village_code": village}


def _lines(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Line]:
    sex = catalogue.codelist("sex")
    born = dated(a.get("tanggal_lahir"), b.get("tanggal_lahir"))

    def shown(value: Any, how: Any = str) -> tuple[str, str]:
        return tuple("" if row.get(value) in (None, "") else how(row[value]) for row in (a, b))  # type: ignore[return-value]

    def line(field: Text, column: str, compared: tuple[str, Text], how: Any = str) -> Line:
        return Line(field, *shown(column, how), *compared)

    return [
        line(Text("Nama", "Name"), "nama", spelled(a.get("nama"), b.get("nama"))),
        line(Text("Tanggal lahir", "Birth date"), "tanggal_lahir", born,
             long_date),
        line(Text("Jenis kelamin", "Sex"), "jenis_kelamin", plain(a.get("jenis_kelamin"), b.get("jenis_kelamin")),
             lambda v: str(sex.label(v))),
        line(Text("NIK", "NIK"), "nik", numbered(a.get("nik"), b.get("nik")), masked),
        line(Text("Nomor Kartu Keluarga", "Family card"), "no_kk", numbered(a.get("no_kk"), b.get("no_kk")), masked),
        line(Text("Alamat", "Address"), "alamat", spelled(a.get("alamat"), b.get("alamat"))),
        line(Text("Desa/kelurahan", "Village"), "village_code", plain(a.get("village_code"), b.get("village_code"))),
    ]  # fmt: skip


_EMPTY = (UNKNOWN, Text("salah satu kosong", "one is empty"))
_SAME = (SAME, Text("sama", "the same"))
_DIFFERENT = (DIFFERENT, Text("berbeda", "different"))


def plain(a: Any, b: Any) -> tuple[str, Text]:
    if a in (None, "") or b in (None, ""):
        return _EMPTY
    return _SAME if a == b else _DIFFERENT


def spelled(a: str | None, b: str | None) -> tuple[str, Text]:
    """Names and addresses: letters only, words in any order."""
    if not a or not b:
        return _EMPTY
    one, other = (_NOT_LETTERS.sub(" ", text.casefold()) for text in (a, b))
    if one.split() == other.split():
        return _SAME
    alike = max(fuzz.token_sort_ratio(one, other), fuzz.token_set_ratio(one, other))
    return (NEAR, Text("mirip", "alike")) if alike >= ALIKE else _DIFFERENT


def dated(a: dt.date | None, b: dt.date | None) -> tuple[str, Text]:
    if a is None or b is None:
        return _EMPTY
    if a == b:
        return _SAME
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return NEAR, Text("hari dan bulan tertukar", "day and month swapped")
    if sum(x == y for x, y in zip((a.year, a.month, a.day), (b.year, b.month, b.day), strict=True)) == 2:
        return NEAR, Text("beda satu bagian", "one part differs")
    return _DIFFERENT


def numbered(a: str | None, b: str | None) -> tuple[str, Text]:
    if not a or not b:
        return _EMPTY
    if a == b:
        return _SAME
    if len(a) == len(b) and (n := sum(x != y for x, y in zip(a, b, strict=True))) <= 2:
        return NEAR, Text(f"beda {n} angka", f"{n} digit{'s' if n > 1 else ''} differ{'' if n > 1 else 's'}")
    return _DIFFERENT
