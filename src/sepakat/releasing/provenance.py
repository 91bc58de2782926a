"""What a manifest tells of where a release came from: sources, checks, catalogue versions, parameters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sepakat import catalogue
from sepakat.core.files import sha256_file
from sepakat.lake.logical import combine
from sepakat.releasing.intakes import Intake


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
