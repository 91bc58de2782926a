"""Dated numbers from laws and agreements (`parameters/*.toml`), never written in Python.

A value holds from its date until the next one. Asking for a day before the first value, or for a number that nobody
has published, is an error that names the file to complete.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.reading import HOME, Node, files, read, shown
from sepakat.core.errors import UserError, nearest, unknown_name
from sepakat.core.text import Text, long_date

Number = int | Decimal
STATUSES = ("terverifikasi", "sekunder", "belum dikonfirmasi")


@dataclass(frozen=True)
class Parameter:
    """One value on a day. unit: in words. since: first day it holds. status: how far the source may be trusted."""

    name: str
    label: Text
    value: Number
    unit: str
    source: str
    status: str
    since: dt.date
    note: str | None = None


@dataclass(frozen=True)
class Series:
    """All values of one parameter. keys: names of its key columns (empty for a plain number). path: its file."""

    name: str
    label: Text
    unit: str
    keys: tuple[str, ...]
    entries: tuple[tuple[dt.date, Mapping[str, Number] | None, Parameter], ...]
    path: Path

    def on(self, on: dt.date, key: tuple[str, ...] = ()) -> Parameter:
        """The value that holds on a day, for one key; UserError (code parameter-missing) naming the file."""
        wanted = ".".join(key)
        for since, rows, value in reversed(self.entries):
            if since > on:
                continue
            if rows is None:
                return value
            if wanted in rows:
                return Parameter(**{**value.__dict__, "value": rows[wanted]})
        raise self._missing(on, wanted)

    def _missing(self, on: dt.date, wanted: str) -> UserError:
        what = f"`{self.name}`" + (f" ({wanted})" if wanted else "")
        return UserError(
            Text(
                f"Angka {what} untuk {long_date(on, 'id')} belum ada.",
                f"There is no value of {what} for {long_date(on, 'en')}.",
            ),
            detail=Text("Tidak ada nilai yang berlaku pada tanggal itu.", "No value holds on that day."),
            hint=Text(
                f"Lengkapi berkas `{shown(self.path)}` dengan nilai, tanggal, dan sumbernya.",
                f"Complete the file `{shown(self.path)}` with value, date and source.",
            ),
            where=shown(self.path),
            code="parameter-missing",
        )


def exact(value: int | float) -> Number:
    """A TOML number without the error of binary fractions (7.2 stays 7.2)."""
    return value if isinstance(value, int) else Decimal(str(value))


def _series(path: Path) -> Series:
    node = read(path)
    node.only({"nama", "nama_en", "satuan", "kunci", "catatan", "nilai"})
    keys = node.texts("kunci", [])
    label, unit = node.label("nama", "nama_en"), node.text("satuan")
    entries: list[tuple[dt.date, Mapping[str, Number] | None, Parameter]] = []
    for item in node.children("nilai"):
        item.only({"sejak", "nilai", "baris", "sumber", "status", "catatan"})
        rows = _rows(item, len(keys)) if keys else None
        value = Parameter(
            name=path.stem,
            label=label,
            value=0 if keys else exact(item.number("nilai")),
            unit=unit,
            source=item.text("sumber"),
            status=item.choice("status", STATUSES),
            since=item.date("sejak"),
            note=item.optional_text("catatan"),
        )
        entries.append((value.since, rows, value))
    # Where two entries begin on one day, the later in the file wins for the keys that both hold.
    entries.sort(key=lambda entry: entry[0])
    return Series(path.stem, label, unit, keys, tuple(entries), path)


def _rows(item: Node, depth: int) -> Mapping[str, Number]:
    rows = item.child("baris")
    for key in rows.data:
        if len(key.split(".")) != depth:
            raise rows.error(key, f"Kunci `{key}` harus {depth} bagian.", f"Key `{key}` must have {depth} parts.")
    return MappingProxyType({key: exact(rows.number(key)) for key in rows.data})


@functools.lru_cache(maxsize=1)
def parameters() -> Mapping[str, Series]:
    """All dated parameters by name, those of programmes (`pkh_desil_maks`) among them."""
    from sepakat.catalogue.schemes import rule_parameters  # schemes.py builds its series from the classes here

    found = {path.stem: _series(path) for path in files(HOME / "parameters")}
    return MappingProxyType(found | rule_parameters())


def parameter(name: str, on: dt.date) -> Parameter:
    """The value of a plain parameter on a day.

    UserError: unknown-parameter (with the nearest name), parameter-keyed (it needs a key), parameter-missing.
    """
    if name not in parameters():
        raise unknown_name(Text("Parameter", "Parameter"), name, parameters(), "unknown-parameter")
    series = parameters()[name]
    if series.keys:
        listed = ", ".join(series.keys)
        raise UserError(
            Text(f"Parameter `{name}` berbeda menurut {listed}.", f"Parameter `{name}` differs by {listed}."),
            hint=Text("Sebutkan kuncinya.", "Name the key."),
            where=shown(series.path),
            code="parameter-keyed",
        )
    return series.on(on)


def poverty_line(province: str, tipe_daerah: int | None, on: dt.date) -> Parameter:
    """Poverty line in Rp per person per month, as published by BPS.

    province: Kemendagri code (`53`; `00` is the nation). tipe_daerah: 1 urban, 2 rural, None both together. on: the
    day of the survey; the latest line published for that key up to then holds, and `since` tells its round.
    UserError: unknown-key, parameter-missing.
    """
    series = parameters()["garis_kemiskinan"]
    provinces = {key.split(".")[0] for _, rows, _ in series.entries for key in rows or {}}
    if province not in provinces or tipe_daerah not in (None, 1, 2):
        near = nearest(province, provinces)
        raise UserError(
            Text(
                f"Tidak ada garis kemiskinan untuk `{province}` dengan tipe daerah `{tipe_daerah}`.",
                f"There is no poverty line for `{province}`, type `{tipe_daerah}`.",
            ),
            hint=Text(
                f"Pakai kode provinsi Kemendagri dua angka{f', misalnya `{near}`' if near else ''}; tipe daerah 1, 2, "
                "atau kosong.",
                "Use a two-digit Kemendagri province code; type 1, 2 or none.",
            ),
            where=shown(series.path),
            code="unknown-key",
        )
    return series.on(on, (province, str(tipe_daerah or 0)))


def numbers(names: frozenset[str] | set[str], on: dt.date) -> dict[str, Number]:
    """Values of several plain parameters on a day, ready for `Expression.sql`."""
    return {name: parameter(name, on).value for name in sorted(names)}
