"""The page about regions says what the shipped crosswalk holds: its table is compared with the data."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sepakat.regions import bps

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "regions.md"


def test_the_table_of_matches_is_true() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*?\| ([\d,]+ \| [\d,]+) \|$", PAGE.read_text(encoding="utf-8"), re.M))
    counts = {level: Counter(bps.table(level).column("status").to_pylist()) for level in ("kecamatan", "desa")}
    assert set(rows) == set(counts["kecamatan"]) | set(counts["desa"])
    for status, cells in rows.items():
        assert cells == f"{counts['kecamatan'][status]:,} | {counts['desa'][status]:,}"


def test_the_open_codes_are_counted_right() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for side, name in (("bps", "BPS"), ("kemendagri", "Kemendagri")):
        found = re.search(rf"no partner, {name} side .*\| ([\d,]+) \| ([\d,]+) \|", text)
        assert found is not None
        for level, cell in zip(("kecamatan", "desa"), found.groups(), strict=True):
            sides = bps.unmatched(level).column("side").to_pylist()
            assert cell == f"{sides.count(side):,}"
