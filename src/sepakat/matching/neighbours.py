"""How alike two different people of one village, of one family, or of one address, are: more than two of anywhere.

Brothers share a name and an address, neighbours a family name, and numbers issued in one district begin alike. Taking
these agreements for chance anywhere would make one person of two. Inside one list, records of one village are different
people, so how often they agree is simply counted there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sepakat.core.duck import Connection
from sepakat.matching import comparing
from sepakat.matching.fitting import Floats, Pairs, Weights, alone
from sepakat.matching.splinking import Comparer

_PAIRS = 200_000  # pairs counted, of either kind
_FIRM = 2.0  # agreements that the chances of anywhere count for, so that few neighbours do not say too much

# For each record the next few of its village (or family) in an order that has nothing to do with who they are.
_KINDS = (
    ("desa", "coalesce(l.kk <> r.kk, TRUE)", 3),
    ("kk", "TRUE", 4),
    ("coalesce(desa, '') || '|' || alamat", "TRUE", 4),  # where family cards are missing, who lives together
)


def local_agreement(
    con: Connection, comparer: Comparer, anywhere: Weights, read: Callable[[Connection, tuple[str, ...]], Pairs]
) -> tuple[tuple[Floats, ...], ...]:
    """u by level for two people of one village, of one family, and of one address; empty where places are not compared.

    anywhere: weights fitted without this; what they take for someone listed twice counts for as little as it is likely
    to be two people. read: gives the pairs of the table `banding`.
    """
    names, u = list(anywhere.names), anywhere.u
    if comparing.PLACE.name not in names:
        return ()
    found = []
    for column, condition, ahead in _KINDS:
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE tetangga AS
            WITH urut AS (SELECT uid, sumber, {column} AS k, kk, row_number() OVER
                          (PARTITION BY sumber, {column} ORDER BY hash(uid)) AS n FROM rec WHERE {column} IS NOT NULL)
            SELECT least(l.uid, r.uid) AS uid_l, greatest(l.uid, r.uid) AS uid_r
            FROM urut l JOIN urut r ON l.sumber = r.sumber AND l.k = r.k AND r.n BETWEEN l.n + 1 AND l.n + {ahead}
            WHERE {condition} ORDER BY hash(l.uid, r.uid) LIMIT {_PAIRS}""")
        comparer.compare("tetangga", "banding")
        pairs = read(con, anywhere.names)
        two = np.where(told_apart(names, pairs), 1.0 - alone(anywhere.of(pairs)), 1.0)
        two[_alike(names, pairs)] = 0.0
        found.append(tuple(_shares(one, row, two) for one, row in zip(u, pairs.levels, strict=True)))
    place = names.index(comparing.PLACE.name)
    return tuple(
        tuple(old if n == place else new for n, (old, new) in enumerate(zip(u, one, strict=True))) for one in found
    )


def told_apart(names: Sequence[str], pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Pairs of which something is known that father and son, or namesakes next door, do not share: date of birth or
    number. Without it two records of one list that look alike are taken for two people: lists name most people once."""
    found = np.zeros(len(pairs), bool)
    for one in (comparing.BORN, comparing.NUMBER):
        if one.name in names:
            found |= pairs.levels[names.index(one.name)] >= 0
    return found


def _alike(names: Sequence[str], pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Pairs that agree in both name and birth date: one person twice, whatever the weights say."""
    if comparing.BORN.name not in names:
        return np.zeros(len(pairs), bool)
    born = pairs.levels[names.index(comparing.BORN.name)]
    alike: npt.NDArray[np.bool_] = born >= len(comparing.BORN.levels) - 3
    if comparing.NAME.name in names:
        level = pairs.levels[names.index(comparing.NAME.name)]
        alike &= (level >= len(comparing.NAME.levels) - 3) | (level < 0)
    return alike


def _shares(anywhere: Floats, level: npt.NDArray[np.int8], two: Floats) -> Floats:
    """Shares of levels among neighbours: those of anywhere, times counted / expected. A level as rare as one date of
    birth is hardly ever met among some thousand pairs; that it was not met must not make it next to impossible."""
    known = level >= 0
    counts = np.bincount(level[known], weights=two[known], minlength=len(anywhere))
    shares = anywhere * (counts + _FIRM) / (counts.sum() * anywhere + _FIRM)
    found: Floats = shares / shares.sum()
    return found
