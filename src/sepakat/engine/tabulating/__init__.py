"""Free tables: count or measure anything, for anybody, anywhere, broken down; protected by cell-key noise.

`tabulate` is the one function that page, file, command line and API take their numbers from; `attributes` says what can
be chosen. See docs/explanation/free-tables.md and `core.cellkey`.
"""

from sepakat.engine.tabulating.choices import Attribute, Klass, attributes, measures
from sepakat.engine.tabulating.free_tables import noise_rule, tabulate
from sepakat.engine.tabulating.question import Question, unit_of

__all__ = ["Attribute", "Klass", "Question", "attributes", "measures", "noise_rule", "tabulate", "unit_of"]
