"""Scores of regions' data: counted from releases by reviewed formulas, with bounds, gates, signs of gaming and fair
peers. A proposal, never an official assessment. See docs/adr/0035.

`run(lake, month)` computes and keeps a month; `kept` and `over_months` read what was kept; `score` is the formula on
numbers.
"""

from sepakat.analysis.scoring.formula import Input, Score, score
from sepakat.analysis.scoring.history import Kept, before, kept, missed, months, over_months
from sepakat.analysis.scoring.improving import Step, steps
from sepakat.analysis.scoring.ranking import places
from sepakat.analysis.scoring.running import SiteFacts, look, release_of, run
from sepakat.analysis.scoring.tabling import components, league

__all__ = [
    "Input",
    "Kept",
    "Score",
    "SiteFacts",
    "Step",
    "before",
    "components",
    "kept",
    "league",
    "look",
    "missed",
    "months",
    "over_months",
    "places",
    "release_of",
    "run",
    "score",
    "steps",
]
