"""The form of a region's own programme: as typed, what is wrong with it, and the file that it makes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sepakat import catalogue, regions
from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.rules import expression
from sepakat.catalogue.schemes import ID, PAYERS, PERIODS
from sepakat.core.errors import UserError
from sepakat.core.text import Text, whole
from sepakat.web.programmes.presenters import guided
from sepakat.web.programmes.presenters.guided import Guided

UNITS = {"keluarga": Text("keluarga", "family"), "orang": Text("orang", "person")}
PLAIN = (
    "kode", "nama", "penyelenggara", "satuan", "wilayah", "desil_min", "desil_maks", "ekspresi", "verifikasi",
    "dahulukan", "kuota", "manfaat", "per", "dasar_hukum", "status", "sejak", "sampai", "alasan",
)  # fmt: skip
NAMES = (
    *PLAIN,
    *(f"{part}_{i}" for i in range(1, guided.ROWS + 1) for part in ("keterangan", "banding", "nilai")),
    *(f"bagian_{payer}" for payer in PAYERS),
)
FIRST = {
    "satuan": "keluarga", "desil_min": "1", "desil_maks": "4", "per": "bulan", "status": "belum dikonfirmasi",
    "bagian_kabupaten": "100",
}  # fmt: skip
LONGEST = 300
Problems = dict[str, UserError]


@dataclass(frozen=True)
class Draft:
    """The form as typed, every field a text."""

    typed: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    @property
    def conditions(self) -> list[tuple[int, Guided]]:
        """The rows that are filled in, with their number."""
        found = []
        for i in range(1, guided.ROWS + 1):
            variable, value = self[f"keterangan_{i}"], self[f"nilai_{i}"]
            if variable or value:
                found.append((i, Guided(variable, self[f"banding_{i}"] or "=", value)))
        return found

    @property
    def shares(self) -> dict[str, float]:
        """Payer → per cent, those above 0; an unreadable one is -1."""
        found = {}
        for payer in PAYERS:
            text = self[f"bagian_{payer}"].replace(",", ".").removesuffix("%").strip()
            if text:
                try:
                    found[payer] = float(text)
                except ValueError:
                    found[payer] = -1.0
        return {payer: share for payer, share in found.items() if share != 0}

    @property
    def verify(self) -> list[str]:
        return [" ".join(line.split()) for line in self["verifikasi"].splitlines() if line.strip()]


def read(given: Mapping[str, Any]) -> Draft:
    """From a form or from what a version keeps; unknown fields are left out, texts cut to a bearable length."""
    return Draft({name: str(given.get(name, "")).strip()[:4000] for name in NAMES})


def problems(draft: Draft, *, new: bool) -> Problems:
    """Field → what is wrong with it. new: the programme does not exist yet."""
    found: Problems = {}

    def amiss(field: str, id_: str, en: str) -> None:
        found.setdefault(field, UserError(Text(id_, en), code="programme-form"))

    if not ID.fullmatch(draft["kode"]) or len(draft["kode"]) > 60:
        amiss(
            "kode",
            "Kode: huruf kecil, angka, garis bawah; misalnya beras_kupang.",
            "Code: snake_case, in small letters.",
        )
    elif new and draft["kode"] in catalogue.programmes():
        amiss("kode", f"Kode `{draft['kode']}` sudah dipakai program lain.", "Another programme has that code.")
    for name, id_, en in (
        ("nama", "Isi nama program.", "Write the programme's name."),
        ("penyelenggara", "Isi nama penyelenggaranya.", "Write who runs it."),
        ("dasar_hukum", "Isi dasar hukumnya, misalnya Perbup 12/2026.", "Write its legal source."),
        ("alasan", "Tulis untuk peninjau: mengapa program ini diusulkan.", "Tell the reviewer why this is proposed."),
    ):
        if not 3 <= len(draft[name]) <= LONGEST or "\n" in draft[name]:
            amiss(name, id_ + f" Paling panjang {LONGEST} huruf.", f"{en} At most {LONGEST} letters.")
    if draft["satuan"] not in UNITS:
        amiss("satuan", "Pilih keluarga atau orang.", "Choose family or person.")
    if draft["status"] not in STATUSES:
        amiss("status", "Pilih status sumbernya.", "Choose the status of the source.")
    try:
        regions.parse(draft["wilayah"])
    except UserError as problem:
        found["wilayah"] = problem
    low, high = (_whole(draft[n]) for n in ("desil_min", "desil_maks"))
    if low is None or high is None or not 1 <= low <= high <= 10:
        amiss("desil_min", "Desil dari 1 sampai 10, yang terendah dahulu.", "Deciles from 1 to 10, the lowest first.")
    if _day(draft["sejak"]) is None:
        amiss("sejak", "Isi tanggal mulai berlaku, misalnya 01-01-2027.", "Write the first day it holds.")
    last = _day(draft["sampai"])
    if draft["sampai"] and (last is None or last < (_day(draft["sejak"]) or last)):
        amiss(
            "sampai", "Hari terakhir tidak sebelum hari pertama; boleh kosong.", "The last day is not before the first."
        )
    if draft["kuota"] and not (_whole(draft["kuota"]) or 0) > 0:
        amiss("kuota", "Kuota berupa bilangan bulat, atau kosong.", "The quota is a whole number, or empty.")
    if draft["manfaat"] and _whole(draft["manfaat"]) is None:
        amiss("manfaat", "Manfaat dalam rupiah, bilangan bulat, atau kosong.", "The benefit in whole rupiah, or empty.")
    if draft["manfaat"] and draft["per"] not in PERIODS:
        amiss("per", "Pilih per bulan, per tahun, atau sekali.", "Choose per month, per year or once.")
    shares = draft.shares
    if shares and (min(shares.values()) < 0 or abs(sum(shares.values()) - 100) > 0.01):
        amiss("bagian_pusat", "Bagian para pembayar harus berjumlah 100.", "Shares of payers add up to 100.")
    if len(draft.verify) > 20 or any(len(line) > LONGEST for line in draft.verify):
        amiss("verifikasi", "Paling banyak 20 baris pendek.", "At most 20 short lines.")
    if draft["satuan"] in UNITS:
        _rules(draft, found)
    return found


def _rules(draft: Draft, found: Problems) -> None:
    unit = draft["satuan"]
    for i, one in draft.conditions:
        try:
            guided.check(one, unit)
        except UserError as problem:
            found[f"keterangan_{i}"] = problem
    for field in ("ekspresi", "dahulukan"):
        if draft[field]:
            try:
                made = expression(draft[field], unit, {}, field=field, where=field)
                catalogue.numbers(made.parameters, _day(draft["sejak"]) or dt.date.today())
            except UserError as problem:
                found[field] = problem
                continue
            if field == "ekspresi" and made.kind != "boolean":
                found[field] = UserError(
                    Text("Rumus syarat harus ya/tidak.", "The expression is a condition."), code="programme-form"
                )


def render(versions: Sequence[tuple[int, Draft]]) -> str:
    """The programme's file from its versions (number, form), oldest first: head of the newest, a rule of each.

    Where two versions begin on one day, the later one alone holds.
    """
    by_day = {draft["sejak"]: (number, draft) for number, draft in versions}
    head = versions[-1][1]
    lines = [
        "# Dibuat dari usulan yang disetujui di laman program; jangan disunting dengan tangan.",
        f"nama = {_text(head['nama'])}",
        f"penyelenggara = {_text(head['penyelenggara'])}",
        f"satuan = {_text(head['satuan'])}",
        f"wilayah = {_text(head['wilayah'])}",
    ]
    for _, (number, draft) in sorted(by_day.items()):
        lines += ["", *_rule(draft, number), *_dated(draft)]
    return "\n".join(lines) + "\n"


def _rule(draft: Draft, number: int) -> list[str]:
    unit = draft["satuan"]
    parts, members = [], []
    for i, one in draft.conditions:
        if one.member:
            members.append(f"syarat_{i} = {_text(one.sql)}")
            parts.append(f"syarat_{i} > 0")
        else:
            parts.append(one.sql)
    if draft["ekspresi"]:
        parts.append(f"({draft['ekspresi']})")
    words = [one.words(unit).id for _, one in draft.conditions]
    lines = [
        "[[aturan]]",
        f"sejak = {draft['sejak']}",
        *([f"sampai = {draft['sampai']}"] if draft["sampai"] else []),
        f"desil_min = {int(draft['desil_min'])}",
        f"desil_maks = {int(draft['desil_maks'])}",
        f"syarat = {_texts(words)}",
        f"perlu_diverifikasi = {_texts(draft.verify)}",
        f"dasar_hukum = {_text(draft['dasar_hukum'])}",
        f"sumber = {_text(draft['dasar_hukum'])}",
        f"status = {_text(draft['status'])}",
        f"catatan = {_text(f'Versi {number}')}",
    ]
    if parts:
        lines.append(f"syarat_ekspresi = {_text(' AND '.join(parts))}")
    if members:
        lines += ["[aturan.anggota]", *members]
    for i, one in draft.conditions:
        said = one.words(unit)
        holds = f"syarat_{i} > 0" if one.member else one.sql
        lines += [
            "[[aturan.alasan]]",
            f"nama = {_text(said.id)}",
            f"nama_en = {_text(said.en)}",
            f"syarat = {_text(holds)}",
        ]
    for name, en, by, way in _order(draft):
        lines += [
            "[[aturan.urutan]]", f"nama = {_text(name)}", f"nama_en = {_text(en)}", f"ekspresi = {_text(by)}",
            f"arah = {_text(way)}",
        ]  # fmt: skip
    return lines


def _order(draft: Draft) -> Iterable[tuple[str, str, str, str]]:
    if draft["dahulukan"]:
        kind = expression(draft["dahulukan"], draft["satuan"], {}, field="dahulukan", where="dahulukan").kind
        by = f"CASE WHEN {draft['dahulukan']} THEN 1 ELSE 0 END" if kind == "boolean" else draft["dahulukan"]
        yield f"didahulukan: {draft['dahulukan']}", f"first: {draft['dahulukan']}", by, "turun"
    yield "desil terendah dulu", "lowest decile first", "desil_nasional", "naik"


def _dated(draft: Draft) -> list[str]:
    tail = [f"sumber = {_text(draft['dasar_hukum'])}", f"status = {_text(draft['status'])}"]
    begin = f"sejak = {draft['sejak']}"
    lines: list[str] = []
    if draft["manfaat"]:
        lines += ["[[manfaat]]", begin, f"jumlah = {_whole(draft['manfaat'])}", f"per = {_text(draft['per'])}", *tail]
    if draft["kuota"]:
        lines += ["[[kuota]]", begin, f"jumlah = {_whole(draft['kuota'])}", *tail]
    if draft.shares:
        parts = [round(Decimal(str(share)) / 100, 6) for share in draft.shares.values()]
        parts[-1] = 1 - sum(parts[:-1], Decimal(0))
        held = ", ".join(f"{payer} = {part}" for payer, part in zip(draft.shares, parts, strict=True))
        lines += ["[[pembayar]]", begin, f"bagian = {{ {held} }}", *tail]
    return lines


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: Iterable[str]) -> str:
    return "[" + ", ".join(_text(v) for v in values) + "]"


def _whole(text: str) -> int | None:
    return whole(text.replace(".", "").replace(" ", ""), 12)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
