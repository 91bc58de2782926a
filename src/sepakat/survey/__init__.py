"""Design-based estimation: what a sample can say, and how surely."""

from sepakat.survey.design import Design, Precision, design, precision
from sepakat.survey.linearised import Estimate, Linear, mean, ratio, total
from sepakat.survey.reliability import WITHHELD, interval, logit_interval, relative, sign

__all__ = [
    "WITHHELD",
    "Design",
    "Estimate",
    "Linear",
    "Precision",
    "design",
    "interval",
    "logit_interval",
    "mean",
    "precision",
    "ratio",
    "relative",
    "sign",
    "total",
]
