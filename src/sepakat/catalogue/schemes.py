"""Programmes and who is due them, dated and sourced (`programmes/*.toml`).

Each rule's decile limits are also parameters (`pkh_desil_min`, `pkh_desil_maks`), so that indicators and targeting
read the same number from the same place. A region's own programmes lie in a folder of the same shape, named by
`SEPAKAT_PROGRAMMES`; a file that is written there is seen at once.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from sepakat.catalogue.dated import STATUSES, Number, Parameter, Series, exact
from sepakat.catalogue.reading import HOME, Node, broken, files, read, shown
from sepakat.catalogue.rules import UNITS, Rule, read_rule
from sepakat.catalogue.trials import Trial, read_trial
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text, long_date

PERIODS = ("bulan", "tahun", "sekali")
PAYERS: Mapping[str, Text] = MappingProxyType(
    {
        "pusat": Text("Pemerintah pusat", "National government"),
        "provinsi": Text("Pemerintah provinsi", "Province"),
        "kabupaten": Text("Pemerintah kabupaten/kota", "Regency or city"),
        "desa": Text("Pemerintah desa", "Village"),
    }
)
ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
YES: tuple[int, ...] = (1,)  # codes of a recipient column that mean "receives", unless the file says others
_TOP = {
    "nama", "nama_en", "penyelenggara", "satuan", "kolom_terima", "kolom_daftar", "kode_daftar", "alokasi", "aturan",
    "wilayah", "manfaat", "kuota", "pembayar", "contoh", "catatan",
}  # fmt: skip


@dataclass(frozen=True)
class Benefit:
    """What one unit gets. amount: rupiah per `period` (`bulan`, `tahun`, `sekali`); None: known not to be public."""

    since: dt.date
    amount: Number | None
    period: str
    words: str
    source: str
    status: str


@dataclass(frozen=True)
class Quota:
    """How many units there is room for in the programme's own region (`Programme.region`)."""

    since: dt.date
    units: int
    source: str
    status: str


@dataclass(frozen=True)
class Payment:
    """Who pays. shares: payer (a key of `PAYERS`) → share, which add up to 1."""

    since: dt.date
    shares: Mapping[str, Number]
    source: str
    status: str


Dated = TypeVar("Dated", Rule, Benefit, Quota, Payment)


def holding(entries: Iterable[Dated], on: dt.date) -> Dated | None:
    """The entry that holds on a day, or None before the first."""
    found = None
    for entry in entries:
        if entry.since <= on:
            found = entry
    return found


@dataclass(frozen=True)
class Programme:
    """One programme. unit: who receives (`keluarga`, `orang`). region: where it is given (`00` everywhere). received:
    the survey answer column; listed: the column filled from its recipient list; listed_codes: its codes that mean
    "receives". rules, manfaat, kuota, pembayar: oldest first. own: made by a region, not packaged."""

    id: str
    label: Text
    agency: str
    unit: str
    received: str | None
    listed: str | None
    allocation: str | None
    rules: tuple[Rule, ...]
    path: Path
    listed_codes: tuple[int, ...] = YES
    region: str = "00"
    manfaat: tuple[Benefit, ...] = ()
    kuota: tuple[Quota, ...] = ()
    pembayar: tuple[Payment, ...] = ()
    contoh: Trial | None = None
    note: str | None = None
    own: bool = field(default=False)

    @property
    def short(self) -> Text:
        """What people call it: what stands in brackets (`PKH`), else the whole label."""
        inside = [words.rsplit("(", 1)[1].rstrip(") ") if words.endswith(")") else words for words in self.label]
        return Text(inside[0], inside[1])

    def given(self, region: str) -> bool:
        """Whether it is given somewhere in a region (`00`: the nation)."""
        own = self.region
        return "00" in (own, region) or own == region or own.startswith(region + ".") or region.startswith(own + ".")

    def in_force(self, on: dt.date) -> bool:
        """Whether a rule holds on a day: one has begun, and has not ended."""
        found = holding(self.rules, on)
        return found is not None and (found.until is None or on <= found.until)

    def rule(self, on: dt.date) -> Rule:
        """The rule that holds on a day; UserError (code parameter-missing) naming the file, before the first rule and
        after the last day of one that ends."""
        found = holding(self.rules, on)
        if found is not None and self.in_force(on):
            return found
        if found is not None and found.until is not None:
            raise UserError(
                Text(
                    f"Program `{self.id}` berakhir {long_date(found.until, 'id')}.",
                    f"The programme `{self.id}` ended on {long_date(found.until, 'en')}.",
                ),
                hint=Text("Usulkan aturan yang baru bila dilanjutkan.", "Propose a new rule where it goes on."),
                where=shown(self.path),
                code="parameter-missing",
            )
        raise UserError(
            Text(
                f"Aturan program `{self.id}` untuk {long_date(on, 'id')} belum ada.",
                f"There is no rule of programme `{self.id}` for {long_date(on, 'en')}.",
            ),
            hint=Text(f"Lengkapi berkas `{shown(self.path)}`.", f"Complete the file `{shown(self.path)}`."),
            where=shown(self.path),
            code="parameter-missing",
        )

    def benefit(self, on: dt.date) -> Benefit | None:
        """What a unit gets on a day; None where nothing is written."""
        return holding(self.manfaat, on)

    def quota(self, on: dt.date) -> Quota | None:
        """Room on a day; None where none is set."""
        return holding(self.kuota, on)

    def payers(self, on: dt.date) -> Payment | None:
        """Who pays on a day; None where nothing is written."""
        return holding(self.pembayar, on)


def _benefit(node: Node) -> Benefit:
    node.only({"sejak", "jumlah", "per", "uraian", "sumber", "status"})
    amount = exact(node.number("jumlah")) if "jumlah" in node.data else None
    if amount is not None and amount < 0:
        raise node.error("jumlah", "Jumlah manfaat tidak boleh negatif.", "A benefit is not negative.")
    return Benefit(
        node.date("sejak"),
        amount,
        node.choice("per", PERIODS),
        node.text("uraian", ""),
        node.text("sumber"),
        node.choice("status", STATUSES),
    )


def _quota(node: Node) -> Quota:
    node.only({"sejak", "jumlah", "sumber", "status"})
    if node.integer("jumlah") < 1:
        raise node.error("jumlah", "Kuota paling sedikit 1.", "A quota is at least 1.")
    return Quota(node.date("sejak"), node.integer("jumlah"), node.text("sumber"), node.choice("status", STATUSES))


def _payment(node: Node) -> Payment:
    node.only({"sejak", "bagian", "sumber", "status"})
    parts = node.child("bagian")
    shares: dict[str, Number] = {}
    for name in parts.data:
        if name not in PAYERS:
            listed = ", ".join(PAYERS)
            raise parts.error(name, f"Pembayar harus salah satu dari: {listed}.", f"A payer is one of: {listed}.")
        shares[name] = exact(parts.number(name))
    if not shares or min(shares.values()) < 0 or abs(float(sum(shares.values())) - 1) > 1e-9:
        raise node.error("bagian", "Bagian para pembayar harus berjumlah 1.", "Shares of payers add up to 1.")
    held = MappingProxyType(shares)
    return Payment(node.date("sejak"), held, node.text("sumber"), node.choice("status", STATUSES))


def _codes(node: Node) -> tuple[int, ...]:
    given = node.data.get("kode_daftar", list(YES))
    if not isinstance(given, list) or not given or any(type(c) is not int for c in given):
        raise node.error("kode_daftar", "Isian ini daftar kode (bilangan bulat).", "This is a list of codes.")
    return tuple(given)


def read_programme(path: Path, *, own: bool = False) -> Programme:
    """One programme file, checked whole. UserError: catalogue-file, or the codes of `expressions.check`."""
    node = read(path)
    node.only(_TOP)
    if not ID.fullmatch(path.stem):
        raise broken(path, None, "Nama berkas hanya huruf kecil, angka, dan garis bawah.", "Use snake_case names.")
    unit = node.choice("satuan", UNITS)
    rules = tuple(sorted((read_rule(item, unit) for item in node.children("aturan")), key=lambda rule: rule.since))
    if not rules:
        raise node.error("aturan", "Program belum punya aturan.", "The programme has no rule.")
    return Programme(
        id=path.stem,
        label=node.label("nama", "nama_en"),
        agency=node.text("penyelenggara"),
        unit=unit,
        received=node.optional_text("kolom_terima"),
        listed=node.optional_text("kolom_daftar"),
        allocation=node.optional_text("alokasi"),
        rules=rules,
        path=path,
        listed_codes=_codes(node),
        region=node.text("wilayah", "00"),
        manfaat=tuple(sorted((_benefit(i) for i in node.children("manfaat")), key=lambda entry: entry.since)),
        kuota=tuple(sorted((_quota(i) for i in node.children("kuota")), key=lambda entry: entry.since)),
        pembayar=tuple(sorted((_payment(i) for i in node.children("pembayar")), key=lambda entry: entry.since)),
        contoh=read_trial(node.child("contoh"), unit, rules[-1]) if "contoh" in node.data else None,
        note=node.optional_text("catatan"),
        own=own,
    )


_beside: list[Path] = []  # the folder of the lake at hand, where SEPAKAT_PROGRAMMES names none


def beside(lake: Path) -> Path:
    """Take a lake's own programmes (`LAKE/programmes`) where `SEPAKAT_PROGRAMMES` names no folder; gives the folder
    that approved programmes are written to."""
    _beside[:] = [lake / "programmes"]
    return _named()[0]


def _named() -> list[Path]:
    given = os.environ.get("SEPAKAT_PROGRAMMES", "")
    return [Path(part) for part in given.split(os.pathsep) if part.strip()] or list(_beside)


def own_folders() -> tuple[Path, ...]:
    """Folders of the regions' own programmes; those that do not exist yet are left out."""
    return tuple(p for p in _named() if p.is_dir())


def stamp() -> str:
    """Changes when a region's own programme does; empty where there is none."""
    found = _stamp(own_folders())
    return hashlib.sha256(repr(found).encode()).hexdigest()[:12] if found else ""


def _stamp(folders: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    """Changes when a file of these folders does, so that an approved programme is seen without a restart."""
    found = ((path, path.stat()) for folder in folders for path in files(folder))
    return tuple((str(path), told.st_mtime_ns, told.st_size) for path, told in found)


@functools.lru_cache(maxsize=1)
def packaged() -> Mapping[str, Programme]:
    """The programmes that come with the software, by id."""
    return MappingProxyType({path.stem: read_programme(path) for path in files(HOME / "programmes")})


@functools.lru_cache(maxsize=4)
def _with_own(folders: tuple[Path, ...], stamp: tuple[tuple[str, int, int], ...]) -> Mapping[str, Programme]:
    found = dict(packaged())
    for folder in folders:
        for path in files(folder):
            if path.stem in found:
                raise broken(
                    path, None, f"Program `{path.stem}` sudah ada; pakai nama lain.", f"`{path.stem}` exists already."
                )
            found[path.stem] = read_programme(path, own=True)
    return MappingProxyType(found)


def programmes() -> Mapping[str, Programme]:
    """All programmes by id: the packaged ones, then those of the folders of `SEPAKAT_PROGRAMMES`."""
    folders = own_folders()
    return _with_own(folders, _stamp(folders)) if folders else packaged()


def in_force(region: str, on: dt.date) -> list[Programme]:
    """Programmes that are given somewhere in a region and have a rule on a day."""
    return [p for p in programmes().values() if p.given(region) and p.in_force(on)]


def programme(id_: str) -> Programme:
    """One programme; UserError (code unknown-programme) with the nearest id."""
    known = programmes()
    if id_ not in known:
        raise unknown_name(Text("Program", "Programme"), id_, known, "unknown-programme")
    return known[id_]


def rule_parameters() -> dict[str, Series]:
    """`<program>_desil_min` and `<program>_desil_maks` of every packaged programme, as dated series."""
    found: dict[str, Series] = {}
    for item in packaged().values():
        for suffix, word, limit in (
            ("desil_min", Text("desil terendah", "lowest decile"), lambda rule: rule.decile_min),
            ("desil_maks", Text("desil tertinggi", "highest decile"), lambda rule: rule.decile_max),
        ):
            name = f"{item.id}_{suffix}"
            label = Text(f"{item.label.id}: {word.id}", f"{item.label.en}: {word.en}")
            entries = []
            for rule in item.rules:
                value: Number = limit(rule)
                entry = Parameter(name, label, value, "desil", rule.source, rule.status, rule.since, rule.note)
                entries.append((rule.since, None, entry))
            found[name] = Series(name, label, "desil", (), tuple(entries), item.path)
    return found
