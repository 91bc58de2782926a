"""A rule tried on past releases: whom it would have chosen then, and how that turned out in the release after.

Families and persons keep their internal id from release to release, so those chosen in one are found in the next.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.catalogue import Programme, Rule
from sepakat.core import cellkey, duck
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames, request
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating import noise_rule
from sepakat.lake import cells as lake_cells
from sepakat.targeting import eligibility
from sepakat.targeting.counts import FEW, NEAR

FIGURES: Mapping[str, tuple[Text, str]] = {
    "chosen": (Text("Berhak saat itu", "Due then"), "TRUE"),
    "found": (Text("Ditemukan lagi di rilis berikutnya", "Found again in the next release"), "found"),
    "still_poor": (Text("Masih dalam batas desil", "Still inside the deciles"), "found AND still_poor"),
    "still_due": (Text("Masih berhak", "Still due"), "found AND still_due"),
    "receiving": (Text("Menerima di rilis berikutnya", "Receiving in the next release"), "found AND receiving"),
    "newly_due": (Text("Baru berhak di rilis berikutnya", "Newly due in the next release"), ""),
}
_MOD = 1 << cellkey.KEY_BITS


def backtest(
    releases: Sequence[ReleaseLike],
    programme: str | Programme,
    rule: Rule | None = None,
    region: str = "00",
    *,
    secret: bytes | None = None,
) -> Table:
    """One row per release but the last: what the rule would have chosen there and what became of them in the next.

    releases: oldest first. rule: the one tried (default: the newest of the programme), with the dated numbers of each
    release's own day. Columns: release, next, the noised figures of `FIGURES` (None where hidden), share_still_poor,
    share_receiving (per cent of those found; None where a part is hidden), sign. UserError: those of `programme_frame`.
    """
    found = catalogue.programme(programme) if isinstance(programme, str) else programme
    held = rule if rule is not None else found.rules[-1]
    code = regions.parse(region)
    rows = []
    for before, after in itertools.pairwise(releases):
        rows.append(_pair(before, after, found, held, code, secret))
    schema = pa.schema(
        [
            ("release", pa.string()),
            ("next", pa.string()),
            *((name, pa.int64()) for name in FIGURES),
            ("share_still_poor", pa.float64()),
            ("share_receiving", pa.float64()),
            ("sign", pa.string()),
        ]
    )
    return Table(
        pa.Table.from_pylist(rows, schema),
        Text(f"Aturan {found.label.id} pada rilis lalu", f"Rule of {found.label.en} on past releases"),
        (
            Column("release", Text("Rilis", "Release"), kind="code"),
            Column("next", Text("Rilis berikutnya", "Next release"), kind="code"),
            *(Column(name, label, found.unit) for name, (label, _) in FIGURES.items()),
            Column("share_still_poor", Text("Masih dalam batas desil", "Still inside the deciles"), "persen", 1),
            Column("share_receiving", Text("Menerima", "Receiving"), "persen", 1),
            Column("sign", Text("Tanda", "Sign"), kind="text"),
        ),
        releases[-1].id if releases else "",
        True,
        bool(getattr(releases[-1], "sample", False)) if releases else False,
        (
            Text(
                "Angka diberi gangguan kecil yang konsisten; yang terlalu sedikit tidak ditampilkan. Yang pindah, "
                "meninggal, atau tidak didata lagi tidak ditemukan di rilis berikutnya.",
                "Figures carry small consistent noise; too few are not shown. Who moved, died or was not enumerated "
                "again is not found in the next release.",
            ),
            Text("Desil adalah simulasi, bukan peringkat resmi.", "Deciles are a simulation, not official."),
        ),
        {"programme": found.id, "region": code, "rule": held.since.isoformat()},
    )


def _pair(
    before: ReleaseLike, after: ReleaseLike, programme: Programme, rule: Rule, region: str, secret: bytes | None
) -> dict[str, object]:
    key = secret if secret is not None else lake_cells.of_release(before.path)
    then = eligibility.programme_frame(before, programme, region, rule=rule)
    now = eligibility.programme_frame(after, programme, region, rule=rule)
    request.check_inside(region, then.num_rows > 0, before.id)
    low, high = int(rule.decile_min), int(rule.decile_max)
    counted = [(name, sql) for name, (_, sql) in FIGURES.items() if sql]
    parts = [
        f"count(*) FILTER (WHERE {sql}) AS n_{name}, "
        f"(coalesce(sum(k) FILTER (WHERE {sql}), 0) % {_MOD})::UBIGINT AS k_{name}"
        for name, sql in counted
    ]
    hashed = cellkey.record_sql("unit_id")
    told = {"secret": cellkey.record_salt(key, programme.unit)}
    con = duck.connect()
    try:
        con.register("before", then)
        con.register("after", now)
        one = con.sql(
            f"""SELECT {", ".join(parts)} FROM (
                SELECT b.unit_id, a.unit_id IS NOT NULL AS found, coalesce(a.eligible, FALSE) AS still_due,
                       coalesce(a.{rule.scope} BETWEEN {low} AND {high}, FALSE) AS still_poor,
                       coalesce(a.has, FALSE) AS receiving,
                       {hashed.replace("unit_id", "b.unit_id")} AS k
                FROM (SELECT * FROM before WHERE eligible) b LEFT JOIN after a ON a.unit_id = b.unit_id)""",
            params=told,
        ).to_arrow_table()
        new = con.sql(
            f"""SELECT count(*) AS n_newly_due, (coalesce(sum(k), 0) % {_MOD})::UBIGINT AS k_newly_due FROM (
                SELECT {hashed} AS k FROM after WHERE eligible
                AND unit_id NOT IN (SELECT unit_id FROM before WHERE eligible))""",
            params=told,
        ).to_arrow_table()
    finally:
        con.close()
    cells = one.to_pylist()[0] | new.to_pylist()[0]
    return _row(before, after, programme, cells, key)


def _row(
    before: ReleaseLike, after: ReleaseLike, programme: Programme, cells: Mapping[str, int], secret: bytes
) -> dict[str, object]:
    noise = noise_rule(frames.day(before))

    def noised(n: int, k: int) -> int:
        return int(noise.counts(np.array([n], np.int64), np.array([k], np.uint64), secret)[0])

    shown: dict[str, int | None] = {}
    signs = []
    for name in FIGURES:
        n, k = int(cells[f"n_{name}"]), int(cells[f"k_{name}"])
        value, sign = noised(n, k), ""
        if name not in ("chosen", "newly_due"):
            around = "chosen" if name == "found" else "found"
            rest = noised(int(cells[f"n_{around}"]) - n, (int(cells[f"k_{around}"]) - k) % _MOD)
            sign = NEAR if rest < noise.minimum else ""
        sign = FEW if value < noise.minimum else sign
        if name == "receiving" and programme.listed is None:
            sign = "list"
        shown[name] = None if sign else value
        if sign:
            signs.append(f"{name}:{sign}")

    def share(name: str) -> float | None:
        part, whole = shown[name], shown["found"]
        if whole is None and shown["chosen"] is not None and "found:near" in signs:
            whole = shown["chosen"]  # nearly all were found again
        return None if part is None or not whole else min(100.0 * part / whole, 100.0)

    return {
        "release": before.id,
        "next": after.id,
        **shown,
        "share_still_poor": share("still_poor"),
        "share_receiving": share("receiving"),
        "sign": " ".join(signs),
    }
