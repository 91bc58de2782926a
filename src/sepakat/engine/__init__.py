"""The engine: indicators of the catalogue → a plan → SQL → figures, on the registry (full count) and on surveys.

`compute` answers any question; `profile` holds the published answers of a release, made once and read in milliseconds.
Every figure leaves as a `core.Table`, with small cells hidden (`core.disclosure`) unless told otherwise.
"""

from sepakat.engine import profile
from sepakat.engine.computing import compute

__all__ = ["compute", "profile"]
