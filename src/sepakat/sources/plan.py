"""From a role and the headers of one file to SQL: which column holds what, and the canonical row it makes.

A `Plan` is what checks and mapping share. In its relation every cleaned cell of the file is `s0, s1, …` (so that file
headers and canonical names cannot collide) and every canonical column stands beside them under its own name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from functools import cached_property

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.sources import canonical, direct, sqltypes
from sepakat.sources.formats.base import BROKEN, ROW
from sepakat.sources.headers import Index, normal
from sepakat.sources.model import Field, Key, Role, Source
from sepakat.sources.staging import Staged


class Plan:
    """One staged file read as one role. `on`: the date that ages refer to when the file brings none."""

    def __init__(self, source: Source, role: Role, staged: Staged, on: dt.date | None = None) -> None:
        self.source = source
        self.role = role
        self.staged = staged
        self.on = source.as_of or on or dt.date.today()
        self._index = Index(staged.columns)
        self.fields: dict[str, Field] = {}
        self._position: dict[str, int] = {}
        for field in role.fields:
            position = self._index.find(field.names)
            if position is not None and field.to not in self.fields:
                self.fields[field.to] = field
                self._position[field.to] = position
        self._text_only = {
            position
            for to, position in self._position.items()
            if not sqltypes.reads(self.fields[to], staged.kind(position))
        }
        # Helper columns (`_…`) and facts that nobody asks for are not written; None: all are (see `keep`).
        self._kept: frozenset[str] | None = None

    # -- what the file has -----------------------------------------------------------------------------------------

    def has(self, *columns: str) -> bool:
        """True if the file carries all these canonical columns."""
        return all(column in self.fields for column in columns)

    def raw(self, column: str) -> str:
        """SQL of the cleaned cell behind a canonical column: text, or a number or date where the file is typed."""
        return f"s{self._position[column]}"

    def text(self, column: str) -> str:
        """SQL of the cleaned cell as text, as a person would have typed it."""
        return self._as_text(self._position[column])

    def held(self, position: int) -> str:
        """How the cleaned cell `s<position>` is held (see `sources.direct`)."""
        return direct.TEXT if position in self._text_only else self.staged.kind(position)

    def _as_text(self, position: int) -> str:
        return direct.as_text(f"s{position}", self.held(position))

    def header(self, column: str) -> str:
        """The column's name as written in the file."""
        return self.staged.columns[self._position[column]]

    def understood(self, column: str) -> str:
        """SQL: the cell can be read as this column's kind (TRUE or FALSE where it is filled)."""
        return self._value(column)[1]

    def _value(self, column: str) -> tuple[str, str]:
        position = self._position[column]
        held = self.held(position)
        number = f"n{position}" if held == direct.TEXT else f"s{position}"
        return sqltypes.value(self.fields[column], self.raw(column), number, held)

    def label(self, column: str) -> Text:
        """What people call a column: from the adapter or the catalogue, else its header."""
        field = self.fields.get(column)
        if field is not None and field.label is not None:
            return field.label
        for table in (self.role.table, "person", "family", "identity", "location"):
            known = catalogue.tables().get(table)
            if known is not None and column in known.variables:
                return known.variables[column].label
        return Text(self.header(column), self.header(column)) if self.has(column) else Text(column, column)

    def misread(self, column: str) -> str:
        """SQL: the cell is filled and cannot be read as this column's kind."""
        field = self.fields[column]
        # Where every understood cell has a value, the value says it all; that is far shorter SQL.
        partial = field.kind in ("nik", "kk", "teks") or (field.codes and None in field.codes.values())
        if partial or column in self._computed():
            return f"({self.raw(column)} IS NOT NULL AND NOT {self.understood(column)})"
        return f"({self.raw(column)} IS NOT NULL AND {duck.identifier(column)} IS NULL)"

    @property
    def missing(self) -> list[Field]:
        """Columns without which the file cannot be used, and which it lacks."""
        return [f for f in self.role.fields if f.needed and f.to not in self.fields]

    @property
    def absent(self) -> list[Field]:
        """Columns that the file could have and lacks: their answers stay unknown."""
        return [f for f in self.role.fields if f.to not in self.fields and not f.needed]

    @property
    def doubled(self) -> list[str]:
        """Headers that stand in the file twice and are used: which one is right cannot be known."""
        used = {normal(self.header(column)) for column in self.fields}
        return sorted({name for name in self.staged.twice if normal(name) in used})

    # -- SQL -------------------------------------------------------------------------------------------------------

    def cell(self, header: str) -> str | None:
        """SQL of the cleaned cell, as text, under a header of the questionnaire, or None if the file lacks it."""
        position = self._index.find((header,))
        if position is None:
            position = next((self._position[f.to] for f in self.fields.values() if header in f.names), None)
        return None if position is None else self._as_text(position)

    def column_of(self, header: str) -> str | None:
        """The canonical column that a header of the questionnaire feeds, or None if the file lacks it."""
        position = self._index.find((header,))
        for to, at in self._position.items():
            if at == position or (position is None and header in self.fields[to].names):
                return to
        return None

    def key(self, key: Key) -> str:
        """SQL of a key: its parts padded and put together; NULL (or the row number) when a part is missing."""
        parts: list[str] = []
        present: list[str] = []
        fixed = all(width for _, width in key.parts)
        for name, width in key.parts:
            cell = self.cell(name)
            if cell is None:
                parts.append(duck.literal("0" * width))
                if name not in key.optional:
                    present.append("FALSE")
                continue
            owner = self.column_of(name)
            number = owner is not None and self.fields[owner].kind in ("nik", "kk")
            text = f"replace({cell}, ' ', '')" if width else sqltypes.digits16(cell) if number else cell
            if width:
                text = f"CASE WHEN length({text}) < {width} THEN lpad({text}, {width}, '0') ELSE {text} END"
            if name in key.optional:
                text = f"coalesce({text}, {duck.literal('0' * width)})"
            else:
                present.append(f"{cell} IS NOT NULL")
            parts.append(text)
        whole = f"concat_ws({duck.literal('' if fixed else '|')}, {', '.join(parts)})"
        other = f"'baris-' || {ROW}" if key.by_row else "NULL"
        return f"CASE WHEN {' AND '.join(present) or 'TRUE'} THEN {whole} ELSE {other} END"

    def region_digits(self) -> str | None:
        """SQL of the undotted region code, or None where the role has none or the file lacks the columns."""
        if self.role.region is None:
            return None
        cells = [(self.cell(name), width) for name, width in self.role.region.parts]
        if any(cell is None for cell, _ in cells):
            return None
        padded = []
        for cell, width in cells:
            bare = f"replace(replace({cell}, '.', ''), ' ', '')"
            padded.append(f"CASE WHEN length({bare}) < {width} THEN lpad({bare}, {width}, '0') ELSE {bare} END")
        return " || ".join(padded)  # NULL as soon as one part is

    @cached_property
    def constants(self) -> dict[str, str]:
        """Columns that the file's name tells (programme of a recipient list), unless the file has them itself."""
        out = {}
        for column, patterns in self.role.by_name.items():
            if self.has(column):
                continue
            for pattern, value in patterns:
                if re.search(pattern, self.staged.name, re.IGNORECASE):
                    out[column] = value
                    break
            else:
                raise UserError(
                    Text(
                        f"Nama berkas tidak menyebut `{column}` dan berkas tidak punya kolomnya.",
                        f"The file name does not tell `{column}` and the file has no such column.",
                    ),
                    hint=Text(
                        "Sebut programnya dalam nama berkas, misalnya `penerima_pkh.csv`.",
                        "Name the programme in the file name, such as `penerima_pkh.csv`.",
                    ),
                    where=self.staged.name, code="programme-unknown",
                )  # fmt: skip
        return out

    def cells(self, only: Collection[int] | None = None) -> list[str]:
        """`… AS s0`, … over `Staged.table`: the cleaned cells of every column, or of those at these positions."""
        out = []
        for position, name in enumerate(self.staged.columns):
            if only is not None and position not in only:
                continue
            cell, kind = duck.identifier(name), self.staged.kind(position)
            if not self.staged.kinds:
                cell = sqltypes.cleaned(cell)
            elif position in self._text_only:
                cell = direct.as_text(cell, kind)
            out.append(f"{cell} AS s{position}")
        return out

    def keep(self, columns: Collection[str]) -> None:
        """Write no other columns of the relation than these (and keys, region and marks)."""
        self._kept = frozenset(columns)

    def kept(self) -> list[str]:
        """The canonical columns of the relation that are written, keys and region among them."""
        always = {self.role.key_column, self.role.parent_column} if self.role.parent else {self.role.key_column}
        if self.role.region is not None:
            always.add(self.role.region.column)
        return sorted(c for c in self.columns() if self._kept is None or c in self._kept or c in always)

    def relation(self) -> str:
        """SELECT giving, per data row: `_row`, `_rusak`, cells `s0…`, canonical columns, keys, region.

        It expects a table `wilayah_<role>(digits, code, status)` in the connection if the role has a region.
        """
        base = f"SELECT {ROW}, {BROKEN}, {', '.join(self.cells())} FROM {self.staged.table}"
        if self.staged.sql:  # rows without any value are no rows; staging leaves them out where it makes a copy
            filled = " OR ".join(f"s{position} IS NOT NULL" for position in range(len(self.staged.columns)))
            base = f"SELECT * FROM ({base}) WHERE {filled}"
        numbers = sorted(
            {
                self._position[to]
                for to, f in self.fields.items()
                if sqltypes.needs_number(f) and self.held(self._position[to]) == direct.TEXT
            }
        )
        if numbers:
            read = ", ".join(f"{sqltypes.number(f's{i}')} AS n{i}" for i in numbers)
            base = f"SELECT *, {read} FROM ({base})"
        typed = [f"{self._value(to)[0]} AS {duck.identifier(to)}" for to in self.fields]
        typed += [f"{duck.literal(v)} AS {duck.identifier(k)}" for k, v in self.constants.items()]
        typed.append(f"{self.key(self.role.key)} AS {duck.identifier(self.role.key_column)}")
        if self.role.parent is not None:
            typed.append(f"{self.key(self.role.parent)} AS {duck.identifier(self.role.parent_column)}")
        digits = self.region_digits()
        typed.append(f"{digits or 'CAST(NULL AS VARCHAR)'} AS _digit")
        inner = f"SELECT *, {', '.join(typed)} FROM ({base})"
        if self.role.region is not None:
            column = self.role.region.column
            inner = (
                f"SELECT t.*, w.code AS {column}, w.status AS _wilayah FROM ({inner}) t "
                f"LEFT JOIN wilayah_{self.role.id} w ON w.digits = t._digit"
            )
        computed = self._computed()
        if computed:
            replaced = [duck.identifier(name) for name in computed if name in self.fields]
            star = f"* EXCLUDE ({', '.join(replaced)})" if replaced else "*"
            made = ", ".join(f"{sql} AS {duck.identifier(name)}" for name, sql in computed.items())
            inner = f"SELECT {star}, {made} FROM ({inner})"
        return inner

    def _computed(self) -> dict[str, str]:
        return self._computed_columns

    @cached_property
    def _computed_columns(self) -> dict[str, str]:
        """The role's computed columns whose ingredients the file has; absent helpers count as NULL."""
        names = {f.to for f in self.role.fields}
        out = {}
        for column, sql in self.role.computed.items():
            if column in self.constants or (column in self.fields and column not in sql):
                continue  # the file (or its name) brings it itself
            for name in names - set(self.fields):
                sql = re.sub(rf"\b{re.escape(name)}\b", "NULL", sql)
            out[column] = sql
        day = f"DATE '{self.on.isoformat()}'"
        if "tanggal_lahir" in self.fields and "umur" in canonical.schema(self.role.table).names:
            at = f"coalesce(tanggal_data, {day})" if self.has("tanggal_data") else day
            age = f"CASE WHEN tanggal_lahir <= {at} THEN least(98, date_sub('year', tanggal_lahir, {at})) END"
            out["umur"] = f"coalesce(umur, {age})" if self.has("umur") else age
        return {k: v.replace("{hari}", day) for k, v in out.items()}

    def columns(self) -> set[str]:
        """Canonical columns that the relation has."""
        made = {*self.fields, *self.constants, *self._computed(), self.role.key_column}
        if self.role.parent is not None:
            made.add(self.role.parent_column)
        if self.role.region is not None:
            made.add(self.role.region.column)
        return made

    def canonical_select(self, inherited: tuple[str, ...] = ()) -> str:
        """SELECT list of the canonical table over row `m` (and its parent `f`), cast to its types.

        Columns that the file lacks are NULL; those in `inherited` are filled from the parent.
        """
        made = set(self.kept())
        out = []
        for field in canonical.schema(self.role.table):
            name = duck.identifier(field.name)
            kind = canonical.SQL_TYPES[str(field.type)]
            sources = [f"m.{name}"] if field.name in made else []
            sources += [f"f.{name}"] if field.name in inherited else []
            sql = "NULL" if not sources else sources[0] if len(sources) == 1 else f"coalesce({', '.join(sources)})"
            if field.name == "_baris":
                sql = f"m.{ROW}"
            out.append(f"CAST({sql} AS {kind}) AS {name}")
        return ", ".join(out)

    def full_select(self) -> str:
        """SELECT list that has every column the role can have, NULL where this file lacks it."""
        made = set(self.kept())
        wanted = {f.to: KIND_TYPES[f.kind] for f in self.role.fields} | {
            self.role.key_column: "VARCHAR", "village_code": "VARCHAR", "regency_code": "VARCHAR",
        }  # fmt: skip
        if self.role.parent is not None:
            wanted[self.role.parent_column] = "VARCHAR"
        columns = [
            duck.identifier(c) if c in made else f"CAST(NULL AS {t}) AS {duck.identifier(c)}" for c, t in wanted.items()
        ]
        return ", ".join([ROW, *columns, *(duck.identifier(c) for c in sorted(made - set(wanted)))])


KIND_TYPES = {
    "kode": "SMALLINT", "bit": "SMALLINT", "unit": "INTEGER", "bilangan": "INTEGER", "desimal": "DOUBLE",
    "lokasi": "DOUBLE", "uang": "DOUBLE", "tanggal": "DATE", "teks": "VARCHAR", "nik": "VARCHAR", "kk": "VARCHAR",
}  # fmt: skip


def edition(source: Source, role_id: str, headers: tuple[str, ...]) -> Role:
    """The role of that name whose questionnaire year fits the headers best."""
    from sepakat.sources.recognise import score

    roles = [role for role in source.roles if role.id == role_id]
    if not roles:
        raise KeyError(role_id)
    return max(roles, key=lambda role: score(list(headers), role))
