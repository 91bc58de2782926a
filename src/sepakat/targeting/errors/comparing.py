"""Three rankings of the same families: official decile, our simulation, percentile in DTKS. How they agree, who moves.

None of them is the truth. DTKS ranks households of its own time; a family takes the percentile of the entry that most
of its members are in, by exact NIK, and its tenth counts as a decile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import regions
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Column, Table
from sepakat.core.text import Text, number
from sepakat.engine import request
from sepakat.engine.tabulating.choices import Attribute, Klass
from sepakat.targeting.errors import agreement, groups
from sepakat.targeting.errors.counting import rows_of
from sepakat.targeting.errors.groups import ATTRIBUTES
from sepakat.targeting.errors.ranked import RANKS, Families

Ints = NDArray[np.int64]
PAIRS = ("resmi-simulasi", "dtks-simulasi", "dtks-resmi")
MOVES = ("sama", "satu", "dua", "tiga_lebih")
_TENTHS = tuple(Klass(str(d), Text(f"desil {d}", f"decile {d}"), frozenset({d})) for d in range(1, 11))


def available(held: Families) -> tuple[str, ...]:
    """Pairs of rankings that this release can compare."""
    return tuple(p for p in PAIRS if all(held.ranks[name].any() for name in p.split("-")))


def matrix(held: Families, region: str = "00", pair: str = PAIRS[0]) -> Table:
    """How many families are in each pair of deciles.

    Columns: pair, region, first, second (deciles), n (noised; None where too few), sign, suppressed, release. meta:
    `summary`, the row of `compare` for the region.
    """
    code, (first, second) = regions.parse(region), _pair(held, pair)
    axes = _axes(first, second)
    both = _both(held, first, second)
    place, cells = held.counter.figure(both, None, code, regions.level_of(code), axes)
    request.check_inside(code, bool(place), held.release.id)
    rows = []
    for i, (_, classes) in enumerate(rows_of(place, axes)):
        if None in classes:
            continue
        sign = str(cells.sign[i])
        n = None if sign else int(cells.n[i])
        rows.append(
            {"pair": pair, "region": code, "first": classes[0], "second": classes[1], "n": n, "sign": sign,
             "suppressed": bool(sign)}
        )  # fmt: skip
    kinds = {"pair": pa.string(), "region": pa.string(), "first": pa.int64(), "second": pa.int64(), "n": pa.int64(),
             "sign": pa.string(), "suppressed": pa.bool_()}  # fmt: skip
    columns = (
        Column("first", RANKS[first], kind="code"),
        Column("second", RANKS[second], kind="code"),
        Column("n", Text("Keluarga", "Families"), "keluarga"),
        Column("sign", Text("Tanda", "Sign"), kind="text"),
        Column("release", Text("Rilis", "Release"), kind="code"),
    )
    made = _table(held, rows, kinds, columns, pair, code)
    made.meta["summary"] = compare(held, code, pair=pair).rows()[0]
    return made


def compare(
    held: Families,
    region: str = "00",
    *,
    level: str | None = None,
    by: Sequence[str] = (),
    pair: str = PAIRS[0],
) -> Table:
    """Agreement of two rankings for each region and group class.

    Columns: pair, region, level, <by>, n (noised families with both), kappa_linear, kappa_quadratic, sama, satu, dua,
    tiga_lebih (percent of families 0, 1, 2, 3 or more deciles apart), naik, turun (percent with a higher, lower second
    decile by 2 or more), sign, suppressed, release. UserError: error-pair, dimension-unknown, region-level.
    """
    code, (first, second) = regions.parse(region), _pair(held, pair)
    deep, names = level or regions.level_of(code), groups.checked(by)
    attributes = tuple(ATTRIBUTES[n] for n in names if n in held.codes)
    both = _both(held, first, second)
    a, b = held.ranks[first], held.ranks[second]
    apart = np.minimum(np.abs(a - b), 3)
    traits = {name: apart == k for k, name in enumerate(MOVES)}
    traits |= {"naik": b - a >= 2, "turun": a - b >= 2}
    made = {}
    for name, trait in traits.items():
        place, made[name] = held.counter.figure(both, trait, code, deep, attributes)
    _, whole = held.counter.figure(both, None, code, deep, attributes)
    request.check_inside(code, bool(place), held.release.id)
    base = max(held.counter.noise.base, held.counter.noise.minimum)
    cell, count = held.counter.cells(code, deep, attributes)
    inside = (cell >= 0) & both
    tables = np.bincount(100 * cell[inside] + 10 * (a[inside] - 1) + b[inside] - 1, minlength=100 * count)
    squares = tables.reshape(count, 10, 10).astype(np.float64)
    rows = []
    for i, (where, classes) in enumerate(rows_of(place, attributes)):
        if None in classes and not whole.n[i]:
            continue
        sign = str(whole.sign[i]) or ("few" if whole.n[i] < base else "")
        row: dict[str, Any] = {
            "pair": pair,
            "region": where,
            "level": deep,
            **dict(zip(names, classes, strict=True)),
            "n": None if sign else int(whole.n[i]),
        }
        for name, power in (("kappa_linear", 1), ("kappa_quadratic", 2)):
            found = agreement.kappa(squares[i], power)
            row[name] = None if sign or np.isnan(found) else round(found, 2)
        for name, cells in made.items():
            shown = not sign and not str(cells.sign[i])
            row[name] = 100 * min(float(cells.num[i]) / float(cells.den[i]), 1.0) if shown else None
        rows.append(row | {"sign": sign, "suppressed": bool(sign)})
    kinds: dict[str, pa.DataType] = {
        **dict.fromkeys(("pair", "region", "level"), pa.string()),
        **dict.fromkeys(names, pa.int64()),
        "n": pa.int64(),
        **dict.fromkeys(("kappa_linear", "kappa_quadratic", *traits), pa.float64()),
        "sign": pa.string(),
        "suppressed": pa.bool_(),
    }
    columns = (
        Column("region", Text("Kode wilayah", "Region code"), kind="region"),
        *(Column(n, ATTRIBUTES[n].label, kind="code") for n in names),
        Column("n", Text("Keluarga", "Families"), "keluarga"),
        Column("kappa_linear", Text("Kappa (bobot linear)", "Kappa (linear weights)"), "", 2),
        Column("kappa_quadratic", Text("Kappa (bobot kuadrat)", "Kappa (quadratic weights)"), "", 2),
        *(Column(n, MOVE_WORDS[n], "persen", 1) for n in traits),
        Column("sign", Text("Tanda", "Sign"), kind="text"),
        Column("release", Text("Rilis", "Release"), kind="code"),
    )
    return _table(held, rows, kinds, columns, pair, code)


MOVE_WORDS: dict[str, Text] = {
    "sama": Text("Desil sama", "Same decile"),
    "satu": Text("Beda 1", "1 apart"),
    "dua": Text("Beda 2", "2 apart"),
    "tiga_lebih": Text("Beda 3 atau lebih", "3 or more apart"),
    "naik": Text("Naik 2 atau lebih", "2 or more up"),
    "turun": Text("Turun 2 atau lebih", "2 or more down"),
}


def _pair(held: Families, pair: str) -> tuple[str, str]:
    if pair not in PAIRS:
        raise unknown_name(Text("Pasangan", "Pair"), pair, PAIRS, "error-pair")
    first, second = pair.split("-")
    for name in (first, second):
        if not held.ranks[name].any():
            label = RANKS[name]
            raise UserError(
                Text(f"{label.id} tidak ada di rilis ini.", f"This release has no {label.en.lower()}."),
                hint=Text(
                    "Masukkan registri yang memuatnya, lalu susun rilis baru.",
                    "Take in the registry that holds it, and build a new release.",
                ),
                code="error-pair",
            )
    return first, second


def _both(held: Families, first: str, second: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (held.ranks[first] > 0) & (held.ranks[second] > 0)
    return found


def _axes(first: str, second: str) -> tuple[Attribute, Attribute]:
    return Attribute(first, RANKS[first], _TENTHS), Attribute(second, RANKS[second], _TENTHS)


def _table(
    held: Families,
    rows: list[dict[str, Any]],
    kinds: dict[str, pa.DataType],
    columns: tuple[Column, ...],
    pair: str,
    region: str,
) -> Table:
    first, second = pair.split("-")
    data = pa.table({name: pa.array([r[name] for r in rows], kind) for name, kind in kinds.items()})
    data = data.append_column("release", pa.array([held.release.id] * data.num_rows, pa.string()))
    noise, families_in = held.counter.noise, len(held.counter.village)
    return Table(
        data=data,
        title=Text(
            f"{RANKS[first].id} dan {RANKS[second].id.lower()}", f"{RANKS[first].en} and {RANKS[second].en.lower()}"
        ),
        columns=columns,
        release=held.release.id,
        protected=True,
        sample=bool(getattr(held.release, "sample", False)),
        notes=(
            Text(
                "Desil simulasi bukan penetapan resmi; ketiga peringkat ini bukan kebenaran.",
                "The simulated decile is not official; none of the three rankings is the truth.",
            ),
            Text(
                "Kappa berbobot: Cohen (1968); bobot kuadrat: Fleiss dan Cohen (1973). 1 = selalu sama, 0 = seperti "
                "kebetulan.",
                "Weighted kappa: Cohen (1968); quadratic weights: Fleiss and Cohen (1973). 1 = always alike, 0 = as by "
                "chance.",
            ),
            Text(
                f"Hitungan diberi gangguan kecil yang konsisten, paling banyak ±{noise.most}; sel yang terlalu kecil "
                "tidak ditampilkan.",
                f"Counts carry small consistent noise of at most ±{noise.most}; cells too small are not shown.",
            ),
            *(
                (
                    Text(
                        f"{number(held.matched, 0, 'id')} dari {number(families_in, 0, 'id')} keluarga ditemukan di "
                        "DTKS dengan NIK yang persis sama.",
                        f"{number(held.matched, 0, 'en')} of {number(families_in, 0, 'en')} families are found in "
                        "DTKS by the very same NIK.",
                    ),
                )
                if "dtks" in (first, second)
                else ()
            ),
        ),
        meta={"pair": pair, "region": region},
    )
