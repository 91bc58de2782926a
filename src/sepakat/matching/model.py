"""The model file: what was trained, on what, and from which probability on a pair is a link. Reviewable JSON.

`splink` holds it as Splink's own settings, so that it can be opened and looked at with Splink too. `setempat` (u among
people of one village, of one family, and of one address) is what Splink does not know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.files import read_json, write_json
from sepakat.core.text import Text
from sepakat.matching import comparing, splinking
from sepakat.matching.calibrating import Calibration
from sepakat.matching.evening import Curve
from sepakat.matching.fitting import Weights

FORMAT = "sepakat-padanan"
SCHEMA = 1


@dataclass(frozen=True)
class Model:
    """A trained model. training: records, pairs and matches it was fitted on. data: SHA-256 of each list.
    calibration: from match weight to probability, where labelled pairs were at hand. curve: bits that pairs of
    strangers add to weights."""

    weights: Weights
    threshold: float
    made: dt.date
    training: dict[str, float]
    data: dict[str, str] = field(default_factory=dict)
    calibration: Calibration | None = None
    notes: tuple[str, ...] = ()
    curve: Curve | None = None

    def comparisons(self) -> tuple[comparing.Comparison, ...]:
        return tuple(comparing.named(name) for name in self.weights.names)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "schema": SCHEMA,
            "dibuat": self.made.isoformat(),
            "ambang": self.threshold,
            "peluang_awal": self.weights.prior,
            "pelatihan": self.training,
            "data": self.data,
            "bandingan": [_readable(c, m, u) for c, m, u in self._parts()],
            "setempat": [
                {name: [float(x) for x in u[::-1]] for name, u in zip(self.weights.names, one, strict=True)}
                for one in self.weights.local
            ],
            "pemerataan": self.curve.as_json() if self.curve else None,
            "kalibrasi": self.calibration.as_json() if self.calibration else None,
            "catatan": list(self.notes),
            "splink": splinking.settings(self.comparisons(), self.weights.chances(), self.weights.prior),
        }

    def _parts(self) -> Sequence[tuple[comparing.Comparison, Any, Any]]:
        return list(zip(self.comparisons(), self.weights.m, self.weights.u, strict=True))

    def write(self, path: Path) -> None:
        write_json(path, self.as_json())

    def calibrated(self, calibration: Calibration | None, threshold: float | None = None) -> Model:
        return replace(self, calibration=calibration, threshold=threshold or self.threshold)


def _readable(one: comparing.Comparison, m: Any, u: Any) -> dict[str, Any]:
    """One comparison for a reviewer: each level in words, m, u, and the weight log2(m/u) in bits."""
    words = [*(level.words for level in one.levels), one.differs]
    return {
        "nama": one.name,
        "tingkat": [
            {"kata": w.id, "words": w.en, "m": float(a), "u": float(b), "bobot": round(float(np.log2(a / b)), 3)}
            for w, a, b in zip(words, m[::-1], u[::-1], strict=True)
        ],
    }


def read(path: Path) -> Model:
    """A model file. UserError model-unreadable for anything else, or for levels this version does not have."""
    try:
        return parse(read_json(path), path)
    except (OSError, ValueError) as problem:
        raise _unreadable(path) from problem


def parse(data: Any, path: Path) -> Model:
    """A model of what `Model.as_json` gave. UserError model-unreadable, naming the file that held it."""
    try:
        if data["format"] != FORMAT or data["schema"] > SCHEMA:
            raise ValueError(data["format"])
        names = tuple(str(c["nama"]) for c in data["bandingan"])
        m = tuple(np.array([t["m"] for t in c["tingkat"]][::-1], np.float64) for c in data["bandingan"])
        u = tuple(np.array([t["u"] for t in c["tingkat"]][::-1], np.float64) for c in data["bandingan"])
        for name, values in zip(names, m, strict=True):
            if len(values) != len(comparing.named(name).levels) + 1:
                raise ValueError(name)
        local = tuple(tuple(np.array(one[n][::-1], np.float64) for n in names) for one in data["setempat"])
        return Model(
            Weights(names, m, u, float(data["peluang_awal"]), local),
            float(data["ambang"]),
            dt.date.fromisoformat(data["dibuat"]),
            dict(data["pelatihan"]),
            dict(data["data"]),
            Calibration.from_json(data["kalibrasi"]),
            tuple(data["catatan"]),
            Curve.from_json(data.get("pemerataan")),
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise _unreadable(path) from problem


def _unreadable(path: Path) -> UserError:
    return UserError(
        Text(f"`{path.name}` bukan model padanan yang dikenal.", f"`{path.name}` is no model this version knows."),
        hint=Text("Latih model baru: jalankan tanpa --model.", "Train a new one: run without --model."),
        where=str(path),
        code="model-unreadable",
    )
