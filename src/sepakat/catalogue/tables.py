"""Canonical tables and their variables (`variables/*.toml`).

A file either declares its variables, or takes them from other tables with `[pakai]` (`family = ["*"]` or a list of
names): frames and survey tables hold the same variables under the same names, so each is described once.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from sepakat.catalogue.codes import Codelist, codelist, codelists
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.text import Text

ARROW: Mapping[str, pa.DataType] = MappingProxyType(
    {
        "kode": pa.int8(),
        "ya_tidak": pa.int8(),
        "bit": pa.int16(),
        "bilangan": pa.int32(),
        "id": pa.int64(),
        "wilayah": pa.string(),
        "teks": pa.string(),
        "identitas": pa.string(),
        "tanggal": pa.date32(),
        "lokasi": pa.float64(),
        "pecahan": pa.float32(),
        "nyata": pa.float64(),
    }
)
_FIELDS = {"label", "label_en", "tipe", "daftar", "asal", "turunan", "dari_daftar", "catatan"}


@dataclass(frozen=True)
class Variable:
    """One column. type: a key of `ARROW`; codelist: name of its code list; source: question number per source id.

    derived: worked out from members. from_list: comes from a recipient list, NULL everywhere without one. note: what
    a user of the column must know.
    """

    name: str
    label: Text
    type: str
    codelist: str | None
    source: Mapping[str, str]
    derived: bool
    from_list: bool
    note: str | None = None

    @property
    def arrow(self) -> pa.DataType:
        return ARROW[self.type]

    def codes(self) -> Codelist | None:
        """Its code list, or None."""
        return codelist(self.codelist) if self.codelist else None


@dataclass(frozen=True)
class TableSpec:
    """One table. unit: `keluarga` or `orang` for frames that indicators run on, else None. source: `registri`,
    `susenas` or `sakernas` for frames, else None. vault: identity, never readable by the engine."""

    name: str
    title: Text
    row: str
    vault: bool
    variables: Mapping[str, Variable]
    unit: str | None = None
    source: str | None = None

    def schema(self) -> pa.Schema:
        """The Arrow schema, columns in catalogue order."""
        return pa.schema([pa.field(v.name, v.arrow) for v in self.variables.values()])


def _variable(name: str, node: Node) -> Variable:
    node.only(_FIELDS)
    type_ = node.text("tipe")
    if type_ not in ARROW:
        near = nearest(type_, ARROW)
        raise node.error("tipe", f"Tipe `{type_}` tidak dikenal; lihat `{near}`.", f"Type `{type_}` is not known.")
    listed = node.optional_text("daftar")
    if listed is not None and listed not in codelists():
        near = nearest(listed, codelists())
        raise node.error("daftar", f"Daftar kode `{listed}` tidak ada. Maksud Anda `{near}`?", f"No list `{listed}`.")
    origin = node.child("asal", {})
    return Variable(
        name=name,
        label=node.label("label", "label_en"),
        type=type_,
        codelist=listed,
        source=MappingProxyType({key: origin.text(key) for key in origin.data}),
        derived=node.flag("turunan"),
        from_list=node.flag("dari_daftar"),
        note=node.optional_text("catatan"),
    )


def _borrowed(node: Node, nodes: Mapping[str, Node], trail: tuple[str, ...]) -> dict[str, Variable]:
    taken: dict[str, Variable] = {}
    lists = node.child("pakai", {})
    for other in lists.data:
        if other not in nodes or other in trail:
            raise lists.error(other, f"Tabel `{other}` tidak dapat dipakai di sini.", f"No such table: `{other}`.")
        known = _columns(nodes[other], nodes, (*trail, other))
        for name in lists.texts(other):
            if name == "*":
                taken |= {key: value for key, value in known.items() if key not in taken}
            elif name in known:
                taken.setdefault(name, known[name])
            else:
                near = nearest(name, known)
                raise lists.error(
                    other,
                    f"Tabel `{other}` tidak punya kolom `{name}`. Maksud Anda `{near}`?",
                    f"Table `{other}` has no column `{name}`.",
                )
    return taken


def _columns(node: Node, nodes: Mapping[str, Node], trail: tuple[str, ...]) -> dict[str, Variable]:
    own = node.child("variabel", {})
    return _borrowed(node, nodes, trail) | {name: _variable(name, own.child(name)) for name in own.data}


def load_tables(folder: Path) -> dict[str, TableSpec]:
    """Every table of a folder; UserError (code catalogue-file) for the first file that cannot be used."""
    nodes: dict[str, Node] = {}
    for path in files(folder):
        node = read(path)
        node.only({"tabel", "judul", "judul_en", "baris", "brankas", "satuan", "sumber", "pakai", "variabel"})
        name = node.text("tabel")
        if name != path.stem:
            raise node.error("tabel", "Nama tabel harus sama dengan nama berkas.", "Must equal the file name.")
        nodes[name] = node
    specs: dict[str, TableSpec] = {}
    for name, node in nodes.items():
        columns = _columns(node, nodes, (name,))
        specs[name] = TableSpec(
            name=name,
            title=node.label("judul", "judul_en"),
            row=node.text("baris"),
            vault=node.flag("brankas"),
            variables=MappingProxyType(columns),
            unit=node.choice("satuan", ("keluarga", "orang")) if "satuan" in node.data else None,
            source=node.choice("sumber", ("registri", "susenas", "sakernas")) if "sumber" in node.data else None,
        )
    return specs


@functools.lru_cache(maxsize=1)
def tables() -> Mapping[str, TableSpec]:
    """All tables by name: facts, ranks, vault, frames and surveys."""
    return MappingProxyType(load_tables(HOME / "variables"))


def table(name: str) -> TableSpec:
    """One table; UserError (code unknown-table) with the nearest name."""
    try:
        return tables()[name]
    except KeyError:
        raise unknown_name(Text("Tabel", "Table"), name, tables(), "unknown-table") from None


def frames(unit: str | None = None) -> dict[str, TableSpec]:
    """The tables that indicators run on, for one unit of analysis (`keluarga`, `orang`) or both."""
    return {name: spec for name, spec in tables().items() if spec.unit and unit in (None, spec.unit)}


@functools.lru_cache(maxsize=1)
def vault_columns() -> frozenset[str]:
    """Names of identity columns: those that only vault tables hold (shared keys such as village_code are not)."""
    open_ = {name for spec in tables().values() if not spec.vault for name in spec.variables}
    return frozenset(name for spec in tables().values() if spec.vault for name in spec.variables if name not in open_)
