"""Citizens of the sample release, as tests of names need them: who lives inside the region of the test, who outside."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Citizen:
    person_id: int
    family_id: int
    village: str
    nik: str
    name: str


@dataclass(frozen=True)
class Known:
    """inside: of 53.01; outside: of other regencies; both with a well-formed NIK that nobody else carries."""

    everybody: tuple[Citizen, ...]
    inside: tuple[Citizen, ...]
    outside: tuple[Citizen, ...]

    def __repr__(self) -> str:
        return f"<{len(self.everybody)} citizens>"


@lru_cache(maxsize=2)
def known_people(lake: Path) -> Known:
    from sepakat.core.grants import Grant
    from sepakat.lake import Lake

    home = Lake.open(lake)
    grant = Grant("uji", "uji", "uji", ("identity",))
    columns = ("person_id", "family_id", "village_code", "nik", "nama")
    active = {r["person_id"] for path in home.release("current").files("person") for r in _read(path, ["person_id"])}
    rows = home.vault.open(grant).read("identity", columns=columns).to_pylist()
    everybody = tuple(
        Citizen(r["person_id"], r["family_id"], r["village_code"], r["nik"] or "", r["nama"])
        for r in rows
        if r["person_id"] in active
    )
    counts: dict[str, int] = {}
    for r in rows:
        counts[r["nik"]] = counts.get(r["nik"], 0) + 1
    plain = [c for c in everybody if len(c.nik) == 16 and c.nik.isdigit() and counts[c.nik] == 1]
    inside = tuple(c for c in plain if c.village.startswith("53.01."))
    return Known(everybody, inside, tuple(c for c in plain if not c.village.startswith("53.01.")))


def _read(path: Path, columns: list[str]) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    return pq.read_table(path, columns=columns).to_pylist()


@lru_cache(maxsize=2)
def _copied(lake: Path) -> tuple[tempfile.TemporaryDirectory[str], Path]:
    held = tempfile.TemporaryDirectory(prefix="sepakat-names-", ignore_cleanup_errors=True)
    shutil.copytree(lake, Path(held.name) / "lake", ignore=shutil.ignore_patterns("intake", "work"))
    for name in ("intake", "work"):
        (Path(held.name) / "lake" / name).mkdir(exist_ok=True)
    return held, Path(held.name) / "lake"


def copied(lake: Path) -> Path:
    """A copy of the lake for look-ups, which write to the vault's access log."""
    return _copied(lake)[1]


@contextlib.contextmanager
def lake_of_site(lake: Path, settings: Any) -> Iterator[Path]:
    """The site on a copy of this lake (look-ups write the vault's access log), made once per process."""
    from sepakat.web import data
    from tests.web_site import application

    application()  # collects the static files, as a server does at its start
    settings.LAKE = copied(lake)
    data.use(None)
    try:
        yield settings.LAKE
    finally:
        data.use(None)
