"""One SQL over the frame: counts, sums and cell keys of every group that the question's attributes make.

Nothing but quoted catalogue columns, literals and checked indicator expressions enters the text, built as a tree by
sqlglot; the lake's secret is a bound parameter, never part of it. The record key of a row is its number plus
that secret (`core.cellkey.record_key`).

Where whole regencies are asked about, DuckDB groups by file (a file is a regency) instead of cutting each row's code:
a third of the processor time, and the text column is not read at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import sqlglot.dialects.duckdb  # noqa: F401  (else looked up and loaded at the first query)
from sqlglot import exp, parse_one

from sepakat import catalogue
from sepakat.core import cellkey, duck
from sepakat.engine import runners
from sepakat.engine.places import LENGTH
from sepakat.engine.tabulating.choices import NUMBERS
from sepakat.engine.tabulating.question import Question

OUTSIDE = ""  # the region of rows that lie around the region asked for
MICRO = 10**6
_REGENCY = re.compile(r"\d\d\.\d\d")


@dataclass(frozen=True)
class Groups:
    """One entry per group. region: index into `regions` (codes at the level asked for, `OUTSIDE` among them); codes:
    per attribute, -1 for unknown. rows: of the frame; n, key: counted; hits, hit_key: with the trait (or adding to
    the sum); total: sum of the number, or of weights with the trait; weight: denominator; top, top_weight: largest."""

    regions: tuple[str, ...]
    region: np.ndarray
    codes: dict[str, np.ndarray]
    rows: np.ndarray
    n: np.ndarray
    key: np.ndarray
    hits: np.ndarray
    hit_key: np.ndarray
    total: np.ndarray
    weight: np.ndarray
    top: np.ndarray
    top_weight: np.ndarray


def depth(region: str) -> int:
    """Characters of the village code that a region fixes."""
    return 0 if region == "00" else len(region)


def around(region: str, regencies: Iterable[str]) -> str:
    """The nearest region above that holds other people, who are read to know whom the region leaves out; at the top,
    or where the release holds nobody else, the region itself. regencies: those of the release."""
    others = [code for code in regencies if not (code.startswith(region) or region.startswith(code))]
    for length in sorted((x for x in LENGTH.values() if x < depth(region)), reverse=True):
        above = region[:length]
        if length > LENGTH["kabupaten"] or (length == LENGTH["kabupaten"] and above in regencies):
            return above
        if any(code.startswith(above) for code in others):
            return above or "00"
    return region


def files(question: Question, scope: str) -> list[Path]:
    """The frame's files that hold a region."""
    named = question.frame.files
    if scope == "00":
        return named
    regency = scope[:5]
    return [p for p in named if p.stem.startswith(regency) or not p.stem[:2].isdigit()]


def told_by_files(question: Question, paths: Sequence[Path]) -> list[str] | None:
    """The place of all rows of each file, by the file's name; None where the rows must tell it themselves."""
    wanted, level = depth(question.region), LENGTH[question.level]
    if not 0 < level <= LENGTH["kabupaten"] or wanted > LENGTH["kabupaten"]:
        return None
    codes = [p.stem for p in paths]
    if not all(_REGENCY.fullmatch(code) for code in codes):
        return None
    return [code[:level] if not wanted or code.startswith(question.region) else OUTSIDE for code in codes]


def query(question: Question, scope: str, paths: Sequence[Path], on: dt.date, *, by_file: bool = False) -> exp.Select:
    """The SELECT as a tree. `$secret` is bound when it runs. by_file: `place` is the number of the file in `paths`,
    all of whose rows lie in the scope."""
    columns = [exp.column(part.name, quoted=True) for part in question.parts]
    village = exp.column("village_code", quoted=True)
    head = exp.func("substr", village.copy(), exp.Literal.number(1), exp.Literal.number(LENGTH[question.level] or 1))
    place: exp.Expr = head if LENGTH[question.level] else exp.Literal.string("00")
    if question.region not in ("00", scope):
        place = exp.Case(ifs=[exp.If(this=_inside(question.region), true=place)], default=exp.Literal.string(OUTSIDE))
    if by_file:
        place = exp.column("file_index")
    key = parse_one(cellkey.record_sql(duck.identifier(NUMBERS[question.unit])), dialect="duckdb")
    inner = exp.select(place.as_("place"), *columns, key.as_("k"), *_row(question, on))
    rows = duck.parquet(list(paths))
    if question.computed:
        made = ", ".join(f"{sql} AS {duck.identifier(name)}" for name, sql in question.computed)
        made += ", file_index" if by_file else ""
        rows = f"(SELECT *, {made} FROM {rows}) AS t0"
    table = parse_one(f"SELECT * FROM {rows}", dialect="duckdb").find(exp.From)
    inner.set("from_", table)
    if scope != "00" and not by_file:
        inner = inner.where(_inside(scope))
    keys = [exp.column("place"), *(c.copy() for c in columns)]
    known = _aggregates(question.indicator is None)
    outer = exp.select(*(k.copy() for k in keys), *(known[name].copy() for name in _asked(question)))
    return outer.from_(inner.subquery("t")).group_by(*keys)


_MOD = 1 << cellkey.KEY_BITS
_AGGREGATES = {
    "rows": "count(*)",
    "n": "COALESCE(count_if(c), 0)::BIGINT",
    "key": f"(COALESCE(sum(CASE WHEN c THEN k END), 0) % {_MOD})::BIGINT",
    "hits": "COALESCE(count_if(c AND h), 0)::BIGINT",
    "hit_key": f"(COALESCE(sum(CASE WHEN c AND h THEN k END), 0) % {_MOD})::BIGINT",
    "total": f"CAST(COALESCE(sum(CASE WHEN c AND h THEN CAST(x AS DECIMAL(18, 6)) END), 0) * {MICRO} AS BIGINT)",
    "weight": "CAST(COALESCE(sum(CASE WHEN c THEN w END), 0) AS BIGINT)",
    "top": "COALESCE(max(CASE WHEN c AND h THEN abs(x) END), 0)::DOUBLE",
    "top_weight": "COALESCE(max(CASE WHEN c THEN abs(w) END), 0)::DOUBLE",
}


_EVERYBODY = {"rows": "count(*)", "key": f"(sum(k) % {_MOD})::BIGINT"}  # of a plain count, without conditions


@lru_cache(maxsize=2)
def _aggregates(plain: bool) -> dict[str, exp.Expr]:
    made = _EVERYBODY if plain else _AGGREGATES
    return {name: parse_one(f"{sql} AS {name}", dialect="duckdb") for name, sql in made.items()}


def _asked(question: Question) -> tuple[str, ...]:
    """The aggregates that have to be worked out; of a plain count, or a share without weights, the rest follows."""
    indicator = question.indicator
    if indicator is None:
        return tuple(_EVERYBODY)
    if indicator.numerator.kind == "boolean" and not indicator.penimbang:
        return ("rows", "n", "key", "hits", "hit_key")
    return tuple(_AGGREGATES)


def _completed(told: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All aggregates from those of `_asked`: each who is counted counts 1, each who has the trait adds 1."""
    n = told.get("n", told["rows"])
    hits = told.get("hits", n)
    rest = {"n": n, "hits": hits, "hit_key": told.get("hit_key", told["key"]), "total": hits * MICRO, "weight": n}
    rest |= {"top": (hits > 0).astype(np.float64), "top_weight": (n > 0).astype(np.float64)}
    return {name: told.get(name, rest.get(name, told["rows"])) for name in _AGGREGATES}


def _row(question: Question, on: dt.date) -> list[exp.Expr]:
    """c: is the row counted; h: has it the trait; x: what it adds to the numerator; w: to the denominator."""
    one = exp.Literal.number(1)
    indicator = question.indicator
    if indicator is None:
        return []
    values = catalogue.numbers(indicator.parameters, on)
    numerator: exp.Expr = exp.paren(parse_one(indicator.numerator.sql(values), dialect="duckdb"))
    denominator = exp.paren(parse_one(indicator.denominator.sql(values), dialect="duckdb"))
    counted = exp.and_(denominator, exp.Not(this=exp.Is(this=numerator.copy(), expression=exp.null())))
    weight: exp.Expr = one
    if indicator.penimbang:
        weight = exp.column(indicator.penimbang, quoted=True)
        counted = exp.and_(counted, exp.Not(this=exp.Is(this=weight.copy(), expression=exp.null())))
    holds: exp.Expr = numerator
    if indicator.numerator.kind == "boolean":
        amount = weight
    else:
        holds = exp.NEQ(this=numerator, expression=exp.Literal.number(0))
        amount = exp.Mul(this=numerator.copy(), expression=weight.copy()) if indicator.penimbang else numerator.copy()
    return [counted.as_("c"), holds.as_("h"), amount.copy().as_("x"), weight.copy().as_("w")]


def _inside(region: str) -> exp.Expr:
    village = exp.column("village_code", quoted=True)
    if len(region) == LENGTH["desa"]:
        return exp.EQ(this=village, expression=exp.Literal.string(region))
    low, high = exp.Literal.string(region + "."), exp.Literal.string(region + "/")
    return exp.and_(exp.GTE(this=village, expression=low), exp.LT(this=village.copy(), expression=high))


def count(question: Question, folder: Path, secret: bytes, on: dt.date) -> Groups:
    """The groups of a question. folder: the only one that the query may read."""
    scope = around(question.region, [p.stem for p in question.frame.files])
    paths = files(question, scope)
    if not paths:
        return _groups(pa.table({}), question)
    places = told_by_files(question, paths) if runners.spark_master() is None else None
    sql = query(question, scope, paths, on, by_file=places is not None).sql(dialect="duckdb")
    with runners.opened(folder) as runner:
        found = runner.run(sql, {"secret": cellkey.record_salt(secret, question.unit)})
    return _groups(found, question, places)


def _groups(found: pa.Table, question: Question, places: list[str] | None = None) -> Groups:
    """places: those that the numbers in `place` stand for, where they are no codes."""
    if not found.num_rows:
        nothing = np.zeros(0, np.int64)
        columns = dict.fromkeys(_AGGREGATES, nothing)
        return Groups((), nothing, {p.name: nothing for p in question.parts}, **columns)
    regions, region = _regions(found.column("place"), places)
    plain = _completed({name: found.column(name).to_numpy() for name in _asked(question)})
    plain |= {name: plain[name].astype(np.uint64) for name in ("key", "hit_key")}
    codes = {}
    for part in question.parts:
        column = found.column(part.name).cast(pa.int64()).fill_null(-1)
        codes[part.name] = column.to_numpy()
    return Groups(regions, region, codes, **plain)


def _regions(place: pa.ChunkedArray, places: list[str] | None) -> tuple[tuple[str, ...], np.ndarray]:
    """The regions that occur, and of each group which it is."""
    if places is None:
        told = place.combine_chunks().dictionary_encode()
        return tuple(told.dictionary.to_pylist()), told.indices.to_numpy()
    files, file = np.unique(place.to_numpy(), return_inverse=True)
    held = [places[i] for i in files]
    regions = sorted(set(held))
    return tuple(regions), np.array([regions.index(code) for code in held], np.int64)[file]
