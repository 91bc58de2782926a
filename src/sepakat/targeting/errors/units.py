"""The units of one programme with all that its errors need: who is due, who has it, groups, margins of the model."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import catalogue, regions
from sepakat.catalogue import Programme, Rule
from sepakat.core import cellkey, duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import ReleaseLike
from sepakat.targeting import eligibility, holding
from sepakat.targeting.compiling import NOT_KNOWN, NOT_MET
from sepakat.targeting.errors import chances, groups
from sepakat.targeting.errors.groups import Remote

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
WEIGHTS = ("keluarga", "orang")
_BESIDE = ("jenis_kelamin_kk", "jumlah_disabilitas", "jumlah_lansia", "tipe_daerah", "skor", "peluang_d14")


@dataclass(frozen=True)
class Families:
    """One entry per family of the units. lower, upper: the limits of the standardised model error between which the
    family truly is within the rule's deciles; bottom: the upper limit of deciles 1-4; NaN where the model is not
    known. known: whether it is. listed: any unit has the programme; meets: any meets the conditions."""

    village: Ints
    lower: Floats
    upper: Floats
    bottom: Floats
    known: bool
    listed: Bools
    meets: Bools


@dataclass(frozen=True)
class Units:
    """Ranked units that a recipient list covers, sorted by village. area: what was loaded (a province, or `00`).

    id: unit_id; family: index into `families`; village: index into `villages`; decile: of the rule's scope; national:
    of the nation; meets: the rule's other conditions hold; codes: class in each group; unranked, unlisted: units left
    out because their decile is not known, or no list covers their place (`uncovered`: those places' regencies).
    """

    programme: Programme
    rule: Rule
    release: ReleaseLike
    area: str
    on: dt.date
    id: Ints
    family: Ints
    family_id: Ints
    village: Ints
    villages: tuple[str, ...]
    members: Ints
    decile: Ints
    national: Ints
    eligible: Bools
    has: Bools
    meets: Bools
    codes: dict[str, Ints]
    families: Families
    remote: Remote | None
    unranked: int
    unlisted: int
    uncovered: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.id)

    @property
    def persons(self) -> bool:
        return self.programme.unit == "orang"

    def inside(self, region: str) -> Bools:
        """Units of a region."""
        if region == "00":
            return np.ones(len(self), bool)
        held = np.array([v == region or v.startswith(region + ".") for v in self.villages], bool)
        return held[self.village] if len(held) else np.zeros(0, bool)

    def weights(self, weight: str) -> Ints:
        """What each unit counts: 1, or the members of the family; UserError error-weight."""
        if weight not in WEIGHTS:
            raise UserError(
                Text(f"Satuan hitung `{weight}` tidak dikenal.", f"The unit of counting `{weight}` is not known."),
                hint=Text("Pilih `keluarga` atau `orang`.", "Choose `keluarga` or `orang`."),
                code="error-weight",
            )
        if self.persons and weight == "keluarga":
            raise UserError(
                Text("Program ini diberikan kepada orang.", "This programme is given to persons."),
                hint=Text("Hitung per orang.", "Count persons."),
                code="error-weight",
            )
        if weight == "orang" and not self.persons:
            return self.members
        return np.ones(len(self), np.int64)

    def keys(self, secret: bytes) -> NDArray[np.uint64]:
        """The record key of each unit (`core.cellkey`), as free tables have it."""
        con = duck.connect()
        try:
            con.register("ids", pa.table({"i": np.arange(len(self)), "id": self.id}))
            told = cellkey.record_salt(secret, "orang" if self.persons else "keluarga")
            found = con.sql(
                f"SELECT {cellkey.record_sql('id', '$told')} AS k FROM ids ORDER BY i",
                params={"told": told},
            ).to_arrow_table()
        finally:
            con.close()
        made: NDArray[np.uint64] = found.column("k").to_numpy().astype(np.uint64)
        return made


_KEPT = 3
_loaded: OrderedDict[tuple[object, ...], Units] = OrderedDict()
_lock = threading.Lock()


def load(release: ReleaseLike, programme: str | Programme, region: str = "00") -> Units:
    """Units of the province that a region lies in (of the whole release for `00`); kept in memory by release and rule.

    UserError: unknown-programme, parameter-missing, frame-missing, region codes, error-no-list, region-large.
    """
    found = catalogue.programme(programme) if isinstance(programme, str) else programme
    area = regions.parse(region)[:2]
    day = frames.day(release)
    key = (str(release.path), found.id, found.path.stat().st_mtime_ns if found.path.exists() else 0, area, day)
    with _lock:
        if key in _loaded:
            _loaded.move_to_end(key)
            return _loaded[key]
    holding.check(release, "frame_person" if found.unit == "orang" else "frame_family", area, holding.STUDY)
    made = _load(release, found, area, day)
    with _lock:
        _loaded[key] = made
        while len(_loaded) > _KEPT:
            _loaded.popitem(last=False)
    return made


def _load(release: ReleaseLike, programme: Programme, area: str, on: dt.date) -> Units:
    rule = programme.rule(on)
    frame = eligibility.programme_frame(release, programme, area, rule=rule)
    village = frame.column("village_code")
    decile = frame.column(rule.scope).cast(pa.int64()).fill_null(0).to_numpy()
    has = frame.column("has")
    covered = has.is_valid().to_numpy(zero_copy_only=False)
    regencies = np.array([v[:5] for v in village.to_pylist()])
    uncovered = tuple(sorted(set(regencies[~covered].tolist()) - set(regencies[covered].tolist())))
    if not covered.any():
        raise no_list(programme)
    keep = covered & (decile > 0)
    unranked = int((covered & (decile == 0)).sum())
    frame = frame.filter(pa.array(keep))
    beside, at = _families(release, frame)
    found = groups.remote_villages(release, on)
    by_family = groups.codes(beside, found[0] if found else None)
    reasons = frame.column("reasons").to_numpy()
    meets = (reasons & (NOT_MET | NOT_KNOWN)) == 0
    listed = frame.column("has").to_numpy(zero_copy_only=False).astype(bool)
    coded = frame.column("village_code").combine_chunks().dictionary_encode()
    count = beside.num_rows
    families = _margins(release, beside, rule)
    any_listed, any_meets = np.zeros(count, bool), np.zeros(count, bool)
    np.logical_or.at(any_listed, at, listed)
    np.logical_or.at(any_meets, at, meets)
    lower, upper, bottom, known = families
    village_of = np.zeros(count, np.int64)
    village_of[at] = coded.indices.to_numpy()
    return Units(
        programme=programme,
        rule=rule,
        release=release,
        area=area,
        on=on,
        id=frame.column("unit_id").to_numpy(),
        family=at,
        family_id=frame.column("family_id").to_numpy(),
        village=coded.indices.to_numpy().astype(np.int64),
        villages=tuple(coded.dictionary.to_pylist()),
        members=frame.column("members").cast(pa.int64()).fill_null(0).to_numpy(),
        decile=decile[keep],
        national=frame.column("desil_nasional").cast(pa.int64()).fill_null(0).to_numpy(),
        eligible=frame.column("eligible").to_numpy(zero_copy_only=False).astype(bool),
        has=listed,
        meets=meets,
        codes={name: values[at] for name, values in by_family.items()},
        families=Families(village_of, lower, upper, bottom, known, any_listed, any_meets),
        remote=found[1] if found else None,
        unranked=unranked,
        unlisted=int((~covered).sum()),
        uncovered=uncovered,
    )


def no_list(programme: Programme) -> UserError:
    return UserError(
        Text(
            f"Belum ada daftar penerima {programme.label.id} di rilis ini.",
            f"This release has no recipient list of {programme.label.en}.",
        ),
        detail=Text(
            "Tanpa daftar penerima, salah sasaran tidak dapat dihitung.",
            "Without a list of recipients no error can be computed.",
        ),
        hint=Text(
            "Unggah daftar penerimanya lalu susun rilis baru, atau pilih program lain.",
            "Upload the list and build a new release, or choose another programme.",
        ),
        code="error-no-list",
    )


def _families(release: ReleaseLike, frame: pa.Table) -> tuple[pa.Table, Ints]:
    """One row per family of the frame with its columns of `_BESIDE`, and the row of each unit."""
    paths = release.files("frame_family")
    con = duck.connect(allowed=[release.path])
    try:
        held = duck.arrow(con, f"SELECT * FROM {duck.parquet(paths)} LIMIT 0").column_names
        extra = "".join(f", f.{c}" for c in _BESIDE if c in held)
        con.register("unit", frame.select(["family_id"]))
        found = duck.arrow(
            con,
            f"SELECT f.family_id, f.village_code{extra} FROM {duck.parquet(paths)} f "
            "WHERE f.family_id IN (SELECT family_id FROM unit) ORDER BY f.family_id",
        )
    finally:
        con.close()
    for column in ("skor", "tipe_daerah"):
        if column not in found.column_names:
            found = found.append_column(column, pa.nulls(found.num_rows, pa.int64()))
    if "peluang_d14" not in found.column_names:
        found = found.append_column("peluang_d14", pa.nulls(found.num_rows, pa.float64()))
    at = np.searchsorted(found.column("family_id").to_numpy(), frame.column("family_id").to_numpy())
    return found, at.astype(np.int64)


def _margins(release: ReleaseLike, families: pa.Table, rule: Rule) -> tuple[Floats, Floats, Floats, bool]:
    found = chances.margins(release, families, rule)
    bottom = chances.below(release, families, "desil_nasional", 4)
    unknown = np.full(families.num_rows, np.nan)
    if found is None or bottom is None:
        return unknown, unknown, unknown, False
    return found[0], found[1], chances.quantile(bottom, 4), True
