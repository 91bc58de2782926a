"""What a check is, and what checking a source gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sepakat.core.text import Text

if TYPE_CHECKING:
    from sepakat.sources.plan import Plan

REJECT, WARN = "tolak", "peringatan"
DEFAULT_CEILING = 0.10

# Rows with coordinates (village_code, lat, lon) → whether each lies inside its own region's boundary (NULL: no such
# boundary is known). The releasing room hands in what the lake has imported.
Boundary = Callable[[pa.Table], pa.Array]


@dataclass(frozen=True)
class Context:
    """What checking needs to know besides the file. on: date of the data, where the source has none of its own.
    ceiling: share of rejected rows above which the import is flagged. crosswalk, history: imported region tables.
    dry_run: keep nothing but the report. lang: language of the reasons (default: the reader's). bounds: regions within
    which rows must lie (empty: anywhere). examples: how many row numbers the report names per check and column.
    without: canonical tables that nobody wants: their rows are checked and not written."""

    on: dt.date | None = None
    ceiling: float = DEFAULT_CEILING
    crosswalk: Path | None = None
    history: Path | None = None
    boundary: Boundary | None = None
    dry_run: bool = False
    lang: str | None = None
    bounds: tuple[str, ...] = ()
    examples: int = 5
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One condition on one row. where: SQL over the plan's relation, TRUE where the row fails (NULL passes).

    message: what the operator reads; `{kolom}` is the column's header and name, `{isi}` the cell as written (masked for
    identity columns). column: canonical column it is about, or None for the whole row.
    """

    where: str
    message: Text
    column: str | None = None


@dataclass(frozen=True)
class Group:
    """One condition on many rows. sql: query giving `_row` of the failing rows of `role` and `rujuk`, a number for the
    message (`{rujuk}`: another row's number, a count), or NULL. It reads the relations named in `Tables`."""

    role: str
    sql: str
    message: Text
    column: str | None = None


@dataclass(frozen=True)
class Tables:
    """What grouped checks read: per role its plan and the table expression of its checked rows."""

    plans: Mapping[str, Plan]
    names: Mapping[str, str]

    def has(self, *roles: str) -> bool:
        return all(role in self.names for role in roles)


@dataclass(frozen=True)
class Check:
    """One check. severity: `tolak` (the row is refused) or `peringatan` (kept, counted). title: what it looks at.
    hint: how to mend it. rows / groups: the conditions it comes down to for a given file."""

    id: str
    severity: str
    title: Text
    hint: Text
    rows: Callable[[Plan], Iterable[Rule]] | None = None
    groups: Callable[[Tables], Iterable[Group]] | None = None


@dataclass(frozen=True)
class QualityResult:
    """What came out. report: JSON-serialisable dictionary (see `quality.report`). accepted: canonical table → Parquet
    (empty on a dry run). rejected: role → CSV of refused rows with their reasons, only where there are any."""

    report: dict[str, Any]
    accepted: dict[str, Path] = field(default_factory=dict)
    rejected_files: dict[str, Path] = field(default_factory=dict)

    @property
    def rejected(self) -> Path | None:
        """The first file of refused rows, or None if every row was accepted."""
        return next(iter(self.rejected_files.values()), None)
