"""What a manifest tells of where a release came from: sources, checks, catalogue versions, parameters."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sepakat import catalogue
from sepakat.core.files import sha256_file
from sepakat.core.text import Text
from sepakat.lake import Build
from sepakat.lake.logical import combine
from sepakat.releasing.intakes import Intake

_ROOMS = ("core", "catalogue", "regions", "measures", "survey", "sources", "lake", "engine", "welfare", "releasing")


def facts(chosen: list[Intake], base: list[Intake], day: dt.date, rank_base: str, villages: int) -> dict[str, Any]:
    """The manifest's share of a build: `sources`, `checks`, `catalogue`, `parameters`."""
    return {
        "sources": [_source(one, one in base) for one in chosen],
        "checks": {
            "read": sum(one.read for one in chosen),
            "accepted": sum(one.accepted for one in chosen),
            "rejected": sum(one.rejected for one in chosen),
        },
        "catalogue": catalogue_versions(),
        "parameters": {
            "tanggal": day.isoformat(),
            "dasar_desil": rank_base,
            "desa_dengan_tipe_daerah": villages,
        },
    }


@cache
def maker() -> str:
    """A hash of the program that makes releases: code and catalogue of the rooms below, and the engine's version."""
    home = Path(catalogue.__file__).parent.parent
    files = {
        path.relative_to(home).as_posix(): sha256_file(path)
        for room in _ROOMS
        for path in sorted((home / room).rglob("*"))
        if path.suffix in (".py", ".toml")
    }
    return combine({**files, "duckdb": duckdb.__version__, "pyarrow": pa.__version__})


def _source(one: Intake, base: bool) -> dict[str, Any]:
    return {
        "intake": one.id,
        "source": one.source,
        "base": base,
        "files": one.manifest["files"],
        "read": one.read,
        "accepted": one.accepted,
        "rejected": one.rejected,
        "orphans": sum(t.get("orphans", 0) for t in one.manifest["tables"].values()),
    }


def catalogue_versions() -> dict[str, Any]:
    """SHA-256 of each indicator file by id, and one hash over each other folder of the catalogue."""
    home = Path(catalogue.__file__).parent
    indicators = {p.stem: sha256_file(p) for p in sorted((home / "indicators").rglob("*.toml"))}
    folders = {
        name: combine({p.relative_to(home).as_posix(): sha256_file(p) for p in (home / name).rglob("*.toml")})
        for name in ("variables", "codelists", "parameters")
    }
    return {"indicators": indicators, **folders}


# Steps that look at everybody whatever changed, and why (docs/adr/0044).
_EVERYBODY = {
    "rank": Text("Satu skor yang berubah menggeser batas desil nasional.", "One changed score moves national cuts."),
    "frames": Text("Peringkat tiap keluarga ada di dalamnya.", "They hold every family's rank."),
    "index": Text("Indeks nomor diurutkan se-Indonesia.", "The index of numbers is sorted over the nation."),
    "protection": Text(
        "Untuk provinsi dan nasional, sel kecil diputuskan atas semua wilayah di dalamnya.",
        "For provinces and the nation, small cells are decided over all regions in them.",
    ),
}


def work(build: Build, measured: dict[str, int] | None = None) -> dict[str, Any]:
    """What a build made itself and what it took over from its base: units by step, files by table, villages counted
    (`measured`), and which steps look at everybody whatever changed."""
    shared = set(build.shared_units)
    steps: dict[str, dict[str, int]] = {}
    for unit in build.units:
        line = steps.setdefault(unit.split("/")[0], {"units": 0, "shared": 0})
        line["units"] += 1
        line["shared"] += unit in shared
    made = {"steps": steps, "files": build.shared_files(), **({"profile": measured} if measured else {})}
    return {**made, "everybody": {step: str(why) for step, why in _EVERYBODY.items()}} if shared else made
