"""Who is wrongly out and wrongly in: error rates with their denominators in their names, causes, fairness, uncertainty.

`study` loads a programme once; `rates`, `cause_table`, `field_table` and `fairness` ask it. `families`, `compare` and
`matrix` lay the official decile, ours and DTKS side by side. Every figure leaves with the noise and signs of free
tables. See docs/adr/0023.
"""

from sepakat.targeting.errors.comparing import compare, matrix
from sepakat.targeting.errors.fairness import fairness
from sepakat.targeting.errors.ranked import families
from sepakat.targeting.errors.rates import DEFINITIONS, rates
from sepakat.targeting.errors.shares import cause_table, field_table
from sepakat.targeting.errors.studies import Study, study

__all__ = [
    "DEFINITIONS",
    "Study",
    "cause_table",
    "compare",
    "fairness",
    "families",
    "field_table",
    "matrix",
    "rates",
    "study",
]
