"""The planner's method: from figures to priorities, with a statistical statement and one sentence each.

Plain functions on numbers first (`position`, `trend`, `effectiveness`, `relevance`, `linkage`, `quadrants`,
`priorities`, `ranked`, `fit`, `overlap`, `progress`, `evaluate`, `similar`, `extrapolated` …); `ask` runs a question
of the catalogue on a region of a release. See docs/adr/0028 and docs/howto/analyse.md.
"""

from sepakat.analysis.asking import Answer, ask, kind, known, questions
from sepakat.analysis.determinants import determinants, explain
from sepakat.analysis.effectiveness import effectiveness, steps
from sepakat.analysis.evaluation import evaluate
from sepakat.analysis.feeding import across, long, over_releases, targets
from sepakat.analysis.forms import Wanted, fields_of, free, read
from sepakat.analysis.linkage import linkage
from sepakat.analysis.missing import of_indicator, of_village, overlap
from sepakat.analysis.monitoring import Target, progress
from sepakat.analysis.position import places, position
from sepakat.analysis.priority import priorities
from sepakat.analysis.problems import gap, problem, ranked
from sepakat.analysis.proposals import best_quarter, extrapolated, implied
from sepakat.analysis.quadrants import cut_at, quadrants
from sepakat.analysis.reading import Reading
from sepakat.analysis.regression import fit
from sepakat.analysis.relevance import relevance
from sepakat.analysis.similar import similar
from sepakat.analysis.trend import line, trend
from sepakat.analysis.values import Figure, Point, Subject, points, share
from sepakat.analysis.variables import Variable, variable
from sepakat.analysis.verdicts import Verdict, difference

__all__ = [
    "Answer",
    "Figure",
    "Point",
    "Reading",
    "Subject",
    "Target",
    "Variable",
    "Verdict",
    "Wanted",
    "across",
    "ask",
    "best_quarter",
    "cut_at",
    "determinants",
    "difference",
    "effectiveness",
    "evaluate",
    "explain",
    "extrapolated",
    "fields_of",
    "fit",
    "free",
    "gap",
    "implied",
    "kind",
    "known",
    "line",
    "linkage",
    "long",
    "of_indicator",
    "of_village",
    "over_releases",
    "overlap",
    "places",
    "points",
    "position",
    "priorities",
    "problem",
    "progress",
    "quadrants",
    "questions",
    "ranked",
    "read",
    "relevance",
    "share",
    "similar",
    "steps",
    "targets",
    "trend",
    "variable",
]
