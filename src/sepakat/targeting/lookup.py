"""Who carries a NIK: found by keyed hashes, inside the grant's regions only.

The key tables (hashes and ids, no names) tell the regency and the family; only then is the vault opened, for that
person's village, with one line in its access log per NIK. Memory holds the keys of one regency at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.text import Text, masked
from sepakat.lake import Lake, Release, numbers
from sepakat.targeting import scanning

MOST = 200
_KEYS = ("nik_hash", "person_id", "family_id", "village_code", "aktif")
_GAPS = re.compile(r"[\s.\-]+")


@dataclass(frozen=True)
class Found:
    """One person who carries the NIK. masked: the NIK as pages show it."""

    person_id: int
    family_id: int
    village_code: str
    name: str
    masked: str


def clean_niks(text: str, most: int = MOST) -> list[str]:
    """The NIK of a pasted text, one a line, in order, each once. UserError `nik-list` with every bad line at once.

    Spaces, dots and hyphens inside a number are taken out. The error names lines and lengths, never a number.
    """
    found: list[str] = []
    id_lines: list[str] = []
    en_lines: list[str] = []
    for place, line in enumerate(text.splitlines(), 1):
        number = _GAPS.sub("", line)
        if not number:
            continue
        if not (number.isascii() and number.isdigit()):
            id_lines.append(f"Baris {place}: NIK hanya berisi angka.")
            en_lines.append(f"Line {place}: a NIK has digits only.")
        elif len(number) != 16:
            id_lines.append(f"Baris {place}: NIK harus 16 angka; tertulis {len(number)}.")
            en_lines.append(f"Line {place}: a NIK has 16 digits; {len(number)} are written.")
        elif number not in found:
            found.append(number)
    if id_lines:
        raise UserError(
            Text(f"{len(id_lines)} baris perlu diperbaiki.", f"{len(id_lines)} lines need mending."),
            Text("\n".join(id_lines), "\n".join(en_lines)),
            Text("Perbaiki baris itu, lalu cari lagi.", "Mend those lines, then search again."),
            code="nik-list",
        )
    if not found:
        raise UserError(Text("Isi NIK yang dicari, 16 angka.", "Write the NIK to look up, 16 digits."), code="nik-list")
    if len(found) > most:
        raise UserError(
            Text(f"Paling banyak {most} NIK sekali cari; tertulis {len(found)}.", f"At most {most} NIK at a time."),
            hint=Text("Bagi menjadi beberapa pencarian.", "Split it into several searches."),
            code="nik-list",
        )
    return found


def locate(lake: Lake, release: Release, regions: Sequence[str], niks: Iterable[str]) -> dict[str, list[dict]]:
    """NIK → key rows (person_id, family_id, village_code) of those in these regions who carry it. No name is read.

    Rows of other regions are not read (the index of numbers is, one row group whoever is meant), so that a NIK
    elsewhere costs what a NIK nowhere costs.
    """
    wanted = list(dict.fromkeys(niks))
    hashes = lake.vault.nik_hash(wanted)
    back = dict(zip(hashes.to_pylist(), wanted, strict=True))
    found: dict[str, list[dict]] = {nik: [] for nik in wanted}
    for row in of_hashes(release, regions, hashes):
        found[back[row["nik_hash"]]].append(row)
    return found


def of_hashes(release: Release, regions: Sequence[str], hashes: pa.Array) -> list[dict]:
    """Key rows of those in these regions whose NIK has one of these keyed hashes.

    Where several files may hold them, the release's index of numbers tells the villages, and those alone are read.
    """
    paths = scanning.files(release, "key_person", regions)
    index = numbers.of_release(release)
    if len(paths) < 2 or not index.has(["key_person"]):
        return [row for path in paths for row in _carriers(path, regions, hashes)]
    villages = set()
    for h in numbers.heads(hashes)[0].tolist():
        villages |= set(index.villages[index.find("key_person", h).place].tolist())
    codes = [code for code in map(numbers.code, sorted(villages)) if scanning.inside(code, regions)]
    return [row for path in paths for row in _carriers(path, [c for c in codes if c[:5] == path.stem], hashes)]


def _carriers(path: Path, regions: Sequence[str], hashes: pa.Array) -> list[dict]:
    if not regions:
        return []
    data = scanning.read(path, _KEYS, regions)
    mask = pc.is_in(data["nik_hash"], value_set=hashes)
    if "aktif" in data.column_names:
        mask = pc.and_(mask, pc.fill_null(data["aktif"], True))
    rows: list[dict] = data.filter(mask).to_pylist()
    return rows


def find(lake: Lake, release: Release, grant: Grant, niks: Iterable[str]) -> dict[str, list[Found]]:
    """NIK → the persons of the grant's regions who carry it (empty: none there; mostly one).

    grant: on table `identity` with columns `nama`, `nik` or all.
    """
    grant.check("identity")
    located = locate(lake, release, scanning.regions_of(grant), niks)
    reader = lake.vault.open(grant, release.id)
    answer: dict[str, list[Found]] = {}
    for nik, keys in located.items():
        names: dict[int, str] = {}
        for village in sorted({k["village_code"] for k in keys}):
            ids = [k["person_id"] for k in keys if k["village_code"] == village]
            data = reader.read("identity", village=village, columns=("person_id", "nama"), only=("person_id", ids))
            names |= dict(zip(*(data[c].to_pylist() for c in ("person_id", "nama")), strict=True))
        answer[nik] = [
            Found(k["person_id"], k["family_id"], k["village_code"], names.get(k["person_id"]) or "", masked(nik))
            for k in sorted(keys, key=lambda k: k["person_id"])
        ]
    return answer


def place_of_family(release: Release, regions: Sequence[str], family_id: int) -> str:
    """The village of a family in these regions. UserError `family-unknown`, the same for elsewhere as for nowhere."""
    for path in scanning.files(release, "key_family", regions):
        data = scanning.read(path, ("family_id", "village_code", "aktif"), regions)
        mask = pc.equal(data["family_id"], pa.scalar(family_id, pa.int64()))
        if "aktif" in data.column_names:
            mask = pc.and_(mask, pc.fill_null(data["aktif"], True))
        hit = data.filter(mask)
        if hit.num_rows:
            return str(hit["village_code"][0].as_py())
    raise unknown_family()


def unknown_family() -> UserError:
    return UserError(
        Text("Tidak ada keluarga dengan nomor itu di wilayah Anda.", "There is no such family in your region."),
        hint=Text("Cari lagi dengan NIK salah satu anggotanya.", "Look it up by the NIK of a member."),
        code="family-unknown",
    )
