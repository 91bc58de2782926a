"""What an adapter declares: a source, its roles (kinds of file), and for each role the columns it carries.

Adapters hold no logic: they are read by `plan` (columns of a file → SQL), by `recognise` (headers → source) and by the
checks of `quality`. Codes are matched on the code, never on the label.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sepakat.core.text import Text

# Source code (a whole number, or words in lower case) → canonical code, None where it cannot be told apart.
Codes = Mapping[Any, int | None]


@dataclass(frozen=True)
class Field:
    """One column of a file and the canonical column it becomes.

    to: canonical column; a name that starts with `_` is a helper for `Role.computed` and is not delivered. names: the
    headers it is known by, most usual first (spelling is forgiven, see `headers`). kind: `kode`, `bit`, `bilangan`
    (whole number), `desimal`, `uang`, `tanggal`, `teks`, `nik`, `kk`, `lokasi`. codes: source code → canonical code;
    None as a value = known in the source but not separable in the canonical list: kept as unknown, never imputed.
    low, high: allowed range of a number. needed: the file cannot be used without this column. filled: a row without a
    value is refused. open: the source's list of codes is not public as a whole, so an unknown code is no fault: it is
    counted and kept as unknown. label: how people call it, when the catalogue has no variable of that name.
    """

    to: str
    names: tuple[str, ...]
    kind: str
    codes: Codes | None = None
    low: float | None = None
    high: float | None = None
    needed: bool = False
    filled: bool = False
    label: Text | None = None
    open: bool = False


@dataclass(frozen=True)
class Key:
    """How rows are told apart: columns and their width (digits padded with zeros; 0 = text as it stands).

    by_row: a row whose key is incomplete gets its row number instead, so that it can still be counted.
    optional: columns that may be empty (padded with zeros).
    """

    parts: tuple[tuple[str, int], ...]
    by_row: bool = False
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Region:
    """Where the region code stands. kind: `bps` or `kemendagri`. level: `desa`, `kabupaten`, or `wilayah` (regions of
    any level, the nation as `00`; Kemendagri only). parts: columns and their digits; together they make the undotted
    code (or one column that holds it whole, dotted or not). needed: a row without a known region is refused; otherwise
    it is kept with the region unknown."""

    kind: str
    level: str
    parts: tuple[tuple[str, int], ...]
    needed: bool = True

    @property
    def column(self) -> str:
        """The canonical column that the code goes to."""
        return {"desa": "village_code", "kabupaten": "regency_code"}.get(self.level, "region_code")


@dataclass(frozen=True)
class Wide:
    """A table with a region in each row and a period (or a measure and a period) in each column, as yearbooks print it.

    It is turned into one row per figure before anything else looks at it (`sources.melting`). heads: names of the
    column that names the region.
    """

    heads: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    """One kind of file of a source.

    table: canonical table that accepted rows go to. signature: headers without which a file is not this one.
    foreign: headers that show it to be another source's file.
    key: identity of a row (`family_key`, `person_key`, `entry_key` … by `key_column`). parent: key of the row it
    belongs to in role `parent_role`. computed: canonical column → SQL over the role's other columns. by_name: column →
    ((pattern, value), …) read from the file's name. sheets: names of the workbook sheets that together make this role
    (joined on the first key column). edition: the year of the questionnaire, where numbers drift by year.
    wide: how a table with periods across is told and turned; its fields are then those of the turned table.
    """

    id: str
    table: str
    title: Text
    fields: tuple[Field, ...]
    signature: tuple[str, ...]
    key: Key
    key_column: str
    parent: Key | None = None
    parent_role: str | None = None
    parent_column: str = "family_key"
    region: Region | None = None
    computed: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    inherit: tuple[str, ...] = ()
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    edition: str = ""
    wide: Wide | None = None


@dataclass(frozen=True)
class Source:
    """One data source. roles: kinds of file, parents first. not_covered: who is missing from it, how late it is, what
    is biased. status: how far the layout may be trusted. reference: public sources of the layout. as_of: the date that
    ages and programme windows refer to, when the file itself brings none. unit: `keluarga`, `rumah_tangga`, `orang`.
    form: the questionnaire whose skips its answers obey (`REGSOSEK2022.K`), if any.
    """

    id: str
    title: Text
    roles: tuple[Role, ...]
    not_covered: Text
    status: str
    reference: tuple[str, ...]
    unit: str
    as_of: dt.date | None = None
    form: str = ""

    def role(self, id_: str, edition: str | None = None) -> Role:
        """The role of that name (and questionnaire year, if given); KeyError if there is none."""
        for role in self.roles:
            if role.id == id_ and edition in (None, role.edition):
                return role
        raise KeyError(id_)
