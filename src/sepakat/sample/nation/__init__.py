"""The nation: 75 million families drawn from pools of every province, as typed Parquet parts per regency.

The full generator takes half a minute of processor per 100,000 families. The nation takes whole households from a pool
made by it, and makes anew what must be one's own: numbers, names, birth dates, doors, faults of the lists.
"""

from sepakat.sample.nation.make import generate
from sepakat.sample.nation.plan import FAMILIES

__all__ = ["FAMILIES", "generate"]
