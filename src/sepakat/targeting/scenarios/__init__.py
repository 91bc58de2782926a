"""Budget scenarios: whom a rule reaches, what it costs whom, who is left out, and how sure that is.

`load(release, programme, region)` reads the arrays once; `run(base, scenario)` answers in a moment; `figures(results)`
makes the Table that may leave; `best(base, scenario)` searches for a rule under a ceiling, `reallocation(result)` tells
who enters and who leaves. See docs/howto/scenario.md and docs/adr/0025.
"""

from sepakat.targeting.scenarios.base import Base
from sepakat.targeting.scenarios.loading import load
from sepakat.targeting.scenarios.model import MOST, PAYERS, Scenario
from sepakat.targeting.scenarios.picking import curve, explained
from sepakat.targeting.scenarios.reading import load_file
from sepakat.targeting.scenarios.reallocating import reallocation
from sepakat.targeting.scenarios.running import Result, run
from sepakat.targeting.scenarios.searching import Best, best
from sepakat.targeting.scenarios.showing import figures, step

__all__ = [
    "MOST",
    "PAYERS",
    "Base",
    "Best",
    "Result",
    "Scenario",
    "best",
    "curve",
    "explained",
    "figures",
    "load",
    "load_file",
    "reallocation",
    "run",
    "step",
]
