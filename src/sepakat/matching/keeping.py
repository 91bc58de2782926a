"""What a run keeps so that the next one compares only what is new: of each record a fingerprint, and its pairs.

No name and no number is kept: unchanged records are known by the fingerprint of their normalised columns, and lists are
given whole each time. Pairs carry levels of agreement, so that weights and rivals are worked out over all pairs, old
and new. Records of a release live in the vault; those of plain files in a file that someone asked for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.matching import model as models
from sepakat.matching.fitting import Pairs
from sepakat.matching.model import Model

TABLE = "matching_records"  # in the vault
_META = b"sepakat-padanan"
_PAIR = pa.struct([("uid", pa.int32()), ("tingkat", pa.list_(pa.int8())), ("langka", pa.float32())])
SCHEMA = pa.schema(
    [
        ("uid", pa.int32()),
        ("sumber", pa.int16()),
        ("id", pa.string()),
        ("sidik", pa.binary()),
        ("tuntas", pa.int64()),
        ("pasangan", pa.list_(_PAIR)),
    ]
)
# Everything that comparing, blocking or the cascade looks at.
PRINT = "unhex(left(sha256(row(nama, kunci, rapat, kata, depan, lahir, jk, nik, kk, desa, alamat)::VARCHAR), 32))"


@dataclass(frozen=True)
class Kept:
    """Records of a run. sources: its lists, in order. rows: SCHEMA, one row a record, its pairs on the left one. run:
    its id, where it is kept in a lake."""

    sources: tuple[str, ...]
    rows: pa.Table
    model: Model
    run: str = ""

    def write(self, path: Path) -> None:
        """As one Parquet file, with the model in it."""
        told = json.dumps({"sources": list(self.sources), "model": self.model.as_json()})
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(self.rows.replace_schema_metadata({_META: told.encode()}), path, compression="zstd")
        path.chmod(0o600)


def read(path: Path) -> Kept:
    """A file of `Kept.write`. UserError records-unreadable."""
    try:
        rows = pq.read_table(path)
        told = json.loads((rows.schema.metadata or {})[_META])
        return Kept(tuple(told["sources"]), rows.cast(SCHEMA), models.parse(told["model"], path))
    except (OSError, ValueError, KeyError) as problem:
        raise UserError(
            Text(f"`{path.name}` bukan simpanan pencocokan.", f"`{path.name}` holds no kept records of a run."),
            hint=Text(
                "Beri berkas dari --save-records; untuk registri: last, atau nama pencocokannya.",
                "Give a file of --save-records; for registries: last, or the id of a run.",
            ),
            where=str(path),
            code="records-unreadable",
        ) from problem


def records(con: Connection, pairs: Pairs) -> pa.Table:
    """SCHEMA of the records and pairs of a run."""
    levels = pa.ListArray.from_arrays(
        pa.array(np.arange(len(pairs) + 1, dtype=np.int32) * len(pairs.levels)),
        pa.array(np.ascontiguousarray(pairs.levels.T).reshape(-1), pa.int8()),
    )
    con.register("simpan", pa.table({"l": pairs.left, "r": pairs.right, "tingkat": levels, "langka": pairs.rare}))
    found = duck.arrow(
        con,
        f"""SELECT rec.uid, sumber, id, {PRINT} AS sidik, tuntas, pasangan FROM rec LEFT JOIN (
                SELECT l, list({{'uid': r, 'tingkat': tingkat, 'langka': langka}} ORDER BY r) AS pasangan
                FROM simpan GROUP BY l) p ON p.l = rec.uid ORDER BY rec.uid""",
    )
    con.unregister("simpan")
    return found.cast(SCHEMA)


def mark(con: Connection, kept: Kept, sources: Sequence[str], names: Sequence[str]) -> Pairs:
    """Set `rec.baru` to whether a record is new or changed since, or its partners by rule are; gives the kept pairs
    of those that are neither, with levels of the comparisons `names`. Makes `lama` (old, uid).

    Records are known by list and fingerprint, not by id: a release numbers its entries anew. UserError since-lists
    where the run before had other lists.
    """
    if len(sources) != len(kept.sources):
        raise UserError(
            Text("Pencocokan sebelumnya memakai daftar lain.", "The run before had other lists."),
            Text(f"Daftarnya: {', '.join(kept.sources)}.", f"Its lists: {', '.join(kept.sources)}."),
            Text("Beri daftar yang sama, atau jalankan tanpa --since.", "Give the same, or run without --since."),
            code="since-lists",
        )
    con.register("dulu", kept.rows)
    turn = "row_number() OVER (PARTITION BY sumber, sidik, tuntas ORDER BY uid) AS ke"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE lama AS
        SELECT d.uid AS old, r.uid FROM (SELECT uid, sumber, sidik, tuntas, {turn} FROM dulu) d
        JOIN (SELECT uid, sumber, sidik, tuntas, {turn} FROM (SELECT *, {PRINT} AS sidik FROM rec)) r
        USING (sumber, sidik, tuntas, ke)""")
    con.execute("UPDATE rec SET baru = FALSE WHERE uid IN (SELECT uid FROM lama)")
    shown = ", ".join(f"p.tingkat[{kept.model.weights.names.index(name) + 1}] AS {name}" for name in names)
    found = duck.arrow(
        con,
        f"""SELECT least(a.uid, b.uid) AS uid_l, greatest(a.uid, b.uid) AS uid_r, {shown}, p.langka
            FROM (SELECT uid, unnest(pasangan) AS p FROM dulu) d JOIN lama a ON a.old = d.uid
            JOIN lama b ON b.old = p.uid ORDER BY 1, 2""",
    )
    con.unregister("dulu")
    return Pairs(
        found["uid_l"].to_numpy().astype(np.int64),
        found["uid_r"].to_numpy().astype(np.int64),
        np.array([found[name].to_numpy() for name in names], np.int8).reshape(len(names), found.num_rows),
        found["langka"].to_numpy().astype(np.float64),
    )


def renamed(con: Connection, kept: Kept, before: pa.Table, stable: Sequence[str]) -> pa.Table:
    """Clusters of the run before with the ids that unchanged records have now.

    stable: lists whose ids mean the same record in both runs: there changed records keep their say too.
    """
    con.register("dulu", kept.rows.select(["uid", "sumber", "id"]))
    con.register("kelompok", before)
    sources = ", ".join(duck.literal(one) for one in kept.sources)
    lasting = ", ".join(duck.literal(one) for one in ("", *stable))
    found = duck.arrow(
        con,
        f"""WITH k AS (SELECT k.source, d.id, k.cluster_id, m.uid FROM kelompok k
                JOIN dulu d ON k.source = list_extract([{sources}], d.sumber + 1) AND k.id::VARCHAR = d.id
                LEFT JOIN lama m ON m.old = d.uid)
            SELECT source, r.id, cluster_id FROM k JOIN rec r USING (uid)
            UNION ALL SELECT source, id, cluster_id FROM k WHERE uid IS NULL AND source IN ({lasting})
            ORDER BY ALL""",
    )
    con.unregister("dulu")
    con.unregister("kelompok")
    return found
