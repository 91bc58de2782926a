"""The families whose rankings are laid side by side, with what a figure of them needs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import regions
from sepakat.core import cellkey, duck
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating import noise_rule
from sepakat.lake import cells as lake_cells
from sepakat.targeting import holding
from sepakat.targeting.errors import groups
from sepakat.targeting.errors.counting import Counter

Ints = NDArray[np.int64]
RANKS: dict[str, Text] = {
    "resmi": Text("Desil resmi", "Official decile"),
    "simulasi": Text("Desil simulasi", "Simulated decile"),
    "dtks": Text("Persentil DTKS (persepuluhan)", "DTKS percentile (tenths)"),
}


@dataclass(frozen=True)
class Families:
    """Families of a province (or of all) with each ranking (0 unknown) and what a figure needs."""

    release: ReleaseLike
    ranks: dict[str, Ints]
    codes: dict[str, Ints]
    counter: Counter
    matched: int


_kept: OrderedDict[tuple[str, str, bytes], Families] = OrderedDict()
_lock = threading.Lock()


def families(release: ReleaseLike, region: str = "00", *, secret: bytes | None = None) -> Families:
    """The families of the province of a region (all for `00`), kept in memory by release. UserError region-large."""
    area = regions.parse(region)[:2]
    key = (str(release.path), area, secret if secret is not None else lake_cells.of_release(release.path))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    holding.check(release, "frame_family", area, holding.RANKINGS)
    made = _load(release, area, key[2])
    with _lock:
        _kept[key] = made
        while len(_kept) > 2:
            _kept.popitem(last=False)
    return made


def _load(release: ReleaseLike, area: str, secret: bytes) -> Families:
    paths = [p for p in release.files("frame_family") if area == "00" or p.stem.startswith(area)]
    on = frames.day(release)
    con = duck.connect(allowed=[release.path])
    try:
        held = duck.arrow(con, f"SELECT * FROM {duck.parquet(release.files('frame_family'))} LIMIT 0").column_names
        official = "desil_resmi" if "desil_resmi" in held else "NULL"
        wanted = ("jenis_kelamin_kk", "jumlah_disabilitas", "jumlah_lansia", "tipe_daerah")
        extra = "".join(f", f.{c}" for c in wanted if c in held)
        dtks = _dtks_sql(release)
        told = cellkey.record_salt(secret, "keluarga")
        key = f"{cellkey.record_sql('f.family_id', '$told')} AS k"
        rows = con.sql(
            f"SELECT f.family_id, f.village_code, f.desil_nasional::BIGINT AS simulasi, {official}::BIGINT AS resmi, "
            f"d.desil::BIGINT AS dtks, {key}{extra} "
            f"FROM {duck.parquet(paths)} f LEFT JOIN ({dtks}) d USING (family_id) "
            "ORDER BY f.village_code, f.family_id",
            params={"told": told},
        ).to_arrow_table()
    finally:
        con.close()
    found = groups.remote_villages(release, on)
    codes = groups.codes(rows, found[0] if found else None)
    ranks = {name: rows.column(name).cast(pa.int64()).fill_null(0).to_numpy().copy() for name in RANKS}
    coded = rows.column("village_code").combine_chunks().dictionary_encode()
    villages = tuple(coded.dictionary.to_pylist())
    counter = Counter(
        villages,
        coded.indices.to_numpy().astype(np.int64),
        rows.column("k").to_numpy().astype(np.uint64),
        np.ones(rows.num_rows, np.int64),
        codes | ranks,
        noise_rule(on),
        secret,
        "keluarga",
    )
    return Families(release, ranks, codes, counter, int((ranks["dtks"] > 0).sum()))


def _dtks_sql(release: ReleaseLike) -> str:
    """One tenth per family from DTKS: of the entry family that most of its members are in."""
    facts, keys = release.files("registry_dtks"), release.files("key_registry_dtks")
    own = release.files("key_person")
    if not facts or not keys or not own:
        return "SELECT NULL::BIGINT AS family_id, NULL::BIGINT AS desil LIMIT 0"
    return f"""SELECT family_id, arg_max(desil, members * 100 - desil) AS desil FROM (
        SELECT o.family_id, least((r.persentil - 1) // 10 + 1, 10) AS desil, count(*) AS members
        FROM {duck.parquet(keys)} k
        JOIN (SELECT nik_hash, any_value(family_id) AS family_id FROM {duck.parquet(own)}
              WHERE nik_hash IS NOT NULL GROUP BY 1 HAVING count(*) = 1) o USING (nik_hash)
        JOIN {duck.parquet(facts)} r USING (entry_id)
        WHERE r.persentil BETWEEN 1 AND 100 GROUP BY ALL) GROUP BY 1"""
