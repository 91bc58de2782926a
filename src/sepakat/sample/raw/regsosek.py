"""Regsosek 2022.K: family and member files, with the question numbers as columns and the form's own skips.

`;`, UTF-8, BPS codes. A small share of families carries faults of the field (`keluarga_cacat_mutu`): a code that does
not exist, no head or two, an impossible date, a floor of zero. Everyone else passes every rule of the form.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sepakat.sample import columns, noise, targets
from sepakat.sample.people import NA, Columns, People
from sepakat.sample.schooling import ATTENDS
from sepakat.sample.sink import Sink

FAMILY_FILE, MEMBER_FILE = "regsosek2022k_keluarga.csv", "regsosek2022k_anggota.csv"
ASSETS = "ABCDEFGHIJKLMN"
AID = "ABCDEFG"
NO_CARD, SPELT = 0.03, 0.06  # shares: families without a card number, names spelt otherwise
STREETS = (
    "JL. MAWAR",
    "JL. MELATI",
    "JL. KENANGA",
    "JL. FLAMBOYAN",
    "JL. PEMUDA",
    "JL. TRANS",
    "JL. PASAR",
    "JL. SEKOLAH",
    "GG. DAMAI",
    "JL. PELABUHAN",
)
HAMLETS = ("DUSUN I", "DUSUN II", "DUSUN III", "DUSUN IV", "DUSUN A", "DUSUN B", "LINGK. TIMUR", "LINGK. BARAT")
FAULTS = ("tanpa_kepala", "dua_kepala", "kode_lantai", "tanggal", "luas", "hubungan")


def write(people: People, sink: Sink) -> None:
    """Append one block. Fills fam: key (text), cacat (fault number or -1); per: urut, rs_nik, rs_nama, rs_row."""
    rng = people.rng("regsosek")
    share = float(targets.province(people.plan.province).assumptions["keluarga_cacat_mutu"])
    n = people.families
    fault = np.where(rng.random(n) < share, rng.integers(0, len(FAULTS), n), NA)
    fault = np.where((people.fam["members"] < 2) & np.isin(fault, (1, 5)), 4, fault)
    people.fam["cacat"] = fault.astype(np.int16)
    place = people.place = _place(people)
    people.fam["key"] = np.array(columns.joined(*place.values()).to_pylist(), dtype=object)
    member = _members(people, rng, place)  # names as written come first: R108 repeats the head's
    family = _family(people, rng, place)
    first = sink.csv(FAMILY_FILE, family)
    people.fam["rs_row"] = first + np.arange(n)
    first = sink.csv(MEMBER_FILE, member)
    people.per["rs_row"] = first + np.arange(people.persons)


def _place(people: People) -> dict[str, pa.Array]:
    villages = people.block.villages
    fam = people.fam
    at = fam["village"]
    parts = {
        "R101": [v.bps[:2] for v in villages],
        "R102": [v.bps[2:4] for v in villages],
        "R103": [v.bps[4:7] for v in villages],
        "R104": [v.bps[7:] for v in villages],
    }
    out = {name: columns.text(words, at) for name, words in parts.items()}
    out["R105"] = columns.padded(fam["sls"], 4)
    out["R105A"] = columns.padded(np.zeros(len(at), int), 2)
    out["R109"] = columns.padded(fam["building"], 3)
    out["R110"] = columns.padded(fam["serial"], 3)
    return out


def _family(people: People, rng: np.random.Generator, place: dict[str, pa.Array]) -> pa.Table:
    fam, n = people.fam, people.families
    fam["alamat"] = addresses(people)
    heads = people.per["rs_nama"][fam["head"]]
    split = rng.random(n)
    fam["kartu"] = np.where(split < 0.035, 1, np.where(split < 0.06, 2, 0)).astype(np.int16)
    result = np.where(rng.random(n) < 0.012, 2, 1)
    fam["hasil"] = result.astype(np.int16)
    answers = _unfinished(people, rng, result == 2)
    fault = fam["cacat"]
    floor = answers["R303"]
    answers["R303"] = np.where(fault == FAULTS.index("kode_lantai"), rng.choice([0, 11, 15], n), floor)
    wrong = rng.choice([0, 999, 1200], n)
    answers["R302"] = np.where(fault == FAULTS.index("luas"), wrong, answers["R302"])
    no_card = rng.random(n) < NO_CARD
    row: dict[str, object] = {k: place[k] for k in ("R101", "R102", "R103", "R104", "R105", "R105A")}
    row["R106"] = columns.joined("SLS ", columns.padded(fam["sls"], 3), " RT ", columns.padded(fam["sls"], 3))
    row |= {"R107": fam["alamat"], "R108": heads, "R109": place["R109"], "R110": place["R110"]}
    row |= {"R111": columns.text([""], np.full(n, NA)), "R112": fam["members"].astype(np.int16)}
    row["R113"] = columns.padded(100_000 + 37 * fam["building"] % 899_999, 6)
    row["R114"] = columns.long_number(np.where(no_card, 0, fam["kk"]))
    row |= {"R115": fam["kartu"], "R201": columns.date(fam["tanggal"], "%d/%m/%Y"), "R205": fam["hasil"]}
    row |= answers
    for letter in AID:
        for suffix in ("", "_BLN", "_THN"):
            row[f"R501{letter}{suffix}"] = fam[f"R501{letter}{suffix}"]
    row |= {f"R502{letter}": fam[f"R502{letter}"] for letter in ASSETS}
    row |= {name: fam[name] for name in ("R503A", "R503B", *[f"R504{x}" for x in "ABCDE"], "R505", "R506")}
    return columns.table(row)


def _unfinished(people: People, rng: np.random.Generator, which: np.ndarray) -> Columns:
    """The answers of block III; an unfinished interview lacks one question (and what hangs on it)."""
    names = [
        "R301A",
        "R301B",
        "R302",
        "R303",
        "R304",
        "R305",
        "R306A",
        "R306B",
        "R307A",
        "R307B1",
        "R307B2",
        "R307B3",
        "R308",
        "R309A",
        "R309B",
        "R310",
    ]
    answers = {name: people.fam[name].copy() for name in names}
    question = np.where(which, rng.integers(0, 4, people.families), NA)
    for i, group in enumerate(
        (["R302"], ["R306A", "R306B"], ["R307A", "R307B1", "R307B2", "R307B3"], ["R309A", "R309B", "R310"])
    ):
        for name in group:
            answers[name] = np.where(question == i, NA, answers[name]).astype(np.int16)
    return answers


def addresses(people: People) -> np.ndarray:
    """An address per family: hamlet or street, RT and RW. Streets are of the sample, not of the place."""
    rng = people.rng("alamat")
    fam, n = people.fam, people.families
    street = rng.integers(0, len(STREETS), n)
    hamlet = (fam["sls"] - 1 + fam["village"]) % len(HAMLETS)
    fam["dusun"] = hamlet
    number = rng.integers(1, 120, n)
    rows = zip(fam["urban"], street, number, hamlet, fam["sls"], strict=True)
    return np.array(
        [
            f"{STREETS[s]} NO. {k} RT {t:03d}/RW {(t + 1) // 2:03d}"
            if u
            else f"{HAMLETS[h]} RT {t:03d}/RW {(t + 1) // 2:03d}"
            for u, s, k, h, t in rows
        ],
        dtype=object,
    )


def _members(people: People, rng: np.random.Generator, place: dict[str, pa.Array]) -> pa.Table:
    per, n = people.per, people.persons
    a = targets.province(people.plan.province).assumptions
    code = np.array([int(v.code.replace(".", "")) for v in people.block.villages], np.int64)[
        people.of_family("village")
    ]
    temporary = code * 100_000 + np.arange(n) % 99_999 + 1
    per["rs_nik"] = noise.slip_niks(
        rng, per["nik"], missing=a["nik_kosong"], wrong=a["nik_salah"], twin=a["nik_ganda"], temporary=temporary
    )
    per["rs_nama"] = noise.vary_names(rng, per["nama"], SPELT)
    first = people.fam["head"][per["fam"]]
    per["urut"] = (np.arange(n) - first + 1).astype(np.int16)
    here, age = per["here"], per["age"]
    fault = people.of_family("cacat")
    hub = per["hub"].copy()
    hub = np.where((fault == FAULTS.index("tanpa_kepala")) & (hub == 1), 8, hub)
    hub = np.where((fault == FAULTS.index("dua_kepala")) & (per["urut"] == 2), 1, hub)
    hub = np.where((fault == FAULTS.index("hubungan")) & (per["urut"] == 2), 9, hub)
    born = np.array(columns.date(per["birth"], "%d/%m/%Y", here).to_pylist(), dtype=object)
    bad = (fault == FAULTS.index("tanggal")) & (per["urut"] == 1)
    born[bad] = "31/02/1979"
    who = (people.per["fam"]).astype(np.int64)
    row: dict[str, object] = {k: v.take(pa.array(who)) for k, v in place.items()}
    keep = lambda values: np.where(here, values, NA).astype(np.int16)  # noqa: E731
    row |= {"R401": per["urut"], "R402": per["rs_nama"], "R403": columns.long_number(per["rs_nik"])}
    row |= {"R404": per["presence"], "R405": keep(per["sex"]), "R406": born, "R407": keep(np.minimum(age, 98))}
    row |= {
        "R408": keep(per["kawin"]),
        "R409": keep(hub),
        "R410": keep(per["hamil"]),
        "R411": keep(_papers(people, rng)),
    }
    row |= {
        "R412": keep(per["sekolah"]),
        "R413": keep(per["jenjang"]),
        "R414": keep(per["kelas"]),
        "R415": keep(per["ijazah"]),
    }
    row |= {name: keep(values) for name, values in _work(people, rng).items()}
    row["R427"] = keep(per["gizi"])
    row |= {"R428" + x.upper(): keep(per["sulit_" + x]) for x in "abcdefghi"}
    row |= {
        "R428J": keep(per["sedih"]),
        "R429": keep(per["rawat"]),
        "R430": keep(per["sakit"]),
        "R431A": keep(per["R431A"]),
    }
    row |= {name: keep(values) for name, values in _cover(people, rng).items()}
    return columns.table(row)


def _papers(people: People, rng: np.random.Generator) -> np.ndarray:
    """411: birth certificate 1, child card 2 (under 17), identity card 4 (17 and over, or married)."""
    per, n = people.per, people.persons
    age = per["age"]
    certificate = rng.random(n) < np.interp(age, [0, 5, 17, 30, 50, 70], [0.72, 0.86, 0.9, 0.62, 0.36, 0.2])
    child = (age < 17) & (rng.random(n) < 0.34)
    card = (age >= 17) & (rng.random(n) < np.interp(age, [17, 20, 70, 90], [0.6, 0.96, 0.97, 0.9]))
    return certificate * 1 + child * 2 + card * 4


def _work(people: People, rng: np.random.Generator) -> Columns:
    """416-426: work, tax number, own business (asked of those aged 5 and over)."""
    per, n = people.per, people.persons
    age = per["age"]
    asked = age >= 5
    works = per["bekerja"]
    business = works & np.isin(per["status"], (1, 2, 3)) & (rng.random(n) < 0.62)
    taxed = (per["status"] == 5) | ((per["status"] == 4) & (rng.random(n) < 0.35)) | (business & (rng.random(n) < 0.12))
    taxed &= age >= 17
    tax = np.where(taxed, np.where(rng.random(n) < 0.6, 1, 2), 3)
    paid = np.where(per["status"] == 3, 1 + rng.poisson(1.5, n), 0)
    helped = np.where(per["status"] == 2, 1 + rng.poisson(0.6, n), np.where(rng.random(n) < 0.1, 1, 0))
    welfare = people.of_family("welfare")
    size = welfare + 0.8 * rng.normal(0, 1, n) + 1.2 * (per["status"] == 3)
    turnover = np.select([size < 1.0, size < 2.1, size < 2.9, size < 4.2, size < 5.4], [1, 2, 3, 4, 5], 6)
    licence = np.where(rng.random(n) < 0.04 + 0.06 * (size > 2), rng.choice([4, 4, 4, 2, 5, 10, 1], n), 11)
    net = (rng.random(n) < 0.2 + 0.1 * (size > 1)) & (people.of_family("R505") > 0)
    uses = sum((rng.random(n) < p) * bit for bit, p in ((1, 0.85), (2, 0.4), (4, 0.35), (8, 0.3), (16, 0.2)))
    ask = lambda which, values: np.where(which, values, NA)  # noqa: E731
    own = asked & business
    return {
        "R416A": ask(asked, np.where(works, 1, 2)),
        "R416B": ask(works, per["jam"]),
        "R417": ask(works, per["lapangan"]),
        "R418": ask(works, per["status"]),
        "R419": ask(asked, tax),
        "R420A": ask(asked, np.where(business, 1, 2)),
        "R420B": ask(own, 1 + (rng.random(n) < 0.05)),
        "R421": ask(own, per["lapangan"]),
        "R422": ask(own, paid),
        "R423": ask(own, helped),
        "R424": ask(own, licence),
        "R425": ask(own, turnover),
        "R426": ask(own, np.where(net, uses, 0)),
    }


def _cover(people: People, rng: np.random.Generator) -> Columns:
    """431b-f: Prakerja, KUR, UMi (5+), PIP (5-30), employment insurance (15+)."""
    per, n = people.per, people.persons
    age = per["age"]
    yes = lambda p: np.where(rng.random(n) < 0.006, 8, np.where(rng.random(n) < p, 1, 2))  # noqa: E731
    ask = lambda which, values: np.where(which, values, NA)  # noqa: E731
    pupil = (per["sekolah"] == ATTENDS) & (per["tingkat"] <= 3)
    helped = people.of_family("old_percentile") <= 40
    pip = yes(np.where(pupil, np.where(helped, 0.42, 0.09), 0.0))
    formal = np.isin(per["status"], (3, 4))
    member = formal & (rng.random(n) < 0.42)
    job = member * 3 + (member & (rng.random(n) < 0.7)) * 4 + (member & (rng.random(n) < 0.4)) * 8
    job = np.where(per["status"] == 5, 16 + 3 * (rng.random(n) < 0.5), job)
    job = np.where(rng.random(n) < 0.004, 99, job)
    grown = (age >= 18) & (age <= 64)
    return {
        "R431B": ask(age >= 5, yes(np.where(grown, 0.012, 0.0))),
        "R431C": ask(age >= 5, yes(np.where(grown, 0.02, 0.0))),
        "R431D": ask(age >= 5, yes(np.where(grown, 0.012, 0.0))),
        "R431E": ask((age >= 5) & (age <= 30), pip),
        "R431F": ask(age >= 15, job),
    }
