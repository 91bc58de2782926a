"""Figures typed into the form: read, checked with every error at once, and written as the file they stand for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.sources.figures import STATUSES

ROWS = 10
FIELDS = ("indikator", "satuan", "sumber", "rumus", "penanggung_jawab", "status", "catatan")
NEEDED = {
    "indikator": Text("Isi nama indikator, misalnya “Kunjungan K6”.", "Name the indicator."),
    "satuan": Text("Isi satuannya, misalnya “persen” atau “orang”.", "State its unit, such as percent or people."),
    "sumber": Text(
        "Isi sumbernya, misalnya “Profil Kesehatan 2024, tabel 24”.", "State its source, such as a health profile."
    ),
    "rumus": Text(
        "Isi rumusnya, misalnya “ibu hamil diperiksa enam kali / sasaran × 100”.", "State how it is worked out."
    ),
    "penanggung_jawab": Text("Isi dinas yang bertanggung jawab.", "Name the office in charge."),
}
ROW = {
    "kode_wilayah": Text("kode wilayah", "region code"),
    "periode": Text("periode", "period"),
    "nilai": Text("nilai", "value"),
}
CHOICES = tuple(dict.fromkeys(STATUSES.values()))
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d+)?|-?\d+([.,]\d+)?")


@dataclass(frozen=True)
class Typed:
    """The form as filled in. rows: (region, period, value), empty ones included."""

    facts: Mapping[str, str]
    rows: tuple[tuple[str, str, str], ...]

    @property
    def filled(self) -> list[tuple[int, tuple[str, str, str]]]:
        """Rows with anything in them, numbered from 1."""
        return [(i, row) for i, row in enumerate(self.rows, 1) if any(row)]


def read(given: Mapping[str, str], region: str = "") -> Typed:
    """What was typed; a fresh form has the region in its first row."""
    facts = {name: given.get(name, "").strip()[:500] for name in FIELDS}
    rows = [tuple(given.get(f"{name}_{i}", "").strip()[:60] for name in ROW) for i in range(1, ROWS + 1)]
    if not any(any(row) for row in rows):
        rows[0] = (region, "", "")
    return Typed(facts, tuple((a, b, c) for a, b, c in rows))


def problems(typed: Typed) -> dict[str, UserError]:
    """Field → what is to be mended; every error at once. Regions and periods are checked again as in any file."""
    found = {
        name: UserError(words, where=name, code="figures-form")
        for name, words in NEEDED.items()
        if not typed.facts[name]
    }
    rows = [(i, row) for i, row in typed.filled if row != (typed.rows[0][0], "", "") or i > 1]
    if not rows:
        first = Text("Isi sekurangnya satu angka.", "Fill in one figure at least.")
        found["nilai_1"] = UserError(first, where="nilai_1", code="figures-form")
    for i, (code, period, value) in rows:
        for name, wrong in (("kode_wilayah", _region(code)), ("periode", _period(period)), ("nilai", _value(value))):
            if wrong is not None:
                line = Text(f"Baris {i}: {wrong.id}", f"Row {i}: {wrong.en}")
                found[f"{name}_{i}"] = UserError(line, where=f"{name}_{i}", code="figures-form")
    return found


def _region(code: str) -> Text | None:
    try:
        regions.load().get(code)
    except UserError:
        return Text("isi kode wilayah bertitik, misalnya 53.01.", "write a dotted region code, such as 53.01.")
    return None


def _period(text: str) -> Text | None:
    if re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2]|T[1-4]|S[12]))?", text):
        return None
    return Text("tulis periode 2024, 2024-03, 2024-T3, atau 2024-S2.", "write 2024, 2024-03, 2024-T3 or 2024-S2.")


def _value(text: str) -> Text | None:
    return None if _NUMBER.fullmatch(text) else Text("isi angka, misalnya 81,2.", "write a number, such as 81,2.")


def as_file(typed: Typed, headings: list[str]) -> bytes:
    """The CSV file that the form stands for."""
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=";", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for _, (code, period, value) in typed.filled:
        if value:
            writer.writerow({**typed.facts, "kode_wilayah": code, "periode": period, "nilai": value})
    return out.getvalue().encode()
