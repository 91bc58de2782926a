"""Sentences composed by fixed rules from figures, in Bahasa: direction, size, rank, whether a change is real, and how a
region stands beside others. Each gives runs (words and numbers); the rules are tested, the words are nobody's guess.

A direction is told from the printed values, so that a reader who subtracts gets the same; equal as printed is *tetap*.
"""

from sepakat.documents.narrative.changes import change, real
from sepakat.documents.narrative.comparing import beside, beside_all, rank
from sepakat.documents.narrative.phrases import (
    joined,
    period,
    printed,
    spoken,
    with_unit,
)

__all__ = ["beside", "beside_all", "change", "joined", "period", "printed", "rank", "real", "spoken", "with_unit"]
