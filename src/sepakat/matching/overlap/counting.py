"""From memberships to noised counts: groups of people by place, pattern and class, shown by the rule of free tables.

A person or family of the base has the record key that it has in free tables, so that the same people get the same
noise here and there; one outside the base has a key of its own (`dtks:12`). What is shown and what is not is decided
by `engine.tabulating.cells`: the lists are one attribute, whose classes are the parts of the picture.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.core import cellkey, duck
from sepakat.core.cellkey import Noise
from sepakat.core.duck import identifier, literal
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames, request, runners, tabulating
from sepakat.engine.places import LENGTH, inside_sql
from sepakat.engine.tabulating.cells import Cube, Shown, show
from sepakat.engine.tabulating.choices import Attribute, Klass, attribute
from sepakat.engine.tabulating.counting import OUTSIDE, Groups, around
from sepakat.engine.tabulating.question import Part, Question, check_size
from sepakat.lake import Lake, Release
from sepakat.lake import cells as lake_cells
from sepakat.matching.apart import REFUSED
from sepakat.matching.overlap import numbered, spark_membership
from sepakat.matching.overlap.attributes import PATTERN, attributes, column, patterns
from sepakat.matching.overlap.lists import BASE, REGISTRY, Listing, choose, listings
from sepakat.matching.overlap.membership import check_unit, memberships
from sepakat.matching.overlap.runs import latest

_MOD = 1 << cellkey.KEY_BITS


@dataclass(frozen=True)
class Counted:
    """The people of one question in groups; `cells` shows them. by: breakdowns; run: empty for exact NIK."""

    release: Release
    lists: tuple[Listing, ...]
    unit: str
    region: str
    level: str
    by: tuple[str, ...]
    run: str
    groups: Groups
    noise: Noise
    secret: bytes

    @property
    def zero(self) -> bool:
        """Whether somebody can be in none of the lists."""
        return all(one.kind != BASE for one in self.lists)

    @property
    def base(self) -> int | None:
        """The place of the base among the lists."""
        return next((i for i, one in enumerate(self.lists) if one.kind == BASE), None)

    def inner(self, whole: bool = False) -> int | None:
        """The base's place where only its people are counted: facts that divide a table are known of nobody else."""
        return self.base if self.by and not whole else None

    def patterns(self, whole: bool = False) -> Attribute:
        return patterns(self.lists, self.zero, self.inner(whole))

    def cells(
        self, chosen: Klass | None = None, *, parted: bool = True, whole: bool = False, marked: Sequence[str] = ()
    ) -> tuple[Cube, Shown]:
        """Noised counts by place and breakdown.

        chosen: only these patterns; parted: a class for each pattern (else all of them together); whole: the region as
        one place, without breakdowns; marked: only those with these marks (`Counted` was made with them).
        """
        known = attributes(self.release, self.unit)
        parts = [Part(known[n], None, True) for n in (() if whole else self.by)]
        if chosen is not None or parted:
            parts.append(Part(self.patterns(whole), chosen, chosen is None))
        parts += [Part(mark(name), mark(name).klass("1"), False) for name in marked]
        by = tuple(p.name for p in parts if p.split)
        level = regions.level_of(self.region) if whole else self.level
        groups = self._together() if whole else self._inside()
        frame = frames.frame(self.release, self.unit, "registri")
        cube = Cube(groups, Question(self.unit, self.unit, None, tuple(parts), self.region, level, by, frame))
        return cube, show(cube, self.noise, self.secret)

    def _inside(self) -> Groups:
        """The groups that a table counts: all, or those of the base where it is divided by a fact of the base."""
        base, told = self.inner(), self.groups
        if base is None:
            return told
        keep = (told.codes[PATTERN] >> base & 1).astype(bool)
        codes = {name: values[keep] for name, values in told.codes.items()}
        plain = {f.name: getattr(told, f.name)[keep] for f in fields(told) if f.name not in ("regions", "codes")}
        return replace(told, codes=codes, **plain)

    def _together(self) -> Groups:
        """The groups with every place inside the region taken as one."""
        inside = np.array([code != OUTSIDE for code in self.groups.regions], bool)
        row = np.where(inside[self.groups.region], 0, 1) if len(inside) else self.groups.region
        return replace(self.groups, regions=(self.region, OUTSIDE), region=row)


def mark(name: str) -> Attribute:
    """A yes-or-no attribute that a question may ask for beside the lists."""
    yes, no = Klass("1", Text("ya", "yes"), frozenset((1,))), Klass("0", Text("tidak", "no"), frozenset((0,)))
    return Attribute(name, Text(name, name), (yes, no))


def count(
    lake: Lake,
    release: Release,
    sources: Iterable[str],
    region: str = "00",
    *,
    unit: str = "orang",
    level: str | None = None,
    by: Sequence[str] = (),
    marks: Mapping[str, str] | None = None,
    least: int = 2,
) -> Counted:
    """The people of an overlap, in groups.

    marks: name → SQL condition over the base family's frame row `f`, as further attributes. least: fewest
    lists. UserError: those of `lists.choose`; dimension-unknown, table-attributes, region codes, region-empty,
    table-large, cell-key-missing.
    """
    check_unit(unit)
    lists = choose(release, sources, least)
    code = regions.parse(region)
    deep = level or regions.level_of(code)
    regions.check_level(deep)
    request.check_below(code, deep)
    known = attributes(release, unit)
    asked = tuple(dict.fromkeys(by))
    for name in asked:
        attribute(known, name, unit)
    on = frames.day(release)
    most = int(catalogue.parameter("tabel_bebas_ciri_maks", on).value)
    if len(lists) + len(asked) > most:
        raise UserError(
            Text(
                f"Daftar dan rincian bersama-sama paling banyak {most}; di sini ada {len(lists) + len(asked)}.",
                f"Lists and breakdowns are at most {most} together; here are {len(lists) + len(asked)}.",
            ),
            hint=Text("Lepas satu daftar atau satu rincian.", "Drop a list or a breakdown."),
            code="table-attributes",
        )
    secret = lake_cells.of_release(release.path)
    told = tuple(sorted((marks or {}).items()))
    run, groups = _grouped(lake, release, tuple(one.id for one in lists), unit, code, deep, asked, told, secret)
    held = [c for c in groups.regions if c != OUTSIDE]
    request.check_inside(code, bool(held), release.id)
    counted = Counted(release, lists, unit, code, deep, asked, run, groups, tabulating.noise_rule(on), secret)
    parts = (*(Part(known[n], None, True) for n in asked), Part(counted.patterns(), None, True))
    frame = frames.frame(release, unit, "registri")
    check_size(Question(unit, unit, None, parts, code, deep, (*asked, PATTERN), frame), len(held))
    return counted


_kept: OrderedDict[tuple[str, ...], pa.Table] = OrderedDict()  # a release and a run never change
KEPT = 2  # at least; more while they stay below KEPT_BYTES together
KEPT_BYTES = 192_000_000  # a province of 100,000 families takes some 20 MB for each choice of lists and unit
_lock = threading.Lock()


def _members(lake: Lake, release: Release, names: tuple[str, ...], unit: str) -> pa.Table:
    """The memberships, kept for the next question about the same lists."""
    run = latest(lake, release, [n for n in names if release.has(f"key_registry_{n}")])
    key = (str(release.path), run.id if run else "", unit, *names)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = memberships(lake, release, names, unit, least=1)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT and sum(one.nbytes for one in _kept.values()) > KEPT_BYTES:
            _kept.popitem(last=False)
    return found


def _grouped(
    lake: Lake, release: Release, names: tuple[str, ...], unit: str, region: str, level: str, by: tuple[str, ...],
    marks: tuple[tuple[str, str], ...], secret: bytes,
) -> tuple[str, Groups]:  # fmt: skip
    """(run, groups): by NIK from the index of numbers, else one SQL over the memberships and the base's frames."""
    if unit == "orang" and not by and not marks and runners.spark_master() is None:
        known = listings(release)
        asked = [known[name] for name in names]
        linked = latest(lake, release, [one.id for one in asked if one.kind == REGISTRY])
        if linked is None and numbered.serves(asked):
            return "", _numbered(release, asked, region, level, secret)
    families, persons = release.files("frame_family"), release.files("frame_person")
    mine = frames.frame(release, "orang", "registri").columns
    alias = "p" if unit == "orang" else None
    bits = " + ".join(f"{identifier(name)}::INTEGER * {1 << i}" for i, name in enumerate(names))
    columns = {PATTERN: f"({bits})"} | {n: column(n, "f", alias, mine) for n in by}
    columns |= {name: f"coalesce(({sql}), FALSE)::INTEGER" for name, sql in marks}
    listed = ", ".join(f"{sql}::INTEGER AS {identifier(n)}" for n, sql in columns.items())
    join = f"LEFT JOIN {duck.parquet(families)} f ON f.family_id = m.family_id"
    if alias:
        join += f" LEFT JOIN {duck.parquet(persons)} p ON p.person_id = m.person_id"
    scope = around(region, release.kabupaten())
    place = f"substr(m.village_code, 1, {LENGTH[level]})" if LENGTH[level] else "'00'"
    if region not in ("00", scope):
        place = f"CASE WHEN {inside_sql(region, 'm.village_code')} THEN {place} ELSE {literal(OUTSIDE)} END"
    keys = ", ".join(["place", *map(identifier, columns)])
    sql = (
        f"SELECT {keys}, count(*)::BIGINT AS n, (sum(k) % {_MOD})::BIGINT AS key FROM ("
        f"SELECT {place} AS place, {listed}, "
        f"{_record_key(release, unit)} AS k "
        f"FROM members m {join} WHERE {inside_sql(scope, 'm.village_code')}) GROUP BY {keys}"
    )
    if (master := runners.spark_master()) is not None:
        run, answer = spark_membership.counted(master, lake, release, names, unit, sql, _salts(release, unit, secret))
        return run, _as_groups(answer, tuple(columns))
    found = _members(lake, release, names, unit)
    run = (found.schema.metadata or {}).get(b"run", b"").decode()
    con = duck.connect()
    try:
        con.register("members", found)
        answer = con.sql(sql, params=_salts(release, unit, secret)).to_arrow_table()
    finally:
        con.close()
    return run, _as_groups(answer, tuple(columns))


_tallied: OrderedDict[tuple[str, ...], numbered.Counts] = OrderedDict()


def _numbered(release: Release, lists: Sequence[Listing], region: str, level: str, secret: bytes) -> Groups:
    """The groups by equal NIK; the counts by village are kept, so that every region of a release costs one pass."""
    name = (str(release.path), secret.hex(), *(one.id for one in lists))
    with _lock:
        told = _tallied.get(name)
    if told is None:
        told = numbered.count(release, lists, secret)
        with _lock:
            _tallied[name] = told
            while len(_tallied) > KEPT:
                _tallied.popitem(last=False)
    scope = around(region, release.kabupaten())
    places, row = told.places(region, scope, level, OUTSIDE)
    row, bits, n, key = told.by(row)
    one = np.ones(len(n))
    return Groups(places, row, {PATTERN: bits}, n, n, key, n, key, n, n, one, one)


def _outside(release: Release) -> list[str]:
    return [*(one.id for one in listings(release).values() if one.kind == REGISTRY), REFUSED]


def _record_key(release: Release, unit: str) -> str:
    """SQL of a member's record key: in the base that of free tables; outside it, by list and number, its own."""
    told = "".join(
        f" WHEN {literal(name)} THEN {cellkey.record_sql(_ENTRY, f'$secret_{i}')}"
        for i, name in enumerate(_outside(release))
    )
    number = "m.person_id" if unit == "orang" else "m.family_id"
    own = cellkey.record_sql(number)
    return f"CASE WHEN {number} IS NOT NULL THEN {own} ELSE CASE split_part(m.id, ':', 1){told} END END"


_ENTRY = "CASE WHEN contains(m.id, ':') THEN split_part(m.id, ':', 2)::BIGINT END"


def _salts(release: Release, unit: str, secret: bytes) -> dict[str, int]:
    """What `_record_key` binds."""
    found = {f"secret_{i}": cellkey.record_salt(secret, f"{unit}:{n}") for i, n in enumerate(_outside(release))}
    return {"secret": cellkey.record_salt(secret, unit)} | found


def _as_groups(found: pa.Table, names: Sequence[str]) -> Groups:
    """Groups of a plain count: everyone is counted, has the trait and adds one."""
    if not found.num_rows:
        nothing = np.zeros(0, np.int64)
        return Groups((), nothing, dict.fromkeys(names, nothing), *[nothing] * 9)
    place = found.column("place").combine_chunks().dictionary_encode()
    n = found.column("n").to_numpy()
    key = found.column("key").to_numpy().astype(np.uint64)
    codes = {name: found.column(name).cast(pa.int64()).fill_null(-1).to_numpy() for name in names}
    one = np.ones(len(n))
    return Groups(
        tuple(place.dictionary.to_pylist()), place.indices.to_numpy(), codes, n, n, key, n, key, n, n, one, one
    )
