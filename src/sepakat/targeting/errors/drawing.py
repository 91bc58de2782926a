"""Draws of who is truly due and who truly has the programme: the uncertainty of model and matching, carried through.

Each draw gives every family a model error (`sight`: bound to whether the list holds it, partly shared by families of a
village) and so says whether it truly is within the rule's deciles. The model's level errs too: in each regency, as the
model file says; as a whole, by as much as in a usual regency (those who meet a rule's conditions are not everybody);
and for each class of each group, by the sampling error of as many survey households. And units that the list does not
hold get a chance of standing behind an entry that matched nobody.

The draws of one programme, release and province are the same wherever they are looked at, so that regions and groups
add up within a draw. Seeded by release and programme.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sepakat.core.laws import ndtr, ndtri
from sepakat.targeting.errors.matching import Matched
from sepakat.targeting.errors.sight import STEEPEST, Listing, Sight, listing
from sepakat.targeting.errors.units import Units

Bools = NDArray[np.bool_]
MOST_DRAWS, LEAST_DRAWS = 200, 40
_ROOM = 20_000_000  # units × draws kept


@dataclass(frozen=True)
class Draws:
    """Packed bits: `truly` within the deciles (and meeting the conditions), `bottom` in deciles 1-4, `has` it."""

    count: int
    units: int
    truly: NDArray[np.uint8]
    bottom: NDArray[np.uint8]
    has: NDArray[np.uint8]
    fitted: Listing

    def each(self) -> Iterator[tuple[Bools, Bools, Bools]]:
        """(truly, bottom, has) of all units, draw by draw."""
        for i in range(self.count):
            yield self._bits(self.truly[i]), self._bits(self.bottom[i]), self._bits(self.has[i])

    def _bits(self, packed: NDArray[np.uint8]) -> Bools:
        return np.unpackbits(packed, count=self.units).astype(bool)


def draws(units: Units, sight: Sight, matched: Matched) -> Draws | None:
    """The draws of these units; None where the release says nothing of the model's chances."""
    if not units.families.known or not len(units):
        return None
    return _draw(units, sight, matched)


def seed(units: Units) -> int:
    """The same for the same release, programme and province."""
    told = f"{units.release.id}/{units.programme.id}/{units.area}"
    return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=8).digest(), "little")


def _draw(units: Units, sight: Sight, matched: Matched) -> Draws:
    rng = np.random.default_rng(seed(units))
    families = units.families
    count = int(np.clip(_ROOM // len(units), LEAST_DRAWS, MOST_DRAWS))
    margin = np.where(np.isfinite(families.upper), families.upper, families.bottom)
    fitted = listing(margin[families.meets], families.listed[families.meets])
    held = np.clip(ndtr(fitted.a + fitted.b * margin), 1e-6, 1 - 1e-6)
    missed = matched.missed
    # of a family that the list does not name, the chance to be behind an entry that matched nobody
    behind = held * missed / (held * missed + 1 - held)
    n, villages = len(margin), len(units.villages)
    regencies, regency_of = np.unique([v[:5] for v in units.villages], return_inverse=True)
    level = sight.regency_errors(regencies.tolist())
    usual = float(np.median(level)) if len(level) else 0.0
    kinds, kind, shares = _classes(units)
    truly, bottom, has = [], [], []
    for _ in range(count):
        k = sight.drawn(rng)
        r = min(k * fitted.b, STEEPEST)
        precision = matched.drawn_precision(rng)
        family_has = np.where(families.listed, rng.random(n) < precision, rng.random(n) < behind)
        u = np.clip(rng.random(n), 1e-9, 1 - 1e-9)
        w = ndtri(np.where(family_has, u * held, held + u * (1 - held)))
        scale = np.sqrt(1 - r * r)
        placed = scale * np.sqrt(sight.village) * rng.standard_normal(villages)
        placed += (level * rng.standard_normal(len(level)))[regency_of] + usual * rng.standard_normal()
        error = r * w + scale * np.sqrt(1 - sight.village) * rng.standard_normal(n) + placed[families.village]
        if shares:
            effects = np.zeros(len(kinds))
            for of_kind, share in zip(kinds.T, shares, strict=True):
                effect = _level_errors(share, sight, usual) * rng.standard_normal(len(share))
                effects += (effect - effect @ share)[of_kind]
            error += effects[kind]
        inside = (error < families.upper) & (error >= families.lower)
        if units.persons:
            flipped = rng.random(len(units)) < behind[units.family]
            kept = rng.random(len(units)) < precision
            unit_has = np.where(units.has, kept, flipped)
        else:
            unit_has = family_has[units.family]
        truly.append(np.packbits(inside[units.family] & units.meets))
        bottom.append(np.packbits((error < families.bottom)[units.family]))
        has.append(np.packbits(unit_has))
    return Draws(count, len(units), np.stack(truly), np.stack(bottom), np.stack(has), fitted)


def _level_errors(share: NDArray[np.float64], sight: Sight, usual: float) -> NDArray[np.float64]:
    """How far off the model may be for a whole class: one over the root of its survey households; at most half."""
    if not sight.survey:
        return np.full(len(share), usual)
    found: NDArray[np.float64] = np.minimum(1 / np.sqrt(np.maximum(share * sight.households, 1.0)), 0.5)
    return found


def _classes(units: Units) -> tuple[NDArray[np.int64], NDArray[np.int64], list[NDArray[np.float64]]]:
    """Kinds of family by all groups at once (kinds × groups: the class in each, unknown among them), the kind of each
    family, and per group each class's share of the families."""
    codes = np.full((len(units.families.village), len(units.codes)), -1, np.int64)
    shares = []
    for g, values in enumerate(units.codes.values()):
        codes[units.family, g] = values
        _, codes[:, g] = np.unique(codes[:, g], return_inverse=True)
        shares.append(np.bincount(codes[:, g]) / len(codes))
    if not shares:
        return np.zeros((0, 0), np.int64), np.zeros(len(codes), np.int64), []
    kinds, kind = np.unique(codes, axis=0, return_inverse=True)
    return kinds, kind.ravel(), shares
