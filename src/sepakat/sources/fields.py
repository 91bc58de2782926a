"""Short ways to write a `Field`, so that an adapter reads like the questionnaire it describes."""

from __future__ import annotations

from collections.abc import Iterable

from sepakat import catalogue
from sepakat.core.text import Text
from sepakat.sources.model import Codes, Field

YES_NO = {1: 1, 2: 2}
YES_NO_15 = {1: 1, 5: 2}
YES_NO_158 = {1: 1, 5: 2, 8: None, 9: None}
ODD_EVEN = {1: 1, 2: 2, 3: 1, 4: 2}
SEX_WORDS = {
    "laki-laki": 1, "laki laki": 1, "lk": 1, "l": 1, "pria": 1, "1": 1,
    "perempuan": 2, "pr": 2, "p": 2, "wanita": 2, "2": 2,
}  # fmt: skip
WORDS = {"ya": 1, "tidak": 2}


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def kode(
    to: str,
    names: str | Iterable[str],
    codes: str | Codes,
    *,
    needed: bool = False,
    filled: bool = False,
    label: Text | None = None,
) -> Field:
    """A coded answer. codes: the name of a code list of the catalogue (codes pass as they are), or a map."""
    if isinstance(codes, str):
        table = {int(code): int(code) for code in catalogue.codelist(codes).rows}
        return Field(to, _names(names), "kode", table, needed=needed, filled=filled, label=label)
    return Field(to, _names(names), "kode", dict(codes), needed=needed, filled=filled, label=label)


def kata(to: str, names: str | Iterable[str], codes: Codes) -> Field:
    """An answer in words (lower case here), from a list that is not public as a whole."""
    return Field(to, _names(names), "kode", dict(codes), open=True)


def ya(to: str, names: str | Iterable[str], codes: Codes | None = None) -> Field:
    """A yes/no answer, by default 1 yes and 2 no."""
    return kode(to, names, YES_NO if codes is None else codes)


def bit(to: str, names: str | Iterable[str], bits: int, *, also: tuple[int, ...] = ()) -> Field:
    """A multi-answer question written as a sum of bits 1, 2, 4 …; `also`: values that are no sum (99)."""
    table = {value: value for value in (*range(2**bits), *also)}
    return Field(to, _names(names), "bit", table)


def angka(
    to: str, names: str | Iterable[str], low: float | None = 0, high: float | None = None, *, needed: bool = False
) -> Field:
    """A whole number within a range."""
    return Field(to, _names(names), "bilangan", low=low, high=high, needed=needed)


def jumlah_unit(to: str, names: str | Iterable[str]) -> Field:
    """A number of units owned that becomes yes/no: 0 = no, more = yes (DTSEN extract)."""
    return Field(to, _names(names), "unit", low=0, high=999)


def desimal(to: str, names: str | Iterable[str], low: float | None = None, high: float | None = None) -> Field:
    return Field(to, _names(names), "desimal", low=low, high=high)


def uang(to: str, names: str | Iterable[str]) -> Field:
    """Rupiah, with or without `Rp`, thousands dots and decimal comma."""
    return Field(to, _names(names), "uang", low=0)


def tanggal(to: str, names: str | Iterable[str]) -> Field:
    """A date: DD/MM/YYYY, DD-MM-YYYY, YYYY-MM-DD or an Excel day number."""
    return Field(to, _names(names), "tanggal")


def teks(to: str, names: str | Iterable[str], *, needed: bool = False, label: Text | None = None) -> Field:
    return Field(to, _names(names), "teks", needed=needed, label=label)


def nik(names: str | Iterable[str], *, needed: bool = False) -> Field:
    return Field("nik", _names(names), "nik", needed=needed)


def kk(names: str | Iterable[str], *, needed: bool = False) -> Field:
    return Field("no_kk", _names(names), "kk", needed=needed)


def koordinat(lat: str | Iterable[str], lon: str | Iterable[str]) -> tuple[Field, Field]:
    return (
        Field("lat", _names(lat), "lokasi", low=-90, high=90),
        Field("lon", _names(lon), "lokasi", low=-180, high=180),
    )
