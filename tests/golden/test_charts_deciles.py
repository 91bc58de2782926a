"""The decile chart's Vega-Lite specification, as reviewed. The pixels are the drawing library's business.

After a change that is meant: look at the picture, then write `spec(SHARES)` to charts_deciles.json.
"""

from __future__ import annotations

import json
from pathlib import Path

from sepakat.charts import deciles
from sepakat.core.text import reading_in

SHARES = [18.24, 14.06, 12.5, None, 9.0, 8.0, 7.5, 7.0, 6.0, 5.5]
GOLDEN = Path(__file__).with_name("charts_deciles.json")


def test_specification_is_the_reviewed_one() -> None:
    with reading_in("id"):
        made = json.loads(json.dumps(deciles.spec(SHARES)))
    made.pop("$schema")  # names the library's version
    assert made == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_numbers_and_words_follow_the_reader() -> None:
    with reading_in("en"):
        made = json.dumps(deciles.spec(SHARES))
    assert '"18.2"' in made
    assert "lowest welfare" in made
