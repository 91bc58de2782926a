"""How far a birth date may move without changing anyone's age on a day that counts.

Facts hang on completed years at three days: DTKS (30 June 2018), P3KE (31 July 2021) and the family's own visit by
Regsosek (October or November 2022). Between two neighbouring such days of the year a birthday may lie anywhere.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample.raw import dtks, p3ke

_VAGUE_FROM = 25  # years: from here on 1 January and 31 December stand for "do not know", and stay


def _day(days: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
    dates = np.asarray(days).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    return months.astype(int) % 12, (dates - months).astype(int)


def spans(birth: np.ndarray, visit: np.ndarray, age: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(first day, number of days) among which the birth date may fall: int64, days since 1970."""
    year = birth.astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    low = np.full(len(birth), np.iinfo(np.int64).min)
    high = np.full(len(birth), np.iinfo(np.int64).max)
    for day in (dtks.THEN, p3ke.THEN, visit):
        month, within = _day(day)
        for shift in (-1, 0, 1):
            start = ((year + shift) * 12 + month).astype("datetime64[M]").astype("datetime64[D]").astype(int)
            start = start + within + 1  # the day after an anniversary begins another age
            low = np.where(start <= birth, np.maximum(low, start), low)
            high = np.where(start > birth, np.minimum(high, start), high)
    month, within = _day(birth)
    vague = (age > _VAGUE_FROM) & (((month == 0) & (within == 0)) | ((month == 11) & (within == 30)))
    return np.where(vague, birth, low), np.where(vague, 1, high - low)
