"""What scenarios read of a release, in pieces of whole regencies, so that the rows of a nation are never there at once.

Each piece is two queries; the waiting list over all pieces is ordered here, by the keys that the rule names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sepakat import catalogue
from sepakat.catalogue import Programme, Rule
from sepakat.core import cellkey, duck
from sepakat.lake import Release
from sepakat.targeting import compiling, eligibility, holding
from sepakat.targeting.compiling import Sources
from sepakat.targeting.scenarios import categories
from sepakat.targeting.scenarios.base import UNKNOWN, Bools, Floats, Ints

SCALES = ("nasional", "provinsi", "kabupaten")
MICRO = 1e6
AT_ONCE = 500_000  # families of one piece
_DUE = ("due_at", "key_")  # arrays of those due only


@dataclass(frozen=True)
class Arrays:
    """One entry per unit, by village and id, as in `base.Base`. covered: whether a list of recipients covers its place;
    kind: of its area, an index of the model's errors."""

    villages: tuple[str, ...]
    unit_id: Ints
    village: npt.NDArray[np.int32]
    family: npt.NDArray[np.int32]
    members: npt.NDArray[np.int32]
    deciles: Mapping[str, npt.NDArray[np.int8]]
    due: Bools
    order: npt.NDArray[np.int32]
    has: Bools
    covered: Bools
    chance: Floats
    score: Floats
    kind: npt.NDArray[np.int8]
    bits: npt.NDArray[np.int32]
    insurer: npt.NDArray[np.int8]
    keys: npt.NDArray[np.uint64]
    known: tuple[str, ...]


def read(
    release: Release, programme: Programme, region: str, on: dt.date, secret: bytes, *, at_once: int = AT_ONCE
) -> Arrays | None:
    """The arrays of a region; None where nobody is there. at_once: families of one piece; the result does not depend
    on it. UserError: frame-missing, parameter-missing."""
    sources = eligibility.batches(release, region, at_once)
    rule = replace(programme.rule(on), decile_min=1, decile_max=10)
    # without its list every eligible unit has a place, also those who receive already
    open_ = replace(programme, listed=None)
    salt = cellkey.record_salt(secret, programme.unit)
    villages: list[str] = []
    whole = _Whole(holding.count(release, "frame_person" if programme.unit == "orang" else "frame_family", region))
    known: tuple[str, ...] = ()
    families = 0
    for source in sources:
        known = categories.available(source.person_columns)
        con = duck.connect(allowed=[release.path])
        try:
            frame = duck.arrow(con, compiling.keyed(open_, rule, on, source))
            more = con.sql(_beside(programme, source, known, on), params={"secret": salt}).to_arrow_table()
        finally:
            con.close()
        if not frame["unit_id"].equals(more["unit_id"]):
            raise RuntimeError("the two readings of one release differ")
        coded = frame["village_code"].combine_chunks().dictionary_encode()
        piece = _piece(frame, more, rule)
        piece["village"] = (coded.indices.to_numpy() + len(villages)).astype(np.int32)
        piece["due_at"] += whole.units
        piece["family"] += families
        villages += coded.dictionary.to_pylist()
        families = int(piece["family"].max()) + 1 if frame.num_rows else families
        whole.add(piece, frame.num_rows)
    if not whole.units:
        return None
    joined = whole.arrays()
    order = _order(joined, len(rule.urutan))
    deciles = {scale: joined.pop(f"desil_{scale}") for scale in SCALES}
    return Arrays(villages=tuple(villages), deciles=deciles, order=order, known=known, **joined)


class _Whole:
    """Arrays of a region, filled piece by piece. There is room for all from the beginning, which costs no memory until
    it is filled; so nothing is ever there twice. room: units expected."""

    def __init__(self, room: int) -> None:
        self.room, self.units, self.due = room, 0, 0
        self.held: dict[str, npt.NDArray[Any]] = {}

    def add(self, piece: Mapping[str, npt.NDArray[Any]], units: int) -> None:
        self.room = max(self.room, self.units + units)
        for name, values in piece.items():
            held, start = self.held.get(name), self.due if name.startswith(_DUE) else self.units
            if held is None or len(held) < start + len(values):
                more = np.empty(self.room, values.dtype)
                more[:start] = held[:start] if held is not None else 0
                held = self.held[name] = more
            held[start : start + len(values)] = values
        self.units, self.due = self.units + units, self.due + len(piece["due_at"])

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays, those of the ones due (`due_at`, `key_…`) as long as these are many."""
        made = {}
        for name in [*self.held]:
            values, length = self.held.pop(name), self.due if name.startswith(_DUE) else self.units
            made[name] = values[:length] if 2 * length > self.room else values[:length].copy()
        return made


def eligible(release: Release, programme: Programme, region: str, rule: Rule, on: dt.date) -> Bools:
    """Whether each unit of a region is eligible by a rule, in the order of `read`."""
    found = []
    for source in eligibility.batches(release, region, AT_ONCE):
        con = duck.connect(allowed=[release.path])
        try:
            rows = duck.arrow(con, compiling.keyed(replace(programme, listed=None), rule, on, source))
        finally:
            con.close()
        found.append(_filled(rows["eligible"], False).astype(bool))
    return np.concatenate(found) if found else np.zeros(0, bool)


def _piece(frame: pa.Table, more: pa.Table, rule: Rule) -> dict[str, npt.NDArray[Any]]:
    """The arrays of one piece, with the places of those due (`due_at`) and the keys of their order (`key_0` …)."""
    due = _filled(frame["eligible"], False).astype(bool)
    at = np.flatnonzero(due)
    waiting = frame.take(pa.array(at)).combine_chunks()
    keys = [_rising(waiting[f"urut_{i}"], step.rising) for i, step in enumerate(rule.urutan)]
    return {
        "unit_id": frame["unit_id"].to_numpy(),
        "family": np.unique(frame["family_id"].to_numpy(), return_inverse=True)[1].astype(np.int32),
        "members": np.maximum(_filled(frame["members"], 1), 1).astype(np.int32),
        **{f"desil_{s}": _filled(frame[f"desil_{s}"], 0).astype(np.int8) for s in SCALES},
        "due": due,
        "has": _filled(more["has"], False).astype(bool),
        "covered": more["has"].is_valid().to_numpy().astype(bool),
        "chance": frame["peluang_d14"].cast(pa.float64()).to_numpy(),
        "score": more["skor"].cast(pa.float64()).to_numpy() / MICRO,
        "kind": _filled(more["kind"], 0).astype(np.int8),
        "bits": more["bits"].to_numpy().astype(np.int32),
        "insurer": _filled(more["insurer"], UNKNOWN).astype(np.int8),
        "keys": more["key"].to_numpy().astype(np.uint64),
        "due_at": at,
        **{f"key_{i}": key for i, key in enumerate([*keys, _rising(waiting["skor"], True)])},
        "key_family": waiting["family_id"].to_numpy(),
        "key_unit": waiting["unit_id"].to_numpy(),
    }


def _order(joined: dict[str, npt.NDArray[Any]], steps: int) -> npt.NDArray[np.int32]:
    """Those due, first served first; takes the keys out of `joined`."""
    keys = [joined.pop(f"key_{i}") for i in range(steps + 1)]
    last = [joined.pop("key_family"), joined.pop("key_unit")]
    turn = np.lexsort([*reversed([*keys, *last])])
    found: npt.NDArray[np.int32] = joined.pop("due_at")[turn].astype(np.int32)
    return found


def _rising(column: pa.ChunkedArray, rising: bool) -> Floats:
    """Values that rise in the order of a key, NULL last."""
    values: Floats = column.cast(pa.float64()).to_numpy()
    return np.where(np.isnan(values), np.inf, values if rising else -values)


def _filled(column: pa.ChunkedArray, value: Any) -> np.ndarray:
    return np.asarray(column.fill_null(value).to_numpy())


def _beside(programme: Programme, sources: Sources, known: tuple[str, ...], on: dt.date) -> str:
    """The SELECT of what scenarios need beside the programme's frame: unit_id, has, kind, skor, bits, insurer, key."""
    listed = [categories.categories()[name] for name in known]
    bit = [f"(CASE WHEN {c.sql(on)} THEN {1 << c.bit} ELSE 0 END)" for c in listed]
    where = f" WHERE {sources.where}" if sources.where else ""
    persons = programme.unit == "orang"
    insured = programme.listed == "segmen_jkn" and "segmen_jkn" in sources.person_columns
    names = sources.person_columns if persons else sources.family_columns
    has = "NULL::BOOLEAN"
    if programme.listed and programme.listed in names:
        accepted = ", ".join(str(int(code)) for code in programme.listed_codes)
        has = f"CASE WHEN u.{duck.identifier(programme.listed)} IS NOT NULL THEN " \
              f"u.{duck.identifier(programme.listed)} IN ({accepted}) END"  # fmt: skip
    unit = "person_id" if persons else "family_id"
    frame = sources.person if persons else sources.family
    score = "f.skor" if persons else "u.skor"
    joined = f" LEFT JOIN (SELECT family_id, skor FROM {sources.family}{where}) f USING (family_id)" if persons else ""
    bits, extra = (" | ".join(bit) or "0", "") if persons else ("coalesce(m.bits, 0)", "")
    if not persons and bit:
        each = ", ".join(f"max({b}) AS b{i}" for i, b in enumerate(bit))
        total = " + ".join(f"b{i}" for i in range(len(bit)))
        grouped = f"SELECT family_id, {each} FROM {sources.person}{where} GROUP BY family_id"
        extra = f" LEFT JOIN (SELECT family_id, {total} AS bits FROM ({grouped})) m USING (family_id)"
    elif not persons:
        bits = "0"
    insurer = "0"
    if persons and insured:
        most = int(catalogue.parameter("jkn_ppu_peserta_maks", on).value)
        extra += f" LEFT JOIN ({_employed(sources.person, where, most)}) e ON e.person_id = u.person_id"
        insurer = "CASE WHEN u.segmen_jkn IN (1, 2, 3, 4) THEN u.segmen_jkn WHEN e.person_id IS NOT NULL THEN 5 " \
                  "ELSE u.segmen_jkn END"  # fmt: skip
    return (
        f"SELECT u.{unit} AS unit_id, {has} AS has, u.tipe_daerah AS kind, {score} AS skor, ({bits})::INTEGER AS bits, "
        f"({insurer})::TINYINT AS insurer, "
        f"{cellkey.record_sql(f'u.{unit}')} AS key "
        f"FROM (SELECT * FROM {frame}{where}) u{joined}{extra} ORDER BY u.village_code, u.{unit}"
    )


def _employed(persons: str, where: str, most: int) -> str:
    """Persons of an employee's nearest family (head, spouse, children), as many as one employee's contribution covers:
    the employee first, then spouse and children in the order of the family card."""
    near = f"SELECT person_id, family_id, segmen_jkn, hubungan, no_urut FROM {persons}{where or ' WHERE TRUE'}"
    return (
        f"SELECT person_id FROM (SELECT *, row_number() OVER (PARTITION BY family_id ORDER BY "
        f"(segmen_jkn = 3) DESC NULLS LAST, hubungan, no_urut, person_id) AS turn, "
        f"max(CASE WHEN segmen_jkn = 3 AND hubungan IN (1, 2) THEN 1 ELSE 0 END) OVER (PARTITION BY family_id) "
        f"AS worker "
        f"FROM ({near} AND hubungan IN (1, 2, 3))) WHERE worker = 1 AND turn <= {most}"
    )
