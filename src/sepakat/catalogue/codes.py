"""Code lists: what each answer code means, in Bahasa and English (`codelists/*.toml`)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sepakat.catalogue.reading import HOME, files, read
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text

Code = int | str


@dataclass(frozen=True)
class Codelist:
    """rows: code → meaning, in the order of the source; codes are whole numbers where they look like one."""

    name: str
    rows: Mapping[Code, Text]
    source: str

    def label(self, code: Code | None) -> Text:
        """The meaning of a code; an unknown code shows itself, NULL shows "tidak diketahui"."""
        if code is None:
            return Text("Tidak diketahui", "Unknown")
        return self.rows.get(code, Text(str(code), str(code)))


def _code(raw: str) -> Code:
    # "01" stays text: leading zeros carry meaning in region-like codes.
    return int(raw) if raw.isdigit() and str(int(raw)) == raw else raw


@functools.lru_cache(maxsize=1)
def codelists() -> Mapping[str, Codelist]:
    """All code lists by name."""
    found: dict[str, Codelist] = {}
    for path in files(HOME / "codelists"):
        node = read(path)
        node.only({"sumber", "kode"})
        rows: dict[Code, Text] = {}
        for item in node.children("kode"):
            code = _code(item.text("kode"))
            if code in rows:
                raise item.error("kode", f"Kode `{code}` tertulis dua kali.", f"Code `{code}` is written twice.")
            rows[code] = item.label("id", "en")
        if not rows:
            raise node.error("kode", "Daftar kode masih kosong.", "The code list is empty.")
        found[path.stem] = Codelist(path.stem, MappingProxyType(rows), node.text("sumber"))
    return MappingProxyType(found)


def codelist(name: str) -> Codelist:
    """One code list; UserError (code unknown-codelist) with the nearest name."""
    try:
        return codelists()[name]
    except KeyError:
        raise unknown_name(Text("Daftar kode", "Code list"), name, codelists(), "unknown-codelist") from None
