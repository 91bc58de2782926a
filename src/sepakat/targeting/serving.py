"""A saved scenario as the choice of a list: whom it serves, in its own order, as it was when it was saved.

The scenario is kept with the request as text, so that what two people approve is what is made, whatever becomes of the
saved one.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Release

if TYPE_CHECKING:
    from sepakat.targeting.scenarios import Scenario
    from sepakat.targeting.selection import Selection


def kept(scenario: Scenario, region: str) -> str:
    """A scenario and the region it was made for, as one text; the same for the same scenario. Its name is left out."""
    facts = asdict(scenario) | {"name": "", "shares": dict(scenario.shares), "regional": dict(scenario.regional)}
    return json.dumps({"region": region, "scenario": facts}, sort_keys=True, ensure_ascii=False, default=list)


def read(chosen: Selection) -> tuple[Scenario, str]:
    """(scenario, its region) of a selection. UserError `list-scenario` where it does not fit the list's programme or
    region, scenario-field for one that can no longer be used."""
    from sepakat.targeting.scenarios import Scenario

    told = json.loads(chosen.scenario)
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in told["scenario"].items()}
    scenario, region = Scenario(**fields).check(), regions.parse(told["region"])
    fits = region in ("00", chosen.region) or chosen.region.startswith(region + ".")
    if scenario.programme != chosen.programme or not fits:
        raise UserError(
            Text(
                f"Skenario itu untuk program `{scenario.programme}` di {region}.",
                f"That scenario is for programme `{scenario.programme}` in {region}.",
            ),
            hint=Text("Pilih program itu, dan wilayah di dalamnya.", "Choose that programme, and a region inside it."),
            code="list-scenario",
        )
    return scenario, region


def served(release: Release, chosen: Selection) -> pa.Table:
    """unit_id int64, place int32 (from 1): whom the scenario serves in its own region, those served first first."""
    from sepakat.targeting.scenarios import load
    from sepakat.targeting.scenarios.choosing import choose

    scenario, region = read(chosen)
    base = load(release, scenario.programme, region)
    picked = choose(base, scenario)
    line = base.unit_id[picked.candidates[: picked.served]]
    return pa.table({"unit_id": pa.array(line, pa.int64()), "place": np.arange(1, len(line) + 1, dtype=np.int32)})
