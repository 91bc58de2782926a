"""Reading a release: which tables it has, which files hold a regency, what its manifest says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sepakat.core.errors import UserError, nearest
from sepakat.core.files import read_json
from sepakat.core.text import Text

WHOLE = "all"  # the part name of tables that are not cut by regency


class Tables:
    """Files of tables under one folder: `<table>/<kabupaten>.parquet` or `<table>/all.parquet`.

    A sealed `Release` and a `Build` under way read alike through this.
    """

    id: str
    path: Path
    sample: bool

    def tables(self) -> list[str]:
        """Names of the tables there are, sorted. Vault tables are not among them."""
        found = (p for p in self.path.iterdir() if p.is_dir()) if self.path.is_dir() else iter(())
        return sorted(p.name for p in found if any(p.glob("*.parquet")))

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a table, in the order of their regencies; empty where the release has no such table."""
        folder = self.path / table
        try:  # names, not paths: sorting the paths of 514 regencies takes longer than reading a village
            with os.scandir(folder) as found:
                names = sorted(one.name for one in found if one.name.endswith(".parquet"))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [folder / name for name in names]

    def file(self, table: str, kabupaten: str) -> Path | None:
        """The file of a table that holds this regency (`53.01`), or None."""
        for name in (kabupaten, WHOLE):
            path = self.path / table / f"{name}.parquet"
            if path.exists():
                return path
        return None

    def has(self, table: str) -> bool:
        """Whether there is any file of a table. Pages ask this often: one entry of the folder is read, not 514."""
        try:
            with os.scandir(self.path / table) as found:
                return any(one.name.endswith(".parquet") for one in found)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def kabupaten(self) -> list[str]:
        """Codes of the regencies of this release, from the files of its base table."""
        return [p.stem for p in self.files("family")]


class Release(Tables):
    """A sealed release: a read-only folder with a manifest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name
        self.manifest: dict[str, Any] = read_json(path / "manifest.json")
        self.sample = bool(self.manifest.get("sample"))

    @property
    def base(self) -> str | None:
        """Id of the release that this one was made from, or None."""
        found = self.manifest.get("base")
        return str(found) if found else None

    @property
    def logical(self) -> str:
        """The logical hash of all rows: equal releases have equal hashes."""
        return str(self.manifest["logical"])

    def rows(self, table: str) -> int:
        """Number of rows of a table, 0 where there is none."""
        return int(self.manifest["tables"].get(table, {}).get("rows", 0))

    def document(self, name: str) -> Any:
        """A JSON document of the release, such as `quality` or `model`; None where it has none."""
        path = self.path / f"{name}.json"
        return read_json(path) if path.exists() else None

    def check_table(self, table: str) -> None:
        """UserError, with the nearest name, unless the release has this table."""
        if self.has(table):
            return
        near = nearest(table, self.tables())
        raise UserError(
            Text(f"Rilis {self.id} tidak memuat tabel `{table}`.", f"Release {self.id} has no table `{table}`."),
            hint=Text(f"Maksud Anda `{near}`?", f"Did you mean `{near}`?")
            if near
            else Text(f"Tabel yang ada: {', '.join(self.tables())}.", f"Tables: {', '.join(self.tables())}."),
            code="table-unknown",
        )


@dataclass(frozen=True)
class ReleaseInfo:
    """One line of the list of releases."""

    id: str
    created: str
    base: str | None
    sample: bool
    families: int
    persons: int
    current: bool
    logical: str


def info(release: Release, current: str | None) -> ReleaseInfo:
    return ReleaseInfo(
        id=release.id,
        created=str(release.manifest["created"]),
        base=release.base,
        sample=release.sample,
        families=release.rows("family"),
        persons=release.rows("person"),
        current=release.id == current,
        logical=release.logical,
    )
