"""Proxy means test: fit on a survey, score and rank every family, explain, evaluate. Always labelled "simulasi".

`fit(survey) -> Model`, `Model.save/load`, `rank_files(files, model, out)`, `explain_family(release, id)`,
`evaluate_release(release, truth)`, `report_markdown(model)`.
"""

from sepakat.welfare.evaluation import evaluate
from sepakat.welfare.explaining import Explanation, Push, explain, rupiah
from sepakat.welfare.features import Spec, load_spec, spec, specs
from sepakat.welfare.fitting import fit
from sepakat.welfare.model import LABEL, Model
from sepakat.welfare.official import compare_official
from sepakat.welfare.ranking import RankReport, rank_files
from sepakat.welfare.registry import answered_columns
from sepakat.welfare.releases import evaluate_release, explain_family, model_of
from sepakat.welfare.report import report_markdown
from sepakat.welfare.scoring import missing_sql, score_sql
from sepakat.welfare.targeting import DEFINITIONS, smearing, targeting_errors

__all__ = [
    "DEFINITIONS",
    "LABEL",
    "Explanation",
    "Model",
    "Push",
    "RankReport",
    "Spec",
    "answered_columns",
    "compare_official",
    "evaluate",
    "evaluate_release",
    "explain",
    "explain_family",
    "fit",
    "load_spec",
    "missing_sql",
    "model_of",
    "rank_files",
    "report_markdown",
    "rupiah",
    "score_sql",
    "smearing",
    "spec",
    "specs",
    "targeting_errors",
]
