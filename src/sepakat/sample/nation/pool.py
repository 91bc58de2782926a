"""The pool of a province: people made by the full generator, kept as columns to draw whole households from.

A pool is made once per province and kept in the output folder until the nation is whole. It holds, beside the columns
of the agencies' files that a drawn family takes over as they are, what is needed to make the rest anew: spans within
which a birth date may move, parts of names, what lists say of whom. The surveys are asked of the pool, with weights
that add up to the households of the nation.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.sample import make, survey
from sepakat.sample.nation import moving, naming, typed
from sepakat.sample.nation.draw import Households
from sepakat.sample.people import NA, People
from sepakat.sample.places import Plan
from sepakat.sample.raw import dtks, lists, p3ke, regsosek, sakernas, susenas
from sepakat.sample.seeds import stream
from sepakat.sample.sink import Sink
from sepakat.sample.wealth import Calibration

FAMILIES, PERSONS, TRUTH = "keluarga", "orang", "benar"
# File → columns that no family takes over from the pool: they are made anew.
ANEW = {
    regsosek.FAMILY_FILE: {
        *("R101", "R102", "R103", "R104", "R105", "R105A", "R106", "R107", "R108", "R109", "R110", "R113", "R114"),
        "R201",
    },
    regsosek.MEMBER_FILE: {
        *("R101", "R102", "R103", "R104", "R105", "R105A", "R109", "R110", "R402", "R403", "R406"),
    },
    dtks.HOUSEHOLD_FILE: {
        *("IDBDT", "RUTA6", "KDPROP", "KDKAB", "KDKEC", "KDDESA", "NoPesertaPBDT", "Alamat", "Nama_SLS", "Nama_KRT"),
    },
    dtks.PERSON_FILE: {"IDARTBDT", "IDBDT", "Nama", "TglLahir", "NIK", "NoKK"},
    p3ke.FAMILY_FILE: {
        *("id_keluarga_P3KE", "provinsi", "kabupaten_kota", "kecamatan", "desa_kelurahan", "kode_kemdagri", "alamat"),
        *("kepala_keluarga", "nik", "padan_dukcapil", "tanggal_lahir"),
    },
    p3ke.PERSON_FILE: {"id_keluarga_P3KE", "id_individu", "nama", "nik", "padan_dukcapil", "tanggal_lahir"},
}
# Facts of families that the truth tells, as types.
TRUE = {
    "urban": pa.bool_(),
    "members": pa.int8(),
    "pc": pa.float64(),
    "line": pa.float64(),
    "poor": pa.bool_(),
    "decile": pa.int8(),
    "official": pa.int8(),
    "old_percentile": pa.int8(),
    "welfare": pa.float32(),
    "layak_pkh": pa.bool_(),
    "layak_sembako": pa.bool_(),
    "pkh": pa.bool_(),
    "sembako": pa.bool_(),
    "sanitation": pa.bool_(),
    "water": pa.bool_(),
    "cacat": pa.int8(),
}


# Files of persons with a birth date of their own → rows of persons, column, pattern of the date.
_DATES = {
    dtks.PERSON_FILE: ("dk_row", "TglLahir", "%d/%m/%Y"),
    p3ke.PERSON_FILE: ("p3_row", "tanggal_lahir", "%Y-%m-%d"),
}


@dataclass
class _Held(Sink):
    """A sink that keeps in memory, typed, the columns of files that families take over; `_lahir` is a list's birth
    date as days since 1970. columns: all columns of each file, in order."""

    held: dict[str, list[pa.Table]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)

    def csv(self, name: str, table: pa.Table, **style: object) -> int:
        if name not in ANEW:
            return super().csv(name, table, **style)  # type: ignore[arg-type]
        self.columns[name] = table.column_names
        taken = {k: typed.narrow(k, table[k]) for k in table.column_names if k not in ANEW[name]}
        if name in _DATES:
            _, column, pattern = _DATES[name]
            taken["_lahir"] = _told(table[column], pattern)
        self.held.setdefault(name, []).append(pa.table(taken))
        first = self.rows.get(name, 0) + 1
        self.rows[name] = first + table.num_rows - 1
        return first


def _told(texts: pa.ChunkedArray, pattern: str) -> pa.Array:
    stamps = pc.strptime(texts.combine_chunks(), format=pattern, unit="s")
    return pc.cast(pc.cast(stamps, pa.date32()), pa.int32())


@dataclass(frozen=True)
class Pool:
    """A pool as read from disk. tables: taken columns per file; fam, per: columns of families and persons; names."""

    tables: dict[str, pa.Table]
    fam: dict[str, np.ndarray]
    per: dict[str, np.ndarray]
    truth: pa.Table
    names: naming.Names
    regencies: tuple[str, ...]

    def households(self, regency: str) -> Households:
        """The households of one regency."""
        rows = np.nonzero(self.fam["regency"] == self.regencies.index(regency))[0]
        heads = rows[self.fam["first"][rows]]
        size = np.diff(np.r_[heads, rows[-1] + 1])
        return Households(heads, size, self.fam["urban"][heads], self.fam["welfare"][heads])


def make_pool(plan: Plan, c: Calibration, households: dict[tuple[str, bool], int], folder: Path, serial: int) -> Sink:
    """Write the pool of a province into `folder`; survey answers go to the sink that comes back, and its parts.

    households: of the nation, by regency and class; serial: the province's place among all, for running numbers.
    """
    numbers = serial * 20_000
    sink = _Held(folder, counters={"susenas": numbers, "sakernas": numbers})
    sink.begin(plan.province)
    size = survey.size_for(sum(v.households for v in plan.villages))
    asked = _raised(survey.draw(plan, size, "susenas"), plan, households)
    working = _raised(survey.draw(plan, size, "sakernas"), plan, households)
    regencies = sorted({b.regency for b in plan.blocks})
    parts = [_block(make.people_of(plan, block, c), sink, regencies, asked, working) for block in plan.blocks]
    persons = 0
    for part in parts:  # rows of persons count on over blocks
        part.fam["start"] += persons
        persons += len(part.per["birth"])
    fam = {k: np.concatenate([p.fam[k] for p in parts]) for k in parts[0].fam}
    per = {k: np.concatenate([p.per[k] for p in parts]) for k in parts[0].per}
    names = np.concatenate([p.names for p in parts])
    naming.save(names, per["class"], per["clan"], folder, stream(plan.seed, plan.province, "ejaan"))
    for name in ANEW:
        _save(folder / Path(name).stem, _taken(name, sink, per))
    del per["birth"]
    _save(folder / FAMILIES, pa.table(fam))
    _save(folder / PERSONS, pa.table(per))
    _save(folder / TRUTH, pa.concat_tables([p.truth for p in parts]))
    sink.commit(plan.province, {})
    sink.close()
    return sink


def _taken(name: str, sink: _Held, per: dict[str, np.ndarray]) -> pa.Table:
    """The columns of a file that families take over; the metadata has all its columns in their order.

    Of lists with birth dates of their own also `_geser`: days between the list's date and the true one. Where a list
    has it wrong, `per` is changed: the date may not move, and so stays wrong in the same way.
    """
    table = pa.concat_tables(sink.held.pop(name)).unify_dictionaries().combine_chunks()
    if name in _DATES:
        who = np.nonzero(per[_DATES[name][0]] > 0)[0]
        off = table["_lahir"].to_numpy() - per["birth"][who]
        wrong = who[off != 0]
        per["low"][wrong], per["span"][wrong] = per["birth"][wrong], 1
        table = table.drop_columns("_lahir").append_column("_geser", pa.array(off.astype(np.int32)))
    return table.replace_schema_metadata({"kolom": "\n".join(sink.columns[name])})


@dataclass
class _Part:
    fam: dict[str, np.ndarray]
    per: dict[str, np.ndarray]
    names: np.ndarray
    truth: pa.Table


def _block(
    people: People,
    sink: _Held,
    regencies: list[str],
    asked: dict[str, list[survey.Unit]],
    working: dict[str, list[survey.Unit]],
) -> _Part:
    regsosek.write(people, sink)
    dtks.write(people, sink)
    p3ke.write(people, sink)
    susenas.write(people, sink, asked)
    sakernas.write(people, sink, working)
    fam, per = people.fam, people.per
    heads = fam["head"]
    ends = np.r_[heads[1:], people.persons]
    manager = lists.managers(people)
    kept = {
        "regency": np.full(people.families, regencies.index(people.block.regency), np.int16),
        "first": fam["first"],
        "urban": fam["urban"],
        "welfare": fam["welfare"].astype(np.float32),
        "start": heads.astype(np.int32),
        "count": (ends - heads).astype(np.int16),
        "visit": fam["tanggal"].astype(np.int32),
        "dk_row": (fam["dk_row"] * fam["first"]).astype(np.int32),
        "p3_row": fam["p3_row"].astype(np.int32),
        "pkh": fam["pkh"],
        "sembako": fam["sembako"],
        "manager": (manager - heads).astype(np.int16),
        "nominal": lists.amounts(people).astype(np.int32),
        "baddate": fam["cacat"] == regsosek.FAULTS.index("tanggal"),
    }
    low, span = moving.spans(per["birth"], fam["tanggal"][per["fam"]], per["age"])
    family_class, clan = naming.classes(people)
    person = {
        "sex": per["sex"].astype(np.int8),
        "here": per["here"],
        "birth": per["birth"].astype(np.int32),
        "low": low.astype(np.int32),
        "span": span.astype(np.int16),
        "class": family_class,
        "clan": clan,
        "dk_row": per["dk_row"].astype(np.int32),
        "p3_row": per["p3_row"].astype(np.int32),
    }
    truth = pa.table({k: pa.array(fam[k], mask=fam[k] == NA).cast(kind) for k, kind in TRUE.items()})
    return _Part(kept, person, per["nama"], truth)


def _raised(
    drawn: dict[str, list[survey.Unit]], plan: Plan, households: dict[tuple[str, bool], int]
) -> dict[str, list[survey.Unit]]:
    """Weights that add up to the nation's households in each stratum, not to the pool's."""
    own: dict[tuple[str, bool], int] = {}
    of = {v.code: (v.code[:5], v.urban) for v in plan.villages}
    for v in plan.villages:
        own[of[v.code]] = own.get(of[v.code], 0) + v.households
    out = {}
    for code, units in drawn.items():
        factor = households[of[code]] / own[of[code]]
        out[code] = [dataclasses.replace(u, weight=u.weight * factor) for u in units]
    return out


def _save(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path.with_suffix(".arrow")), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=None)


def _load(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path.with_suffix(".arrow")))).read_all()


def _arrays(table: pa.Table) -> dict[str, np.ndarray]:
    return {k: table[k].combine_chunks().to_numpy(zero_copy_only=False) for k in table.column_names}


def load(folder: Path, regencies: tuple[str, ...]) -> Pool:
    """A pool from disk: memory-mapped, so that several processes share it."""
    tables = {name: _load(folder / Path(name).stem) for name in ANEW}
    fam, per = _arrays(_load(folder / FAMILIES)), _arrays(_load(folder / PERSONS))
    return Pool(tables, fam, per, _load(folder / TRUTH), naming.load(folder), regencies)
