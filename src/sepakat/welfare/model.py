"""A fitted model as a reviewable file: whole-number coefficients, where they come from, and how well they do.

The file is sorted JSON, so two models can be laid side by side with any text comparison. Its id is a hash of its
content. Reading one checks every expression again: a model file may come from somebody else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sepakat.core.errors import UserError
from sepakat.core.files import write_json
from sepakat.core.text import Text
from sepakat.welfare.features import Feature, Spec, as_data, from_data

FORMAT = 1
LABEL = "simulasi"
NATION = "00"
Points = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Cell:
    """Coefficients of one region and kind, in micro-logs. errors: cluster-robust standard errors, same keys."""

    constant: int
    terms: Mapping[str, int]
    errors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Regency:
    """What is a regency's own: households in the survey, shrunken effect, and deviations of coefficients if any."""

    households: int
    effect: int
    error: int = 0
    slopes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """cells: region (`00` = all provinces together, or a province) → kind (1 urban, 2 rural, 0 without) → Cell.

    means: province → feature → mean contribution among persons, the yardstick of explanations. chance: kind → points
    (score, ten-thousandths). band: chances between which a family is near the 4/5 cut. facts: data, tuning, fit and
    errors, as printed in the report.
    """

    spec: Spec
    cells: Mapping[str, Mapping[int, Cell]]
    regencies: Mapping[str, Regency]
    means: Mapping[str, Mapping[str, int]]
    chance: Mapping[int, Points]
    merged: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Any]
    date: str
    author: str
    band: tuple[float, float] = (0.2, 0.8)
    label: str = LABEL

    @property
    def id(self) -> str:
        raw = json.dumps(self._body(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return "pmt-" + hashlib.sha256(raw.encode()).hexdigest()[:12]

    @property
    def kinds(self) -> tuple[int, ...]:
        """Kinds of area that have coefficients: (1, 2), one of them, or (0,)."""
        return tuple(sorted(next(iter(self.cells.values()))))

    def columns(self) -> tuple[str, ...]:
        """Family columns that must be answered for a score, `tipe_daerah` included where the model uses it."""
        return self.spec.columns + (() if self.kinds == (0,) else ("tipe_daerah",))

    def leaf(self, region: str, kind: int) -> Cell:
        """The coefficients that hold in one regency (`53.01`), province or nation, with the regency's own added."""
        cell = self.cells.get(region[:2], self.cells[NATION])[kind]
        own = self.regencies.get(region)
        if own is None:
            return cell
        terms = {t: c + own.slopes.get(t, 0) for t, c in cell.terms.items()}
        return Cell(cell.constant + own.effect + own.slopes.get("", 0), terms)

    def _body(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "jenis": "pmt-linear",
            "label": self.label,
            "tanggal": self.date,
            "disusun_oleh": self.author,
            "peubah": as_data(self.spec),
            "sidik_peubah": self.spec.digest(),
            "koefisien": {
                region: {
                    str(kind): {"konstanta": c.constant, "istilah": dict(c.terms), "galat_baku": dict(c.errors)}
                    for kind, c in kinds.items()
                }
                for region, kinds in self.cells.items()
            },
            "kabupaten": {
                code: {"rumah_tangga": r.households, "efek": r.effect, "galat_baku": r.error, "istilah": dict(r.slopes)}
                for code, r in self.regencies.items()
            },
            "rerata": {region: dict(means) for region, means in self.means.items()},
            "peluang_d14": {str(kind): [list(p) for p in points] for kind, points in self.chance.items()},
            "dekat_batas": {"bawah": self.band[0], "atas": self.band[1]},
            "digabung": {f: dict(m) for f, m in self.merged.items()},
            **dict(self.facts),
        }

    def as_dict(self) -> dict[str, Any]:
        """The content of the file."""
        return {"id": self.id, **self._body()}

    def save(self, path: Path) -> None:
        """Write the model file in one step."""
        write_json(path, self.as_dict())

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read a model file; UserError where it is not one, was altered, or reads what a model must not."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError):
            raise _unreadable(path, Text("Berkas tidak terbaca sebagai JSON.", "It does not read as JSON.")) from None
        return cls.from_dict(data, path)

    @classmethod
    def from_dict(cls, data: Any, where: Path | str = "model.json") -> Model:
        """The inverse of `as_dict`."""
        if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("jenis") != "pmt-linear":
            raise _unreadable(where, Text("Ini bukan berkas model kesejahteraan.", "This is not a welfare model file."))
        try:
            model = _from(data)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _unreadable(where, Text("Isinya tidak lengkap.", "Its content is incomplete.")) from None
        if model.id != data.get("id"):
            raise _unreadable(
                where,
                Text("Isinya berubah sesudah model dibuat: sidik tidak cocok.", "It was altered: the id differs."),
            )
        return model


_FACTS = ("data", "penyetelan", "kecocokan", "galat_sasaran", "kalibrasi", "smearing")


def _from(data: dict[str, Any]) -> Model:
    spec = from_data(data["peubah"])
    known = set(spec.terms())
    cells = {
        region: {
            int(kind): Cell(int(c["konstanta"]), _whole(c["istilah"], known), _whole(c["galat_baku"], known))
            for kind, c in kinds.items()
        }
        for region, kinds in data["koefisien"].items()
    }
    if NATION not in cells:
        raise KeyError(NATION)
    kinds = set(cells[NATION])
    if any(set(cell) != kinds for cell in cells.values()) or not kinds <= {0, 1, 2}:
        raise ValueError("kinds")
    chance: dict[int, Points] = {
        int(kind): tuple((int(s), int(c)) for s, c in points) for kind, points in data["peluang_d14"].items()
    }
    if set(chance) != kinds:
        raise ValueError("peluang_d14")
    return Model(
        spec=spec,
        cells=cells,
        regencies={
            str(code): Regency(
                int(r["rumah_tangga"]), int(r["efek"]), int(r["galat_baku"]), _whole(r["istilah"], known | {""})
            )
            for code, r in data["kabupaten"].items()
        },
        means={region: {f: int(v) for f, v in means.items()} for region, means in data["rerata"].items()},
        chance=chance,
        merged=data["digabung"],
        facts={key: data[key] for key in _FACTS},
        date=str(data["tanggal"]),
        author=str(data["disusun_oleh"]),
        band=(float(data["dekat_batas"]["bawah"]), float(data["dekat_batas"]["atas"])),
        label=str(data["label"]),
    )


def _whole(values: Mapping[str, Any], known: set[str]) -> dict[str, int]:
    if not set(values) <= known:
        raise KeyError("istilah")
    return {term: int(value) for term, value in values.items()}


def _unreadable(where: Path | str, detail: Text) -> UserError:
    return UserError(
        Text("Berkas model belum dapat dipakai.", "The model file cannot be used."),
        detail=detail,
        hint=Text(
            "Buat model dengan `sepakat welfare fit`, lalu coba lagi.",
            "Make one with `sepakat welfare fit`.",
        ),
        where=Path(where).name,
        code="welfare-model-file",
    )


def contribution(feature: Feature, cell: Cell, value: int) -> int:
    """What one feature adds to a score, in micro-logs. value: level index, or the whole number."""
    if feature.levels:
        level = feature.levels[value].name
        return 0 if level == feature.reference else cell.terms[f"{feature.name}={level}"]
    total = cell.terms[feature.name] * value
    return total + sum(cell.terms[f"{feature.name}>{k}"] * (value - k) for k in feature.knots if value > k)
