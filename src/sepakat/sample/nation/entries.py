"""The files of the nation, block by block: columns taken over from the pool beside columns made anew."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat import regions
from sepakat.sample.nation import typed
from sepakat.sample.nation.living import Living, spoiled
from sepakat.sample.raw import dtks, lists, p3ke, regsosek

IMPOSSIBLE = int(np.datetime64("2079-03-03").astype(int))  # a birth date after the visit
PER_REGENCY = 10_000_000  # running numbers that a regency has for itself


def tables(living: Living, serial: int) -> Iterator[tuple[str, pa.Table]]:
    """(file, rows) of every file of one block, and its truth. serial: of the regency among all, from 0."""
    yield from _regsosek(living)
    yield from _dtks(living, serial)
    yield from _p3ke(living, serial)
    yield from _lists(living)
    yield from _truth(living, serial)


def _place(living: Living) -> dict[str, pa.Array]:
    """R101..R110 of each family."""
    bps = [v.bps for v in living.block.villages]
    at, doors = living.village, living.doors
    out = {name: typed.words([b[i:j] for b in bps], at) for name, i, j in _BPS}
    out["R105"] = typed.words([f"{i:04d}" for i in range(int(doors["sls"].max()) + 1)], doors["sls"])
    out["R105A"] = typed.words(["00"], np.zeros(living.families, int))
    thousand = [f"{i:03d}" for i in range(1000)]
    return out | {"R109": typed.words(thousand, doors["building"]), "R110": typed.words(thousand, doors["serial"])}


_BPS = (("R101", 0, 2), ("R102", 2, 4), ("R103", 4, 7), ("R104", 7, 10))


def _regsosek(living: Living) -> Iterator[tuple[str, pa.Table]]:
    rng, fam, n = living.rng("regsosek"), living.fam, living.families
    place = _place(living)
    told = living.names.spelt(rng, np.arange(living.persons), regsosek.SPELT)
    family = living.take(regsosek.FAMILY_FILE, fam) | place
    sls = living.doors["sls"]
    family["R106"] = typed.words([f"SLS {t:03d} RT {t:03d}" for t in range(int(sls.max()) + 1)], sls)
    family |= {"R107": living.addresses, "R108": told.take(pa.array(living.head))}
    family["R113"] = typed.codes(100_000 + 37 * living.doors["building"], pa.int32())
    family["R114"] = typed.number16(np.where(rng.random(n) < regsosek.NO_CARD, 0, living.kk))
    family["R201"] = typed.days(living.fact("visit"))
    family |= _small_changes(living, rng, family)
    yield regsosek.FAMILY_FILE, living.ordered(regsosek.FAMILY_FILE, family)
    who = pa.array(living.of)
    member = living.take(regsosek.MEMBER_FILE, living.per) | {k: v.take(who) for k, v in place.items()}
    codes = np.array([int(v.code.replace(".", "")) for v in living.block.villages], np.int64)[living.village]
    held = spoiled(
        rng, living.nik, missing=living.rates["nik_kosong"], wrong=living.rates["nik_salah"],
        twin=living.rates["nik_ganda"], temporary=codes[living.of] * 100_000 + np.arange(living.persons) % 99_999 + 1,
    )  # fmt: skip
    bad = living.fact("baddate")[living.of] & (living.serial == 0)
    member["R402"], member["R403"] = told, typed.number16(held)
    member["R406"] = typed.days(np.where(bad, IMPOSSIBLE, living.birth), ~living.own("here"))
    yield regsosek.MEMBER_FILE, living.ordered(regsosek.MEMBER_FILE, member)


def _small_changes(living: Living, rng: np.random.Generator, family: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Floor area a little larger or smaller (the same for a household), and goods on which nothing else hangs."""
    step = rng.integers(-2, 3, len(living.filled.size))[living.house]
    area = family["R302"]
    may = pc.and_(pc.greater(area, 9), pc.less(area, 900))
    out = {"R302": pc.if_else(pc.fill_null(may, False), pc.add(area, pa.array(step.astype(np.int16))), area)}
    for name in ("R502G", "R502J", "R503B"):
        other = np.where(rng.random(living.families) < 0.05, rng.permutation(living.families), -1)
        out[name] = family[name].take(pa.array(np.where(other < 0, np.arange(living.families), other)))
    return out


def _dtks(living: Living, serial: int) -> Iterator[tuple[str, pa.Table]]:
    rng = living.rng("dtks")
    listed = living.fact("dk_row")  # of the first family of a listed household, else 0
    rows = np.nonzero(listed > 0)[0]
    k = len(rows)
    first = serial * PER_REGENCY + living.rows.get(dtks.HOUSEHOLD_FILE, 0) + 1
    number = np.zeros(len(living.filled.size), np.int64)
    number[living.house[rows]] = first + np.arange(k)
    living.enter(dtks.HOUSEHOLD_FILE, living.families, rows)
    ids = number[living.house[rows]]
    village = living.elsewhere(rng, rows, dtks.MOVED)
    bps = [v.bps for v in living.block.villages]
    row = living.take(dtks.HOUSEHOLD_FILE, listed[rows] - 1)
    row |= {"IDBDT": typed.fixed((ids, 12)), "RUTA6": typed.fixed((ids % 1_000_000, 6))}
    row |= {
        name: typed.words([b[i:j] for b in bps], village)
        for (_, i, j), name in zip(_BPS, ("KDPROP", "KDKAB", "KDKEC", "KDDESA"), strict=True)
    }
    row["NoPesertaPBDT"] = typed.fixed((ids + 7_000_000, 14))
    row["Alamat"] = _old_addresses(rng, living.addresses.take(pa.array(rows)))
    sls = living.doors["sls"][rows]
    row["Nama_SLS"] = typed.words([f"RT {t:03d}" for t in range(int(sls.max(initial=0)) + 1)], sls)
    row["Nama_KRT"] = living.names.spelt(rng, living.head[rows], dtks.HEAD_SPELT)
    yield dtks.HOUSEHOLD_FILE, living.ordered(dtks.HOUSEHOLD_FILE, row)
    there = living.own("dk_row")
    who = np.nonzero(there > 0)[0]
    family = living.of[who]
    of = number[living.house[family]]
    begin = np.r_[True, of[1:] != of[:-1]][: len(of)]
    at = np.arange(len(of))
    order = at - np.maximum.accumulate(np.where(begin, at, 0)) + 1
    person = living.take(dtks.PERSON_FILE, there[who] - 1)
    birth = living.birth[who] + np.asarray(person["_geser"])
    held = spoiled(rng, living.nik, **dtks.NIK)[who]
    person |= {"IDARTBDT": typed.fixed((of, 12), (order, 2)), "IDBDT": typed.fixed((of, 12))}
    person["Nama"] = living.names.spelt(rng, who, dtks.SPELT)
    person["TglLahir"], person["NIK"] = typed.days(birth), typed.number16(held)
    person["NoKK"] = typed.number16(np.where(rng.random(len(who)) < dtks.NO_CARD, 0, living.kk[family]))
    living.enter(dtks.PERSON_FILE, living.persons, who)
    yield dtks.PERSON_FILE, living.ordered(dtks.PERSON_FILE, person)


def _old_addresses(rng: np.random.Generator, now: pa.Array) -> pa.Array:
    """A few house numbers with a half, as `dtks` writes them."""
    few = rng.random(len(now)) < 0.02
    half = rng.integers(1, 61, int(few.sum()))
    tails = pa.array([f" NO. {k}½" for k in half.tolist()], pa.string())
    old = pc.binary_join_element_wise(now.filter(pa.array(few)), tails, "")
    return pc.replace_with_mask(now, pa.array(few), old)


def _p3ke(living: Living, serial: int) -> Iterator[tuple[str, pa.Table]]:
    rng, tree = living.rng("p3ke"), regions.load()
    listed = living.fact("p3_row")
    rows = np.nonzero(listed > 0)[0]
    k, head = len(rows), living.head[rows]
    before = living.rows.get(p3ke.FAMILY_FILE, 0)
    ids = np.zeros(living.families, np.int64)
    ids[rows] = serial * PER_REGENCY + before + 1 + np.arange(k)
    villages, at = living.block.villages, living.elsewhere(rng, rows, p3ke.MOVED)
    row = living.take(p3ke.FAMILY_FILE, listed[rows] - 1)
    row["id_keluarga_P3KE"] = typed.fixed("P", (ids[rows], 10))
    cuts = (("provinsi", 2), ("kabupaten_kota", 5), ("kecamatan", 8), ("desa_kelurahan", 13))
    row |= {name: typed.words([tree.name(v.code[:cut]) for v in villages], at) for name, cut in cuts}
    row["kode_kemdagri"] = typed.words([v.code.replace(".", "") for v in villages], at)
    row["alamat"] = living.addresses.take(pa.array(rows))
    row["kepala_keluarga"] = living.names.spelt(rng, head, p3ke.HEAD_SPELT)
    held = spoiled(rng, living.nik, **p3ke.HEAD_NIK)[head]
    row["nik"] = typed.number16(held)
    found = (held == living.nik[head]) & (rng.random(k) < p3ke.MATCHED)
    row |= {"padan_dukcapil": typed.words(p3ke.YES, found), "tanggal_lahir": typed.days(living.birth[head])}
    yield p3ke.FAMILY_FILE, living.ordered(p3ke.FAMILY_FILE, row)
    living.enter(p3ke.FAMILY_FILE, living.families, rows)
    there = living.own("p3_row")
    who = np.nonzero(there > 0)[0]
    family = living.of[who]
    begin, place = np.r_[True, family[1:] != family[:-1]][: len(who)], np.arange(len(who))
    order = place - np.maximum.accumulate(np.where(begin, place, 0)) + 1
    person = living.take(p3ke.PERSON_FILE, there[who] - 1)
    held = spoiled(rng, living.nik, **p3ke.NIK)[who]
    person |= {
        "id_keluarga_P3KE": typed.fixed("P", (ids[family], 10)),
        "id_individu": typed.fixed("P", (ids[family], 10), "-", (order, 2)),
        "nama": living.names.spelt(rng, who, p3ke.SPELT),
        "nik": typed.number16(held),
        "padan_dukcapil": typed.words(p3ke.YES, held == living.nik[who]),
        "tanggal_lahir": typed.days(living.birth[who] + np.asarray(person["_geser"])),
    }
    yield p3ke.PERSON_FILE, living.ordered(p3ke.PERSON_FILE, person)
    living.enter(p3ke.PERSON_FILE, living.persons, who)


def _lists(living: Living) -> Iterator[tuple[str, pa.Table]]:
    rng = living.rng("daftar")
    for name, column, amount in (
        (lists.PKH_FILE, "pkh", living.fact("nominal")),
        (lists.SEMBAKO_FILE, "sembako", np.full(living.families, lists.SEMBAKO_AMOUNT)),
    ):
        rows = np.nonzero(living.fact(column))[0]
        living.enter(name, living.families, rows)  # the first of its two payments
        persons = living.head[rows] + living.fact("manager")[rows]
        held = spoiled(rng, living.nik[persons], **lists.NIK)
        parts = []
        for i, period in enumerate(lists.QUARTERS):
            paid = np.nonzero((rng.random(len(rows)) < lists.PAID_AGAIN) | (i == 0))[0]
            parts.append(_payments(living, rng, rows[paid], persons[paid], held[paid], period, amount[rows][paid]))
        yield name, pa.concat_tables(parts)


def _payments(
    living: Living,
    rng: np.random.Generator,
    rows: np.ndarray,
    persons: np.ndarray,
    held: np.ndarray,
    period: str,
    amount: np.ndarray,
) -> pa.Table:
    old = rng.random(len(rows)) < lists.OLD_CARD
    codes = [v.code.replace(".", "") for v in living.block.villages]
    return pa.table(
        {
            "periode": typed.words(list(lists.QUARTERS), np.full(len(rows), lists.QUARTERS.index(period))),
            "nik": typed.number16(held),
            "no_kk": typed.number16(np.where(old, living.kk[rows], living.kk_now[rows])),
            "nama": living.names.spelt(rng, persons, lists.SPELT),
            "alamat": living.addresses.take(pa.array(rows)),
            "kode_desa": typed.words(codes, living.elsewhere(rng, rows, lists.MOVED)),
            "nominal": typed.codes(amount, pa.int32()),
        }
    )


def _truth(living: Living, serial: int) -> Iterator[tuple[str, pa.Table]]:
    """Ids count on within the regency; rows are those of the regency's parts."""
    base, entered = (serial + 1) * PER_REGENCY * 10, living.entered
    families = living.rows.get(regsosek.FAMILY_FILE, 0) + np.arange(living.families)
    persons = living.rows.get(regsosek.MEMBER_FILE, 0) + np.arange(living.persons)
    known = living.pool.truth.take(pa.array(living.fam))
    codes = [v.code for v in living.block.villages]
    small = lambda values: pa.array(values.astype(np.int32))  # noqa: E731
    home = families[np.nonzero(~living.shares)[0]][living.house]  # a household has the number of its first family
    family = {
        "family_true_id": pa.array(base + families),
        "household_true_id": pa.array(base + home),
        "village_code": typed.words(codes, living.village),
        "regsosek_row": small(families + 1),
        "dtks_row": small(entered[dtks.HOUSEHOLD_FILE]),
        "p3ke_row": small(entered[p3ke.FAMILY_FILE]),
        "pkh_row": small(entered[lists.PKH_FILE]),
        "sembako_row": small(entered[lists.SEMBAKO_FILE]),
    }
    family |= {_TOLD.get(k, k): known[k] for k in known.column_names}
    yield "truth/families", pa.table(family)
    person = {
        "person_true_id": pa.array(base + persons),
        "family_true_id": pa.array(base + families[living.of]),
        "regsosek_row": small(persons + 1),
        "dtks_row": small(entered[dtks.PERSON_FILE]),
        "p3ke_row": small(entered[p3ke.PERSON_FILE]),
    }
    yield "truth/people", pa.table(person)


_TOLD = {
    "pc": "pengeluaran_kapita",
    "line": "garis_kemiskinan",
    "decile": "desil_true",
    "official": "desil_resmi",
    "old_percentile": "persentil_dtks",
    "pkh": "penerima_pkh",
    "sembako": "penerima_sembako",
    "sanitation": "sanitasi_layak",
    "water": "air_layak",
}
