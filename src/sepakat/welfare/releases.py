"""Welfare on a sealed release: explain one family, judge the ranks against a truth that a sample or a trial gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.welfare.evaluation import evaluate
from sepakat.welfare.explaining import Explanation, explain
from sepakat.welfare.model import Model

# A family's place in its source file, as truth files name it.
KEYS = ("family_key", "regsosek_key")
KeyHash = Callable[[Iterable[str | None]], pa.Array]


class Ranked(Protocol):
    """What is needed of a release (`sepakat.lake.Release`)."""

    @property
    def path(self) -> Path: ...

    @property
    def id(self) -> str: ...

    @property
    def sample(self) -> bool: ...

    def files(self, table: str) -> list[Path]: ...

    def file(self, table: str, kabupaten: str) -> Path | None: ...


def model_of(release: Ranked) -> Model:
    """The model that a release was ranked with; UserError where it has none."""
    path = release.path / "model.json"
    if not path.exists():
        raise UserError(
            Text("Rilis ini belum diperingkat.", "This release has not been ranked."),
            hint=Text("Susun rilis dengan survei atau berkas model.", "Build it with a survey or a model file."),
            where=release.id,
            code="welfare-no-model",
        )
    return Model.load(path)


def explain_family(release: Ranked, family_id: int) -> Explanation:
    """Why one family of a release has its score and decile. UserError where there is no such family."""
    model = model_of(release)
    con = duck.connect()
    try:
        for path in release.files("family"):
            found = duck.arrow(con, f"SELECT * FROM {duck.parquet(path)} WHERE family_id = {int(family_id)}")
            if not found.num_rows:
                continue
            row: dict[str, Any] = found.to_pylist()[0]
            ranks = release.file("rank", path.stem)
            if ranks is not None:
                held = duck.arrow(con, f"SELECT * FROM {duck.parquet(ranks)} WHERE family_id = {int(family_id)}")
                row |= held.to_pylist()[0] if held.num_rows else {}
            return explain(model, row)
    finally:
        con.close()
    raise UserError(
        Text("Keluarga itu tidak ada di rilis ini.", "There is no such family in this release."),
        hint=Text("Periksa nomor keluarga (kolom family_id).", "Check the family number (column family_id)."),
        where=release.id,
        code="welfare-no-family",
    )


def evaluate_release(release: Ranked, truth: Path, *, key_hash: KeyHash | None = None) -> Table:
    """Targeting errors of a release's ranks against true consumption, with fit and calibration in `meta`.

    truth: Parquet file (or its folder, then `families.parquet`) with `pengeluaran_kapita` and either `family_id` or
    the family's place in its source file (`family_key`, `regsosek_key`); `garis_kemiskinan`, where given, makes the
    truth the ratio to the line, on which R² and RMSE are judged. key_hash: the lake's keyed hash of source keys
    (`lake.vault.key_hash`), to find families by that place; no vault is opened. Families without a rank are counted
    in `meta`, not judged.
    """
    path = truth / "families.parquet" if truth.is_dir() else truth
    if not path.exists():
        raise UserError(
            Text("Berkas kebenaran tidak ditemukan.", "The truth file was not found."),
            hint=Text("Tunjuk folder `truth` dari data contoh.", "Point to the sample's `truth` folder."),
            where=str(path),
            code="welfare-no-truth",
        )
    con = duck.connect()
    try:
        known = duck.arrow(con, f"SELECT * FROM {duck.parquet(path)} LIMIT 0").column_names
        line = "garis_kemiskinan" if "garis_kemiskinan" in known else "NULL"
        if "family_id" in known:
            keys = f"SELECT family_id, pengeluaran_kapita, {line} AS garis FROM {duck.parquet(path)}"
        else:
            _register_keys(con, release, path, known, line, key_hash)
            keys = "SELECT * FROM benar"
        families, ranks = release.files("family"), release.files("rank")
        held = duck.arrow(con, f"SELECT * FROM {duck.parquet(families[0])} LIMIT 0").column_names
        groups = [c for c in ("tipe_daerah", "jenis_kelamin_kk", "jumlah_disabilitas") if c in held]
        extra = "".join(f", CAST(coalesce(f.{c}, -1) AS BIGINT) AS {c}" for c in groups)
        rows = duck.arrow(
            con,
            f"""SELECT CAST(r.skor AS DOUBLE) AS skor, CAST(r.peluang_d14 AS DOUBLE) AS peluang,
                CAST(k.pengeluaran_kapita AS DOUBLE) AS benar, CAST(k.garis AS DOUBLE) AS garis,
                CAST(r.members AS DOUBLE) AS members {extra}
                FROM {duck.parquet(ranks)} r JOIN {duck.parquet(families)} f USING (family_id)
                JOIN ({keys}) k USING (family_id) ORDER BY r.family_id""",
        )
    finally:
        con.close()
    if not rows.num_rows:
        raise UserError(
            Text("Tidak ada keluarga yang cocok dengan berkas kebenaran.", "No family matches the truth file."),
            hint=Text("Pakai rilis yang disusun dari data contoh itu.", "Use the release built from that sample."),
            code="welfare-truth-mismatch",
        )

    def floats(name: str) -> Any:
        return rows.column(name).combine_chunks().fill_null(float("nan")).to_numpy(zero_copy_only=False)

    by_line = bool(np.isfinite(floats("garis")).all())
    sizes = {c: rows.column(c).to_numpy() for c in groups}
    if "jumlah_disabilitas" in sizes:
        count = sizes.pop("jumlah_disabilitas")
        sizes["ada_disabilitas"] = np.where(count < 0, -1, count > 0).astype(np.int64)
    return evaluate(
        floats("skor"),
        floats("benar") / floats("garis") if by_line else floats("benar"),
        floats("members"),
        groups=sizes,
        chance=floats("peluang"),
        log_ratio=by_line,
        release=release.id,
        sample=release.sample,
    )


def _register_keys(
    con: duck.Connection, release: Ranked, path: Path, known: list[str], line: str, key_hash: KeyHash | None
) -> None:
    """Make `benar` (family_id, pengeluaran_kapita, garis) by the keyed hash of the truth's source keys."""
    named = next((c for c in KEYS if c in known), None)
    if named is None or key_hash is None or not release.files("key_family"):
        raise UserError(
            Text("Keluarga di berkas kebenaran tidak dapat dikenali.", "Families of the truth file cannot be told."),
            Text("Perlu kolom `family_id` atau `family_key`.", "It needs a column `family_id` or `family_key`."),
            Text("Pakai berkas kebenaran dari data contoh.", "Use the truth file of the sample."),
            code="welfare-truth-keys",
        )
    truth = duck.arrow(con, f"SELECT {named} AS k, pengeluaran_kapita, {line} AS garis FROM {duck.parquet(path)}")
    hashed = truth.drop_columns(["k"]).append_column("h", key_hash(truth.column("k").to_pylist()))
    con.register("kunci", hashed)
    con.execute(
        f"""CREATE TEMP TABLE benar AS SELECT f.family_id, k.pengeluaran_kapita, k.garis
            FROM kunci k JOIN {duck.parquet(release.files("key_family"))} f ON f.family_key_hash = k.h"""
    )
