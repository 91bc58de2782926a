"""Bands: unions of classes of a code list that free tables offer (`bands/<code list>.toml`), such as deciles 1-4.

Only declared unions are offered: with any union at will, a reader could ask for two groups that differ by one person.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sepakat.catalogue.codes import codelists
from sepakat.catalogue.reading import HOME, files, read
from sepakat.core.text import Text


@dataclass(frozen=True)
class Band:
    """One union. id: its name in addresses; codes: the classes it holds, more than one and fewer than all."""

    id: str
    label: Text
    codes: frozenset[int]


@functools.lru_cache(maxsize=1)
def _bands() -> Mapping[str, tuple[Band, ...]]:
    found: dict[str, tuple[Band, ...]] = {}
    for path in files(HOME / "bands"):
        node = read(path)
        node.only({"daftar", "gabungan"})
        listed = node.text("daftar")
        if listed != path.stem or listed not in codelists():
            raise node.error("daftar", "Nama berkas harus nama satu daftar kode.", "The file is named by a code list.")
        known = set(codelists()[listed].rows)
        made = []
        for item in node.children("gabungan"):
            item.only({"id", "nama", "nama_en", "kode"})
            codes = frozenset(item.data.get("kode", ()))
            if not 1 < len(codes) < len(known) or not codes <= known:
                raise item.error("kode", "Sebutkan dua kelas atau lebih, bukan semua.", "Name two classes or more.")
            if item.text("id") in {str(code) for code in known}:
                raise item.error("id", "Id ini sudah nama satu kelas.", "This id is that of a class.")
            made.append(Band(item.text("id"), item.label("nama", "nama_en"), codes))
        found[listed] = tuple(made)
    return MappingProxyType(found)


def bands(codelist: str) -> tuple[Band, ...]:
    """The unions declared for a code list, in the order of its file."""
    return _bands().get(codelist, ())
