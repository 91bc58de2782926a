"""Reading the catalogue's TOML files, with errors that name the file and the field.

Every part of the catalogue is found by walking its folder: a new file is enough, there is no list to edit.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sepakat.core.errors import UserError, nearest
from sepakat.core.text import Text

HOME = Path(__file__).parent


def files(folder: Path, pattern: str = "*.toml") -> list[Path]:
    """The TOML files of a folder, in name order; hidden files are left out."""
    return sorted(p for p in folder.glob(pattern) if not p.name.startswith("."))


def shown(path: Path) -> str:
    """A path as users know it: from `catalogue/` on for packaged files, as given otherwise."""
    try:
        return "catalogue/" + path.relative_to(HOME).as_posix()
    except ValueError:
        return str(path)


def broken(path: Path, field: str | None, id_: str, en: str) -> UserError:
    """The error for a catalogue file that cannot be used: it names the file, the field and the reason."""
    where = shown(path) + (f": {field}" if field else "")
    return UserError(
        Text(f"Berkas katalog `{path.name}` belum dapat dipakai.", f"Catalogue file `{path.name}` cannot be used."),
        detail=Text(id_, en),
        hint=Text("Perbaiki berkas itu, lalu coba lagi.", "Mend that file, then try again."),
        where=where,
        code="catalogue-file",
    )


@dataclass(frozen=True)
class Node:
    """One table of a TOML file, whose getters raise `broken` with the field's full name."""

    path: Path
    data: dict[str, Any]
    prefix: str = ""

    def error(self, field: str, id_: str, en: str) -> UserError:
        return broken(self.path, self.prefix + field, id_, en)

    def _typed(self, field: str, kinds: type | tuple[type, ...], noun: Text, default: Any) -> Any:
        if field not in self.data:
            if default is not ...:
                return default
            near = nearest(field, self.data)
            hint_id = f" Maksud Anda `{near}`?" if near else ""
            hint_en = f" Did you mean `{near}`?" if near else ""
            raise self.error(field, f"Isian `{field}` belum ada.{hint_id}", f"The field `{field}` is missing.{hint_en}")
        value = self.data[field]
        is_bool = isinstance(value, bool) and kinds is not bool
        if is_bool or not isinstance(value, kinds):
            raise self.error(
                field, f"Isian `{field}` harus berupa {noun.id}.", f"The field `{field}` must be {noun.en}."
            )
        return value

    def text(self, field: str, default: Any = ...) -> str:
        value: str = self._typed(field, str, Text("teks", "text"), default)
        if default is ... and not value.strip():
            raise self.error(field, f"Isian `{field}` masih kosong.", f"The field `{field}` is empty.")
        return value.strip() if isinstance(value, str) else value

    def optional_text(self, field: str) -> str | None:
        return self.text(field, "") or None

    def integer(self, field: str, default: Any = ...) -> int:
        value: int = self._typed(field, int, Text("bilangan bulat", "a whole number"), default)
        return value

    def number(self, field: str, default: Any = ...) -> int | float:
        value: int | float = self._typed(field, (int, float), Text("angka", "a number"), default)
        return value

    def flag(self, field: str, default: bool = False) -> bool:
        return bool(self._typed(field, bool, Text("true atau false", "true or false"), default))

    def date(self, field: str, default: Any = ...) -> dt.date:
        value: dt.date = self._typed(field, dt.date, Text("tanggal (TTTT-BB-HH)", "a date (YYYY-MM-DD)"), default)
        return value

    def choice(self, field: str, allowed: tuple[str, ...], default: Any = ...) -> str:
        value = self.text(field, default)
        if value not in allowed:
            listed = ", ".join(allowed)
            raise self.error(field, f"Isian `{field}` harus salah satu dari: {listed}.", f"Must be one of: {listed}.")
        return value

    def texts(self, field: str, default: Any = ...) -> tuple[str, ...]:
        value = self._typed(field, list, Text("daftar teks", "a list of texts"), default)
        if any(not isinstance(item, str) or not item.strip() for item in value):
            raise self.error(field, f"Isian `{field}` harus daftar teks.", f"`{field}` must be a list of texts.")
        return tuple(value)

    def label(self, field: str, english: str) -> Text:
        """A bilingual label; the Bahasa text stands in where the English one is missing."""
        id_ = self.text(field)
        return Text(id_, self.text(english, "") or id_)

    def child(self, field: str, default: Any = ...) -> Node:
        value = self._typed(field, dict, Text("tabel", "a table"), default)
        return Node(self.path, value, f"{self.prefix}{field}.")

    def children(self, field: str) -> Iterator[Node]:
        """The tables of an array `[[field]]`, numbered from 1 in errors."""
        value = self._typed(field, list, Text("larik tabel", "an array of tables"), [])
        for place, item in enumerate(value, 1):
            if not isinstance(item, dict):
                raise self.error(field, f"Isian `{field}` harus larik tabel.", f"`{field}` must be an array of tables.")
            yield Node(self.path, item, f"{self.prefix}{field}[{place}].")

    def only(self, allowed: set[str]) -> None:
        """Refuse a field that is not known: a misspelt optional field must not be lost in silence."""
        for field in self.data:
            if field not in allowed:
                near = nearest(field, allowed)
                id_ = f" Maksud Anda `{near}`?" if near else ""
                en = f" Did you mean `{near}`?" if near else ""
                raise self.error(field, f"Isian `{field}` tidak dikenal.{id_}", f"`{field}` is not known.{en}")


def _place(problem: tomllib.TOMLDecodeError) -> str:
    """Where a file breaks off, in Bahasa; the parser's own reasons are English only."""
    found = re.search(r"line (\d+), column (\d+)", str(problem))
    if found:
        return f" di baris {found[1]}, kolom {found[2]}: periksa tanda kutip, kurung dan `=` di sana"
    return " di akhir berkas: ada tanda kutip atau kurung yang belum ditutup"


def read(path: Path) -> Node:
    """One TOML file as a Node; UserError (code catalogue-file) where it cannot be read."""
    try:
        return Node(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as problem:
        said = Text(f"Susunan TOML keliru{_place(problem)}.", f"Not well-formed TOML: {problem}.")
        raise broken(path, None, *said) from None
    except UnicodeDecodeError:
        raise broken(path, None, "Berkas bukan teks UTF-8.", "The file is not UTF-8 text.") from None
    except OSError as problem:
        reason = problem.strerror or "?"
        raise broken(path, None, f"Berkas tidak terbuka: {reason}.", f"The file does not open: {reason}.") from None
