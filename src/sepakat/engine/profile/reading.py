"""Reading a profile: a page's figures in milliseconds, hidden cells withheld."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import catalogue, regions
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import request, result
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.profile import layout
from sepakat.engine.profile.layout import TOTAL, UPPER, Facts, Kept
from sepakat.engine.staging import Combo, Grouping


def has(release: ReleaseLike, name: str) -> bool:
    """Whether the profile holds this indicator in the version that the catalogue has now."""
    known = _facts(release)
    return (
        known is not None
        and name in known.indicators
        and known.indicators[name].version == catalogue.indicator(name).versi
    )


def answers(release: ReleaseLike, asked: request.Request) -> bool:
    """Whether a request can be answered from the profile: in total, or by one standard breakdown."""
    known = _facts(release)
    if known is None or len(asked.by) > 1 or not all(has(release, i.id) for i in asked.indicators):
        return False
    return not asked.by or asked.by[0] in known.dims


def read(
    release: ReleaseLike, ids: Sequence[str], region: str, level: str, dim: str | None = None, protect: bool = True
) -> Table:
    """Figures of these indicators for every region at `level` inside `region`, cut by one standard breakdown or none.

    Rows as of `engine.compute`. An indicator that the profile does not hold (a survey's, or one by persons where only
    families have the breakdown) has no rows: `meta["missing"]` lists them. UserError: profile-missing,
    unknown-indicator, dimension-unknown, region-level, region-empty.
    """
    known = _facts(release)
    if known is None:
        raise UserError(
            Text(f"Rilis {release.id} belum punya profil wilayah.", f"Release {release.id} has no profile yet."),
            hint=Text("Bangun rilis baru: `sepakat release build`.", "Build a release: `sepakat release build`."),
            code="profile-missing",
        )
    regions.check_level(level)
    code = regions.parse(region)
    request.check_below(code, level)
    if dim is not None and dim not in known.dims:
        raise unknown_name(Text("Rincian", "Breakdown"), dim, known.dims[1:], "dimension-unknown")
    defined = catalogue.indicators()
    asked = [name if name in defined else catalogue.indicator(name).id for name in dict.fromkeys(ids)]
    held = [name for name in asked if name in known.indicators]
    data = _rows(release, known, held, code, level, dim or TOTAL)
    if not data.num_rows:
        request.check_inside(code, known=False, release=release.id)
    kept = _figures(data, known, held, dim, protect)
    by = [dim] if dim else []
    table = result.table(kept, level=level, by=by, release=release, protected=protect, k=known.minimum)
    table.meta["missing"] = [name for name in asked if name not in {f.indicator.id for f in kept}]
    return table


def hidden(
    release: ReleaseLike, name: str, codes: Sequence[str], grouping: Grouping, combos: Sequence[Combo]
) -> np.ndarray:
    """Which cells of an indicator the profile withholds, for regions `codes` × classes `combos` of one breakdown."""
    known = _facts(release)
    out = np.zeros((len(codes), len(combos)), bool)
    dim = grouping[0] if grouping else TOTAL
    if known is None or dim not in known.dims:
        return out
    row = {code: i for i, code in enumerate(codes)}
    column = {(combo[0] if combo else None): i for i, combo in enumerate(combos)}
    for part in dict.fromkeys(UPPER if len(code) <= 5 else code[:5] for code in codes):
        path = layout.folder(release.path) / f"{part}.parquet"
        if not path.exists():
            continue
        data = _read(path, known.dims, dim, ["region", "category", f"{name}__s"])
        marked = data.filter(pc.equal(data.column(2), 1))
        for region, category in zip(marked.column(0).to_pylist(), marked.column(1).to_pylist(), strict=True):
            if region in row and category in column:
                out[row[region], column[category]] = True
    return out


def _rows(release: ReleaseLike, known: Facts, names: Sequence[str], region: str, level: str, dim: str) -> pa.Table:
    """The rows of one breakdown, with the columns of these indicators."""
    columns = ["level", "region", "category", *sorted({f"rows_{known.indicators[n].unit}" for n in names})]
    for name in names:
        kept = known.indicators[name]
        columns += [f"{name}__num", f"{name}__n", f"{name}__s"]
        columns += [f"{name}__den"] if kept.weighted else []
        columns += [] if kept.counted else [f"{name}__hits"]
    one = layout.part(region, level)
    paths = [layout.folder(release.path) / f"{one}.parquet"] if one else _inside(release, region, level)
    tables = [_group(path, known.dims, dim, columns, alone=one is not None) for path in paths if path.exists()]
    if not tables:
        return pa.table({"level": pa.array([], pa.string()), "region": pa.array([], pa.string())})
    data = pa.concat_tables(tables)
    keep = pc.equal(data.column("level"), level)
    if region != regions.NATION:
        own = pc.or_(pc.equal(data.column("region"), region), pc.starts_with(data.column("region"), region + "."))
        keep = pc.and_(keep, own)
    return data.filter(keep)


def _inside(release: ReleaseLike, region: str, level: str) -> list[Path]:
    """The files with all of a level inside a nation or province: of districts those by province, where they are."""
    found = [p for p in release.files(layout.TABLE) if region == regions.NATION or p.stem.startswith(region)]
    whole = {p.stem for p in found if len(p.stem) == 2} if level == layout.DISTRICT else set()
    return [p for p in found if p.stem in whole or ("." in p.stem and p.stem[:2] not in whole)]


def _figures(
    data: pa.Table, known: Facts, names: Sequence[str], dim: str | None, protect: bool
) -> list[result.Figures]:
    units = {known.indicators[name].unit for name in names}
    here = {u: pc.greater(pc.fill_null(data.column(f"rows_{u}"), 0), 0) for u in units} if data.num_rows else {}
    rows = {unit: data.filter(mask) for unit, mask in here.items()}
    where = {unit: part.column("region").to_pylist() for unit, part in rows.items()}
    classes = {unit: {dim: part.column("category").to_pylist()} if dim else {} for unit, part in rows.items()}
    found = []
    defined = catalogue.indicators()
    for name in names:
        kept = known.indicators[name]
        part = rows.get(kept.unit)
        if part is None or not part.num_rows:
            continue
        n, num = part.column(f"{name}__n").to_numpy(), part.column(f"{name}__num").to_numpy()
        withheld = part.column(f"{name}__s").to_numpy() == 1
        found.append(
            result.Figures(
                indicator=defined[name],
                regions=where[kept.unit],
                classes=classes[kept.unit],
                num=num,
                den=part.column(f"{name}__den").to_numpy() if kept.weighted else n,
                n=n,
                hits=num if kept.counted else part.column(f"{name}__hits").to_numpy(),
                hidden=withheld if protect else np.zeros(len(n), bool),
                scale=kept.scale,
            )
        )
    return found


def _facts(release: ReleaseLike) -> Facts | None:
    path = layout.folder(release.path) / f"{UPPER}.parquet"
    return _facts_of(path, path.stat().st_mtime_ns) if path.exists() else None


@functools.lru_cache(maxsize=16)
def _facts_of(path: Path, _stamp: int) -> Facts:
    return layout.facts(pq.read_schema(path))


def _group(path: Path, dims: tuple[str, ...], dim: str, columns: Sequence[str], alone: bool = True) -> pa.Table:
    """Columns of one breakdown. The totals of the regency that is looked at, which all its pages read, stay in memory
    whole; of the others of its province (`alone` FALSE) only what is asked for is read."""
    if dim != TOTAL or not alone:
        return _some(path, path.stat().st_mtime_ns, dims, dim, tuple(columns))
    return _totals(path, path.stat().st_mtime_ns, dims).select(columns)


# A regency's totals of 110 indicators are a quarter of a megabyte.
@functools.lru_cache(maxsize=128)
def _totals(path: Path, _stamp: int, dims: tuple[str, ...]) -> pa.Table:
    return _read(path, dims, TOTAL).combine_chunks()


@functools.lru_cache(maxsize=512)
def _some(path: Path, _stamp: int, dims: tuple[str, ...], dim: str, columns: tuple[str, ...]) -> pa.Table:
    return _read(path, dims, dim, columns)


def _read(path: Path, dims: tuple[str, ...], dim: str, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of one breakdown: a row group of their own, or a part of the only one."""
    source = _open(path)
    if source.num_row_groups == len(dims):
        return source.read_row_group(dims.index(dim), list(columns) if columns else None, use_threads=False)
    data = source.read_row_group(0, ["dim", *columns] if columns else None, use_threads=False)
    data = data.filter(pc.equal(data.column("dim"), dim))
    return data.select(list(columns)) if columns else data  # as from a file with a row group for each breakdown


def _open(path: Path) -> pq.ParquetFile:
    return pq.ParquetFile(path, metadata=_footer(path, path.stat().st_mtime_ns))


@functools.lru_cache(maxsize=64)
def _footer(path: Path, _stamp: int) -> pq.FileMetaData:
    # Releases never change, so footers (long ones, with hundreds of columns) are read once.
    return pq.read_metadata(path)


def facts(release: ReleaseLike) -> Mapping[str, Kept]:
    """The indicators of a release's profile, by id; empty where it has none."""
    known = _facts(release)
    return known.indicators if known else {}
