"""One step of the reading of an indicator: numbers, a statistical statement, a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat.analysis.verdicts import Verdict
from sepakat.core.text import Text


@dataclass(frozen=True)
class Reading:
    """step: its name; numbers: by name, in the indicator's unit where not said otherwise; verdict: None where the step
    has nothing to test."""

    step: str
    numbers: Mapping[str, Any]
    verdict: Verdict | None
    sentence: Text


def state(good: float | None) -> Text:
    """Words of a change turned so that above 0 is better."""
    if good is None or good == 0:
        return Text("tetap", "stayed the same")
    return Text("membaik", "got better") if good > 0 else Text("memburuk", "got worse")


def moved(change: float) -> Text:
    """Words of a change without a good direction."""
    if change == 0:
        return Text("tetap", "stayed the same")
    return Text("naik", "rose") if change > 0 else Text("turun", "fell")
