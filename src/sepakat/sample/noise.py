"""How registries disagree about the same person: slips in NIK, other spellings of names, birth dates gone wrong.

All functions change some rows of what is true and leave the rest alone; rates are arguments. None looks at another
block.
"""

from __future__ import annotations

import re
from typing import TypedDict

import numpy as np


class Slips(TypedDict):
    """Shares of NIK that `slip_niks` spoils: left out, with a wrong digit, another person's."""

    missing: float
    wrong: float
    twin: float


# Spellings that officers use for one another; tried in this order, the first that fits is used.
_WORDS = [
    ("MUHAMMAD", ("MOH.", "MUH.", "MOHAMMAD", "MUHAMAD", "M.")),
    ("MUHAMAD", ("MUHAMMAD", "M.")),
    ("MOHAMAD", ("MOH.", "MUHAMMAD")),
    ("ABDUL", ("ABD", "ABD.")),
    ("AHMAD", ("ACHMAD", "AKHMAD")),
    ("YOHANES", ("JOHANES", "YOHANIS")),
    ("FRANSISKUS", ("FRANS", "FRANSISCUS")),
    ("FRANSISKA", ("FRANSISCA", "FRANSINA")),
    ("MARIA", ("MARYA", "M.")),
    ("YOSEF", ("YOSEP", "JOSEF")),
    ("ANTONIUS", ("ANTON", "ANTHONIUS")),
    ("ELISABET", ("ELISABETH",)),
    ("KATARINA", ("KATHARINA", "CATARINA")),
    ("MARTHA", ("MARTA",)),
    ("YULIANA", ("JULIANA",)),
    ("STEFANUS", ("STEPANUS",)),
    ("SITI", ("ST.", "SITTI")),
    ("NUR", ("NOOR", "NUR.")),
    ("PETRUS", ("PIETRUS", "PITER")),
    ("WAYAN", ("WYN",)),
    ("HENDRIKUS", ("HENDRIK",)),
    ("AGUSTINUS", ("AGUS", "AGUSTINU")),
    ("EMANUEL", ("IMANUEL",)),
    ("KRISTINA", ("CHRISTINA",)),
]
_SOUNDS = [
    ("SU", "SOE"),
    ("OE", "U"),
    ("DJ", "J"),
    ("J", "DJ"),
    ("Y", "J"),
    ("KH", "H"),
    ("F", "P"),
    ("V", "F"),
    ("TH", "T"),
    ("DD", "D"),
    ("MM", "M"),
    ("LL", "L"),
    ("RR", "R"),
    ("NN", "N"),
    ("SS", "S"),
    ("IA", "IYA"),
    ("UA", "UWA"),
    ("Z", "J"),
    ("AU", "AO"),
    ("C", "K"),
]


def vary_names(rng: np.random.Generator, names: np.ndarray, share: float) -> np.ndarray:
    """Names with `share` of them spelt otherwise: object array of the same length."""
    out = names.copy()
    rows = np.nonzero(rng.random(len(names)) < share)[0]
    draws = rng.random((len(rows), 3))
    for row, (a, b, c) in zip(rows.tolist(), draws.tolist(), strict=True):
        out[row] = vary(str(names[row]), a, b, c)
    return out


def vary(name: str, kind: float, where: float, which: float) -> str:
    """One other spelling: a known variant, a dropped or shortened word, another letter for the sound, or a slip."""
    words = name.split(" ")
    if kind < 0.35:
        for word, others in _WORDS:
            if word in words:
                words[words.index(word)] = others[int(which * len(others))]
                return " ".join(words)
    if kind < 0.55 and len(words) > 1:
        at = 1 + int(where * (len(words) - 1))
        if which < 0.35:
            words[at] = words[at][:1] + "."
            return " ".join(words)
        shorter = " ".join(words[:at] if which < 0.6 else words[:at] + words[at + 1 :])
        if len(shorter) > 2:
            return shorter
    if kind < 0.85:
        start = int(where * len(_SOUNDS))
        for old, new in _SOUNDS[start:] + _SOUNDS[:start]:
            if old in name:
                return re.sub(old, new, name, count=1)
    at = 1 + int(where * max(1, len(name) - 2))
    if which < 0.4 and at + 1 < len(name) and " " not in name[at : at + 2]:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if which < 0.7 and name[at : at + 1] != " ":
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at : at + 1] + name[at:]


def slip_niks(
    rng: np.random.Generator,
    nik: np.ndarray,
    *,
    missing: float,
    wrong: float,
    twin: float,
    temporary: np.ndarray | None = None,
) -> np.ndarray:
    """NIKs as a registry holds them: int64, 0 where it has none. wrong: one digit off, or two neighbours swapped.

    twin: the NIK of another person of the block. temporary: numbers to use in place of a third of the missing ones
    (villages invent `0` + village + serial; they are written with 16 digits all the same).
    """
    n = len(nik)
    out = nik.copy()
    draw = rng.random(n)
    slip = (draw >= missing) & (draw < missing + wrong)
    power = 10 ** rng.integers(0, 15, n)
    digit = out // power % 10
    off = (digit + rng.integers(1, 10, n)) % 10
    one = out + (off - digit) * power
    left = out // (power * 10) % 10
    swapped = out + (digit - left) * power * 10 + (left - digit) * power
    out = np.where(slip, np.where((rng.random(n) < 0.4) & (left != digit) & (power < 10**14), swapped, one), out)
    copied = (draw >= missing + wrong) & (draw < missing + wrong + twin)
    out = np.where(copied, nik[rng.integers(0, n, n)], out)
    out = np.where(draw < missing, 0, out)
    if temporary is not None:
        out = np.where((draw < missing) & (rng.random(n) < 0.3), temporary, out)
    return out


def slip_dates(rng: np.random.Generator, days: np.ndarray, share: float) -> np.ndarray:
    """Birth days with `share` of them wrong: day and month swapped, the year off, or 1 January."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months).astype(int) + 1
    month = months.astype(int) % 12 + 1
    year = months.astype(int) // 12
    swapped = (year * 12 + day - 1).astype("datetime64[M]").astype("datetime64[D]").astype(int) + month - 1
    draw = rng.random(len(days))
    shift = rng.choice([-10, -3, -2, -1, 1, 2, 3], len(days))
    moved = (
        ((year + shift) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]").astype(int)
        + np.minimum(day, 28)
        - 1
    )
    newyear = year.astype("datetime64[Y]").astype("datetime64[D]").astype(int)
    out = np.where((draw < 0.35 * share) & (day <= 12), swapped, days)
    out = np.where((draw >= 0.35 * share) & (draw < 0.75 * share), moved, out)
    return np.where((draw >= 0.75 * share) & (draw < share), newyear, out)
