"""Design-based estimation: what a sample can say, and how surely; and small areas, where it alone says too little."""

from sepakat.survey.calibrating import calibrate
from sepakat.survey.design import Design
from sepakat.survey.estimating import estimate
from sepakat.survey.linearised import Estimate, Linear, mean, ratio, total
from sepakat.survey.reliability import WITHHELD, interval, logit_interval, relative, sign
from sepakat.survey.sampling import Precision, Sampling, precision, sampling
from sepakat.survey.small_area import battese_harter_fuller, direct_known_size, fay_herriot

__all__ = [
    "WITHHELD",
    "Design",
    "Estimate",
    "Linear",
    "Precision",
    "Sampling",
    "battese_harter_fuller",
    "calibrate",
    "direct_known_size",
    "estimate",
    "fay_herriot",
    "interval",
    "logit_interval",
    "mean",
    "precision",
    "ratio",
    "relative",
    "sampling",
    "sign",
    "total",
]
