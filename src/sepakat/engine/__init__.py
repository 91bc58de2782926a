"""The engine: indicators of the catalogue → a plan → SQL → figures, on the registry (full count) and on surveys.

`compute` answers any question; `profile` holds the published answers of a release, made once and read in milliseconds;
`tabulate` makes free tables with consistent noise.
Every figure leaves as a `core.Table`, with small cells hidden (`core.disclosure`) unless told otherwise.
"""

from sepakat.engine import profile
from sepakat.engine.computing import compute
from sepakat.engine.tabulating import tabulate

__all__ = ["compute", "profile", "tabulate"]
