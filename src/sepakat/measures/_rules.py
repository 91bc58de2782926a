"""Numbers of regulations and agreements, from the catalogue, on a day."""

from __future__ import annotations

import datetime as dt

from sepakat import catalogue


def rule(name: str, on: dt.date | None = None) -> float:
    """The dated parameter's value; `on` None: today. UserError `parameter-missing` names the file to complete."""
    return float(catalogue.parameter(name, on or dt.date.today()).value)
