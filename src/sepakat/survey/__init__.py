"""Design-based estimation: what a sample can say, and how surely."""

from sepakat.survey.linearised import Precision, logit_interval, precision, relative, sign

__all__ = ["Precision", "logit_interval", "precision", "relative", "sign"]
