"""Units of every figure counted by village in one query, with the keys of their noise; upper levels are sums.

True counts stay inside `Counted`, which gives noised figures only. The noise is that of the free tables
(`core.cellkey`, by the same record keys), so the same people give the same figure there and here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sepakat import regions
from sepakat.catalogue import Programme, Rule
from sepakat.core import cellkey, duck
from sepakat.core.cellkey import Noise
from sepakat.core.duck import identifier
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.places import LENGTH, places
from sepakat.engine.tabulating import noise_rule
from sepakat.lake import cells as lake_cells
from sepakat.targeting import compiling, eligibility
from sepakat.targeting.compiling import NO_RANK, NOT_KNOWN, OWN, WAITS

FEW, NEAR, NO_LIST = "few", "near", "list"
_MOD = 1 << cellkey.KEY_BITS
_LISTED = ("has", "both", "gap", "outside")
FIGURES: Mapping[str, tuple[Text, str]] = {
    "total": (Text("Semua", "All"), "TRUE"),
    "due": (Text("Berhak menurut aturan", "Due by the rule"), "eligible"),
    "has": (Text("Tercatat menerima", "Listed as receiving"), "has"),
    "both": (Text("Berhak dan menerima", "Due and receiving"), "eligible AND has"),
    "gap": (Text("Berhak, belum menerima", "Due, not receiving"), "eligible AND NOT has"),
    "outside": (Text("Menerima, tidak berhak", "Receiving, not due"), "has AND NOT eligible"),
    "waiting": (Text("Daftar tunggu", "Waiting list"), WAITS),
    "unknown": (Text("Belum dapat dinilai", "Cannot be judged"), f"(bits & {NO_RANK | NOT_KNOWN}) <> 0"),
}


@dataclass(frozen=True)
class Counted:
    """True counts and cell keys of every region of a scope, which stay inside: `cells` gives noised figures only.

    row: region code → index; n, k: figure → one value per region; above: index of the nearest region above that holds
    anybody else, or -1; listed: whether a recipient list covers anybody of the region.
    """

    row: Mapping[str, int]
    n: Mapping[str, np.ndarray]
    k: Mapping[str, np.ndarray]
    above: np.ndarray
    listed: np.ndarray
    noise: Noise
    secret: bytes

    def inside(self, region: str, level: str) -> list[str]:
        """Codes at `level` that lie in `region` (or are it), in order."""
        length = LENGTH[level]
        if not length:
            return [c for c in self.row if c == regions.NATION]
        near = [c for c in self.row if c != regions.NATION and len(c) == length]
        return [c for c in near if region == regions.NATION or c == region or c.startswith(region + ".")]

    def cells(self, figure: str, codes: Sequence[str]) -> list[tuple[int | None, str]]:
        """(figure or None, why it is hidden) of these regions: `few`, or `near` where the rest of the same place, or of
        the nearest region above that holds anybody else, is too few."""
        at = np.array([self.row[c] for c in codes], np.int64)
        n, k = self.n[figure], self.k[figure]
        made = self.noise.counts(n[at], k[at], self.secret)
        few = made < self.noise.minimum
        near = np.zeros(len(at), bool)
        up = self.above[at]
        with np.errstate(over="ignore"):
            rest = self.noise.counts(n[up] - n[at], k[up] - k[at], self.secret)
            near |= (up >= 0) & (rest < self.noise.minimum)
            if figure != "total":
                others = self.noise.counts(self.n["total"][at] - n[at], self.k["total"][at] - k[at], self.secret)
                near |= others < self.noise.minimum
        sign = np.where(few, FEW, np.where(near, NEAR, ""))
        if figure in _LISTED:
            sign = np.where(self.listed[at], sign, NO_LIST)
        return [(None if s else int(v), str(s)) for v, s in zip(made.tolist(), sign.tolist(), strict=True)]

    def cell(self, figure: str, region: str) -> tuple[int | None, str]:
        return self.cells(figure, (region,))[0]


_kept: OrderedDict[tuple[str, ...], Counted] = OrderedDict()
_lock = threading.Lock()
KEEP = 64  # some megabytes each for a nation


def counts_of(
    release: ReleaseLike, programme: Programme, rule: Rule, region: str = "00", secret: bytes | None = None
) -> Counted:
    """The figures of a programme everywhere in the province of `region` (`00`: everywhere), made once and kept.

    Figures: those of `FIGURES`, and `due_i`, `waiting_i`, `others_i` for the rule's own reasons.
    """
    key = secret if secret is not None else lake_cells.of_release(release.path)
    scope = region[:2] if len(region) > LENGTH["provinsi"] else regions.NATION
    name = (str(release.path), programme.id, programme.unit, programme.region, rule.key, scope, key.hex())
    with _lock:
        if name in _kept:
            _kept.move_to_end(name)
            return _kept[name]
    made = _count(release, programme, rule, scope, key)
    with _lock:
        _kept[name] = made
        while len(_kept) > KEEP:
            _kept.popitem(last=False)
    return made


def _predicates(rule: Rule) -> dict[str, str]:
    found = {name: sql for name, (_, sql) in FIGURES.items()}
    for i in range(len(rule.alasan)):
        holds = f"(bits & {1 << (OWN + i)}) <> 0"
        found |= {
            f"due_{i}": f"eligible AND {holds}",
            f"waiting_{i}": f"{WAITS} AND {holds}",
            f"others_{i}": f"NOT eligible AND {holds}",
        }
    return found


def _count(release: ReleaseLike, programme: Programme, rule: Rule, scope: str, secret: bytes) -> Counted:
    """One query by village; all upper levels are sums of it."""
    on = frames.day(release)
    sources = eligibility.sources_of(release, scope)
    names = _predicates(rule)
    noise = noise_rule(on)
    if sources is None:
        nothing = np.zeros(0, np.int64)
        return Counted(
            {}, dict.fromkeys(names, nothing), dict.fromkeys(names, nothing), nothing, nothing, noise, secret
        )
    parts = []
    for name, sql in names.items():
        where = f"FILTER (WHERE {sql})"
        parts.append(f"coalesce(sum(n) {where}, 0)::BIGINT AS {identifier('n_' + name)}")
        parts.append(f"(coalesce(sum(k) {where}, 0) % {_MOD})::UBIGINT AS {identifier('k_' + name)}")
    text = (
        f"{compiling.judged(programme, rule, on, sources)}\nSELECT village_code, {', '.join(parts)},\n"
        "  coalesce(sum(n) FILTER (WHERE has IS NOT NULL), 0)::BIGINT AS listed\n"
        # few verdicts differ, so every figure is a sum over a handful of groups a village
        f"FROM (SELECT village_code, eligible, has, bits, count(*) AS n, (sum(k) % {_MOD})::UBIGINT AS k\n"
        f"  FROM (SELECT *, {cellkey.record_sql('unit_id')} AS k FROM judged)\n"
        "  GROUP BY ALL)\n"
        "GROUP BY 1 ORDER BY 1"
    )
    con = duck.connect(allowed=[release.path])
    try:
        told = {"secret": cellkey.record_salt(secret, programme.unit)}
        data = con.sql(text, params=told).to_arrow_table()
    finally:
        con.close()
    return _summed(data, tuple(names), scope, noise, secret)


def _summed(data: pa.Table, names: tuple[str, ...], scope: str, noise: Noise, secret: bytes) -> Counted:
    """Upper levels as sums of villages."""
    codes = places(data.column("village_code").to_pylist()).codes
    index = {code: i for i, code in enumerate(codes)}
    parent = np.array([index[above_code(c)] if c != regions.NATION else -1 for c in codes], np.int64)
    levels = [np.flatnonzero([c != regions.NATION and len(c) == length for c in codes]) for length in (13, 8, 5, 2)]

    def summed(column: str, dtype: type) -> np.ndarray:
        out: np.ndarray = np.zeros(len(codes), dtype)
        out[len(codes) - data.num_rows :] = data.column(column).to_numpy().astype(dtype)
        for nodes in levels:
            np.add.at(out, parent[nodes], out[nodes])
        return out

    n = {x: summed(f"n_{x}", np.int64) for x in names}
    k = {x: summed(f"k_{x}", np.uint64) for x in names}
    above = np.full(len(codes), -1, np.int64)
    for nodes in reversed(levels):
        for node in nodes.tolist():
            up = parent[node]
            above[node] = above[up] if n["total"][up] == n["total"][node] else up
    row = index
    if scope != regions.NATION:  # what lies above the scope was not counted whole
        row = {c: i for c, i in index.items() if c.startswith(scope + ".")}
        above[np.isin(above, [index[regions.NATION]])] = -1
    return Counted(row, n, k, above, summed("listed", np.int64) > 0, noise, secret)


def above_code(code: str) -> str:
    """The region that a code lies in: `53.01` → `53`, `53` → `00`."""
    return code.rpartition(".")[0] or regions.NATION
