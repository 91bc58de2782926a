"""A population of a few villages, large enough that something may be shown: seeded, with all that indicators ask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue
from tests.engine_release import SmallRelease

# Districts of two regencies with their numbers of villages and families per village.
VILLAGES = {"53.01.05": 5, "53.01.06": 4, "53.02.01": 6, "53.02.02": 1}


def _column(variable: catalogue.Variable, rng: np.random.Generator, rows: int) -> pa.Array:
    codes = [c for c in catalogue.codelist(variable.codelist).rows if isinstance(c, int)] if variable.codelist else []
    missing = rng.random(rows) < 0.03
    if variable.name == "umur":
        values = rng.integers(0, 90, rows)
    elif variable.name == "members":
        values = rng.integers(1, 8, rows)
    elif variable.type == "bit":
        values = rng.integers(0, 16, rows)
    elif codes:
        values = rng.choice(codes, rows, p=rng.dirichlet(np.full(len(codes), 1.5)))
    elif pa.types.is_integer(variable.arrow):
        values = rng.integers(0, 60, rows)
    elif pa.types.is_floating(variable.arrow):
        values = rng.random(rows)
    else:
        return pa.nulls(rows, variable.arrow)
    return pa.array(values, mask=missing).cast(variable.arrow)


def write_population(path: Path, seed: int = 7, size: int = 150, name: str = "20241101-01") -> SmallRelease:
    """Both frames of a registry. size: families of a middling village."""
    rng = np.random.default_rng(seed)
    codes = [f"{district}.{2001 + i}" for district, count in VILLAGES.items() for i in range(count)]
    families = rng.poisson(size * rng.lognormal(0, 0.5, len(codes)))
    village = np.repeat(np.array(codes), families)
    people = rng.integers(1, 6, len(village))
    urban = rng.integers(1, 3, len(codes))
    decile = rng.integers(1, 11, len(village))
    for table, index in (
        ("frame_family", np.arange(len(village))),
        ("frame_person", np.repeat(np.arange(len(village)), people)),
    ):
        shared = {
            "tipe_daerah": np.repeat(urban, families)[index],
            "desil_nasional": decile[index],
            "desil_provinsi": decile[index],
        }
        columns = {"village_code": pa.array(village[index])}
        for variable in catalogue.table(table).variables.values():
            if variable.name in shared:
                columns[variable.name] = pa.array(shared[variable.name]).cast(variable.arrow)
            elif variable.name != "village_code":
                columns[variable.name] = _column(variable, rng, len(index))
        data = pa.table(columns)
        (path / table).mkdir(parents=True, exist_ok=True)
        for regency in sorted({code[:5] for code in codes}):
            mask = pa.array([code.startswith(regency) for code in village[index]])
            pq.write_table(data.filter(mask), path / table / f"{regency}.parquet")
    return SmallRelease(path, name)
