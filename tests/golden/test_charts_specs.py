"""Specifications of the other charts, as reviewed (see test_charts_deciles). After a change that is meant: look at the
pictures, then run this file as a program to write them anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sepakat.charts import bars, lines, pairs, stacked
from sepakat.core.text import reading_in

GOLDEN = Path(__file__).with_name("charts_specs.json")
SPECS: dict[str, Callable[[], dict[str, Any]]] = {
    "bars": lambda: bars.spec([["Laki-laki", 12.3], ["Perempuan", None]], 1, 10.0),
    "lines": lambda: lines.spec([["A", [["R1", 1.0], ["R2", 2.5]]], ["B", [["R1", 3.0], ["R2", None]]]], "persen", 1),
    "pairs": lambda: pairs.spec([["Bekerja", 63.7, 83.1], ["Tamat SMA", 28.8, 28.8]], ["perempuan", "laki-laki"], 1),
    "stacked": lambda: stacked.spec([["Kupang", [10.0, 20.0, 70.0]], ["Belu", [None, 20.0, 70.0]]], ["a", "b", "c"]),
}


def made(kind: str) -> Any:
    with reading_in("id"):
        spec = json.loads(json.dumps(SPECS[kind]()))
    spec.pop("$schema")  # names the library's version
    return spec


@pytest.mark.parametrize("kind", SPECS)
def test_specification_is_the_reviewed_one(kind: str) -> None:
    assert made(kind) == json.loads(GOLDEN.read_text(encoding="utf-8"))[kind]


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps({k: made(k) for k in SPECS}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
