"""What changed between two releases: families and persons, deciles, cuts, fields; by regency.

Works regency by regency on the columns it needs. A regency file with an equal logical hash is not read at all. What is
left over on both sides (a family that moved to another regency) is matched at the end, so that a move is a move and
not a birth and a death. Counts are of the registry itself and internal: no disclosure control has been applied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.core.progress import SILENT, Progress
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.lake.reading import Release

_LEVELS = ("nasional", "provinsi", "kabupaten")
_KEYS = {"family": "family_id", "person": "person_id", "rank": "family_id"}
_REGION = Column("region", Text("Wilayah", "Region"), kind="region")


@dataclass(frozen=True)
class Diff:
    """The answer of `diff`.

    summary: measure, count. units: table, region, before, after, added, gone, moved_in, moved_out (between regencies),
    changed (in any field). deciles: region, level, from, to (NULL = could not be ranked), families, persons; only those
    that moved. cuts: region, level, cut (4 = between deciles 4 and 5), up, down: families that crossed it.
    fields: table, region, column, changed.
    """

    before: str
    after: str
    summary: Table
    units: Table
    deciles: Table
    cuts: Table
    fields: Table

    def tables(self) -> dict[str, Table]:
        return {n: getattr(self, n) for n in ("summary", "units", "deciles", "cuts", "fields")}


def diff(before: Release, after: Release, *, spill: Path | None = None, progress: Progress = SILENT) -> Diff:
    """Compare two releases. spill: folder for joins that do not fit in memory."""
    con = duck.connect(spill)
    con.execute('CREATE TEMP TABLE units("table" VARCHAR, region VARCHAR, measure VARCHAR, n BIGINT)')
    con.execute('CREATE TEMP TABLE fields("table" VARCHAR, region VARCHAR, "column" VARCHAR, changed BIGINT)')
    con.execute(
        'CREATE TEMP TABLE moves(region VARCHAR, level VARCHAR, "from" TINYINT, "to" TINYINT, families BIGINT, '
        "persons BIGINT)"
    )
    parts = len(set(before.kabupaten()) | set(after.kabupaten()))
    with progress.step(f"Membandingkan {before.id} dan {after.id}", 3 * parts) as step:
        for table in ("family", "person"):
            for pair in _pairs(con, before, after, table, step.advance):
                _count_fields(con, table, pair)
        for pair in _pairs(con, before, after, "rank", step.advance):
            _count_moves(con, pair)
    return _result(con, before, after)


@dataclass(frozen=True)
class _Pair:
    """Rows of one region on both sides, as SQL: join `left` l and `right` r on `key`."""

    region: str
    key: str
    left: str
    right: str
    columns: tuple[str, ...]
    casts: frozenset[str]

    def joined(self, select: str) -> str:
        key = identifier(self.key)
        return f"SELECT {select} FROM {self.left} l JOIN {self.right} r ON l.{key} = r.{key}"

    def differs(self, column: str) -> str:
        c, cast = identifier(column), "::VARCHAR" if column in self.casts else ""
        return f"(l.{c}{cast} IS DISTINCT FROM r.{c}{cast})"


def _pairs(con: Connection, a: Release, b: Release, table: str, advance: object) -> Iterator[_Pair]:
    """Each regency whose rows differ, then the rows that changed regency; counts units as it goes."""
    key, columns, casts = _KEYS[table], *_common(a, b, table)
    con.execute("CREATE OR REPLACE TEMP TABLE left_over(side VARCHAR, id BIGINT, region VARCHAR)")
    parts = sorted({p.stem for p in a.files(table) + b.files(table)})
    for region in parts:
        left, right = (_part(r, table, region) for r in (a, b))
        for side, path in (("before", left), ("after", right)):
            if path:
                count = int(pq.read_metadata(path).num_rows)
                con.execute("INSERT INTO units VALUES (?, ?, ?, ?)", [table, region, side, count])
        name = f"{table}/{region}.parquet"
        logical = [r.manifest["files"].get(name, {}).get("logical") for r in (a, b)]
        if left and right and logical[0] != logical[1]:
            pair = _Pair(region, key, duck.parquet(left), duck.parquet(right), columns, casts)
            k = identifier(key)
            for side, here, there in (("a", pair.left, pair.right), ("b", pair.right, pair.left)):
                con.execute(
                    f"INSERT INTO left_over SELECT {literal(side)}, {k}, {literal(region)} FROM {here} h "
                    f"WHERE NOT EXISTS (SELECT 1 FROM {there} t WHERE t.{k} = h.{k})"
                )
            yield pair
        elif bool(left) != bool(right):
            side, path = ("a", left) if left else ("b", right)
            assert path is not None
            con.execute(
                f"INSERT INTO left_over SELECT {literal(side)}, {identifier(key)}, {literal(region)} "
                f"FROM {duck.parquet(path)}"
            )
        advance()  # type: ignore[operator]  # the bound method of a progress step
    yield from _movers(con, a, b, table, columns, casts)


def _movers(
    con: Connection, a: Release, b: Release, table: str, columns: tuple[str, ...], casts: frozenset[str]
) -> Iterator[_Pair]:
    key = _KEYS[table]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE moved AS SELECT l.id, l.region AS origin, r.region AS region FROM left_over l "
        "JOIN left_over r ON l.id = r.id AND l.side = 'a' AND r.side = 'b'"
    )
    for measure, side, mark in (
        ("gone", "a", "NOT"),
        ("added", "b", "NOT"),
        ("moved_out", "a", ""),
        ("moved_in", "b", ""),
    ):
        con.execute(
            f"INSERT INTO units SELECT {literal(table)}, region, {literal(measure)}, count(*) FROM left_over "
            f"WHERE side = {literal(side)} AND id {mark} IN (SELECT id FROM moved) GROUP BY region"
        )
    for (region,) in con.sql("SELECT DISTINCT region FROM moved ORDER BY 1").fetchall():
        origins = con.sql(f"SELECT DISTINCT origin FROM moved WHERE region = {literal(region)}").fetchall()
        left = [p for (o,) in origins if (p := _part(a, table, o))]
        right = _part(b, table, region)
        assert right is not None
        ids = f"(SELECT id FROM moved WHERE region = {literal(region)})"
        yield _Pair(
            region,
            key,
            f"(SELECT * FROM {duck.parquet(left)} WHERE {identifier(key)} IN {ids})",
            f"(SELECT * FROM {duck.parquet(right)} WHERE {identifier(key)} IN {ids})",
            columns,
            casts,
        )


def _part(release: Release, table: str, region: str) -> Path | None:
    path = release.path / table / f"{region}.parquet"
    return path if path.exists() else None


def _common(a: Release, b: Release, table: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Columns that both releases have, and those among them whose type changed."""
    schemas = [{f.name: f.type for f in pq.read_schema(r.files(table)[0])} if r.has(table) else {} for r in (a, b)]
    both = [c for c in schemas[0] if c in schemas[1] and c != _KEYS[table]]
    return tuple(both), frozenset(c for c in both if schemas[0][c] != schemas[1][c])


def _count_fields(con: Connection, table: str, pair: _Pair) -> None:
    if not pair.columns:
        return
    changed = [f"count_if({pair.differs(c)})" for c in pair.columns]
    anything = " OR ".join(pair.differs(c) for c in pair.columns)
    row = con.sql(pair.joined(", ".join([*changed, f"count_if({anything})"]))).fetchall()[0]
    lines = [(table, pair.region, c, n) for c, n in zip(pair.columns, row[:-1], strict=True) if n]
    if lines:
        con.executemany("INSERT INTO fields VALUES (?, ?, ?, ?)", lines)
    con.execute("INSERT INTO units VALUES (?, ?, 'changed', ?)", [table, pair.region, row[-1]])


def _count_moves(con: Connection, pair: _Pair) -> None:
    for level in _LEVELS:
        column = f"desil_{level}"
        if column in pair.columns:
            select = f"l.{column} AS f, r.{column} AS t, r.members AS m"
            con.execute(
                f"INSERT INTO moves SELECT {literal(pair.region)}, {literal(level)}, f, t, count(*), sum(m) "
                f"FROM ({pair.joined(select)}) WHERE f IS DISTINCT FROM t GROUP BY f, t"
            )


def _result(con: Connection, a: Release, b: Release) -> Diff:
    measures = ("before", "after", "added", "gone", "moved_in", "moved_out", "changed")
    sums = ", ".join(f"coalesce(sum(n) FILTER (measure = '{m}'), 0)::BIGINT AS {identifier(m)}" for m in measures)
    units = duck.arrow(
        con, f'SELECT "table", region, {sums} FROM units WHERE "table" <> \'rank\' GROUP BY ALL ORDER BY ALL'
    )
    moves = 'SELECT region, level, "from", "to", sum(families)::BIGINT AS families, sum(persons)::BIGINT AS persons'
    deciles = duck.arrow(con, f"{moves} FROM moves GROUP BY ALL ORDER BY ALL")
    crossed = (
        'coalesce(sum(families) FILTER ("from" <= c AND "to" > c), 0)::BIGINT AS up, '
        'coalesce(sum(families) FILTER ("from" > c AND "to" <= c), 0)::BIGINT AS down'
    )
    cuts = duck.arrow(
        con,
        f"SELECT region, level, c::TINYINT AS cut, {crossed} FROM moves, range(1, 10) t(c) GROUP BY ALL "
        "HAVING up + down > 0 ORDER BY ALL",
    )
    fields = duck.arrow(
        con, 'SELECT "table", region, "column", sum(changed)::BIGINT AS changed FROM fields GROUP BY ALL ORDER BY ALL'
    )
    summary = _summary(con)
    sample = a.sample or b.sample

    def named(data: pa.Table, label: Text, unit: str = "keluarga") -> Table:
        shown = tuple(
            _REGION if n == "region" else Column(n, _LABELS.get(n, Text(n, n)), unit=unit if _counted(data, n) else "")
            for n in data.column_names
        )
        return Table(data, label, shown, release=f"{a.id}→{b.id}", sample=sample)

    return Diff(
        a.id,
        b.id,
        named(summary, Text("Ringkasan perubahan", "Summary of changes"), ""),
        named(units, Text("Keluarga dan orang menurut kabupaten", "Families and persons by regency"), ""),
        named(deciles, Text("Perpindahan desil (simulasi)", "Moves between deciles (simulation)")),
        named(cuts, Text("Melewati batas desil (simulasi)", "Crossings of a cut (simulation)")),
        named(fields, Text("Isian yang berubah", "Fields that changed"), "baris"),
    )


def _counted(data: pa.Table, name: str) -> bool:
    return bool(pa.types.is_int64(data.schema.field(name).type))


def _summary(con: Connection) -> pa.Table:
    lines = []
    for table, unit in (("family", "keluarga"), ("person", "orang")):
        for measure in ("before", "after", "added", "gone", "changed"):
            lines.append((f"{unit}_{_WORDS[measure]}", _one(con, table, measure)))
        lines.append((f"{unit}_pindah_kabupaten", _one(con, table, "moved_in")))
    for name, where in (
        ("keluarga_pindah_desil_nasional", "TRUE"),
        ("keluarga_naik_melewati_d4_d5", '"from" <= 4 AND "to" > 4'),
        ("keluarga_turun_melewati_d4_d5", '"from" > 4 AND "to" <= 4'),
    ):
        sql = f"SELECT coalesce(sum(families), 0) FROM moves WHERE level = 'nasional' AND {where}"
        lines.append((name, int(con.sql(sql).fetchall()[0][0])))
    return pa.table({"ukuran": pa.array([n for n, _ in lines]), "jumlah": pa.array([n for _, n in lines], pa.int64())})


def _one(con: Connection, table: str, measure: str) -> int:
    where = f'"table" = {literal(table)} AND measure = {literal(measure)}'
    return int(con.sql(f"SELECT coalesce(sum(n), 0) FROM units WHERE {where}").fetchall()[0][0])


_WORDS = {"before": "sebelum", "after": "sesudah", "added": "baru", "gone": "hilang", "changed": "berubah"}
_LABELS = {
    "table": Text("Tabel", "Table"),
    "column": Text("Kolom", "Column"),
    "before": Text("Sebelum", "Before"),
    "after": Text("Sesudah", "After"),
    "added": Text("Baru", "Added"),
    "gone": Text("Hilang", "Gone"),
    "moved_in": Text("Masuk dari kabupaten lain", "Moved in"),
    "moved_out": Text("Keluar ke kabupaten lain", "Moved out"),
    "changed": Text("Berubah", "Changed"),
    "level": Text("Tingkat", "Level"),
    "from": Text("Desil semula", "Decile before"),
    "to": Text("Desil kini", "Decile now"),
    "families": Text("Keluarga", "Families"),
    "persons": Text("Orang", "Persons"),
    "cut": Text("Batas setelah desil", "Cut after decile"),
    "up": Text("Naik", "Up"),
    "down": Text("Turun", "Down"),
    "ukuran": Text("Ukuran", "Measure"),
    "jumlah": Text("Jumlah", "Count"),
}
