"""DTKS in the layout of BDT 2015: the poorest two fifths as the registry saw them in 2018, household and person files.

`;`, Latin-1, BPS codes, yes/no that alternates 1/2 and 3/4 by column, its own lists for floor, roof, water and fuel.
Stale on purpose: people who have died or left are in it, children born since are not, some live elsewhere now.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample import columns, noise
from sepakat.sample.families import NEW
from sepakat.sample.people import NA, People, ages
from sepakat.sample.sink import Sink

HOUSEHOLD_FILE, PERSON_FILE = "dtks_bdt_rumah_tangga.csv", "dtks_bdt_individu.csv"
THEN = int(np.datetime64("2018-06-30").astype(int))
COVERED = 40  # percentile of the old score up to which households are in
# Shares: NIK that slip, households listed where they lived before, names spelt otherwise, no card number.
NIK: noise.Slips = {"missing": 0.11, "wrong": 0.03, "twin": 0.004}
MOVED, HEAD_SPELT, SPELT, NO_CARD = 0.04, 0.16, 0.15, 0.15
# Regsosek code → BDT code, by list.
_FLOOR = np.array([0, 1, 2, 3, 4, 5, 6, 7, 9, 10])
_ROOF = np.array([0, 1, 4, 6, 5, 8, 7, 9, 10])
_WATER = np.array([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12])
_LIGHT = np.array([0, 1, 1, 2, 3])
_FUEL = np.array([9, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9])
_TOILET = np.array([0, 1, 2, 3, 3, 4, 4])
_CLOSET = np.array([0, 1, 2, 2, 3])
_TANK = np.array([0, 1, 2, 4, 3, 5, 6])
_ASSETS = (
    ("Ada_tabung_gas", "R502A"),
    ("Ada_lemari_es", "R502B"),
    ("Ada_ac", "R502C"),
    ("Ada_pemanas", "R502D"),
    ("Ada_telpon", "R502E"),
    ("Ada_tv", "R502F"),
    ("Ada_emas", "R502G"),
    ("Ada_laptop", "R502H"),
    ("Ada_sepeda", "R502J"),
    ("Ada_motor", "R502I"),
    ("Ada_mobil", "R502K"),
    ("Ada_perahu", "R502L"),
    ("Ada_motor_tempel", ""),
    ("Ada_perahu_motor", "R502M"),
    ("Ada_kapal", ""),
)
_STATUS = [
    "Sta_kks",
    "Sta_kip",
    "Sta_kis",
    "Sta_bpjs_mandiri",
    "Sta_jamsostek",
    "Sta_asuransi",
    "Sta_pkh",
    "Sta_rastra",
    "Sta_kur",
]


def write(people: People, sink: Sink) -> None:
    """Append one block. Fills per: dk_row (file row or 0), dk_nik; fam: dk_row (of its household, or 0)."""
    rng = people.rng("dtks")
    fam, n = people.fam, people.families
    first = fam["first"]
    home_first = np.maximum.accumulate(np.where(first, np.arange(n), 0))
    percentile = np.minimum(fam["old_percentile"], fam["old_percentile"][home_first])
    inside = (percentile <= COVERED) & (rng.random(n) < 0.94)
    inside |= (percentile > COVERED) & (percentile < 80) & (rng.random(n) < 0.035)
    inside = inside[home_first]
    rows = np.nonzero(inside & first)[0]
    number = sink.take("dtks", len(rows))
    idbdt = np.zeros(n, np.int64)
    idbdt[rows] = number + np.arange(len(rows))
    idbdt = idbdt[home_first] * inside
    per = people.per
    kept = inside[per["fam"]] & (per["birth"] < THEN) & (per["presence"] != NEW)
    kept &= (rng.random(people.persons) > 0.03) | (per["hub"] == 1)
    _households(
        people, rng, sink, rows, idbdt, percentile, np.bincount(fam["household"][per["fam"][kept]], minlength=n)
    )
    _persons(people, rng, sink, inside, idbdt, home_first, np.nonzero(kept)[0])


def _villages(people: People, rng: np.random.Generator, rows: np.ndarray) -> np.ndarray:
    """Village rows: a few households are still listed where they lived before."""
    village = people.fam["village"][rows]
    moved = rng.random(len(rows)) < MOVED
    return np.where(moved, rng.integers(0, len(people.block.villages), len(rows)), village)


def _old_addresses(now: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Addresses as written then; a few house numbers with a half, which Latin-1 and UTF-8 write differently."""
    return np.array(
        [f"{a} NO. {int(d * 3000) + 1}½" if d < 0.02 else a for a, d in zip(now, draw, strict=True)], object
    )


def _households(
    people: People,
    rng: np.random.Generator,
    sink: Sink,
    rows: np.ndarray,
    idbdt: np.ndarray,
    percentile: np.ndarray,
    members: np.ndarray,
) -> None:
    fam, k = people.fam, len(rows)
    village = _villages(people, rng, rows)
    bps = [v.bps for v in people.block.villages]
    get = lambda name: fam[name][rows].astype(int)  # noqa: E731
    families = np.bincount(fam["household"])[fam["household"][rows]]
    flip = iter(range(1000))

    def yes(has: np.ndarray) -> np.ndarray:
        """Odd = yes, even = no; columns alternate 1/2 and 3/4."""
        base = 1 if next(flip) % 2 == 0 else 3
        return np.where(has, base, base + 1)

    blank = columns.text([""], np.full(k, NA))
    worse = rng.random(k)
    earth = np.where((get("R303") == 6) & (worse < 0.12), 8, get("R303"))  # floors were worse then
    names = people.per["nama"][fam["head"][rows]]
    row: dict[str, object] = {
        "IDBDT": columns.padded(idbdt[rows], 12),
        "RUTA6": columns.padded(idbdt[rows] % 1_000_000, 6),
        "KDPROP": columns.text([b[:2] for b in bps], village),
        "KDKAB": columns.text([b[2:4] for b in bps], village),
        "KDKEC": columns.text([b[4:7] for b in bps], village),
        "KDDESA": columns.text([b[7:] for b in bps], village),
        "NoPesertaPBDT": columns.padded(idbdt[rows] + 7_000_000, 14),
        "NoPesertaPKH": blank,
        "NoPesertaKKS2016": blank,
        "NoPesertaPBI": blank,
        "PesertaKIP": blank,
        "Alamat": _old_addresses(fam["alamat"][rows], rng.random(k)),
        "Nama_SLS": columns.joined("RT ", columns.padded(get("sls"), 3)),
        "Nama_KRT": noise.vary_names(rng, names, HEAD_SPELT),
        "Jumlah_ART": members[fam["household"][rows]],
        "Jumlah_Keluarga": families,
        "Sta_bangunan": get("R301A"),
        "Sta_lahan": np.where(get("R301A") == 1, 1, 2),
        "Luas_lantai": (get("R302") * 0.95).astype(int).clip(6),
        "Lantai": _FLOOR[earth.clip(0)],
        "Dinding": get("R304"),
        "Kondisi_dinding": np.where(worse < 0.55, 2, 1),
        "Atap": _ROOF[get("R305")],
        "Kondisi_atap": np.where(worse < 0.5, 2, 1),
        "Jumlah_kamar": (get("R302") // 16).clip(1, 6),
        "Sumber_airminum": _WATER[get("R306A")],
        "Nomor_meter_air": blank,
        "cara_peroleh_airminum": np.where(get("R306A") <= 2, 1, np.where(get("R306A") == 3, 2, 3)),
        "Sumber_penerangan": _LIGHT[get("R307A")],
        "Daya": np.where(get("R307A") == 1, get("R307B1"), np.where(get("R307A") == 2, 6, NA)),
        "Nomor_PLN": blank,
        "bb_masak": _FUEL[get("R308")],
        "Nomor_gas": blank,
        "Fasbab": _TOILET[get("R309A")],
        "Kloset": np.where(get("R309A") >= 4, 4, _CLOSET[get("R309B").clip(0)]),
        "Buang_tinja": np.where(get("R310") > 0, _TANK[get("R310").clip(0)], 6),
    }
    for name, source in _ASSETS:
        has = (get(source) == 1) & (rng.random(k) < 0.9) if source else np.zeros(k, bool)
        row[name] = yes(has)
    row["Aset_tak_bergerak"] = yes(get("R503A") == 1)
    row["Luas_atb"] = np.where(get("R503A") == 1, rng.integers(2, 90, k) * 50, 0)
    row["Rumah_lain"] = yes(get("R503B") == 1)
    for letter, name in zip("ABCDE", ("sapi", "kerbau", "kuda", "babi", "kambing"), strict=True):
        row["Jumlah_" + name] = get("R504" + letter)
    row["Sta_art_usaha"] = yes(rng.random(k) < 0.3)
    holds = {
        "Sta_pkh": get("R501B") == 1,
        "Sta_rastra": get("R501A") == 1,
        "Sta_kks": get("R501A") == 1,
        "Sta_kis": rng.random(k) < 0.7,
    }
    for name in _STATUS:
        row[name] = yes(holds.get(name, rng.random(k) < 0.05))
    row["Sta_keberadaan_RT"] = blank
    row["Percentile"] = np.minimum(percentile[rows], COVERED + 5)
    start = sink.csv(HOUSEHOLD_FILE, columns.table(row), encoding="latin-1")
    fam["dk_row"] = np.zeros(people.families, np.int64)
    fam["dk_row"][rows] = start + np.arange(k)


def _persons(
    people: People,
    rng: np.random.Generator,
    sink: Sink,
    inside: np.ndarray,
    idbdt: np.ndarray,
    home_first: np.ndarray,
    rows: np.ndarray,
) -> None:
    fam, per = people.fam, people.per
    fam["dk_row"] = np.where(inside, fam["dk_row"][home_first], 0)
    k = len(rows)
    who = per["fam"][rows]
    number = noise.slip_niks(rng, per["nik"], **NIK)[rows]
    per["dk_nik"] = np.zeros(people.persons, np.int64)
    per["dk_nik"][rows] = number
    birth = noise.slip_dates(rng, per["birth"], 0.05)[rows]
    serial = np.arange(k) - np.maximum.accumulate(
        np.where(np.r_[True, idbdt[who][1:] != idbdt[who][:-1]], np.arange(k), 0)
    )
    second = ~fam["first"][who]
    get = lambda name: per[name][rows].astype(int)  # noqa: E731
    age = ages(birth, THEN).astype(int).clip(0)
    blank = columns.text([""], np.full(k, NA))
    grade = np.where((get("jenjang") > 0) & (age >= 7), get("jenjang"), NA)
    row: dict[str, object] = {
        "IDARTBDT": columns.joined(columns.padded(idbdt[who], 12), columns.padded(serial + 1, 2)),
        "IDBDT": columns.padded(idbdt[who], 12),
        "Nama": noise.vary_names(rng, per["nama"][rows], SPELT),
        "JnsKel": get("sex"),
        "TmpLahir": blank,
        "TglLahir": columns.date(birth, "%d/%m/%Y"),
        "Umur": age,
        "NIK": columns.long_number(number),
        "NoKK": columns.long_number(np.where(rng.random(k) < NO_CARD, 0, fam["kk"][who])),
        "Hub_KRT": np.where(second, 8, get("hub")),
        "NUK": np.where(second, 2, 1),
        "Hubkel": get("hub"),
        "Sta_kawin": np.where(age < 17, 1, get("kawin")),
        "Ada_akta_nikah": blank,
        "Ada_diKK": np.where(rng.random(k) < 0.93, 1, 2),
        "Ada_kartu_identitas": np.where(age >= 17, 1, 0),
        "Sta_hamil": np.where((get("sex") == 2) & (age >= 15) & (age <= 49), 2, NA),
        "Jenis_cacat": np.where(per["disabilitas"][rows], 1, 0),
        "Penyakit_kronis": np.where(get("sakit") > 1, 1, 0),
        "Partisipasi_sekolah": np.where(age < 5, NA, np.where(age < 7, 0, np.where(age <= 18, 1, 2))),
        "Pendidikan_tertinggi": grade,
        "Kelas_tertinggi": np.where(grade > 0, get("kelas"), NA),
        "Ijazah_tertinggi": np.where(age >= 12, get("tamat"), 0),
        "Sta_Bekerja": np.where(age < 5, NA, np.where(per["bekerja"][rows] & (age >= 15), 1, 2)),
        "Jumlah_jamkerja": np.where(per["bekerja"][rows] & (age >= 15), get("jam"), NA),
        "Lapangan_usaha": np.where(age >= 15, get("lapangan"), NA),
        "Status_pekerjaan": np.where(age >= 15, get("status"), NA),
        "Sta_keberadaan_art": blank,
        "Sta_kepesertaan_pbi": np.where(rng.random(k) < 0.75, 1, 2),
        "Ada_kks": np.where(fam["R501A"][who] == 1, 3, 4),
        "Ada_pbi": np.where(rng.random(k) < 0.75, 1, 2),
        "Ada_kip": np.where(rng.random(k) < 0.1, 3, 4),
        "Ada_pkh": np.where(fam["R501B"][who] == 1, 1, 2),
        "Ada_BPNT": np.where(fam["R501A"][who] == 1, 3, 4),
        "Anak_diluar_rt": blank,
        "namagadis_ibukandung": blank,
    }
    start = sink.csv(PERSON_FILE, columns.table(row), encoding="latin-1")
    per["dk_row"] = np.zeros(people.persons, np.int64)
    per["dk_row"][rows] = start + np.arange(k)
