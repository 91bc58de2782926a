"""From indicators to one SQL query per frame and grouping: each column is read once, each expression evaluated once.

The inner SELECT evaluates every indicator on a row (`c…`: is it counted; `x…`: its numerator); the outer one counts.
Nothing but checked expressions, quoted identifiers and literals enters the text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sepakat import catalogue
from sepakat.catalogue import Indicator
from sepakat.core import duck
from sepakat.core.duck import identifier
from sepakat.engine.estimators import Row, estimator

PARTS = ("num", "den", "n", "hits")
_VILLAGE = 13  # characters of a village's code, which needs no cutting


@dataclass(frozen=True)
class Query:
    """What to count. files: Parquet files; indicators: all of one unit of analysis; region: dotted code whose
    villages count (`00` all); length: characters of the village code that name the level (0: all in one); by:
    breakdown columns; sets: groupings to make at once (each a subset of `by`), or None for the whole of `by`; villages:
    only these (none: all)."""

    files: tuple[Path, ...]
    indicators: tuple[Indicator, ...]
    region: str
    length: int
    by: tuple[str, ...] = ()
    sets: tuple[tuple[str, ...], ...] | None = None
    villages: tuple[str, ...] = ()


def build(query: Query, on: dt.date, source: str | None = None) -> str:
    """The SELECT of a query. on: day of the dated parameters. source: table expression in place of the files (tests).

    Columns of its answer: `region`, each of `by`, `rows`, then `<id>__num, __den, __n, __hits` per indicator; with
    `sets` also `which` (GROUPING bits of `by`: a set bit means that this row is summed over that column).
    """
    names = {name for i in query.indicators for name in i.parameters}
    values = catalogue.numbers(names, on)
    inner, aggregates = _rows(query, values), _aggregates(query)
    region = "village_code" if query.length == _VILLAGE else f"substr(village_code, 1, {query.length})"
    region = region if query.length else "'00'"
    by = [identifier(name) for name in query.by]
    keys = [f"{region} AS region", *by]
    groups = _grouping(query, region, by)
    if query.sets is not None:
        keys.append((f"GROUPING({', '.join(by)})" if by else "0") + " AS which")
    outer = ",\n       ".join([*keys, "count(*) AS rows", *aggregates])
    table = source or duck.parquet(list(query.files))
    return f"SELECT {outer}\nFROM (\n  SELECT {inner}\n  FROM {table}{_where(query)}\n)\nGROUP BY {groups}"


def _rows(query: Query, values: Mapping[str, int | Decimal]) -> str:
    weights = sorted({i.penimbang for i in query.indicators if i.penimbang})
    columns = dict.fromkeys(["village_code", *query.by, *weights])
    parts = [identifier(name) for name in columns]
    for i in query.indicators:
        x = i.numerator.sql(values)
        weighted = f" AND {identifier(i.penimbang)} IS NOT NULL" if i.penimbang else ""
        parts.append(f"{x} AS {identifier('x_' + i.id)}")
        parts.append(f"({i.denominator.sql(values)}) AND ({x}) IS NOT NULL{weighted} AS {identifier('c_' + i.id)}")
    return ",\n         ".join(parts)


def _aggregates(query: Query) -> list[str]:
    out: list[str] = []
    for i in query.indicators:
        row = Row(
            counted=identifier("c_" + i.id),
            x=identifier("x_" + i.id),
            boolean=i.numerator.kind == "boolean",
            weight=identifier(i.penimbang) if i.penimbang else None,
        )
        # A ratio whose numerator is a number is a mean: both are sums over the same rows.
        name = i.penaksir if row.boolean else "rata_rata"
        columns = estimator(name).columns(row)
        out += [f"{columns[part]} AS {identifier(f'{i.id}__{part}')}" for part in PARTS]
    return out


def _grouping(query: Query, region: str, by: Sequence[str]) -> str:
    if query.sets is None or query.sets == ((),):
        return ", ".join([region, *by])
    listed = ", ".join("(" + ", ".join([region, *(identifier(n) for n in one)]) + ")" for one in query.sets)
    return f"GROUPING SETS ({listed})"


def _where(query: Query) -> str:
    region = query.region
    if query.villages:
        return f"\n  WHERE village_code IN ({', '.join(duck.literal(code) for code in query.villages)})"
    if region == "00":
        return ""
    if len(region) == 13:
        return f"\n  WHERE village_code = {duck.literal(region)}"
    # A range, not LIKE: Parquet row groups outside it are skipped. '/' is the character after '.'.
    low, high = duck.literal(region + "."), duck.literal(region + "/")
    return f"\n  WHERE village_code >= {low} AND village_code < {high}"
