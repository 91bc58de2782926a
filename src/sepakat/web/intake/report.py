"""The report of a check as a page prints it: per file, all problems grouped, by region, by column. Counts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number

SHOWN = 12  # row numbers in sight; the others open below
MOST_REGIONS = 300


@dataclass(frozen=True)
class FileLine:
    """One file: read = good + bad."""

    name: str
    read: int
    good: int
    bad: int
    warned: int
    outside: int
    remark: Text


@dataclass(frozen=True)
class Problem:
    """What one check found in one column. first, rest: row numbers; more: how many beyond those named."""

    title: Text
    hint: Text
    file: str
    column: Text
    rejects: bool
    count: int
    first: str
    rest: str
    more: int


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    read: int
    good: int
    bad: int
    warned: int


@dataclass(frozen=True)
class ColumnLine:
    column: Text
    refused: int
    warned: int


def _text(value: Any) -> Text:
    if isinstance(value, Mapping):
        return Text(str(value.get("id", "")), str(value.get("en", "")))
    return Text(str(value or ""), str(value or ""))


def files(report: Mapping[str, Any]) -> list[FileLine]:
    """“Data berhasil / Data gagal / Keterangan”, one line per file."""
    out = []
    for role, facts in report.get("berkas", {}).items():
        out.append(
            FileLine(
                facts["nama"], facts["dibaca"], facts["diterima"], facts["ditolak"], facts["diperingatkan"],
                int(facts.get("di_luar_wewenang", 0)), _remark(report, role, facts),
            )
        )  # fmt: skip
    return out


def _remark(report: Mapping[str, Any], role: str, facts: Mapping[str, Any]) -> Text:
    """`38 baris perlu diperbaiki; terbanyak: Bentuk NIK dan nomor KK (25), Tanggal lahir (13).`"""
    if not facts["dibaca"]:
        return Text("Berkas tidak berisi baris data.", "The file holds no rows of data.")
    found = [c for c in report.get("pemeriksaan", ()) if c["berkas"] == role and c["tingkat"] == "tolak"][:3]
    if not found:
        return Text("Semua baris dapat diterima.", "Every row can be taken in.")
    listed_id = ", ".join(f"{c['judul']['id']} ({number(c['jumlah'], 0, 'id')})" for c in found)
    listed_en = ", ".join(f"{c['judul']['en']} ({number(c['jumlah'], 0, 'en')})" for c in found)
    rows = facts["ditolak"]
    return Text(
        f"{number(rows, 0, 'id')} baris perlu diperbaiki; terbanyak: {listed_id}.",
        f"{number(rows, 0, 'en')} rows need mending; most by: {listed_en}.",
    )


def problems(report: Mapping[str, Any]) -> list[Problem]:
    """Every kind of problem there is, refusals first, with row numbers."""
    out = []
    for check in report.get("pemeriksaan", ()):
        rows = [int(r) for r in check["contoh_baris"]]
        out.append(
            Problem(
                _text(check["judul"]),
                _text(check["saran"]),
                report["berkas"][check["berkas"]]["nama"],
                _text(check["nama_kolom"] or check["kolom"]),
                check["tingkat"] == "tolak",
                int(check["jumlah"]),
                ", ".join(map(str, rows[:SHOWN])),
                ", ".join(map(str, rows[SHOWN:])),
                max(0, int(check["jumlah"]) - len(rows)),
            )
        )
    return out


def places(report: Mapping[str, Any]) -> tuple[list[Place], int]:
    """By region, those with refused rows first; and how many regions are not in the list."""
    sums: dict[str, list[int]] = {}
    for row in report.get("wilayah", ()):
        line = sums.setdefault(str(row["kode"] or ""), [0, 0, 0, 0])
        for at, name in enumerate(("dibaca", "diterima", "ditolak", "diperingatkan")):
            line[at] += int(row[name])
    ordered = sorted(sums.items(), key=lambda item: (-item[1][2], item[0]))
    out = [Place(code or "…", _name(code), *counts) for code, counts in ordered[:MOST_REGIONS]]
    return out, len(ordered) - len(out)


def _name(code: str) -> str:
    if not code:
        return str(Text("wilayah tidak diketahui", "region not known"))
    try:
        return regions.load().get(code).name
    except (UserError, KeyError):
        return code


def columns(report: Mapping[str, Any]) -> list[ColumnLine]:
    """By column: how many findings refuse a row, how many only warn."""
    found: dict[Text, list[int]] = {}
    for check in report.get("pemeriksaan", ()):
        line = found.setdefault(_text(check["nama_kolom"] or check["kolom"]), [0, 0])
        line[check["tingkat"] != "tolak"] += int(check["jumlah"])
    whole = Text("baris seutuhnya", "the row as a whole")
    lines = [ColumnLine(c if c.id else whole, *n) for c, n in found.items()]
    return sorted(lines, key=lambda c: (-c.refused, -c.warned))
