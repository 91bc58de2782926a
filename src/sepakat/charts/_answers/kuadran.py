"""Quarters by two lines; the worse side of each is right or up where a higher value is worse."""

from __future__ import annotations

from sepakat.charts import quadrant
from sepakat.charts._answers import Drawn, said, short
from sepakat.core.table import Table
from sepakat.core.text import Text

NAMES = {
    "keduanya": Text("buruk pada A dan B", "bad on A and B"),
    "pertama": Text("hanya A", "A only"),
    "kedua": Text("hanya B", "B only"),
    "tidak": Text("tidak keduanya", "neither"),
}
QUARTERS = tuple(NAMES)


def draw(table: Table) -> Drawn | None:
    meta = table.meta
    rows = [r for r in table.rows() if r["first"] is not None and r["second"] is not None and r["quadrant"] in QUARTERS]
    cuts = list(meta.get("cuts") or [])
    if len(rows) < 2 or any(c is None for c in cuts):
        return None
    high_is_bad = [way != "naik" for way in meta["good"]]
    corners = {}
    for quarter in QUARTERS:
        right = (quarter in ("keduanya", "pertama")) == high_is_bad[0]
        above = (quarter in ("keduanya", "kedua")) == high_is_bad[1]
        corners[quarter] = (right, above, str(NAMES[quarter]))
    labels, units = meta["labels"], [said(u) for u in meta["units"]]
    across, up = f"{labels[0]} ({units[0]})", f"{labels[1]} ({units[1]})"
    own = meta.get("own")
    named = [short(r["name"]) for r in rows if r["region"] == own]
    named += [short(r["name"]) for r in rows if r["quadrant"] == QUARTERS[0]]
    points = [(short(r["name"]), r["first"], r["second"], r["quadrant"]) for r in rows]
    svg = quadrant.draw(points, (cuts[0], cuts[1]), corners, (across, up), title=table.title,
                        release=table.release, named=list(dict.fromkeys(named)))  # fmt: skip
    return Drawn(
        svg,
        Text(
            f"A (mendatar): {across}. B (tegak): {up}. Tiap titik satu wilayah; garis putus-putus pembaginya. "
            f"Semua "
            "nama ada di tabel.",
            f"A (across): {across}. B (up): {up}. Each dot is a region; dashed lines divide. All names are in "
            f"the "
            "table.",
        ),
    )
