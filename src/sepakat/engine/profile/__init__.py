"""Profiles: the published figures of a release, for all indicators × all regions × the standard breakdowns.

Made once when a release is built (`build`), exact (a parent is the sum of its children, to the last one), and read in
milliseconds (`read`, `ranking`). Hidden cells are marked in the files and withheld on reading.
"""

from sepakat.engine.profile.building import build
from sepakat.engine.profile.reading import answers, facts, has, hidden, read
from sepakat.engine.profile.standing import Standing, ranking

__all__ = ["Standing", "answers", "build", "facts", "has", "hidden", "ranking", "read"]
