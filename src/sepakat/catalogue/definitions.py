"""Indicators: one reviewed TOML file each (`indicators/<tema>/<id>.toml`), checked as it is read.

Field names are those of the file, in Bahasa, because the file is what the agencies review. A region may add its own
indicators in a folder of the same shape, named by `SEPAKAT_INDICATORS` or passed as an argument.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES, parameters
from sepakat.catalogue.examples import Example, read_example
from sepakat.catalogue.expressions import Expression, check
from sepakat.catalogue.reading import HOME, Node, broken, files, read, shown
from sepakat.catalogue.tables import Variable, frames
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.text import Text

ESTIMATORS = ("rasio", "rata_rata", "jumlah")
DIRECTIONS = ("naik", "turun", "netral")
UNITS = ("keluarga", "orang")
SOURCES = ("registri", "susenas", "sakernas")
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TOP = {
    "nama", "nama_en", "versi", "tema", "satuan", "desimal", "arah", "mengapa", "konsep", "definisi", "klasifikasi",
    "ukuran", "rujukan", "status", "kode_referensi", "catatan", "hitung", "tinjau", "contoh",
}  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """One theme; order is that of menus."""

    id: str
    label: Text
    order: int
    description: str


@dataclass(frozen=True)
class Indicator:
    """One indicator, with the fields of its file.

    pembilang, penyebut: the expressions as written; numerator, denominator: the same, checked. A row counts in the
    denominator where `denominator` is TRUE and `numerator` is not NULL. penaksir: `rasio` (share of rows, or of
    weights), `rata_rata` (mean of a number), `jumlah` (count). penimbang: a column to weight rows with (`members`
    makes persons of families), or None. pengali: 100 for per cent. arah: the good direction. sumber: sources where
    the same columns mean the same thing; a file may leave one out (a labour survey does not cover all ages).
    """

    id: str
    nama: str
    nama_en: str
    versi: str
    tema: str
    satuan: str
    desimal: int
    arah: str
    mengapa: str
    konsep: str
    definisi: str
    klasifikasi: str
    ukuran: str
    rujukan: tuple[str, ...]
    status: str
    kode_referensi: str | None
    catatan: str | None
    satuan_analisis: str
    penaksir: str
    pembilang: str
    penyebut: str
    penimbang: str | None
    pengali: int
    sumber: tuple[str, ...]
    disusun_oleh: str
    diperiksa_oleh: str
    tinjau_lagi: dt.date
    contoh: Example
    numerator: Expression
    denominator: Expression
    path: Path

    @property
    def label(self) -> Text:
        return Text(self.nama, self.nama_en)

    @property
    def columns(self) -> frozenset[str]:
        """Every column it reads, the weight among them."""
        own = frozenset({self.penimbang}) if self.penimbang else frozenset()
        return self.numerator.columns | self.denominator.columns | own

    @property
    def parameters(self) -> frozenset[str]:
        return self.numerator.parameters | self.denominator.parameters

    @property
    def frames(self) -> tuple[str, ...]:
        """The frames and surveys that hold all its columns, as catalogued; the engine checks the files as well."""
        return tuple(
            name
            for name, spec in frames(self.satuan_analisis).items()
            if spec.source in self.sumber and self.columns <= set(spec.variables)
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """`registri`, `susenas`, `sakernas`: where it can be computed."""
        return tuple(dict.fromkeys(spec.source or "" for n, spec in frames().items() if n in self.frames))


def _variables(unit: str) -> dict[str, Variable]:
    found: dict[str, Variable] = {}
    for spec in frames(unit).values():
        found |= {name: variable for name, variable in spec.variables.items() if name not in found}
    return found


def _sources(count: Node) -> tuple[str, ...]:
    given = count.texts("sumber", list(SOURCES))
    for name in given:
        if name not in SOURCES:
            raise count.error("sumber", f"Sumber `{name}` tidak dikenal.", f"Source `{name}` is not known.")
    return given


def _expression(node: Node, field: str, unit: str) -> Expression:
    where = f"{shown(node.path)}: {node.prefix}{field}"
    expression = check(node.text(field), _variables(unit), field=field, where=where, table=unit)
    for name in sorted(expression.parameters):
        if name not in parameters() or parameters()[name].keys:
            near = nearest(name, parameters())
            ask_id, ask_en = (f" Maksud Anda `${near}`?", f" Did you mean `${near}`?") if near else ("", "")
            error = node.error(
                field, f"Parameter `${name}` tidak dikenal.{ask_id}", f"Parameter `${name}` is not known.{ask_en}"
            )
            error.code = "unknown-parameter"
            raise error
    return expression


def read_indicator(path: Path, themes: Mapping[str, Theme]) -> Indicator:
    """One indicator file, checked whole.

    UserError: catalogue-file (file and field), unknown-parameter, or the codes of `expressions.check`.
    """
    node = read(path)
    node.only(_TOP)
    if not _ID.fullmatch(path.stem):
        raise broken(path, None, "Nama berkas hanya huruf kecil, angka, dan garis bawah.", "Use snake_case names.")
    count, review = node.child("hitung"), node.child("tinjau")
    count.only({"satuan_analisis", "penaksir", "pembilang", "penyebut", "penimbang", "pengali", "sumber"})
    review.only({"disusun_oleh", "diperiksa_oleh", "tinjau_lagi"})
    unit = count.choice("satuan_analisis", UNITS)
    found = Indicator(
        id=path.stem,
        nama=node.text("nama"),
        nama_en=node.text("nama_en"),
        versi=node.text("versi"),
        tema=node.choice("tema", tuple(themes)),
        satuan=node.text("satuan"),
        desimal=node.integer("desimal"),
        arah=node.choice("arah", DIRECTIONS),
        mengapa=node.text("mengapa"),
        konsep=node.text("konsep"),
        definisi=node.text("definisi"),
        klasifikasi=node.text("klasifikasi"),
        ukuran=node.text("ukuran"),
        rujukan=node.texts("rujukan"),
        status=node.choice("status", STATUSES),
        kode_referensi=node.optional_text("kode_referensi"),
        catatan=node.optional_text("catatan"),
        satuan_analisis=unit,
        penaksir=count.choice("penaksir", ESTIMATORS),
        pembilang=count.text("pembilang"),
        penyebut=count.text("penyebut"),
        penimbang=count.optional_text("penimbang"),
        pengali=count.integer("pengali", 1),
        sumber=_sources(count),
        disusun_oleh=review.text("disusun_oleh"),
        diperiksa_oleh=review.text("diperiksa_oleh"),
        tinjau_lagi=review.date("tinjau_lagi"),
        contoh=read_example(node.child("contoh")),
        numerator=_expression(count, "pembilang", unit),
        denominator=_expression(count, "penyebut", unit),
        path=path,
    )
    _whole(found, node, count)
    return found


def _whole(found: Indicator, node: Node, count: Node) -> None:
    """What only shows once all fields are read."""
    if not found.rujukan:
        raise node.error("rujukan", "Isian `rujukan` masih kosong.", "`rujukan` is empty.")
    if not 0 <= found.desimal <= 6:
        raise node.error("desimal", "Jumlah desimal 0 sampai 6.", "Decimals run from 0 to 6.")
    if found.denominator.kind != "boolean":
        raise count.error("penyebut", "Penyebut harus berupa syarat (ya/tidak).", "The denominator is a condition.")
    if found.penaksir == "rata_rata" and found.numerator.kind != "number":
        raise count.error("pembilang", "Rata-rata memerlukan angka, bukan syarat.", "A mean needs a number.")
    if found.penaksir == "jumlah" and found.numerator.kind != "boolean":
        raise count.error("pembilang", "Jumlah memerlukan syarat (ya/tidak).", "A count needs a condition.")
    if found.penimbang and found.penimbang not in _variables(found.satuan_analisis):
        near = nearest(found.penimbang, _variables(found.satuan_analisis))
        raise count.error("penimbang", f"Kolom penimbang tidak ada. Maksud Anda `{near}`?", "No such weight column.")
    if not found.frames:
        listed = ", ".join(sorted(found.columns))
        raise count.error(
            "pembilang",
            f"Tidak ada satu pun tabel yang memuat semua kolom ini sekaligus: {listed}.",
            f"No single table holds all of these columns: {listed}.",
        )
    unknown = found.columns - set(found.contoh.columns)
    if unknown:
        raise node.child("contoh").error(
            "data", f"Contoh belum memuat kolom {sorted(unknown)[0]}.", f"The example lacks {sorted(unknown)[0]}."
        )


def _themes(folder: Path) -> dict[str, Theme]:
    found: dict[str, Theme] = {}
    for path in sorted(folder.glob("*/tema.toml")):
        node = read(path)
        node.only({"nama", "nama_en", "urutan", "keterangan"})
        label = node.label("nama", "nama_en")
        found[path.parent.name] = Theme(path.parent.name, label, node.integer("urutan"), node.text("keterangan"))
    return found


def _own_folders() -> tuple[Path, ...]:
    given = os.environ.get("SEPAKAT_INDICATORS", "")
    return tuple(Path(part) for part in given.split(os.pathsep) if part.strip())


@functools.lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> tuple[Mapping[str, Theme], Mapping[str, Indicator]]:
    themes: dict[str, Theme] = {}
    for folder in folders:
        if not folder.is_dir():
            raise broken(folder, None, "Folder indikator tidak ditemukan.", "The indicator folder does not exist.")
        themes |= {key: value for key, value in _themes(folder).items() if key not in themes}
    ordered = dict(sorted(themes.items(), key=lambda item: (item[1].order, item[0])))
    found: dict[str, Indicator] = {}
    for folder in folders:
        for path in files(folder, "**/*.toml"):
            if path.name == "tema.toml":
                continue
            item = read_indicator(path, ordered)
            if item.id in found:
                raise broken(
                    path,
                    None,
                    f"Indikator `{item.id}` sudah ada di `{shown(found[item.id].path)}`; pakai nama lain.",
                    f"Indicator `{item.id}` exists in `{shown(found[item.id].path)}`; use another name.",
                )
            if folder == HOME / "indicators" and path.parent.name != item.tema:
                raise broken(path, "tema", "Tema harus sama dengan nama folder.", "The theme is the folder's name.")
            found[item.id] = item
    return MappingProxyType(ordered), MappingProxyType(found)


def _folders(own: Path | None) -> tuple[Path, ...]:
    return (HOME / "indicators", *_own_folders(), *((own,) if own else ()))


def themes(own: Path | None = None) -> Mapping[str, Theme]:
    """All themes by id, in menu order."""
    return _load(_folders(own))[0]


def indicators(own: Path | None = None) -> Mapping[str, Indicator]:
    """All indicators by id: the packaged ones, those of `SEPAKAT_INDICATORS` (one folder or several), and of `own`."""
    return _load(_folders(own))[1]


def indicator(id_: str, own: Path | None = None) -> Indicator:
    """One indicator; UserError (code unknown-indicator) with the nearest id."""
    known = indicators(own)
    if id_ not in known:
        raise unknown_name(Text("Indikator", "Indicator"), id_, known, "unknown-indicator")
    return known[id_]


def overdue(on: dt.date) -> list[Indicator]:
    """Indicators whose review date has passed on a day, the longest overdue first."""
    late = [item for item in indicators().values() if item.tinjau_lagi < on]
    return sorted(late, key=lambda item: (item.tinjau_lagi, item.id))
