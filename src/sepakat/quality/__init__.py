"""Checks: one per file, run over a whole file in the engine; every failing row is reported with its reason.

`run(source, staged, workdir, context)` is the whole room. `checks/` holds the checks, found by walking the folder.
"""

from sepakat.quality.model import Check, Context, Group, QualityResult, Rule
from sepakat.quality.registry import discover
from sepakat.quality.report import report_table
from sepakat.quality.run import run

__all__ = ["Check", "Context", "Group", "QualityResult", "Rule", "discover", "report_table", "run"]
